"""Dragging, keys and wheel on the signed slider, gesture by gesture."""

import pytest
from PySide6.QtCore import QPoint, Qt

from mlpviz.ui.tokens import LIGHT
from mlpviz.ui.widgets.value_slider import ValueSlider
from tests.ui.widgets.test_int_field import turn_wheel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slider(show):
    slider = ValueSlider()
    # 360 pixels from −2 to +2: ninety for one.
    slider.setFixedWidth(376)
    slider.set_scale(2.0)
    return show(slider)


@pytest.fixture
def story(slider):
    """What the slider said, in order."""
    said = []
    slider.gesture_started.connect(lambda: said.append("start"))
    slider.value_edited.connect(said.append)
    slider.gesture_finished.connect(lambda: said.append("end"))
    return said


def at(value):
    return QPoint(round(188 + value * 90), 9)


def test_a_drag_is_one_gesture(qtbot, slider, story):
    qtbot.mousePress(slider, LEFT, pos=at(0))
    qtbot.mouseMove(slider, at(0.5))
    qtbot.mouseMove(slider, at(1))
    qtbot.mouseRelease(slider, LEFT, pos=at(1))
    assert story == ["start", 0.5, 1.0, "end"]
    assert slider.value() == 1.0


def test_a_press_beside_the_handle_brings_it_there(qtbot, slider, story):
    qtbot.mouseClick(slider, LEFT, pos=at(-1))
    assert story == ["start", -1.0, "end"]


def test_a_press_on_the_handle_changes_nothing(qtbot, slider, story):
    slider.set_value(0.7962)
    qtbot.mouseClick(slider, LEFT, pos=slider.handle_center().toPoint())
    assert story == ["start", "end"]
    assert slider.value() == 0.7962


def test_a_drag_stops_at_the_ends(qtbot, slider, story):
    qtbot.mousePress(slider, LEFT, pos=at(0))
    qtbot.mouseMove(slider, QPoint(2000, 9))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(2000, 9))
    assert story == ["start", 2.0, "end"]


def test_escape_during_a_drag_brings_the_value_back(qtbot, slider, story):
    slider.set_value(0.25)
    qtbot.mousePress(slider, LEFT, pos=slider.handle_center().toPoint())
    qtbot.mouseMove(slider, at(1))
    qtbot.keyClick(slider, Qt.Key.Key_Escape)
    qtbot.mouseMove(slider, at(1.5))
    qtbot.mouseRelease(slider, LEFT, pos=at(1.5))
    assert story == ["start", 1.0, 0.25, "end"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Right, 0.52),
        (Qt.Key.Key_Down, 0.48),
        (Qt.Key.Key_PageUp, 0.7),
        (Qt.Key.Key_PageDown, 0.3),
        (Qt.Key.Key_Home, -2.0),
        (Qt.Key.Key_End, 2.0),
    ],
)
def test_keys_are_gestures_too(qtbot, slider, story, key, value):
    slider.set_value(0.5)
    qtbot.keyClick(slider, key)
    assert story == ["start", value, "end"]


def test_a_key_held_down_is_one_gesture(qtbot, slider, story):
    for _ in range(3):
        qtbot.keyPress(slider, Qt.Key.Key_Right)
    qtbot.keyRelease(slider, Qt.Key.Key_Right)
    assert story == ["start", 0.02, 0.04, 0.06, "end"]


def test_a_turn_of_the_wheel_is_one_gesture(qtbot, slider, story):
    with qtbot.waitSignal(slider.gesture_finished):
        turn_wheel(slider, 1)
        turn_wheel(slider, 2)
    assert story == ["start", 0.02, 0.06, "end"]


def test_the_wheel_counts_only_with_the_focus(slider, story):
    slider.clearFocus()
    turn_wheel(slider, 1)
    assert story == []


def test_hiding_lets_go(qtbot, slider, story):
    qtbot.mousePress(slider, LEFT, pos=at(0))
    slider.hide()
    assert story == ["start", "end"]
    assert not slider.is_in_gesture()


def test_set_value_does_not_emit_and_may_lie_beyond(slider, story):
    slider.set_value(7.0)
    assert slider.value() == 7.0
    assert slider.handle_center().toPoint() == at(2)
    assert story == []


def test_the_fill_runs_from_zero_in_the_colour_of_the_sign(slider):
    def color(value):
        return slider.grab().toImage().pixelColor(at(value)).name().upper()

    slider.set_value(1)
    assert color(0.5) == LIGHT.pos
    assert color(-0.5) == LIGHT.press
    slider.set_value(-1)
    assert color(-0.5) == LIGHT.neg
    assert color(0.5) == LIGHT.press


def test_it_says_its_value_in_words(slider):
    slider.set_value(-0.5)
    assert slider.accessibleDescription() == "−0.5, from −2 to 2"


@pytest.mark.parametrize("scale", [0.0, -1.0, float("inf"), float("nan")])
def test_a_scale_must_be_one(slider, scale):
    with pytest.raises(ValueError, match="scale"):
        slider.set_scale(scale)
