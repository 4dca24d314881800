"""The weights of the network diagram: curves by sign and size, and their labels."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.core.numbers import format_number
from mlpviz.ui.colors import cell_text_color, rgb, signed_color
from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.plots.diagram_column import RADIUS
from mlpviz.ui.plots.diagram_model import (
    DiagramModel,
    Place,
    edge_ends,
    edge_shown,
    shown_edges,
)
from mlpviz.ui.plots.edge_pixels import edge_pixels
from mlpviz.ui.plots.map_pixels import pixels_image
from mlpviz.ui.widgets.painting import draw_ring, draw_text, fill_rounded

_OTHER_ALPHA = 0.36
_SELECTED_WIDTH, _HOVERED_WIDTH = 3.0, 2.0
# Smaller than this share of the scale a weight is no line.
_FAINTEST = 0.01
_LABEL_AT, _LABEL_HEIGHT, _LABEL_PADDING, _LABEL_GAP = 0.29, 21, 8, 2


class EdgesItem(QGraphicsItem):
    """Paints all edges of the diagram."""

    def __init__(self, model: DiagramModel) -> None:
        super().__init__()
        self._model = model
        self._images: dict[int, tuple[tuple[object, ...], QImage]] = {}
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

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
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        exposed = option.exposedRect  # type: ignore[attr-defined]
        for gap in range(model.layout.columns - 1):
            left, right = model.layout.reach(gap)
            if right < exposed.left() or left > exposed.right():
                continue
            if (image := self._image(gap, ratio)) is not None:
                painter.drawImage(QPointF(left, 0), image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tokens = model.tokens
        if model.layout.plain:
            self._paint_zeros(painter)
        for place, width in (
            (model.hovered, _HOVERED_WIDTH),
            (model.selection, _SELECTED_WIDTH),
        ):
            if place is not None and edge_shown(model, place):
                color = tokens.pos if model.value(place) >= 0 else tokens.neg
                painter.strokePath(edge_path(model, place), QPen(QColor(color), width))
        for place, rect in labels(model):
            self._paint_label(painter, place, rect)

    def _paint_zeros(self, painter: QPainter) -> None:
        """Paint weights of nothing, where a label needs its line."""
        model = self._model
        faintest = _FAINTEST * model.scale(0)
        for place, _ in labels(model):
            if abs(model.value(place)) < faintest:
                pen = QPen(QColor(model.tokens.fieldline), 1)
                painter.strokePath(edge_path(model, place), pen)

    def _image(self, gap: int, ratio: float) -> QImage | None:
        """Return the edges of one layer; drawn anew only where they changed."""
        model = self._model
        layer = model.network.layers[gap]
        # A selected unit matters only where it alone has edges.
        chosen = model.selection[:2] if model.layout.scrolling else model.selection[0]
        key = (
            layer.W,
            layer.b,
            chosen,
            model.layout,
            tuple(model.offsets[gap : gap + 2]),
            model.tokens.name,
            ratio,
        )
        old = self._images.get(gap)
        # Weights are compared by identity: arrays have no truth of their own.
        if (
            old is not None
            and all(a is b for a, b in zip(old[0][:2], key[:2], strict=True))
            and old[0][2:] == key[2:]
        ):
            return old[1]
        image = self._drawn(gap, ratio)
        if image is not None:
            self._images[gap] = (key, image)
        return image

    def _drawn(self, gap: int, ratio: float) -> QImage | None:
        model = self._model
        rows, columns = shown_edges(model, gap)
        if not len(rows):
            return None
        W = model.network.layers[gap].W[rows, columns]
        share = np.clip(np.abs(W) / model.scale(gap), 0, 1) ** 0.8
        chosen = gap == model.selection[0]
        if chosen:
            alphas, widths = 0.12 + 0.7 * share, 0.8 + 2.0 * share
        else:
            alphas, widths = _OTHER_ALPHA * (0.2 + 0.8 * share), 0.8 + 1.4 * share
        alphas = np.where(share < _FAINTEST, 0, alphas)
        starts, ends = edge_ends(model, gap, rows, columns)
        left, right = model.layout.reach(gap)
        size = round((right - left) * ratio), round(model.layout.height * ratio)
        tokens = model.tokens
        pixels = edge_pixels(
            starts * ratio,
            ends * ratio,
            widths * ratio,
            alphas,
            W > 0,
            size,
            (rgb(tokens.pos), rgb(tokens.neg)),
            straight=model.layout.plain,
        )
        return pixels_image(pixels, ratio)

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
    if abs(value) < 1000:
        return format_number(value, decimals=2)
    return format_number(value, significant=3)


def edge_path(model: DiagramModel, place: Place) -> QPainterPath:
    """Return the curve of a weight that is shown."""
    layer, row, column = place
    assert column is not None
    left, right = model.layout.reach(layer)
    start = QPointF(left, model.center(layer, column))
    end = QPointF(right, model.center(layer + 1, row))
    path = QPainterPath(start)
    if model.layout.plain:
        path.lineTo(end)
    else:
        middle = (left + right) / 2
        path.cubicTo(middle, start.y(), middle, end.y(), end.x(), end.y())
    return path


def labels(model: DiagramModel) -> Iterator[tuple[Place, QRectF]]:
    """Return where the values of the weights stand, where there is room for them."""
    layout = model.layout
    if not layout.plain or layout.scrolling:
        return
    left, right = layout.reach(0)
    rows, columns = shown_edges(model, 0)
    starts, ends = edge_ends(model, 0, rows, columns)
    heights = starts + _LABEL_AT * (ends - starts)
    apart = np.diff(np.sort(heights))
    if apart.min(initial=np.inf) < _LABEL_HEIGHT + _LABEL_GAP:
        return
    metrics = QFontMetricsF(bold_font(11))
    x = left + _LABEL_AT * (right - left)
    for row, column, y in zip(rows.tolist(), columns.tolist(), heights, strict=True):
        place = (0, row, column)
        text = _label_text(model.value(place))
        half = round(metrics.horizontalAdvance(text) / 2) + _LABEL_PADDING
        half = min(half, (right - left) // 2)
        start = max(round(x) - half, left + 4)
        top = round(y - _LABEL_HEIGHT / 2)
        yield place, QRectF(start, top, 2 * half, _LABEL_HEIGHT)
