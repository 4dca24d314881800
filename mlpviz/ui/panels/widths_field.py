"""The width of all hidden layers in one field, alike or one by one; no session."""

from typing import Any

from PySide6.QtWidgets import QWidget

from mlpviz.ui.widgets.int_field import IntField


class WidthsField(IntField):
    """A field for one number, or where layers differ for a list such as 16, 8, 4.

    Its value is an int or a tuple of them; a step changes all layers alike.
    """

    def __init__(
        self, minimum: int, maximum: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(minimum, maximum, parent=parent)

    def _read(self, text: str) -> Any:
        parts = text.split(",")
        if len(parts) == 1:
            return super()._read(text)
        widths = tuple(super(WidthsField, self)._read(part) for part in parts)
        return widths[0] if len(set(widths)) == 1 else widths

    def _shown(self) -> str:
        if isinstance(self._value, tuple):
            return ", ".join(str(width) for width in self._value)
        return super()._shown()

    def _stepped(self, steps: int) -> Any:
        if not isinstance(self._value, tuple):
            return super()._stepped(steps)
        low, high = self._minimum, self._maximum
        return tuple(max(low, min(high, width + steps)) for width in self._value)
