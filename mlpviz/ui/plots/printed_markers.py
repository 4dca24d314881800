"""Markers drawn one by one as shapes, for SVG and PDF.

pyqtgraph's scatter plot scales its pens with the markers on devices that know no
cosmetic pens; here pens keep their width. Slower, and only used for figures.
"""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class PrintedMarkers(pg.GraphicsObject):
    """Takes what pyqtgraph's ScatterPlotItem takes, as far as a pane needs it."""

    def __init__(self) -> None:
        super().__init__()
        self._points = np.empty((0, 2))
        self._path = QPainterPath()
        self._brush = QBrush()
        self._pen = QPen()

    def setData(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        *,
        x: NDArray[Any],
        y: NDArray[Any],
        symbol: str,
        size: float,
        brush: QBrush | None,
        pen: QPen,
    ) -> None:
        """Draw these points; sizes and pen widths are in pixels."""
        self.prepareGeometryChange()
        self._points = np.column_stack((x, y)).astype(float)
        self._path = QTransform.fromScale(size, size).map(Symbols[symbol])
        self._brush = brush or QBrush()
        self._pen = QPen(pen)
        self._pen.setCosmetic(False)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the rectangle around the points."""
        if not len(self._points):
            return QRectF()
        low, high = self._points.min(axis=0), self._points.max(axis=0)
        # Only what is drawn decides here, and figures always show all of the data.
        return QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1])

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw every marker where its point is on the device."""
        transform = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        for x, y in self._points:
            place = transform.map(QPointF(x, y))
            painter.drawPath(self._path.translated(place))
        painter.restore()
