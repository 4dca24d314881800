"""A thread that answers requests, the newest first and only; knows no widget."""

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from mlpviz.app.mailbox import Mailbox

_log = logging.getLogger(__name__)


class Abandoned(Exception):
    """A request was given up; nobody is told."""


class _Loop(QThread):
    """Waits at the inbox and works until it is closed."""

    def __init__(self, work: Callable[[], None], inbox: Mailbox[Any]) -> None:
        super().__init__()
        self._work = work
        self._inbox = inbox

    def run(self) -> None:
        """Work off the inbox; Qt calls this in the thread."""
        while self._inbox.wait() and not self._inbox.closed:
            self._work()


class Runner(QObject):
    """Owns one thread, fed and read through mailboxes.

    Requests are posted in the owner's thread. A waiting one is replaced by a newer
    one. Results come back as `finished`, at most one at a time waiting to be taken,
    and always the newest.

    Parameters
    ----------
    name : str
        The thread's.
    merge, merge_requests : callable, optional
        (waiting, new) to what is kept, of results and of requests; else the new one.

    Signals
    -------
    finished(object)
        A result, in the owner's thread.
    failed(object)
        The exception that ended a request, in the owner's thread.
    """

    finished = Signal(object)
    failed = Signal(object)
    _result_ready = Signal()
    _request_failed = Signal(object)

    def __init__(
        self,
        name: str,
        parent: QObject | None = None,
        merge: Callable[[Any, Any], Any] | None = None,
        merge_requests: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        super().__init__(parent)
        self.inbox: Mailbox[Any] = Mailbox(merge_requests)
        self._outbox: Mailbox[Any] = Mailbox(merge)
        self._thread = _Loop(self._work, self.inbox)
        self._thread.setObjectName(name)
        queued = Qt.ConnectionType.QueuedConnection
        self._result_ready.connect(self._on_result_ready, queued)
        self._request_failed.connect(self.failed, queued)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def post(self, request: object) -> None:
        """Ask for something, in place of what still waits."""
        self.inbox.put(request)

    def close(self, milliseconds: int = 1500) -> bool:
        """End the thread; return whether it did in that time.

        A request at work should call `check_wanted` from time to time.
        """
        self.inbox.close()
        if not self._thread.isRunning():
            return True
        return self._thread.wait(milliseconds)

    def answer(self, request: Any) -> None:
        """Work on a request and `deliver` results; called in the thread."""
        raise NotImplementedError

    def check_wanted(self) -> None:
        """Raise `Abandoned` once the runner is to end; called in the thread."""
        if self.inbox.closed:
            raise Abandoned

    def deliver(self, result: object) -> None:
        """Send a result to the owner's thread; called in the thread."""
        if self._outbox.put(result):
            self._result_ready.emit()

    def _work(self) -> None:
        request = self.inbox.take()
        if request is None:
            return
        try:
            self.answer(request)
        except Abandoned:
            return
        except Exception as error:  # noqa: BLE001 - passed on to `failed`
            # The thread must outlive a bad request; the owner decides what to say.
            _log.exception("%s failed", self._thread.objectName())
            self._request_failed.emit(error)

    @Slot()
    def _on_result_ready(self) -> None:
        result = self._outbox.take()
        if result is not None and not self.inbox.closed:
            self.finished.emit(result)
