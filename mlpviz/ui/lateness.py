"""Tells when something derived off the GUI thread is too old to be shown as current."""

from PySide6.QtCore import QObject, QTimer, Signal

# While things move, what is shown lags a frame or two behind; longer than this and it
# is drawn pale until the right one comes.
PATIENCE_MS = 250


class Lateness(QObject):
    """Watches one kind of result.

    Signals
    -------
    changed()
        `late` is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.late = False
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(lambda: self._set(late=True))

    def expect(self) -> None:
        """Say that what is shown is no longer current, and another is on its way."""
        if not self._timer.isActive() and not self.late:
            self._timer.start()

    def arrived(self, *, current: bool) -> None:
        """Say that a result has come; one that is not current is at least recent."""
        self._set(late=False)
        if current:
            self._timer.stop()
        else:
            self._timer.start()

    def _set(self, *, late: bool) -> None:
        if late != self.late:
            self.late = late
            self.changed.emit()
