"""Shows the small widgets, light and dark, to be looked at beside the design.

python tools/widget_gallery.py                     a window for each palette
python tools/widget_gallery.py --screenshot DIR    light.png and dark.png instead
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from mlpviz.ui.plots.split_lines import SPLIT_LINES
from mlpviz.ui.theme import Mode, Theme
from mlpviz.ui.widgets.check_field import CheckField
from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.dock_title import DockTitle
from mlpviz.ui.widgets.elided_label import ElidedLabel
from mlpviz.ui.widgets.float_field import FloatField
from mlpviz.ui.widgets.int_field import IntField
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.line_sample import LineSample
from mlpviz.ui.widgets.matrix_view import MatrixView
from mlpviz.ui.widgets.mini_button import MiniButton
from mlpviz.ui.widgets.section import Section
from mlpviz.ui.widgets.signed_scale import SignedScale
from mlpviz.ui.widgets.value_slider import ValueSlider


def setup_form() -> QWidget:
    """Return sections of fields as in Setup."""
    form = QWidget()
    column = QVBoxLayout(form)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    data = Section("Data")
    data.set_consequence("2,560 training points")
    kind = ChoiceField([("polar", "Polar"), ("linear", "Linear")])
    data.add_row("Kind", kind)
    classes = IntField(2, 10)
    classes.set_value(5)
    data.add_row("Classes K", classes)
    spread = FloatField(0, 10, above_minimum=True)
    spread.set_value(0.05)
    data.add_row("Spread σ", spread)
    both = [IntField(1, 20000), IntField(1, 20000)]
    for field in both:
        field.set_value(512)
    data.add_row("Train, test", both)
    model = Section("Model")
    model.set_consequence("213 parameters")
    layers = IntField(0, 64)
    layers.set_value(3)
    model.add_row("Hidden layers", layers).set_differs(True)
    units = IntField(1, 2048)
    units.set_value(8)
    units.setEnabled(False)
    model.add_row("Units per layer", units)
    activation = ChoiceField([("relu", "ReLU")])
    activation.setEnabled(False)
    model.add_row("Activation", activation)
    training = Section("Training")
    training.set_consequence("160 updates per epoch")
    rate = FloatField(0, 100, above_minimum=True)
    rate.set_value(0.003)
    training.add_row("Learning rate", rate).set_differs(True)
    wrong = IntField(1, 10000)
    training.add_row("Epochs", wrong)
    wrong.lineEdit().setText("none")
    wrong.lineEdit().setModified(True)
    QApplication.sendEvent(
        wrong,
        QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier
        ),
    )
    nesterov = CheckField()
    nesterov.set_value(True)
    training.add_row("Nesterov", nesterov)
    folded = Section("Schedule")
    folded.add_row("Kind", ChoiceField([("constant", "Constant")]))
    folded.set_collapsed_summary("Constant")
    folded.set_collapsed(True)
    for section in (data, model, training, folded):
        column.addWidget(section)
    column.addStretch(1)
    return form


def matrix(names: LayerNames, scale: float) -> QWidget:
    """Return the lower half of the Weights dock for one layer."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(8)
    rng = np.random.default_rng(3)
    view = MatrixView()
    view.set_layer(
        rng.normal(0, scale / 2.5, (names.n_out, names.n_in)),
        rng.normal(0, scale / 2.5, names.n_out),
        names,
    )
    view.select(min(3, names.n_out - 1), min(1, names.n_in - 1))
    head = QHBoxLayout()
    head.addWidget(ChoiceField([(0, names.title)]))
    head.addWidget(ElidedLabel(names.formula, "muted"))
    head.addStretch(1)
    key = SignedScale()
    key.set_scale(view.scale())
    head.addWidget(key)
    column.addLayout(head)
    column.addWidget(view)
    entry = QHBoxLayout()
    entry.addWidget(ElidedLabel(names.entry(*view.selection()), "title"))
    entry.addWidget(ElidedLabel(names.route(*view.selection()), "caption"), 1)
    field = FloatField(-1e6, 1e6, step=0.1, decimals=4, is_float32=True)
    field.setFixedWidth(96)
    entry.addWidget(field)
    column.addLayout(entry)
    slider = ValueSlider()
    slider.set_scale(view.scale())
    column.addWidget(slider)

    def show(row: int, column: int) -> None:
        field.set_value(view.value(row, column))
        slider.set_value(view.value(row, column))

    view.selection_changed.connect(show)
    show(*view.selection())
    slider.value_edited.connect(field.set_value)
    field.value_edited.connect(slider.set_value)
    return part


def matrices() -> QWidget:
    """Return a small, a usual and a large layer."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(matrix(LayerNames(1, 1, 2, 2), 2.0))
    column.addWidget(matrix(LayerNames(2, 4, 8, 8), 1.5))
    column.addStretch(1)
    return part


def controls() -> QWidget:
    """Return buttons, lines and a large layer."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(12, 12, 12, 12)
    tabs = QTabBar()
    tabs.setDocumentMode(True)
    tabs.setExpanding(False)
    for text in ("Curves", "Gradients", "Keras = NumPy?", "Runs", "Log"):
        tabs.addTab(text)
    column.addWidget(tabs)
    row = QHBoxLayout()
    for name in ("link", "points", "shade", "line"):
        button = MiniButton(name, name, checkable=True)
        button.setChecked(name != "line")
        row.addWidget(button)
    row.addWidget(MiniButton("fit", "Fit"))
    for text in ("Swap classes", "Restore"):
        push = QPushButton(text)
        push.setProperty("link", text == "Restore")
        row.addWidget(push)
    row.addStretch(1)
    column.addLayout(row)
    row = QHBoxLayout()
    for name, line in SPLIT_LINES.items():
        row.addWidget(LineSample(line.pen))
        row.addWidget(ElidedLabel(name, "caption"))
    row.addStretch(1)
    column.addLayout(row)
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setValue(82)
    column.addWidget(bar)
    column.addWidget(matrix(LayerNames(5, 11, 50, 50), 0.4))
    column.addStretch(1)
    return part


def gallery() -> QMainWindow:
    """Return a window with every widget."""
    window = QMainWindow()
    window.setWindowTitle("MLPViz widgets")
    window.resize(1100, 780)
    dock = QDockWidget("Setup")
    DockTitle(dock)
    dock.setWidget(setup_form())
    dock.setMinimumWidth(256)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    weights = QDockWidget("Weights")
    DockTitle(weights)
    weights.setWidget(matrices())
    weights.setMinimumWidth(400)
    weights.setMaximumWidth(400)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, weights)
    window.setCentralWidget(controls())
    return window


def main() -> int:
    """Show the gallery or write its pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--screenshot", type=Path, metavar="DIR")
    folder: Path | None = parser.parse_args().screenshot
    app = QApplication(sys.argv[:1])
    theme = Theme(app, "light")
    if folder is None:
        window = gallery()
        window.show()
        return app.exec()
    folder.mkdir(parents=True, exist_ok=True)
    modes: tuple[Mode, ...] = ("light", "dark")
    for mode in modes:
        theme.set_mode(mode)
        window = gallery()
        window.show()
        app.processEvents()
        window.grab().save(str(folder / f"{mode}.png"))
        window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
