"""What the tool bar says of a session while nothing runs; no widget."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.core.network import Network
from mlpviz.core.session import Session, starting_network


def state_words(session: Session) -> str:
    """Return how far the training is, or where untrained weights come from."""
    if not session.trained:
        if _is_drawn(session):
            return _tr("Not trained yet")
        return _tr("Weights set by hand")
    epochs = session.state.epoch
    if session.target_epoch is not None:
        return _tr("Paused at epoch {epoch:,} of {last:,}").format(
            epoch=epochs, last=session.target_epoch
        )
    done = (
        _counted(session.state.updates, _tr("update"), _tr("updates"))
        if session.state.position
        else _counted(epochs, _tr("epoch"), _tr("epochs"))
    )
    if session.edited:
        return _tr("Edited after {done}").format(done=done)
    return _tr("Trained {done}").format(done=done)


def _is_drawn(session: Session) -> bool:
    """Say whether the weights are those that the seed gives, to the bit."""
    drawn = _drawn(session.hyperparameters, session.dataset.classes)
    return all(
        a.tobytes() == b.tobytes()
        for a, b in zip(session.network.arrays, drawn.arrays, strict=True)
    )


@lru_cache(maxsize=1)
def _drawn(hyperparameters: Hyperparameters, classes: int) -> Network:
    return starting_network(hyperparameters, classes)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("StateWords", text)
