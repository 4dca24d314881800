"""Where the network diagram puts columns and tiles; plain arithmetic, no painting.

Columns count from 0, the input; column c ≥ 1 shows the units of layer c − 1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPoint, QRect

MAX_FULL_UNITS = 12
"""Wider layers scroll."""
SMALL_TILE, SMALL_PITCH = 14, 21
MAX_TILE = 56
HEAD = 36
"""Two lines of text above the tiles."""
FOOT = 9
_MIN_COLUMN_PITCH = 21
_TILE_OF_PITCH = 0.866
_TILE_OF_COLUMN = 0.6
_MAX_ROW_PITCH = 1.64
_SCROLLING_SHAPE = 0.925
# Room left and right for the names; with the classes' names where columns are few.
_MARGINS, _ROOMY_MARGINS = (28, 32), (40, 88)
_ROOMY_COLUMNS = 3
_LONG_HEAD_PITCH = 58
_HIT_MARGIN = 3
# Edges stop short of the tiles, so that the ring of a selected one stays clear.
_AWAY = 2


@dataclass(frozen=True)
class DiagramLayout:
    """The layout of one architecture in one size, in device-independent pixels.

    Attributes
    ----------
    counts
        Tiles of each column, the input's first.
    width, height
        Of the drawing; it may be wider than the view.
    left, column_pitch
        Left edge of the first column's tiles, and from one column to the next.
    top, row_pitch
        Upper edge of the tallest column, and from one tile to the next.
    tile
        Side of a tile.
    visible
        How many tiles of a column are in view at once.
    scrolling
        Columns scroll, and only edges of the selected unit are drawn.
    roomy
        There is room for the names of the classes.
    long_heads
        There is room for "Layer 2" above a column, not only for "2".
    """

    counts: tuple[int, ...]
    width: int
    height: int
    left: int
    column_pitch: float
    top: int
    row_pitch: float
    tile: int
    visible: int
    scrolling: bool
    roomy: bool
    long_heads: bool

    @property
    def columns(self) -> int:
        """Return how many columns there are, input and output included."""
        return len(self.counts)

    @property
    def plain(self) -> bool:
        """Whether there is no hidden layer: edges are straight and have labels."""
        return self.columns == 2

    @cached_property
    def rows_height(self) -> int:
        """Return the height of the tallest column."""
        rows = min(max(self.counts), self.visible)
        return round((rows - 1) * self.row_pitch) + self.tile

    def shown(self, column: int) -> int:
        """Return how many tiles of a column are in view."""
        return min(self.counts[column], self.visible)

    def x(self, column: int) -> int:
        """Return the left edge of a column's tiles."""
        return round(self.left + column * self.column_pitch)

    def y(self, column: int, place: int) -> int:
        """Return the upper edge of the tile at a place, counted from the top in view."""
        used = (self.shown(column) - 1) * self.row_pitch + self.tile
        away = (self.rows_height - used) / 2 + place * self.row_pitch
        # Halves go one way, or even steps would look uneven.
        return self.top + math.floor(away + 0.5)

    def tile_rect(self, column: int, place: int) -> QRect:
        """Return the tile at a place in view."""
        return QRect(self.x(column), self.y(column, place), self.tile, self.tile)

    def reach(self, gap: int) -> tuple[int, int]:
        """Return where the edges behind a column begin and end."""
        return self.x(gap) + self.tile + _AWAY, self.x(gap + 1) - _AWAY

    def column_at(self, x: float) -> int | None:
        """Return the column whose tiles are at x."""
        for column in range(self.columns):
            if -_HIT_MARGIN <= x - self.x(column) < self.tile + _HIT_MARGIN:
                return column
        return None

    def nearest_column(self, x: float) -> int:
        """Return the column whose tiles are nearest to x."""
        away = [abs(x - self.x(c) - self.tile / 2) for c in range(self.columns)]
        return away.index(min(away))

    def gap_at(self, x: float) -> int | None:
        """Return the column left of the edges at x."""
        for column in range(self.columns - 1):
            if self.x(column) + self.tile <= x < self.x(column + 1):
                return column
        return None

    def place_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return column and place of the tile at a point."""
        column = self.column_at(point.x())
        if column is None:
            return None
        for place in range(self.shown(column)):
            if self.tile_rect(column, place).adjusted(-1, -1, 1, 1).contains(point):
                return column, place
        return None


def _margins(columns: int) -> tuple[int, int]:
    return _ROOMY_MARGINS if columns <= _ROOMY_COLUMNS else _MARGINS


def _widest_tile(columns: int, width: int) -> float:
    """Return the tile that leaves enough between the columns."""
    left, right = _margins(columns)
    if columns == 2:
        return max(0.375 * width - 62, SMALL_TILE)
    share = _TILE_OF_COLUMN / (columns - 1)
    return min((width - left - right) * share / (1 + share), MAX_TILE)


def _scrolls(counts: Sequence[int]) -> bool:
    return max(counts) > MAX_FULL_UNITS


def wanted_height(counts: Sequence[int], width: int) -> int:
    """Return the height at which an architecture looks best in a width."""
    if _scrolls(counts):
        return round(_SCROLLING_SHAPE * width)
    tile = _widest_tile(len(counts), width)
    pitch = tile * (_MAX_ROW_PITCH if len(counts) == 2 else 1 / _TILE_OF_PITCH)
    return HEAD + FOOT + round(max(counts) * pitch)


def arrange(counts: Sequence[int], width: int, height: int) -> DiagramLayout:
    """Lay out columns of so many units in a view.

    Parameters
    ----------
    counts
        Units of each column: inputs, hidden layers, classes.
    width, height
        Of the view.
    """
    columns, rows = len(counts), max(counts)
    left, right = _margins(columns)
    area = max(height - HEAD - FOOT, SMALL_TILE)
    tile = min(_TILE_OF_PITCH * area / rows, _widest_tile(columns, width))
    scrolling = _scrolls(counts) or _TILE_OF_PITCH * area / rows < SMALL_TILE
    if scrolling:
        tile, row_pitch = SMALL_TILE, float(SMALL_PITCH)
        visible = max(int((area - SMALL_TILE) // SMALL_PITCH) + 1, 1)
    else:
        tile = max(round(tile), SMALL_TILE)
        row_pitch = min(area / rows, tile * _MAX_ROW_PITCH)
        visible = rows
    column_pitch = max((width - left - right - tile) / (columns - 1), _MIN_COLUMN_PITCH)
    used = round((min(rows, visible) - 1) * row_pitch) + tile
    return DiagramLayout(
        counts=tuple(counts),
        width=max(round(left + (columns - 1) * column_pitch + tile + right), width),
        height=height,
        left=left,
        column_pitch=column_pitch,
        top=HEAD + max((area - used) // 2, 0),
        row_pitch=row_pitch,
        tile=tile,
        visible=visible,
        scrolling=scrolling,
        roomy=columns <= _ROOMY_COLUMNS and tile >= 2 * SMALL_TILE,
        long_heads=column_pitch >= _LONG_HEAD_PITCH,
    )
