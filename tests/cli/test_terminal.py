"""`mlpviz` as a process of its own: what it imports, and how it ends."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mlpviz.cli.progress_bar import ProgressBar, duration

ROOT = Path(__file__).parents[2]
BLOCKED = """
import sys
for name in ("PySide6", "pyqtgraph", "shiboken6", "tensorflow", "keras"):
    sys.modules[name] = None
from mlpviz.cli import main
sys.exit(main(sys.argv[1:]))
"""
# As on a fresh Debian, where PySide6 is installed and what it loads is not.
NO_LIBRARIES = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6.QtWidgets" or name == "PySide6.QtGui":
            raise ImportError(
                "libGL.so.1: cannot open shared object file: No such file or directory"
            )
sys.meta_path.insert(0, Finder())
from mlpviz.cli import main, show
from mlpviz.core import edits
load = show.load_source
show.load_source = lambda name: edits.choose_engine(load("task-1.1-batch-16"), "numpy")
sys.exit(main(sys.argv[1:]))
"""
NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


def mlpviz(*arguments, program=("main.py",), env=None, **options):
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        timeout=60,
        **options,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["examples", "--json"],
        ["evaluate", "task-3", "--json"],
        ["train", "task-1.1-batch-16", "--engine", "numpy", "--json"],
    ],
)
def test_works_where_neither_qt_nor_tensorflow_can_be_imported(arguments):
    done = mlpviz(*arguments, program=("-c", BLOCKED))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "mlpviz: no window can be opened: "),
        (["render", "task-3", "-o", "r.png"], "mlpviz: no picture can be drawn: "),
    ],
)
def test_missing_system_libraries_are_one_plain_line(arguments, says, tmp_path):
    pytest.importorskip("PySide6")
    env = {**NO_DISPLAY, "QT_QPA_PLATFORM": "offscreen"}
    arguments = [a.replace("r.png", str(tmp_path / "r.png")) for a in arguments]
    done = mlpviz(*arguments, program=("-c", NO_LIBRARIES), env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(says)
    assert "libGL.so.1" in done.stderr
    if sys.platform.startswith("linux"):
        assert "apt-get install libgl1 " in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_example_is_trained_where_nothing_can_be_drawn():
    pytest.importorskip("PySide6")
    done = mlpviz("--run-example", program=("-c", NO_LIBRARIES), env=NO_DISPLAY)
    assert done.returncode == 1
    assert "256 updates" in done.stdout
    assert "99.22 %" in done.stdout
    said = done.stderr.splitlines()
    assert len(said) == 2
    assert said[1].startswith("mlpviz: no picture can be drawn: a system library")


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--window-tests"], 1)])
def test_make_run_goes_on_where_qt_cannot_start(arguments, code, tmp_path):
    broken = tmp_path / "PySide6.py"
    broken.write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    # A PATH without apt-get: nothing is installed, only said.
    env = {"PYTHONPATH": str(tmp_path), "PATH": str(tmp_path)}
    done = mlpviz(*arguments, program=("tools/check_qt.py",), env=env)
    assert done.returncode == code
    assert "libgl1" in done.stdout
    assert "libGL.so.1" in done.stdout


def test_a_missing_display_is_one_plain_line():
    done = mlpviz(env=NO_DISPLAY)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "mlpviz: no window can be opened: there is no display"
    )
    assert len(done.stderr.splitlines()) == 1


def test_a_dead_display_is_one_plain_line():
    done = mlpviz(env={"DISPLAY": ":7654", "QT_QPA_PLATFORM": ""})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("mlpviz: no window can be opened")
    assert len(done.stderr.splitlines()) == 1


def test_whoever_stops_reading_sees_no_traceback():
    command = f"{sys.executable} main.py examples | true"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""


def test_a_terminal_without_unicode_still_gets_its_results():
    done = mlpviz(
        "train",
        "task-1.1-batch-16",
        "--engine",
        "numpy",
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert "99.22 %" in done.stdout


def test_an_unexpected_error_is_one_line_and_details_on_demand():
    broken = "import mlpviz.cli.evaluate as e\ndef f(a): raise KeyError('x')\n"
    broken += "e.examples = f\n" + BLOCKED
    done = mlpviz("examples", program=("-c", broken))
    assert done.returncode == 1
    assert done.stderr.startswith("mlpviz: unexpected error: KeyError")
    assert len(done.stderr.splitlines()) == 1
    done = mlpviz("examples", program=("-c", broken), env={"MLPVIZ_DEBUG": "1"})
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_ctrl_c_ends_with_130_and_saves(tmp_path):
    pty = pytest.importorskip("pty")
    path = tmp_path / "a.mlpviz"
    arguments = ["train", "task-1.3", "--engine", "numpy", "--epochs", "100000"]
    # On a terminal the bar tells when there is something to interrupt.
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "main.py", *arguments, "-o", str(path)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    said = read_until(ours, b"epoch ")
    process.send_signal(signal.SIGINT)
    said += read_until(ours, None)
    os.close(ours)
    assert process.wait(timeout=30) == 130
    assert b"mlpviz: stopped in epoch" in said
    assert b"Traceback" not in said
    assert path.exists()


def read_until(terminal: int, words: bytes | None) -> bytes:
    """Read what is said on a terminal until some words or its end."""
    said = b""
    while words is None or words not in said:
        # Linux ends with an error, others with nothing.
        with contextlib.suppress(OSError):
            if select.select([terminal], [], [], 30)[0] and (
                piece := os.read(terminal, 4096)
            ):
                said += piece
                continue
        break
    return said


def test_pictures_are_drawn_without_a_display(tmp_path):
    pytest.importorskip("PySide6")
    path = tmp_path / "r.png"
    done = mlpviz(
        "render", "task-3", "-o", str(path), "--size", "800x450", env=NO_DISPLAY
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(header[16:20]) == 800
    assert int.from_bytes(header[20:24]) == 450


class Terminal:
    """Stands in for standard error on a terminal."""

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_the_bar_shows_how_far_it_is_and_how_long_it_takes(monkeypatch):
    now = [100.0]
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with ProgressBar("task-1.4") as bar:
        for done in range(0, 60, 10):
            bar.show(done, 100, "epoch")
            now[0] += 1
        assert "epoch 50 of 100, 5.0 s left" in terminal.text
        assert "━" in terminal.text
    assert terminal.text.endswith("\r\x1b[K")


def test_without_a_terminal_there_is_only_a_line_now_and_then(monkeypatch, capsys):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with ProgressBar("run") as bar:
        bar.note("compiling …")
        for done in range(40):
            bar.show(done, 40, "epoch")
            now[0] += 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0] == "run: epoch 15 of 40, 25 s left"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.031, "0.03 s"),
        (3.14, "3.1 s"),
        (59.4, "59 s"),
        (125, "2 min 5 s"),
        (3720, "1 h 2 min"),
    ],
)
def test_times_are_given_in_words(seconds, text):
    assert duration(seconds) == text
