"""The environment every test runs in: set before Qt, NumPy or TensorFlow load.

It imports none of them, and nothing of the program.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Set in the child process that runs a test of the marker `window`.
IN_WINDOW = "MLPVIZ_TEST_WINDOW"


def prepare() -> None:
    """Make this process and its children quiet, repeatable and without a home."""
    home = Path(tempfile.mkdtemp(prefix="mlpviz-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    os.environ.update(
        {
            # Nobody's settings are read or written.
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_STATE_HOME": str(home / ".local" / "state"),
            "XDG_RUNTIME_DIR": str(runtime),
            # Without a UTF-8 locale Qt warns, and a warning fails a test.
            "LC_ALL": "C.UTF-8",
            "PYQTGRAPH_QT_LIB": "PySide6",
            "QT_QPA_PLATFORM": "xcb" if IN_WINDOW in os.environ else "offscreen",
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "TF_ENABLE_ONEDNN_OPTS": "0",
            "OPENBLAS_NUM_THREADS": "1",
        }
    )
    for name in (
        "QT_QPA_PLATFORMTHEME",
        "QT_SCALE_FACTOR",
        "QT_SCREEN_SCALE_FACTORS",
        "QT_STYLE_OVERRIDE",
    ):
        os.environ.pop(name, None)
