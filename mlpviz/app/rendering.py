"""Draws decision regions off the GUI thread: coarse while things move, then exact."""

from collections.abc import Callable, Iterable
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
    """A map that is wanted.

    Attributes
    ----------
    network, grid, colors
        The grid's cells are the screen's pixels.
    line_width : float
        Width of the boundary in pixels of one per logical pixel.
    """

    network: Network
    grid: Grid
    colors: RegionColors
    line_width: float = 1.0


@dataclass(frozen=True, eq=False)
class RegionPicture:
    """A map drawn.

    Attributes
    ----------
    request : RegionRequest
        What it answers; compare its parts to see whether the map is still current.
    regions, boundary : array, (rows, columns, 4)
        RGBA, row 0 at the bottom.
    exact : bool
        Every pixel was evaluated; else some are interpolated, and an exact picture
        follows as soon as nothing newer is wanted.
    """

    request: RegionRequest
    regions: Pixels
    boundary: Pixels
    exact: bool


class _Abandoned(Exception):
    """A newer request is waiting."""


def preview_cells(network: Network, grid: Grid) -> tuple[int, int]:
    """Return the columns and rows a preview evaluates; the grid's if it is cheap."""
    budget = PREVIEW_COST / evaluation_cost(network, 1)
    if grid.columns * grid.rows <= budget:
        return grid.columns, grid.rows
    side = int(min(max(budget**0.5, MIN_PREVIEW), MAX_PREVIEW))
    return min(side, grid.columns), min(side, grid.rows)


class RegionRenderer(Runner):
    """Answers each `RegionRequest` with one or two `RegionPicture`s."""

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
        network, grid = request.network, request.grid
        columns, rows = preview_cells(network, grid)
        exact = (columns, rows) == (grid.columns, grid.rows)
        # A preview is always finished, or a tight stream of edits would never show
        # anything; an exact picture is given up for a newer request.
        patient = self._map_for(network, lambda: self.inbox.closed)
        impatient = self._map_for(network, lambda: self.inbox.waiting)
        if exact:
            self.deliver(picture(request, grid_logits(network, grid, patient)))
            return
        coarse = grid_logits(network, grid.resized(columns, rows), patient)
        logits = enlarged(coarse, grid.columns, grid.rows)
        self.deliver(picture(request, logits, exact=False))
        if not self.inbox.wait(REST_SECONDS):
            self.deliver(picture(request, grid_logits(network, grid, impatient)))

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
    request: RegionRequest, logits: Float32Array, *, exact: bool = True
) -> RegionPicture:
    """Paint logits given for every cell of the request's grid."""
    classes = class_map(logits)
    return RegionPicture(
        request,
        region_pixels(classes, logits, request.colors),
        boundary_pixels(classes, logits, request.colors, request.line_width),
        exact,
    )
