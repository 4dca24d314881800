"""A training run in this process, a session after each snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass

from mlpviz.core import edits
from mlpviz.core.session import Session
from mlpviz.engine.trainer import Snapshot, Trainer, TrainingRequest


@dataclass(frozen=True, eq=False)
class Progress:
    """The session as it is after a snapshot."""

    session: Session
    snapshot: Snapshot


def make_trainer(engine: str) -> Trainer:
    """Return an engine; Keras only imports TensorFlow when it trains."""
    if engine == "keras":
        from mlpviz.engine.keras_trainer import KerasTrainer

        return KerasTrainer()
    from mlpviz.engine.numpy_trainer import NumpyTrainer

    return NumpyTrainer()


def train_session(session: Session, trainer: Trainer) -> Iterator[Progress]:
    """Train a session on to its target epoch.

    Parameters
    ----------
    session : Session
        As `edits.begin_run` or `edits.continue_run` made it.
    """
    target = session.target_epoch
    if target is None:
        raise ValueError("the session is on its way nowhere")
    request = TrainingRequest(session.hyperparameters, session.dataset, target)
    for snapshot in trainer.train(request, session.state):
        session = edits.advance(session, snapshot.state, snapshot.points)
        yield Progress(session, snapshot)
