"""A curve drawn in short pieces, because long antialiased ones are slow; no data."""

from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPaintEngine, QPainter, QPen, QTransform

PIECE = 16
"""Segments a piece. Qt's time to stroke one grows with the square of its length:
672 points take 13 ms in one piece and 3 ms in pieces of 16."""


def unscaled(p: QPainter, pen: QPen) -> QTransform:
    """Make lines keep their width in SVG, too, where readers differ about that.

    Returns what points are to be mapped with: there the painter draws in the figure's
    own pixels from now on, elsewhere nothing changes.
    """
    plot = QTransform()
    if p.paintEngine().type() == QPaintEngine.Type.SVG:
        plot = p.transform()
        p.resetTransform()
        pen.setCosmetic(False)
    return plot


class StraightLines(pg.PlotCurveItem):
    """Straight lines, each between two points; for the grid and the marks."""

    def __init__(self) -> None:
        super().__init__(connect="pairs", antialias=False)

    def paint(self, p: QPainter, opt: Any, widget: Any) -> None:
        """Draw the lines."""
        if p.paintEngine().type() != QPaintEngine.Type.SVG:
            super().paint(p, opt, widget)
            return
        x, y = self.getData()
        if x is None or y is None:
            return
        points = [QPointF(float(a), float(b)) for a, b in zip(x, y, strict=True)]
        lines = [QLineF(a, b) for a, b in zip(points[::2], points[1::2], strict=True)]
        p.save()
        pen = QPen(self.opts["pen"])
        plot = unscaled(p, pen)
        p.setPen(pen)
        p.drawLines([plot.map(line) for line in lines])
        p.restore()


class CurveLine(pg.PlotCurveItem):
    """A line through points; NaN is a gap, dashes run on from piece to piece."""

    def paint(self, p: QPainter, opt: Any, widget: Any) -> None:
        """Draw the pieces."""
        x, y = self.getData()
        if x is None or y is None or len(x) < 2:
            return
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.opts["pen"])
        plot = unscaled(p, pen)
        scale = plot if not plot.isIdentity() else p.combinedTransform()
        steps = np.hypot(np.diff(x) * scale.m11(), np.diff(y) * scale.m22())
        lengths = np.concatenate(([0.0], np.nancumsum(steps))) / pen.widthF()
        # A gap belongs to no run: each run is from one NaN to before the next.
        gaps = np.flatnonzero(~np.isfinite(y))
        for before, after in pairwise((-1, *gaps.tolist(), len(y))):
            for first in range(before + 1, after - 1, PIECE):
                last = min(first + PIECE + 1, after)
                if pen.dashPattern():
                    pen.setDashOffset(float(lengths[first]))
                p.setPen(pen)
                polygon = pg.functions.arrayToQPolygonF(x[first:last], y[first:last])
                p.drawPolyline(plot.map(polygon))
        p.restore()
