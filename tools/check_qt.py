"""Finds out whether Qt can start here, and gets the system libraries it lacks.

`.venv/bin/python tools/check_qt.py [--window-tests]`. Qt aborts the process when a
library or a display is missing, so every try is made in a child.
"""

import os
import shutil
import subprocess
import sys

import system_packages

OFFSCREEN_PACKAGES = [
    "libgl1",
    "libegl1",
    "libglib2.0-0",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
]
# Qt's own message names only the first of these.
WINDOW_PACKAGES = [
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
]
OFFSCREEN_TRY = """
from PySide6 import QtSvg
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication([])
assert not QLabel("MLPViz").grab().isNull()
"""
# Loading the plug-in finds missing libraries without needing a display.
WINDOW_TRY = """
import ctypes
import pathlib

from PySide6.QtCore import QLibraryInfo
from PySide6 import QtDBus, QtGui, QtOpenGL

plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
ctypes.CDLL(str(pathlib.Path(plugins) / "platforms" / "libqxcb.so"))
"""


def main(arguments: list[str]) -> int:
    """Check what the window and the tests need; return the exit status."""
    if not _ensure(OFFSCREEN_TRY, OFFSCREEN_PACKAGES, "Qt lacks system libraries"):
        print("MLPViz cannot draw anything until Qt starts; it said:")
        print(f"    {_failure(OFFSCREEN_TRY)}")
        # Training and its results need no Qt; the tests do.
        return 1 if "--window-tests" in arguments else 0
    if sys.platform == "linux":
        purpose = "Qt lacks system libraries for a window on the screen"
        if not _ensure(WINDOW_TRY, WINDOW_PACKAGES, purpose):
            print("Until then MLPViz works without a window only.")
        if "--window-tests" in arguments:
            tools = {"Xvfb": "xvfb", "xdotool": "xdotool"}
            missing = [p for tool, p in tools.items() if shutil.which(tool) is None]
            purpose = "The tests in a real window need Xvfb and xdotool"
            if missing and not system_packages.install(missing, purpose):
                print("Until then these tests are skipped.")
    return 0


def _ensure(code: str, packages: list[str], purpose: str) -> bool:
    if not _failure(code):
        return True
    return system_packages.install(packages, purpose) and not _failure(code)


def _failure(code: str) -> str:
    """Return why `code` fails in a child without a display; empty when it works."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "no answer within 120 s"
    if done.returncode == 0:
        return ""
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {done.returncode}, no message"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
