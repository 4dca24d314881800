"""Work that may take a while, one after the other, off the GUI thread."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

_log = logging.getLogger(__name__)


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

        self._pool.submit(run)

    def close(self) -> None:
        """Finish what has begun (a save is never cut short) and end the thread."""
        self._pool.shutdown(wait=True)

    @Slot(object)
    def _on_ended(self, outcome: _Outcome) -> None:
        self._waiting.remove(outcome.label)
        self.busy_changed.emit(self._waiting[0] if self._waiting else "")
        if outcome.error is None:
            outcome.done(outcome.result)
        else:
            outcome.failed(outcome.error)
