"""One plot of the curves: lines over epochs, a cursor, marks; knows no session."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mlpviz.ui.plots.axes import QuietAxis
from mlpviz.ui.plots.curve_line import CurveLine, StraightLines
from mlpviz.ui.plots.plot_header import PlotHeader
from mlpviz.ui.plots.split_lines import SPLIT_LINES
from mlpviz.ui.plots.ticks import Tick, count_ticks
from mlpviz.ui.theme import Theme

AXIS_WIDTH = 40
AXIS_HEIGHT = 20
TOP_MARGIN = 6
MAX_MARKS = 200
_DOT = 6.0

Floats = NDArray[np.float64]
TickSource = Callable[[int], list[Tick]]
"""How many ticks there is room for, to the ticks; the first and last are the ends."""


def decimated(x: Floats, y: Floats, buckets: int) -> tuple[Floats, Floats]:
    """Return a curve of at most 2·buckets points that looks the same.

    Each bucket keeps its smallest and largest y, so no peak is lost; a bucket of
    nothing but NaN stays a gap.
    """
    if len(x) <= 2 * buckets:
        return x, y
    starts = np.unique(np.linspace(0, len(x), buckets, endpoint=False).astype(int))
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    # The end stays exact, because that is where the dot sits.
    xs = np.append(np.repeat(x[starts], 2), x[-1])
    return xs, np.append(np.column_stack((low, high)).ravel(), y[-1])


class CurvePane(QWidget):
    """A plot with a title row; its box begins `AXIS_WIDTH` from its left edge.

    Signals
    -------
    hovered(object)
        The epoch under the pointer, a float; None when the pointer leaves.
    """

    hovered = Signal(object)

    def __init__(
        self, title: str, x_name: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: dict[str, tuple[Floats, Floats]] = {}
        self._marks: tuple[float, ...] = ()
        self._x_end = 1.0
        self._cursor: float | None = None
        self._cursor_dots: dict[str, float] = {}
        self._tick_source: TickSource = lambda most: [(0.0, "0"), (1.0, "1")]
        self.header = PlotHeader(title, self)
        self.left_axis = QuietAxis("left", AXIS_WIDTH)
        self.bottom_axis = QuietAxis("bottom", AXIS_HEIGHT, x_name)
        self._view = pg.PlotWidget(
            self, axisItems={"left": self.left_axis, "bottom": self.bottom_axis}
        )
        self._words = QLabel(self._view)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._set_up_view()
        self._add_items()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        header_row = QVBoxLayout()
        header_row.setContentsMargins(AXIS_WIDTH, 0, 0, 0)
        header_row.addWidget(self.header)
        layout.addLayout(header_row)
        layout.addWidget(self._view, 1)
        self.recolor()

    def _set_up_view(self) -> None:
        view = self._view
        # The pane is one thing to Qt's focus and to a screen reader: the plot around.
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFrameStyle(0)
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)
        item: Any = view.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.layout.setContentsMargins(0, TOP_MARGIN, 0, 0)
        item.layout.setSpacing(0)
        item.getViewBox().setDefaultPadding(0)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def _add_items(self) -> None:
        def straight(z: float) -> StraightLines:
            item = StraightLines()
            item.setZValue(z)
            self._view.addItem(item)
            return item

        self._grid = straight(-3)
        self._mark_lines = straight(-2)
        self._hair = straight(-1)
        self._curves: dict[str, CurveLine] = {}
        self._dots: dict[str, pg.ScatterPlotItem] = {}
        # The training curve is drawn last, on top.
        for z, name in enumerate(reversed(SPLIT_LINES)):
            curve = CurveLine()
            dot = pg.ScatterPlotItem(pxMode=True, antialias=True, size=_DOT)
            curve.setZValue(z)
            dot.setZValue(10 + z)
            self._view.addItem(curve)
            self._view.addItem(dot)
            self._curves[name], self._dots[name] = curve, dot

    @property
    def view_box(self) -> Any:
        """The plot's view box, in which positions can be mapped."""
        item: Any = self._view.getPlotItem()
        return item.getViewBox()

    def shown(self, name: str) -> tuple[Floats, Floats]:
        """Return what one line draws, after thinning out."""
        x, y = self._curves[name].getData()
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)

    def set_lines(
        self,
        lines: Mapping[str, tuple[Floats, Floats]],
        x_end: float,
        tick_source: TickSource,
        marks: Sequence[float] = (),
    ) -> None:
        """Show other lines.

        Parameters
        ----------
        lines
            Split to (epochs, positions on the axis), (n,) each; NaN is a gap.
        x_end
            The last epoch of the axis.
        tick_source
            See `TickSource`; positions on the same axis as the lines.
        marks
            Epochs to mark with a thin vertical line.
        """
        self._lines = dict(lines)
        self._x_end = max(x_end, 1.0)
        self._tick_source = tick_source
        self._marks = tuple(marks)[-MAX_MARKS:]
        self._lay_out()

    def set_cursor(self, epoch: float | None, values: Mapping[str, float]) -> None:
        """Put the vertical hair line and the dots; None takes them away."""
        self._cursor, self._cursor_dots = epoch, dict(values)
        self._draw_cursor()

    def set_words(self, words: str) -> None:
        """Say in words why there are no lines; the empty text for a plot with lines."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._grid.setVisible(not words)

    def recolor(self) -> None:
        """Take the theme's colours."""
        tokens = self._theme.tokens
        self._view.setBackground(tokens.surface)
        self._words.setStyleSheet(f"background: transparent; color: {tokens.muted};")
        self.left_axis.set_tokens(tokens)
        self.bottom_axis.set_tokens(tokens)
        self._grid.setPen(pg.mkPen(tokens.grid, width=1))
        self._hair.setPen(pg.mkPen(tokens.fieldline, width=1))
        self._mark_lines.setPen(
            pg.mkPen(tokens.fieldbase, width=1, style=Qt.PenStyle.DotLine)
        )
        for name, line in SPLIT_LINES.items():
            self._curves[name].setPen(line.pen(tokens))
            self._dots[name].setBrush(line.color(tokens))
            self._dots[name].setPen(pg.mkPen(tokens.surface, width=1))

    def _lay_out(self) -> None:
        """Choose ticks for the size there is, and draw everything anew."""
        box = self.view_box
        width, height = max(box.width(), 50.0), max(box.height(), 30.0)
        ticks = self._tick_source(max(2, int(height / 26) + 1))
        low, high = ticks[0][0], ticks[-1][0]
        label = 13 + 7 * len(f"{self._x_end:,.0f}")
        x_ticks = count_ticks(self._x_end, max(2, int(width / label)))
        self.left_axis.set_ticks(ticks)
        self.bottom_axis.set_ticks(x_ticks)
        box.setRange(xRange=(0, self._x_end), yRange=(low, high), padding=0)
        inner = np.repeat([position for position, _ in ticks[1:]], 2)
        # Half a pixel down, or the edge of the box swallows the topmost line.
        inner[-2:] -= 0.5 * (high - low) / height
        self._grid.setData(np.tile([0.0, self._x_end], len(inner) // 2), inner)
        marks = np.repeat(np.asarray(self._marks, dtype=float), 2)
        self._mark_lines.setData(marks, np.tile([low, high], len(marks) // 2))
        for name, curve in self._curves.items():
            x, y = self._lines.get(name, (np.empty(0), np.empty(0)))
            curve.setData(*decimated(x, y, int(width / 2)))
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        if self._cursor is None:
            self._hair.setData([], [])
        else:
            (_, _), (low, high) = self.view_box.viewRange()
            self._hair.setData([self._cursor, self._cursor], [low, high])
        for name, dot in self._dots.items():
            y = self._cursor_dots.get(name, np.nan)
            shown = self._cursor is not None and np.isfinite(y)
            dot.setData(*(([self._cursor], [y]) if shown else ([], [])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose ticks for the new size."""
        super().resizeEvent(event)
        self._words.setGeometry(self._view.rect().adjusted(AXIS_WIDTH + 16, 0, -16, 0))
        self._lay_out()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Say which epoch the pointer is over."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            scene = self._view.mapToScene(event.position().toPoint())
            if self.view_box.sceneBoundingRect().contains(QPointF(scene)):
                self.hovered.emit(self.view_box.mapSceneToView(QPointF(scene)).x())
            else:
                self.hovered.emit(None)
        elif event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return False
