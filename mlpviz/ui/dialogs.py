"""The few dialogs: unsaved changes, an error, about. They never stack."""

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from mlpviz import __version__
from mlpviz.ui.actions import translated

PACKAGES = (
    "PySide6-Essentials",
    "pyqtgraph",
    "numpy",
    "msgspec",
    "keras",
    "tensorflow-cpu",
    "tensorflow",
)
_Button = QMessageBox.StandardButton


def ask_to_save(parent: QWidget, name: str) -> str:
    """Ask what to do with unsaved changes: "save", "discard" or "cancel"."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(translated("Unsaved changes"))
    box.setText(translated("Save the changes to {name}?").format(name=name))
    box.setInformativeText(translated("Without saving they are lost."))
    box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
    box.setDefaultButton(_Button.Save)
    answers = {int(_Button.Save): "save", int(_Button.Discard): "discard"}
    return answers.get(box.exec(), "cancel")


def with_ending(parent: QWidget, path: Path, endings: Sequence[str]) -> Path | None:
    """Return a path chosen in a file dialog with the first ending if it has none.

    The dialog has asked about the name it was given; where another one comes of it
    and there is such a file, ask again. None if it is not to be replaced.
    """
    if path.suffix.lower() in endings:
        return path
    path = path.with_name(path.name + endings[0])
    if path.exists() and not _ask_to_replace(parent, path.name):
        return None
    return path


def _ask_to_replace(parent: QWidget, name: str) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(translated("Replace the file"))
    box.setText(translated("{name} is there already. Replace it?").format(name=name))
    box.setStandardButtons(_Button.Yes | _Button.Cancel)
    box.setDefaultButton(_Button.Cancel)
    return box.exec() == _Button.Yes


def show_error(parent: QWidget | None, text: str, details: str = "") -> None:
    """Show an error; while one is open, further ones go to the log alone."""
    if QApplication.activeModalWidget() is not None:
        return
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    # File names and pasted text must not be taken for HTML.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("MLPViz")
    box.setText(text)
    if details:
        box.setDetailedText(details)
        copy = box.addButton(
            translated("Copy details"), QMessageBox.ButtonRole.HelpRole
        )
        copy.clicked.disconnect()
        copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
    box.setStandardButtons(box.standardButtons() | _Button.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Not exec: the program behind it goes on, and nothing waits for an answer.
    box.open()


def show_about(parent: QWidget) -> None:
    """Show versions and licences."""
    box = QMessageBox(parent)
    box.setWindowTitle(translated("About MLPViz"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"MLPViz {__version__}")
    box.setInformativeText(
        translated(
            "A multilayer perceptron you can take in your hands.\n\n"
            "MIT licence. Drawn with Qt and PySide6 under the LGPL version 3: you may "
            "replace these libraries with versions of your own. Plots by pyqtgraph "
            "(MIT), numbers by NumPy (BSD), training by Keras and TensorFlow "
            "(Apache 2.0), typeface Inter (OFL 1.1)."
        )
        + "\n\n"
        + "\n".join(versions())
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def versions() -> list[str]:
    """Return the program's version and those of what it stands on, a line each."""
    lines = [
        f"MLPViz {__version__}",
        f"Python {platform.python_version()} on {platform.platform(terse=True)}",
    ]
    for package in PACKAGES:
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return lines
