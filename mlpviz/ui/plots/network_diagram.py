"""The network as a diagram: a live map in each unit, an edge for each weight.

It shows a session and what was derived from it, and says what the user selects; it
computes nothing and never sees the document.
"""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.core.session import Session
from mlpviz.core.unit_maps import UnitMaps
from mlpviz.ui.lateness import Lateness
from mlpviz.ui.pace import Pace
from mlpviz.ui.plots import diagram_words
from mlpviz.ui.plots.diagram_hits import edge_at
from mlpviz.ui.plots.diagram_keys import moved
from mlpviz.ui.plots.diagram_layout import wanted_height
from mlpviz.ui.plots.diagram_model import Place, model_for
from mlpviz.ui.plots.diagram_view import DiagramView
from mlpviz.ui.theme import tokens_of

# Hundreds of tiles are dear to paint; the regions beside them matter more.
PACE_MS = 100
_WHEEL_STEP = 120
_UNITS_PER_STEP = 2


class NetworkDiagram(DiagramView):
    """Columns of units with their maps, and the weights between them.

    Signals
    -------
    selection_changed(int, int, object)
        Layer, row and column (None for the bias) of the entry the user selected.

    Layers, rows and columns count from 0.
    """

    selection_changed = Signal(int, int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._wheel = 0
        self._pace = Pace(self, PACE_MS, self._redraw)
        self._lateness = Lateness(self)
        self._lateness.changed.connect(self._show_lateness)
        self.setAccessibleName(self.tr("Network diagram"))

    # What is shown

    def set_session(self, session: Session) -> None:
        """Show a session; emits nothing. Maps follow when they are there."""
        old, self._session = self._session, session
        if (
            old is not None
            and old.network is session.network
            and old.dataset is session.dataset
        ):
            return
        model = self._model
        if model is None or not model.network.same_shapes(session.network):
            self._show_architecture(session)
        else:
            model.set_network(session.network)
        if not self._maps_current():
            self._lateness.expect()
        self._pace.ask()

    def set_maps(self, maps: UnitMaps) -> None:
        """Show maps, unless they are those of another architecture."""
        model = self._model
        if model is None or not maps.network.same_shapes(model.network):
            return
        model.maps = maps
        self._lateness.arrived(current=self._maps_current())
        self._pace.ask()

    def _redraw(self) -> None:
        self._describe()
        self.viewport().update()

    def select(self, layer: int, row: int, column: int | None) -> None:
        """Show the selection of an entry; emits nothing."""
        if self._model is None:
            return
        selection = self._model.bounded((layer, row, column))
        if selection == self._model.selection:
            return
        self._model.selection = selection
        self._model.reveal()
        self._reveal_columns()
        self._describe()
        self.viewport().update()

    def selection(self) -> Place:
        """Return layer, row and column (None for the bias) of the selected entry."""
        return (0, 0, 0) if self._model is None else self._model.selection

    def wanted_height(self, width: int) -> int:
        """Return the height the diagram looks best at in a width."""
        if self._model is None:
            return 0
        return wanted_height(self._model.layout.counts, width)

    def _show_architecture(self, session: Session) -> None:
        size = self.viewport().size()
        model = model_for(session.network, tokens_of(self), size.width(), size.height())
        model.selection = model.bounded(self.selection())
        self._show_model(model)

    def _describe(self) -> None:
        if self._model is not None:
            self.setAccessibleDescription(diagram_words.description(self._model))

    # Lateness

    def _maps_current(self) -> bool:
        model, session = self._model, self._session
        return (
            model is None
            or model.maps is None
            or session is None
            or (
                model.maps.network is session.network
                and model.maps.dataset is session.dataset
            )
        )

    def _show_lateness(self) -> None:
        if self._model is not None:
            self._model.dimmed = self._lateness.late
            self.viewport().update()

    # Selecting

    def _choose(self, place: Place) -> None:
        if place != self.selection():
            self.select(*place)
            self.selection_changed.emit(*place)

    def _place_of_tile(self, column: int, unit: int, *, weight: bool) -> Place:
        """Return what a click on a tile selects.

        A unit is its bias. An input has none: it is its weight to the unit selected,
        and so is, where `weight` is wanted, any unit before that one.
        """
        layer, row, _ = self.selection()
        if column == 0:
            return 0, row if layer == 0 else 0, unit
        if weight and column == layer:
            return layer, row, unit
        return column - 1, unit, None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a unit or a weight."""
        model = self._model
        if model is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        point = self._scene_point(event.position().toPoint())
        if (tile := model.layout.place_at(point)) is not None:
            column, place = tile
            unit = place + model.offsets[column]
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._choose(self._place_of_tile(column, unit, weight=shift))
        elif (edge := edge_at(model, point)) is not None:
            self._choose(edge)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the end of a click."""
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which weight a click would select."""
        if self._model is None:
            return
        point = self._scene_point(event.position().toPoint())
        tile = self._model.layout.place_at(point)
        self._set_hovered(None if tile else edge_at(self._model, point))
        hand = tile is not None or self._model.hovered is not None
        shape = (
            Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        )
        self.viewport().setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the weight under the pointer."""
        self._set_hovered(None)
        super().leaveEvent(event)

    def _set_hovered(self, place: Place | None) -> None:
        if self._model is not None and self._model.hovered != place:
            self._model.hovered = place
            self.viewport().update()

    def _scene_point(self, point: QPoint) -> QPoint:
        return self.mapToScene(point).toPoint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the column under the pointer, or with Shift all of them sideways."""
        model = self._model
        delta = event.angleDelta()
        if model is None:
            return
        sideways = delta.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if sideways:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (delta.x() or delta.y()))
            event.accept()
            return
        point = self._scene_point(event.position().toPoint())
        column = model.layout.nearest_column(point.x())
        if model.layout.shown(column) == model.layout.counts[column]:
            event.ignore()
            return
        self._wheel += delta.y() * _UNITS_PER_STEP
        steps = int(self._wheel / _WHEEL_STEP)
        self._wheel -= steps * _WHEEL_STEP
        model.scroll(column, -steps)
        event.accept()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection between units and layers, with Shift between weights."""
        place = None
        if self._model is not None:
            place = moved(self._model, event.key(), event.modifiers())
        if place is None:
            event.ignore()
            return
        self._choose(place)
        event.accept()

    # Words

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.words_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def words_at(self, point: QPoint) -> str:
        """Return in words what is at a point of the view; empty for nothing."""
        model = self._model
        if model is None:
            return ""
        point = self._scene_point(point)
        if (tile := model.layout.place_at(point)) is not None:
            column, place = tile
            unit = place + model.offsets[column]
            return diagram_words.unit_words(model, column, unit)
        edge = edge_at(model, point)
        return "" if edge is None else diagram_words.weight_words(model, edge)
