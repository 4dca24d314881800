"""What the two plots of the curves draw: values, places on their axes, ticks; no Qt."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.session import Session
from mlpviz.ui.plots.ticks import Tick, accuracy_ticks, log_ticks

LOSS_FLOOR = 1e-9
"""Losses below this are drawn here: the logarithm of 0 has no place."""
LOSS_CEILING = 1e100
"""No axis goes on from here: some tick would be more than a float can hold.

A loss in 32 bits ends at 3.4e38 anyway."""

KINDS = ("loss", "accuracy")
COLUMN_OF = {"train": "running", "validation": "validation", "test": "test"}
"""Which columns of the curve table each line shows."""

Floats = NDArray[np.float64]
Lines = dict[str, Floats]
TickSource = partial[list[Tick]]


@dataclass(frozen=True, eq=False)
class CurveValues:
    """The curves of one session, ready to be drawn.

    Attributes
    ----------
    epochs : array, (n,)
    values : dict
        Kind to split to the values themselves, (n,); accuracies 0 to 1.
    positions : dict
        The same as places on the axes: log10 of the loss, −log10 of the error.
    error_floor : float
        The smallest error that is told from none: half a point.
    """

    epochs: Floats = field(default_factory=lambda: np.empty(0))
    values: dict[str, Lines] = field(default_factory=lambda: {k: {} for k in KINDS})
    positions: dict[str, Lines] = field(default_factory=lambda: {k: {} for k in KINDS})
    error_floor: float = 1e-3

    def __len__(self) -> int:
        """Return how many epochs have points."""
        return len(self.epochs)

    def ticks(self, kind: str) -> TickSource:
        """Return the ticks of an axis, as a function of how many there is room for."""
        lines = [line for line in self.values[kind].values() if len(line)]
        every = np.concatenate(lines) if lines else np.empty(0)
        every = every[np.isfinite(every)]
        if kind == "accuracy":
            best = float(every.max()) if len(every) else 0.9
            return partial(accuracy_ticks, best, self.error_floor)
        if not len(every):
            return partial(log_ticks, 0.01, 1.0)
        low, high = np.clip((every.min(), every.max()), LOSS_FLOOR, LOSS_CEILING)
        return partial(log_ticks, float(low), float(high))


def curve_values(session: Session) -> CurveValues:
    """Return what there is to draw of a session's curves."""
    curves = session.curves
    largest = max(len(split) for split in session.dataset.splits.values())
    result = CurveValues(curves.column("epoch"), error_floor=0.5 / largest)
    for split, prefix in COLUMN_OF.items():
        loss = curves.column(f"{prefix}_loss")
        accuracy = curves.column(f"{prefix}_accuracy")
        result.values["loss"][split] = loss
        result.values["accuracy"][split] = accuracy
        with np.errstate(invalid="ignore"):
            finite = np.where(np.isfinite(loss), loss, np.nan)
            error = np.maximum(1 - accuracy, result.error_floor)
            result.positions["loss"][split] = np.log10(np.maximum(finite, LOSS_FLOOR))
        result.positions["accuracy"][split] = -np.log10(error)
    return result
