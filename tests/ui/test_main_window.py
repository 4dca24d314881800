"""The window at work: editing, training, undoing; what it shows is what is."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mlpviz.core.errors import MlpvizError
from mlpviz.engine.trainer import Snapshot
from mlpviz.files.examples import EXAMPLES, example_session, untrained_session
from tests.support.waiting import settle, wait_for, wait_until
from tests.ui.studio import Studio, small_session


@pytest.mark.parametrize("name", ["task-1.2-relu", "task-2", "task-3-swapped"])
def test_an_example_is_shown_as_it_is(studio_of, name: str) -> None:
    studio = studio_of(example_session(name))
    studio.assert_shows_the_session()
    assert studio.window.setup.form.task_bar.words().startswith("All settings as")


def test_every_edit_is_shown_in_full(studio: Studio) -> None:
    first = studio.session
    edits = (
        (lambda: studio.edit_cell(0, 1, "-2.5"), "Edit weight W1[1,2]"),
        (lambda: studio.edit_cell(2, 2, "1/3"), "Edit weight b1[3]"),
        (lambda: studio.set("loss", "categorical_crossentropy"), "Set loss"),
        (lambda: studio.set("sigma", "0.2"), "Set spread σ 0.2"),
        (lambda: studio.set("classes", 4), "Set number of classes 4"),
        (lambda: studio.set("hidden_layers", 1), "Set hidden layers 1"),
        (lambda: studio.keys("Ctrl+D"), "New sample, seed 5"),
        (lambda: studio.press("new_start"), "New start"),
    )
    for edit, label in edits:
        edit()
        assert studio.document.undo_label.startswith(label)
        studio.assert_shows_the_session()
    for _ in edits:
        studio.keys("Ctrl+Z")
    assert studio.session is first
    studio.assert_shows_the_session()


def test_every_snapshot_at_rest_is_shown_in_full(studio: Studio) -> None:
    studio.press("train")
    for updates in (1, 3, 5):
        studio.let(updates)
        studio.assert_shows_the_session()
    studio.press("pause")
    studio.assert_shows_the_session()


def test_the_region_maps_at_rest_are_one_full_pass(studio_of) -> None:
    """Every cell of both panes: the class of the pixel and how sure it is."""
    studio = studio_of(example_session("task-2"))
    regions, network = studio.window.regions, studio.session.network
    colors = regions.region_colors()
    for pane in regions.panes:
        grid = pane.grid(1.0)
        assert grid.rows >= 128
        assert grid.columns >= 128
        p = network.forward(grid.points()).reshape(grid.rows, grid.columns, -1)
        sure = (p.max(axis=2) - 0.2) / 0.8
        amount = (0.2 + 0.8 * sure)[..., np.newaxis]
        tint = np.array(colors.tints)[p.argmax(axis=2)]
        expected = np.array(colors.surface) * (1 - amount) + tint * amount
        top = np.sort(p, axis=2)
        clear = top[..., -1] - top[..., -2] > 1e-4
        assert np.abs(pane._map.image[..., :3] - expected)[clear].max() <= 1
        assert clear.mean() > 0.99


def test_a_drag_of_the_slider_is_one_step(studio: Studio) -> None:
    first, value = studio.session, studio.session.network.layers[0].W[0, 0]
    seen = []
    for _ in studio.drag_slider(10, 30, 60, -40):
        seen.append(studio.session.network.layers[0].W[0, 0])
        # The numbers follow the hand.
        assert np.float32(studio.window.weights.entry.field.value()) == seen[-1]
    assert len(set(seen)) == 4
    assert studio.document.undo_label == "Edit weight W1[1,1]"
    studio.assert_shows_the_session()
    studio.keys("Ctrl+Z")
    assert studio.session is first
    assert studio.session.network.layers[0].W[0, 0] == value
    assert not studio.actions["undo"].isEnabled()
    studio.keys("Ctrl+Shift+Z")
    assert studio.session.network.layers[0].W[0, 0] == seen[-1]


def test_two_drags_are_two_steps(studio: Studio) -> None:
    first = studio.session
    for offsets in ((10, 30), (20, 50)):
        for _ in studio.drag_slider(*offsets):
            pass
    studio.keys("Ctrl+Z")
    assert studio.session is not first
    studio.keys("Ctrl+Z")
    assert studio.session is first


def test_the_picture_follows_the_slider(studio: Studio) -> None:
    """While the hand moves, pictures of the newest weights keep coming."""
    pictures = []
    studio.program.renderer.finished.connect(pictures.append)
    for _ in studio.drag_slider(10, 30, 60):
        network = studio.session.network
        wait_until(
            lambda n=network: bool(pictures) and pictures[-1].request.network is n
        )
    assert len(pictures) >= 3
    assert all(m.grid.columns >= 128 for m in pictures[-1].maps)


def test_an_edit_during_training_acts_at_once_and_training_goes_on(
    studio: Studio,
) -> None:
    studio.press("train")
    studio.let(4)
    studio.edit_cell(0, 0, "0.125")
    assert studio.session.network.layers[0].W[0, 0] == 0.125
    assert studio.running
    assert studio.filled() == ["pause"]
    studio.assert_shows_the_session()
    studio.let(1)
    assert studio.session.state.updates == 5
    assert studio.session.network.layers[0].W[0, 0] != 0.125
    studio.let_finish()
    assert studio.session.state.epoch == 3
    labels = []
    while studio.document.undo_label:
        labels.append(studio.actions["undo"].text())
        studio.press("undo")
    assert labels == [
        "Undo Train 8 updates",
        "Undo Edit weight W1[1,1]",
        "Undo Train 1 epoch",
    ] or labels == [
        "Undo Train 2 epochs",
        "Undo Edit weight W1[1,1]",
        "Undo Train 1 epoch",
    ]


def test_a_drag_during_training_holds_the_run_until_the_hand_lets_go(
    studio: Studio,
) -> None:
    studio.press("train")
    studio.let(2)
    for _ in studio.drag_slider(20, 60):
        assert studio.running
        studio.gate.let(1)
        settle(20)
        assert studio.session.state.updates == 2
    assert studio.running
    studio.let(1)
    assert studio.session.state.updates == 3
    studio.press("pause")
    for label in ("Train 1 update", "Edit weight W1[1,1]", "Train 2 updates"):
        assert studio.document.undo_label == label
        studio.press("undo")


def test_undo_and_redo_name_the_step(studio: Studio) -> None:
    undo, redo = studio.actions["undo"], studio.actions["redo"]
    assert (undo.text(), redo.text()) == ("Undo", "Redo")
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    studio.edit_cell(0, 1, "2")
    assert undo.text() == "Undo Edit weight W1[1,2]"
    studio.press("undo")
    assert studio.said == "Undone: Edit weight W1[1,2]"
    assert redo.text() == "Redo Edit weight W1[1,2]"
    studio.press("redo")
    assert studio.said == "Redone: Edit weight W1[1,2]"
    studio.press("train")
    assert undo.text() == "Undo run"
    assert not redo.isEnabled()
    studio.let(4)
    studio.press("undo")
    assert not studio.running
    assert redo.text() == "Redo Train 1 epoch"
    studio.press("redo")
    assert studio.session.state.updates == 4


def test_a_new_depth_while_training_is_refused_at_its_field(studio: Studio) -> None:
    studio.press("train")
    studio.let(1)
    before = studio.session
    studio.set("hidden_layers", 5)
    assert studio.session is before
    assert studio.running
    row = studio.window.setup.form.rows["hidden_layers"]
    assert "cannot change while training" in row.message()
    assert "Pause or stop" in row.message()
    assert studio.said == row.message()
    assert row.fields["hidden_layers"].value() == 2
    assert studio.log()[-1] == row.message()
    studio.press("pause")
    studio.set("hidden_layers", 5)
    assert len(studio.session.network.layers) == 6
    assert row.message() == ""


def test_a_learning_rate_set_while_training_holds_from_then_on(studio: Studio) -> None:
    studio.press("train")
    studio.let(1)
    studio.set("learning_rate", "0.01")
    assert studio.running
    studio.let(1)
    request, _ = studio.gate.runs[-1]
    assert request.hyperparameters.optimizer.learning_rate == 0.01
    assert studio.document.undo_label == ""
    studio.press("pause")
    assert studio.document.undo_label == "Train 1 update"


def test_more_epochs_while_training_move_the_end(studio: Studio) -> None:
    studio.press("train")
    studio.let(4)
    studio.set("epochs", 5)
    assert studio.running
    assert studio.window.tool_bar.epoch_label.text() == "Epoch 1 of 5"
    studio.let_finish()
    assert studio.session.state.epoch == 5
    studio.assert_shows_the_session()


def test_fewer_epochs_than_done_end_the_run(studio: Studio) -> None:
    studio.press("train")
    studio.let(8)
    studio.set("epochs", 1)
    assert not studio.running
    assert studio.session.state.epoch == 2
    studio.assert_shows_the_session()


def test_a_diverged_run_says_so_in_the_bar_and_the_log(studio: Studio) -> None:
    studio.press("train")
    studio.let(5)
    last = Snapshot(studio.session.state, finished=True, diverged_epoch=2)
    wait_for(studio.program.training.finished, lambda: studio.gate.send(last))
    assert not studio.running
    assert "epoch 2" in studio.said
    assert studio.window.status.message.property("role") == "error"
    assert studio.log()[-1] == studio.said
    studio.assert_shows_the_session()


def test_a_dead_engine_is_a_message_and_the_next_run_works(studio: Studio) -> None:
    studio.press("train")
    studio.let(4)
    error = MlpvizError("the training process ended unexpectedly (SIGKILL)")
    wait_for(studio.program.training.finished, lambda: studio.gate.fail(error))
    assert not studio.running
    assert studio.session.state.updates == 4
    assert "SIGKILL" in studio.said
    assert studio.filled() == ["resume"]
    studio.press("resume")
    studio.let_finish()
    assert studio.session.state.epoch == 3
    studio.assert_shows_the_session()


def test_the_pointer_reads_probabilities_off_both_panes(studio: Studio) -> None:
    regions = studio.window.regions
    pane = regions.panes[0]
    at = pane.plot_rect().center().toPoint() + QPoint(15, -20)
    QTest.mouseMove(pane.viewport(), at)
    point = pane.plane.mapSceneToView(pane.mapToScene(at))
    wanted = studio.session.network.forward(
        np.array([[point.x(), point.y()]], np.float32)
    )[0]
    wait_until(lambda: regions.readout.probabilities != ())
    np.testing.assert_allclose(regions.readout.probabilities, wanted, atol=1e-6)
    assert "Class 01" in regions.readout.accessibleDescription()
    assert all(line.isVisible() for p in regions.panes for line in p._cross)
    # It follows the weights under a pointer that rests.
    studio.edit_cell(0, 0, "3")
    wanted = studio.session.network.forward(
        np.array([[point.x(), point.y()]], np.float32)
    )[0]
    np.testing.assert_allclose(regions.readout.probabilities, wanted, atol=1e-6)


def test_selecting_in_the_diagram_selects_in_the_matrix(studio: Studio) -> None:
    weights = studio.window.weights
    weights.diagram.setFocus()
    before = weights.selection()
    QTest.keyClick(weights.diagram, Qt.Key.Key_Down)
    assert weights.selection() != before
    assert weights.diagram.selection() == weights.selection()
    studio.choose(weights.head.field, 2)
    assert weights.layer() == 2
    assert weights.diagram.selection()[0] == 2
    studio.assert_shows_the_session()


def test_keeping_the_weights_makes_them_the_start(studio: Studio) -> None:
    studio.press("train")
    studio.let_finish()
    keep = studio.window.weights.actions_row.keep_button
    assert keep.isEnabled()
    trained = studio.session.network
    studio.click(keep)
    assert studio.session.start is trained
    assert not keep.isEnabled()
    assert studio.document.undo_label == "Use these weights as the start"
    studio.press("train")
    assert studio.session.network is trained
    studio.press("pause")


def test_a_swap_turns_every_label(studio_of) -> None:
    studio = studio_of(untrained_session(EXAMPLES["task-3"]))
    right = studio.window.status.numbers.texts[2][2]
    studio.click(studio.window.weights.actions_row.swap_button)
    studio.assert_shows_the_session()
    assert studio.document.undo_label == "Swap classes 01 and 02"
    wrong = studio.window.status.numbers.texts[2][2]
    assert float(right[:-2]) + float(wrong[:-2]) == pytest.approx(100, abs=0.02)
    studio.actions["swap_classes"].trigger()
    studio.assert_shows_the_session()
    assert studio.window.status.numbers.texts[2][2] == right


def test_numbers_are_pale_only_while_they_are_late(studio: Studio) -> None:
    """Analysis that does not answer: its numbers pale, and are never lost."""
    numbers = studio.window.status.numbers
    shown = numbers.texts
    studio.program.analysis.post = lambda request: None  # type: ignore[method-assign]
    studio.edit_cell(0, 0, "3")
    assert not numbers.stale
    wait_until(lambda: numbers.stale)
    assert numbers.texts == shown
    assert studio.window.regions.titles[1].content.stale
    del studio.program.analysis.post
    studio.edit_cell(0, 0, "2")
    studio.assert_shows_the_session()


def test_the_log_keeps_what_the_bar_said(studio: Studio) -> None:
    studio.press("train")
    studio.let_finish()
    studio.edit_cell(0, 0, "2")
    studio.press("undo")
    log = studio.log()
    assert log[-2].startswith("Trained 3 epochs with Keras: 12 updates in ")
    assert log[-1] == "Undone: Edit weight W1[1,1]" == studio.said


def test_sessions_of_other_shapes_follow_each_other(studio_of) -> None:
    studio = studio_of(small_session())
    for session in (
        small_session(hidden=(), classes=2),
        small_session(hidden=(9, 2, 7), classes=5),
        example_session("task-1.4"),
        small_session(hidden=(1,), classes=10),
    ):
        studio.document.replace(session, None)
        studio.assert_shows_the_session()
