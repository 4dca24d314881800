"""The window and what a test answers in place of the user, for the tests of the ui."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from mlpviz.core.session import Session
from mlpviz.files.examples import EXAMPLES, untrained_session
from mlpviz.ui.theme import Theme
from tests.ui.studio import Studio, small_session

MakeStudio = Callable[..., Studio]


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Theme:
    """The look of the application, light at the beginning of each test."""
    return Theme(qapp, "light")


@pytest.fixture
def studio_of(look: Theme, tmp_path: Path) -> Iterator[MakeStudio]:
    """Open windows on sessions, one after the other on the same settings."""
    look.set_mode("light")
    opened: list[Studio] = []

    def open_studio(
        session: Session, width: int = 1440, height: int = 900, *, shown: bool = True
    ) -> Studio:
        opened.append(Studio(session, tmp_path / "settings.ini", look))
        if shown:
            opened[-1].show(width, height)
        return opened[-1]

    def close(studio: Studio) -> None:
        opened.remove(studio)
        studio.close()

    open_studio.close = close  # type: ignore[attr-defined]
    open_studio.store = tmp_path / "settings.ini"  # type: ignore[attr-defined]
    yield open_studio
    for studio in opened:
        studio.close()
    look.set_mode("light")


@pytest.fixture(scope="module")
def module_studio(
    look: Theme, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Studio]:
    """A window for all tests of a module: to open one takes longer than a test."""
    look.set_mode("light")
    folder = tmp_path_factory.mktemp("studio")
    studio = Studio(untrained_session(EXAMPLES["task-1.4"]), folder / "ini", look)
    # With a large network, so that all threads there will be are there.
    studio.show()
    studio.program.jobs.submit("", lambda: None, lambda _: None, lambda _: None)
    studio.wait_for_jobs()
    yield studio
    studio.close()


@pytest.fixture
def studio(module_studio: Studio) -> Studio:
    """A window on a small session, untrained, as if it had just been opened."""
    module_studio.begin_anew(small_session())
    return module_studio


@dataclass
class Answers:
    """What the user answers; and what was asked.

    Attributes
    ----------
    file : str
        The name chosen in the next file dialogs; empty to cancel.
    kind : str
        The kind of file chosen beside it.
    button : StandardButton
        Pressed in the next message boxes that wait for an answer.
    asked : list of str
        The titles of file dialogs and the texts of message boxes.
    proposed : list of str
        The names file dialogs began with.
    """

    file: str = ""
    kind: str = "PNG (*.png)"
    button: QMessageBox.StandardButton = QMessageBox.StandardButton.Cancel
    asked: list[str] = field(default_factory=list[str])
    proposed: list[str] = field(default_factory=list[str])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer in place of the user whatever would wait for an answer."""
    answers = Answers()

    def choose_file(
        _parent: Any, title: str, proposal: str, _kinds: str
    ) -> tuple[str, str]:
        answers.asked.append(title)
        answers.proposed.append(proposal)
        return answers.file, answers.kind

    def press(box: QMessageBox) -> int:
        answers.asked.append(box.text())
        assert box.standardButtons() & answers.button
        return int(answers.button)

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose_file)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_file)
    monkeypatch.setattr(QMessageBox, "exec", press)
    return answers
