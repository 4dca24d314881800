"""One column of the network diagram: its head, its tiles with maps, its scroll bar."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.datasets import class_name
from mlpviz.core.numbers import format_number
from mlpviz.core.unit_maps import UnitMaps
from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.plots.diagram_layout import SMALL_TILE
from mlpviz.ui.plots.diagram_model import DiagramModel
from mlpviz.ui.plots.map_pixels import (
    Packed,
    class_pixels,
    fitted,
    image_pixels,
    map_scale,
    pixels_image,
    signed_pixels,
    tile_pixels,
)
from mlpviz.ui.plots.markers import draw_marker
from mlpviz.ui.tokens import Tokens
from mlpviz.ui.widgets.layer_names import subscript
from mlpviz.ui.widgets.painting import draw_ring, draw_text, fill_rounded

RADIUS = 4.0
BAR_GAP, BAR_WIDTH = 4, 2
_MARKER_AWAY, _NAME_AWAY, _NAME_WIDTH = 13, 23, 64
_NAME_UP, _BIAS_DOWN = 7, 10
_INPUT_AWAY = 7
_HEAD_UP, _CAPTION_UP = 28, 14
_LINE = 14
_WORD_TILE = 31
"""From here on a tile has room for "dead"."""
_STALE_OPACITY = 0.45
_CENTER = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight


def activation_caption(name: str) -> str:
    """Return an activation's name as it stands in running text: ReLU, softmax."""
    label = ACTIVATIONS[name].label
    return label.lower() if label.istitle() else label


@lru_cache(maxsize=64)
def _blank_tile(tokens: Tokens, tile: int, ratio: float, word: str = "") -> Packed:
    """Return a tile with its border and perhaps a word, but no map; to be read only."""
    size = round(tile * ratio)
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(0, 0, tile, tile)
    # Around small tiles a strong border would be louder than the map.
    border = tokens.hair if tile <= SMALL_TILE + 2 else tokens.fieldbase
    fill_rounded(painter, rect, tokens.surface, RADIUS)
    draw_ring(painter, rect, border, RADIUS)
    if word:
        draw_text(painter, rect, word, tokens.muted, small_font(), _CENTER)
    painter.end()
    return image_pixels(image)


class ColumnItem(QGraphicsItem):
    """Paints the units of one layer, or the inputs."""

    def __init__(self, model: DiagramModel, column: int) -> None:
        super().__init__()
        self._model = model
        self._column = column
        self._image_key: tuple[object, ...] = ()
        self._image: QImage | None = None
        self._scale_of: UnitMaps | None = None
        self._scale = 1.0
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        """Return the strip from the column's left name to its right one."""
        layout = self._model.layout
        left = layout.x(self._column) - layout.left
        return QRectF(
            left, 0, layout.left + layout.tile + _NAME_AWAY + _NAME_WIDTH, layout.height
        )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint everything of the column."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        self._paint_tiles(painter)
        if self._column == 0:
            self._paint_input_names(painter)
        if self._column == self._model.layout.columns - 1:
            self._paint_classes(painter)
        self._paint_bar(painter)

    def _paint_head(self, painter: QPainter) -> None:
        model, layout, column = self._model, self._model.layout, self._column
        tokens = model.tokens
        chosen = column == model.selection[0] + 1
        middle = layout.x(column) + layout.tile / 2
        font = bold_font(11) if chosen else small_font(QFont.Weight.Medium)
        color = tokens.accenttext if chosen else tokens.text
        row = QRectF(middle - 40, layout.top - _HEAD_UP - _LINE / 2, 80, _LINE)
        draw_text(painter, row, self._head(), color, font, _CENTER)
        row.translate(0, _HEAD_UP - _CAPTION_UP)
        caption = f"{layout.counts[column]}"
        if layout.long_heads and column:
            name = model.network.layers[column - 1].activation
            caption = f"{caption} {activation_caption(name)}"
        draw_text(painter, row, caption, tokens.muted, small_font(), _CENTER)

    def _head(self) -> str:
        layout, column = self._model.layout, self._column
        if column == 0:
            return "Input" if layout.long_heads else "In"
        if column == layout.columns - 1:
            return "Output" if layout.long_heads else "Out"
        return f"Layer {column}" if layout.long_heads else f"{column}"

    def _paint_tiles(self, painter: QPainter) -> None:
        model, layout, column = self._model, self._model.layout, self._column
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        painter.setOpacity(_STALE_OPACITY if model.dimmed else 1.0)
        corner = QPointF(layout.x(column), layout.y(column, 0))
        painter.drawImage(corner, self._strip_image(ratio))
        painter.setOpacity(1)
        ring = model.ringed(column)
        if ring is not None and ring in model.units_shown(column):
            rect = QRectF(layout.tile_rect(column, ring - model.offsets[column]))
            outer = rect.adjusted(-1, -1, 1, 1)
            draw_ring(painter, outer, model.tokens.accent, RADIUS, 2)

    def _strip_image(self, ratio: float) -> QImage:
        """Return the tiles in view in one image: many small ones would be slow."""
        model, layout, column = self._model, self._model.layout, self._column
        shown = model.units_shown(column)
        key = (model.maps, shown, model.tokens.name, layout, ratio)
        if self._image is not None and key == self._image_key:
            return self._image
        blank = _blank_tile(model.tokens, layout.tile, ratio)
        tiles = self._tiles(shown, blank, ratio)
        top = layout.y(column, 0)
        height = round((layout.y(column, len(shown) - 1) - top) * ratio) + len(blank)
        strip = np.zeros((height, len(blank)), np.uint32)
        for place, tile in enumerate(tiles):
            y = round((layout.y(column, place) - top) * ratio)
            strip[y : y + len(tile)] = tile
        self._image_key, self._image = key, pixels_image(strip, ratio)
        return self._image

    def _tiles(self, shown: range, blank: Packed, ratio: float) -> Packed:
        """Return the tiles in view as pixels, (n, tile, tile)."""
        model, layout, column = self._model, self._model.layout, self._column
        maps = model.maps
        if maps is None:
            return np.tile(blank, (len(shown), 1, 1))
        side = round((layout.tile - 2) * ratio)
        pixels = self._map_pixels(maps, shown, side)
        tiles = tile_pixels(pixels, blank, (RADIUS - 1) * ratio)
        word = "dead" if layout.tile >= _WORD_TILE else "0"
        for place, unit in enumerate(shown):
            # On the data a dead unit is 0 everywhere; what it does beyond is no help.
            if column > 0 and maps.dead(column - 1, unit):
                tiles[place] = _blank_tile(model.tokens, layout.tile, ratio, word)
        return tiles

    def _map_pixels(self, maps: UnitMaps, shown: range, side: int) -> Packed:
        model, column = self._model, self._column
        visible = slice(shown.start, shown.stop)
        if column == 0:
            planes = fitted(maps.inputs[visible], side)
            scale = max(abs(maps.grid.left), abs(maps.grid.right))
            return signed_pixels(planes, scale, model.tokens)
        planes = fitted(maps.layers[column - 1][visible], side)
        if column == model.layout.columns - 1:
            return class_pixels(planes, shown.start, model.tokens)
        if self._scale_of is not maps:
            self._scale_of = maps
            self._scale = map_scale(maps.layers[column - 1])
        return signed_pixels(planes, self._scale, model.tokens)

    def _paint_input_names(self, painter: QPainter) -> None:
        model, layout = self._model, self._model.layout
        font = small_font(QFont.Weight.DemiBold)
        for unit in model.units_shown(0):
            right = layout.x(0) - _INPUT_AWAY
            rect = QRectF(right - 30, model.center(0, unit) - 8, 30, 16)
            name = f"x{subscript(unit + 1)}"
            draw_text(painter, rect, name, model.tokens.text, font, _RIGHT)

    def _paint_classes(self, painter: QPainter) -> None:
        model, layout, column = self._model, self._model.layout, self._column
        tokens = model.tokens
        right = layout.x(column) + layout.tile
        for unit in model.units_shown(column):
            y = model.center(column, unit)
            two_lines = layout.roomy and layout.row_pitch >= 2 * _LINE + 4
            up = _NAME_UP if two_lines else 0
            style = tokens.class_style(unit)
            draw_marker(painter, style, QPointF(right + _MARKER_AWAY, y - up))
            if not layout.roomy:
                continue
            rect = QRectF(right + _NAME_AWAY, y - up - 8, _NAME_WIDTH, 16)
            font = small_font(QFont.Weight.Medium)
            draw_text(painter, rect, class_name(unit), tokens.text, font)
            if two_lines:
                rect.translate(0, _NAME_UP + _BIAS_DOWN)
                bias = model.value((column - 1, unit, None))
                text = f"b{subscript(unit + 1)} {format_number(bias, decimals=2)}"
                draw_text(painter, rect, text, tokens.muted, small_font())

    def _paint_bar(self, painter: QPainter) -> None:
        layout, column = self._model.layout, self._column
        count, shown = layout.counts[column], layout.shown(column)
        if shown == count:
            return
        x = layout.x(column) + layout.tile + BAR_GAP
        height = layout.rows_height
        painter.fillRect(
            QRectF(x, layout.top, BAR_WIDTH, height), QColor(self._model.tokens.hair)
        )
        length = max(height * shown / count, 8)
        start = (height - length) * self._model.offsets[column] / (count - shown)
        thumb = QRectF(x, layout.top + start, BAR_WIDTH, length)
        painter.fillRect(thumb, QColor(self._model.tokens.faint))
