"""Pictures: coarse while things move, exact at rest, gone at once when closed."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from mlpviz.app import rendering
from mlpviz.app.rendering import (
    RegionPicture,
    RegionRenderer,
    RegionRequest,
    exact_picture,
    preview_grid,
)
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.network import Network
from mlpviz.core.region_image import RegionColors
from mlpviz.core.regions import Grid
from mlpviz.core.session import starting_network
from tests.support.waiting import settle, wait_for, wait_until

COLORS = RegionColors(
    ((207, 229, 241), (247, 222, 169), (196, 233, 223)), (255, 255, 255), (32, 36, 43)
)
GRID = Grid(-1.2, 1.2, -1.1, 1.3, 150, 130)


def network_of(*hidden: int, seed: int = 1) -> Network:
    hp = Hyperparameters(
        hidden=tuple(LayerSpec(units, "relu") for units in hidden),
        initializer=InitializerSpec("he_normal"),
        weight_seed=seed,
    )
    return starting_network(hp, 3)


SMALL = network_of(8)
# 300 x 300 weights for each of 19,500 cells: dear enough for a preview.
LARGE = network_of(300, 300, 300)


@pytest.fixture
def renderer(qapp: QApplication) -> Iterator[RegionRenderer]:
    renderer = RegionRenderer()
    renderer.start()
    yield renderer
    assert renderer.close()


@pytest.fixture
def pictures(renderer: RegionRenderer) -> list[RegionPicture]:
    taken: list[RegionPicture] = []
    renderer.finished.connect(taken.append)
    return taken


def assert_every_cell_is_a_full_pass(picture: RegionPicture) -> None:
    """Hold pixels against one plain pass of the whole grid, without its blocks."""
    request = picture.request
    for shown in picture.maps:
        grid = shown.grid
        p = request.network.forward(grid.points()).astype(np.float64)
        p = p.reshape(grid.rows, grid.columns, -1)
        confidence = (p.max(axis=2) - 1 / 3) / (1 - 1 / 3)
        tint = np.array(request.colors.tints)[p.argmax(axis=2)]
        amount = (0.2 + 0.8 * confidence)[..., np.newaxis]
        expected = np.array(request.colors.surface) * (1 - amount) + tint * amount
        # On the boundary itself float32 may go either way.
        top = np.sort(p, axis=2)
        sure = top[..., -1] - top[..., -2] > 1e-4
        assert np.abs(shown.regions[..., :3] - expected)[sure].max() <= 1
        assert sure.mean() > 0.99


def test_a_small_network_is_drawn_exactly_at_once(
    renderer: RegionRenderer, pictures: list[RegionPicture]
) -> None:
    other = Grid(0, 1, 0, 1, 40, 50)
    request = RegionRequest(SMALL, (GRID, other), COLORS)
    picture = wait_for(renderer.finished, lambda: renderer.post(request))
    assert picture.exact
    assert picture.request is request
    assert [shown.grid for shown in picture.maps] == [GRID, other]
    assert picture.maps[1].regions.shape == (50, 40, 4)
    assert_every_cell_is_a_full_pass(picture)
    settle(120)
    assert len(pictures) == 1


def test_a_large_network_is_drawn_coarsely_then_exactly(
    renderer: RegionRenderer, pictures: list[RegionPicture]
) -> None:
    assert preview_grid(LARGE, GRID) != GRID
    request = RegionRequest(LARGE, (GRID, GRID), COLORS)
    renderer.post(request)
    wait_until(lambda: bool(pictures) and pictures[-1].exact)
    assert [picture.exact for picture in pictures] == [False, True]
    for picture in pictures:
        assert picture.request is request
        for shown in picture.maps:
            assert shown.regions.shape == (130, 150, 4)
            assert shown.boundary.shape == (130, 150, 4)
    exact = exact_picture(request)
    for shown, plain in zip(pictures[1].maps, exact.maps, strict=True):
        np.testing.assert_array_equal(shown.regions, plain.regions)
        np.testing.assert_array_equal(shown.boundary, plain.boundary)
    assert_every_cell_is_a_full_pass(pictures[1])
    # The stand-in is a likeness.
    coarse, fine = (p.maps[0].regions.astype(int) for p in pictures)
    assert (np.abs(coarse - fine).max(axis=2) <= 12).mean() > 0.8


def test_an_exact_picture_is_given_up_for_a_newer_request(
    renderer: RegionRenderer,
    pictures: list[RegionPicture],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # No rest: the exact picture begins right after the preview.
    monkeypatch.setattr(rendering, "REST_SECONDS", 0)
    dear = network_of(*(400,) * 6)
    old = RegionRequest(dear, (GRID.resized(600, 600),), COLORS)
    wait_for(renderer.finished, lambda: renderer.post(old))
    # Into the middle of it.
    settle(50)
    new = RegionRequest(SMALL, (GRID,), COLORS)
    began = time.perf_counter()
    renderer.post(new)
    wait_until(lambda: pictures[-1].request is new)
    # The whole of it would be 350 blocks of 1 GFLOP or so each.
    assert time.perf_counter() - began < 1.5
    settle(100)
    assert [(p.request is old, p.exact) for p in pictures] == [
        (True, False),
        (False, True),
    ]


def test_a_tight_stream_neither_starves_nor_queues(
    renderer: RegionRenderer, pictures: list[RegionPicture]
) -> None:
    # A preview of many blocks, so that there would be much to give up.
    network, grid = network_of(50, 50), GRID.resized(400, 400)
    assert preview_grid(network, grid).columns == 160
    requests = [
        RegionRequest(network.with_weight(2, 0, 0, i / 200), (grid, grid), COLORS)
        for i in range(200)
    ]
    seen_during: list[int] = []
    for number, request in enumerate(requests):
        renderer.post(request)
        settle(4)
        if pictures and number < len(requests) - 20:
            seen_during.append(len(pictures))
    # Something was shown all along …
    assert seen_during
    assert seen_during[-1] >= 3
    wait_until(lambda: pictures[-1].exact, 10_000)
    shown = [requests.index(picture.request) for picture in pictures]
    # … always newer than before, without working through all of them …
    assert shown == sorted(shown)
    assert len(pictures) < 200
    # … and in the end the newest, once coarse and once exact.
    assert pictures[-1].request is requests[-1]
    settle(120)
    assert pictures[-1].request is requests[-1]


def test_what_was_drawn_at_rest_is_the_newest(
    renderer: RegionRenderer, pictures: list[RegionPicture]
) -> None:
    for seed in range(6):
        renderer.post(RegionRequest(network_of(8, seed=seed), (GRID,), COLORS))
        settle(seed * 3)
    last = RegionRequest(network_of(20, 20), (GRID,), COLORS, line_width=2)
    renderer.post(last)
    wait_until(lambda: bool(pictures) and pictures[-1].request is last)
    assert pictures[-1].exact
    assert_every_cell_is_a_full_pass(pictures[-1])


def test_closing_does_not_wait_for_a_very_deep_network(qapp: QApplication) -> None:
    deepest = network_of(*(170,) * 63)
    renderer = RegionRenderer()
    renderer.start()
    grid = GRID.resized(600, 600)
    renderer.post(RegionRequest(deepest, (grid, grid), COLORS))
    # Into the middle of it.
    settle(150)
    began = time.perf_counter()
    assert renderer.close(1500)
    assert time.perf_counter() - began < 1.5


def test_a_bad_request_is_told_and_the_next_drawn(renderer: RegionRenderer) -> None:
    # A palette of one colour for three classes.
    bad = RegionRequest(SMALL, (GRID,), replace(COLORS, tints=((1, 2, 3), (4, 5, 6))))
    error = wait_for(renderer.failed, lambda: renderer.post(bad))
    assert isinstance(error, Exception)
    good = RegionRequest(SMALL, (GRID,), COLORS)
    assert wait_for(renderer.finished, lambda: renderer.post(good)).request is good


def test_overflowing_weights_are_drawn(renderer: RegionRenderer) -> None:
    network = LARGE.with_weight(0, 0, 0, 3e38).with_weight(1, 0, 0, 3e38)
    request = RegionRequest(network, (GRID,), COLORS)
    failures: list[Exception] = []
    renderer.failed.connect(failures.append)
    taken: list[RegionPicture] = []
    renderer.finished.connect(taken.append)
    renderer.post(request)
    wait_until(lambda: bool(failures) or (bool(taken) and taken[-1].exact))
    assert failures == []


@pytest.mark.parametrize("hidden", [(), (8,), (50,) * 10, (300,) * 3, (170,) * 63])
@pytest.mark.parametrize("size", [(1, 1), (31, 17), (128, 128), (700, 700), (2000, 9)])
def test_a_preview_is_affordable_and_fits(
    hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    network = network_of(*hidden)
    grid = GRID.resized(*size)
    coarse = preview_grid(network, grid)
    assert 1 <= coarse.columns <= grid.columns
    assert 1 <= coarse.rows <= grid.rows
    assert (coarse.left, coarse.top) == (grid.left, grid.top)
    cells = coarse.columns * coarse.rows
    smallest = rendering.MIN_PREVIEW**2
    assert cells * network.parameters <= rendering.PREVIEW_COST or cells <= smallest
