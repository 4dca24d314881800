"""The guards around every test catch what they are there for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """
import multiprocessing
import time

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []


def test_clean(qtbot):
    thread = QThread()
    thread.start()
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    thread.quit()
    assert thread.wait(5000)


def test_slot_raises(qtbot):
    timer = QTimer()
    timer.timeout.connect(lambda: 1 / 0)
    timer.setSingleShot(True)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)


def test_thread_left(qapp):
    kept.append(QThread())
    kept[-1].start()


def test_widget_left(qapp):
    kept.append(QWidget())
    kept[-1].show()


def test_child_left():
    kept.append(multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,)))
    kept[-1].start()


@pytest.mark.window
def test_real_window(qapp):
    assert qapp.platformName() == "xcb"


@pytest.mark.window
def test_real_window_fails(qapp):
    assert qapp.platformName() == "not this one"
"""


@pytest.fixture(scope="module")
def outcome(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What pytest says of each case, as its lines of `-rA` say it."""
    folder = tmp_path_factory.mktemp("cases")
    shutil.copytree(repository / "tests/support", folder / "tests/support")
    shutil.copy(repository / "tests/conftest.py", folder / "tests")
    shutil.copy(repository / "pyproject.toml", folder)
    (folder / "tests/test_cases.py").write_text(CASES)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA"],
        cwd=folder,
        # Wide enough that the reasons are not cut.
        env={**os.environ, "COLUMNS": "400"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    summary: dict[str, str] = {}
    for line in done.stdout.splitlines():
        word, _, rest = line.partition(" tests/test_cases.py::")
        case = rest.partition(" - ")[0]
        # A test that passes and then leaves something behind has two lines.
        if word in {"FAILED", "ERROR"} or (word == "PASSED" and case not in summary):
            summary[case] = f"{word} {rest}"
    return summary


def test_a_clean_test_passes(outcome: dict[str, str]) -> None:
    assert outcome["test_clean"].startswith("PASSED")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("test_slot_raises", "raised in code called by Qt"),
        ("test_thread_left", "running QThread"),
        ("test_widget_left", "visible QWidget"),
        ("test_child_left", "child process"),
    ],
)
def test_what_goes_wrong_unseen_is_an_error(
    outcome: dict[str, str], case: str, said: str
) -> None:
    assert outcome[case].startswith("ERROR")
    assert said in outcome[case]


def test_a_window_test_runs_on_a_real_display(
    outcome: dict[str, str], display: str
) -> None:
    assert display.startswith(":")
    assert outcome["test_real_window"].startswith("PASSED")
    assert outcome["test_real_window_fails"].startswith("FAILED")
