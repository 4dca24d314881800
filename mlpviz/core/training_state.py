"""Where a training run stands, so that it can go on from there to the bit."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import Float32Array, read_only
from mlpviz.core.network import Network
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec

SlotSet = Mapping[str, tuple[Float32Array, ...]]
"""Each slot's arrays by Keras's name, in the order and shapes of `Network.arrays`."""


@dataclass(frozen=True, eq=False)
class TrainingState:
    """A network in training, between two updates.

    Attributes
    ----------
    network : Network
    slots : mapping
        The optimiser's memory; see `SlotSet`. Read-only float32 arrays.
    updates : int
        Updates made since the start.
    epoch : int
        Whole epochs done.
    position : int
        Points of the current epoch already used, 0 up to below n.
    running_loss, running_correct : float
        Sum of the loss and count of right answers over those points: the running
        mean over the epoch's batches that Keras's history shows.
    earlier_updates : int
        Of the updates, those made with another optimiser before this one.
    """

    network: Network
    slots: SlotSet = field(default_factory=dict[str, tuple[Float32Array, ...]])
    updates: int = 0
    epoch: int = 0
    position: int = 0
    running_loss: float = 0.0
    running_correct: float = 0.0
    earlier_updates: int = 0

    def __post_init__(self) -> None:
        kept = {
            name: tuple(read_only(array, np.float32) for array in arrays)
            for name, arrays in self.slots.items()
        }
        object.__setattr__(self, "slots", kept)

    def __reduce__(self) -> tuple[object, ...]:
        """Be read-only again on the other side of a pipe."""
        return TrainingState, tuple(getattr(self, f.name) for f in fields(self))

    @property
    def iterations(self) -> int:
        """Return the updates of this optimiser, as Keras's `iterations` counts them.

        The step of its schedule, and of Adam's correction.
        """
        return self.updates - self.earlier_updates


def initial_state(network: Network, optimizer: OptimizerSpec) -> TrainingState:
    """Return the state before the first update, the slots as Keras builds them."""
    return TrainingState(network, initial_slots(network, optimizer))


def initial_slots(
    network: Network, optimizer: OptimizerSpec
) -> dict[str, tuple[Float32Array, ...]]:
    """Return the optimiser's slots as they are after Keras's `build`."""
    names = OPTIMIZERS[optimizer.name].slot_names(optimizer)
    return {
        name: tuple(np.zeros_like(array) for array in network.arrays) for name in names
    }


def batch_order(seed: int, epoch: int, n: int) -> NDArray[np.intp]:
    """Return the order of the n points in an epoch, a function of (seed, epoch)."""
    return np.random.default_rng([seed, epoch]).permutation(n)
