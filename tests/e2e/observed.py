"""The program as `python main.py` starts it, telling on standard output what it does.

One JSON object a line, with `event` and `at`, the seconds of the monotonic clock. It
changes nothing: it only listens. Run as a script, and by no test's own process.
"""

import json
import multiprocessing
import sys
import time
from typing import Any


def tell(event: str, **facts: Any) -> None:
    """Write a line."""
    print(json.dumps({"event": event, "at": time.monotonic(), **facts}), flush=True)


def watch() -> None:
    """Listen to the window as soon as there is one.

    Nothing of Qt is imported any earlier than without a listener.
    """
    from mlpviz.cli.display import DisplayProbe

    wait = DisplayProbe.wait

    def wait_and_watch(probe: DisplayProbe) -> None:
        tell("imported")
        _watch_the_window()
        wait(probe)
        tell("probed")

    DisplayProbe.wait = wait_and_watch  # type: ignore[method-assign]


def _watch_the_window() -> None:
    from mlpviz.app.program import Program
    from mlpviz.ui.main_window import MainWindow
    from mlpviz.ui.theme import Theme

    make = MainWindow.__init__

    def make_and_watch(window: MainWindow, program: Program, theme: Theme) -> None:
        make(window, program, theme)
        tell("made")
        Watcher(window, program)

    MainWindow.__init__ = make_and_watch  # type: ignore[method-assign]


class Watcher:
    """Lives as long as the window."""

    def __init__(self, window: Any, program: Any) -> None:
        from PySide6.QtCore import QEvent, QObject, QTimer

        class Filter(QObject):
            """Sees the first frame."""

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    watched.removeEventFilter(self)
                    QTimer.singleShot(0, lambda: tell("painted"))
                return False

        self._window, self._program = window, program
        self._filter = Filter(window)
        window.regions.readout.installEventFilter(self._filter)
        control = program.control
        control.running_changed.connect(lambda on: tell("running", on=on))
        control.progressed.connect(self._on_progress)
        program.training.keras_state_changed.connect(
            lambda state: tell("keras", state=state)
        )
        program.renderer.finished.connect(self._on_picture)
        window.log.added.connect(lambda text, kind: tell("said", text=text, kind=kind))
        self._said: set[str] = set()
        self._last_beat = time.monotonic()
        self._beat = QTimer(window, interval=4)
        self._beat.timeout.connect(self._on_beat)
        self._beat.start()
        window.observer = self

    def _on_progress(self, progress: Any) -> None:
        session = self._program.document.session
        tell(
            "progress",
            compiling=progress.compiling,
            waiting=progress.waiting,
            updates=session.state.updates,
            epoch=session.state.epoch,
        )

    def _on_picture(self, picture: Any) -> None:
        cells = [m.grid.columns * m.grid.rows for m in picture.maps]
        tell("picture", exact=picture.exact, cells=cells)

    def _once(self, name: str, **facts: Any) -> None:
        if name not in self._said:
            self._said.add(name)
            tell(name, **facts)

    def _on_beat(self) -> None:
        """Every few milliseconds, when the window is not busy."""
        from PySide6.QtWidgets import QApplication, QMessageBox

        now = time.monotonic()
        if now - self._last_beat > 0.04:
            tell("gap", seconds=now - self._last_beat)
        self._last_beat = now
        if self._window.settled():
            self._once("settled")
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and box.isVisible():
            places = {}
            for button in box.buttons():
                center = button.mapToGlobal(button.rect().center())
                places[box.standardButton(button).name] = [center.x(), center.y()]
            self._once("dialog", text=box.text(), buttons=places)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    from mlpviz.cli import main

    watch()
    sys.exit(main())
