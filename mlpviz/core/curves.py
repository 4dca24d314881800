"""Losses and accuracies over the epochs of a run, and how the run began."""

from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

COLUMNS = (
    "epoch",
    "running_loss",
    "running_accuracy",
    "validation_loss",
    "validation_accuracy",
    "test_loss",
    "test_accuracy",
)
"""Columns of a curve table.

`running_*` is the mean over an epoch's batches while the weights still changed, what
Keras's history shows for the training data; the others are evaluated at its end.
"""

CurvePoints = NDArray[np.float64]
"""One row an epoch, (n, len(COLUMNS)); accuracies 0 to 1, NaN where unknown."""


def no_points() -> CurvePoints:
    """Return a table without rows."""
    return np.empty((0, len(COLUMNS)))


class Stroke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stretch of training: how it began, with which engine, and from where.

    Attributes
    ----------
    kind : "train" or "continue"
        From the kept start, or from where weights and optimiser stood.
    engine : str
    first_epoch : float
        Epochs done when it began; not whole if it began within an epoch.
    edited : bool
        Weights or settings were changed by hand since the stretch before it.
    """

    kind: Literal["train", "continue"]
    engine: str
    first_epoch: float
    edited: bool = False


@dataclass(frozen=True, eq=False)
class Curves:
    """The curves of the run the session stands in; points are only ever added."""

    points: CurvePoints = field(default_factory=no_points)
    strokes: tuple[Stroke, ...] = ()

    def __post_init__(self) -> None:
        if self.points.flags.writeable:
            points = self.points.copy()
            points.flags.writeable = False
            object.__setattr__(self, "points", points)

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one column of the table, (n,)."""
        return self.points[:, COLUMNS.index(name)]

    def extended(self, points: CurvePoints) -> "Curves":
        """Return the curves with rows added at the end."""
        if not len(points):
            return self
        return replace(self, points=np.concatenate((self.points, points)))

    def with_stroke(self, stroke: Stroke) -> "Curves":
        """Return the curves with the beginning of another stretch noted."""
        return replace(self, strokes=(*self.strokes, stroke))
