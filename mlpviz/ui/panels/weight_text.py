"""One layer's weights as text for the clipboard; no widget."""

import numpy as np

from mlpviz.core.array_text import format_cells, format_W_b
from mlpviz.core.network import Layer, Network


def layer_text(layer: Layer) -> str:
    """Return `W = [np.array(…)]` and `b = [np.array(…)]` of a layer."""
    # A list of one layer is printed like a network of one.
    return format_W_b(Network((Layer(layer.W, layer.b, "softmax"),)))


def layer_table(layer: Layer) -> str:
    """Return W with b as its last column, as a spreadsheet takes it."""
    return format_cells(np.column_stack((layer.W, layer.b)))
