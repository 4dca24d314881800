"""Measures the network on all splits off the GUI thread."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from mlpviz.app.runner import Runner
from mlpviz.core.datasets import Dataset
from mlpviz.core.evaluation import Evaluation, evaluate
from mlpviz.core.network import Network
from mlpviz.core.session import Session


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


def measure(session: Session) -> Metrics:
    """Measure a session's network on its three splits, in the calling thread."""
    loss = session.hyperparameters.loss
    splits = {
        name: evaluate(session.network, split, loss)
        for name, split in session.dataset.splits.items()
    }
    return Metrics(session.network, session.dataset, loss, splits)


class AnalysisRunner(Runner):
    """Answers each `Session` posted with its `Metrics`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("analysis", parent)

    def answer(self, request: Session) -> None:
        """Measure the session."""
        self.deliver(measure(request))
