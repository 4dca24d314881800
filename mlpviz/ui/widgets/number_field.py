"""What the fields for one number share: typed, stepped, scrolled; knows no session.

What cannot be taken is said at the field and changes nothing.
"""

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QToolTip, QWidget

from mlpviz.core.errors import MlpvizError

HEIGHT = 26
PAGE = 10
# Between the text and the field's edges: border, padding, stepper and a cursor.
CHROME = 32
_HISTORY_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class NumberField(QAbstractSpinBox):
    """What the two number fields share: committing, refusing, stepping.

    Signals
    -------
    value_edited : object
        The user set another value (int or float); never emitted by `set_value`.
    rejected : str
        The text just typed cannot be taken, and why; the value stays.
    """

    value_edited = Signal(object)
    rejected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Any = 0
        self._error = ""
        self._tip = ""
        self.setFixedHeight(HEIGHT)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Not WheelFocus: a wheel on its way through a form must change nothing.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # QLineEdit's own margin would push the number off its column.
        self.lineEdit().setTextMargins(0, 0, -2, 0)
        self.lineEdit().textEdited.connect(self._on_text_edited)

    def value(self) -> Any:
        """Return the value, never what is being typed."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value; text the user is in the middle of typing stays."""
        same = value == self._value
        self._value = value
        if self._is_typing() or (same and self._error):
            return
        self._show_value()

    def revert(self) -> None:
        """Bring the value back; forget what was typed and could not be taken."""
        self._show_value()

    def set_tip(self, text: str) -> None:
        """Set the tool tip for when nothing is wrong."""
        self._tip = text
        self._update_tip()

    def error(self) -> str:
        """Return what is wrong with the text shown, or nothing."""
        return self._error

    @abstractmethod
    def _read(self, text: str) -> Any:
        """Return the value of a text, or raise MlpvizError."""

    @abstractmethod
    def _shown(self) -> str:
        """Return the text of the value."""

    @abstractmethod
    def _stepped(self, steps: int) -> Any:
        """Return the value so many steps away, within the limits."""

    def _name(self) -> str:
        return self.accessibleName()

    def _is_typing(self) -> bool:
        return self.hasFocus() and self.lineEdit().isModified()

    def _show_value(self) -> None:
        self._set_error("")
        text = self._shown()
        if text != self.lineEdit().text():
            self.lineEdit().setText(text)
        self.lineEdit().setModified(False)
        self._update_tip()

    def _update_tip(self) -> None:
        self.setToolTip(self._error or self._tip)

    def _set_error(self, message: str) -> None:
        if message == self._error:
            return
        self._error = message
        self.setProperty("invalid", bool(message))
        # A dynamic property takes effect when the style looks again.
        self.style().unpolish(self)
        self.style().polish(self)
        self._update_tip()
        self.setAccessibleDescription(message)

    def _on_text_edited(self) -> None:
        self._set_error("")
        QToolTip.hideText()

    def _commit(self) -> None:
        """Take the text; or say why not, and leave it to be mended."""
        if not self.lineEdit().isModified():
            return
        try:
            value = self._read(self.text())
        except MlpvizError as problem:
            message = str(problem)
            self.lineEdit().setModified(False)
            self._set_error(message)
            if self.isVisible():
                below = self.mapToGlobal(QPoint(0, self.height()))
                QToolTip.showText(below, message, self)
            self.rejected.emit(message)
            return
        self._take(value)

    def _take(self, value: Any) -> None:
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.value_edited.emit(value)

    def stepBy(self, steps: int) -> None:
        """Step the value; typed text is taken first."""
        self._commit()
        if self._error:
            return
        self._take(self._stepped(steps))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Return which steps lead anywhere."""
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._stepped(1) > self._value:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._stepped(-1) < self._value:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    def validate(self, text: str, position: int) -> tuple[Any, str, int]:
        """Let anything be typed: it is judged when it is committed."""
        return QValidator.State.Acceptable, text, position

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window while nothing is being typed."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and not self.lineEdit().isModified()
            and any(event.matches(key) for key in _HISTORY_KEYS)
        ):
            # The field has the focus after Enter: Ctrl+Z then means the edit made.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take on Enter, bring the old value back on Escape."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
            if not self._error:
                self.selectAll()
            event.accept()
        elif key == Qt.Key.Key_Escape and (self.lineEdit().isModified() or self._error):
            QToolTip.hideText()
            self._show_value()
            self.selectAll()
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        # A menu or another window in front is not leaving the field.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step, but only where the user put the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        """Return room for a common number; forms set the width themselves."""
        return QSize(CHROME + self.fontMetrics().horizontalAdvance("−0.00000"), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return room for three digits."""
        return QSize(CHROME + self.fontMetrics().horizontalAdvance("000"), HEIGHT)
