"""A field that is on or off; knows no session."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

HEIGHT = 26


class CheckField(QCheckBox):
    """A check box in a form.

    Signals
    -------
    value_edited : bool
        The user switched it; never emitted by `set_value`.
    """

    value_edited = Signal(bool)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFixedHeight(HEIGHT)
        # `clicked` is the user's, by mouse or key; `toggled` would be ours too.
        self.clicked.connect(self.value_edited)

    def value(self) -> bool:
        """Return whether it is on."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Switch it."""
        self.setChecked(value)
