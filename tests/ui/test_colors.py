"""The colour formulas, held against the design's own numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.ui.colors import (
    cell_text_color,
    cell_text_rgb,
    contrast,
    luminance,
    mix,
    mix_rgb,
    nice_scale,
    rgb,
    signed_color,
    signed_rgb,
)
from mlpviz.ui.tokens import DARK, LIGHT

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def test_mix_goes_from_one_to_the_other():
    assert mix("#000000", "#FFFFFF", 0) == "#000000"
    assert mix("#000000", "#FFFFFF", 1) == "#FFFFFF"
    assert mix("#102030", "#203040", 0.5) == "#182838"
    assert mix_rgb("#000000", "#FFFFFF", [[0, 1]]).tolist() == [
        [[0, 0, 0], [255, 255, 255]]
    ]


@BOTH
def test_zero_has_the_ground_s_colour(tokens):
    assert signed_color(0.0, 2.0, tokens) == tokens.surface


@BOTH
def test_full_scale_has_88_percent_of_the_end(tokens):
    assert signed_color(2.0, 2.0, tokens) == mix(tokens.surface, tokens.pos, 0.88)
    assert signed_color(-9.0, 2.0, tokens) == mix(tokens.surface, tokens.neg, 0.88)


def test_signed_colours_keep_the_shape_and_bear_nan():
    colors = signed_rgb(np.array([[1.0, np.nan], [-1.0, np.inf]]), 1.0, LIGHT)
    assert colors.shape == (2, 2, 3)
    assert colors.dtype == np.uint8
    assert colors[0, 1].tolist() == rgb(LIGHT.surface).tolist()


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0.0, 1.0], 2.0),
        ([1.6] * 50, 2.0),
        ([0.4], 0.5),
        ([0.8], 1.0),
        ([0.0], 1.0),
        ([], 1.0),
        ([-3.0, 3.0], 5.0),
        ([7.0], 10.0),
        ([4e-4], 5e-4),
        ([np.nan, 0.4], 0.5),
        ([1e-38], 2e-38),
    ],
)
def test_scales_are_round(values, scale):
    expected = 1.0 if scale < 1e-30 else scale
    assert nice_scale(values) == expected


@given(st.floats(1e-20, 1e20))
def test_a_scale_is_the_next_of_1_2_5(largest):
    scale = nice_scale([largest])
    assert f"{scale:.0e}"[0] in "125"
    assert scale == float(f"{scale:.0e}")
    assert 1.25 * largest * 0.999 <= scale <= 2.5 * 1.25 * largest * 1.001


def test_luminance_is_wcag_s():
    # Known values: sRGB white, black, and #777777 with 4.48:1 on white.
    assert luminance([255, 255, 255]) == pytest.approx(1.0)
    assert luminance([0, 0, 0]) == 0.0
    assert contrast(rgb("#777777"), rgb("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@BOTH
def test_text_on_every_signed_colour_is_readable(tokens):
    cells = signed_rgb(np.linspace(-1, 1, 401), 1.0, tokens)
    texts = cell_text_rgb(cells, tokens)
    assert contrast(cells, texts).min() >= 4.5


@BOTH
def test_text_is_the_palette_s_where_that_will_do(tokens):
    assert cell_text_color(tokens.surface, tokens) == tokens.text


@BOTH
def test_texts_and_lines_keep_their_contrast(tokens):
    for ground in (tokens.win, tokens.surface):
        assert contrast(rgb(tokens.text), rgb(ground)) >= 7
        assert contrast(rgb(tokens.muted), rgb(ground)) >= 5
        assert contrast(rgb(tokens.accenttext), rgb(ground)) >= 4.5
        assert contrast(rgb(tokens.bad), rgb(ground)) >= 4.5
        assert contrast(rgb(tokens.fieldbase), rgb(ground)) >= 3
        assert contrast(rgb(tokens.accent), rgb(ground)) >= 3
    assert contrast(rgb(tokens.on_accent), rgb(tokens.accent)) >= 4.5


@BOTH
def test_classes_differ_by_colour_and_marker_together(tokens):
    count = len(tokens.classes)
    styles = [tokens.class_style(k) for k in range(64)]
    assert len({(style.fill, style.symbol) for style in styles}) == 64
    assert len({style.fill for style in styles[:count]}) == count
    assert len({style.symbol for style in styles[:count]}) == count


@BOTH
def test_tints_share_one_lightness(tokens):
    # Yellow's tint is lighter by design: at the others' lightness it looks brown.
    tints = [s.tint for k, s in enumerate(tokens.classes) if k != 6]
    light = 116 * np.cbrt(luminance([rgb(tint) for tint in tints])) - 16
    assert np.ptp(light) < 1.5
