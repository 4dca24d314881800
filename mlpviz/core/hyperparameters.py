"""Everything a training run is set to but the data, validated when made."""

from itertools import pairwise

import msgspec

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.errors import MlpvizError
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.losses import LOSSES
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.schedules import ScheduleSpec

MAX_LAYERS = 64
MAX_UNITS = 2048
MAX_PARAMETERS = 2_000_000
MAX_BATCH_SIZE = 200_000
MAX_EPOCHS = 1_000_000
MAX_SEED = 2**31 - 1


class LayerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One hidden layer: how many units, and their activation."""

    units: int
    activation: str = "relu"

    def __post_init__(self) -> None:
        """Raise MlpvizError if the width or the activation cannot be."""
        if not 1 <= self.units <= MAX_UNITS:
            raise MlpvizError(
                f"a hidden layer of {self.units} units",
                advice=f"Give it from 1 to {MAX_UNITS:,} units.",
            )
        if self.activation not in ACTIVATIONS:
            raise MlpvizError(
                f"there is no activation {self.activation!r}",
                advice="Choose one of " + ", ".join(ACTIVATIONS) + ".",
            )


class Hyperparameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a network and its training; Keras's defaults.

    Attributes
    ----------
    hidden : tuple of LayerSpec
        The hidden layers; the softmax output layer is not among them.
    weight_seed, order_seed : int
        Seeds of the starting weights and of the order of the batches.
    """

    hidden: tuple[LayerSpec, ...] = ()
    initializer: InitializerSpec = InitializerSpec()
    loss: str = "mse"
    optimizer: OptimizerSpec = OptimizerSpec()
    schedule: ScheduleSpec = ScheduleSpec()
    batch_size: int = 32
    epochs: int = 10
    weight_seed: int = 1
    order_seed: int = 1

    def __post_init__(self) -> None:
        """Raise MlpvizError if a setting is unknown or out of range."""
        if self.loss not in LOSSES:
            raise MlpvizError(
                f"there is no loss {self.loss!r}",
                advice="Choose one of " + ", ".join(LOSSES) + ".",
            )
        # One of the layers a network may have is its output layer.
        _check_range("number of hidden layers", len(self.hidden), 0, MAX_LAYERS - 1)
        _check_range("batch size", self.batch_size, 1, MAX_BATCH_SIZE)
        _check_range("number of epochs", self.epochs, 1, MAX_EPOCHS)
        _check_range("seed of the weights", self.weight_seed, 0, MAX_SEED)
        _check_range("seed of the batch order", self.order_seed, 0, MAX_SEED)

    def layer_shapes(self, inputs: int, classes: int) -> list[tuple[int, int]]:
        """Return (units, inputs) of every kernel, the output layer's included."""
        widths = [inputs, *(layer.units for layer in self.hidden), classes]
        return [(units, before) for before, units in pairwise(widths)]

    def parameter_count(self, inputs: int, classes: int) -> int:
        """Return the number of weights and biases."""
        return sum(
            units * (before + 1) for units, before in self.layer_shapes(inputs, classes)
        )


def _check_range(what: str, value: int, minimum: int, maximum: int) -> None:
    if not minimum <= value <= maximum:
        raise MlpvizError(
            f"the {what} is {value:,}",
            advice=f"It must be from {minimum:,} to {maximum:,}.",
        )


def updates_per_epoch(points: int, batch_size: int) -> int:
    """Return how many batches an epoch has; the last may be smaller."""
    return -(-points // batch_size)
