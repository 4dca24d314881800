"""New, Open, Save: the document and its file, through dialogs and the job thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mlpviz.app.document import Document
from mlpviz.app.jobs import Jobs
from mlpviz.app.settings import Settings
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.session import Session, new_session
from mlpviz.files.session_file import (
    SUFFIX,
    OpenedSession,
    open_session,
    write_session,
)
from mlpviz.ui import dialogs


def blank_session() -> Session:
    """Return what *New* begins with: two rings and a small network, untrained."""
    return new_session(
        DatasetSpec(kind="polar", classes=2, sigma=0.1),
        Hyperparameters(
            hidden=(LayerSpec(8, "relu"),),
            optimizer=OptimizerSpec("adam", learning_rate=0.003),
            batch_size=16,
            epochs=20,
        ),
    )


class FileControl(QObject):
    """Asks, opens and saves.

    Signals
    -------
    message(text: str, kind: str)
        What happened; kind is "info" or "error".
    failed(text: str)
        An error that wants a dialog.
    about_to_replace()
        The document is going to be another one: end what is at work on it.
    """

    message = Signal(str, str)
    failed = Signal(str)
    about_to_replace = Signal()

    def __init__(
        self, document: Document, jobs: Jobs, settings: Settings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._jobs = jobs
        self._settings = settings
        self._window = window
        self._recent_menu: QMenu | None = None

    @property
    def name(self) -> str:
        """Return the document's name, as the title says it."""
        path = self._document.path
        return path.name if path is not None else self.tr("Untitled")

    def new(self) -> None:
        """Begin anew, after asking what to do with unsaved changes."""
        self.ask_then(lambda: self._replace(blank_session(), None))

    def open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a session"),
            self._folder(),
            self.tr("Sessions (*{suffix});;All files (*)").format(suffix=SUFFIX),
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a file, after asking what to do with unsaved changes."""
        self.ask_then(lambda: self._read(path.absolute()))

    def save(self) -> None:
        """Save to the document's file, or ask for one."""
        self._save_then(lambda: None)

    def save_as(self) -> None:
        """Ask for a file and save there."""
        path = self._ask_for_path()
        if path is not None:
            self._write(path, lambda: None)

    def ask_then(self, go_on: Callable[[], None]) -> None:
        """Go on once nothing unsaved would be lost, or not at all."""
        if not self._document.dirty:
            go_on()
            return
        answer = dialogs.ask_to_save(self._window, self.name)
        if answer == "discard":
            # A run would go on changing what nobody wants any more.
            self.about_to_replace.emit()
            go_on()
        elif answer == "save":
            self._save_then(go_on, ends_run=True)

    def fill_recent(self, menu: QMenu) -> None:
        """Keep a menu filled with the recent files."""
        self._recent_menu = menu
        menu.aboutToShow.connect(self._show_recent)
        self._show_recent()

    def _show_recent(self) -> None:
        menu = self._recent_menu
        if menu is None:
            return
        menu.clear()
        paths = self._settings.recent_files
        for number, path in enumerate(paths, start=1):
            # An ampersand in a name is not a key.
            name = path.name.replace("&", "&&")
            action = menu.addAction(f"&{number}  {name}")
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        if paths:
            menu.addSeparator()
            menu.addAction(self.tr("Clear list")).triggered.connect(
                self._settings.clear_recent_files
            )
        else:
            menu.addAction(self.tr("No files yet")).setEnabled(False)

    def _folder(self) -> str:
        path = self._document.path
        recent = self._settings.recent_files
        if path is None and recent:
            path = recent[0]
        return str(path.parent) if path is not None else str(Path.home())

    def _save_then(self, go_on: Callable[[], None], *, ends_run: bool = False) -> None:
        path = self._document.path or self._ask_for_path()
        if path is None:
            return
        if ends_run:
            # A run would go on changing what is being saved, and never let go.
            self.about_to_replace.emit()
        self._write(path, go_on)

    def _ask_for_path(self) -> Path | None:
        proposal = self._document.path or Path(
            self._folder(), (self._document.session.task or "session") + SUFFIX
        )
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the session"),
            str(proposal),
            self.tr("Sessions (*{suffix})").format(suffix=SUFFIX),
        )
        if not name:
            return None
        return dialogs.with_ending(self._window, Path(name).absolute(), (SUFFIX,))

    def _write(self, path: Path, go_on: Callable[[], None]) -> None:
        session, generation = self._document.session, self._document.generation

        def done(_result: object) -> None:
            self._settings.add_recent_file(path)
            text = self.tr("Saved {name}").format(name=path.name)
            self.message.emit(text, "info")
            if self._document.generation != generation:
                # Another document is open by now; the file is not its.
                return
            self._document.mark_saved(session, path)
            # Edits made while it was being written are not in the file.
            if not self._document.dirty:
                go_on()

        self._jobs.submit(
            self.tr("Saving {name}").format(name=path.name),
            lambda: write_session(session, path),
            done,
            lambda error: self.failed.emit(str(error)),
        )

    def _read(self, path: Path) -> None:
        before = self._document.session

        def done(opened: OpenedSession) -> None:
            # Something was edited while the file was being read: ask again.
            if self._document.session is not before and self._document.dirty:
                self.ask_then(lambda: self._show(opened, path))
            else:
                self._show(opened, path)

        def failed(error: Exception) -> None:
            if not path.exists():
                self._settings.remove_recent_file(path)
            self.failed.emit(str(error))

        self._jobs.submit(
            self.tr("Opening {name}").format(name=path.name),
            lambda: open_session(path),
            done,
            failed,
            only_reads=True,
        )

    def _show(self, opened: OpenedSession, path: Path) -> None:
        if opened.newer:
            # A newer program wrote what this one does not know: never over it.
            self._replace(opened.session, None)
            self.message.emit(
                self.tr(
                    "{name} was written by a newer version. It is open as a copy; "
                    "saving asks for another name."
                ).format(name=path.name),
                "info",
            )
            return
        self._replace(opened.session, path)
        self._settings.add_recent_file(path)
        self.message.emit(self.tr("Opened {name}").format(name=path.name), "info")

    def _replace(self, session: Session, path: Path | None) -> None:
        self.about_to_replace.emit()
        self._document.replace(session, path)
