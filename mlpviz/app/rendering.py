"""Draws decision regions off the GUI thread: coarse while things move, then exact."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject

from mlpviz.app.runner import Runner
from mlpviz.core.arrays import Float32Array
from mlpviz.core.network import Network
from mlpviz.core.region_image import (
    Pixels,
    RegionColors,
    boundary_pixels,
    class_map,
    region_pixels,
)
from mlpviz.core.regions import (
    Grid,
    MapBlocks,
    enlarged,
    evaluation_cost,
    grid_logits,
)

# Multiplications a preview may cost: about 10 ms on one core of a laptop.
PREVIEW_COST = 4e8
# A preview is at least this fine, whatever it costs.
MIN_PREVIEW = 32
MAX_PREVIEW = 160
# Below this width the work of a second thread is not worth waking it.
PARALLEL_PARAMETERS = 2_000
# After the last change things are at rest.
REST_SECONDS = 0.08


@dataclass(frozen=True)
class RegionRequest:
    """Maps that are wanted.

    Attributes
    ----------
    network, colors
    grids : tuple of Grid
        One for each rectangle to draw; the cells are the screen's pixels.
    line_width : float
        Width of the boundary in pixels of one per logical pixel.
    """

    network: Network
    grids: tuple[Grid, ...]
    colors: RegionColors
    line_width: float = 1.0


@dataclass(frozen=True, eq=False)
class RegionMap:
    """One rectangle drawn: two RGBA images, (rows, columns, 4), row 0 at the bottom."""

    grid: Grid
    regions: Pixels
    boundary: Pixels


@dataclass(frozen=True, eq=False)
class RegionPicture:
    """The answer to a request.

    Attributes
    ----------
    request : RegionRequest
        Compare its parts to see whether the picture is still current.
    maps : tuple of RegionMap
        One for each grid of the request.
    exact : bool
        Every pixel was evaluated; else some are interpolated, and an exact picture
        follows as soon as nothing newer is wanted.
    """

    request: RegionRequest
    maps: tuple[RegionMap, ...]
    exact: bool


class _Abandoned(Exception):
    """A newer request is waiting."""


def preview_grid(network: Network, grid: Grid) -> Grid:
    """Return the grid a preview evaluates: the same if that is cheap."""
    budget = PREVIEW_COST / evaluation_cost(network, 1)
    if grid.columns * grid.rows <= budget:
        return grid
    side = int(min(max(budget**0.5, MIN_PREVIEW), MAX_PREVIEW))
    return grid.resized(min(side, grid.columns), min(side, grid.rows))


class RegionRenderer(Runner):
    """Answers each `RegionRequest` with one `RegionPicture`, or a preview and one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("region renderer", parent)
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="region block")

    def answer(self, request: RegionRequest) -> None:
        """Deliver a preview, and an exact picture once nothing newer is wanted."""
        try:
            self._draw(request)
        except _Abandoned:
            return

    def _draw(self, request: RegionRequest) -> None:
        network = request.network
        # A preview is always finished, or a tight stream of edits would never show
        # anything; an exact picture is given up for a newer request.
        patient = self._map_for(network, lambda: self.inbox.closed)
        impatient = self._map_for(network, lambda: self.inbox.waiting)
        previews = [preview_grid(network, grid) for grid in request.grids]
        if all(p == g for p, g in zip(previews, request.grids, strict=True)):
            logits = [grid_logits(network, grid, patient) for grid in request.grids]
            self.deliver(picture(request, logits, exact=True))
            return
        logits = [
            enlarged(grid_logits(network, preview, patient), grid.columns, grid.rows)
            for preview, grid in zip(previews, request.grids, strict=True)
        ]
        self.deliver(picture(request, logits, exact=False))
        if not self.inbox.wait(REST_SECONDS):
            logits = [grid_logits(network, grid, impatient) for grid in request.grids]
            self.deliver(picture(request, logits, exact=True))

    def close(self, milliseconds: int = 1500) -> bool:
        """End the thread and its helpers."""
        ended = super().close(milliseconds)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return ended

    def _map_for(self, network: Network, unwanted: Callable[[], bool]) -> MapBlocks:
        """Return a map over blocks that gives up as soon as it is unwanted."""
        mapped = self._pool.map if network.parameters >= PARALLEL_PARAMETERS else map

        def over(function: Callable[[int], None], starts: Iterable[int]) -> list[None]:
            def guarded(start: int) -> None:
                if unwanted():
                    raise _Abandoned
                function(start)

            return list(mapped(guarded, starts))

        return over


def picture(
    request: RegionRequest, logits: Sequence[Float32Array], *, exact: bool
) -> RegionPicture:
    """Paint logits given for every cell of each grid of the request."""
    maps: list[RegionMap] = []
    for grid, planes in zip(request.grids, logits, strict=True):
        classes = class_map(planes)
        regions = region_pixels(classes, planes, request.colors)
        boundary = boundary_pixels(classes, planes, request.colors, request.line_width)
        maps.append(RegionMap(grid, regions, boundary))
    return RegionPicture(request, tuple(maps), exact)


def exact_picture(request: RegionRequest) -> RegionPicture:
    """Draw a request in the calling thread, every cell evaluated."""
    logits = [grid_logits(request.network, grid) for grid in request.grids]
    return picture(request, logits, exact=True)
