"""An edit during a run acts at once, is a step of its own, and the run goes on."""

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import Session
from mlpviz.engine.numpy_trainer import NumpyTrainer
from tests.support.desk import Desk
from tests.support.training import assert_same_state, run, small_session

MakeDesk = Callable[[Session], Desk]


def set_rate(session: Session, rate: float) -> Session:
    hp = session.hyperparameters
    optimizer = msgspec.structs.replace(hp.optimizer, learning_rate=rate)
    return edits.set_hyperparameters(
        session, msgspec.structs.replace(hp, optimizer=optimizer)
    )


def change(**settings: object) -> Callable[[Session], Session]:
    return lambda session: edits.set_hyperparameters(
        session, msgspec.structs.replace(session.hyperparameters, **settings)
    )


def test_an_edit_acts_at_once_and_the_run_goes_on(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.let(6)
    trained = desk.session
    desk.set_weight(0.5)
    edited = desk.session
    assert edited.network.layers[0].W[0, 0] == 0.5
    assert desk.control.running
    desk.let(2)
    assert desk.session.state.updates == 8
    desk.let_finish()
    assert not desk.control.running
    # As if it had been paused, edited and continued with nothing between.
    first = run(NumpyTrainer(), before, 3, max_updates=6).state
    assert_same_state(trained.state, first)
    rest = run(NumpyTrainer(), before, 3, state=edited.state).state
    assert_same_state(desk.session.state, rest)
    assert desk.epochs == [0, 1, 2, 3]
    assert [(s.kind, s.edited) for s in desk.session.curves.strokes] == [
        ("train", False),
        ("continue", True),
    ]
    assert desk.steps() == ["Train 2 epochs", "Edit weight", "Train 6 updates"]
    for shown in (edited, trained, before):
        desk.control.undo()
        assert desk.session is shown


def test_a_drag_holds_the_run_and_is_one_step(desk: Desk) -> None:
    desk.control.train()
    desk.let(4)
    trained = desk.session
    desk.control.begin_gesture()
    # Nothing has moved yet: it trains on.
    desk.let(1)
    runs = len(desk.gate.runs)
    key = object()
    for value in np.linspace(0, 1, 20):
        desk.set_weight(float(value), key)
        assert desk.control.running
        assert desk.session.state.updates == 5
    assert len(desk.gate.runs) == runs
    desk.control.end_gesture()
    assert desk.control.running
    desk.let_finish()
    assert desk.session.state.epoch == 3
    assert desk.steps() == ["Train 2 epochs", "Edit weight", "Train 1 epoch"]
    assert len(desk.session.curves.strokes) == 2
    assert trained.state.updates == 4
    assert desk.running == [True, True, False]


def test_a_gesture_without_an_edit_changes_nothing(desk: Desk) -> None:
    desk.control.train()
    desk.let(4)
    desk.control.begin_gesture()
    desk.control.end_gesture()
    desk.let(1)
    assert len(desk.gate.runs) == 1
    desk.control.pause()
    assert desk.steps() == ["Train 1 epoch"]


def test_a_gesture_without_a_run_begins_none(desk: Desk) -> None:
    desk.control.begin_gesture()
    desk.set_weight(0.1, "drag")
    desk.set_weight(0.2, "drag")
    desk.control.end_gesture()
    assert not desk.control.running
    assert desk.running == []
    assert desk.gate.runs == []
    assert desk.steps() == ["Edit weight"]


@pytest.mark.parametrize("action", ["pause", "stop"])
def test_a_held_run_can_be_ended(desk: Desk, action: str) -> None:
    desk.control.train()
    desk.let(4)
    desk.control.begin_gesture()
    desk.set_weight(0.5, "drag")
    getattr(desk.control, action)()
    assert not desk.control.running
    assert desk.running[-1] is False
    desk.set_weight(0.6, "drag")
    desk.control.end_gesture()
    assert not desk.control.running
    assert (desk.session.target_epoch is None) is (action == "stop")
    assert len(desk.gate.runs) == 1


def test_undo_during_a_gesture_takes_back_the_edit(desk: Desk) -> None:
    desk.control.train()
    desk.let(4)
    trained = desk.session
    desk.control.begin_gesture()
    desk.set_weight(0.5, "drag")
    desk.control.undo()
    assert desk.session is trained
    assert not desk.control.running
    # The hand is still on the slider: another step, for the one was taken back.
    desk.set_weight(0.7, "drag")
    desk.control.end_gesture()
    assert desk.steps() == ["Edit weight", "Train 4 updates"]


def test_values_spun_during_a_run_are_one_step(desk: Desk) -> None:
    """No snapshot comes between the clicks; nothing but the value is to be undone."""
    desk.control.train()
    desk.let(4)
    trained = desk.session
    for rate in (0.2, 0.3, 0.4):
        desk.control.apply("Set rate", lambda s, r=rate: set_rate(s, r), "rate")
        assert desk.control.running
    desk.let(1)
    assert desk.gate.runs[-1][0].hyperparameters.optimizer.learning_rate == 0.4
    desk.control.pause()
    assert desk.steps() == ["Train 1 epoch", "Set rate", "Train 4 updates"]
    assert len(desk.session.curves.strokes) == 2
    desk.control.undo()
    desk.control.undo()
    assert desk.session is trained


def test_undo_right_after_an_edit_takes_back_the_edit(desk: Desk) -> None:
    desk.control.train()
    desk.let(4)
    trained = desk.session
    desk.set_weight(0.5)
    # The run has gone on, and has done nothing yet.
    desk.control.undo()
    assert desk.session is trained
    assert not desk.control.running


def test_an_edit_before_the_first_snapshot_is_trained_from(desk: Desk) -> None:
    desk.control.train()
    desk.set_weight(0.5)
    edited = desk.session.network
    assert desk.control.running
    desk.let_finish()
    assert desk.session.state.epoch == 3
    assert desk.session.start is edited
    expected = run(NumpyTrainer(), small_session(), 3, state=desk.gate.runs[-1][1])
    assert_same_state(desk.session.state, expected.state)
    assert desk.gate.runs[-1][1].network is edited
    assert desk.epochs == [0, 1, 2, 3]
    assert len(desk.session.curves.strokes) == 1


def test_an_edit_during_a_batch_leaves_it_one_batch(desk: Desk) -> None:
    desk.control.train_batch()
    desk.set_weight(0.5)
    assert desk.control.running
    desk.let_finish()
    assert desk.session.state.updates == 1
    assert not desk.control.running


def test_an_edit_during_an_epoch_leaves_it_one_epoch(desk: Desk) -> None:
    desk.control.train()
    desk.let(2)
    desk.control.pause()
    desk.control.train_epoch()
    desk.let(1)
    # Of an unfinished run the target moves; this epoch's end does not.
    desk.control.apply("Set epochs", change(epochs=20))
    assert desk.session.target_epoch == 20
    desk.let_finish()
    assert not desk.control.running
    assert desk.session.state.epoch == 1
    assert desk.session.target_epoch == 20


def test_more_epochs_during_a_run_are_trained(desk: Desk) -> None:
    before = desk.session
    desk.control.train()
    desk.let(6)
    desk.control.apply("Set epochs", change(epochs=5))
    assert desk.session.target_epoch == 5
    assert desk.progress[-1].last_epoch == 5
    desk.let_finish()
    assert desk.session.state.epoch == 5
    assert_same_state(desk.session.state, run(NumpyTrainer(), before, 5).state)


def test_fewer_epochs_during_a_run_end_it_sooner(desk: Desk) -> None:
    desk.control.train()
    desk.let(6)
    desk.control.apply("Set epochs", change(epochs=2))
    desk.let_finish()
    assert desk.session.state.epoch == 2
    assert desk.session.target_epoch is None


def test_fewer_epochs_than_are_done_end_it_at_once(desk: Desk) -> None:
    desk.control.train()
    desk.let(11)
    desk.control.apply("Set epochs", change(epochs=1))
    assert not desk.control.running
    assert desk.running[-1] is False
    assert desk.session.state.updates == 11
    assert desk.session.target_epoch is None
    assert desk.steps() == ["Set epochs", "Train 11 updates"]


@pytest.mark.parametrize(
    "edit",
    [
        change(batch_size=7),
        change(order_seed=9),
        lambda s: set_rate(s, 0.001),
        lambda s: edits.choose_engine(s, "numpy"),
        edits.keep_as_start,
        lambda s: edits.swap_classes(s, 0, 2),
        lambda s: change(
            optimizer=msgspec.structs.replace(s.hyperparameters.optimizer, name="adam")
        )(s),
    ],
    ids=["batch", "order", "rate", "engine", "keep", "swap", "optimiser"],
)
def test_what_holds_from_the_next_update_on_needs_no_pause(
    desk: Desk, edit: Callable[[Session], Session]
) -> None:
    desk.control.train()
    desk.let(6)
    desk.control.apply("Edit", edit)
    edited = desk.session
    assert desk.control.running
    desk.let(1)
    request, state = desk.gate.runs[-1]
    assert request.hyperparameters is edited.hyperparameters
    assert state is edited.state
    desk.let_finish()
    assert desk.session.state.epoch == 3
    assert desk.epochs == [0, 1, 2, 3]
    assert desk.session.curves.strokes[-1].engine == edited.engine
    assert desk.steps()[-2:] == ["Edit", "Train 6 updates"]


@pytest.mark.parametrize(
    "edit",
    [
        change(hidden=()),
        change(weight_seed=7),
        change(loss="categorical_crossentropy"),
        edits.reset_weights,
        edits.draw_start,
        lambda s: edits.choose_dataset(
            s, msgspec.structs.replace(s.dataset_spec, seed=99)
        ),
        lambda s: small_session(),
    ],
    ids=["layers", "seed", "loss", "reset", "new start", "data", "another task"],
)
@pytest.mark.parametrize("held", [False, True])
def test_what_would_begin_anew_is_refused_and_changes_nothing(
    desk: Desk, edit: Callable[[Session], Session], held: bool
) -> None:
    desk.control.train()
    desk.let(6)
    if held:
        desk.control.begin_gesture()
        desk.set_weight(0.5, "drag")
    before, runs = desk.session, list(desk.gate.runs)
    with pytest.raises(MlpvizError, match="Pause or stop the run first"):
        desk.control.apply("Edit", edit)
    assert desk.session is before
    assert desk.control.running
    if held:
        desk.control.end_gesture()
    else:
        assert desk.gate.runs == runs
    desk.let_finish()
    assert desk.session.state.epoch == 3
    # At rest it can be done.
    desk.control.apply("Edit", edit)
    assert desk.document.undo_label == "Edit"


def test_an_edit_that_cannot_be_made_leaves_the_run_at_work(desk: Desk) -> None:
    desk.control.train()
    desk.let(6)
    before = desk.session
    with pytest.raises(MlpvizError, match="finite"):
        desk.set_weight(float("inf"))
    with pytest.raises(MlpvizError, match="epochs"):
        desk.control.apply("Edit", change(epochs=0))
    assert desk.session is before
    assert len(desk.gate.runs) == 1
    desk.let(1)
    assert desk.session.state.updates == 7


def test_an_edit_that_changes_nothing_leaves_the_run_at_work(desk: Desk) -> None:
    desk.control.train()
    desk.let(6)
    desk.control.apply("Edit", lambda session: session)
    desk.control.apply("Edit", change(epochs=3))
    assert len(desk.gate.runs) == 1
    desk.control.pause()
    assert desk.steps() == ["Train 6 updates"]


def test_an_edit_while_compiling_is_compiled_anew(desk: Desk) -> None:
    desk.control.train()
    desk.let(6)
    desk.control.pause()
    desk.control.resume()
    desk.hear(desk.gate.compile)
    desk.control.apply("Set batch", change(batch_size=25), "batch")
    desk.hear(desk.gate.compile)
    desk.control.apply("Set batch", change(batch_size=15), "batch")
    desk.let_finish()
    assert desk.session.state.epoch == 3
    steps = desk.steps()
    assert steps[1:] == ["Set batch", "Train 6 updates"]


def test_a_killed_engine_after_an_edit_keeps_the_edit(desk: Desk) -> None:
    desk.control.train()
    desk.let(6)
    desk.set_weight(0.5)
    edited = desk.session
    desk.hear(lambda: desk.gate.fail(MlpvizError("killed")))
    assert desk.session is edited
    assert not desk.control.running
    assert desk.steps() == ["Edit weight", "Train 6 updates"]
    desk.control.resume()
    desk.let_finish()
    assert desk.session.state.epoch == 3


def test_edits_at_every_snapshot_lose_no_epoch(desk_of: MakeDesk) -> None:
    desk = desk_of(small_session(epochs=8))
    desk.control.train()
    number = 0
    while desk.control.running:
        desk.let(3)
        number += 1
        if desk.control.running:
            desk.set_weight(number / 100, "same key")
    assert desk.epochs == list(range(9))
    assert desk.session.state.updates == 40
    # Training came between the edits, so each stands for itself.
    assert desk.steps().count("Edit weight") == number - 1
