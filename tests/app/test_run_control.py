"""Runs and the document: begin, advance, pause, continue, stop, fail, undo."""

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import Session
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.numpy_trainer import NumpyTrainer
from mlpviz.engine.trainer import Snapshot
from tests.support.desk import Desk
from tests.support.training import assert_same_state, run, small_session
from tests.support.waiting import settle, wait_unseeing

MakeDesk = Callable[[Session], Desk]


def plain_run(session: Session, epochs: int) -> tuple[TrainingState, np.ndarray]:
    outcome = run(NumpyTrainer(), session, epochs)
    return outcome.state, outcome.points


def test_train_goes_from_the_start_to_the_end_in_one_step(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    assert desk.control.running
    assert desk.document.in_stroke
    desk.let(3)
    assert desk.session.state.updates == 3
    desk.let(5)
    desk.let_finish()
    assert not desk.control.running
    assert desk.running == [True, False]
    state, points = plain_run(before, 3)
    assert_same_state(desk.session.state, state)
    np.testing.assert_array_equal(desk.session.curves.points, points)
    assert desk.session.target_epoch is None
    (stroke,) = desk.session.curves.strokes
    assert (stroke.kind, stroke.engine) == ("train", "keras")
    assert (stroke.first_epoch, stroke.edited) == (0, False)
    assert desk.steps() == ["Train 3 epochs"]
    desk.control.undo()
    assert desk.session is before


def test_every_change_on_the_way_is_told(desk: Desk) -> None:
    updates: list[int] = []
    desk.document.changed.connect(lambda _, new: updates.append(new.state.updates))
    desk.control.train()
    for _ in range(4):
        desk.let(2)
    assert updates == [0, 2, 4, 6, 8]


def test_who_hears_of_a_change_hears_of_a_run(desk: Desk) -> None:
    """The tool bar asks, whenever the session changes, whether a run is at work."""
    asked: list[bool] = []
    desk.document.changed.connect(lambda *_: asked.append(desk.control.running))
    desk.document.history_changed.connect(lambda: asked.append(desk.control.running))
    desk.control.train()
    desk.let()
    desk.set_weight(0.5)
    desk.let()
    desk.control.begin_gesture()
    desk.set_weight(0.6, "drag")
    desk.set_weight(0.7, "drag")
    desk.control.end_gesture()
    desk.let()
    assert asked
    assert all(asked)
    assert desk.running == [True] * len(desk.running)


def test_pause_and_continue_take_up_where_it_stood(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.let(7)
    desk.control.pause()
    assert not desk.control.running
    assert desk.running == [True, False]
    assert desk.session.state.updates == 7
    assert desk.session.target_epoch == 3
    assert desk.document.undo_label == "Train 7 updates"
    desk.control.resume()
    desk.let_finish()
    state, points = plain_run(before, 3)
    assert_same_state(desk.session.state, state)
    np.testing.assert_array_equal(desk.session.curves.points, points)
    kinds = [stroke.kind for stroke in desk.session.curves.strokes]
    assert kinds == ["train", "continue"]
    assert desk.session.curves.strokes[1].first_epoch == pytest.approx(1 + 32 / 75)
    assert desk.steps() == ["Train 2 epochs", "Train 7 updates"]


def test_continue_after_the_end_goes_on_for_as_long_again(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.let_finish()
    desk.control.resume()
    desk.let(1)
    assert desk.session.target_epoch == 6
    desk.let_finish()
    state, points = plain_run(before, 6)
    assert_same_state(desk.session.state, state)
    np.testing.assert_array_equal(desk.session.curves.points, points)
    assert desk.epochs == [0, 1, 2, 3, 4, 5, 6]


def test_train_begins_anew_from_the_kept_start(desk: Desk) -> None:
    start = desk.session.start
    desk.control.train()
    desk.let_finish()
    first = desk.session
    desk.control.train()
    assert desk.session.network is start
    assert len(desk.session.curves.points) == 0
    desk.let_finish()
    assert_same_state(desk.session.state, first.state)
    assert [stroke.kind for stroke in desk.session.curves.strokes] == ["train"]


def test_weights_edited_before_any_training_are_the_start(desk: Desk) -> None:
    desk.set_weight(0.25)
    edited = desk.session.network
    desk.control.train()
    assert desk.session.network is edited
    desk.let_finish()
    assert desk.session.start is edited
    # Afterwards an edit is no start any more …
    desk.set_weight(0.75)
    desk.control.train()
    assert desk.session.network is edited
    desk.let_finish()
    # … unless it is made one.
    desk.set_weight(0.75)
    kept = desk.session.network
    desk.control.apply("Keep", edits.keep_as_start)
    desk.control.train()
    assert desk.session.network is kept


def test_an_edit_between_runs_is_said_on_the_curve(desk: Desk) -> None:
    desk.control.train()
    desk.let(5)
    desk.control.pause()
    desk.set_weight(0.5)
    desk.control.resume()
    desk.let_finish()
    strokes = desk.session.curves.strokes
    assert [(s.kind, s.edited) for s in strokes] == [
        ("train", False),
        ("continue", True),
    ]


def test_one_epoch(desk: Desk) -> None:
    before = desk.session
    desk.control.train_epoch()
    desk.let_finish()
    assert not desk.control.running
    assert desk.session.state.epoch == 1
    assert desk.session.target_epoch is None
    desk.control.train_batch()
    desk.let_finish()
    assert desk.session.state.updates == 6
    # Only to the end of the epoch that has begun.
    desk.control.train_epoch()
    desk.let_finish()
    assert (desk.session.state.epoch, desk.session.state.position) == (2, 0)
    state, points = plain_run(before, 2)
    assert_same_state(desk.session.state, state)
    np.testing.assert_array_equal(desk.session.curves.points, points)
    # One stretch, nothing having changed between.
    assert len(desk.session.curves.strokes) == 1
    assert desk.steps() == ["Train 1 epoch", "Train 1 update", "Train 1 epoch"]


def test_one_batch_after_the_other(desk: Desk) -> None:
    before = desk.session
    for updates in range(1, 8):
        desk.control.train_batch()
        desk.let_finish()
        assert not desk.control.running
        assert desk.session.state.updates == updates
    expected = run(NumpyTrainer(), before, 3, max_updates=7)
    assert_same_state(desk.session.state, expected.state)
    assert desk.epochs == [0, 1]


def test_a_batch_within_an_unfinished_run_keeps_its_target(desk: Desk) -> None:
    desk.control.train()
    desk.let(2)
    desk.control.pause()
    desk.control.train_batch()
    desk.let_finish()
    assert desk.session.state.updates == 3
    assert desk.session.target_epoch == 3
    desk.control.resume()
    desk.let_finish()
    assert desk.session.state.epoch == 3


def test_stop_gives_the_target_up(desk: Desk) -> None:
    desk.control.train()
    desk.let(5)
    desk.control.stop()
    assert not desk.control.running
    assert desk.session.target_epoch is None
    desk.control.resume()
    desk.let(1)
    # From here as many epochs as are set.
    assert desk.session.target_epoch == 1 + 3
    desk.control.stop()
    assert desk.steps() == ["Train 1 update", "Train 1 epoch"]


def test_stop_after_pause_gives_the_target_up_too(desk: Desk) -> None:
    desk.control.train()
    desk.let(5)
    desk.control.pause()
    desk.control.stop()
    assert desk.session.target_epoch is None
    assert desk.steps() == ["Stop training", "Train 1 epoch"]
    desk.control.stop()
    assert desk.document.undo_label == "Stop training"


def test_a_run_ended_before_it_trained_leaves_no_trace(desk: Desk) -> None:
    desk.control.train()
    desk.let(4)
    desk.control.pause()
    before = desk.session
    for begin in (
        desk.control.resume,
        desk.control.train_epoch,
        desk.control.train_batch,
    ):
        begin()
        assert desk.control.running
        desk.control.pause()
        assert not desk.control.running
        assert desk.session is before
        begin()
        # Undo during a run takes back the run, and here that is all of it.
        desk.control.undo()
        assert desk.session is before
    assert desk.document.undo_label == "Train 4 updates"


def test_train_shows_the_start_before_the_engine_is_ready(desk: Desk) -> None:
    desk.control.train()
    desk.let_finish()
    trained = desk.session
    desk.control.train()
    assert desk.session.network is desk.session.start
    desk.control.pause()
    assert desk.session.network is desk.session.start
    desk.control.undo()
    assert desk.session is trained


def test_undo_during_a_run_takes_back_the_run(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.let(4)
    desk.control.undo()
    assert not desk.control.running
    assert desk.session is before
    # What comes late changes nothing.
    settle()
    assert desk.session is before
    desk.control.redo()
    assert desk.session.state.updates == 4
    desk.control.resume()
    desk.let_finish()
    assert_same_state(desk.session.state, plain_run(before, 3)[0])


def test_redo_during_a_run_only_pauses_it(desk: Desk) -> None:
    desk.set_weight(0.5)
    desk.control.undo()
    desk.control.train()
    desk.let(4)
    desk.control.redo()
    assert not desk.control.running
    assert desk.session.state.updates == 4


def test_late_snapshots_of_an_ended_run_are_thrown_away(desk: Desk) -> None:
    desk.control.train()
    desk.let(2)
    first_run = desk.gate.runs[-1]
    # The thread makes it, and nobody looks before the run is ended.
    desk.gate.let(3)
    wait_unseeing(lambda: desk.runner._outbox.waiting)
    desk.control.pause()
    paused = desk.session
    settle()
    assert desk.session is paused
    assert desk.session.state.updates == 2
    desk.control.resume()
    desk.let(1)
    assert desk.session.state.updates == 3
    assert desk.gate.runs[-1] is not first_run
    desk.let_finish()
    assert desk.epochs == [0, 1, 2, 3]


def test_a_run_begun_while_another_is_at_work_ends_it(desk: Desk) -> None:
    desk.control.train()
    desk.let(4)
    desk.control.train()
    assert desk.session.state.updates == 0
    desk.let(1)
    assert desk.session.state.updates == 1
    assert desk.epochs == [0]
    assert desk.running == [True, False, True]
    desk.control.pause()
    assert desk.steps() == ["Train 1 update", "Train 4 updates"]


def test_curve_points_survive_snapshots_nobody_took(desk: Desk) -> None:
    desk.control.train()
    # Made while nobody looks: the newest takes the place of the others.
    for _ in range(14):
        desk.gate.let(1)
    wait_unseeing(lambda: bool(desk.gate.runs) and desk.gate.steps_left == 0)
    desk.let_finish()
    settle()
    assert not desk.control.running
    assert desk.epochs == [0, 1, 2, 3]


def test_a_diverged_run_says_so_and_keeps_the_last_finite_weights(
    desk: Desk,
) -> None:
    desk.control.train()
    desk.let(5)
    finite = desk.session.state
    snapshot = Snapshot(finite, finished=True, diverged_epoch=2)
    desk.hear(lambda: desk.gate.send(snapshot))
    assert not desk.control.running
    assert desk.session.state is finite
    assert desk.session.target_epoch is None
    assert len(desk.errors) == 1
    assert "epoch 2" in desk.errors[0]
    assert "learning rate" in desk.errors[0]
    assert desk.steps() == ["Train 1 epoch"]


def test_after_diverging_at_once_a_smaller_rate_goes_on(desk_of: MakeDesk) -> None:
    session = small_session()
    # Kernels this large overflow in the first update's gradient.
    huge = session.network.with_weight(1, 0, 0, 3e38).with_weight(0, 0, 0, 3e38)
    hp = msgspec.structs.replace(
        session.hyperparameters,
        hidden=tuple(
            msgspec.structs.replace(layer, activation="relu")
            for layer in session.hyperparameters.hidden
        ),
        epochs=2,
    )
    session = edits.set_hyperparameters(session, hp)
    desk = desk_of(edits.set_network(session, session.network.with_arrays(huge.arrays)))
    desk.control.train()
    desk.let_finish()
    assert desk.session.state.updates == 0
    assert desk.errors
    assert desk.epochs == [0]
    # By hand back to what can be trained; then on.
    desk.control.apply("New start", edits.draw_start)
    desk.control.undo()
    good = small_session().network.arrays
    desk.control.apply(
        "Paste", lambda s: edits.set_network(s, s.network.with_arrays(good))
    )
    desk.control.resume()
    desk.let_finish()
    assert desk.epochs == [0, 1, 2]
    assert [stroke.kind for stroke in desk.session.curves.strokes] == ["train"]


def test_an_error_before_anything_was_trained_undoes_the_press(desk: Desk) -> None:
    desk.control.train()
    desk.let_finish()
    before = desk.session
    error = MlpvizError("the training process died", advice="Continue.")
    for begin in (desk.control.train, desk.control.resume, desk.control.train_batch):
        begin()
        desk.hear(lambda: desk.gate.fail(error))
        assert not desk.control.running
        assert desk.session is before
        assert desk.errors.pop() == "the training process died. Continue."
        desk.messages.clear()
    assert desk.document.undo_label == "Train 3 epochs"


def test_an_error_while_compiling_undoes_the_press_too(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.hear(desk.gate.compile)
    assert desk.progress[-1].compiling
    desk.hear(lambda: desk.gate.fail(MlpvizError("no")))
    assert desk.session is before


def test_an_error_after_snapshots_keeps_what_was_trained(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.let(4)
    desk.hear(lambda: desk.gate.fail(MlpvizError("killed")))
    assert not desk.control.running
    assert desk.running == [True, False]
    assert desk.session.state.updates == 4
    assert desk.errors == ["killed"]
    assert desk.document.undo_label == "Train 4 updates"
    # And it can go on to its target, to the bit.
    desk.control.resume()
    desk.let_finish()
    assert_same_state(desk.session.state, plain_run(before, 3)[0])


def test_a_fault_is_told_as_one_and_the_engine_lives_on(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.control.train()
    desk.let(4)
    fault = RuntimeError("Traceback …\n  line\nValueError: of the child")
    desk.hear(lambda: desk.gate.fail(fault))
    assert not desk.control.running
    assert desk.session.state.updates == 4
    assert "fault of the program: ValueError: of the child" in desk.errors[0]
    assert "training failed" in caplog.text
    desk.control.resume()
    desk.let_finish()
    assert desk.session.state.epoch == 3


def test_a_fault_of_an_ended_run_does_not_end_the_next(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.control.train()
    desk.let(1)
    desk.gate.fail(ZeroDivisionError("old"))
    wait_unseeing(lambda: desk.runner._outbox.waiting)
    desk.control.train()
    desk.let(1)
    assert desk.control.running
    assert desk.errors == []


def test_progress_says_where_the_run_is(desk: Desk) -> None:
    desk.control.train()
    waiting = desk.progress[-1]
    assert (waiting.epoch, waiting.last_epoch, waiting.share) == (0, 3, 0)
    assert waiting.waiting
    assert waiting.seconds_left is None
    desk.hear(lambda: desk.gate.compile(2.0))
    compiling = desk.progress[-1]
    assert compiling.compiling
    assert not compiling.waiting
    assert compiling.seconds_left is None
    # 5 of 15 updates in 1 s beside 2 s of compiling: as long again twice.
    state = run(NumpyTrainer(), desk.session, 1).state
    snapshot = Snapshot(state, seconds=3.0, compile_seconds=2.0)
    desk.hear(lambda: desk.gate.send(snapshot))
    third = desk.progress[-1]
    assert (third.epoch, third.last_epoch) == (1, 3)
    assert third.share == pytest.approx(1 / 3)
    assert third.seconds_left == pytest.approx(2.0)
    assert not third.compiling


def test_the_estimate_counts_only_what_this_run_has_done(desk: Desk) -> None:
    desk.control.train()
    desk.let(3)
    desk.control.pause()
    desk.control.resume()
    begun = desk.session.state
    assert desk.progress[-1].share == pytest.approx(48 / 75 / 3)
    after = run(NumpyTrainer(), desk.session, 3, state=begun, max_updates=1).state
    desk.hear(lambda: desk.gate.send(Snapshot(after, seconds=1.0)))
    here = 64 / 75
    assert desk.progress[-1].share == pytest.approx(here / 3)
    # 16 points in 1 s.
    assert desk.progress[-1].seconds_left == pytest.approx((3 - here) / (16 / 75))


def test_the_end_is_told_in_numbers(desk: Desk) -> None:
    desk.control.apply("Engine", lambda s: edits.choose_engine(s, "numpy"))
    desk.control.train()
    desk.let(4)
    desk.let_finish()
    ((text, kind),) = desk.messages
    assert kind == "info"
    assert text.startswith("Trained 3 epochs with NumPy: 15 updates in ")
    assert "compiling" not in text
    desk.control.train_batch()
    state = run(NumpyTrainer(), desk.session, 9, state=desk.session.state).state
    done = Snapshot(state, seconds=3.0, compile_seconds=1.25, finished=True)
    desk.hear(lambda: desk.gate.send(done))
    assert desk.messages[-1][0].endswith("3.00 s, 1.25 s of it compiling")


def test_a_long_label_has_separators(desk_of: MakeDesk) -> None:
    desk = desk_of(small_session(epochs=1200, batch_size=75))
    desk.control.train()
    desk.let_finish()
    assert desk.document.undo_label == "Train 1,200 epochs"
    assert len(desk.epochs) == 1201
