"""Which weight of the network diagram is at a point; paints nothing."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF

from mlpviz.core.arrays import FloatArray
from mlpviz.ui.plots.diagram_edges import labels
from mlpviz.ui.plots.diagram_model import DiagramModel, Place, edge_ends, shown_edges
from mlpviz.ui.plots.edge_pixels import curve

_REACH = 5.0
_SAMPLES = 25
# So much nearer may a weight at full scale seem than one of zero.
_STRENGTH = 2.0


def edge_at(model: DiagramModel, point: QPoint) -> Place | None:
    """Return the weight drawn at a point: the nearest edge, the stronger of two."""
    for place, rect in labels(model):
        if rect.contains(QPointF(point)):
            return place
    gap = model.layout.gap_at(point.x())
    if gap is None:
        return None
    rows, columns = shown_edges(model, gap)
    if not len(rows):
        return None
    starts, ends = edge_ends(model, gap, rows, columns)
    left, right = model.layout.reach(gap)
    x, y = curve(np.linspace(0, 1, _SAMPLES), straight=model.layout.plain)
    y = starts[:, np.newaxis] + (ends - starts)[:, np.newaxis] * y
    away = _distance(left + (right - left) * x, y, point)
    W = model.network.layers[gap].W[rows, columns]
    strength = np.clip(np.abs(W) / model.scale(gap), 0, 1)
    best = int(np.argmin(away - _STRENGTH * strength))
    if away[best] > _REACH:
        return None
    return gap, int(rows[best]), int(columns[best])


def _distance(x: FloatArray, y: FloatArray, point: QPoint) -> FloatArray:
    """Return the distance of a point from lines through samples.

    Parameters
    ----------
    x, y : array, (samples,) and (n, samples)

    Returns
    -------
    array, (n,)
    """
    px, py = point.x() - x[:-1], point.y() - y[:, :-1]
    dx, dy = np.diff(x), np.diff(y)
    along = (px * dx + py * dy) / np.maximum(dx * dx + dy * dy, 1e-12)
    along = np.clip(along, 0, 1)
    return np.hypot(px - along * dx, py - along * dy).min(axis=1)
