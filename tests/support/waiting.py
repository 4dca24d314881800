"""Waits in Qt's event loop, which lets other threads run; QTest's own waits do not."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer

PATIENCE_MS = 20_000


def wait_for(
    signal: Any,
    action: Callable[[], object],
    wanted: Callable[[Any], bool] = lambda _: True,
) -> Any:
    """Do something and wait for the signal it brings; return what that carries.

    Of what the signal may carry, only what is `wanted` counts.
    """
    loop = QEventLoop()
    received: list[Any] = []

    def receive(*arguments: Any) -> None:
        carried = arguments[0] if len(arguments) == 1 else arguments
        if wanted(carried):
            received.append(carried)
            loop.quit()

    signal.connect(receive)
    timer = QTimer(interval=PATIENCE_MS, singleShot=True)
    timer.timeout.connect(loop.quit)
    timer.start()
    try:
        action()
        if not received:
            loop.exec()
    finally:
        signal.disconnect(receive)
    if not received:
        raise TimeoutError("the signal did not come")
    return received[0]


def wait_until(condition: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
    """Run the event loop until something is so."""
    loop = QEventLoop()
    check = QTimer(interval=2)
    check.timeout.connect(lambda: condition() and loop.quit())
    late = QTimer(interval=patience_ms, singleShot=True)
    late.timeout.connect(loop.quit)
    if condition():
        return
    check.start()
    late.start()
    loop.exec()
    if not condition():
        raise TimeoutError("it did not come to be")


def wait_unseeing(condition: Callable[[], bool]) -> None:
    """Wait until something is so in another thread, this one's event loop standing."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come to be")
        time.sleep(0.001)


def settle(milliseconds: int = 30) -> None:
    """Run the event loop for a while, for what should not come."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
