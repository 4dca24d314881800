"""A real number: digits kept, rates stepped, limits named."""

import struct

import pytest
from PySide6.QtCore import Qt

from mlpviz.ui.widgets.float_field import FloatField

WIDTH = 128


def retype(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def rate(show):
    field = FloatField(0, 100, above_minimum=True)
    field.setAccessibleName("Learning rate")
    field.setFixedWidth(WIDTH)
    field.set_value(0.003)
    return show(field)


@pytest.fixture
def weight(show):
    field = FloatField(-1e38, 1e38, step=0.1, decimals=4, is_float32=True)
    field.setFixedWidth(96)
    field.set_value(0.79618234)
    return show(field)


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1/4", 0.25, "0.25"),
        ("1e-3", 0.001, "1e−3"),
        ("0.0500", 0.05, "0.0500"),
        ("2", 2.0, "2"),
    ],
)
def test_digits_are_shown_as_typed(qtbot, rate, heard, text, value, shown):
    edited = heard(rate.value_edited)
    retype(qtbot, rate, text)
    assert edited.said == [value]
    assert rate.text() == shown


def test_a_third_keeps_its_digits_where_they_do_not_fit(qtbot, rate, heard):
    edited = heard(rate.value_edited)
    retype(qtbot, rate, "1/3")
    assert edited.said == [1 / 3]
    assert rate.text().startswith("0.333")
    assert len(rate.text()) < len(repr(1 / 3))
    assert "0.3333333333333333" in rate.toolTip()
    rate.setFixedWidth(400)
    assert rate.text() == "0.3333333333333333"


def test_typed_digits_go_when_the_value_does(qtbot, rate):
    retype(qtbot, rate, "0.0500")
    rate.set_value(0.05)
    assert rate.text() == "0.0500"
    rate.set_value(0.06)
    assert rate.text() == "0.06"


def test_rates_step_through_1_2_5(qtbot, rate, heard):
    edited = heard(rate.value_edited)
    for _ in range(3):
        qtbot.keyClick(rate, Qt.Key.Key_Up)
    for _ in range(5):
        qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert edited.said == [0.005, 0.01, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005]
    rate.set_value(50)
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    assert edited.said[-1] == 100


@pytest.mark.parametrize("text", ["0", "-1", "101"])
def test_limits_are_named(qtbot, rate, heard, text):
    edited, rejected = heard(rate.value_edited), heard(rate.rejected)
    retype(qtbot, rate, text)
    assert "Learning rate" in rejected.said[0]
    assert "above 0 and at most 100" in rejected.said[0]
    assert edited.said == []
    assert rate.value() == 0.003


def test_a_weight_shows_four_decimals_and_keeps_all(weight):
    assert weight.text() == "0.7962"
    assert weight.value() == pytest.approx(0.79618234, abs=1e-8)
    assert "0.79618234" in weight.toolTip()


def test_a_weight_too_small_for_four_decimals_is_not_shown_as_zero(weight):
    weight.set_value(-1.25e-7)
    assert weight.text() == "−1.25e−7"


def test_a_weight_steps_without_binary_dust(qtbot, weight, heard):
    edited = heard(weight.value_edited)
    weight.set_value(struct.unpack("<f", struct.pack("<f", 0.1))[0])
    qtbot.keyClick(weight, Qt.Key.Key_Up)
    qtbot.keyClick(weight, Qt.Key.Key_Up)
    assert edited.said == [0.2, 0.3]


def test_typed_digits_survive_the_way_through_float32(qtbot, weight):
    retype(qtbot, weight, "0.123456")
    weight.set_value(struct.unpack("<f", struct.pack("<f", 0.123456))[0])
    assert weight.text() == "0.123456"


def test_u2212_is_a_minus(qtbot, weight, heard):
    edited = heard(weight.value_edited)
    weight.selectAll()
    weight.lineEdit().insert("−0.5")
    weight.lineEdit().setModified(True)
    qtbot.keyClick(weight, Qt.Key.Key_Return)
    assert edited.said == [-0.5]
    assert weight.text() == "−0.5"
