"""The NumPy engine keeps the promises of the `Trainer` protocol."""

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core.evaluation import evaluate
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.schedules import ScheduleSpec
from mlpviz.engine.numpy_trainer import NumpyTrainer
from tests.support.training import (
    OPTIMIZERS,
    assert_same_state,
    diverging_session,
    finite,
    request,
    run,
    small_session,
    task_1_3,
)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_stopping_at_any_update_changes_no_bit(optimizer: str) -> None:
    session = small_session(
        optimizer, schedule=ScheduleSpec("exponential_decay", decay_steps=3)
    )
    whole = run(NumpyTrainer(), session, 3)
    for stop in (1, 4, 5, 9):
        first = run(NumpyTrainer(), session, 3, max_updates=stop)
        assert first.last.finished
        assert first.state.updates == stop
        second = run(NumpyTrainer(), session, 3, state=first.state)
        assert_same_state(second.state, whole.state)
        points = np.concatenate((first.points, second.points))
        np.testing.assert_array_equal(points, whole.points)


def test_a_run_counts_epochs_updates_and_points() -> None:
    session = small_session()
    outcome = run(NumpyTrainer(), session, 4)
    assert (outcome.state.updates, outcome.state.epoch) == (20, 4)
    assert outcome.state.position == 0
    assert outcome.points[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert np.isnan(outcome.points[0, 1:3]).all()
    assert np.isfinite(outcome.points[1:]).all()
    assert [snapshot.finished for snapshot in outcome.snapshots].count(True) == 1


def test_a_position_within_an_epoch_is_told_in_points() -> None:
    session = small_session()
    state = run(NumpyTrainer(), session, 9, max_updates=7).state
    assert (state.epoch, state.position) == (1, 32)
    assert 0 < state.running_correct <= 32


def test_points_after_an_epoch_are_evaluated_with_its_last_weights() -> None:
    session = small_session()
    outcome = run(NumpyTrainer(), session, 2)
    network = outcome.state.network
    expected = []
    for split in (session.dataset.validation, session.dataset.test):
        evaluation = evaluate(network, split, "mse")
        expected += [evaluation.loss, evaluation.accuracy]
    assert outcome.points[-1, 3:].tolist() == expected


def test_going_on_gives_no_second_first_point() -> None:
    session = small_session()
    state = run(NumpyTrainer(), session, 2).state
    outcome = run(NumpyTrainer(), session, 3, state=state)
    assert outcome.points[:, 0].tolist() == [3]


def test_nothing_to_do_is_said_at_once() -> None:
    session = small_session()
    state = run(NumpyTrainer(), session, 2).state
    outcome = run(NumpyTrainer(), session, 2, state=state)
    assert outcome.last.finished
    assert_same_state(outcome.state, state)


def test_one_point_and_a_batch_larger_than_the_data() -> None:
    session = small_session(batch_size=200_000)
    outcome = run(NumpyTrainer(), session, 3)
    assert outcome.state.updates == 3


def test_a_diverging_run_keeps_its_last_finite_state() -> None:
    session = diverging_session()
    outcome = run(NumpyTrainer(), session, 20)
    assert outcome.last.finished
    assert outcome.last.diverged_epoch == outcome.state.epoch + 1
    assert outcome.state.updates > 0
    assert finite(outcome.state)
    # It is the very last: one update more is not finite.
    again = run(NumpyTrainer(), session, 20, state=outcome.state)
    assert again.last.diverged_epoch == outcome.last.diverged_epoch
    assert_same_state(again.state, outcome.state)


def test_a_network_that_overflows_on_unseen_points_has_diverged() -> None:
    session = small_session(hidden=(), optimizer=OptimizerSpec("sgd", 1e-6))
    # Finite on the training points, not on one validation point far out.
    far = replace(
        session.dataset.validation, x=session.dataset.validation.x * np.float32(1e30)
    )
    session = replace(session, dataset=replace(session.dataset, validation=far))
    huge = session.network.with_layer(0, np.full((3, 2), 1e15), np.zeros(3))
    state = replace(session.state, network=huge)
    outcome = run(NumpyTrainer(), session, 5, state=state)
    assert outcome.last.diverged_epoch == 1
    assert outcome.state.epoch == 1


def test_snapshots_come_often() -> None:
    session = task_1_3()
    seconds = [
        snapshot.seconds
        for snapshot, _ in zip(
            NumpyTrainer().train(request(session, 100), session.state),
            range(8),
            strict=False,
        )
    ]
    assert np.median(np.diff(seconds)) < 0.1


def test_the_error_state_of_whoever_iterates_is_left_alone() -> None:
    session = small_session()
    with np.errstate(all="raise"):
        for _ in NumpyTrainer().train(request(session, 1), session.state):
            assert set(np.geterr().values()) == {"raise"}
