"""How good a network is on a split: loss, accuracy, what it gets wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import BoolArray, FloatArray, IntArray
from mlpviz.core.datasets import Split
from mlpviz.core.losses import LOSSES
from mlpviz.core.network import Network

# Small enough for a block's activations to stay in the cache, large enough that threads
# which share the interpreter seldom have to ask for it.
BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The measure of a network on one split.

    Attributes
    ----------
    loss : float
        Mean over the points (and, for MSE, the outputs), weights as they are.
    predictions : array, (n,)
        Class with the largest probability; the lowest number wins a tie.
    wrong : array of bool, (n,)
    """

    loss: float
    predictions: IntArray
    wrong: BoolArray

    @property
    def wrong_count(self) -> int:
        """Return how many points are wrongly classified."""
        return int(np.count_nonzero(self.wrong))

    @property
    def accuracy(self) -> float:
        """Return the share of points that are right, 0 to 1."""
        # Whole numbers first: 1 − 9/10 is not 0.1 in floating point.
        n = len(self.wrong)
        return (n - self.wrong_count) / n


def blockwise_logits(network: Network, x: FloatArray) -> FloatArray:
    """Return the logits of many points, a block at a time, (n, K)."""
    if len(x) <= BLOCK:
        return network.logits(x)
    blocks = [network.logits(x[i : i + BLOCK]) for i in range(0, len(x), BLOCK)]
    return np.concatenate(blocks)


def evaluate(network: Network, split: Split, loss: str) -> Evaluation:
    """Measure a network on a split, with a loss named as in `LOSSES`."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = blockwise_logits(network, split.x)
        return evaluate_logits(logits, split, loss)


def evaluate_logits(logits: FloatArray, split: Split, loss: str) -> Evaluation:
    """Measure logits (n, K) that some network gave for the points of a split."""
    per_point = LOSSES[loss].per_point(logits, split.targets)
    predictions = logits.argmax(axis=1).astype(np.int32)
    # Summed in double: a mean over 100,000 points keeps its digits.
    mean = float(per_point.sum(dtype=np.float64)) / len(split)
    return Evaluation(mean, predictions, predictions != split.labels)


def confusion_matrix(evaluation: Evaluation, split: Split) -> NDArray[np.int64]:
    """Count points by true class (rows) and predicted class (columns), (K, K)."""
    K = split.classes
    cells = split.labels.astype(np.int64) * K + evaluation.predictions
    return np.bincount(cells, minlength=K * K).reshape(K, K)
