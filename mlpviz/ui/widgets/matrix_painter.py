"""Draws the cells and headers of a W | b matrix; knows no event and no state."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from mlpviz.core.numbers import MINUS, format_number
from mlpviz.ui.colors import cell_text_rgb, signed_rgb
from mlpviz.ui.fonts import small_font
from mlpviz.ui.tokens import Tokens
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.matrix_geometry import HEADER_HEIGHT, MatrixGeometry
from mlpviz.ui.widgets.painting import draw_ring, draw_text

_RADIUS = 2.0
_TEXT_MARGIN = 5
_TIGHT_MARGIN = 1.5
_TICK_EVERY = 10
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTER = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, eq=False)
class MatrixPicture:
    """All that is needed to draw one matrix.

    Attributes
    ----------
    values
        W and b side by side, (rows, columns + 1).
    scale
        The value with the full colour.
    names
        Names of rows and columns.
    geometry
        Where things are.
    tokens
        The palette.
    selected
        Row and column of the selected cell.
    has_focus
        Whether the keys go to the matrix.
    visible
        The part to draw, in the matrix's own coordinates.
    """

    values: NDArray[np.float32]
    scale: float
    names: LayerNames
    geometry: MatrixGeometry
    tokens: Tokens
    selected: tuple[int, int]
    has_focus: bool
    visible: QRect

    def draw_cells(self, painter: QPainter) -> None:
        """Draw the heat, the numbers where there is room, and the selection."""
        if self.geometry.has_text:
            self._draw_large_cells(painter)
            self._draw_large_ring(painter)
        else:
            self._draw_heat(painter)
            self._draw_small_ring(painter)

    def _rows(self) -> range:
        g = self.geometry
        first = (self.visible.top() - HEADER_HEIGHT) // g.row_pitch
        last = (self.visible.bottom() - HEADER_HEIGHT) // g.row_pitch
        return range(max(0, first), min(g.rows, last + 1))

    def _columns(self) -> range:
        """Return the columns of W that can be seen."""
        g = self.geometry
        first = (self.visible.left() - g.header_width) // g.pitch
        last = (self.visible.right() - g.header_width) // g.pitch
        return range(max(0, first), min(g.columns, last + 1))

    def _colors(self, rows: range, columns: range) -> NDArray[np.uint8]:
        part = self.values[rows.start : rows.stop, columns.start : columns.stop]
        return signed_rgb(part, self.scale, self.tokens)

    def _draw_large_cells(self, painter: QPainter) -> None:
        rows = self._rows()
        columns = range(self.geometry.columns + 1)
        colors = self._colors(rows, columns)
        texts = cell_text_rgb(colors, self.tokens).tolist()
        regular, bold = small_font(), small_font(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(regular)
        flags = _RIGHT | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        margin = self._text_margin(metrics)
        for row, fills, inks in zip(rows, colors.tolist(), texts, strict=True):
            for column, fill, ink in zip(columns, fills, inks, strict=True):
                cell = QRectF(self.geometry.cell(row, column))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(*fill))
                painter.drawRoundedRect(cell, _RADIUS, _RADIUS)
                value = self.values[row, column]
                text = number_that_fits(value, metrics, cell.width() - margin)
                is_selected = (row, column) == self.selected
                painter.setFont(bold if is_selected else regular)
                painter.setPen(QColor(*ink))
                painter.drawText(cell.adjusted(0, 0, -margin, 0), flags, text)

    def _text_margin(self, metrics: QFontMetricsF) -> float:
        """Return the room right of the numbers: in tight cells next to none."""
        cell = self.geometry.cell(0, 0).width()
        digit_lost = metrics.horizontalAdvance(f"{MINUS}0.0") > cell - _TEXT_MARGIN
        return _TIGHT_MARGIN if digit_lost else _TEXT_MARGIN - 1

    def _draw_heat(self, painter: QPainter) -> None:
        g, rows, columns = self.geometry, self._rows(), self._columns()
        if not rows:
            return
        top, height = g.top(rows.start), len(rows) * g.row_pitch
        ground = QColor(self.tokens.win)
        if columns:
            left, width = g.left(columns.start), len(columns) * g.pitch
            image = _image(self._colors(rows, columns))
            painter.drawImage(QRect(left, top, width, height), image)
            for column in columns:
                edge = g.left(column) + g.pitch - g.gap
                painter.fillRect(edge, top, g.gap, height, ground)
        bias = range(g.columns, g.columns + 1)
        area = QRect(g.left(g.columns), top, g.pitch - g.gap, height)
        painter.drawImage(area, _image(self._colors(rows, bias)))
        if g.row_gap:
            left = g.left(0)
            for row in rows:
                edge = g.top(row) + g.row_pitch - g.row_gap
                painter.fillRect(left, edge, g.width - left, g.row_gap, ground)

    def _draw_large_ring(self, painter: QPainter) -> None:
        ring = QRectF(self.geometry.cell(*self.selected)).adjusted(-1.5, -1.5, 1.5, 1.5)
        self._draw_glow(painter, ring)
        draw_ring(painter, ring, self.tokens.accent, 3, 2)

    def _draw_glow(self, painter: QPainter, ring: QRectF) -> None:
        """Widen the ring a little while the keys go here."""
        if self.has_focus:
            painter.setOpacity(0.35)
            glow = ring.adjusted(-2, -2, 2, 2)
            draw_ring(painter, glow, self.tokens.accent, 5, 2.5)
            painter.setOpacity(1.0)

    def _draw_small_ring(self, painter: QPainter) -> None:
        """Ring a cell that is smaller than the ring's own line."""
        cell = QRectF(self.geometry.cell(*self.selected))
        around = cell.adjusted(-4, -4, 4, 4)
        draw_ring(painter, around, self.tokens.surface, 3.5, 4)
        self._draw_glow(painter, around)
        draw_ring(painter, around.adjusted(1, 1, -1, -1), self.tokens.accent, 3, 2)

    def draw_column_names(self, painter: QPainter) -> None:
        """Draw x₁ … or h₁ … and b above the cells."""
        last = self.geometry.columns
        shown = (
            range(last)
            if self.geometry.has_text
            else spaced_ticks(
                last, self.selected[1], self.geometry.pitch, self._column_width
            )
        )
        for column in [*shown, last]:
            cell = self.geometry.cell(0, column)
            area = QRectF(cell.left(), 0, cell.width(), HEADER_HEIGHT - 1)
            align = _CENTER
            if self.geometry.has_text:
                area.adjust(0, 0, -_TEXT_MARGIN, 0)
                align = _RIGHT
            text = self.names.column(column)
            self._draw_name(painter, area, text, column == self.selected[1], align)

    def draw_row_names(self, painter: QPainter) -> None:
        """Draw z₁ … left of the cells."""
        rows = self.geometry.rows
        shown = (
            self._rows()
            if self.geometry.has_text
            else spaced_ticks(
                rows, self.selected[0], self.geometry.row_pitch, lambda _row: 9.0
            )
        )
        margin = 6 if self.geometry.has_text else 4
        for row in shown:
            cell = self.geometry.cell(row, 0)
            area = QRectF(0, cell.top(), self.geometry.header_width, cell.height())
            area.adjust(0, 0, -margin, 0)
            is_selected = row == self.selected[0]
            self._draw_name(painter, area, self.names.row(row), is_selected, _RIGHT)

    def _draw_name(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        is_selected: bool,
        align: Qt.AlignmentFlag,
    ) -> None:
        weight = QFont.Weight.DemiBold if is_selected else QFont.Weight.Normal
        color = self.tokens.accenttext if is_selected else self.tokens.muted
        draw_text(painter, area, text, color, small_font(weight), align)

    def _column_width(self, column: int) -> float:
        return QFontMetricsF(small_font()).horizontalAdvance(self.names.column(column))


def spaced_ticks(
    count: int, selected: int, pitch: int, room_of: Callable[[int], float]
) -> list[int]:
    """Return which of many names to show: every tenth, the ends, the selected one.

    Parameters
    ----------
    count
        How many names there are; `selected` is one of them, or not.
    selected
        The name that is always shown; what it would touch is left out.
    pitch
        Pixels from one to the next.
    room_of
        Pixels one name needs.
    """
    tens = range(_TICK_EVERY - 1, count, _TICK_EVERY)
    wanted = {0, *tens, count - 1} | ({selected} if selected < count else set())
    # In order of importance: the selected one, the ends, the tens.
    order = sorted(wanted, key=lambda i: (i != selected, i not in (0, count - 1), i))
    shown: list[int] = []
    for index in order:
        room = room_of(index) + 3
        if all(abs(index - other) * pitch >= room for other in shown):
            shown.append(index)
    return sorted(shown)


def number_that_fits(value: float, metrics: QFontMetricsF, room: float) -> str:
    """Return a number with two decimals, or with fewer where there is less room."""
    for decimals in (2, 1, 0):
        text = format_number(value, decimals=decimals)
        if metrics.horizontalAdvance(text) <= room:
            return text
    text = format_number(value, significant=1)
    return text if metrics.horizontalAdvance(text) <= room else ""


def _image(colors: NDArray[np.uint8]) -> QImage:
    """Return an image of one pixel for each cell."""
    rows, columns, _ = colors.shape
    data = np.empty((rows, columns, 4), np.uint8)
    data[..., :3] = colors[..., ::-1]
    data[..., 3] = 255
    image = QImage(data.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
    # The buffer is Python's and goes away with this function.
    return image.copy()
