"""Pace: at once, but not too often, and the last ask is never lost."""

from PySide6.QtCore import QObject

from mlpviz.ui.pace import Pace


def test_the_first_ask_is_done_at_once_and_the_last_one_later(qtbot):
    owner, done = QObject(), []
    asked = []
    pace = Pace(owner, 30, lambda: done.append(len(asked)))
    for number in range(5):
        asked.append(number)
        pace.ask()
    assert done == [1]
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done == [1, 5]


def test_nothing_is_done_unasked(qtbot):
    owner, done = QObject(), []
    pace = Pace(owner, 1, lambda: done.append(1))
    pace.ask()
    pace.ask()
    qtbot.waitUntil(lambda: len(done) == 2)
    another = []
    waiting = Pace(owner, 20, lambda: another.append(1))
    waiting.ask()
    qtbot.waitUntil(lambda: len(another) == 1)
    assert len(done) == 2
