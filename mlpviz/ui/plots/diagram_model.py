"""What the network diagram shows at one moment; its items only read it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import FloatArray
from mlpviz.core.network import Layer, Network
from mlpviz.core.unit_maps import UnitMaps
from mlpviz.ui.colors import nice_scale
from mlpviz.ui.plots.diagram_layout import DiagramLayout, arrange
from mlpviz.ui.tokens import Tokens
from mlpviz.ui.widgets.layer_names import LayerNames

_SAMPLE = 50_000

Place = tuple[int, int, int | None]
"""Layer, row, and column or None for the bias; all from 0."""
Indices = NDArray[np.intp]


def layer_scale(layer: Layer) -> float:
    """Return the scale of a layer's weights and biases, as the matrix has it."""
    values = np.column_stack([layer.W, layer.b]).ravel()
    return nice_scale(values[:: max(values.size // _SAMPLE, 1)])


@dataclass
class DiagramModel:
    """The state of the diagram.

    Attributes
    ----------
    network, tokens
    maps
        Of a network of the same shape; None until they come.
    dimmed
        The maps are of another moment and drawn pale.
    layout
    offsets
        For each column the unit at the top of the view.
    selection
        The selected entry.
    hovered
        The weight under the pointer.
    """

    network: Network
    tokens: Tokens
    layout: DiagramLayout
    selection: Place = (0, 0, 0)
    maps: UnitMaps | None = None
    dimmed: bool = False
    hovered: Place | None = None
    offsets: list[int] = field(default_factory=list[int])
    _scales: dict[int, float] = field(default_factory=dict[int, float])

    @cached_property
    def names(self) -> tuple[LayerNames, ...]:
        """Return the names in each layer; an architecture has its own model."""
        layers = self.network.layers
        return tuple(
            LayerNames(index + 1, len(layers), layer.inputs, layer.units)
            for index, layer in enumerate(layers)
        )

    def set_network(self, network: Network) -> None:
        """Take other weights of the same architecture."""
        self.network = network
        self._scales.clear()

    def scale(self, layer: int) -> float:
        """Return the full scale of a layer's weights."""
        if layer not in self._scales:
            self._scales[layer] = layer_scale(self.network.layers[layer])
        return self._scales[layer]

    def value(self, place: Place) -> float:
        """Return a weight or bias."""
        layer, row, column = place
        shown = self.network.layers[layer]
        return float(shown.b[row] if column is None else shown.W[row, column])

    def bounded(self, place: Place) -> Place:
        """Return the nearest place there is in this architecture."""
        layers = self.network.layers
        layer, row, column = place
        layer = min(layer, len(layers) - 1)
        if column is not None:
            column = min(column, layers[layer].inputs - 1)
        return layer, min(row, layers[layer].units - 1), column

    def ringed(self, column: int) -> int | None:
        """Return the unit of a column that has the ring of the selection."""
        layer, row, source = self.selection
        if column == layer + 1:
            return row
        return source if column == layer else None

    def resize(self, width: int, height: int) -> None:
        """Lay out for another size."""
        self.layout = arrange(self.layout.counts, width, height)
        self.offsets = [
            self._bounded(column, offset) for column, offset in enumerate(self.offsets)
        ]
        self.reveal()

    def scroll(self, column: int, units: int) -> None:
        """Move a column by so many units."""
        self.offsets[column] = self._bounded(column, self.offsets[column] + units)

    def reveal(self) -> None:
        """Scroll the columns of the selection to it, where it is out of view."""
        for column in range(self.layout.columns):
            unit = self.ringed(column)
            shown = self.layout.shown(column)
            if unit is None or 0 <= unit - self.offsets[column] < shown:
                continue
            self.offsets[column] = self._bounded(column, unit - shown // 2)

    def units_shown(self, column: int) -> range:
        """Return the units of a column that are in view."""
        first = self.offsets[column]
        return range(first, first + self.layout.shown(column))

    def center(self, column: int, unit: int) -> float:
        """Return the y of a unit in view."""
        layout = self.layout
        place = unit - self.offsets[column]
        return layout.y(column, place) + layout.tile / 2

    def _bounded(self, column: int, offset: int) -> int:
        last = self.layout.counts[column] - self.layout.shown(column)
        return max(min(offset, last), 0)


def model_for(
    network: Network, tokens: Tokens, width: int, height: int
) -> DiagramModel:
    """Return the model of an architecture, at its first weight."""
    counts = (network.inputs, *(layer.units for layer in network.layers))
    layout = arrange(counts, width, height)
    return DiagramModel(network, tokens, layout, offsets=[0] * len(counts))


def shown_edges(model: DiagramModel, gap: int) -> tuple[Indices, Indices]:
    """Return row and column of each weight that is drawn in a layer, two arrays (n,).

    All of them; where columns scroll, those of the selected unit that have both ends
    in view.
    """
    sources, targets = model.units_shown(gap), model.units_shown(gap + 1)
    if model.layout.scrolling:
        layer, unit, _ = model.selection
        if gap == layer:
            targets = range(unit, unit + 1) if unit in targets else range(0)
        elif gap == layer + 1:
            sources = range(unit, unit + 1) if unit in sources else range(0)
        else:
            sources = targets = range(0)
    rows = np.repeat(np.array(targets, np.intp), len(sources))
    return rows, np.tile(np.array(sources, np.intp), len(targets))


def edge_shown(model: DiagramModel, place: Place) -> bool:
    """Say whether both ends of a weight are in view."""
    layer, row, column = place
    return (
        column is not None
        and row in model.units_shown(layer + 1)
        and column in model.units_shown(layer)
    )


def edge_ends(
    model: DiagramModel, gap: int, rows: Indices, columns: Indices
) -> tuple[FloatArray, FloatArray]:
    """Return the y of both ends of weights that are drawn, (n,) each."""
    left, right = (
        np.array([model.center(column, unit) for unit in model.units_shown(column)])
        for column in (gap, gap + 1)
    )
    return left[columns - model.offsets[gap]], right[rows - model.offsets[gap + 1]]
