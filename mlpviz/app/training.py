"""Drives the training engines on a thread of their own."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot

from mlpviz.app.runner import Runner
from mlpviz.core.errors import MlpvizError
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.child import ChildState, ChildTrainer
from mlpviz.engine.numpy_trainer import NumpyTrainer
from mlpviz.engine.trainer import Snapshot, Trainer, TrainingRequest

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class RunCommand:
    """A run that is wanted: an id of its own, the engine, what and from where."""

    run: int
    engine: str
    request: TrainingRequest
    state: TrainingState


@dataclass(frozen=True, eq=False)
class RunNews:
    """What is new of a run: its newest snapshot, or the error that ended it."""

    run: int
    snapshot: Snapshot | None = None
    error: Exception | None = None


def merge_news(waiting: RunNews, new: RunNews) -> RunNews:
    """Keep the newest snapshot, with all curve points of those not taken."""
    if waiting.run != new.run or waiting.snapshot is None:
        return new
    if new.snapshot is None:
        return replace(waiting, error=new.error)
    points = np.concatenate((waiting.snapshot.points, new.snapshot.points))
    return replace(new, snapshot=replace(new.snapshot, points=points))


Request = RunCommand | Callable[[], None]
"""A run, or something else to do in the thread."""


def merge_requests(waiting: Request, new: Request) -> Request:
    """Keep the newest, but let nothing take the place of a run that waits."""
    if isinstance(waiting, RunCommand) and not isinstance(new, RunCommand):
        return waiting
    return new


class TrainingRunner(Runner):
    """Iterates a trainer in its thread and passes the newest snapshot on.

    The Keras engine lives in a child process, started and read by this thread; the
    NumPy engine runs in the thread itself. `finished` carries `RunNews`.

    Parameters
    ----------
    trainers : dict, optional
        Engine name to trainer, in place of the real ones; for tests. One that may
        be long in giving a snapshot has `request_stop` and `close` as `ChildTrainer`.

    Signals
    -------
    keras_state_changed(str)
        "loading", "ready" or "dead": whether the Keras engine can train. One that has
        died by itself is started again, once until it is ready.

    Attributes
    ----------
    keras_failure : str
        Why it is "dead", in the user's words; else empty.
    """

    keras_state_changed = Signal(str)
    _keras_state_seen = Signal(str, str, bool)

    def __init__(
        self,
        parent: QObject | None = None,
        trainers: dict[str, Trainer] | None = None,
    ) -> None:
        super().__init__("training", parent, merge_news, merge_requests)
        self._keras: ChildTrainer | None = None
        if trainers is None:
            self._keras = ChildTrainer(on_state=self._tell_keras_state)
            trainers = {"keras": self._keras, "numpy": NumpyTrainer()}
        self._trainers = trainers
        self._last_run = 0
        self._wanted_run = 0
        self.keras_failure = ""
        self._may_restart = True
        self._keras_state_seen.connect(
            self._on_keras_state_seen, Qt.ConnectionType.QueuedConnection
        )

    def load_keras(self) -> None:
        """Begin to start the Keras engine behind everything else."""
        if self._keras is not None:
            self.post(self._keras.start)

    def begin(self, engine: str, request: TrainingRequest, state: TrainingState) -> int:
        """Begin a run, ending the one before it; return its id."""
        self.stop()
        self._last_run += 1
        self._wanted_run = self._last_run
        self.post(RunCommand(self._last_run, engine, request, state))
        return self._last_run

    def stop(self) -> None:
        """End the run at work. Its snapshots still on the way are nobody's."""
        self._wanted_run = 0
        for trainer in self._trainers.values():
            request_stop = getattr(trainer, "request_stop", None)
            if request_stop is not None:
                request_stop()

    def answer(self, request: Request) -> None:
        """Train until the end of the run or until it is no longer wanted."""
        if not isinstance(request, RunCommand):
            request()
            return
        try:
            self._run(request)
        except MlpvizError as error:
            self.deliver(RunNews(request.run, error=error))
        except Exception as error:  # noqa: BLE001 - passed on as news
            # With the run's id: it must not end another that has begun since.
            _log.exception("training failed")
            self.deliver(RunNews(request.run, error=error))

    def _run(self, command: RunCommand) -> None:
        if not self._wants(command):
            return
        trainer = self._trainers[command.engine]
        snapshots = trainer.train(command.request, command.state)
        # Again: `train` forgets a stop that was requested just before it.
        if self._wants(command):
            for snapshot in snapshots:
                if not self._wants(command):
                    break
                self.deliver(RunNews(command.run, snapshot))
        close = getattr(snapshots, "close", None)
        if close is not None:
            close()

    def _wants(self, command: RunCommand) -> bool:
        return command.run == self._wanted_run and not self.inbox.closed

    def close(self, milliseconds: int = 1500) -> bool:
        """End the run, the child process and the thread."""
        self.stop()
        self.inbox.close()
        for trainer in self._trainers.values():
            close = getattr(trainer, "close", None)
            if close is not None:
                close()
        return super().close(milliseconds)

    def _tell_keras_state(self, state: ChildState) -> None:
        """Pass the state on with what belongs to it; on a thread of the child's."""
        failure, can_load = None, True
        if self._keras is not None and state == "dead":
            failure, can_load = self._keras.failure, self._keras.can_load
        self._keras_state_seen.emit(state, str(failure or ""), can_load)

    @Slot(str, str, bool)
    def _on_keras_state_seen(self, state: str, failure: str, can_load: bool) -> None:
        if self.inbox.closed:
            return
        self.keras_failure = failure
        self.keras_state_changed.emit(state)
        if state == "ready":
            self._may_restart = True
        elif failure and can_load and self._may_restart:
            self._may_restart = False
            self.load_keras()
