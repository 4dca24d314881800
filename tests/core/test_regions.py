"""Maps of a network against one full pass, and previews against interpolation."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator

from mlpviz.core.activations import softmax
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.network import Layer, Network
from mlpviz.core.regions import Grid, enlarged, evaluation_cost, grid_logits
from mlpviz.core.session import starting_network

GRID = Grid(-1.3, 1.1, -0.7, 1.9, 61, 47)


def network_of(hidden: tuple[int, ...], activation: str, classes: int) -> Network:
    hp = Hyperparameters(
        hidden=tuple(LayerSpec(units, activation) for units in hidden),
        initializer=InitializerSpec("random_normal", stddev=0.8),
    )
    return starting_network(hp, classes)


def test_cells_are_centred_and_begin_at_the_bottom_left() -> None:
    grid = Grid(0, 4, 10, 13, 4, 3)
    np.testing.assert_allclose(grid.x1, [0.5, 1.5, 2.5, 3.5])
    np.testing.assert_allclose(grid.x2, [10.5, 11.5, 12.5])
    points = grid.points()
    assert points.dtype == np.float32
    expected = [(x1, x2) for x2 in grid.x2 for x1 in grid.x1]
    np.testing.assert_array_equal(points, expected)


def test_a_resized_grid_covers_the_same_rectangle() -> None:
    other = GRID.resized(8, 5)
    assert (other.columns, other.rows) == (8, 5)
    assert (other.left, other.right, other.bottom, other.top) == (
        GRID.left,
        GRID.right,
        GRID.bottom,
        GRID.top,
    )


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu", "softmax"])
@pytest.mark.parametrize("hidden", [(), (7,), (12, 30, 9)])
def test_a_map_is_one_full_pass(activation: str, hidden: tuple[int, ...]) -> None:
    network = network_of(hidden, activation, 4)
    x1, x2 = np.meshgrid(
        GRID.left + (GRID.right - GRID.left) * (np.arange(GRID.columns) + 0.5) / 61,
        GRID.bottom + (GRID.top - GRID.bottom) * (np.arange(GRID.rows) + 0.5) / 47,
    )
    x = np.column_stack([x1.ravel(), x2.ravel()]).astype(np.float32)
    expected = network.forward(x).T.reshape(4, 47, 61)
    with ThreadPoolExecutor(2) as pool:
        for map_blocks in (map, pool.map):
            planes = grid_logits(network, GRID, map_blocks)
            assert planes.shape == (4, 47, 61)
            assert planes.dtype == np.float32
            p = softmax(np.moveaxis(planes, 0, -1))
            assert np.abs(np.moveaxis(p, -1, 0) - expected).max() < 1e-5


def test_a_deep_map_is_the_same_from_threads() -> None:
    network = network_of((50,) * 10, "relu", 5)
    with ThreadPoolExecutor(2) as pool:
        np.testing.assert_array_equal(
            grid_logits(network, GRID, pool.map), grid_logits(network, GRID)
        )


def test_what_a_block_raises_comes_out() -> None:
    def refuse(_function: object, _starts: object) -> list[None]:
        raise KeyError("abandoned")

    with pytest.raises(KeyError):
        grid_logits(network_of((), "relu", 2), GRID, refuse)


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 2**31),
)
def test_enlarging_is_exact_for_planes(
    columns: int, rows: int, wide: int, high: int, seed: int
) -> None:
    a, b, c = np.random.default_rng(seed).normal(size=3)
    coarse, fine = GRID.resized(columns, rows), GRID.resized(wide, high)

    def plane(grid: Grid) -> np.ndarray:
        # With one cell across there is nothing to tell a slope from.
        slope1, slope2 = a * (columns > 1), b * (rows > 1)
        return (slope1 * grid.x1 + slope2 * grid.x2[:, np.newaxis] + c)[np.newaxis]

    result = enlarged(plane(coarse).astype(np.float32), wide, high)
    assert result.shape == (1, high, wide)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, plane(fine), atol=1e-5)


@given(st.integers(2, 12), st.integers(2, 12), st.integers(1, 50), st.integers(1, 50))
def test_enlarging_interpolates_as_scipy_does(
    columns: int, rows: int, wide: int, high: int
) -> None:
    coarse, fine = GRID.resized(columns, rows), GRID.resized(wide, high)
    rng = np.random.default_rng([columns, rows])
    logits = rng.normal(size=(3, rows, columns)).astype(np.float32)
    x2, x1 = np.meshgrid(fine.x2, fine.x1, indexing="ij")
    for plane, ours in zip(logits, enlarged(logits, wide, high), strict=True):
        # None: beyond the outermost centres the line goes on. The stubs forbid it.
        beyond: Any = None
        reference = RegularGridInterpolator(
            (coarse.x2, coarse.x1), plane, bounds_error=False, fill_value=beyond
        )
        np.testing.assert_allclose(ours, reference((x2, x1)), atol=2e-5)


def test_enlarging_to_the_same_size_changes_nothing() -> None:
    logits = np.random.default_rng(0).normal(size=(2, 9, 7)).astype(np.float32)
    np.testing.assert_allclose(enlarged(logits, 7, 9), logits, atol=1e-6)


def test_overflow_stays_where_it_is() -> None:
    logits = np.zeros((2, 8, 8), np.float32)
    logits[0, 0, 0] = np.inf
    logits[1, 0, 0] = -np.inf
    result = enlarged(logits, 64, 64)
    # Bad at most up to the next centres.
    assert np.isfinite(result[:, 16:, :]).all()
    assert np.isfinite(result[:, :, 16:]).all()


def test_overflowing_weights_are_mapped_in_silence() -> None:
    W = np.full((2, 2), 3e38, np.float32)
    b = np.zeros(2, np.float32)
    network = Network((Layer(W, b, "relu"), Layer(W, b, "softmax")))
    planes = grid_logits(network, GRID)
    assert not np.isfinite(planes).all()


def test_cost_counts_every_weight_in_every_cell() -> None:
    network = network_of((7, 5), "relu", 3)
    assert network.parameters == 2 * 7 + 7 + 7 * 5 + 5 + 5 * 3 + 3
    assert evaluation_cost(network, 100) == 100 * network.parameters
