"""Which names fit along an edge, and which numbers into a cell."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QFontMetricsF

from mlpviz.ui.fonts import small_font
from mlpviz.ui.widgets.matrix_painter import number_that_fits, spaced_ticks


def test_every_tenth_name_is_shown():
    assert spaced_ticks(50, 99, 6, lambda _i: 12) == [0, 9, 19, 29, 39, 49]


def test_the_selected_name_comes_first():
    assert spaced_ticks(50, 20, 6, lambda _i: 12) == [0, 9, 20, 29, 39, 49]


def test_names_that_would_touch_are_left_out():
    shown = spaced_ticks(200, 120, 4, lambda _i: 60)
    assert {0, 120, 199} <= set(shown)
    gaps = [b - a for a, b in pairwise(shown)]
    assert min(gaps) * 4 >= 63


@pytest.mark.parametrize(
    ("value", "room", "text"),
    [
        (-0.4321, 32, "−0.43"),
        (-0.4321, 26, "−0.4"),
        (12.345, 26, "12.3"),
        (123.45, 24, "123"),
        (-1.2e6, 34, "−1e6"),
        (-1.2e6, 8, ""),
    ],
)
def test_a_number_loses_decimals_before_it_is_cut(theme, value, room, text):
    assert number_that_fits(value, QFontMetricsF(small_font()), room) == text
