"""The decision regions of a network: its logits over a rectangle of the plane."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from mlpviz.core.arrays import Float32Array
from mlpviz.core.evaluation import BLOCK
from mlpviz.core.network import Network


@dataclass(frozen=True)
class Grid:
    """A rectangle of the plane cut into cells; row 0 is at the bottom.

    Attributes
    ----------
    left, right : float
        Range of x1.
    bottom, top : float
        Range of x2.
    columns, rows : int
    """

    left: float
    right: float
    bottom: float
    top: float
    columns: int
    rows: int

    @property
    def x1(self) -> Float32Array:
        """Return x1 of the cells' centres, (columns,)."""
        return _centres(self.left, self.right, self.columns)

    @property
    def x2(self) -> Float32Array:
        """Return x2 of the cells' centres, (rows,)."""
        return _centres(self.bottom, self.top, self.rows)

    def points(self) -> Float32Array:
        """Return the cells' centres, row by row, (rows · columns, 2)."""
        points = np.empty((self.rows, self.columns, 2), np.float32)
        points[..., 0] = self.x1
        points[..., 1] = self.x2[:, np.newaxis]
        return points.reshape(-1, 2)

    def resized(self, columns: int, rows: int) -> "Grid":
        """Return the same rectangle cut into other cells."""
        return Grid(self.left, self.right, self.bottom, self.top, columns, rows)


def _centres(low: float, high: float, count: int) -> Float32Array:
    step = (high - low) / count
    return (low + step * (np.arange(count) + 0.5)).astype(np.float32)


MapBlocks = Callable[[Callable[[int], None], Iterable[int]], Iterable[None]]
"""`map`, or the `map` of a pool of threads."""


def grid_logits(
    network: Network, grid: Grid, map_blocks: MapBlocks = map
) -> Float32Array:
    """Return the logits in every cell of a grid, a plane a class: (K, rows, columns).

    Parameters
    ----------
    map_blocks : callable
        Maps a function over the blocks; the `map` of a thread pool makes them run
        side by side, for NumPy releases the interpreter in its loops.
    """
    points = grid.points()
    planes = np.empty((network.classes, len(points)), np.float32)

    def fill(start: int) -> None:
        # One overflowing weight must not print a warning for every block.
        with np.errstate(over="ignore", invalid="ignore"):
            block = points[start : start + BLOCK]
            planes[:, start : start + BLOCK] = network.logits(block).T

    for _ in map_blocks(fill, range(0, len(points), BLOCK)):
        pass
    return planes.reshape(network.classes, grid.rows, grid.columns)


def enlarged(logits: Float32Array, columns: int, rows: int) -> Float32Array:
    """Return logits interpolated linearly on a finer grid of the same rectangle.

    A stand-in while things move: the boundary stays a crisp line, and is off by less
    than a coarse cell. (K, rows, columns) to another (K, rows, columns).
    """
    # Where weights overflow, logits are infinite; that is no fault of a picture.
    with np.errstate(over="ignore", invalid="ignore"):
        return _stretched(_stretched(logits, columns, 2), rows, 1)


def _stretched(planes: Float32Array, fine: int, axis: int) -> Float32Array:
    """Return planes interpolated between cell centres along one axis."""
    coarse = planes.shape[axis]
    position = (np.arange(fine) + 0.5) * coarse / fine - 0.5
    low = np.clip(np.floor(position).astype(np.intp), 0, max(coarse - 2, 0))
    high = np.minimum(low + 1, coarse - 1)
    # Beyond the outermost centres the line goes on.
    weight = (position - low).astype(np.float32)
    weight = weight[:, np.newaxis] if axis == 1 else weight
    first: Float32Array = np.take(planes, low, axis=axis)
    result: Float32Array = np.take(planes, high, axis=axis)
    result -= first
    result *= weight
    result += first
    return result


def evaluation_cost(network: Network, cells: int) -> float:
    """Return the multiplications of a map of so many cells."""
    return float(network.parameters) * cells
