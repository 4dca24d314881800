"""Backpropagation written out in NumPy, to be read; knows no TensorFlow, no thread.

The reference the Keras engine is compared with, and the engine of a machine without
Keras. h is what a layer puts out, z what goes into its activation; dz is the
derivative of the batch's mean loss by z.
"""

import time
from collections.abc import Generator, Sequence

import numpy as np

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.arrays import FloatArray
from mlpviz.core.curves import CurvePoints, no_points
from mlpviz.core.losses import LOSSES
from mlpviz.core.network import Network
from mlpviz.core.optimizers import OPTIMIZERS
from mlpviz.core.schedules import learning_rates
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.progress import Progress, finite_points, first_points
from mlpviz.engine.trainer import Snapshot, TrainingRequest

SNAPSHOT_SECONDS = 1 / 30
RATES_AHEAD = 1024


def forward(
    arrays: Sequence[FloatArray], activations: Sequence[str], x: FloatArray
) -> tuple[list[FloatArray], FloatArray]:
    """Run a network.

    Parameters
    ----------
    arrays : sequence
        W1, b1, W2, b2, …, as `Network.arrays`.
    activations : sequence of str
        One a layer; the last is not applied.
    x : array, (n, inputs)

    Returns
    -------
    inputs : list of array
        What goes into each layer: x, h1, h2, …
    logits : array, (n, K)
        z of the output layer.
    """
    inputs = [x]
    for W, b, activation in zip(
        arrays[:-2:2], arrays[1:-2:2], activations[:-1], strict=True
    ):
        z = inputs[-1] @ W.T + b
        inputs.append(ACTIVATIONS[activation].function(z))
    return inputs, inputs[-1] @ arrays[-2].T + arrays[-1]


def backward(
    arrays: Sequence[FloatArray],
    activations: Sequence[str],
    inputs: Sequence[FloatArray],
    dz: FloatArray,
) -> list[FloatArray]:
    """Carry the derivative by the logits, (n, K), back to every W and b.

    `inputs` is what `forward` returned. The result has the order and the shapes of
    `arrays`.
    """
    result: list[FloatArray] = []
    for layer in reversed(range(len(inputs))):
        h = inputs[layer]
        # z = h W^T + b, so by the chain rule:
        result += [dz.sum(axis=0), dz.T @ h]
        if layer:
            dh = dz @ arrays[2 * layer]
            dz = ACTIVATIONS[activations[layer - 1]].backward(dh, h)
    return result[::-1]


def gradients(
    arrays: Sequence[FloatArray],
    activations: Sequence[str],
    loss: str,
    x: FloatArray,
    targets: FloatArray,
) -> tuple[float, list[FloatArray]]:
    """Return the mean loss of a batch, and its derivative by every parameter.

    Computes in the float type of its arguments. See `forward` for the arguments;
    `targets` are one-hot, (n, K), `loss` is a key of `LOSSES`.
    """
    inputs, logits = forward(arrays, activations, x)
    mean = float(LOSSES[loss].per_point(logits, targets).mean())
    dz = LOSSES[loss].gradient(logits, targets) / logits.dtype.type(len(x))
    return mean, backward(arrays, activations, inputs, dz)


class _Flat:
    """All parameters in one vector, so that an optimiser's step is one expression.

    `arrays` are views into the vector, W1, b1, W2, b2, …
    """

    def __init__(self, arrays: Sequence[FloatArray]) -> None:
        ends = np.cumsum([array.size for array in arrays]).tolist()
        self.places = [
            (slice(end - array.size, end), array.shape)
            for end, array in zip(ends, arrays, strict=True)
        ]
        self.replace(np.concatenate([array.ravel() for array in arrays]))

    def replace(self, vector: FloatArray) -> None:
        self.vector = vector
        self.arrays = self.split(vector)

    def split(self, vector: FloatArray) -> tuple[FloatArray, ...]:
        return tuple(vector[place].reshape(shape) for place, shape in self.places)


class NumpyTrainer:
    """The `Trainer` protocol in NumPy; keeps nothing from one run to the next."""

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot, None, None]:
        """Train as `Trainer.train` says."""
        began = time.perf_counter()
        run = _Run(request, state)
        points = [first_points(request, state)]
        while True:
            # A generator must not leave its error state to whoever iterates it.
            with np.errstate(all="ignore"):
                points += run.advance(SNAPSHOT_SECONDS)
            yield Snapshot(
                run.state(),
                np.concatenate(points),
                seconds=time.perf_counter() - began,
                finished=run.finished,
                diverged_epoch=run.diverged_epoch,
            )
            if run.finished:
                return
            points = [no_points()]


class _Run:
    """One run: parameters and slots as vectors, changed update by update."""

    def __init__(self, request: TrainingRequest, state: TrainingState) -> None:
        self.request = request
        self.progress = Progress.of(request, state)
        self.network = state.network
        self.activations = [layer.activation for layer in state.network.layers]
        self.parameters = _Flat(state.network.arrays)
        self.slots = {
            name: np.concatenate([array.ravel() for array in arrays])
            for name, arrays in state.slots.items()
        }
        self.diverged_epoch: int | None = None
        self.rates = np.empty(0, np.float32)
        self.rates_block: int | None = None

    @property
    def finished(self) -> bool:
        return self.progress.done or self.diverged_epoch is not None

    def advance(self, seconds: float) -> list[CurvePoints]:
        """Make updates for about so long; return the curve points on the way."""
        points: list[CurvePoints] = []
        until = time.perf_counter() + seconds
        while not self.finished and time.perf_counter() < until:
            epoch_complete = self.update()
            if epoch_complete:
                points.append(self.progress.complete_epoch(self.current_network()))
                if not finite_points(points[-1]):
                    self.diverged_epoch = self.progress.epoch
        return points

    def update(self) -> bool:
        """Make one update, unless it diverges; say whether the epoch is complete."""
        hp = self.request.hyperparameters
        train = self.request.dataset.train
        rows = self.progress.next_batch()
        x, targets = train.x[rows], train.targets[rows]
        size = len(rows)

        inputs, logits = forward(self.parameters.arrays, self.activations, x)
        loss = float(LOSSES[hp.loss].per_point(logits, targets).mean())
        correct = int(np.count_nonzero(logits.argmax(axis=1) == train.labels[rows]))

        dz = LOSSES[hp.loss].gradient(logits, targets) / np.float32(size)
        pieces = backward(self.parameters.arrays, self.activations, inputs, dz)
        gradient = np.concatenate([piece.ravel() for piece in pieces])

        vector, slots = OPTIMIZERS[hp.optimizer.name].update(
            hp.optimizer,
            self.learning_rate(),
            self.progress.iterations,
            self.parameters.vector,
            gradient,
            self.slots,
        )
        if not (np.isfinite(loss) and _all_finite([vector, *slots.values()])):
            # What was before this update stays: the last that is finite.
            self.diverged_epoch = self.progress.epoch + 1
            return False
        self.parameters.replace(vector)
        self.slots = slots
        return self.progress.count_update(size, loss, correct)

    def learning_rate(self) -> float:
        block, index = divmod(self.progress.iterations, RATES_AHEAD)
        if block != self.rates_block:
            # The same blocks wherever a run begins, so the same rates to the bit.
            hp = self.request.hyperparameters
            self.rates_block = block
            self.rates = learning_rates(
                hp.schedule,
                hp.optimizer.learning_rate,
                block * RATES_AHEAD,
                RATES_AHEAD,
            )
        return float(self.rates[index])

    def current_network(self) -> Network:
        return self.network.with_arrays([a.copy() for a in self.parameters.arrays])

    def state(self) -> TrainingState:
        slots = {
            name: self.parameters.split(vector) for name, vector in self.slots.items()
        }
        return self.progress.state(self.current_network(), slots)


def _all_finite(vectors: Sequence[FloatArray]) -> bool:
    return all(bool(np.isfinite(vector).all()) for vector in vectors)
