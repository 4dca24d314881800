"""A trainer that does nothing until a test lets it; the real engine makes its updates.

It goes in place of both engines: TrainingRunner(trainers={"keras": gated, "numpy": …}).
"""

import threading
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import replace

import numpy as np

from mlpviz.core.training_state import TrainingState
from mlpviz.engine.numpy_trainer import NumpyTrainer
from mlpviz.engine.trainer import Snapshot, TrainingRequest

Step = Callable[[TrainingRequest, TrainingState], Snapshot]
"""(what is left to train, where the run stands) to its next snapshot."""

EVERYTHING = 1_000_000_000


class GatedTrainer:
    """Yields one snapshot for each call of `let`, `send` or `fail`.

    A step that a stop finds unused is forgotten. All methods but `train` are for any
    thread.

    Attributes
    ----------
    runs : list of (TrainingRequest, TrainingState)
        The runs begun so far.
    """

    def __init__(self) -> None:
        self.runs: list[tuple[TrainingRequest, TrainingState]] = []
        self._steps: deque[Step] = deque()
        self._changed = threading.Condition()
        self._stop_requested = False

    def let(self, updates: int = 1) -> None:
        """Let the run make so many updates and give one snapshot of them."""

        def step(request: TrainingRequest, state: TrainingState) -> Snapshot:
            left = EVERYTHING if request.max_updates is None else request.max_updates
            part = replace(request, max_updates=min(updates, left))
            snapshots = list(NumpyTrainer().train(part, state))
            last = snapshots[-1]
            done = last.state.updates - state.updates
            finished = (
                last.state.epoch >= request.target_epoch
                or done >= left
                or last.diverged_epoch is not None
            )
            points = np.concatenate([snapshot.points for snapshot in snapshots])
            return replace(last, points=points, finished=finished)

        self._add(step)

    def let_finish(self) -> None:
        """Let the run get to its end, in one snapshot."""
        self.let(EVERYTHING)

    def compile(self, seconds: float = 0.0) -> None:
        """Let the run say that it compiles, nothing being trained yet."""
        self._add(
            lambda _, state: Snapshot(
                state, seconds=seconds, compile_seconds=seconds, compiling=True
            )
        )

    def send(self, snapshot: Snapshot) -> None:
        """Let the run give this very snapshot."""
        self._add(lambda *_: snapshot)

    def fail(self, error: Exception) -> None:
        """Let the run end with an error."""

        def step(*_: object) -> Snapshot:
            raise error

        self._add(step)

    @property
    def steps_left(self) -> int:
        """Return how many steps the run was let and has not begun."""
        return len(self._steps)

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot]:
        """Train as `Trainer.train` says, when it is let."""
        with self._changed:
            self._stop_requested = False
        return self._train(request, state)

    def request_stop(self) -> None:
        """End the run at work, and forget what it was let."""
        with self._changed:
            self._stop_requested = True
            self._steps.clear()
            self._changed.notify_all()

    def _train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot]:
        self.runs.append((request, state))
        left = request
        while (step := self._next_step()) is not None:
            snapshot = step(left, state)
            if left.max_updates is not None:
                made = snapshot.state.updates - state.updates
                left = replace(left, max_updates=left.max_updates - made)
            state = snapshot.state
            yield snapshot
            if snapshot.finished:
                return

    def _add(self, step: Step) -> None:
        with self._changed:
            self._steps.append(step)
            self._changed.notify_all()

    def _next_step(self) -> Step | None:
        with self._changed:
            self._changed.wait_for(lambda: self._steps or self._stop_requested)
            return None if self._stop_requested else self._steps.popleft()
