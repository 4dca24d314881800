"""The W | b matrix the user selects in, types in, copies from and pastes to.

Knows no session: it tells what the user did.
"""

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.core.errors import MlpvizError
from mlpviz.core.numbers import format_weight, parse_number
from mlpviz.ui.widgets.cell_editor import CellEditor
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.matrix_display import MatrixDisplay

_FLOAT32_MAX = float(np.finfo(np.float32).max)
_FIRST_KEYS = "0123456789.+-\u2212"
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-10, 0),
    Qt.Key.Key_PageDown: (10, 0),
}


class MatrixView(MatrixDisplay):
    """The editable matrix of the Weights dock.

    A click or the arrow keys select; Enter, F2, a double click or simply typing edit
    the cell. A number goes in by Enter, Tab or by leaving; Escape brings the old one
    back.

    Signals
    -------
    selection_changed : int, int
        The user selected row, column; column `n_in` is the bias.
    weight_edited : int, int, float
        The user typed a number into row, column.
    rejected : str
        What was typed cannot be taken, and why.
    copy_requested, paste_requested
        The platform's keys for them.
    """

    selection_changed = Signal(int, int)
    weight_edited = Signal(int, int, float)
    rejected = Signal(str)
    copy_requested = Signal()
    paste_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edited = (0, 0)
        self._editor = CellEditor(self.viewport())
        self._editor.committed.connect(self._on_editor_committed)
        self._editor.abandoned.connect(self._editor.close_quietly)

    def set_layer(self, W: ArrayLike, b: ArrayLike, names: LayerNames) -> None:
        """Show a layer, see `MatrixDisplay`; another one drops what is being typed."""
        if names != self._names:
            self._editor.close_quietly()
        super().set_layer(W, b, names)

    def select(self, row: int, column: int) -> None:
        """Select a cell, the nearest one if there is no such; emits nothing."""
        if (row, column) != self._selected:
            self._editor.close_quietly()
        super().select(row, column)

    def editor(self) -> CellEditor:
        """Return the line a cell is typed in."""
        return self._editor

    def edit(self, typed: str = "") -> None:
        """Open the editor on the selected cell, with a first key already typed."""
        self._edited = self._selected
        self._scroll_to_selection()
        row, column = self._selected
        self._editor.setAccessibleName(self._names.entry(row, column))
        number = format_weight(self.value(row, column))
        self._editor.open(self.cell_rect(row, column), number, typed)

    def _select_by_user(self, row: int, column: int) -> None:
        before = self._selected
        self.select(row, column)
        if self._selected != before:
            self.selection_changed.emit(*self._selected)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the editor: its cell is elsewhere."""
        super().resizeEvent(event)
        self._editor.close_quietly()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the cell."""
        at = self.cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._select_by_user(*at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select along while the button is down."""
        at = self.cell_at(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton and at is not None:
            self._select_by_user(*at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the click: nothing below is meant."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the cell."""
        at = self.cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.edit()

    def event(self, event: QEvent) -> bool:
        """Claim Copy and Paste before a menu of the window does."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (
                event.matches(QKeySequence.StandardKey.Copy)
                or event.matches(QKeySequence.StandardKey.Paste)
            )
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection, edit, copy, paste."""
        row, column = self._selected
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif key in _STEPS:
            down, right = _STEPS[key]
            self._select_by_user(row + down, column + right)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            at_end = key == Qt.Key.Key_End
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                row = self._names.n_out - 1 if at_end else 0
            self._select_by_user(row, self._names.n_in if at_end else 0)
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit()
        elif _starts_number(event):
            self.edit(event.text())
        else:
            super().keyPressEvent(event)

    def _on_editor_committed(self, text: str, step: int) -> None:
        row, column = self._edited
        if self._editor.isModified():
            try:
                value = self._read(text)
            except MlpvizError as problem:
                self._editor.refuse(str(problem))
                self.rejected.emit(str(problem))
                return
            self._editor.close_quietly()
            self.weight_edited.emit(row, column, value)
        else:
            self._editor.close_quietly()
        if step:
            self._select_by_user(row, column + step)

    def _read(self, text: str) -> float:
        value = parse_number(text)
        if abs(value) > _FLOAT32_MAX:
            raise MlpvizError(
                f"{text.strip()} is too large for a weight",
                where=self._names.entry(*self._edited),
                advice=f"Weights are 32-bit floats, up to {_FLOAT32_MAX:.1e}.",
            )
        return value


def _starts_number(event: QKeyEvent) -> bool:
    modifiers = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    is_plain = modifiers == Qt.KeyboardModifier.NoModifier
    return is_plain and event.text() != "" and event.text() in _FIRST_KEYS
