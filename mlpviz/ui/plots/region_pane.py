"""One square pane of decision regions: a map, points, rings and the pointer's cross.

It draws what it is given; it knows no session and computes nothing.
"""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QWidget

from mlpviz.app.rendering import RegionMap
from mlpviz.core.arrays import BoolArray
from mlpviz.core.datasets import Split
from mlpviz.core.regions import Grid
from mlpviz.ui.colors import contrast, hex_color, mix, rgb
from mlpviz.ui.plots.printed_markers import PrintedMarkers
from mlpviz.ui.plots.region_axis import BOTTOM_HEIGHT, LEFT_WIDTH, RegionAxis
from mlpviz.ui.tokens import Tokens

# Of the marker sizes: full up to so many points, then thinner as they crowd.
_CROWDING = ((500, 1.0), (1_000, 0.9), (2_500, 0.7), (10_000, 0.5), (40_000, 0.35))
_OPACITY = 217
_RING = 9.0
_ZOOM_STEP = 1.25
_PAN_STEP = 0.1
_DIMMED = 0.45
TOP_MARGIN = 6


def marker_scale(points: int) -> float:
    """Return the factor of the marker sizes for so many points in a pane."""
    counts, factors = zip(*_CROWDING, strict=True)
    return float(np.interp(points, counts, factors))


def outline_color(fill: str, tokens: Tokens) -> str:
    """Return the colour of a marker's outline, which tells it from its region."""
    if tokens.is_dark:
        return mix(fill, tokens.surface, 0.25)
    share = 0.0
    color = rgb(fill)
    while contrast(color, rgb(tokens.surface)) < 3.2 and share < 1:
        share += 0.02
        color = rgb(fill) * (1 - share)
    return hex_color(color)


class _Plane(pg.ViewBox):
    """The view box: pans and zooms both axes alike; the double click fits."""

    def __init__(self, pane: "RegionPane") -> None:
        super().__init__(enableMenu=False, lockAspect=True, defaultPadding=0)
        self._pane = pane

    def mouseDoubleClickEvent(self, ev: QEvent) -> None:
        """Show everything again."""
        ev.accept()
        self._pane.fit_requested.emit()


class RegionPane(pg.PlotWidget):
    """A square plot of the plane.

    Signals
    -------
    range_changed()
        Another rectangle is in view, by the user's hand or by size.
    hovered(object)
        (x1, x2) under the pointer, or None when it has left.
    fit_requested()
        The user wants to see everything again.
    """

    range_changed = Signal()
    hovered = Signal(object)
    fit_requested = Signal()

    def __init__(
        self, name: str, tokens: Tokens, parent: QWidget | None = None
    ) -> None:
        self._plane = _Plane(self)
        axes = {side: RegionAxis(side) for side in ("left", "bottom")}
        super().__init__(parent, viewBox=self._plane, axisItems=axes)
        self._axes = axes
        self._tokens = tokens
        self._size_factor = 1.0
        self._printed = False
        self._split: Split | None = None
        self._wrong: BoolArray | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameStyle(0)
        item: Any = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setContentsMargins(0, 0, 0, 0)
        item.layout.setContentsMargins(0, TOP_MARGIN, 1, 0)
        self._add: Any = item.addItem
        self._map = self._image(0)
        self._boundary = self._image(20)
        self._classes: list[Any] = []
        self._rings = (self._scatter(30), self._scatter(31))
        self._cross = [pg.InfiniteLine(angle=angle, movable=False) for angle in (90, 0)]
        for line in self._cross:
            line.setZValue(40)
            line.hide()
            self._add(line, ignoreBounds=True)
        self._plane.sigRangeChanged.connect(lambda *_: self.range_changed.emit())
        self._plane.sigResized.connect(lambda *_: self.range_changed.emit())
        self.set_tokens(tokens)

    # What is shown

    def set_points(self, split: Split, tokens: Tokens, size_factor: float) -> None:
        """Show the points of a split, a marker a class.

        Parameters
        ----------
        size_factor : float
            Of the marker sizes, for large windows.
        """
        if (split, tokens, size_factor) == (
            self._split,
            self._tokens,
            self._size_factor,
        ) and self._classes:
            return
        self._split, self._size_factor = split, size_factor
        while len(self._classes) > split.classes:
            self.removeItem(self._classes.pop())
        while len(self._classes) < split.classes:
            self._classes.append(self._scatter(10, cached=True))
        scale = marker_scale(len(split)) * size_factor
        for k, item in enumerate(self._classes):
            style = tokens.class_style(k)
            color = QColor(style.fill)
            color.setAlpha(_OPACITY)
            x = split.x[split.labels == k]
            item.setData(
                x=x[:, 0],
                y=x[:, 1],
                symbol=style.symbol,
                size=style.size * scale,
                brush=pg.mkBrush(color),
                pen=pg.mkPen(outline_color(style.fill, tokens), width=0.5),
            )
        self._show_rings()

    def set_points_visible(self, visible: bool) -> None:
        """Show or hide the points; the rings of wrong ones stay."""
        for item in self._classes:
            item.setVisible(visible)

    def set_for_print(self) -> None:
        """Draw every marker by itself, so that it stays a shape in SVG and PDF."""
        self._printed = True
        for item in self._rings:
            self.removeItem(item)
        self._rings = (self._scatter(30), self._scatter(31))

    def set_wrong(self, wrong: BoolArray | None) -> None:
        """Ring the points marked, (n,) of the split shown; None rings none."""
        if wrong is not self._wrong:
            self._wrong = wrong
            self._show_rings()

    def set_rings_dimmed(self, dimmed: bool) -> None:
        """Pale the rings while they belong to an older network."""
        for item in self._rings:
            item.setOpacity(_DIMMED if dimmed else 1.0)

    def set_map(self, drawn: RegionMap | None, *, boundary: bool) -> None:
        """Show a map where it belongs, with or without the boundary."""
        self._map.setVisible(drawn is not None)
        self._boundary.setVisible(drawn is not None and boundary)
        if drawn is None:
            return
        grid = drawn.grid
        area = QRectF(
            grid.left, grid.bottom, grid.right - grid.left, grid.top - grid.bottom
        )
        for item, pixels in (
            (self._map, drawn.regions),
            (self._boundary, drawn.boundary),
        ):
            item.setImage(pixels, autoLevels=False)
            item.setRect(area)

    def set_map_dimmed(self, dimmed: bool) -> None:
        """Pale the map while it belongs to an older network."""
        for item in (self._map, self._boundary):
            item.setOpacity(_DIMMED if dimmed else 1.0)

    def set_cross(self, point: tuple[float, float] | None) -> None:
        """Show the pointer's place, here or in the other pane."""
        for line, position in zip(self._cross, point or (0.0, 0.0), strict=True):
            line.setVisible(point is not None)
            line.setPos(position)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of a palette."""
        self._tokens = tokens
        self.setBackground(tokens.surface)
        for axis in self._axes.values():
            axis.set_tokens(tokens)
        for line in self._cross:
            line.setPen(pg.mkPen(tokens.muted, width=1, dash=[2, 3], cosmetic=True))
        if self._split is not None:
            split, self._split = self._split, None
            self.set_points(split, tokens, self._size_factor)

    # Where it looks

    def show_square(self, low: float, high: float) -> None:
        """Show the square from low to high on both axes."""
        self._plane.setRange(
            xRange=(low, high), yRange=(low, high), padding=0, update=True
        )

    def link_to(self, other: "RegionPane | None") -> None:
        """Pan and zoom together with another pane, or alone again."""
        plane = other.plane if other is not None else None
        self._plane.setXLink(plane)
        self._plane.setYLink(plane)

    @property
    def plane(self) -> pg.ViewBox:
        """The pane's view box."""
        return self._plane

    def grid(self, ratio: float) -> Grid:
        """Return the rectangle in view, `ratio` cells for each pixel."""
        (left, right), (bottom, top) = self._plane.viewRange()
        columns = max(round(self._plane.width() * ratio), 1)
        rows = max(round(self._plane.height() * ratio), 1)
        return Grid(left, right, bottom, top, columns, rows)

    def plot_rect(self) -> QRectF:
        """Return the plot's box in the pane's own pixels."""
        return self._plane.sceneBoundingRect()

    @staticmethod
    def size_for(side: int) -> QSize:
        """Return the pane's size for a plot box of that side."""
        return QSize(side + LEFT_WIDTH + 1, side + BOTTOM_HEIGHT + TOP_MARGIN)

    # Mouse and keys

    def leaveEvent(self, ev: QEvent) -> None:
        """Tell that the pointer is gone."""
        super().leaveEvent(ev)
        self.hovered.emit(None)

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Pan with the arrows, zoom with plus and minus, fit with 0 or Home."""
        keys = Qt.Key
        pans = {
            keys.Key_Left: (-1, 0),
            keys.Key_Right: (1, 0),
            keys.Key_Up: (0, 1),
            keys.Key_Down: (0, -1),
        }
        key = keys(ev.key())
        (left, right), (bottom, top) = self._plane.viewRange()
        if key in pans:
            across, up = pans[key]
            self._plane.translateBy(
                x=across * _PAN_STEP * (right - left),
                y=up * _PAN_STEP * (top - bottom),
            )
        elif key in (keys.Key_Plus, keys.Key_Equal):
            self._plane.scaleBy((1 / _ZOOM_STEP, 1 / _ZOOM_STEP))
        elif key == keys.Key_Minus:
            self._plane.scaleBy((_ZOOM_STEP, _ZOOM_STEP))
        elif key in (keys.Key_0, keys.Key_Home):
            self.fit_requested.emit()
        else:
            super().keyPressEvent(ev)
            return
        ev.accept()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Tell where the pointer is.

        pyqtgraph's own signal leaves out what comes within 10 ms of the event before,
        and so, often, the place where the pointer comes to rest.
        """
        super().mouseMoveEvent(ev)
        position = QPointF(self.mapToScene(ev.position().toPoint()))
        if self._plane.sceneBoundingRect().contains(position):
            point = self._plane.mapSceneToView(position)
            self.hovered.emit((point.x(), point.y()))
        else:
            self.hovered.emit(None)

    # Parts

    def _image(self, z: float) -> pg.ImageItem:
        item = pg.ImageItem(axisOrder="row-major")
        item.setZValue(z)
        item.hide()
        self._add(item, ignoreBounds=True)
        return item

    def _scatter(self, z: float, *, cached: bool = False) -> Any:
        if self._printed:
            item = PrintedMarkers()
        else:
            item = pg.ScatterPlotItem(pxMode=True, antialias=True)
        item.setZValue(z)
        item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        if cached and not self._printed:
            # Hundreds of markers are drawn once, and not again for every map.
            item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._add(item, ignoreBounds=True)
        return item

    def _show_rings(self) -> None:
        split, wrong = self._split, self._wrong
        x = np.empty((0, 2), np.float32)
        if split is not None and wrong is not None and len(wrong) == len(split):
            x = split.x[wrong]
        size = _RING * max(self._size_factor, 1.0)
        pens = (
            pg.mkPen(self._tokens.surface, width=3),
            pg.mkPen(self._tokens.ring, width=1.5),
        )
        for item, pen in zip(self._rings, pens, strict=True):
            item.setData(
                x=x[:, 0], y=x[:, 1], symbol="o", size=size, brush=None, pen=pen
            )
