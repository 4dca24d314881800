"""How high the Weights panel makes its matrix; plain arithmetic."""

from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.matrix_geometry import (
    BIAS_GAP,
    FOOT,
    HEADER_HEIGHT,
    MAX_ROW_PITCH,
    TEXT_PITCH,
)

_ROW_NAMES = 19


def matrix_height(
    names: LayerNames, width: int, row_pitch: int, usual: int, room: int
) -> int:
    """Return the height of the matrix, in whole rows.

    Parameters
    ----------
    names
        Of the layer shown; they know its shape.
    width
        Of the matrix.
    row_pitch
        What rows with numbers want; 0 for the usual.
    usual
        The height the matrix asks for itself: the least.
    room
        The height there is.
    """
    column_pitch = (width - _ROW_NAMES - BIAS_GAP) // (names.n_in + 1)
    if column_pitch < TEXT_PITCH:
        # Heat alone looks right where cells are about square.
        row_pitch = min(column_pitch, MAX_ROW_PITCH)
    wanted = HEADER_HEIGHT + names.n_out * (row_pitch or TEXT_PITCH) + FOOT
    height = max(usual, min(wanted, room))
    rows = (height - HEADER_HEIGHT - FOOT) // names.n_out * names.n_out
    return HEADER_HEIGHT + max(rows, 1) + FOOT
