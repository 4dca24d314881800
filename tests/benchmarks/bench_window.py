"""How quick the window is on this machine: opening, dragging, training, loading Keras.

Run with `python -m tests.benchmarks.bench_window`. It prints and asserts nothing. Each
measure is a process of its own, in a real window where Xvfb is installed and no display
is there, else on the display there is, else in memory.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

DRAG_SECONDS = 4.0
TRAIN_SECONDS = 5.0
# A hand on a mouse: so many moves a second.
MOVES = 60


class Heart:
    """Beats in the window's event loop; a beat that comes late is a window that froze."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def begin(self) -> None:
        """Forget what was."""
        self._beat()
        self.gaps.clear()

    def report(self, prefix: str) -> dict[str, float]:
        """Return the longest gap, and how much of the time was in gaps over 50 ms."""
        self._beat()
        return {
            f"{prefix}_longest_gap_ms": 1000 * max(self.gaps),
            f"{prefix}_frozen_share": sum(g for g in self.gaps if g > 0.05)
            / sum(self.gaps),
        }


class Bench:
    """A window on an example, as the program opens it, with settings of its own."""

    def __init__(self, example: str) -> None:
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QApplication

        from mlpviz.app.program import Program
        from mlpviz.app.settings import Settings
        from mlpviz.files.examples import example_session
        from mlpviz.ui.garbage import GarbageTimer
        from mlpviz.ui.main_window import MainWindow
        from mlpviz.ui.theme import Theme

        self._folder = tempfile.TemporaryDirectory()
        store = QSettings(f"{self._folder.name}/ini", QSettings.Format.IniFormat)
        self.app = QApplication([])
        theme = Theme(self.app, "light")
        self.program = Program(example_session(example), Settings(store))
        self.program.start()
        self.window = MainWindow(self.program, theme)
        self.window.show()
        # As `mlpviz.ui.main` does.
        GarbageTimer(self.app)
        sys.setswitchinterval(0.001)
        self.wait(self.window.settled)
        self.heart = Heart()

    def wait(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Run the event loop until something is so."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        check = QTimer(interval=5)
        check.timeout.connect(lambda: condition() and loop.quit())
        check.start()
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()

    def load_keras(self) -> None:
        """Start the training process and wait until it can train."""
        states: list[str] = []
        self.program.training.keras_state_changed.connect(states.append)
        self.program.training.load_keras()
        self.wait(lambda: "ready" in states)

    def close(self) -> None:
        """End the process; everything is measured."""
        self.program.close()
        sys.stdout.flush()
        os._exit(0)


def measure_start() -> dict[str, float]:
    """Return seconds from the command to the first frame, and to exact numbers."""
    script = Path(__file__).parents[1] / "e2e" / "observed.py"
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "PYTHONPATH": str(ROOT)}
        env["XDG_CONFIG_HOME"] = home
        began = time.monotonic()
        program = subprocess.Popen(
            [sys.executable, str(script)], env=env, stdout=subprocess.PIPE, text=True
        )
        seen: dict[str, float] = {}
        assert program.stdout is not None
        for line in program.stdout:
            event = json.loads(line)
            seen.setdefault(event["event"], event["at"] - began)
            if {"painted", "settled"} <= set(seen):
                break
        program.terminate()
        ended = time.monotonic()
        program.communicate()
        seconds = time.monotonic() - ended
    return {
        "first_frame_s": seen["painted"],
        "exact_picture_s": seen["settled"],
        "sigterm_s": seconds,
    }


def measure_drag() -> dict[str, Any]:
    """Drag the slider of a weight in the middle of task 2's 10 x 50 network."""
    from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    from mlpviz.app.rendering import preview_grid

    bench = Bench("task-2")
    pictures: list[Any] = []
    ages: list[float] = []
    edited: dict[int, float] = {}
    document = bench.program.document

    def on_picture(picture: Any) -> None:
        pictures.append(picture)
        begun = edited.get(id(picture.request.network))
        if begun is not None:
            ages.append(time.perf_counter() - begun)

    class Paints(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                Paints.count += 1
            return False

    paints = Paints()
    window = bench.window
    window.regions.panes[0].viewport().installEventFilter(paints)
    bench.program.renderer.finished.connect(on_picture)
    window.weights.select(5, 3, 7)
    slider = window.weights.entry.slider
    left = Qt.MouseButton.LeftButton
    start = slider.handle_center().toPoint()
    QTest.mousePress(slider, left, pos=start)
    moves = 0
    networks: list[Any] = []

    def move() -> None:
        nonlocal moves
        moves += 1
        # To and fro, a few pixels at a time, as a hand does.
        offset = 60 - abs((3 * moves) % 240 - 120)
        QTest.mouseMove(slider, start + QPoint(offset, 0))
        networks.append(document.session.network)
        edited.setdefault(id(networks[-1]), time.perf_counter())

    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=round(1000 / MOVES))
    timer.timeout.connect(move)
    bench.heart.begin()
    Paints.count = 0
    began = time.perf_counter()
    timer.start()
    bench.wait(lambda: time.perf_counter() - began > DRAG_SECONDS)
    timer.stop()
    seconds = time.perf_counter() - began
    shown, painted = list(pictures), Paints.count
    figures: dict[str, Any] = bench.heart.report("drag")
    QTest.mouseRelease(slider, left, pos=start)
    cells = []
    for picture in shown:
        for grid in picture.request.grids:
            if not picture.exact:
                grid = preview_grid(picture.request.network, grid)
            cells.append(grid.columns * grid.rows)
    figures |= {
        "pictures_per_second": len(shown) / seconds,
        "paints_per_second": painted / seconds,
        "moves_per_second": moves / seconds,
        "evaluated_cells": statistics.median(cells),
        "drawn_pixels": shown[-1].maps[0].grid.columns * shown[-1].maps[0].grid.rows,
        "newest_weights_after_ms": 1000 * statistics.median(ages),
    }
    began = time.perf_counter()
    bench.wait(window.settled)
    figures["exact_after_ms"] = 1000 * (time.perf_counter() - began)
    print(json.dumps(figures))
    bench.close()
    return figures


def measure_training() -> dict[str, Any]:
    """Train task 1.4 with Keras, and with NumPy, the window open."""
    bench = Bench("task-1.4")
    bench.heart.begin()
    bench.load_keras()
    figures: dict[str, Any] = bench.heart.report("loading_tensorflow")
    pictures: list[Any] = []
    bench.program.renderer.finished.connect(pictures.append)
    control, document = bench.program.control, bench.program.document
    for engine in ("keras", "numpy"):
        bench.window.commands.choose_engine(engine)
        bench.wait(bench.window.settled)
        bench.heart.begin()
        bench.window.commands.train()
        # Compiling is part of the longest gap, but not of the rates.
        bench.wait(lambda: document.session.state.updates > 0 or not control.running)
        pictures.clear()
        began, first = time.perf_counter(), document.session.state.updates
        bench.wait(lambda: not control.running, TRAIN_SECONDS)
        seconds = time.perf_counter() - began
        updates = document.session.state.updates - first
        figures |= bench.heart.report(f"training_{engine}")
        figures[f"training_{engine}_pictures_per_second"] = len(pictures) / seconds
        figures[f"training_{engine}_updates_per_second"] = updates / seconds
        control.pause()
    print(json.dumps(figures))
    bench.close()
    return figures


MEASURES = {"drag": measure_drag, "training": measure_training}


@contextlib.contextmanager
def some_display() -> Iterator[str]:
    """Give a real window a screen where there is none; say which it is."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield "the display there is"
    elif shutil.which("Xvfb"):
        from tests.support.windows import xvfb

        with xvfb() as name:
            os.environ["DISPLAY"] = name
            yield "Xvfb"
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "memory"


def _measure(name: str, repeats: int) -> dict[str, float]:
    """Measure in fresh processes; return the median of each figure."""
    rows: list[dict[str, float]] = []
    for repeat in range(repeats):
        print(f"{name} {repeat + 1} of {repeats}", file=sys.stderr, flush=True)
        if name == "start":
            rows.append(measure_start())
            continue
        command = [sys.executable, __file__, "--measure", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def _report(figures: dict[str, Any]) -> str:
    f = figures
    return "\n".join(
        [
            f"Opening the window, on {f['display']}, median of {f['repeats']}:",
            f"  first frame            {f['first_frame_s']:7.2f} s",
            f"  exact picture          {f['exact_picture_s']:7.2f} s",
            f"  ended after SIGTERM    {f['sigterm_s']:7.2f} s",
            f"Dragging a slider on task 2 (10 x 50), {f['moves_per_second']:.0f} moves "
            "a second:",
            f"  new pictures           {f['pictures_per_second']:7.1f} a second, "
            f"{f['evaluated_cells']:,.0f} cells evaluated, "
            f"{f['drawn_pixels']:,.0f} pixels drawn",
            f"  painted                {f['paints_per_second']:7.1f} a second",
            f"  from move to picture   {f['newest_weights_after_ms']:7.1f} ms",
            f"  exact after the drag   {f['exact_after_ms']:7.1f} ms",
            f"  longest freeze         {f['drag_longest_gap_ms']:7.1f} ms",
            "Longest freeze of the window while",
            f"  TensorFlow loads       {f['loading_tensorflow_longest_gap_ms']:7.1f} ms",
            *(
                f"  {label} trains{' ' * (16 - len(label))}"
                f"{f[f'training_{name}_longest_gap_ms']:7.1f} ms, "
                f"{f[f'training_{name}_pictures_per_second']:.1f} pictures and "
                f"{f[f'training_{name}_updates_per_second']:,.0f} updates a second"
                for name, label in (("keras", "Keras"), ("numpy", "NumPy"))
            ),
        ]
    )


def main() -> None:
    """Measure all and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if options.measure:
        MEASURES[options.measure]()
        return
    figures: dict[str, Any] = {"repeats": options.repeats}
    with some_display() as display:
        figures["display"] = display
        figures |= _measure("start", options.repeats)
        figures |= _measure("drag", max(options.repeats // 2, 1))
        figures |= _measure("training", 1)
    print(json.dumps(figures) if options.json else _report(figures))


if __name__ == "__main__":
    main()
