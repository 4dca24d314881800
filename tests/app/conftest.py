"""A document with its runs, on an engine that waits for the test."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from mlpviz.core.session import Session
from tests.support.desk import Desk, make_desk
from tests.support.training import small_session
from tests.support.waiting import settle


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[Desk]:
    """75 training points in batches of 16: 5 updates an epoch, 3 epochs."""
    desk = make_desk(small_session(epochs=3))
    yield desk
    desk.control.pause()
    assert desk.runner.close()
    settle(0)


@pytest.fixture
def desk_of(qapp: QApplication) -> Iterator[Callable[[Session], Desk]]:
    """Make a desk on another session."""
    made: list[Desk] = []

    def make(session: Session) -> Desk:
        made.append(make_desk(session))
        return made[-1]

    yield make
    for desk in made:
        desk.control.pause()
        assert desk.runner.close()
    settle(0)
