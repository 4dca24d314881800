"""Folding, what the head says, and rows with their dot."""

import pytest
from PySide6.QtCore import QPoint, Qt

from mlpviz.ui.tokens import LIGHT
from mlpviz.ui.widgets.int_field import IntField
from mlpviz.ui.widgets.section import Section


@pytest.fixture
def section(qtbot, theme):
    section = Section("Data")
    section.set_consequence("2,560 training points")
    section.set_collapsed_summary("Polar, K 5")
    section.add_row("Classes K", IntField(2, 64), tip="How many classes there are.")
    section.add_row("Train, test", [IntField(1, 9), IntField(1, 9)])
    section.setFixedWidth(256)
    qtbot.addWidget(section)
    section.show()
    return section


def test_a_click_on_the_head_folds(qtbot, section, heard):
    changed = heard(section.collapsed_changed)
    tall = section.sizeHint().height()
    qtbot.mouseClick(section.head(), Qt.MouseButton.LeftButton)
    assert changed.said == [True]
    assert not section.rows()[0].isVisible()
    assert section.head().note() == "Polar, K 5"
    assert section.sizeHint().height() == tall - 64
    qtbot.keyClick(section.head(), Qt.Key.Key_Space)
    assert changed.said == [True, False]
    assert section.head().note() == "2,560 training points"
    assert section.rows()[0].isVisible()


def test_set_collapsed_does_not_emit(section, heard):
    changed = heard(section.collapsed_changed)
    section.set_collapsed(True)
    assert section.is_collapsed()
    assert changed.said == []


def test_rows_have_the_design_s_places(section):
    row = section.rows()[0]
    field = row.fields()[0]
    left = field.mapTo(section, QPoint(0, 0))
    assert (left.x(), field.width(), field.height()) == (116, 128, 26)
    assert row.height() == 32
    # Line 1, air 4, head 32, then three pixels above the field in its row.
    assert left.y() == 40


def test_two_fields_share_the_column(section):
    first, second = section.rows()[1].fields()
    assert (first.width(), second.width()) == (60, 60)


def test_compact_rows_are_closer(section):
    section.set_compact(True)
    assert [row.height() for row in section.rows()] == [30, 30]


def test_a_field_is_named_and_explained_by_its_row(section):
    row = section.rows()[0]
    field = row.fields()[0]
    assert field.accessibleName() == "Classes K"
    assert field.toolTip() == "How many classes there are."
    assert row.label().buddy() is field


def test_the_dot_says_that_a_row_differs(section):
    row = section.rows()[0]
    at = QPoint(5, 16)
    assert row.grab().toImage().pixelColor(at).name() == LIGHT.win.lower()
    row.set_differs(True)
    assert row.grab().toImage().pixelColor(at).name() == LIGHT.accent.lower()
    assert "differs" in row.accessibleDescription()
    row.set_differs(False)
    assert row.accessibleDescription() == ""


def test_a_hidden_row_takes_no_room(qtbot, section):
    tall = section.sizeHint().height()
    section.rows()[0].setVisible(False)
    qtbot.waitUntil(lambda: section.sizeHint().height() == tall - 32)
