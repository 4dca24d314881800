"""W | b of one layer as a heat matrix with a selected cell.

It shows and explains; what the user does to it is for its subclass. Knows no session and
no network: it is given arrays.
"""

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from mlpviz.core.numbers import format_weight
from mlpviz.ui.colors import nice_scale
from mlpviz.ui.fonts import small_font
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.matrix_geometry import (
    FOOT,
    HEADER_HEIGHT,
    MAX_ROW_PITCH,
    MIN_PITCH,
    MatrixGeometry,
)
from mlpviz.ui.widgets.matrix_painter import MatrixPicture

ROW_PITCH = 24
# Few rows may be as tall as a field; beyond, the rows share what eight would take.
_FEW_ROWS = 4
_MAX_ROWS_HEIGHT = 256


def usual_height(rows: int, row_pitch: int = 0) -> int:
    """Return the height a matrix of so many rows asks for; 0 for the usual pitch."""
    pitch = row_pitch or (MAX_ROW_PITCH if rows <= _FEW_ROWS else ROW_PITCH)
    # Who wants tighter rows has less room for all of them, too.
    most = _MAX_ROWS_HEIGHT * pitch // ROW_PITCH if row_pitch else _MAX_ROWS_HEIGHT
    most = min(most, _MAX_ROWS_HEIGHT)
    pitch = max(MIN_PITCH, min(pitch, most // rows))
    return HEADER_HEIGHT + min(rows * pitch, most) + FOOT


class MatrixDisplay(QAbstractScrollArea):
    """The matrix of the Weights dock, as a picture.

    Rows are the units behind the layer, columns those before it, and one more column,
    behind a gap, is the bias. Cells are as large as the view allows; where they are too
    small for numbers, heat alone is drawn; where they would be too small to hit, the
    matrix scrolls.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = np.zeros((1, 2), np.float32)
        self._names = LayerNames(1, 1, 1, 1)
        self._scale = 1.0
        self._selected = (0, 0)
        self._row_pitch = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Weights and biases"))

    # What it shows

    def set_layer(self, W: ArrayLike, b: ArrayLike, names: LayerNames) -> None:
        """Show another layer.

        Parameters
        ----------
        W
            Weights, (units out, units in).
        b
            Biases, (units out,).
        names
            How its units are called.
        """
        self._names = names
        rows, column = self._selected
        self._selected = (min(rows, names.n_out - 1), min(column, names.n_in))
        self.set_values(W, b)
        self.setAccessibleName(self.tr("{layer}, W and b").format(layer=names.title))
        self.updateGeometry()
        self._update_scroll_bars()

    def set_values(
        self, W: ArrayLike, b: ArrayLike, scale: float | None = None
    ) -> None:
        """Show other numbers of the same layer; cheap enough for every frame.

        Parameters
        ----------
        W, b
            As in `set_layer`, of the same shape.
        scale
            The value with the full colour; None for the rule all views share.
        """
        values = np.column_stack([W, b]).astype(np.float32, copy=False)
        if values.shape != (self._names.n_out, self._names.n_in + 1):
            raise ValueError(f"{values.shape} is not the shape of {self._names}")
        self._values = values
        self._scale = nice_scale(values) if scale is None else scale
        self._describe()
        self.viewport().update()

    def names(self) -> LayerNames:
        """Return the names in use."""
        return self._names

    def scale(self) -> float:
        """Return the value with the full colour."""
        return self._scale

    def value(self, row: int, column: int) -> float:
        """Return one entry; column `n_in` is the bias."""
        return float(self._values[row, column])

    def set_row_pitch(self, pitch: int) -> None:
        """Prefer rows of this pitch while they hold numbers; 0 for the usual one."""
        self._row_pitch = pitch
        self.updateGeometry()

    # Selection

    def selection(self) -> tuple[int, int]:
        """Return row and column of the selected cell."""
        return self._selected

    def select(self, row: int, column: int) -> None:
        """Select a cell, the nearest one if there is no such; emits nothing."""
        row = max(0, min(row, self._names.n_out - 1))
        column = max(0, min(column, self._names.n_in))
        if (row, column) == self._selected:
            return
        self._selected = (row, column)
        self._scroll_to_selection()
        self._describe()
        self.viewport().update()

    def _describe(self) -> None:
        """Say the state in words, for those who do not see it."""
        row, column = self._selected
        names = self._names
        text = self.tr("{rows} rows, {columns} columns and the bias. {entry}").format(
            rows=names.n_out, columns=names.n_in, entry=self._entry_text(row, column)
        )
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def _entry_text(self, row: int, column: int) -> str:
        names = self._names
        number = format_weight(self.value(row, column))
        return f"{names.entry(row, column)} = {number}, {names.route(row, column)}"

    # Layout

    def geometry_of_cells(self) -> MatrixGeometry:
        """Return where the cells are, before scrolling."""
        size = self.viewport().size()
        widest = QFontMetricsF(small_font()).horizontalAdvance(
            self._names.row(self._names.n_out - 1)
        )
        return MatrixGeometry.fit(
            self._names.n_out, self._names.n_in, size.width(), size.height(), widest
        )

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return a cell in the viewport's coordinates."""
        return self.geometry_of_cells().cell(row, column).translated(-self._offset())

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return row and column under a point of the viewport."""
        return self.geometry_of_cells().hit(point + self._offset())

    def sizeHint(self) -> QSize:
        """Return the height the rows want; the width is the dock's."""
        return QSize(360, usual_height(self._names.n_out, self._row_pitch))

    def minimumSizeHint(self) -> QSize:
        """Return the height wanted, and a width the columns can share."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bars in step."""
        super().resizeEvent(event)
        self._update_scroll_bars()

    def _offset(self) -> QPoint:
        return QPoint(
            self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        )

    def _update_scroll_bars(self) -> None:
        cells, view = self.geometry_of_cells(), self.viewport().size()
        for bar, content, room, step in (
            (self.horizontalScrollBar(), cells.width, view.width(), cells.pitch),
            (self.verticalScrollBar(), cells.height, view.height(), cells.row_pitch),
        ):
            bar.setRange(0, max(0, content - room))
            bar.setPageStep(room)
            bar.setSingleStep(step * 4)

    def _scroll_to_selection(self) -> None:
        cells, view = self.geometry_of_cells(), self.viewport().size()
        cell = cells.cell(*self._selected)
        for bar, low, high, head, room in (
            (
                self.horizontalScrollBar(),
                cell.left(),
                cell.right(),
                cells.header_width,
                view.width(),
            ),
            (
                self.verticalScrollBar(),
                cell.top(),
                cell.bottom(),
                HEADER_HEIGHT,
                view.height(),
            ),
        ):
            # Four pixels more, for the ring around the cell.
            wanted = min(bar.value(), low - head - 4)
            bar.setValue(max(wanted, high + 4 - room))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, then the headers over what is scrolled away."""
        cells = self.geometry_of_cells()
        offset = self._offset()
        picture = MatrixPicture(
            self._values,
            self._scale,
            self._names,
            cells,
            tokens_of(self),
            self._selected,
            self.hasFocus(),
            event.rect().translated(offset),
        )
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.viewport().rect()
        # The ring stands out of the first row and column.
        painter.setClipRect(view.adjusted(cells.header_width - 4, 18, 0, 0))
        painter.translate(-offset)
        picture.draw_cells(painter)
        painter.resetTransform()
        painter.setClipRect(view.adjusted(cells.header_width - 12, 0, 0, 0))
        painter.translate(-offset.x(), 0)
        picture.draw_column_names(painter)
        painter.resetTransform()
        painter.setClipRect(view.adjusted(0, HEADER_HEIGHT - 8, 0, 0))
        painter.translate(0, -offset.y())
        picture.draw_row_names(painter)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the exact number and its route as a tool tip."""
        if isinstance(event, QHelpEvent):
            at = self.cell_at(event.pos())
            if at is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(
                    event.globalPos(),
                    self._entry_text(*at),
                    self.viewport(),
                    self.cell_rect(*at),
                )
            return True
        return super().viewportEvent(event)
