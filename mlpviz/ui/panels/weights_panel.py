"""The Weights panel: W and b of one layer, to read and to set by hand.

It is shown a session and says what the user wants; it never sees the document.
"""

from time import monotonic

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.core.array_text import format_W_b, paste_weights
from mlpviz.core.errors import MlpvizError
from mlpviz.core.network import Layer
from mlpviz.core.session import Session
from mlpviz.ui.panels.diagram_room import diagram_height
from mlpviz.ui.panels.edge_scroll import EdgeScrollArea
from mlpviz.ui.panels.entry_editor import EntryEditor
from mlpviz.ui.panels.layer_head import LayerHead
from mlpviz.ui.panels.matrix_room import matrix_height
from mlpviz.ui.panels.weight_actions import WeightActions
from mlpviz.ui.panels.weight_text import layer_table, layer_text
from mlpviz.ui.plots.network_diagram import NetworkDiagram
from mlpviz.ui.theme import Theme
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.matrix_view import MatrixView

EDGE = 12
MIN_WIDTH = 312
COMPACT_ROW_PITCH, LARGE_ROW_PITCH = 20, 28
LARGE_WIDTH = 460
_REST_HEIGHT, _COMPACT_REST = 200, 168
"""Of the panel without diagram and matrix: the head, the entry, the buttons."""
GESTURE_SECONDS = 1.0
"""Steps of the field so close together are one step of the undo history."""


class WeightsPanel(QWidget):
    """The weights of a network, a layer at a time.

    Signals
    -------
    weight_edited(int, int, object, float, object)
        Layer, row, column (None for the bias), value, and the key shared by all edits
        of one gesture; None for a number typed into the matrix.
    gesture_started, gesture_finished
        A drag of the slider begins and ends.
    network_pasted(Network)
        All weights after a paste.
    classes_swapped(int, int)
        Two classes, counted from 0.
    keep_as_start_requested
        The weights on the screen shall be the start.
    selection_changed(int, int, object)
        Layer, row and column (None for the bias) of the entry the user selected.
    rejected(str)
        What was typed or pasted cannot be; it also stands in the panel.

    Layers, rows, columns and classes count from 0.
    """

    weight_edited = Signal(int, int, object, float, object)
    gesture_started = Signal()
    gesture_finished = Signal()
    network_pasted = Signal(object)
    classes_swapped = Signal(int, int)
    keep_as_start_requested = Signal()
    selection_changed = Signal(int, int, object)
    rejected = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._layer = 0
        self._compact = False
        self._stale = False
        self._gesture: object = None
        self._burst: tuple[object, ...] = ()
        self._typed_at = 0.0
        self.setAccessibleName(self.tr("Weights"))
        self.setMinimumWidth(MIN_WIDTH)
        self.diagram = NetworkDiagram()
        self.head = LayerHead()
        self.matrix = MatrixView()
        self.matrix.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.entry = EntryEditor()
        self.actions_row = WeightActions(theme)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(EDGE, 7, EDGE, EDGE)
        inside.setSpacing(0)
        inside.addWidget(self.head)
        inside.addSpacing(8)
        inside.addWidget(self.matrix)
        inside.addSpacing(4)
        inside.addWidget(self.entry)
        inside.addSpacing(12)
        inside.addWidget(self.actions_row)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.diagram)
        layout.addWidget(EdgeScrollArea(content))

    def _connect(self) -> None:
        self.diagram.selection_changed.connect(self._on_diagram_selected)
        self.head.layer_chosen.connect(self._on_layer_chosen)
        self.matrix.selection_changed.connect(self._on_cell_selected)
        self.matrix.weight_edited.connect(self._on_cell_edited)
        self.matrix.rejected.connect(self.rejected)
        self.matrix.copy_requested.connect(self.copy_layer)
        self.matrix.paste_requested.connect(self.paste)
        self.entry.value_typed.connect(self._on_value_typed)
        self.entry.value_dragged.connect(self._on_value_dragged)
        self.entry.gesture_started.connect(self._on_gesture_started)
        self.entry.gesture_finished.connect(self._on_gesture_finished)
        self.entry.rejected.connect(self.rejected)
        actions = self.actions_row
        self.matrix.customContextMenuRequested.connect(
            lambda _: actions.open_context_menu()
        )
        actions.copy_layer_requested.connect(self.copy_layer)
        actions.copy_all_requested.connect(self.copy_all)
        actions.copy_table_requested.connect(self.copy_table)
        actions.paste_requested.connect(self.paste)
        actions.swap_requested.connect(self._on_swap_requested)
        actions.keep_requested.connect(self.keep_as_start_requested)

    def set_session(self, session: Session) -> None:
        """Show a session; cheap where the network is the same object as before."""
        old, self._session = self._session, session
        self.actions_row.set_is_start(session.network is session.start)
        self.diagram.set_session(session)
        if old is not None and old.network is session.network and not self._stale:
            return
        self._stale = False
        if old is None or not old.network.same_shapes(session.network):
            self._show_layers(old)
        else:
            self._show_values()

    def set_compact(self, compact: bool) -> None:
        """Tighten the rows and drop the formula, for a small window."""
        self._compact = compact
        self.entry.set_compact(compact)
        self.actions_row.set_compact(compact)
        self.head.formula.setVisible(not compact)
        self._fit()

    def layer(self) -> int:
        """Return the layer shown."""
        return self._layer

    def selection(self) -> tuple[int, int, int | None]:
        """Return layer, row and column (None for the bias) of the selected entry."""
        row, column = self.matrix.selection()
        return self._layer, row, None if self._is_bias(column) else column

    def select(self, layer: int, row: int, column: int | None) -> None:
        """Show a layer and select an entry in it; emits nothing."""
        if self._session is None:
            return
        layers = self._session.network.layers
        self._layer = min(layer, len(layers) - 1)
        self._show_layer()
        self.matrix.select(
            row, layers[self._layer].inputs if column is None else column
        )
        self._show_entry()

    def copy_layer(self) -> None:
        """Put this layer's W and b on the clipboard as NumPy text."""
        if (shown := self._shown_layer()) is not None:
            QGuiApplication.clipboard().setText(layer_text(shown))

    def copy_all(self) -> None:
        """Put all layers' W and b on the clipboard as NumPy text."""
        if self._session is not None:
            QGuiApplication.clipboard().setText(format_W_b(self._session.network))

    def copy_table(self) -> None:
        """Put W with b as its last column on the clipboard for a spreadsheet."""
        if (shown := self._shown_layer()) is not None:
            QGuiApplication.clipboard().setText(layer_table(shown))

    def paste(self) -> None:
        """Read W and b from the clipboard; what does not fit changes nothing."""
        if self._session is None:
            return
        text = QGuiApplication.clipboard().text()
        try:
            network = paste_weights(self._session.network, self._layer, text)
        except MlpvizError as problem:
            self._refuse(str(problem))
            return
        self.actions_row.set_message("")
        self._stale = True
        self.network_pasted.emit(network)

    def _shown_layer(self) -> Layer | None:
        return (
            None if self._session is None else self._session.network.layers[self._layer]
        )

    def _is_bias(self, column: int) -> bool:
        return self.matrix.names().is_bias(column)

    def _show_layers(self, old: Session | None) -> None:
        """Offer the layers of another architecture, and keep to the place one was."""
        if self._session is None:
            return
        count = len(self._session.network.layers)
        was_output = old is not None and self._layer == len(old.network.layers) - 1
        self._layer = count - 1 if was_output else min(self._layer, count - 1)
        self.head.set_count(count)
        self._show_layer()

    def _show_layer(self) -> None:
        session, shown = self._session, self._shown_layer()
        if session is None or shown is None:
            return
        count = len(session.network.layers)
        names = LayerNames(self._layer + 1, count, shown.inputs, shown.units)
        self.matrix.set_layer(shown.W, shown.b, names)
        self.head.show_layer(names)
        self.actions_row.set_layer(is_output=names.is_output, classes=names.n_out)
        self.head.scale.set_scale(self.matrix.scale())
        self._fit()
        self._show_entry()

    def _show_values(self) -> None:
        shown = self._shown_layer()
        if shown is None:
            return
        # While a value is dragged the colours keep their scale, or all would flicker.
        is_dragged = self.entry.slider.is_in_gesture()
        scale = self.matrix.scale() if is_dragged else None
        self.matrix.set_values(shown.W, shown.b, scale)
        self.head.scale.set_scale(self.matrix.scale())
        self._show_entry()

    def _show_entry(self) -> None:
        row, column = self.matrix.selection()
        self.diagram.select(*self.selection())
        self.entry.show_entry(self.matrix.names(), row, column)
        self.entry.show_value(self.matrix.value(row, column), self.matrix.scale())

    def _edit(
        self, place: tuple[int, int, int | None], value: float, gesture: object = None
    ) -> None:
        self._stale = True
        self.actions_row.set_message("")
        self.weight_edited.emit(*place, value, gesture)

    def _refuse(self, message: str) -> None:
        self.actions_row.set_message(message)
        self.rejected.emit(message)

    def _on_layer_chosen(self, layer: int) -> None:
        self._layer = layer
        self.actions_row.set_message("")
        self._show_layer()
        self.selection_changed.emit(*self.selection())

    def _on_diagram_selected(self, layer: int, row: int, column: int | None) -> None:
        self.actions_row.set_message("")
        self.select(layer, row, column)
        self.selection_changed.emit(*self.selection())

    def _on_cell_selected(self, row: int, column: int) -> None:
        self._show_entry()
        self.selection_changed.emit(*self.selection())

    def _on_cell_edited(self, row: int, column: int, value: float) -> None:
        # The editor may be left by selecting another cell: say which was meant.
        self._edit((self._layer, row, None if self._is_bias(column) else column), value)

    def _on_value_typed(self, value: float) -> None:
        moment = monotonic()
        place = self.selection()
        if self._burst[:3] != place or moment - self._typed_at > GESTURE_SECONDS:
            self._burst = (*place, object())
        self._typed_at = moment
        self._edit(place, value, self._burst)

    def _on_gesture_started(self) -> None:
        self._gesture = object()
        self.gesture_started.emit()

    def _on_value_dragged(self, value: float) -> None:
        self._edit(self.selection(), value, self._gesture)

    def _on_gesture_finished(self) -> None:
        self._gesture = None
        self.gesture_finished.emit()
        # The colours and the slider's range may now follow the new value.
        self._show_values()

    def _on_swap_requested(self, first: int, second: int) -> None:
        self._stale = True
        self.classes_swapped.emit(first, second)

    def _fit(self) -> None:
        """Give the matrix the height its cells want and the panel has."""
        large = self.width() >= LARGE_WIDTH
        pitch = COMPACT_ROW_PITCH if self._compact else LARGE_ROW_PITCH if large else 0
        self.matrix.set_row_pitch(pitch)
        room = self.height() - (_COMPACT_REST if self._compact else _REST_HEIGHT)
        if self._session is not None:
            wanted = self.diagram.wanted_height(self.width())
            rows = [layer.units for layer in self._session.network.layers]
            self.diagram.setFixedHeight(
                diagram_height(wanted, room, rows, pitch, compact=self._compact)
            )
        height = matrix_height(
            self.matrix.names(),
            self.width() - 2 * EDGE,
            pitch,
            self.matrix.sizeHint().height(),
            room - self.diagram.height(),
        )
        self.matrix.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to the new size."""
        super().resizeEvent(event)
        self._fit()
