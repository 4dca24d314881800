"""Work that may take a while, one after the other, off the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

# A disk that has not taken a session after so many seconds will not.
WRITE_SECONDS = 10.0


@dataclass(frozen=True, eq=False)
class _Outcome:
    label: str
    result: Any
    error: Exception | None
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Jobs(QObject):
    """Opens, saves and exports in a thread, and answers in the owner's.

    Signals
    -------
    busy_changed(str)
        The label of the job at work, empty when there is none left.
    """

    busy_changed = Signal(str)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._waiting: list[str] = []
        # The one at work and those behind it, and whether it only reads.
        self._unfinished: dict[Future[None], bool] = {}
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Say whether a job is waiting or at work."""
        return bool(self._waiting)

    def submit(
        self,
        label: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        only_reads: bool = False,
    ) -> None:
        """Do some work in the thread.

        Parameters
        ----------
        label : str
            What is being done, as the status bar says it: "Saving a.mlpviz".
        work : callable
            Runs in the thread and must not touch a QObject.
        done, failed : callable
            Called in the owner's thread with the result, or with the exception.
        only_reads : bool
            `close` need not wait for it: nothing is lost if it never ends.
        """
        self._waiting.append(label)
        self.busy_changed.emit(self._waiting[0])

        def run() -> None:
            result, error = None, None
            try:
                result = work()
            except Exception as caught:  # noqa: BLE001 - passed on to `failed`
                error = caught
            self._ended.emit(_Outcome(label, result, error, done, failed))

        future = self._pool.submit(run)
        self._unfinished = {f: r for f, r in self._unfinished.items() if not f.done()}
        self._unfinished[future] = only_reads

    def close(self, seconds: float = WRITE_SECONDS) -> bool:
        """Give up what has not begun and let what writes come to its end.

        Returns whether it did within so many seconds. What only reads is not waited
        for; nobody is there for its result.
        """
        self._pool.shutdown(wait=False, cancel_futures=True)
        begun = [future for future in self._unfinished if not future.cancelled()]
        wait([f for f in begun if not self._unfinished[f]], seconds)
        left = [future for future in begun if not future.done()]
        if not left:
            # Nothing is at work: the thread ends at once.
            self._pool.shutdown(wait=True)
        return all(self._unfinished[future] for future in left)

    @Slot(object)
    def _on_ended(self, outcome: _Outcome) -> None:
        self._waiting.remove(outcome.label)
        self.busy_changed.emit(self._waiting[0] if self._waiting else "")
        if outcome.error is None:
            outcome.done(outcome.result)
        else:
            outcome.failed(outcome.error)
