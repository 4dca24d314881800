"""Shows the small widgets, light and dark, to be looked at beside the design.

python tools/widget_gallery.py                     a window for each palette
python tools/widget_gallery.py --screenshot DIR    light.png and dark.png instead
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from mlpviz.ui.theme import Mode, Theme
from mlpviz.ui.widgets.check_field import CheckField
from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.dock_title import DockTitle
from mlpviz.ui.widgets.float_field import FloatField
from mlpviz.ui.widgets.int_field import IntField
from mlpviz.ui.widgets.section import Section


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
    wrong.setAccessibleName("Epochs")
    wrong.lineEdit().setText("none")
    wrong.lineEdit().setModified(True)
    wrong.interpretText()
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
    center = QWidget()
    QHBoxLayout(center)
    window.setCentralWidget(center)
    return window


def main() -> int:
    """Show the gallery or write its pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
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
