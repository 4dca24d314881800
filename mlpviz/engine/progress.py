"""Where a run stands in its epochs, and the curve points it leaves; trains nothing."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import FloatArray
from mlpviz.core.curves import CurvePoints, no_points
from mlpviz.core.evaluation import evaluate
from mlpviz.core.network import Network
from mlpviz.core.training_state import SlotSet, TrainingState, batch_order
from mlpviz.engine.trainer import TrainingRequest

UNKNOWN = float("nan")


def curve_point(
    request: TrainingRequest,
    network: Network,
    epoch: int,
    running_loss: float = UNKNOWN,
    running_accuracy: float = UNKNOWN,
) -> CurvePoints:
    """Return one row of a curve table, (1, columns); evaluates validation and test."""
    loss = request.hyperparameters.loss
    row = [float(epoch), running_loss, running_accuracy]
    for split in (request.dataset.validation, request.dataset.test):
        evaluation = evaluate(network, split, loss)
        row += [evaluation.loss, evaluation.accuracy]
    return np.array([row])


@dataclass
class Progress:
    """The counters of a run. A trainer makes the updates and tells them here.

    Between two updates it is exactly what a `TrainingState` says beside the numbers
    in its arrays.
    """

    request: TrainingRequest
    updates: int
    epoch: int
    position: int
    running_loss: float
    running_correct: float
    earlier_updates: int = 0
    last_update: float = float("inf")
    _orders: dict[int, NDArray[np.intp]] = field(
        default_factory=dict[int, NDArray[np.intp]], repr=False
    )

    @classmethod
    def of(cls, request: TrainingRequest, state: TrainingState) -> "Progress":
        """Return the counters of a run that goes on from a state."""
        limit = request.max_updates
        progress = cls(
            request,
            state.updates,
            state.epoch,
            state.position,
            state.running_loss,
            state.running_correct,
            state.earlier_updates,
            float("inf") if limit is None else state.updates + limit,
        )
        if progress.position >= progress.n:
            # A place in an epoch of other, more numerous data.
            progress.begin_epoch()
        return progress

    @property
    def n(self) -> int:
        """Return the number of training points."""
        return len(self.request.dataset.train)

    @property
    def iterations(self) -> int:
        """Return the updates of this optimiser; see `TrainingState.iterations`."""
        return self.updates - self.earlier_updates

    @property
    def done(self) -> bool:
        """Say whether the run has got where it was to go."""
        return (
            self.epoch >= self.request.target_epoch or self.updates >= self.last_update
        )

    def order(self, epoch: int) -> NDArray[np.intp]:
        """Return the order of the points in the current epoch or a later one, (n,)."""
        if epoch not in self._orders:
            seed = self.request.hyperparameters.order_seed
            self._orders[epoch] = batch_order(seed, epoch, self.n)
        return self._orders[epoch]

    def next_batch(self) -> NDArray[np.intp]:
        """Return which points the next update uses; the last batch may be smaller."""
        end = self.position + self.request.hyperparameters.batch_size
        return self.order(self.epoch)[self.position : end]

    def count_update(self, size: int, loss: float, correct: float) -> bool:
        """Count an update on `size` points; say whether it completes the epoch.

        `loss` is the batch's mean, `correct` its number of right answers, both with
        the weights before the update.
        """
        self.updates += 1
        self.position += size
        self.running_loss += loss * size
        self.running_correct += correct
        return self.position >= self.n

    def count_updates(
        self, sizes: FloatArray, losses: FloatArray, correct: FloatArray
    ) -> bool:
        """Count updates of one epoch, each (updates,); see `count_update`."""
        self.updates += len(sizes)
        self.position += int(sizes.sum())
        # One after the other, so that where calls end is not seen in the sum.
        terms = losses.astype(np.float64) * sizes
        terms = np.concatenate(([self.running_loss], terms))
        self.running_loss = float(np.add.accumulate(terms)[-1])
        self.running_correct += float(correct.sum())
        return self.position >= self.n

    def complete_epoch(self, network: Network) -> CurvePoints:
        """Go on to the next epoch; return the curve point of the one completed."""
        point = curve_point(
            self.request,
            network,
            self.epoch + 1,
            self.running_loss / self.position,
            self.running_correct / self.position,
        )
        self._orders.pop(self.epoch, None)
        self.epoch += 1
        self.begin_epoch()
        return point

    def begin_epoch(self) -> None:
        """Stand at the first point of the current epoch."""
        self.position = 0
        self.running_loss = 0.0
        self.running_correct = 0.0

    def state(self, network: Network, slots: SlotSet) -> TrainingState:
        """Return the training state with these arrays in it."""
        return TrainingState(
            network,
            slots,
            self.updates,
            self.epoch,
            self.position,
            self.running_loss,
            self.running_correct,
            self.earlier_updates,
        )


def first_points(request: TrainingRequest, state: TrainingState) -> CurvePoints:
    """Return the points a run begins with: epoch 0 if no update was made before."""
    if state.updates:
        return no_points()
    return curve_point(request, state.network, 0)


def finite_points(points: CurvePoints) -> bool:
    """Say whether the evaluated losses are finite; running ones may be unknown."""
    return bool(np.isfinite(points[:, 3:]).all())
