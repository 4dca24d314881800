"""Optimisers by Keras's names: their settings, their slots, one update each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
import numpy as np

from mlpviz.core.arrays import FloatArray
from mlpviz.core.errors import MlpvizError


class OptimizerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An optimiser and its settings, with Keras's names and defaults.

    Settings its row of `OPTIMIZERS` does not name are kept but have no effect.
    """

    name: str = "sgd"
    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    beta_1: float = 0.9
    beta_2: float = 0.999
    rho: float = 0.9
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        """Raise MlpvizError if a setting is unknown or out of range."""
        if self.name not in OPTIMIZERS:
            raise MlpvizError(
                f"there is no optimiser {self.name!r}",
                advice="Choose one of " + ", ".join(OPTIMIZERS) + ".",
            )
        if not 0 < self.learning_rate <= MAX_LEARNING_RATE:
            raise MlpvizError(
                f"the learning rate is {self.learning_rate:g}",
                advice=f"It must be above 0 and at most {MAX_LEARNING_RATE:g}.",
            )
        for name in ("momentum", "beta_1", "beta_2", "rho"):
            value = getattr(self, name)
            # Keras takes a momentum of 1, and so does this.
            if not (0 <= value < 1 or (name == "momentum" and value == 1)):
                raise MlpvizError(
                    f"{name} is {value:g}", advice="It must be from 0 to below 1."
                )
        if not 0 < self.epsilon <= 1:
            raise MlpvizError(
                f"epsilon is {self.epsilon:g}",
                advice="It must be above 0 and at most 1.",
            )


MAX_LEARNING_RATE = 1000.0

Slots = Mapping[str, FloatArray]
"""The slots of one parameter, by Keras's names."""

Update = Callable[
    [OptimizerSpec, float, int, FloatArray, FloatArray, Slots],
    tuple[FloatArray, dict[str, FloatArray]],
]
"""(spec, learning rate, updates done, parameter, gradient, slots) to the new two.

Each formula is Keras's own, in the parameter's float type.
"""


def _sgd(
    spec: OptimizerSpec,
    rate: float,
    step: int,
    parameter: FloatArray,
    gradient: FloatArray,
    slots: Slots,
) -> tuple[FloatArray, dict[str, FloatArray]]:
    kind = parameter.dtype.type
    descent = kind(rate) * gradient
    if not spec.momentum:
        return parameter - descent, {}
    velocity = kind(spec.momentum) * slots["momentum"] - descent
    move = kind(spec.momentum) * velocity - descent if spec.nesterov else velocity
    return parameter + move, {"momentum": velocity}


def _adam(
    spec: OptimizerSpec,
    rate: float,
    step: int,
    parameter: FloatArray,
    gradient: FloatArray,
    slots: Slots,
) -> tuple[FloatArray, dict[str, FloatArray]]:
    kind = parameter.dtype.type
    # Keras takes the powers in float32; in float64 the two drift apart.
    power_1 = kind(spec.beta_1) ** kind(step + 1)
    power_2 = kind(spec.beta_2) ** kind(step + 1)
    alpha = kind(rate) * np.sqrt(1 - power_2) / (1 - power_1)
    mean, square = slots["momentum"], slots["velocity"]
    mean = mean + (gradient - mean) * kind(1 - spec.beta_1)
    square = square + (np.square(gradient) - square) * kind(1 - spec.beta_2)
    parameter = parameter - mean * alpha / (np.sqrt(square) + kind(spec.epsilon))
    return parameter, {"momentum": mean, "velocity": square}


def _rmsprop(
    spec: OptimizerSpec,
    rate: float,
    step: int,
    parameter: FloatArray,
    gradient: FloatArray,
    slots: Slots,
) -> tuple[FloatArray, dict[str, FloatArray]]:
    kind = parameter.dtype.type
    square = kind(spec.rho) * slots["velocity"] + kind(1 - spec.rho) * np.square(
        gradient
    )
    move = kind(rate) * gradient / np.sqrt(square + kind(spec.epsilon))
    if not spec.momentum:
        return parameter - move, {"velocity": square}
    momentum = kind(spec.momentum) * slots["momentum"] + move
    return parameter - momentum, {"velocity": square, "momentum": momentum}


@dataclass(frozen=True)
class Optimizer:
    """One optimiser.

    Attributes
    ----------
    label : str
        The name shown to the user.
    keras_class : str
        The class in `keras.optimizers`.
    settings : tuple of str
        The fields of `OptimizerSpec` it uses besides the learning rate; they are
        also the arguments of the Keras class.
    slot_names : callable
        A spec to the names of the slots kept for each parameter; all start at zero.
    update : callable
        See `Update`.
    """

    label: str
    keras_class: str
    settings: tuple[str, ...]
    slot_names: Callable[[OptimizerSpec], tuple[str, ...]]
    update: Update


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(
        "SGD",
        "SGD",
        ("momentum", "nesterov"),
        lambda spec: ("momentum",) if spec.momentum else (),
        _sgd,
    ),
    "adam": Optimizer(
        "Adam",
        "Adam",
        ("beta_1", "beta_2", "epsilon"),
        lambda spec: ("momentum", "velocity"),
        _adam,
    ),
    "rmsprop": Optimizer(
        "RMSprop",
        "RMSprop",
        ("rho", "momentum", "epsilon"),
        lambda spec: ("velocity", "momentum") if spec.momentum else ("velocity",),
        _rmsprop,
    ),
}
