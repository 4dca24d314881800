"""What two implementations make of the same weights, layer by layer; no engine here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.core.arrays import FloatArray
from mlpviz.core.datasets import Split
from mlpviz.core.evaluation import Evaluation, evaluate_logits

Outputs = Sequence[tuple[FloatArray, FloatArray]]
"""(z, h) of every layer, each (n, units), as `Network.layer_outputs` gives them."""


@dataclass(frozen=True)
class LayerDifference:
    """The largest difference in a layer, over all points and units.

    Attributes
    ----------
    z, h : float
        Before and after the activation; NaN where either side is not finite.
    """

    z: float
    h: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two sets of outputs for the same points.

    Attributes
    ----------
    layers : tuple of LayerDifference
    first, second : Evaluation
        Loss, predictions and wrong points of either side.
    """

    layers: tuple[LayerDifference, ...]
    first: Evaluation
    second: Evaluation

    @property
    def differing(self) -> int:
        """Return how many points are put in different classes."""
        return int(np.count_nonzero(self.first.predictions != self.second.predictions))

    def first_beyond(self, tolerance: float) -> int | None:
        """Return the first layer, from 0, whose z differ by more than that."""
        for index, layer in enumerate(self.layers):
            if not layer.z <= tolerance:
                return index
        return None


def compare_outputs(
    first: Outputs, second: Outputs, split: Split, loss: str
) -> Comparison:
    """Compare the outputs of two implementations for the points of a split.

    Raises
    ------
    ValueError
        If they are not outputs of the same architecture for the same points.
    """
    return Comparison(
        tuple(
            LayerDifference(_largest(z_1, z_2), _largest(h_1, h_2))
            for (z_1, h_1), (z_2, h_2) in zip(first, second, strict=True)
        ),
        evaluate_logits(first[-1][0], split, loss),
        evaluate_logits(second[-1][0], split, loss),
    )


def _largest(a: FloatArray, b: FloatArray) -> float:
    if a.shape != b.shape:
        raise ValueError(f"outputs of shape {a.shape} and {b.shape}")
    with np.errstate(invalid="ignore"):
        # In double, so that taking the difference rounds nothing.
        return float(np.abs(a.astype(np.float64) - b).max())
