"""Both engines against Keras's own `fit`: equal starts, equal order of the batches."""

import msgspec
import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.core.curves import COLUMNS, no_points
from mlpviz.core.schedules import ScheduleSpec
from mlpviz.core.session import Session
from mlpviz.engine.keras_trainer import KerasTrainer
from mlpviz.engine.numpy_trainer import NumpyTrainer
from tests.support.training import (
    OPTIMIZERS,
    assert_close,
    fit,
    run,
    small_session,
    task_1_3,
)

pytestmark = pytest.mark.keras

# Rounding grows with depth and updates; up to here it stays below this.
LIMIT = 1e-4
HIDDEN = (16, 16, 16, 16)
CROSS_ENTROPY = "categorical_crossentropy"
DECAY = ScheduleSpec("exponential_decay", decay_steps=4, decay_rate=0.8)
STAIRCASE = msgspec.structs.replace(DECAY, staircase=True)


@pytest.fixture(scope="module")
def keras_trainer() -> KerasTrainer:
    return KerasTrainer()


def _check(session: Session, keras_trainer: KerasTrainer, epochs: int) -> None:
    expected, history = fit(session, epochs)
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    curves = [[epoch[name] for name in names] for epoch in history]
    first = COLUMNS.index("running_loss")
    for trainer in (keras_trainer, NumpyTrainer()):
        outcome = run(trainer, session, epochs)
        assert outcome.state.updates == expected.updates
        assert_close(outcome.state, expected, LIMIT)
        points = outcome.points[1:, first : first + 4]
        np.testing.assert_allclose(points, curves, rtol=2e-5)


# Each optimiser, loss, activation and schedule at least once.
@pytest.mark.parametrize(
    ("optimizer", "activation", "loss", "schedule"),
    [
        ("sgd", "tanh", "mse", ScheduleSpec()),
        ("momentum", "relu", "mse", DECAY),
        ("nesterov", "sigmoid", CROSS_ENTROPY, ScheduleSpec()),
        ("adam", "relu", CROSS_ENTROPY, ScheduleSpec()),
        ("adam", "linear", "mse", STAIRCASE),
        ("rmsprop", "softmax", "mse", ScheduleSpec()),
        ("rmsprop_momentum", "tanh", CROSS_ENTROPY, STAIRCASE),
    ],
)
def test_three_epochs_end_where_fit_ends(
    optimizer: str,
    activation: str,
    loss: str,
    schedule: ScheduleSpec,
    keras_trainer: KerasTrainer,
) -> None:
    session = small_session(optimizer, activation, HIDDEN, loss=loss, schedule=schedule)
    # The last batch of an epoch is smaller.
    assert len(session.dataset.train) % session.hyperparameters.batch_size
    _check(session, keras_trainer, 3)


def test_no_hidden_layer_and_one_batch_an_epoch(keras_trainer: KerasTrainer) -> None:
    session = small_session("momentum", hidden=(), batch_size=500)
    _check(session, keras_trainer, 3)


def test_ten_updates_on_the_deep_network(keras_trainer: KerasTrainer) -> None:
    session = task_1_3()
    expected, _ = fit(session, 1, points=10 * session.hyperparameters.batch_size)
    for trainer in (keras_trainer, NumpyTrainer()):
        outcome = run(trainer, session, 1, max_updates=10)
        assert outcome.state.updates == expected.updates == 10
        assert_close(outcome.state, expected, LIMIT)


def test_another_optimiser_begins_as_a_new_one_does_in_keras(
    keras_trainer: KerasTrainer,
) -> None:
    session = small_session("momentum", hidden=(6,), schedule=DECAY)
    state = run(NumpyTrainer(), session, 1).state
    trained = edits.advance(session, state, no_points())
    adam = msgspec.structs.replace(
        session.hyperparameters, optimizer=OPTIMIZERS["adam"]
    )
    changed = edits.set_hyperparameters(trained, adam)
    assert (changed.state.updates, changed.state.iterations) == (state.updates, 0)
    # Keras: the same weights, a new model and optimiser, epoch 1's order of batches.
    expected, _ = fit(changed, 2, first_epoch=1)
    for trainer in (keras_trainer, NumpyTrainer()):
        outcome = run(trainer, changed, 2)
        assert outcome.state.iterations == expected.updates
        assert_close(outcome.state, expected, LIMIT)
