"""The weights of the network diagram: curves by sign and size, labels, and hits."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.core.arrays import FloatArray
from mlpviz.core.numbers import format_number
from mlpviz.ui.colors import cell_text_color, signed_color
from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.plots.diagram_column import RADIUS
from mlpviz.ui.plots.diagram_model import DiagramModel, Place
from mlpviz.ui.widgets.painting import draw_ring, draw_text, fill_rounded

Indices = NDArray[np.intp]

# Edges stop short of the tiles, so that the ring of a selected one stays clear.
_AWAY = 2
_OTHER_ALPHA = 0.36
_LEVELS = 10
"""Sizes told apart; edges of one size and sign are one stroke."""
_SELECTED_WIDTH = 3.0
_LABEL_AT, _LABEL_HEIGHT, _LABEL_PADDING = 0.29, 21, 8
_LABEL_GAP = 2
_HIT = 5.0
_SAMPLES = 25


class EdgesItem(QGraphicsItem):
    """Paints all edges of the diagram: one item, or moving them would be slow."""

    def __init__(self, model: DiagramModel) -> None:
        super().__init__()
        self._model = model
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Return the whole drawing."""
        return QRectF(0, 0, self._model.layout.width, self._model.layout.height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the edges, the selected and the hovered one last, then labels."""
        model = self._model
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for gap in range(model.layout.columns - 1):
            self._paint_gap(painter, gap)
        for place, width in ((model.hovered, 2.0), (model.selection, _SELECTED_WIDTH)):
            if place is not None and edge_shown(model, place):
                tokens = model.tokens
                color = tokens.pos if model.value(place) >= 0 else tokens.neg
                painter.strokePath(edge_path(model, place), QPen(QColor(color), width))
        for place, rect in labels(model):
            self._paint_label(painter, place, rect)

    def _paint_gap(self, painter: QPainter, gap: int) -> None:
        """Paint the edges of one layer, those of one look at once."""
        model = self._model
        rows, columns = shown_edges(model, gap)
        if not len(rows):
            return
        W = model.network.layers[gap].W
        size = np.clip(W[rows, columns] / model.scale(gap), -1, 1)
        level = np.ceil(np.abs(size) ** 0.8 * _LEVELS).astype(np.intp)
        level[size < 0] *= -1
        starts, ends = _anchors(model, gap, rows, columns)
        x0, x1 = _reach(model, gap)
        # From weak to strong: what is strong lies on top.
        for wanted in sorted(np.unique(level).tolist(), key=abs):
            if wanted == 0 and not model.layout.plain:
                continue
            path = QPainterPath()
            for y0, y1 in zip(
                starts[level == wanted], ends[level == wanted], strict=True
            ):
                _add_curve(path, model, QPointF(x0, y0), QPointF(x1, y1))
            painter.strokePath(path, self._pen(gap, wanted))

    def _pen(self, gap: int, level: int) -> QPen:
        tokens = self._model.tokens
        if level == 0:
            return QPen(QColor(tokens.fieldline), 1)
        share = abs(level) / _LEVELS
        color = QColor(tokens.pos if level > 0 else tokens.neg)
        if gap == self._model.selection[0]:
            color.setAlphaF(min(0.15 + 0.75 * share, 1))
            return QPen(color, 0.8 + 2.0 * share)
        color.setAlphaF(_OTHER_ALPHA * (0.12 + 0.88 * share))
        return QPen(color, 0.8 + 1.4 * share)

    def _paint_label(self, painter: QPainter, place: Place, rect: QRectF) -> None:
        model = self._model
        tokens = model.tokens
        value = model.value(place)
        color = signed_color(value, model.scale(place[0]), tokens)
        fill_rounded(painter, rect, color, RADIUS)
        chosen = place == model.selection
        if chosen:
            draw_ring(painter, rect, tokens.accent, RADIUS, 2)
        else:
            draw_ring(painter, rect, tokens.hair, RADIUS)
        font = bold_font(11) if chosen else small_font()
        ink = cell_text_color(color, tokens)
        center = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, rect, _label_text(value), ink, font, center)


def _label_text(value: float) -> str:
    return (
        format_number(value, decimals=2)
        if abs(value) < 1000
        else format_number(value, significant=3)
    )


def _reach(model: DiagramModel, gap: int) -> tuple[float, float]:
    """Return where the edges of a layer begin and end."""
    layout = model.layout
    return layout.x(gap) + layout.tile + _AWAY, layout.x(gap + 1) - _AWAY


def _add_curve(
    path: QPainterPath, model: DiagramModel, start: QPointF, end: QPointF
) -> None:
    path.moveTo(start)
    if model.layout.plain:
        path.lineTo(end)
        return
    middle = (start.x() + end.x()) / 2
    path.cubicTo(middle, start.y(), middle, end.y(), end.x(), end.y())


def shown_edges(model: DiagramModel, gap: int) -> tuple[Indices, Indices]:
    """Return row and column of each edge that is drawn in a layer, two arrays (n,).

    All of them; where columns scroll, those of the selected unit that have both ends
    in view.
    """
    sources, targets = model.units_shown(gap), model.units_shown(gap + 1)
    if model.layout.scrolling:
        layer, unit, _ = model.selection
        if gap == layer:
            targets = range(unit, unit + 1) if unit in targets else range(0)
        elif gap == layer + 1:
            sources = range(unit, unit + 1) if unit in sources else range(0)
        else:
            sources = targets = range(0)
    rows, columns = np.meshgrid(
        np.array(targets, np.intp), np.array(sources, np.intp), indexing="ij"
    )
    return rows.ravel(), columns.ravel()


def edge_shown(model: DiagramModel, place: Place) -> bool:
    """Say whether both ends of a weight are in view."""
    layer, row, column = place
    return (
        column is not None
        and row in model.units_shown(layer + 1)
        and column in model.units_shown(layer)
    )


def edge_path(model: DiagramModel, place: Place) -> QPainterPath:
    """Return the curve of a weight that is shown."""
    layer, row, column = place
    assert column is not None
    x0, x1 = _reach(model, layer)
    path = QPainterPath()
    start = QPointF(x0, model.center(layer, column))
    _add_curve(path, model, start, QPointF(x1, model.center(layer + 1, row)))
    return path


def _anchors(
    model: DiagramModel, gap: int, rows: Indices, columns: Indices
) -> tuple[FloatArray, FloatArray]:
    """Return the y of both ends of edges, (n,) each."""
    left, right = (
        np.array([model.center(column, unit) for unit in model.units_shown(column)])
        for column in (gap, gap + 1)
    )
    return left[columns - model.offsets[gap]], right[rows - model.offsets[gap + 1]]


def labels(model: DiagramModel) -> Iterator[tuple[Place, QRectF]]:
    """Return where the values of the weights stand, where there is room for them."""
    layout = model.layout
    if not layout.plain or layout.scrolling:
        return
    x0, x1 = _reach(model, 0)
    rows, columns = shown_edges(model, 0)
    starts, ends = _anchors(model, 0, rows, columns)
    heights = starts + _LABEL_AT * (ends - starts)
    apart = np.diff(np.sort(heights))
    if apart.min(initial=np.inf) < _LABEL_HEIGHT + _LABEL_GAP:
        return
    metrics = QFontMetricsF(bold_font(11))
    x = x0 + _LABEL_AT * (x1 - x0)
    for row, column, y in zip(rows.tolist(), columns.tolist(), heights, strict=True):
        place = (0, row, column)
        text = _label_text(model.value(place))
        half = round(metrics.horizontalAdvance(text) / 2) + _LABEL_PADDING
        half = min(half, int((x1 - x0) / 2))
        left = max(round(x) - half, round(x0) + 4)
        top = round(y - _LABEL_HEIGHT / 2)
        yield place, QRectF(left, top, 2 * half, _LABEL_HEIGHT)


def edge_at(model: DiagramModel, point: QPoint) -> Place | None:
    """Return the weight drawn at a point: the nearest edge, the stronger of two."""
    for place, rect in labels(model):
        if rect.contains(QPointF(point)):
            return place
    gap = model.layout.gap_at(point.x())
    if gap is None:
        return None
    rows, columns = shown_edges(model, gap)
    if not len(rows):
        return None
    starts, ends = _anchors(model, gap, rows, columns)
    x0, x1 = _reach(model, gap)
    t = np.linspace(0, 1, _SAMPLES)
    if model.layout.plain:
        x, share = x0 + t * (x1 - x0), t
    else:
        x = x0 + (1.5 * t - 1.5 * t**2 + t**3) * (x1 - x0)
        share = t * t * (3 - 2 * t)
    y = starts[:, np.newaxis] + (ends - starts)[:, np.newaxis] * share
    away = _distance(np.broadcast_to(x, y.shape), y, point)
    strength = np.abs(model.network.layers[gap].W[rows, columns]) / model.scale(gap)
    best = int(np.argmin(away - 2 * np.clip(strength, 0, 1)))
    if away[best] > _HIT:
        return None
    return gap, int(rows[best]), int(columns[best])


def _distance(x: FloatArray, y: FloatArray, point: QPoint) -> FloatArray:
    """Return the distance of a point from each polyline, (n, samples) to (n,)."""
    px, py = point.x() - x[:, :-1], point.y() - y[:, :-1]
    dx, dy = np.diff(x), np.diff(y)
    along = (px * dx + py * dy) / np.maximum(dx * dx + dy * dy, 1e-12)
    along = np.clip(along, 0, 1)
    return np.hypot(px - along * dx, py - along * dy).min(axis=1)
