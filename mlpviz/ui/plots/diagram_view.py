"""The canvas of the network diagram: scene, layout, palette, focus; knows no session."""

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from mlpviz.ui.plots.diagram_column import ColumnItem
from mlpviz.ui.plots.diagram_edges import EdgesItem
from mlpviz.ui.plots.diagram_model import DiagramModel
from mlpviz.ui.plots.map_pixels import affordable_side
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.painting import draw_ring

_BAR = 2
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class DiagramView(QGraphicsView):
    """Shows a `DiagramModel` and keeps it to the view's size and palette.

    Signals
    -------
    map_side_changed(int)
        Maps of another number of cells are wanted, see `map_side`.
    """

    map_side_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: DiagramModel | None = None
        self._side = 0
        self._ring = False
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        # Everything changes with every frame; finding out what would cost more.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setBackgroundBrush(QColor(tokens_of(self).win))

    def model(self) -> DiagramModel | None:
        """Return what is shown, to be read only."""
        return self._model

    def map_side(self) -> int:
        """Return how many cells along an edge the maps should have."""
        return self._side

    def _show_model(self, model: DiagramModel) -> None:
        """Show another architecture."""
        self._model = model
        scene = self.scene()
        scene.clear()
        scene.addItem(EdgesItem(model))
        for column in range(model.layout.columns):
            scene.addItem(ColumnItem(model, column))
        self._lay_out()

    def _lay_out(self) -> None:
        model = self._model
        if model is None:
            return
        size = self.viewport().size()
        model.resize(size.width(), size.height())
        for item in self.scene().items():
            item.prepareGeometryChange()
        self.setSceneRect(QRectF(0, 0, model.layout.width, model.layout.height))
        self._reveal_columns()
        pixels = (model.layout.tile - 2) * self.devicePixelRatioF()
        side = affordable_side(round(pixels), model.network.parameters)
        if side != self._side:
            self._side = side
            self.map_side_changed.emit(side)
        self.viewport().update()

    def _reveal_columns(self) -> None:
        """Scroll sideways to the layer selected."""
        assert self._model is not None
        layout, layer = self._model.layout, self._model.selection[0]
        right = layout.x(layer + 1) + layout.tile
        width = right - layout.x(layer)
        self.ensureVisible(
            QRectF(layout.x(layer), 0, width, 1), round(layout.column_pitch), 0
        )

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """Draw the divider below, the bar where it scrolls sideways, the focus."""
        painter.resetTransform()
        view = QRectF(self.viewport().rect())
        tokens = tokens_of(self)
        line = QRectF(0, view.height() - 1, view.width(), 1)
        painter.fillRect(line, QColor(tokens.hair))
        bar = self.horizontalScrollBar()
        if bar.maximum() > 0:
            whole = bar.maximum() + bar.pageStep()
            left = view.width() * bar.value() / whole
            width = view.width() * bar.pageStep() / whole
            thumb = QRectF(left, view.height() - 1 - _BAR, width, _BAR)
            painter.fillRect(thumb, QColor(tokens.faint))
        if self._ring and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_ring(painter, view.adjusted(2, 0, -2, -3), tokens.accent, 4, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
        if event.type() in kinds:
            tokens = tokens_of(self)
            self.setBackgroundBrush(QColor(tokens.win))
            if self._model is not None:
                self._model.tokens = tokens
            self.viewport().update()
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus where it came by the keyboard."""
        self._ring = event.reason() in _KEYBOARD
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop showing the focus."""
        super().focusOutEvent(event)
        self.viewport().update()
