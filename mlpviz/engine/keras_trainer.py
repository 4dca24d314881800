"""The Keras engine: a real Keras model trained many updates a call; no thread."""

import time
from collections.abc import Generator

import numpy as np

from mlpviz.core.arrays import Float32Array
from mlpviz.core.curves import CurvePoints, no_points
from mlpviz.core.hyperparameters import Hyperparameters, updates_per_epoch
from mlpviz.core.network import Network
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.keras_loop import KerasLoop, Result, Signature
from mlpviz.engine.keras_model import (
    build_schedule,
    from_vector,
    import_keras,
    to_vector,
)
from mlpviz.engine.progress import Progress, finite_points, first_points
from mlpviz.engine.trainer import Snapshot, TrainingRequest

CALL_SECONDS = 0.025
RATES_BLOCK = 4096


class KerasTrainer:
    """The `Trainer` protocol on Keras. Compiled loops are kept and used again.

    Parameters
    ----------
    xla : bool
        Compile with XLA where it works; without it an update takes several times
        longer.
    """

    def __init__(self, *, xla: bool = True) -> None:
        self._xla = xla
        self._loops: dict[Signature, KerasLoop] = {}

    @property
    def compiled(self) -> int:
        """Return how many loops have been compiled."""
        return len(self._loops)

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot, None, None]:
        """Train as `Trainer.train` says; the first call imports TensorFlow."""
        import_keras()
        began = time.perf_counter()
        points = first_points(request, state)
        if Progress.of(request, state).done:
            yield Snapshot(state, points, time.perf_counter() - began, finished=True)
            return
        compile_seconds = 0.0
        hp, n = request.hyperparameters, len(request.dataset.train)
        signature = Signature.of(state.network, hp, n)
        if signature not in self._loops:
            # The points wait for the first snapshot of the training itself.
            spent = time.perf_counter() - began
            yield Snapshot(state, seconds=spent, compiling=True)
            compiling_since = time.perf_counter()
            self._loops[signature] = KerasLoop(signature, state.network, self._xla)
            compile_seconds = time.perf_counter() - compiling_since
        run = _Run(self._loops[signature], request, state)
        while not run.finished:
            points = np.concatenate((points, *run.advance(CALL_SECONDS)))
            yield Snapshot(
                run.state(),
                points,
                time.perf_counter() - began,
                compile_seconds,
                finished=run.finished,
                diverged_epoch=run.diverged_epoch,
            )
            points = no_points()


class _Run:
    """One run, a call of the compiled loop at a time."""

    def __init__(
        self, loop: KerasLoop, request: TrainingRequest, state: TrainingState
    ) -> None:
        self.loop = loop
        self.progress = Progress.of(request, state)
        self.network = state.network
        groups = [state.network.arrays]
        groups += [state.slots[name] for name in loop.slot_names]
        self.vectors = np.stack([to_vector(arrays) for arrays in groups])
        self.rates = _Rates(request.hyperparameters)
        self.updates_per_epoch = updates_per_epoch(
            self.progress.n, request.hyperparameters.batch_size
        )
        # How long evaluating after an epoch takes; the first one tells.
        self.evaluation_seconds: float | None = None
        self.diverged_epoch: int | None = None

    @property
    def finished(self) -> bool:
        return self.progress.done or self.diverged_epoch is not None

    def advance(self, seconds: float) -> list[CurvePoints]:
        """Make updates for about so long; return the curve points on the way."""
        self._fill_chunk(seconds)
        if self.loop.holder is not self:
            self._load()
        began = time.perf_counter()
        result = self._call(self.loop.chunk.count)
        taken = time.perf_counter() - began
        self.loop.seconds_per_update = taken / self.loop.chunk.count
        diverged = not result.finite
        if diverged:
            result = self._last_finite(result)
        points: list[CurvePoints] = []
        start = 0
        for end, vector in zip(result.segments, result.ends, strict=True):
            if self.progress.count_updates(
                self.loop.chunk.sizes[start:end],
                result.losses[start:end],
                result.correct[start:end],
            ):
                points.append(self._evaluate(vector))
                if not finite_points(points[-1]):
                    # What this call made after that epoch was too much.
                    self.diverged_epoch = self.progress.epoch
                    self.vectors = self._call_again(end).vectors
                    return points
            start = end
        self.vectors = result.vectors
        if diverged:
            self.diverged_epoch = self.progress.epoch + 1
        return points

    def state(self) -> TrainingState:
        slots = {
            name: from_vector(vector, self.network)
            for name, vector in zip(self.loop.slot_names, self.vectors[1:], strict=True)
        }
        return self.progress.state(self._network(self.vectors[0]), slots)

    def _fill_chunk(self, seconds: float) -> None:
        evaluation = self.evaluation_seconds
        epochs = max(1, int(seconds / evaluation)) if evaluation else 1
        each = self.loop.seconds_per_update
        each += (evaluation or 0.0) / self.updates_per_epoch
        self.loop.chunk.fill(self.progress, max(1, int(seconds / each)), epochs)

    def _call(self, count: int) -> Result:
        """Make the first updates of the chunk."""
        return self.loop.run(self.rates(self.loop.chunk.first_iteration, count), count)

    def _call_again(self, count: int) -> Result:
        """Make them from where the run stood before the chunk; the same to the bit."""
        self._load()
        return self._call(count)

    def _load(self) -> None:
        self.loop.load(self.vectors, self.loop.chunk.first_iteration)
        self.loop.holder = self

    def _last_finite(self, result: Result) -> Result:
        """Make as many of the updates as leave all losses and numbers finite."""
        high = int(np.isfinite(result.losses).sum())
        result = self._call_again(high)
        if result.finite:
            return result
        # Numbers that are not finite stay so: find the first by halving.
        low, high = 0, high - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._call_again(middle).finite:
                low = middle
            else:
                high = middle - 1
        return self._call_again(low)

    def _evaluate(self, vector: Float32Array) -> CurvePoints:
        began = time.perf_counter()
        point = self.progress.complete_epoch(self._network(vector))
        self.evaluation_seconds = time.perf_counter() - began
        return point

    def _network(self, vector: Float32Array) -> Network:
        return self.network.with_arrays(from_vector(vector, self.network))


class _Rates:
    """The learning rates of a run, from the real Keras schedule."""

    def __init__(self, hp: Hyperparameters) -> None:
        self._schedule = build_schedule(hp.schedule, hp.optimizer.learning_rate)
        self._blocks: dict[int, Float32Array] = {}

    def __call__(self, first: int, count: int) -> Float32Array:
        """Return the rates of some updates, `first` having been made, (count,)."""
        if isinstance(self._schedule, float):
            return np.full(count, self._schedule, np.float32)
        # Always the same blocks: vectorised powers may differ in the last bit
        # with the place in the vector, and a run must not depend on its calls.
        block = first // RATES_BLOCK
        last = (first + count) // RATES_BLOCK
        rates = np.concatenate([self._block(i) for i in range(block, last + 1)])
        return rates[first - block * RATES_BLOCK :][:count]

    def _block(self, index: int) -> Float32Array:
        if index not in self._blocks:
            first = index * RATES_BLOCK
            steps = np.arange(first, first + RATES_BLOCK)
            self._blocks = {
                i: rates for i, rates in self._blocks.items() if abs(i - index) < 3
            }
            self._blocks[index] = np.asarray(self._schedule(steps), np.float32)
        return self._blocks[index]
