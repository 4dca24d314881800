"""One row of the Setup panel: the fields of one or two settings; no session."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from mlpviz.core.setting import SETTINGS, Setting
from mlpviz.core.settings_table import Value
from mlpviz.ui.panels.widths_field import WidthsField
from mlpviz.ui.widgets.check_field import CheckField
from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.float_field import FloatField
from mlpviz.ui.widgets.form_row import EDGE
from mlpviz.ui.widgets.int_field import IntField
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.section import Section

PAIR_LABELS = {
    "init_mean": "Mean, std",
    "init_minval": "Min, max",
    "beta_1": "β₁, β₂",
    "weight_seed": "W, order",
    "shared_draw": "",
    "staircase": "",
}
CHECK_LABELS = {"shared_draw": "Same draw in every layer", "nesterov": "Nesterov"}
STEPS = {
    "sigma": 0.01,
    "n_train": 32,
    "n_test": 32,
    "init_mean": 0.01,
    "init_stddev": 0.01,
    "init_minval": 0.01,
    "init_maxval": 0.01,
    "momentum": 0.05,
    "beta_1": 0.01,
    "beta_2": 0.001,
    "rho": 0.01,
    "decay_steps": 500,
    "decay_rate": 0.01,
}
"""What one step adds; a number without one here steps through 1, 2, 5, 10 …"""

# Border, padding and chevron of a choice.
_CHOICE_CHROME = 34
# Box and gap of a check box.
_CHECK_CHROME = 28

Field = NumberField | ChoiceField | CheckField
Edited = Callable[[str, object], None]


def make_field(row: Setting) -> Field:
    """Return the field for a setting."""
    if row.kind == "choice":
        field = ChoiceField(row.choices.items())
        field.setPlaceholderText("mixed")
        return field
    if row.kind == "yes or no":
        check = CheckField(CHECK_LABELS.get(row.name, row.label))
        # Beside a number, the words keep their room and the number gives way.
        words = check.fontMetrics().horizontalAdvance(check.text())
        check.setMinimumWidth(words + _CHECK_CHROME)
        return check
    if row.name == "layer_width":
        return WidthsField(int(row.minimum), int(row.maximum))
    step = STEPS.get(row.name)
    if row.kind == "integer":
        return IntField(int(row.minimum), int(row.maximum), int(step or 1))
    return FloatField(row.minimum, row.maximum, step=step, above_minimum=step is None)


class SettingRow:
    """A row in a section, with room for a message below it.

    Parameters
    ----------
    section
        Where to add it.
    names
        One setting, or two that share the row.
    edited, rejected
        Called with (name, value) when the user sets another value, and with the
        message when a field cannot take what was typed.
    """

    def __init__(
        self,
        section: Section,
        names: tuple[str, ...],
        edited: Edited,
        rejected: Callable[[str], None],
    ) -> None:
        self.names = names
        self.fields: dict[str, Field] = {n: make_field(SETTINGS[n]) for n in names}
        first = names[0]
        label = PAIR_LABELS.get(first, SETTINGS[first].label)
        self.form_row = section.add_row(label, list(self.fields.values()))
        self._message = QLabel()
        self._message.setProperty("role", "bad")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setContentsMargins(EDGE, 0, EDGE, 6)
        self._message.hide()
        section.add_widget(self._message)
        for name, field in self.fields.items():
            self._connect(name, field, edited, rejected)

    def _connect(
        self, name: str, field: Field, edited: Edited, rejected: Callable[[str], None]
    ) -> None:
        row = SETTINGS[name]
        field.setAccessibleName(row.label)
        set_tip = field.set_tip if isinstance(field, NumberField) else field.setToolTip
        set_tip(row.tooltip)
        if field is self.form_row.fields()[0]:
            self.form_row.label().setToolTip(row.tooltip)
        field.value_edited.connect(lambda value: edited(name, value))
        if isinstance(field, NumberField):
            # Two in a row share it; a spin box would insist on its size hint.
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.rejected.connect(rejected)
            field.lineEdit().textEdited.connect(lambda: self.set_message(""))

    def set_visible(self, visible: bool) -> None:
        """Show or hide the row."""
        self.form_row.setVisible(visible)
        if not visible:
            self.set_message("")

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Put the settings into the fields; what is being typed stays."""
        for name, field in self.fields.items():
            value = values[name]
            # None: there is nothing the setting could act on; the last stays shown.
            if value is not None:
                field.set_value(value)  # type: ignore[arg-type]

    def set_message(self, text: str) -> None:
        """Say below the row what cannot be; the empty text takes it away."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        for field in self.fields.values():
            field.setAccessibleDescription(text)

    def message(self) -> str:
        """Return what stands below the row."""
        return self._message.text()

    def set_field_width(self, width: int) -> None:
        """Set the width of the fields' column; more where a choice needs it."""
        field = next(iter(self.fields.values()))
        if isinstance(field, ChoiceField):
            words = field.fontMetrics().horizontalAdvance(field.currentText())
            width = max(width, words + _CHOICE_CHROME)
        self.form_row.set_field_width(width)
