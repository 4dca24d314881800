"""The title bar moves its dock's window about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow

from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.dock_title import DockTitle, NoDockTitle


@pytest.fixture
def dock(qtbot, theme):
    window = QMainWindow()
    dock = QDockWidget("Setup")
    dock.setWidget(QLabel("content"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    qtbot.addWidget(window)
    window.show()
    # Holds the window too: the dock must not outlive it.
    yield dock
    window.close()


def test_it_is_as_tall_as_designed(dock, qtbot):
    title = DockTitle(dock)
    qtbot.waitUntil(lambda: title.height() == 32 and title.width() == dock.width())
    assert dock.widget().y() == 32


def test_close_closes(dock, qtbot):
    title = DockTitle(dock)
    qtbot.mouseClick(title.close_button(), Qt.MouseButton.LeftButton)
    assert dock.isHidden()


def test_float_floats_and_puts_back(dock, qtbot):
    title = DockTitle(dock)
    qtbot.mouseClick(title.float_button(), Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    assert title.float_button().accessibleName() == "Put back: Setup"
    qtbot.mouseClick(title.float_button(), Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    assert title.float_button().accessibleName() == "Float: Setup"


def test_buttons_follow_what_the_dock_may(dock):
    title = DockTitle(dock)
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
    assert title.close_button().isHidden()
    assert title.float_button().isHidden()


def test_icons_are_drawn_for_the_palette_in_use(dock, theme):
    title = DockTitle(dock)
    light = title.close_button().icon().pixmap(16).toImage()
    theme.set_mode("dark")
    try:
        assert tokens_of(title).is_dark
        dark = title.close_button().icon().pixmap(16).toImage()
    finally:
        theme.set_mode("light")
    assert dark != light


def test_a_tabbed_dock_has_no_title(dock, qtbot):
    NoDockTitle(dock)
    qtbot.waitUntil(lambda: dock.widget().y() == 0)
