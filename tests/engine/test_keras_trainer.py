"""The Keras engine keeps the promises of the `Trainer` protocol."""

import itertools
import subprocess
import sys
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from mlpviz.core.errors import MlpvizError
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.schedules import ScheduleSpec, learning_rates
from mlpviz.core.session import Session, new_session
from mlpviz.engine import keras_trainer as module
from mlpviz.engine.keras_loop import KerasLoop
from mlpviz.engine.keras_trainer import KerasTrainer
from tests.support.training import (
    assert_close,
    assert_same_state,
    diverging_session,
    finite,
    request,
    run,
    small_session,
    task_1_3,
)

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def trainer() -> KerasTrainer:
    return KerasTrainer()


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "rmsprop_momentum"])
def test_stopping_at_any_update_changes_no_bit(
    optimizer: str, trainer: KerasTrainer
) -> None:
    schedule = ScheduleSpec("exponential_decay", decay_steps=3)
    session = small_session(optimizer, schedule=schedule)
    whole = run(trainer, session, 4)
    for stop in range(1, 20):
        first = run(trainer, session, 4, max_updates=stop)
        assert first.last.finished
        assert first.state.updates == stop
        second = run(trainer, session, 4, state=first.state)
        assert_same_state(second.state, whole.state)
        points = np.concatenate((first.points, second.points))
        np.testing.assert_array_equal(points, whole.points)


def test_stopping_changes_no_bit_in_the_deep_network(trainer: KerasTrainer) -> None:
    # Here the smallest difference would grow.
    session = task_1_3()
    whole = run(trainer, session, 2)
    first = run(trainer, session, 2, max_updates=37)
    second = run(trainer, session, 2, state=first.state)
    assert_same_state(second.state, whole.state)


def test_the_length_of_a_call_changes_no_bit(
    trainer: KerasTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_session("adam")
    whole = run(trainer, session, 100)
    monkeypatch.setattr(module, "CALL_SECONDS", 1e-9)
    single = run(trainer, session, 100)
    # An update a call, and the state after each of them is there to be taken.
    assert [snapshot.state.updates for snapshot in single.snapshots] == list(
        range(1, 501)
    )
    assert len(whole.snapshots) < 100
    assert_same_state(single.state, whole.state)
    np.testing.assert_array_equal(single.points, whole.points)


def test_two_runs_in_turn_do_not_mix(trainer: KerasTrainer) -> None:
    sessions = [small_session("adam", weight_seed=seed) for seed in (1, 2)]
    expected = [run(trainer, session, 300).state for session in sessions]
    runs = [trainer.train(request(s, 300), s.state) for s in sessions]
    last = {}
    for pair in itertools.zip_longest(*runs):
        last |= {i: s.state for i, s in enumerate(pair) if s is not None}
    for i in (0, 1):
        assert_same_state(last[i], expected[i])


def test_numbers_need_no_new_compiling(trainer: KerasTrainer) -> None:
    session = small_session("nesterov")
    first = run(trainer, session, 2)
    compiled = trainer.compiled
    hp = session.hyperparameters
    others = [
        (session.dataset_spec, msgspec.structs.replace(hp, **change))
        for change in (
            {"optimizer": msgspec.structs.replace(hp.optimizer, learning_rate=0.01)},
            {"schedule": ScheduleSpec("exponential_decay", staircase=True)},
            {"weight_seed": 7, "order_seed": 9},
        )
    ]
    others += [
        (msgspec.structs.replace(session.dataset_spec, n_train=n, n_test=n + 1), hp)
        for n in (6, 26, 40, 333)
    ]
    for spec, settings in others:
        outcome = run(trainer, new_session(spec, settings), 3)
        assert outcome.last.compile_seconds == 0
        assert not outcome.snapshots[0].compiling
        assert not np.array_equal(
            outcome.state.network.layers[0].W, first.state.network.layers[0].W
        )
    assert trainer.compiled == compiled


def test_compiling_is_told_before_and_counted_after() -> None:
    session = small_session("sgd", hidden=())
    outcome = run(KerasTrainer(), session, 2)
    first, last = outcome.snapshots[0], outcome.last
    assert first.compiling
    assert_same_state(first.state, session.state)
    assert not any(snapshot.compiling for snapshot in outcome.snapshots[1:])
    assert 0 < last.compile_seconds <= last.seconds
    assert outcome.points[:, 0].tolist() == [0, 1, 2]


def test_nothing_to_do_is_said_without_compiling() -> None:
    session = small_session()
    trainer = KerasTrainer()
    outcome = run(trainer, session, 3, max_updates=0)
    assert outcome.last.finished
    assert trainer.compiled == 0


def test_slots_may_come_in_any_order(trainer: KerasTrainer) -> None:
    session = small_session("adam")
    middle = run(trainer, session, 1).state
    turned = replace(middle, slots=dict(reversed(list(middle.slots.items()))))
    one, other = (
        run(trainer, session, 2, state=state).state for state in (middle, turned)
    )
    assert_same_state(replace(other, slots=dict(one.slots)), one)
    for name in one.slots:
        for a, b in zip(one.slots[name], other.slots[name], strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_diverging_run_keeps_its_last_finite_state(trainer: KerasTrainer) -> None:
    session = diverging_session()
    outcome = run(trainer, session, 20)
    assert outcome.last.finished
    assert outcome.last.diverged_epoch == outcome.state.epoch + 1
    assert outcome.state.updates > 0
    assert finite(outcome.state)
    # It is the very last: one update more is not finite.
    again = run(trainer, session, 20, state=outcome.state)
    assert again.last.diverged_epoch == outcome.last.diverged_epoch
    assert_same_state(again.state, outcome.state)
    # And the one that stopping after each update leads to.
    single = run(trainer, session, 20, max_updates=outcome.state.updates)
    assert single.last.diverged_epoch is None
    assert_same_state(single.state, outcome.state)


def _overflowing_session() -> Session:
    """Finite on the training points, but not on validation points far out."""
    session = small_session(optimizer=OptimizerSpec("sgd", 1e-6), hidden=())
    x = session.dataset.validation.x * np.float32(1e30)
    far = replace(session.dataset.validation, x=x)
    session = replace(session, dataset=replace(session.dataset, validation=far))
    huge = session.network.with_layer(0, np.full((3, 2), 1e15), np.zeros(3))
    return replace(session, state=replace(session.state, network=huge, updates=1))


def test_a_network_that_overflows_on_unseen_points_has_diverged(
    trainer: KerasTrainer,
) -> None:
    session = _overflowing_session()
    # A second run has several epochs to a call, and must take them back.
    for _ in range(2):
        outcome = run(trainer, session, 50)
        assert outcome.last.diverged_epoch == 1
        assert (outcome.state.epoch, outcome.state.position) == (1, 0)
        assert outcome.state.updates == 6


def test_weights_that_overflow_before_the_loss_does_are_not_kept(
    trainer: KerasTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers are checked once a call; the update at fault is found by halving."""
    session = small_session("adam")
    plain = KerasLoop.run
    first_bad = 13

    def overflowing(loop: KerasLoop, rates: np.ndarray, count: int) -> object:
        result = plain(loop, rates, count)
        if loop.chunk.first_iteration + count >= first_bad:
            result.vectors[0, 0] = np.inf
        return result

    expected = run(trainer, session, 10, max_updates=first_bad - 1)
    monkeypatch.setattr(KerasLoop, "run", overflowing)
    outcome = run(trainer, session, 10)
    assert outcome.last.diverged_epoch == 3
    assert_same_state(outcome.state, expected.state)


def test_the_same_without_xla(trainer: KerasTrainer) -> None:
    session = small_session("rmsprop_momentum")
    plain = run(KerasTrainer(xla=False), session, 3)
    assert_close(plain.state, run(trainer, session, 3).state, 1e-4)


def test_where_xla_fails_training_goes_on_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tf = pytest.importorskip("tensorflow")
    plain = KerasLoop.run

    def failing(loop: KerasLoop, rates: np.ndarray, count: int) -> object:
        if loop.xla:
            raise tf.errors.UnimplementedError(None, None, "no XLA here")
        return plain(loop, rates, count)

    monkeypatch.setattr(KerasLoop, "run", failing)
    outcome = run(KerasTrainer(), small_session(), 2)
    assert outcome.state.updates == 10


def test_where_tensorflow_fails_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tf = pytest.importorskip("tensorflow")

    def failing(*_: object) -> object:
        raise tf.errors.ResourceExhaustedError(None, None, "no memory")

    monkeypatch.setattr(KerasLoop, "run", failing)
    with pytest.raises(MlpvizError, match=r"no memory.*NumPy engine"):
        run(KerasTrainer(), small_session(), 2)


def test_the_schedule_is_that_of_the_core() -> None:
    spec = ScheduleSpec("exponential_decay", decay_steps=700, decay_rate=0.9)
    for schedule in (spec, msgspec.structs.replace(spec, staircase=True)):
        hp = small_session(schedule=schedule).hyperparameters
        rates = module._Rates(hp)
        expected = learning_rates(schedule, hp.optimizer.learning_rate, 0, 10_000)
        np.testing.assert_allclose(rates(0, 10_000), expected, rtol=1e-6)
        whole = rates(0, 10_000)
        for first, count in ((0, 1), (1, 7), (4090, 13), (4096, 4096), (9_999, 1)):
            np.testing.assert_array_equal(
                rates(first, count), whole[first : first + count]
            )


def test_closing_stops_at_the_snapshot_taken(trainer: KerasTrainer) -> None:
    session = small_session()
    snapshots = trainer.train(request(session, 100_000), session.state)
    taken = next(snapshots)
    snapshots.close()
    assert not taken.finished
    assert_same_state(
        run(trainer, session, 9, max_updates=taken.state.updates).state, taken.state
    )


def test_importing_the_engine_imports_no_tensorflow() -> None:
    program = (
        "import sys, mlpviz.engine.keras_trainer, mlpviz.engine.child; "
        "print({'keras', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
