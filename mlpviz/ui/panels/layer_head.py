"""The head of the Weights panel: which layer, what it computes, its colour scale.

Knows no session.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.signed_scale import SignedScale

_WIDTH = 96
# Border, padding and chevron of the chooser.
_CHROME = 38


class LayerHead(QWidget):
    """Chooses the layer shown.

    Signals
    -------
    layer_chosen(int)
        The user chose a layer, counted from 0.
    """

    layer_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = ChoiceField()
        self.field.setAccessibleName(self.tr("Layer"))
        self.field.setToolTip(self.tr("Layer whose weights are shown"))
        self.field.value_edited.connect(lambda key: self.layer_chosen.emit(key))
        self.formula = QLabel()
        self.formula.setProperty("role", "muted")
        self.scale = SignedScale()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(9)
        layout.addWidget(self.field)
        layout.addWidget(self.formula)
        layout.addStretch(1)
        layout.addWidget(self.scale)

    def set_count(self, count: int) -> None:
        """Offer so many layers."""
        self.field.set_choices(
            (index, LayerNames(index + 1, count, 1, 1).title) for index in range(count)
        )

    def show_layer(self, names: LayerNames) -> None:
        """Name the layer shown."""
        self.field.set_value(names.layer - 1)
        words = self.field.fontMetrics().horizontalAdvance(names.title)
        self.field.setFixedWidth(max(_WIDTH, words + _CHROME))
        self.formula.setText(names.formula)
