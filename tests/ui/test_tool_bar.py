"""The tool bar: what can be pressed, what is filled, and what it says of the run."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mlpviz.files.examples import EXAMPLES, untrained_session
from mlpviz.ui.tool_bar import time_left
from tests.support.waiting import wait_for
from tests.ui.studio import Studio, small_session


def words(studio: Studio) -> tuple[str, str]:
    bar = studio.window.tool_bar
    return bar.epoch_label.text(), bar.left_label.text()


def enabled(studio: Studio) -> set[str]:
    names = ("train", "pause", "resume", "stop", "train_epoch", "train_batch")
    seen = {name for name in names if studio.button(name).isVisible()}
    return {name for name in seen if studio.button(name).isEnabled()}


READY = {"train", "resume", "train_epoch", "train_batch"}


def test_a_run_from_the_first_click_to_its_end(studio: Studio) -> None:
    bar = studio.window.tool_bar
    assert words(studio) == ("", "Not trained yet")
    assert studio.filled() == ["train"]
    assert enabled(studio) == READY
    assert not bar.bar.isVisible()

    studio.press("train")
    assert studio.filled() == ["pause"]
    assert enabled(studio) == {"pause", "stop"}
    assert words(studio) == ("Epoch 0 of 3", "starting…")
    wait_for(studio.program.training.finished, studio.gate.compile)
    assert words(studio) == ("Epoch 0 of 3", "compiling…")
    assert (bar.bar.minimum(), bar.bar.maximum()) == (0, 0)
    studio.let(4)
    assert words(studio)[0] == "Epoch 1 of 3"
    assert words(studio)[1].endswith(" s left")
    assert bar.bar.isVisible()
    assert (bar.bar.maximum(), bar.bar.value()) == (1000, 333)
    studio.let(2)
    # 32 of 60 points of the second epoch.
    assert bar.bar.value() == round(1000 * (1 + 32 / 60) / 3)

    studio.press("pause")
    assert words(studio) == ("", "Paused at epoch 1 of 3")
    assert studio.filled() == ["resume"]
    assert enabled(studio) == READY | {"stop"}
    studio.assert_shows_the_session()

    studio.press("resume")
    assert words(studio)[0] == "Epoch 1 of 3"
    assert studio.filled() == ["pause"]
    studio.let_finish()
    assert words(studio) == ("", "Trained 3 epochs")
    assert studio.filled() == ["train"]
    assert enabled(studio) == READY
    studio.assert_shows_the_session()


def test_epoch_and_batch_train_just_that(studio: Studio) -> None:
    studio.press("train_batch")
    assert words(studio)[0] == "Epoch 0 of 1"
    studio.let_finish()
    assert studio.session.state.updates == 1
    assert words(studio) == ("", "Trained 1 update")
    studio.press("train_epoch")
    studio.let_finish()
    assert (studio.session.state.epoch, studio.session.state.position) == (1, 0)
    assert words(studio) == ("", "Trained 1 epoch")
    studio.press("train_batch")
    studio.press("stop")
    assert not studio.running
    assert studio.session.state.epoch == 1


def test_stop_gives_up_what_pause_keeps(studio: Studio) -> None:
    studio.press("train")
    studio.let(4)
    studio.press("stop")
    assert studio.session.target_epoch is None
    assert words(studio) == ("", "Trained 1 epoch")
    assert studio.filled() == ["train"]
    studio.press("train")
    studio.let(4)
    studio.press("pause")
    assert studio.session.target_epoch == 3
    studio.press("stop")
    assert studio.session.target_epoch is None
    assert studio.document.undo_label == "Stop training"
    assert studio.filled() == ["train"]
    studio.assert_shows_the_session()


def test_every_key_does_what_its_button_does(studio: Studio) -> None:
    studio.keys("F5")
    assert studio.running
    studio.let(1)
    studio.keys("F7")
    assert not studio.running
    assert studio.session.target_epoch == 3
    studio.keys("F6")
    studio.let(1)
    studio.keys("Shift+F7")
    assert not studio.running
    assert studio.session.target_epoch is None
    studio.keys("F9")
    studio.let_finish()
    assert studio.session.state.updates == 3
    studio.keys("F8")
    studio.let_finish()
    assert studio.session.state.updates == 4
    studio.keys("Ctrl+R")
    assert studio.session.state.updates == 0
    start = studio.session.start
    studio.keys("Ctrl+Shift+R")
    assert studio.session.start is not start
    studio.keys("Ctrl+Z")
    assert studio.session.start is start
    studio.keys("Ctrl+Shift+Z")
    assert studio.session.start is not start


def test_space_presses_a_button_that_has_the_focus(studio: Studio) -> None:
    button = studio.button("train")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert studio.running
    studio.press("pause")


def test_reset_and_new_start_by_their_buttons(studio: Studio) -> None:
    first = studio.session
    studio.press("train")
    studio.let(4)
    studio.press("reset_weights")
    assert not studio.running
    assert studio.session.network is first.network
    assert studio.session.state.updates == 0
    assert studio.document.undo_label == "Reset weights"
    studio.press("new_start")
    seed = studio.session.hyperparameters.weight_seed
    assert seed == first.hyperparameters.weight_seed + 1
    assert words(studio) == ("", "Not trained yet")
    studio.press("undo")
    studio.press("undo")
    assert studio.document.undo_label == "Train 1 epoch"
    studio.press("undo")
    assert studio.session is first
    assert not studio.button("undo").isEnabled()


def test_it_says_where_the_weights_come_from(studio_of) -> None:
    studio = studio_of(untrained_session(EXAMPLES["task-3"]))
    assert words(studio)[1] == "Weights set by hand"
    studio.press("new_start")
    assert words(studio)[1] == "Not trained yet"
    studio.press("undo")
    assert words(studio)[1] == "Weights set by hand"
    other = studio_of(small_session())
    # Data and settings are no weights.
    other.set("sigma", "0.3")
    other.set("learning_rate", "0.2")
    assert words(other)[1] == "Not trained yet"
    other.edit_cell(0, 0, "0.5")
    assert words(other)[1] == "Weights set by hand"
    other.press("train")
    other.let_finish()
    other.edit_cell(0, 0, "0.25")
    assert words(other)[1] == "Edited after 3 epochs"


def test_the_engine_is_chosen_and_told_everywhere(studio: Studio) -> None:
    field = studio.window.tool_bar.engine
    assert field.value() == "keras"
    studio.choose(field, "numpy")
    assert studio.session.engine == "numpy"
    assert studio.document.undo_label == "Choose engine"
    assert studio.actions["engine_numpy"].isChecked()
    studio.actions["engine_keras"].trigger()
    assert studio.session.engine == "keras"
    assert field.value() == "keras"
    studio.keys("Ctrl+Z")
    assert field.value() == "numpy"
    assert studio.actions["engine_numpy"].isChecked()
    assert not studio.actions["engine_keras"].isChecked()


def test_loading_keras_is_said_until_it_is_ready(studio: Studio) -> None:
    changed = studio.program.training.keras_state_changed
    changed.emit("loading")
    assert words(studio) == ("", "Loading Keras…")
    assert studio.said == "Loading TensorFlow…"
    # What needs no Keras is as ready as ever.
    studio.edit_cell(0, 0, "0.5")
    assert studio.session.network.layers[0].W[0, 0] == 0.5
    changed.emit("ready")
    assert words(studio)[1] == "Weights set by hand"
    assert studio.said == "Keras is ready"


def test_a_dead_keras_is_said_with_its_reason(studio: Studio) -> None:
    training = studio.program.training
    training.keras_state_changed.emit("ready")
    assert words(studio)[1] != "Keras is not loaded"
    training.keras_failure = "the training process ended unexpectedly (SIGKILL)"
    training.keras_state_changed.emit("dead")
    assert words(studio)[1] == "Keras is not loaded"
    assert studio.said == training.keras_failure
    assert training.keras_failure in studio.log()
    # Still to be read while it loads again.
    training.keras_state_changed.emit("loading")
    assert words(studio)[1] == "Loading Keras…"
    assert studio.said == training.keras_failure
    training.keras_state_changed.emit("ready")
    assert studio.said == "Keras is ready"
    studio.choose(studio.window.tool_bar.engine, "numpy")
    training.keras_state_changed.emit("dead")
    assert words(studio)[1] != "Keras is not loaded"


def test_a_small_window_keeps_the_words_that_matter(studio: Studio) -> None:
    text = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    styles = lambda: {  # noqa: E731
        name: studio.button(name).toolButtonStyle() == text
        for name in ("train", "resume", "stop", "train_epoch", "reset_weights")
    }
    assert all(styles().values())
    studio.show(1100, 700)
    assert styles() == {
        "train": True,
        "resume": True,
        "stop": False,
        "train_epoch": False,
        "reset_weights": False,
    }


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s left"),
        (0.44, "0.4 s left"),
        (9.94, "9.9 s left"),
        (10.2, "10 s left"),
        (89.4, "89 s left"),
        (90, "2 min left"),
        (3600, "60 min left"),
        (5399, "90 min left"),
        (9000, "2.5 h left"),
    ],
)
def test_an_estimate_is_said_as_a_person_would(seconds: float, text: str) -> None:
    assert time_left(seconds) == text
