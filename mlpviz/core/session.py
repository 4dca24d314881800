"""The session: everything a student works on, as one frozen value."""

from dataclasses import dataclass

import numpy as np

from mlpviz.core.curves import Curves
from mlpviz.core.datasets import Dataset, DatasetSpec, generate
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import (
    MAX_PARAMETERS,
    Hyperparameters,
    updates_per_epoch,
)
from mlpviz.core.initializers import INITIALIZERS
from mlpviz.core.network import Layer, Network
from mlpviz.core.training_state import TrainingState, initial_state

ENGINES = {"keras": "Keras", "numpy": "NumPy"}
INPUTS = 2


@dataclass(frozen=True, eq=False)
class Session:
    """The one truth of the program; all else on the screen is derived from it.

    Attributes
    ----------
    dataset_spec, dataset
        Where the points came from, and the points themselves.
    hyperparameters : Hyperparameters
    start : Network
        The kept start: where *Train* begins and *Reset weights* goes back to.
    state : TrainingState
        The network on the screen and all that training it further needs.
    curves : Curves
        The curves of the run that led to `state`.
    target_epoch : int or None
        The epoch an unfinished run is on its way to.
    engine : str
        The engine that trains, a key of `ENGINES`.
    task : str
        The name of the example this began as; empty for none.
    edited : bool
        Something was changed by hand since the last update of the training.
    """

    dataset_spec: DatasetSpec
    dataset: Dataset
    hyperparameters: Hyperparameters
    start: Network
    state: TrainingState
    curves: Curves
    target_epoch: int | None = None
    engine: str = "keras"
    task: str = ""
    edited: bool = False

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise MlpvizError(
                f"there is no engine {self.engine!r}",
                advice="Choose keras or numpy.",
            )
        if not self.start.same_shapes(self.state.network):
            raise MlpvizError("the starting network differs in shape from the network")
        if self.network.classes != self.dataset.classes:
            raise MlpvizError(
                f"the network has {self.network.classes} outputs and the data "
                f"{self.dataset.classes} classes"
            )

    @property
    def network(self) -> Network:
        """Return the network on the screen."""
        return self.state.network

    @property
    def updates_per_epoch(self) -> int:
        """Return the number of batches in an epoch."""
        return updates_per_epoch(
            len(self.dataset.train), self.hyperparameters.batch_size
        )

    @property
    def trained(self) -> bool:
        """Say whether any update has been made since the start."""
        return self.state.updates > 0


def starting_network(hyperparameters: Hyperparameters, classes: int) -> Network:
    """Draw the starting weights; the same seed gives the same network.

    Raises
    ------
    MlpvizError
        If the network would have more than `MAX_PARAMETERS` parameters.
    """
    count = hyperparameters.parameter_count(INPUTS, classes)
    if count > MAX_PARAMETERS:
        raise MlpvizError(
            f"this network would have {count:,} parameters",
            advice=f"Make it narrower or shallower: at most {MAX_PARAMETERS:,}.",
        )
    spec = hyperparameters.initializer
    names = [layer.activation for layer in hyperparameters.hidden] + ["softmax"]
    layers: list[Layer] = []
    for index, ((units, inputs), name) in enumerate(
        zip(hyperparameters.layer_shapes(INPUTS, classes), names, strict=True)
    ):
        stream = 0 if spec.shared_draw else index
        generator = np.random.default_rng([hyperparameters.weight_seed, stream])
        kernel = INITIALIZERS[spec.name].draw(spec, generator, inputs, units)
        W = kernel.astype(np.float32)
        layers.append(Layer(W, np.zeros(units, np.float32), name))
    return Network(tuple(layers))


def new_session(
    dataset_spec: DatasetSpec,
    hyperparameters: Hyperparameters,
    *,
    engine: str = "keras",
    task: str = "",
) -> Session:
    """Draw the data and the starting weights of a fresh session."""
    start = starting_network(hyperparameters, dataset_spec.classes)
    return Session(
        dataset_spec=dataset_spec,
        dataset=generate(dataset_spec),
        hyperparameters=hyperparameters,
        start=start,
        state=initial_state(start, hyperparameters.optimizer),
        curves=Curves(),
        engine=engine,
        task=task,
    )
