"""The Keras engine in a process of its own, behind the same protocol; knows no Qt.

So the window's process never holds TensorFlow's memory and never waits for its import
or its compiler, and a crash there is a message here.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Literal

from mlpviz.core.errors import MlpvizError
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.child_link import ChildLink
from mlpviz.engine.child_process import (
    CallCommand,
    Failed,
    Memory,
    Ready,
    Reply,
    StopCommand,
    TrainCommand,
)
from mlpviz.engine.trainer import Snapshot, TrainingRequest

if TYPE_CHECKING:
    from mlpviz.core.datasets import Dataset

ChildState = Literal["new", "loading", "ready", "dead"]

MEMORY_LIMIT = 2_500_000_000
# Snapshots that may wait here before the child has to.
INBOX = 2


class ChildTrainer:
    """A `KerasTrainer` in a spawned process.

    One thread at a time may call `start`, `train` (and iterate what it returns) and
    `call`; `close`, `request_stop` and `state` are for any thread.

    Parameters
    ----------
    on_state : callable, optional
        Called with each new `state`, on a thread of this object's own.
    memory_limit : int
        Bytes. A child that holds more is replaced before the next run: compiled
        loops are never given back.
    """

    def __init__(
        self,
        on_state: Callable[[ChildState], None] | None = None,
        *,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        self._on_state = on_state
        self._memory_limit = memory_limit
        # What is below is shared between threads.
        self._changed = threading.Condition()
        self._state: ChildState = "new"
        self._link: ChildLink | None = None
        self._failure: MlpvizError | None = None
        self._can_load = True
        self._end_wanted = False
        self._memory = 0
        self._run = 0
        self._receiving = False
        self._inbox: deque[Reply] = deque()
        self._stop_requested = False
        self._closed = False
        self._sent_dataset: Dataset | None = None

    @property
    def state(self) -> ChildState:
        """Return "new", "loading" (TensorFlow), "ready" or "dead"."""
        return self._state

    @property
    def pid(self) -> int | None:
        """Return the child's process id, None if there is no child."""
        link = self._link
        return link.pid if link is not None else None

    @property
    def failure(self) -> MlpvizError | None:
        """Return why the state is "dead"; None if the child was asked to end."""
        return None if self._end_wanted else self._failure

    @property
    def can_load(self) -> bool:
        """Say whether TensorFlow could be loaded, as far as is known."""
        return self._can_load

    def start(self) -> None:
        """Spawn the child, unless it is there; it loads TensorFlow by itself."""
        with self._changed:
            if self._closed or self._state in ("loading", "ready"):
                return
            self._state = "loading"
            self._failure, self._memory, self._sent_dataset = None, 0, None
            self._can_load, self._end_wanted = True, False
        self._tell("loading")
        try:
            link = ChildLink(self._on_message, self._on_end)
        except Exception as error:  # noqa: BLE001 - a process fails to start in any way
            self._fail_to_start(error)
            return
        with self._changed:
            self._link = link
            closed = self._closed
        if closed:
            # Meanwhile, from another thread.
            link.close(0.5)

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot, None, None]:
        """Train as `Trainer.train` says.

        Also waits for TensorFlow to be loaded, and starts the child if need be. A
        stop requested before this call is forgotten; one requested after it is not,
        even if it comes before the first snapshot is asked for. After a stop the
        iteration ends without a `finished` snapshot.

        Raises
        ------
        MlpvizError
            If the engine cannot train or the child ends. The next call starts
            another child.
        """
        with self._changed:
            self._stop_requested = self._closed
        return self._train(request, state)

    def call(self, name: str, *arguments: Any) -> Any:
        """Return what a function of `child_process.keras_functions` returns there.

        Raises
        ------
        MlpvizError
            As `train`, and if it is stopped.
        """
        with self._changed:
            self._stop_requested = self._closed
        try:
            if self._begin():
                self._send(CallCommand(self._run, name, arguments))
                reply = self._next_reply()
                if reply is not None:
                    return reply.value
        finally:
            self._end(stop=True)
        raise MlpvizError("stopped before Keras had answered")

    def request_stop(self) -> None:
        """Make the running `train` or `call` return at once, whatever it waits for."""
        with self._changed:
            self._stop_requested = True
            self._changed.notify_all()

    def close(self, timeout: float = 0.2) -> None:
        """Stop, ask the child to end, and end it if it has not after `timeout` s.

        Afterwards `train` yields nothing.
        """
        with self._changed:
            self._closed = self._stop_requested = self._end_wanted = True
            self._changed.notify_all()
        if self._link is not None:
            self._link.close(timeout)

    def _train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot, None, None]:
        finished = False
        try:
            if self._memory > self._memory_limit and self._link is not None:
                self._end_wanted = True
                self._link.close(0.5)
            if not self._begin():
                return
            self._send_train(request, state)
            while not finished:
                reply = self._next_reply()
                if reply is None:
                    return
                assert reply.snapshot is not None
                finished = reply.snapshot.finished
                yield reply.snapshot
        finally:
            self._end(stop=not finished)

    def _send_train(self, request: TrainingRequest, state: TrainingState) -> None:
        new = request.dataset is not self._sent_dataset
        self._send(
            TrainCommand(
                self._run,
                request.hyperparameters,
                request.target_epoch,
                request.max_updates,
                state,
                request.dataset if new else None,
            )
        )
        self._sent_dataset = request.dataset

    def _begin(self) -> bool:
        """Wait for a child that is ready; say False if stopped before."""
        self.start()
        with self._changed:
            self._changed.wait_for(
                lambda: self._state != "loading" or self._stop_requested
            )
            if self._stop_requested:
                return False
            self._check_alive()
            self._run += 1
            self._receiving = True
            self._inbox.clear()
            return True

    def _next_reply(self) -> Reply | None:
        """Wait for the child's next reply; None if stopped before."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._inbox or self._stop_requested or self._state == "dead"
            )
            if self._stop_requested:
                return None
            if not self._inbox:
                self._check_alive()
            reply = self._inbox.popleft()
            self._changed.notify_all()
        if reply.error is not None:
            raise reply.error
        return reply

    def _end(self, *, stop: bool) -> None:
        """Take no more replies; what the child still sends is thrown away."""
        with self._changed:
            receiving, self._receiving = self._receiving, False
            self._inbox.clear()
            self._changed.notify_all()
        if receiving and stop and self._state == "ready":
            with contextlib.suppress(MlpvizError):
                self._send(StopCommand(self._run))

    def _check_alive(self) -> None:
        if self._state == "dead" and self._failure is not None:
            # A new one each time: an error raised twice keeps the first traceback.
            raise MlpvizError(self._failure.what, advice=self._failure.advice)

    def _send(self, command: Any) -> None:
        assert self._link is not None
        try:
            self._link.send(command)
        except OSError:
            with self._changed:
                self._changed.wait_for(lambda: self._state == "dead", timeout=2)
                self._check_alive()

    def _on_message(self, message: Any) -> None:
        """Take what the child sends, on the link's thread."""
        if isinstance(message, Reply):
            self._deliver(message)
        elif isinstance(message, Memory):
            self._memory = message.size
        elif isinstance(message, Ready):
            self._set_state("ready")
        elif isinstance(message, Failed):
            self._can_load = False
            self._failure = MlpvizError(
                f"TensorFlow cannot be loaded ({message.message})",
                advice="Train with the NumPy engine, or install MLPViz again.",
            )

    def _fail_to_start(self, error: Exception) -> None:
        why = str(error) or type(error).__name__
        self._failure = MlpvizError(
            f"the training process could not be started ({why})",
            advice="Close other programs and try again, or train with the NumPy engine.",
        )
        self._set_state("dead")

    def _on_end(self, ending: str) -> None:
        if self._failure is None:
            self._failure = MlpvizError(
                f"the training process ended unexpectedly ({ending})",
                advice="What it trained last is kept. Continue goes on from there.",
            )
        self._set_state("dead")

    def _deliver(self, reply: Reply) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._inbox) < INBOX or not self._receiving or self._closed
            )
            if self._receiving and reply.run == self._run:
                self._inbox.append(reply)
                self._changed.notify_all()

    def _set_state(self, state: ChildState) -> None:
        with self._changed:
            self._state = state
        # Before a run that waits hears of it, and begins another life.
        self._tell(state)
        with self._changed:
            self._changed.notify_all()

    def _tell(self, state: ChildState) -> None:
        if self._on_state is not None:
            self._on_state(state)
