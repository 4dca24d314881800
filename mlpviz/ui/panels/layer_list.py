"""Width and activation of each hidden layer, one row a layer; knows no session."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.hyperparameters import MAX_UNITS, LayerSpec
from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.form_row import FormRow
from mlpviz.ui.widgets.int_field import IntField


class LayerList(QWidget):
    """A compact list of the hidden layers.

    Signals
    -------
    units_edited(int, int), activation_edited(int, str)
        Layer counted from 0, and what the user set it to.
    rejected(str)
        A field cannot take what was typed.
    """

    units_edited = Signal(int, int)
    activation_edited = Signal(int, str)
    rejected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[FormRow, IntField, ChoiceField]] = []
        self._hidden: tuple[LayerSpec, ...] = ()
        self._pitch, self._field_width = 32, 155
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def set_layers(self, hidden: Sequence[LayerSpec]) -> None:
        """Show these layers; rows are only made while the list is open."""
        self._hidden = tuple(hidden)
        if not self.isHidden():
            self._show_layers()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the list."""
        self.setVisible(is_open)
        if is_open:
            self._show_layers()

    def set_metrics(self, pitch: int, field_width: int) -> None:
        """Set the height of a row and the width of its two fields."""
        self._pitch, self._field_width = pitch, field_width
        for form_row, _, _ in self._rows:
            form_row.setFixedHeight(pitch)
            form_row.set_field_width(field_width)

    def fields(self, layer: int) -> tuple[IntField, ChoiceField]:
        """Return the two fields of a layer counted from 0."""
        _, units, activation = self._rows[layer]
        return units, activation

    def _show_layers(self) -> None:
        while len(self._rows) < len(self._hidden):
            self._add_row(len(self._rows))
        for index, (form_row, units, activation) in enumerate(self._rows):
            form_row.setVisible(index < len(self._hidden))
            if index < len(self._hidden):
                units.set_value(self._hidden[index].units)
                activation.set_value(self._hidden[index].activation)

    def _add_row(self, index: int) -> None:
        units = IntField(1, MAX_UNITS)
        activation = ChoiceField(
            (name, activation.label) for name, activation in ACTIVATIONS.items()
        )
        name = self.tr("Layer {number}").format(number=index + 1)
        units.setAccessibleName(self.tr("Units of layer {n}").format(n=index + 1))
        activation.setAccessibleName(
            self.tr("Activation of layer {n}").format(n=index + 1)
        )
        units.value_edited.connect(lambda value: self.units_edited.emit(index, value))
        units.rejected.connect(self.rejected)
        activation.value_edited.connect(
            lambda key: self.activation_edited.emit(index, key)
        )
        form_row = FormRow(name, [units, activation])
        form_row.setFixedHeight(self._pitch)
        form_row.set_field_width(self._field_width)
        self._layout.addWidget(form_row)
        self._rows.append((form_row, units, activation))
