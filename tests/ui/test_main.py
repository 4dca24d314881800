"""The window's process as the terminal sees it."""

import os
import subprocess
import sys
from pathlib import Path

FAULTY = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mlpviz.app.analysis import AnalysisRunner
from mlpviz.app.training import TrainingRunner
from mlpviz.ui import main
from mlpviz.ui.main_window import MainWindow

def answer(self, request):
    raise ZeroDivisionError("a fault in a thread")

say = MainWindow.say

def hear(self, text, kind="info"):
    say(self, text, kind)
    if "a fault" in text:
        print(kind, self.log.text(), flush=True)
        QTimer.singleShot(0, lambda: QApplication.exit(0))

AnalysisRunner.answer = answer
TrainingRunner.load_keras = lambda self: None
MainWindow.say = hear
main.run_window()
"""


def test_a_fault_in_a_thread_reaches_the_log_and_not_the_terminal(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAULTY],
        env=os.environ | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("error ")
    assert "a fault in a thread" in done.stdout
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" not in done.stderr
