"""Pixels of a map against the formulas of the design, computed plainly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from mlpviz.core.region_image import (
    RegionColors,
    boundary_distance,
    boundary_pixels,
    class_map,
    confidence_map,
    region_pixels,
)

TINTS = ((207, 229, 241), (247, 222, 169), (196, 233, 223), (198, 229, 248))
COLORS = RegionColors(TINTS, surface=(255, 255, 255), ink=(32, 36, 43))
DARK = RegionColors(
    ((28, 61, 86), (72, 56, 20), (14, 65, 55), (37, 61, 77)),
    surface=(21, 23, 27),
    ink=(241, 243, 245),
)


def smooth_logits(seed: int, classes: int = 3, size: int = 40) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size] / size * 6
    waves = [
        3 * np.sin(rng.normal() * x + rng.normal() * y + rng.uniform(0, 6))
        for _ in range(classes)
    ]
    return np.array(waves, np.float32)


def linear_logits(w: np.ndarray, b: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """z_k = w_k · (column, row) + b_k in every cell."""
    y, x = np.mgrid[:rows, :columns]
    return (
        w[:, 0, None, None] * x + w[:, 1, None, None] * y + b[:, None, None]
    ).astype(np.float32)


@given(
    arrays(
        np.float32,
        array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=6),
        # Few values, so that ties are common.
        elements=st.sampled_from([-1.0, 0.0, 0.5, 2.0, np.inf, -np.inf]),
    )
)
def test_class_map_is_argmax_ties_too(logits: np.ndarray) -> None:
    before = logits.copy()
    classes = class_map(logits)
    np.testing.assert_array_equal(classes, logits.argmax(axis=0))
    np.testing.assert_array_equal(logits, before)


def plain_confidence(logits: np.ndarray) -> np.ndarray:
    z = logits.astype(np.float64)
    p = np.exp(z) / np.exp(z).sum(axis=0)
    K = len(z)
    return (p.max(axis=0) - 1 / K) / (1 - 1 / K)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_confidence_is_the_designs(classes: int) -> None:
    logits = smooth_logits(1, classes)
    confidence = confidence_map(logits)
    np.testing.assert_allclose(confidence, plain_confidence(logits), atol=1e-6)
    assert confidence_map(np.zeros((classes, 1, 1), np.float32)) == pytest.approx(
        0, abs=1e-6
    )
    sure = np.zeros((classes, 1, 1), np.float32)
    sure[-1] = 1000
    assert confidence_map(sure) == pytest.approx(1)


@pytest.mark.parametrize("colors", [COLORS, DARK], ids=["light", "dark"])
def test_regions_are_the_tint_mixed_with_the_surface(colors: RegionColors) -> None:
    logits = smooth_logits(2, 4)
    c = plain_confidence(logits)
    tint = np.array(colors.tints)[logits.argmax(axis=0)]
    surface = np.array(colors.surface)
    amount = (0.2 + 0.8 * c)[..., np.newaxis]
    expected = surface * (1 - amount) + tint * amount
    pixels = region_pixels(class_map(logits), logits, colors)
    assert pixels.shape == (40, 40, 4)
    assert pixels.dtype == np.uint8
    assert (pixels[..., 3] == 255).all()
    # Half a step of rounding, and half a shade of 256.
    assert np.abs(pixels[..., :3] - expected).max() <= 1


def test_unshaded_regions_have_their_full_tint() -> None:
    logits = smooth_logits(3, 3)
    colors = RegionColors(COLORS.tints, COLORS.surface, COLORS.ink, shaded=False)
    pixels = region_pixels(class_map(logits), logits, colors)
    np.testing.assert_array_equal(
        pixels[..., :3], np.array(TINTS)[logits.argmax(axis=0)]
    )


@given(st.floats(0, 2 * np.pi), st.floats(0.05, 30), st.floats(-8, 8))
def test_distance_to_a_line_is_exact(angle: float, size: float, at: float) -> None:
    """Of linear logits the boundary is a line, and its distance elementary."""
    rows, columns = 18, 25
    n = np.array([np.cos(angle), np.sin(angle)])
    centre = np.array([(columns - 1) / 2, (rows - 1) / 2])
    # z_0 − z_1 = size · (n · (x − centre) − at), split unevenly between the two.
    w = np.array([size * n * 0.3, -size * n * 0.7])
    shift = -size * (n @ centre + at)
    logits = linear_logits(w, np.array([shift * 0.3, -shift * 0.7]), rows, columns)
    classes = class_map(logits)
    cells = np.arange(rows * columns)
    y, x = np.divmod(cells, columns)
    exact = np.abs(n[0] * x + n[1] * y - n @ centre - at)
    ours = boundary_distance(classes, logits, cells)
    np.testing.assert_allclose(ours, exact, atol=2e-3)


def test_distance_is_to_the_nearest_of_several_boundaries() -> None:
    w = np.array([[0.5, 0.1], [-0.4, 0.3], [0.0, -0.6]])
    b = np.array([-7.0, 5.0, 6.0])
    logits = linear_logits(w, b, 20, 20)
    classes = class_map(logits)
    cells = np.arange(400)
    y, x = np.divmod(cells, 20)
    exact = np.full(400, np.inf)
    for cell, (i, j) in enumerate(zip(x, y, strict=True)):
        z = w @ [i, j] + b
        k = classes.ravel()[cell]
        for other in {0, 1, 2} - {int(k)}:
            slope = np.linalg.norm(w[k] - w[other])
            exact[cell] = min(exact[cell], (z[k] - z[other]) / slope)
    ours = boundary_distance(classes, logits, cells)
    np.testing.assert_allclose(ours, exact, atol=1e-3)


def test_equal_logits_have_no_boundary() -> None:
    logits = np.ones((3, 5, 5), np.float32)
    assert np.isinf(boundary_distance(class_map(logits), logits, np.arange(25))).all()
    assert not boundary_pixels(class_map(logits), logits, COLORS).any()


def over(pixels: np.ndarray, background: np.ndarray) -> np.ndarray:
    alpha = pixels[..., 3:].astype(float) / 255
    return pixels[..., :3] * alpha + background * (1 - alpha)


@pytest.mark.parametrize("width", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("angle", [0.0, 0.3, np.pi / 4, 1.2, np.pi / 2, 2.5])
@pytest.mark.parametrize("colors", [COLORS, DARK], ids=["light", "dark"])
def test_ink_over_halo_is_the_designs(
    width: float, angle: float, colors: RegionColors
) -> None:
    rows, columns = 30, 34
    n = np.array([np.cos(angle), np.sin(angle)])
    w = np.array([n, -n])
    b = np.array([-1.0, 1.0]) * (n @ [16.3, 14.6])
    logits = linear_logits(w, b, rows, columns)
    y, x = np.mgrid[:rows, :columns]
    d = np.abs(n[0] * (x - 16.3) + n[1] * (y - 14.6)) / width
    ink = np.clip(1.05 - d, 0, 1)[..., np.newaxis]
    halo = 0.55 * np.clip(2.15 - d, 0, 1)[..., np.newaxis]
    background = np.array([120.0, 60.0, 200.0])
    # The halo lies over what is below, the ink over both.
    expected = background * (1 - halo) + np.array(colors.surface) * halo
    expected = expected * (1 - ink) + np.array(colors.ink) * ink
    pixels = boundary_pixels(class_map(logits), logits, colors, width)
    assert pixels.shape == (rows, columns, 4)
    # Colour and alpha are rounded each on its own; at the halo's very end the cells
    # that are looked at may stop short of it.
    assert np.abs(over(pixels, background) - expected).max() < 8
    clear = (halo > 0.05) | (halo == 0)
    assert np.abs(over(pixels, background) - expected)[clear[..., 0]].max() < 2.5


@given(st.integers(0, 10**6), st.sampled_from([1.0, 2.0]))
def test_ink_is_only_near_a_change_of_class(seed: int, width: float) -> None:
    logits = smooth_logits(seed)
    classes = class_map(logits)
    alpha = boundary_pixels(classes, logits, COLORS, width)[..., 3]
    drawn_rows, drawn_columns = np.nonzero(alpha)
    reach = int(3 * width)
    for r, c in zip(drawn_rows, drawn_columns, strict=True):
        window = classes[
            max(r - reach, 0) : r + reach + 1, max(c - reach, 0) : c + reach + 1
        ]
        assert len(np.unique(window)) > 1


def test_a_line_is_drawn_without_a_gap() -> None:
    logits = smooth_logits(5, 4)
    classes = class_map(logits)
    alpha = boundary_pixels(classes, logits, COLORS)[..., 3]
    change = classes[:, 1:] != classes[:, :-1]
    # Where two neighbours differ the line passes between or over them.
    beside = np.maximum(alpha[:, 1:], alpha[:, :-1])[change]
    assert (beside > 120).mean() > 0.99


def test_infinite_logits_are_drawn_in_silence() -> None:
    logits = np.zeros((3, 12, 12), np.float32)
    logits[0, :6] = np.inf
    logits[1, 6:] = -np.inf
    logits[2, :, :4] = np.inf
    logits[1, 3, 3] = np.nan
    classes = class_map(logits)
    assert region_pixels(classes, logits, COLORS).shape == (12, 12, 4)
    assert boundary_pixels(classes, logits, COLORS).shape == (12, 12, 4)
    large = np.full((2, 4, 4), 3e38, np.float32)
    large[1] = -3e38
    np.testing.assert_array_equal(
        region_pixels(class_map(large), large, COLORS)[..., :3],
        np.broadcast_to(TINTS[0], (4, 4, 3)),
    )


@pytest.mark.parametrize("shape", [(2, 1, 1), (2, 1, 9), (3, 9, 1)])
def test_the_smallest_maps_can_be_drawn(shape: tuple[int, int, int]) -> None:
    logits = np.random.default_rng(4).normal(size=shape).astype(np.float32)
    classes = class_map(logits)
    assert region_pixels(classes, logits, COLORS).shape == (*shape[1:], 4)
    assert boundary_pixels(classes, logits, COLORS).shape == (*shape[1:], 4)
