"""What every training engine honours: a plain generator of snapshots, no threads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from mlpviz.core.curves import CurvePoints, no_points
from mlpviz.core.datasets import Dataset
from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.core.training_state import TrainingState


@dataclass(frozen=True, eq=False)
class TrainingRequest:
    """What to train: everything a trainer needs besides the state it starts from.

    Attributes
    ----------
    hyperparameters, dataset
    target_epoch : int
        Train until so many epochs are done.
    max_updates : int or None
        Or until so many more updates are made, whichever comes first.
    """

    hyperparameters: Hyperparameters
    dataset: Dataset
    target_epoch: int
    max_updates: int | None = None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Where a run stands.

    Attributes
    ----------
    state : TrainingState
        Everything needed to go on from here; always finite.
    points : CurvePoints
        The curve points since the snapshot before this one.
    seconds : float
        Since the run began, compiling included, importing TensorFlow not.
    compile_seconds : float
        Of these, how long compiling took.
    finished : bool
        The run is over: the last snapshot.
    diverged_epoch : int or None
        The epoch, counted from 1, in which the loss stopped being finite. The run
        is over and `state` is the last with finite weights.
    compiling : bool
        Nothing has been trained yet: the engine is about to compile.
    """

    state: TrainingState
    points: CurvePoints = field(default_factory=no_points)
    seconds: float = 0.0
    compile_seconds: float = 0.0
    finished: bool = False
    diverged_epoch: int | None = None
    compiling: bool = False


class Trainer(Protocol):
    """A training engine with the semantics of `keras.Model.fit`.

    In every epoch the points are shuffled by `batch_order(order_seed, epoch, n)`;
    the last batch may be smaller; the training loss of a curve point is the running
    mean over the epoch's batches weighted by their size; validation and test are
    evaluated after each epoch. A state with no updates gives a first point, epoch 0,
    whose running values are NaN. The same request and state give the same snapshots'
    states at the same updates, wherever an earlier run was stopped.
    """

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Iterator[Snapshot]:
        """Yield snapshots about 30 times a second, the last with `finished` set.

        Closing the generator stops the run; the last snapshot taken is where it
        stands. Raises MlpvizError if the engine cannot train.
        """
        ...
