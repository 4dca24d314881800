"""What runs in the spawned training process; knows of its parent only a pipe.

Two threads: one reads commands, so that a stop is heard while training and the end of
the parent at any time; the main one carries them out.
"""

import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from mlpviz.core.datasets import Dataset
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.trainer import Snapshot, TrainingRequest


@dataclass(frozen=True)
class TrainCommand:
    """Train. The data set comes only when it is another than the last one."""

    run: int
    hyperparameters: Hyperparameters
    target_epoch: int
    max_updates: int | None
    state: TrainingState
    dataset: Dataset | None


@dataclass(frozen=True)
class CallCommand:
    """Call a function named in `FUNCTIONS`."""

    run: int
    name: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class StopCommand:
    """Stop this run and all before it, also if they have not begun."""

    run: int


@dataclass(frozen=True)
class QuitCommand:
    """End the process at once; there is nothing in it to save."""


@dataclass(frozen=True)
class Ready:
    """TensorFlow is loaded."""


@dataclass(frozen=True)
class Failed:
    """TensorFlow cannot be loaded: why."""

    message: str


@dataclass(frozen=True)
class Memory:
    """A command is done, and the process holds so many bytes."""

    size: int


@dataclass(frozen=True)
class Reply:
    """One snapshot or result of a run, or the error that ended it."""

    run: int
    snapshot: Snapshot | None = None
    value: Any = None
    error: Exception | None = None


def memory_in_use() -> int:
    """Return the bytes this process holds; where that cannot be told, at its most."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def keras_functions() -> dict[str, Callable[..., Any]]:
    """Return what can be called by name: reads of a network through Keras."""
    from mlpviz.engine import keras_model

    return {
        "keras_predict": keras_model.keras_predict,
        "keras_evaluate": keras_model.keras_evaluate,
        "keras_layer_outputs": keras_model.keras_layer_outputs,
    }


def main(connection: Connection) -> None:
    """Run the training process until the pipe ends."""
    # Ctrl+C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = _Server(connection)
    threading.Thread(target=server.read_commands, daemon=True).start()
    try:
        server.load()
        while True:
            server.carry_out(server.commands.get())
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)


class _Server:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.commands: queue.SimpleQueue[TrainCommand | CallCommand]
        self.commands = queue.SimpleQueue()
        self.stopped_run = -1
        self.dataset: Dataset | None = None

    def read_commands(self) -> None:
        while True:
            try:
                command = self.connection.recv()
            except (EOFError, OSError):
                # The parent is gone. Nothing here is worth staying for.
                os._exit(0)
            if isinstance(command, QuitCommand):
                os._exit(0)
            elif isinstance(command, StopCommand):
                self.stopped_run = command.run
            else:
                self.commands.put(command)

    def load(self) -> None:
        """Import TensorFlow; end the process if that cannot be done."""
        try:
            from mlpviz.engine.keras_model import import_keras
            from mlpviz.engine.keras_trainer import KerasTrainer

            import_keras()
        except Exception as error:  # noqa: BLE001 - a broken TensorFlow fails in any way
            self.connection.send(Failed(f"{type(error).__name__}: {error}"))
            sys.exit(1)
        self.trainer = KerasTrainer()
        self.functions = keras_functions()
        self.connection.send(Ready())

    def carry_out(self, command: TrainCommand | CallCommand) -> None:
        try:
            if isinstance(command, TrainCommand):
                self.train(command)
            elif command.run > self.stopped_run:
                value = self.functions[command.name](*command.arguments)
                self.connection.send(Reply(command.run, value=value))
        except MlpvizError as error:
            self.connection.send(Reply(command.run, error=error))
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception:  # noqa: BLE001 - raised again in the parent
            error = RuntimeError(traceback.format_exc())
            self.connection.send(Reply(command.run, error=error))
        self.connection.send(Memory(memory_in_use()))

    def train(self, command: TrainCommand) -> None:
        if command.dataset is not None:
            self.dataset = command.dataset
        if command.run <= self.stopped_run:
            return
        assert self.dataset is not None
        request = TrainingRequest(
            command.hyperparameters,
            self.dataset,
            command.target_epoch,
            command.max_updates,
        )
        for snapshot in self.trainer.train(request, command.state):
            if command.run <= self.stopped_run:
                return
            self.connection.send(Reply(command.run, snapshot=snapshot))
