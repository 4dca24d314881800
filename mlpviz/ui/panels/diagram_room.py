"""How high the Weights panel makes the network diagram; plain arithmetic."""

from collections.abc import Iterable

from mlpviz.ui.widgets.matrix_display import usual_height

_LEAST, _COMPACT_LEAST = 260, 172


def diagram_height(
    wanted: int, room: int, rows: Iterable[int], row_pitch: int, *, compact: bool
) -> int:
    """Return the height of the diagram, the same whichever layer is chosen.

    Parameters
    ----------
    wanted
        The height at which the diagram looks best: the most.
    room
        The height there is for diagram and matrix.
    rows
        Units of each layer: the tallest of their matrices is to fit below.
    row_pitch
        Of the matrix; 0 for the usual.
    compact
        The window is small.
    """
    tallest = max(usual_height(count, row_pitch) for count in rows)
    least = _COMPACT_LEAST if compact else _LEAST
    return max(min(wanted, room - tallest), least)
