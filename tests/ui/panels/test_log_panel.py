"""The Log panel keeps what was said, as plain text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mlpviz.ui.panels.log_panel import MAX_LINES, LogPanel
from mlpviz.ui.theme import Theme


@pytest.fixture
def theme(qapp):
    return Theme(qapp, "light")


@pytest.fixture
def log(qtbot, theme):
    log = LogPanel(theme)
    qtbot.addWidget(log)
    log.resize(600, 300)
    log.show()
    return log


def color_of(log, row):
    return log.table.item(row, 1).foreground().color().name().upper()


def test_messages_are_plain_text_with_a_time(log):
    log.add("Saved <b>a.mlpviz</b>")
    time, message = log.text().rstrip("\n").split("\t")
    assert len(time.split(":")) == 3
    assert message == "Saved <b>a.mlpviz</b>"


def test_errors_have_their_colour_in_both_palettes(log, theme):
    log.add("Opened", "info")
    log.add("The file is damaged", "error")
    assert color_of(log, 0) == theme.tokens.text
    assert color_of(log, 1) == theme.tokens.bad
    theme.set_mode("dark")
    assert color_of(log, 1) == theme.tokens.bad
    theme.set_mode("light")


def test_an_unknown_kind_is_a_mistake_of_the_caller(log):
    with pytest.raises(ValueError, match="kind"):
        log.add("x", "loud")


def test_copy_all_and_clear(log, qtbot):
    log.add("one")
    log.add("two")
    qtbot.mouseClick(log.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == log.text()
    qtbot.mouseClick(log.clear_button, Qt.MouseButton.LeftButton)
    assert log.text() == ""
    assert not log.copy_button.isEnabled()


def test_it_does_not_grow_for_ever(log):
    for number in range(MAX_LINES + 5):
        log.add(f"line {number}")
    assert log.table.rowCount() == MAX_LINES
    assert log.text().startswith(log.table.item(0, 0).text())
    assert log.table.item(0, 1).text() == "line 5"
