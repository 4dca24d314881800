"""Draws the marker of a class, the same in plots, legends and readouts."""

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.ui.tokens import ClassStyle, Tokens

# Legends show markers a little larger than crowded plots do.
LEGEND_SCALE = 1.25
RING = 9.0


def draw_marker(
    painter: QPainter, style: ClassStyle, center: QPointF, scale: float = LEGEND_SCALE
) -> None:
    """Draw a class's marker around a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    size = style.size * scale
    painter.scale(size, size)
    painter.setPen(QPen(QColor(0, 0, 0, 0)))
    painter.setBrush(pg.mkBrush(style.fill))
    painter.drawPath(Symbols[style.symbol])
    painter.restore()


def draw_wrong_ring(painter: QPainter, tokens: Tokens, center: QPointF) -> None:
    """Draw the ring of a wrongly classified point around a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.ring), 1.5))
    painter.setBrush(QColor(0, 0, 0, 0))
    painter.drawEllipse(center, RING / 2, RING / 2)
    painter.restore()
