"""Learning-rate schedules, by Keras's names: the rate of every update."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np

from mlpviz.core.arrays import Float32Array
from mlpviz.core.errors import MlpvizError


class ScheduleSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A schedule and its settings; the optimiser's learning rate is where it starts."""

    name: str = "constant"
    decay_steps: int = 5000
    decay_rate: float = 0.96
    staircase: bool = False

    def __post_init__(self) -> None:
        """Raise MlpvizError if a setting is unknown or out of range."""
        if self.name not in SCHEDULES:
            raise MlpvizError(
                f"there is no schedule {self.name!r}",
                advice="Choose one of " + ", ".join(SCHEDULES) + ".",
            )
        if not 1 <= self.decay_steps <= 10_000_000:
            raise MlpvizError(
                f"decay_steps is {self.decay_steps}",
                advice="It must be from 1 to 10,000,000 updates.",
            )
        if not 0 < self.decay_rate <= 10:
            raise MlpvizError(
                f"decay_rate is {self.decay_rate:g}",
                advice="It must be above 0 and at most 10.",
            )


def _constant(
    spec: ScheduleSpec, learning_rate: float, steps: Float32Array
) -> Float32Array:
    return np.full_like(steps, learning_rate)


def _exponential(
    spec: ScheduleSpec, learning_rate: float, steps: Float32Array
) -> Float32Array:
    power = steps / np.float32(spec.decay_steps)
    if spec.staircase:
        power = np.floor(power)
    return np.float32(learning_rate) * np.float32(spec.decay_rate) ** power


@dataclass(frozen=True)
class Schedule:
    """One schedule.

    Attributes
    ----------
    label : str
        The name shown to the user.
    keras_class : str
        The class in `keras.optimizers.schedules`; empty for a constant rate.
    settings : tuple of str
        The fields of `ScheduleSpec` it uses; arguments of the Keras class too.
    rates : callable
        (spec, learning rate, updates done before each, float32) to the rates.
    """

    label: str
    keras_class: str
    settings: tuple[str, ...]
    rates: Callable[[ScheduleSpec, float, Float32Array], Float32Array]


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule("Constant", "", (), _constant),
    "exponential_decay": Schedule(
        "Exponential decay",
        "ExponentialDecay",
        ("decay_steps", "decay_rate", "staircase"),
        _exponential,
    ),
}


def learning_rates(
    spec: ScheduleSpec, learning_rate: float, first: int, count: int
) -> Float32Array:
    """Return the rates of `count` updates, `first` updates having been made, (count,).

    In float32, as Keras computes them.
    """
    steps = np.arange(first, first + count).astype(np.float32)
    return SCHEDULES[spec.name].rates(spec, learning_rate, steps)
