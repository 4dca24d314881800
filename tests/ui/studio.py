"""The whole window for a test: on an engine that waits, with the user's hands on it.

`Studio.assert_shows_the_session` holds every number on the screen against the session.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

from mlpviz.app.program import Program
from mlpviz.app.settings import Settings
from mlpviz.app.training import TrainingRunner
from mlpviz.core.datasets import DatasetSpec, Split
from mlpviz.core.evaluation import evaluate
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.network import Network
from mlpviz.core.numbers import parse_number
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.session import Session, new_session
from mlpviz.core.settings_table import read_settings
from mlpviz.ui.main_window import MainWindow
from mlpviz.ui.theme import Theme
from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.number_field import NumberField
from tests.support.gated_trainer import GatedTrainer
from tests.support.waiting import wait_for, wait_until

LEFT = Qt.MouseButton.LeftButton


def small_session(
    hidden: tuple[int, ...] = (4, 3), classes: int = 3, epochs: int = 3, **settings: Any
) -> Session:
    """60 training points of 3 classes in batches of 16: 4 updates an epoch."""
    return new_session(
        DatasetSpec("polar", classes, 0.08, n_train=20, n_test=15, seed=4),
        Hyperparameters(
            hidden=tuple(LayerSpec(units, "tanh") for units in hidden),
            optimizer=OptimizerSpec("sgd", 0.1, momentum=0.5),
            batch_size=16,
            epochs=epochs,
            **settings,
        ),
    )


class Studio:
    """A program with its window, and hands to use it.

    Attributes
    ----------
    gate : GatedTrainer
        Both engines.
    """

    def __init__(self, session: Session, store: Path, theme: Theme) -> None:
        self.gate = GatedTrainer()
        self.theme = theme
        self.settings = Settings(QSettings(str(store), QSettings.Format.IniFormat))
        runner = TrainingRunner(trainers={"keras": self.gate, "numpy": self.gate})
        self.program = Program(session, self.settings, runner)
        self.program.start()
        self.window = MainWindow(self.program, theme)
        self.document = self.program.document
        self.control = self.program.control
        self.actions = self.window.actions_by_name

    def close(self) -> None:
        """End everything; nothing is asked."""
        self.close_dialogs()
        self.document.mark_saved(self.session, self.document.path)  # type: ignore[arg-type]
        self.window.close()
        assert not self.window.isVisible()
        assert self.program.close()
        for thing in (self.window, self.program):
            thing.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def begin_anew(self, session: Session) -> None:
        """Be as a window just opened on a session."""
        self.control.end_gesture()
        self.control.pause()
        self.wait_for_jobs()
        self.close_dialogs()
        self.theme.set_mode("light")
        self.settings.clear_recent_files()
        self.document.replace(session, None)
        window = self.window
        window.log.clear()
        window.status.say("")
        window.regions.fit()
        for button in window.regions.header.buttons.values():
            button.setChecked(True)
        window.setup.form.set_more(False)
        window.weights.select(0, 0, 0)
        window.regions.panes[0].setFocus()
        QApplication.clipboard().clear()
        self.show()

    # What is

    @property
    def session(self) -> Session:
        return self.document.session

    @property
    def running(self) -> bool:
        return self.control.running

    @property
    def said(self) -> str:
        """The message in the status bar."""
        return self.window.status.message.text()

    def log(self) -> list[str]:
        return [line.split("\t")[1] for line in self.window.log.text().splitlines()]

    def dock(self, name: str) -> QDockWidget:
        dock = self.window.findChild(QDockWidget, f"{name}_dock")
        assert isinstance(dock, QDockWidget)
        return dock

    def button(self, name: str) -> Any:
        """A button of the tool bar."""
        return self.window.tool_bar.button(name)

    def filled(self) -> list[str]:
        """The buttons of the tool bar that are filled with the accent, if seen."""
        return [
            name
            for name in self.actions.by_name
            if name in self.window.tool_bar._buttons
            and self.button(name).property("primary")
            and self.button(name).isVisible()
        ]

    def menus(self) -> dict[str, QMenu]:
        bar = self.window.menuBar()
        only_direct = Qt.FindChildOption.FindDirectChildrenOnly
        menus = bar.findChildren(QMenu, options=only_direct)
        # The nameless one is for menus that find no room.
        return {menu.title(): menu for menu in menus if menu.title()}

    def dialogs(self) -> list[QMessageBox]:
        """The message boxes that are open."""
        return [
            box
            for box in QApplication.topLevelWidgets()
            if isinstance(box, QMessageBox) and box.isVisible()
        ]

    def close_dialogs(self) -> list[str]:
        """Close all message boxes; return what they said."""
        boxes = self.dialogs()
        texts = [box.text() for box in boxes]
        for box in boxes:
            box.accept()
        return texts

    # What the user does

    def show(self, width: int = 1440, height: int = 900) -> None:
        self.window.resize(QSize(width, height))
        self.window.show()
        self._activate()
        self.settle()

    def click(self, button: QAbstractButton) -> None:
        assert button.isVisible(), button.accessibleName()
        QTest.mouseClick(button, LEFT)

    def press(self, name: str) -> None:
        """Click a button of the tool bar."""
        self.click(self.button(name))

    def keys(self, keys: str | QKeySequence.StandardKey) -> None:
        """Press a shortcut, wherever the focus is."""
        target = QApplication.focusWidget() or self.window
        QTest.keySequence(target, QKeySequence(keys))

    def type_into(self, field: NumberField | QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        type_text(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def choose(self, field: ChoiceField, key: object) -> None:
        """Open the list of a choice and take an entry by the keyboard."""
        field.setFocus()
        field.showPopup()
        view = field.view()
        view.setCurrentIndex(field.model().index(field._keys.index(key), 0))
        QTest.keyClick(view, Qt.Key.Key_Return)
        # Where no window manager does it after a popup.
        wait_until(lambda: QApplication.activePopupWidget() is None)
        self._activate()
        assert field.hasFocus()

    def _activate(self) -> None:
        self.window.activateWindow()
        wait_until(self.window.isActiveWindow)

    def set(self, name: str, value: object) -> None:
        """Set a setting in the Setup panel, by its field."""
        field = self.window.setup.field(name)
        if isinstance(field, ChoiceField):
            self.choose(field, value)
        elif isinstance(field, NumberField):
            self.type_into(field, str(value))
        else:
            QTest.keyClick(field, Qt.Key.Key_Space)

    def edit_cell(self, row: int, column: int, text: str) -> None:
        """Click a cell of the matrix, type, and press Enter."""
        matrix = self.window.weights.matrix
        at = matrix.cell_rect(row, column).center()
        QTest.mouseClick(matrix.viewport(), LEFT, pos=at)
        type_text(matrix, text[0])
        type_text(matrix.editor(), text[1:])
        QTest.keyClick(matrix.editor(), Qt.Key.Key_Return)

    def drag_slider(self, *offsets: int) -> Iterator[int]:
        """Drag the slider's handle by so many pixels; gives each once it is there."""
        slider = self.window.weights.entry.slider
        start = slider.handle_center().toPoint()
        QTest.mousePress(slider, LEFT, pos=start)
        for offset in offsets:
            QTest.mouseMove(slider, start + QPoint(offset, 0))
            yield offset
        QTest.mouseRelease(slider, LEFT, pos=start + QPoint(offsets[-1], 0))

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.keys("Ctrl+Shift+V")

    # Waiting

    def let(self, updates: int = 1) -> None:
        """Let the run make updates, and see them arrive."""
        wait_for(self.program.training.finished, lambda: self.gate.let(updates))

    def let_finish(self) -> None:
        """Let the run get to its end, and see it end."""
        self.gate.let_finish()
        wait_until(lambda: not self.running)

    def wait_for_jobs(self) -> None:
        wait_until(lambda: not self.program.jobs.busy)

    def settle(self) -> None:
        """Wait until everything derived is that of the session."""
        diagram = self.window.weights.diagram

        def settled() -> bool:
            model = diagram.model()
            maps = model.maps if model is not None else None
            return (
                not self.program.jobs.busy
                and self.window.settled()
                and maps is not None
                and maps.network is self.session.network
            )

        wait_until(settled)

    # What the window says

    def assert_shows_the_session(self) -> None:
        """Hold every number on the screen against the session; at rest."""
        self.settle()
        self._assert_numbers()
        self._assert_setup()
        self._assert_weights()
        self._assert_regions()
        self._assert_curves()
        self._assert_head()

    def _assert_numbers(self) -> None:
        session, status = self.session, self.window.status
        loss = session.hyperparameters.loss
        names = ("train", "validation", "test")
        shown: dict[str, Any] = dict(zip(names, status.numbers.texts, strict=True))
        assert not status.numbers.stale
        titles = dict(zip(("train", "test"), self.window.regions.titles, strict=True))
        for name, split in session.dataset.splits.items():
            measured = evaluate(session.network, split, loss)
            texts = (f"{measured.loss:.4f}", f"{100 * measured.accuracy:.2f} %")
            assert shown[name] == (name, *texts)
            # And by float64, with nothing of the program's.
            exact_loss, exact_accuracy = measured_anew(session.network, split, loss)
            assert abs(float(texts[0]) - exact_loss) <= 5.1e-5 * max(1, exact_loss)
            assert abs(measured.accuracy - exact_accuracy) <= 1 / len(split)
            if name not in titles:
                continue
            content = titles[name].content
            assert (content.loss, content.accuracy) == texts
            assert not content.stale
            count = f"{len(split):,} points"
            if name == "test":
                count = f"{measured.wrong_count:,} of {len(split):,} wrong"
                rings = self.window.regions.panes[1]._rings[1].getData()[0]
                assert len(rings) == measured.wrong_count
            assert content.caption == count
        parameters = sum(
            layer.W.size + layer.b.size for layer in session.network.layers
        )
        n, batch = len(session.dataset.train), session.hyperparameters.batch_size
        counts = f"{parameters:,} parameters"
        if self.window.width() >= 1280 and self.window.height() >= 800:
            updates = -(-n // batch)
            counts += f" · {updates:,} update{'s' * (updates != 1)} per epoch"
        assert status.counts.text() == counts

    def _assert_setup(self) -> None:
        form = self.window.setup.form
        for name, value in read_settings(self.session).items():
            field = form.rows[name].fields[name]
            if name == "seed" and value is None:
                value = self.session.hyperparameters.weight_seed
            if value is None:
                continue
            assert field.value() == value, name  # type: ignore[union-attr]
            if isinstance(field, NumberField) and not isinstance(value, tuple):
                shown = parse_number(field.text().replace(",", ""))
                assert abs(shown - value) <= 1e-3 * abs(value), name  # type: ignore[arg-type,operator]
            elif isinstance(field, ChoiceField):
                assert field.currentIndex() == field._keys.index(value)
        assert self.window.tool_bar.engine.value() == self.session.engine
        assert form.task_bar.combo.value() == (self.session.task or None)

    def _assert_weights(self) -> None:
        weights, network = self.window.weights, self.session.network
        layer = network.layers[weights.layer()]
        matrix = weights.matrix
        shown = [
            [matrix.value(row, column) for column in range(layer.inputs + 1)]
            for row in range(layer.units)
        ]
        np.testing.assert_array_equal(shown, np.column_stack([layer.W, layer.b]))
        _, row, column = weights.selection()
        value = layer.b[row] if column is None else layer.W[row, column]
        assert np.float32(weights.entry.field.value()) == value
        assert np.float32(weights.entry.slider.value()) == value
        model = weights.diagram.model()
        assert model is not None
        assert model.network is network
        assert model.selection == weights.selection()
        is_start = network is self.session.start
        assert weights.actions_row.keep_button.isEnabled() == (not is_start)

    def _assert_regions(self) -> None:
        """Hold the pixels of both panes against one plain pass, every fifth cell."""
        regions = self.window.regions
        colors = regions.region_colors()
        K = self.session.network.classes
        tints = np.array(colors.tints, float)
        for pane in regions.panes:
            grid = pane.grid(regions.devicePixelRatioF())
            image = np.array(pane._map.image)
            assert image.shape == (grid.rows, grid.columns, 4)
            some = np.s_[::5, ::5]
            x = grid.points().reshape(grid.rows, grid.columns, 2)[some]
            p = forward_anew(self.session.network, x.reshape(-1, 2))
            p = p.reshape(*x.shape[:2], K)
            sure = (p.max(axis=2) - 1 / K) / (1 - 1 / K)
            amount = (0.2 + 0.8 * sure)[..., np.newaxis]
            if not colors.shaded:
                amount[:] = 1
            expected = np.array(colors.surface) * (1 - amount)
            expected = expected + tints[p.argmax(axis=2)] * amount
            top = np.sort(p, axis=2)
            # On the boundary itself float32 may go either way.
            clear = top[..., -1] - top[..., -2] > 1e-3
            off = np.abs(image[some][..., :3] - expected)[clear]
            assert off.max(initial=0) <= 2
            assert pane._map.opacity() == 1

    def _assert_curves(self) -> None:
        curves, window = self.session.curves, self.window.curves
        epochs = curves.column("epoch")
        for pane, name in (
            (window.loss_pane, "test_loss"),
            (window.accuracy_pane, "test_accuracy"),
        ):
            x, y = pane.shown("test")
            if len(epochs) > 50:
                continue
            np.testing.assert_array_equal(x, epochs)
            values = curves.column(name)
            if name == "test_loss":
                expected = np.log10(np.maximum(values, 1e-9))
            else:
                largest = max(len(s) for s in self.session.dataset.splits.values())
                expected = -np.log10(np.maximum(1 - values, 0.5 / largest))
            np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-12)

    def _assert_head(self) -> None:
        document, window = self.document, self.window
        running = self.running
        name = document.path.name if document.path is not None else "Untitled"
        assert window.windowTitle() == f"{name}[*] – MLPViz"
        assert window.isWindowModified() == document.dirty
        undo = "run" if running else document.undo_label
        assert self.actions["undo"].text() == f"Undo {undo}".strip()
        assert self.actions["redo"].text() == f"Redo {document.redo_label}".strip()
        for name, expected in {
            "train": not running,
            "resume": not running,
            "train_epoch": not running,
            "train_batch": not running,
            "pause": running,
            "stop": running or self.session.target_epoch is not None,
            "undo": running or bool(document.undo_label),
            "redo": bool(document.redo_label) and not running,
        }.items():
            assert self.actions[name].isEnabled() == expected, name
        is_unfinished = self.session.target_epoch is not None
        filled = "pause" if running else "resume" if is_unfinished else "train"
        assert self.filled() == [filled]


def type_text(widget: QWidget, text: str) -> None:
    """Type; also what is on no key of QTest's, such as U+2212."""
    for character in text:
        if character.isascii():
            QTest.keyClicks(widget, character)
            continue
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(widget, event)


def forward_anew(network: Network, x: Any) -> Any:
    """Feed forward in float64, written out: for the tests' tanh, ReLU and sigmoid."""
    functions = {
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "linear": lambda z: z,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "softmax": _softmax,
    }
    h = np.asarray(x, float)
    for layer in network.layers:
        with np.errstate(over="ignore"):
            h = functions[layer.activation](h @ layer.W.T.astype(float) + layer.b)
    return h


def measured_anew(network: Network, split: Split, loss: str) -> tuple[float, float]:
    """Loss and accuracy by the definitions."""
    p = forward_anew(network, split.x)
    rows = np.arange(len(split))
    targets = np.zeros_like(p)
    targets[rows, split.labels] = 1
    accuracy = float((p.argmax(axis=1) == split.labels).mean())
    if loss == "mse":
        return float(((p - targets) ** 2).mean()), accuracy
    right = np.maximum(p[rows, split.labels], 1e-300)
    return float(-np.log(right).mean()), accuracy


def _softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def named(widget: QWidget) -> str:
    """How a test calls a widget when something is wrong with it."""
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()!r}"
