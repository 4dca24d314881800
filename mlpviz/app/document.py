"""The open document: holds the session, its undo history and its file's name."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mlpviz.core.session import Session
from mlpviz.core.undo import Entry, History


class Document(QObject):
    """The one place where the session changes.

    Signals
    -------
    changed(old: Session, new: Session)
        The session was replaced; compare parts by identity to see what to redraw.
    history_changed()
        What can be undone or redone, the path, or whether there are unsaved changes.
    """

    changed = Signal(object, object)
    history_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved = session
        self._history = History()
        self._stroke_base: Session | None = None
        self.path: Path | None = None
        # Another number is another piece of work: what was begun for one, such as
        # writing its file, must not be put down to the next.
        self.generation = 0

    @property
    def session(self) -> Session:
        """Return the session as it is, a stroke's preview included."""
        return self._session

    @property
    def dirty(self) -> bool:
        """Say whether there are changes that no file holds."""
        return self._session is not self._saved

    @property
    def undo_label(self) -> str:
        """Return what undo would take back; empty for nothing."""
        if self._stroke_base is not None:
            return ""
        return self._history.done[-1].label if self._history.done else ""

    @property
    def redo_label(self) -> str:
        """Return what redo would do again; empty for nothing."""
        if self._stroke_base is not None:
            return ""
        return self._history.undone[-1].label if self._history.undone else ""

    @property
    def in_stroke(self) -> bool:
        """Say whether previews are waiting for `commit` or `abort`."""
        return self._stroke_base is not None

    def apply(
        self,
        label: str,
        session: Session,
        merge_key: object = None,
        *,
        detach: bool = False,
    ) -> None:
        """Change the session in one step of undo.

        Steps that follow each other with an equal merge key (not None) are one. With
        `detach` the session is another piece of work from then on: its file is kept
        from being saved over, until the step is undone.
        """
        if self._stroke_base is not None:
            raise RuntimeError("commit or abort the stroke before applying an edit")
        if session is self._session:
            return
        path = self.path if detach else None
        self._push(Entry(label, self._session, session, merge_key, path))
        if detach:
            self._move_to(None)
        self._show(session)

    def preview(self, session: Session) -> None:
        """Show a session that is no step yet; the first one begins a stroke."""
        if self._stroke_base is None:
            self._stroke_base = self._session
        self._show(session)

    def commit(self, label: str) -> None:
        """Make the stroke one step of undo; without a stroke do nothing."""
        base, self._stroke_base = self._stroke_base, None
        if base is not None and base is not self._session:
            self._push(Entry(label, base, self._session))
        self.history_changed.emit()

    def abort(self) -> None:
        """Go back to before the stroke."""
        base, self._stroke_base = self._stroke_base, None
        if base is not None:
            self._show(base)

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        if self._stroke_base is None and self._history.done:
            detached_from = self._history.done[-1].detached_from
            self._history, session = self._history.undo()
            if detached_from is not None:
                self._move_to(detached_from)
            self._show(session)

    def redo(self) -> None:
        """Do the last step taken back again, if there is one."""
        if self._stroke_base is None and self._history.undone:
            detached_from = self._history.undone[-1].detached_from
            self._history, session = self._history.redo()
            if detached_from is not None:
                self._move_to(None)
            self._show(session)

    def replace(self, session: Session, path: Path | None) -> None:
        """Open another document in this one's place; its history begins empty."""
        self._history = History()
        self._stroke_base = None
        self._saved = session
        self._move_to(path)
        self._show(session)

    def mark_saved(self, session: Session, path: Path) -> None:
        """Note that a file holds this session, which may be an older one by now."""
        self._saved = session
        self.path = path
        self.history_changed.emit()

    def _move_to(self, path: Path | None) -> None:
        self.path = path
        self.generation += 1

    def _push(self, entry: Entry) -> None:
        self._history = self._history.pushed(entry)

    def _show(self, session: Session) -> None:
        old, self._session = self._session, session
        if old is not session:
            self.changed.emit(old, session)
        self.history_changed.emit()
