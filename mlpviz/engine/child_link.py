"""One spawned training process and the pipe to it; knows nothing of what crosses."""

import contextlib
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Generator
from multiprocessing import resource_tracker
from typing import Any

from mlpviz.engine import child_process
from mlpviz.engine.child_process import QuitCommand


class ChildLink:
    """A child from its birth to its end.

    Parameters
    ----------
    on_message : callable
        Called with all that the child sends, on a thread of this object's own. As
        long as it does not return, the child has to wait.
    on_end : callable
        Called last, on that thread, with how the child ended: "SIGKILL", or
        "exit code 1". The process is gone then.
    """

    def __init__(
        self, on_message: Callable[[Any], None], on_end: Callable[[str], None]
    ) -> None:
        self._on_message = on_message
        self._on_end = on_end
        self._sending = threading.Lock()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=child_process.main,
            args=(theirs,),
            name="mlpviz-training",
            daemon=True,
        )
        with _deaf_to_interrupts():
            self._process.start()
        # The only copy of the other end is the child's: when it ends, ours tells.
        theirs.close()
        self._reader = threading.Thread(
            target=self._read, name="mlpviz-child-reader", daemon=True
        )
        self._reader.start()

    @property
    def pid(self) -> int | None:
        """Return the child's process id."""
        return self._process.pid

    def send(self, command: Any) -> None:
        """Send a command; OSError if the child is gone."""
        with self._sending:
            self._connection.send(command)

    def close(self, timeout: float) -> None:
        """Ask the child to end, wait so many seconds, end it; wait for `on_end`."""
        # Not while a large command is on its way: the child is ended all the same.
        if self._sending.acquire(timeout=timeout / 2):
            with contextlib.suppress(OSError):
                self._connection.send(QuitCommand())
            self._sending.release()
        self._reader.join(timeout)
        for end in (self._process.terminate, self._process.kill):
            if self._reader.is_alive():
                end()
                self._reader.join(0.5)

    def _read(self) -> None:
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                break
            self._on_message(message)
        self._process.join(1)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        self._connection.close()
        self._on_end(_ending(self._process.exitcode))


@contextlib.contextmanager
def _deaf_to_interrupts() -> Generator[None]:
    """Let a process that is started here never hear Ctrl+C, from its first moment.

    A terminal sends it to all processes in front. Before the child's own code runs,
    it would end with a traceback.
    """
    if sys.platform == "win32":
        yield
        return
    # What the first start starts besides lifts the block again: have that done.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"
