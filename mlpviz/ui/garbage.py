"""Keeps Python's collections to the GUI thread, between events; knows no widget."""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500


class GarbageTimer(QObject):
    """Collects in the thread it is made in, and lets no other collect by itself.

    Python collects in whichever thread happens to allocate. Widgets and graphics items
    are full of cycles, and one that a worker thread takes away, or that goes while Qt
    walks over all of them, ends the process.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        # What the program is made of stays; only what comes after is looked through.
        gc.freeze()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect as much as Python itself would by now."""
        counts = gc.get_count()
        # The oldest generation whose turn it is includes the younger ones.
        for generation in (2, 1, 0):
            due = counts[: generation + 1]
            if all(c > t for c, t in zip(due, self._thresholds, strict=False)):
                gc.collect(generation)
                return

    def close(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
