"""Small runs for the tests of the engines."""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from mlpviz.core.curves import CurvePoints
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.losses import LOSSES
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.session import Session, new_session
from mlpviz.core.training_state import TrainingState, batch_order
from mlpviz.engine.trainer import Snapshot, Trainer, TrainingRequest

# Three classes of 25 points in batches of 16: the last batch of an epoch has 11.
DATA = DatasetSpec("polar", classes=3, sigma=0.1, n_train=25, n_test=20, seed=4)

OPTIMIZERS = {
    "sgd": OptimizerSpec("sgd", 0.1),
    "momentum": OptimizerSpec("sgd", 0.1, momentum=0.8),
    "nesterov": OptimizerSpec("sgd", 0.1, momentum=0.9, nesterov=True),
    "adam": OptimizerSpec("adam", 0.003),
    "rmsprop": OptimizerSpec("rmsprop", 0.002),
    "rmsprop_momentum": OptimizerSpec("rmsprop", 0.002, momentum=0.7),
}


def small_session(
    optimizer: str | OptimizerSpec = "momentum",
    activation: str = "tanh",
    hidden: tuple[int, ...] = (6, 5),
    data: DatasetSpec = DATA,
    **settings: Any,
) -> Session:
    """Return a session that trains in no time."""
    hp = Hyperparameters(
        hidden=tuple(LayerSpec(units, activation) for units in hidden),
        optimizer=OPTIMIZERS[optimizer] if isinstance(optimizer, str) else optimizer,
        batch_size=16,
    )
    return new_session(data, msgspec.structs.replace(hp, **settings))


def diverging_session() -> Session:
    """Return a session whose loss soon is no number: 10 x 50 ReLU, rate 1."""
    session = task_1_3()
    hp = msgspec.structs.replace(
        session.hyperparameters,
        initializer=InitializerSpec("he_normal"),
        loss="categorical_crossentropy",
        optimizer=OptimizerSpec("sgd", 1.0, momentum=0.8),
    )
    return new_session(session.dataset_spec, hp)


def finite(state: TrainingState) -> bool:
    """Say whether all numbers of a state are."""
    groups = [state.network.arrays, *state.slots.values()]
    return all(np.isfinite(array).all() for group in groups for array in group)


def task_1_3(epochs: int = 100) -> Session:
    """Return the lab's task 1.3."""
    hp = Hyperparameters(
        hidden=(LayerSpec(50),) * 10,
        initializer=InitializerSpec("random_normal", mean=0.01, stddev=0.1),
        optimizer=OptimizerSpec("sgd", 0.06, momentum=0.8),
        batch_size=16,
        epochs=epochs,
    )
    return new_session(DatasetSpec("polar", classes=5, sigma=0.05), hp)


@dataclass
class Outcome:
    """All that a run left behind."""

    snapshots: list[Snapshot]

    @property
    def last(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def state(self) -> TrainingState:
        return self.last.state

    @property
    def points(self) -> CurvePoints:
        return np.concatenate([snapshot.points for snapshot in self.snapshots])


def request(
    session: Session, epochs: int, max_updates: int | None = None
) -> TrainingRequest:
    return TrainingRequest(
        session.hyperparameters, session.dataset, epochs, max_updates
    )


def run(
    trainer: Trainer,
    session: Session,
    epochs: int,
    *,
    state: TrainingState | None = None,
    max_updates: int | None = None,
) -> Outcome:
    """Train a session to the end."""
    asked = request(session, epochs, max_updates)
    return Outcome(list(trainer.train(asked, state or session.state)))


def assert_same_state(one: TrainingState, other: TrainingState) -> None:
    """Assert that two states are the same to the bit."""
    counters = ("updates", "epoch", "position", "running_loss", "running_correct")
    counters += ("earlier_updates",)
    assert [getattr(one, name) for name in counters] == [
        getattr(other, name) for name in counters
    ]
    for a, b in zip(one.network.arrays, other.network.arrays, strict=True):
        np.testing.assert_array_equal(a, b)
    assert one.slots.keys() == other.slots.keys()
    for name in one.slots:
        for a, b in zip(one.slots[name], other.slots[name], strict=True):
            np.testing.assert_array_equal(a, b)


def assert_close(one: TrainingState, other: TrainingState, limit: float) -> None:
    """Assert max|ΔW| / max|W| of each array of two networks, and of their slots."""
    pairs = [(one.network.arrays, other.network.arrays)]
    pairs += [(one.slots[name], other.slots[name]) for name in other.slots]
    for ours, theirs in pairs:
        for a, b in zip(ours, theirs, strict=True):
            assert np.abs(a - b).max() <= limit * np.abs(b).max()


def fit(
    session: Session, epochs: int, points: int | None = None, *, first_epoch: int = 0
) -> tuple[TrainingState, list[dict[str, float]]]:
    """Train with Keras's own `fit`: no shuffling there, the points shuffled before.

    Returns the state it ends in, and the history of each epoch. An epoch has all
    points, or the first so many.
    """
    from mlpviz.engine import keras_model

    hp, train = session.hyperparameters, session.dataset.train
    model = keras_model.build_model(session.network.layers)
    rate = keras_model.build_schedule(hp.schedule, hp.optimizer.learning_rate)
    optimizer = keras_model.build_optimizer(hp.optimizer, rate)
    model.compile(
        optimizer,
        keras_model.build_loss(hp.loss),
        metrics=["accuracy"],
        jit_compile=False,
    )
    validation = session.dataset.validation
    history = []
    for epoch in range(first_epoch, epochs):
        order = batch_order(hp.order_seed, epoch, len(train))[:points]
        epoch_history = model.fit(
            train.x[order],
            train.targets[order],
            batch_size=hp.batch_size,
            shuffle=False,
            validation_data=(validation.x, validation.targets),
            verbose=0,
        ).history
        history.append({name: values[0] for name, values in epoch_history.items()})
    updates = int(optimizer.iterations.numpy())
    state = TrainingState(
        keras_model.network_of(model),
        keras_model.take_slots(optimizer, hp.optimizer),
        updates,
        epochs,
    )
    assert LOSSES[hp.loss].keras_class == type(model.loss).__name__
    return state, history
