"""The line in which one cell of a matrix is typed; knows no matrix."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

_MIN_WIDTH = 76
_HEIGHT = 24
_EDIT_KEYS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}


class CellEditor(QLineEdit):
    """Edits a text over a cell until it is taken or given up.

    Signals
    -------
    committed : str, int
        The text to take, and where to go next: 0 stay, 1 right, −1 left.
    abandoned
        Escape, or nothing was changed.
    """

    committed = Signal(str, int)
    abandoned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._is_open = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._on_text_edited)
        self.hide()

    def open(self, cell: QRect, text: str, typed: str = "") -> None:
        """Show the editor over a cell.

        Parameters
        ----------
        cell
            The cell, in the parent's coordinates.
        text
            What it holds, all selected.
        typed
            The key that opened the editor; takes the place of `text`.
        """
        width = max(_MIN_WIDTH, cell.width() + 4)
        rightmost = self._view.width() - width
        left = min(cell.center().x() - width // 2, rightmost)
        top = cell.center().y() - _HEIGHT // 2
        self.setGeometry(max(0, left), max(0, top), width, _HEIGHT)
        self._set_invalid(False)
        self.setText(typed or text)
        self.setModified(bool(typed))
        self._is_open = True
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if not typed:
            self.selectAll()

    def is_open(self) -> bool:
        """Return whether something is being edited."""
        return self._is_open

    def close_quietly(self) -> None:
        """Go away without a signal; the focus goes back to the view."""
        self._is_open = False
        QToolTip.hideText()
        if self.hasFocus():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def refuse(self, message: str) -> None:
        """Say at the spot why the text cannot be taken; it stays to be mended."""
        self._set_invalid(True)
        self.setToolTip(message)
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), message, self)

    def event(self, event: QEvent) -> bool:
        """Take Tab before Qt moves the focus, and Escape before a dialog does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _EDIT_KEYS.get(Qt.Key(event.key()))
            if step is not None:
                self.committed.emit(self.text(), step)
                return True
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take on Enter, give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit(self.text(), 0)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed when the user goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason or not self._is_open:
            return
        if self.isModified() and not self.property("invalid"):
            self.committed.emit(self.text(), 0)
        else:
            self.abandoned.emit()

    def _on_text_edited(self) -> None:
        self._set_invalid(False)
        QToolTip.hideText()

    def _set_invalid(self, invalid: bool) -> None:
        if bool(self.property("invalid")) == invalid:
            return
        self.setProperty("invalid", invalid)
        self.setToolTip("")
        self.style().unpolish(self)
        self.style().polish(self)
