"""Measures the network on all splits off the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from mlpviz.app.runner import Runner
from mlpviz.core.datasets import Dataset, Split
from mlpviz.core.evaluation import BLOCK, Evaluation, evaluate_logits
from mlpviz.core.network import Network
from mlpviz.core.session import Session

if TYPE_CHECKING:
    from mlpviz.core.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Metrics:
    """Losses and accuracies of one network on one data set.

    `network`, `dataset` and `loss` say what was measured, `splits` holds the measure
    of each split by its name.
    """

    network: Network
    dataset: Dataset
    loss: str
    splits: dict[str, Evaluation]

    def current_for(self, session: Session) -> bool:
        """Say whether these are the numbers of the session as it is."""
        return (
            self.network is session.network
            and self.dataset is session.dataset
            and self.loss == session.hyperparameters.loss
        )


def measure(
    session: Session, before_block: Callable[[], None] = lambda: None
) -> Metrics:
    """Measure a session's network on its three splits, in the calling thread.

    Parameters
    ----------
    before_block : callable
        Called before each block of points; what it raises ends the measuring.
    """
    loss = session.hyperparameters.loss
    splits = {
        name: _evaluate(session.network, split, loss, before_block)
        for name, split in session.dataset.splits.items()
    }
    return Metrics(session.network, session.dataset, loss, splits)


def _evaluate(
    network: Network, split: Split, loss: str, before_block: Callable[[], None]
) -> Evaluation:
    """Return what `evaluate` does, block for block."""
    blocks: list[FloatArray] = []
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(split), BLOCK):
            before_block()
            blocks.append(network.logits(split.x[start : start + BLOCK]))
        logits = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
        return evaluate_logits(logits, split, loss)


class AnalysisRunner(Runner):
    """Answers each `Session` posted with its `Metrics`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("analysis", parent)

    def answer(self, request: Session) -> None:
        """Measure the session."""
        self.deliver(measure(request, self.check_wanted))
