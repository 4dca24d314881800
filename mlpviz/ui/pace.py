"""Lets something be done at once, but not too often; knows no widget."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Pace(QObject):
    """Does a thing when asked, and at most once in an interval; the last ask counts.

    Parameters
    ----------
    milliseconds : int
        The interval.
    do : callable
        Called in the owner's thread.
    """

    def __init__(
        self, parent: QObject, milliseconds: int, do: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self._do = do
        self._asked = False
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(self._on_timeout)

    def ask(self) -> None:
        """Do it now, or as soon as the interval since the last time is over."""
        self._asked = True
        if not self._timer.isActive():
            self._on_timeout()

    def _on_timeout(self) -> None:
        if self._asked:
            self._asked = False
            self._timer.start()
            self._do()
