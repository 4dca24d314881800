"""A whole number typed, stepped and refused."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from mlpviz.ui.widgets.int_field import IntField


@pytest.fixture
def field(show):
    field = IntField(1, 10000)
    field.setAccessibleName("Epochs")
    field.set_value(100)
    return show(field)


def retype(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)


def turn_wheel(widget, notches):
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_set_value_shows_and_does_not_emit(field, heard):
    edited = heard(field.value_edited)
    field.set_value(200)
    assert field.text() == "200"
    assert edited.said == []


def test_enter_takes_the_text(qtbot, field, heard):
    edited = heard(field.value_edited)
    retype(qtbot, field, "1e3")
    assert edited.said == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert edited.said == [1000]
    assert field.text() == "1000"


def test_leaving_takes_the_text(qtbot, show, heard):
    form = QWidget()
    layout = QHBoxLayout(form)
    first, second = IntField(0, 9), IntField(0, 9)
    layout.addWidget(first)
    layout.addWidget(second)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    edited = heard(first.value_edited)
    retype(qtbot, first, "7")
    qtbot.mouseClick(second.lineEdit(), Qt.MouseButton.LeftButton)
    assert edited.said == [7]


def test_the_same_number_again_is_no_edit(qtbot, field, heard):
    edited = heard(field.value_edited)
    retype(qtbot, field, "100")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert edited.said == []


def test_escape_brings_the_old_value_back(qtbot, field, heard):
    edited = heard(field.value_edited)
    retype(qtbot, field, "55")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "100"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert edited.said == []


@pytest.mark.parametrize(
    ("text", "says"),
    [("0", "between 1 and 10,000"), ("2.5", "whole"), ("many", "not a number")],
)
def test_what_cannot_be_taken_is_said_at_the_field(qtbot, field, heard, text, says):
    edited, rejected = heard(field.value_edited), heard(field.rejected)
    retype(qtbot, field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(rejected.said) == 1
    assert says in rejected.said[0]
    assert field.toolTip() == rejected.said[0]
    assert field.property("invalid") is True
    assert field.text() == text
    assert field.value() == 100
    assert edited.said == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.property("invalid") is False
    assert field.text() == "100"


def test_the_limits_are_named_with_the_field(qtbot, field, heard):
    rejected = heard(field.rejected)
    retype(qtbot, field, "20000")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert rejected.said[0].startswith("Epochs: 20,000 is not between")


def test_a_wrong_text_stays_until_the_value_becomes_another(qtbot, field):
    retype(qtbot, field, "none")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.set_value(100)
    assert field.text() == "none"
    field.set_value(50)
    assert field.text() == "50"
    assert field.error() == ""


def test_a_new_value_does_not_disturb_typing(qtbot, field, heard):
    edited = heard(field.value_edited)
    retype(qtbot, field, "12")
    field.set_value(64)
    assert field.text() == "12"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "64"
    assert edited.said == []


def test_keys_step_and_stop_at_the_limits(qtbot, field, heard):
    edited = heard(field.value_edited)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert edited.said == [101, 91]
    field.set_value(4)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert edited.said == [101, 91, 1]


def test_the_stepper_steps(qtbot, field, heard):
    edited = heard(field.value_edited)
    up = QPoint(field.width() - 11, 6)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=up)
    down = QPoint(field.width() - 11, 20)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=down)
    assert edited.said == [101, 100]


def test_the_wheel_counts_only_with_the_focus(qtbot, field, heard):
    edited = heard(field.value_edited)
    turn_wheel(field, 1)
    assert edited.said == [101]
    field.clearFocus()
    turn_wheel(field, 1)
    assert edited.said == [101]


def test_stepping_takes_what_is_typed_first(qtbot, field, heard):
    edited = heard(field.value_edited)
    retype(qtbot, field, "20")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert edited.said == [20, 21]
