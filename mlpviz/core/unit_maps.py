"""What every unit of a network answers over the plane of the data; knows no colour."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.arrays import Float32Array, FloatArray
from mlpviz.core.datasets import Dataset
from mlpviz.core.evaluation import BLOCK
from mlpviz.core.network import Network
from mlpviz.core.regions import Grid

Shares = tuple[FloatArray | None, ...]


@dataclass(frozen=True, eq=False)
class UnitMaps:
    """The activations of all units over the square `Dataset.extent`.

    Attributes
    ----------
    network, dataset
        What was evaluated, and the data whose square it is.
    grid : Grid
        The square cells; row 0 is at the bottom.
    inputs : array, (2, side, side)
        x1 and x2 themselves.
    layers : tuple of arrays, (units, side, side)
        h of each layer; of the output layer the probabilities of the classes.
    active : tuple, empty until it is known
        For each layer of ReLU units the share of the training points at which a unit
        is above 0, (units,); None for other layers, whose units are never quite off.
    """

    network: Network
    dataset: Dataset
    grid: Grid
    inputs: Float32Array
    layers: tuple[FloatArray, ...]
    active: Shares = ()

    @property
    def side(self) -> int:
        """Return the number of cells along an edge of a map."""
        return self.grid.columns

    def with_active(self, active: Shares) -> "UnitMaps":
        """Return the same maps with the shares of active points."""
        return replace(self, active=active)

    def share_active(self, layer: int, unit: int) -> float | None:
        """Return the share of training points a ReLU unit is active on, if known."""
        shares = self.active[layer] if self.active else None
        return None if shares is None else float(shares[unit])

    def dead(self, layer: int, unit: int) -> bool:
        """Say whether a ReLU unit is 0 at every training point."""
        return self.share_active(layer, unit) == 0.0


def unit_maps(
    network: Network,
    dataset: Dataset,
    side: int,
    before_layer: Callable[[], None] = lambda: None,
) -> UnitMaps:
    """Evaluate all units at the centres of side × side cells, in one forward pass.

    `before_layer` is called before each layer; what it raises ends the evaluation.
    """
    low, high = dataset.extent
    grid = Grid(low, high, low, high, side, side)
    points = grid.points()
    layers: list[FloatArray] = []
    h: FloatArray = points
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in network.layers:
            before_layer()
            h = ACTIVATIONS[layer.activation].function(layer.preactivation(h))
            layers.append(_planes(h, side))
    return UnitMaps(
        network,
        dataset,
        grid,
        _planes(points, side),
        tuple(layers),
    )


def _planes(values: FloatArray, side: int) -> FloatArray:
    """Return (side², units) as (units, side, side)."""
    return np.ascontiguousarray(values.T).reshape(-1, side, side)


def active_shares(
    network: Network, x: FloatArray, unwanted: Callable[[], bool] = lambda: False
) -> Shares | None:
    """Count, for all points, where each ReLU unit is above 0.

    Parameters
    ----------
    x : array, (n, 2)
        The training points; every one is looked at, so a share of 0 is exact.
    unwanted : callable
        Asked before each block of points; None is returned once it says so.
    """
    rectified = [layer.activation == "relu" for layer in network.layers]
    if not any(rectified):
        return (None,) * len(network.layers)
    counts = [np.zeros(layer.units, np.int64) for layer in network.layers]
    last = max(index for index, is_relu in enumerate(rectified) if is_relu)
    for start in range(0, len(x), BLOCK):
        if unwanted():
            return None
        h: FloatArray = x[start : start + BLOCK]
        with np.errstate(over="ignore", invalid="ignore"):
            for index, layer in enumerate(network.layers[: last + 1]):
                z = layer.preactivation(h)
                h = ACTIVATIONS[layer.activation].function(z, out=z)
                if rectified[index]:
                    counts[index] += np.count_nonzero(h > 0, axis=0)
    return tuple(
        count / len(x) if is_relu else None
        for count, is_relu in zip(counts, rectified, strict=True)
    )
