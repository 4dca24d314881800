"""Where the keys move the selection in the network diagram; plain arithmetic."""

from PySide6.QtCore import Qt

from mlpviz.ui.plots.diagram_model import DiagramModel, Place

_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LAYERS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NOT_OURS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def moved(
    model: DiagramModel, key: int, modifiers: Qt.KeyboardModifier
) -> Place | None:
    """Return the selection after a key; None if the key is not for the diagram.

    Up and down go to the units above and below, left and right to the layers before
    and behind, Home and End to the first and last unit. With Shift, up and down go
    through what enters the selected unit: its bias, then its weights.
    """
    if modifiers & _NOT_OURS:
        return None
    layer, row, column = model.selection
    layers = model.network.layers
    shown = layers[layer]
    if key in _ROWS and modifiers & Qt.KeyboardModifier.ShiftModifier:
        at = (-1 if column is None else column) + _ROWS[Qt.Key(key)]
        at = max(min(at, shown.inputs - 1), -1)
        return layer, row, None if at < 0 else at
    if key in _ROWS:
        return layer, max(min(row + _ROWS[Qt.Key(key)], shown.units - 1), 0), column
    if key in _LAYERS:
        other = max(min(layer + _LAYERS[Qt.Key(key)], len(layers) - 1), 0)
        if other == layer:
            return layer, row, column
        return other, min(row, layers[other].units - 1), None
    if key == Qt.Key.Key_Home:
        return layer, 0, column
    if key == Qt.Key.Key_End:
        return layer, shown.units - 1, column
    return None
