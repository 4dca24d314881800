"""What the tests of small widgets share: the look, and showing one widget."""

import pytest
from PySide6.QtWidgets import QToolTip

from mlpviz.ui.theme import Theme


@pytest.fixture(scope="session")
def theme(qapp):
    """The program's look on the test's application."""
    return Theme(qapp, "light")


@pytest.fixture
def show(qtbot, theme):
    """Return a function that shows a widget with the focus and hands it back."""

    def show_widget(widget):
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        return widget

    yield show_widget
    QToolTip.hideText()


class Heard:
    """Remembers what a signal said."""

    def __init__(self, signal):
        self.said = []
        signal.connect(self._hear)

    def _hear(self, *args):
        self.said.append(args[0] if len(args) == 1 else args)


@pytest.fixture
def heard():
    """Return a function that listens to a signal; `.said` lists its arguments."""
    return Heard
