"""A field for one real number; knows no session.

It shows its value in as many digits as fit and keeps all of them.
"""

import struct
from decimal import Decimal

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.core.errors import MlpvizError
from mlpviz.core.numbers import MINUS, format_number, format_weight, parse_number
from mlpviz.ui.widgets.number_field import CHROME, PAGE, NumberField


class FloatField(NumberField):
    """A field for a real number.

    Parameters
    ----------
    minimum, maximum
        The limits. A typed number beyond them is refused by name; a step ends at them.
    step
        What one step adds; PageUp and PageDown add ten of them. None is for rates:
        a step goes to the next of … 0.1, 0.2, 0.5, 1 …, a page three of them on.
    decimals
        Digits after the point where nothing was typed; None for as many as needed.
    above_minimum
        Whether `minimum` itself is refused.
    is_float32
        Whether values are weights, stored in 32 bits: 0.1 is then shown as that and
        not as 0.10000000149011612.
    """

    def __init__(
        self,
        minimum: float,
        maximum: float,
        *,
        step: float | None = None,
        decimals: int | None = None,
        above_minimum: bool = False,
        is_float32: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum = minimum, maximum
        self._above_minimum = above_minimum
        self._is_float32 = is_float32
        self._step = step
        self._decimals = decimals
        # What the user typed for the value, to show no other digits than those.
        self._typed = ""
        start = max(minimum, min(maximum, 0.0))
        self._value: float = self._rate_up(start) if above_minimum else start
        self._show_value()

    def set_range(self, minimum: float, maximum: float) -> None:
        """Change the limits; the value stays, being the session's."""
        self._minimum, self._maximum = minimum, maximum

    def set_value(self, value: float) -> None:
        """Show a value; the digits typed for it stay, if it is still that number."""
        if self._is_float32:
            value = parse_number(format_weight(value))
            typed = parse_number(self._typed) if self._typed else value
            if _as_float32(typed) == _as_float32(value):
                value = typed
        if self._typed and parse_number(self._typed) != value:
            self._typed = ""
        super().set_value(value)

    def _read(self, text: str) -> float:
        value = parse_number(text)
        too_low = (
            value <= self._minimum if self._above_minimum else value < self._minimum
        )
        if too_low or value > self._maximum:
            low = "above" if self._above_minimum else "at least"
            raise MlpvizError(
                f"{format_number(value, significant=12)} is out of range",
                where=self._name(),
                advice=f"Type a number {low} {_limit(self._minimum)} and at most "
                f"{_limit(self._maximum)}.",
            )
        # A fraction is shown as its value, a decimal number as it was typed.
        self._typed = "" if "/" in text else text.strip().replace("-", MINUS)
        return value

    def _shown(self) -> str:
        if self._typed and self._fits(self._typed):
            return self._typed
        if self._decimals is not None:
            rounded = format_number(self._value, decimals=self._decimals)
            is_lost = self._value != 0 and not rounded.strip(f"{MINUS}0.")
            if self._fits(rounded) and not is_lost:
                return rounded
        texts = (
            format_number(self._value, significant=digits)
            for digits in (None, *range(12, 1, -1))
        )
        return next(
            filter(self._fits, texts), format_number(self._value, significant=1)
        )

    def _fits(self, text: str) -> bool:
        return self.fontMetrics().horizontalAdvance(text) + CHROME <= max(
            self.width(), self.minimumSizeHint().width()
        )

    def _update_tip(self) -> None:
        is_rounded = parse_number(self._shown()) != self._value
        hidden = format_number(self._value) if is_rounded else ""
        parts = [self._error] if self._error else [self._tip, hidden]
        self.setToolTip("\n".join(part for part in parts if part))

    def _stepped(self, steps: int) -> float:
        if self._step is None:
            value = self._value
            for _ in range(3 if abs(steps) >= PAGE else abs(steps)):
                value = self._rate_up(value) if steps > 0 else self._rate_down(value)
        else:
            # Decimal, so that 0.7962 + 0.1 is 0.8962 and shown as that.
            change = steps * Decimal(repr(self._step))
            value = float(Decimal(repr(self._value)) + change)
        lowest = self._minimum
        if self._above_minimum and value <= lowest:
            return self._value
        return max(lowest, min(self._maximum, value))

    def _take(self, value: float) -> None:
        if self._typed and parse_number(self._typed) != value:
            self._typed = ""
        super()._take(value)

    def _rate_up(self, value: float) -> float:
        """Return the next of 1, 2, 5 times a power of ten."""
        if value <= 0:
            return min(self._maximum, 0.001)
        power = Decimal(10) ** Decimal(repr(value)).adjusted()
        exact = Decimal(repr(value))
        return float(next(s * power for s in (1, 2, 5, 10) if s * power > exact))

    def _rate_down(self, value: float) -> float:
        """Return the one before."""
        if value <= 1e-12:
            return self._minimum
        exact = Decimal(repr(value))
        power = Decimal(10) ** exact.adjusted()
        steps = (Decimal(5), Decimal(2), Decimal(1), Decimal("0.5"))
        return float(next(s * power for s in steps if s * power < exact))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more digits where there is more room."""
        super().resizeEvent(event)
        if not self._error and not self.lineEdit().isModified():
            self._show_value()


def _limit(value: float) -> str:
    return format_number(value, significant=6)


def _as_float32(value: float) -> bytes:
    return struct.pack("<f", value)
