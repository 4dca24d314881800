"""The selected weight: its name, its value in full, and a slider; no session."""

import math

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.ui.widgets.elided_label import ElidedLabel
from mlpviz.ui.widgets.float_field import FloatField
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.value_slider import ValueSlider

FIELD_WIDTH = 112
COMPACT_FIELD_WIDTH = 96
_LARGEST = float(np.finfo(np.float32).max)


def slider_scale(value: float, scale: float) -> float:
    """Return the slider's range: the layer's scale, or more where the value needs it.

    A value at the very end gets the next wider range, so that it can go on growing.
    """
    size = abs(value)
    if size < scale:
        return scale
    power = 10.0 ** math.floor(math.log10(size))
    wanted = next(step for step in (1, 2, 5, 10) if step * power > size * (1 + 1e-9))
    return float(f"{wanted * power:.0e}")


class EntryEditor(QWidget):
    """Shows and sets one weight or bias.

    Signals
    -------
    value_typed(float)
        A number was typed or stepped in the field.
    value_dragged(float)
        The slider was moved, within a gesture.
    gesture_started, gesture_finished
        Of the slider.
    rejected(str)
        What was typed cannot be taken.
    """

    value_typed = Signal(float)
    value_dragged = Signal(float)
    gesture_started = Signal()
    gesture_finished = Signal()
    rejected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = LayerNames(1, 1, 1, 1)
        self._cell = (0, 0)
        self.name = QLabel()
        self.name.setProperty("role", "title")
        self.route = ElidedLabel(role="caption")
        self.field = FloatField(-_LARGEST, _LARGEST, step=0.1, is_float32=True)
        self.field.setFixedWidth(FIELD_WIDTH)
        self.slider = ValueSlider()
        self.field.value_edited.connect(lambda value: self.value_typed.emit(value))
        self.field.rejected.connect(self.rejected)
        self.slider.value_edited.connect(self.value_dragged)
        self.slider.gesture_started.connect(self.gesture_started)
        self.slider.gesture_finished.connect(self.gesture_finished)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name)
        row.addWidget(self.route, 1)
        row.addWidget(self.field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(9)
        layout.addLayout(row)
        layout.addWidget(self.slider)

    def set_compact(self, compact: bool) -> None:
        """Narrow the field, for a small window."""
        self.field.setFixedWidth(COMPACT_FIELD_WIDTH if compact else FIELD_WIDTH)
        self._show_route()

    def show_entry(self, names: LayerNames, row: int, column: int) -> None:
        """Say which entry this is."""
        if (names, (row, column)) == (self._names, self._cell):
            return
        self._names, self._cell = names, (row, column)
        entry = names.entry(row, column)
        self.name.setText(entry)
        self.field.setAccessibleName(entry)
        self.slider.setAccessibleName(entry)
        self._show_route()

    def show_value(self, value: float, scale: float) -> None:
        """Show the entry's value on the layer's scale."""
        self.field.set_value(value)
        # Under the hand the range stays, or the handle would jump.
        if not self.slider.is_in_gesture():
            self.slider.set_scale(slider_scale(value, scale))
        self.slider.set_value(value)

    def _show_route(self) -> None:
        """Say what the entry connects, without the layers where room is short."""
        words = self._names.route(*self._cell)
        room = self.width() - self.name.sizeHint().width() - self.field.width() - 16
        if self.route.fontMetrics().horizontalAdvance(words) > room:
            for layer in (self._names.layer - 1, self._names.layer):
                words = words.replace(f" of layer {layer}", "")
        self.route.setText(words)
        self.route.set_tip(self._names.route(*self._cell))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._show_route()
