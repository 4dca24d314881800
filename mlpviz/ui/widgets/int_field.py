"""A field for one whole number; knows no session."""

from PySide6.QtWidgets import QWidget

from mlpviz.core.errors import MlpvizError
from mlpviz.core.numbers import MINUS, format_integer, parse_integer
from mlpviz.ui.widgets.number_field import NumberField


class IntField(NumberField):
    """A field for a whole number.

    Parameters
    ----------
    minimum, maximum
        The limits, both allowed. A typed number beyond them is refused by name; a page
        of steps ends at them.
    step
        What one step adds; PageUp and PageDown add ten of them.
    """

    def __init__(
        self, minimum: int, maximum: int, step: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._step = step
        self._minimum, self._maximum = minimum, maximum
        self._value: int = minimum
        self._show_value()

    def set_range(self, minimum: int, maximum: int) -> None:
        """Change the limits; the value stays, being the session's."""
        self._minimum, self._maximum = minimum, maximum

    def _read(self, text: str) -> int:
        value = parse_integer(text)
        if not self._minimum <= value <= self._maximum:
            raise MlpvizError(
                f"{format_integer(value)} is not between "
                f"{format_integer(self._minimum)} and {format_integer(self._maximum)}",
                where=self._name(),
                advice="Type a whole number in that range.",
            )
        return value

    def _shown(self) -> str:
        return str(self._value).replace("-", MINUS)

    def _stepped(self, steps: int) -> int:
        value = self._value + steps * self._step
        return max(self._minimum, min(self._maximum, value))
