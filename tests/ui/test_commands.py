"""Commands and intents: pasting, tasks, samples, themes, refusals."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from mlpviz.core.errors import MlpvizError
from mlpviz.files.examples import EXAMPLES, example_session, untrained_session
from mlpviz.ui import commands
from tests.support.waiting import wait_until
from tests.ui.studio import Studio, small_session

W = "W = [np.array([[0,0],[1,1]])]"


@pytest.fixture
def task_3(studio: Studio) -> Studio:
    """Task 3 with its labels swapped, to be put right by hand."""
    studio.begin_anew(untrained_session(EXAMPLES["task-3-swapped"]))
    return studio


@pytest.mark.parametrize(
    ("between", "b"),
    [
        ("\n", "b = [np.array([[1],[0]])]"),
        ("\n", "b = [np.array([[1,0]])]"),
        ("; ", "b = [np.array([1,0])]"),
        ("\r\n\r\n", "b = [np.array([[1.0], [0.]])]  # as the lab has it"),
    ],
)
def test_weights_are_pasted_as_students_write_them(
    task_3: Studio, between: str, b: str
) -> None:
    before = task_3.session
    task_3.paste(W + between + b)
    layer = task_3.session.network.layers[0]
    assert layer.W.tolist() == [[0, 0], [1, 1]]
    assert layer.b.tolist() == [1, 0]
    assert task_3.document.undo_label == "Paste weights"
    assert float(task_3.window.status.numbers.texts[2][1]) >= 0
    task_3.keys("Ctrl+Z")
    assert task_3.session is before


def test_a_paste_is_seen_everywhere(task_3: Studio) -> None:
    assert float(task_3.window.status.numbers.texts[2][2][:-2]) < 2
    task_3.paste(W + "\nb = [np.array([[1],[0]])]")
    task_3.assert_shows_the_session()
    loss, accuracy = task_3.window.status.numbers.texts[2][1:]
    assert 0.17 <= float(loss) <= 0.18
    assert float(accuracy[:-2]) > 98


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("W = [np.array([[0,0,0],[1,1,1]])]", ("(2, 3)", "(2, 2)")),
        (W + "\nb = [np.array([[1],[0],[2]])]", ("3", "2")),
        ("W = [np.array([[1,1]])]", ("(1, 2)", "(2, 2)")),
    ],
)
def test_a_wrong_shape_is_refused_by_both_shapes(
    task_3: Studio, text: str, shapes: tuple[str, str]
) -> None:
    before = task_3.session
    task_3.paste(text)
    assert task_3.session is before
    assert all(shape in task_3.said for shape in shapes)
    assert task_3.window.status.message.property("role") == "error"
    assert task_3.log()[-1] == task_3.said
    assert not task_3.actions["undo"].isEnabled()
    task_3.assert_shows_the_session()


@pytest.mark.parametrize(
    "text", ["", "hello", "W = [np.array([[1, nan],[1, 1]])]", "__import__('os')"]
)
def test_what_is_no_weights_changes_nothing(task_3: Studio, text: str) -> None:
    before = task_3.session
    task_3.paste(text)
    assert task_3.session is before
    assert task_3.window.status.message.property("role") == "error"


def test_the_panel_s_paste_button_says_the_refusal_in_the_panel(
    task_3: Studio,
) -> None:
    row = task_3.window.weights.actions_row
    QApplication.clipboard().setText("W = [np.array([[1,1]])]")
    task_3.click(row.paste_button)
    assert "(1, 2)" in row.message.text()
    assert row.message.isVisible()
    assert task_3.said == row.message.text()
    QApplication.clipboard().setText(W)
    task_3.click(row.paste_button)
    assert not row.message.isVisible()
    assert task_3.session.network.layers[0].W.tolist() == [[0, 0], [1, 1]]


def test_copied_weights_come_back_to_the_bit(studio: Studio) -> None:
    session = studio.session
    studio.keys("Ctrl+Shift+C")
    text = QApplication.clipboard().text()
    assert text.startswith("W = [np.array([[")
    namespace: dict[str, object] = {"np": np}
    exec(text, namespace)
    assert len(namespace["W"]) == 3  # type: ignore[arg-type]
    assert namespace["b"][0].shape == (4, 1)  # type: ignore[index]
    studio.press("new_start")
    studio.paste(text)
    for a, b in zip(studio.session.network.arrays, session.network.arrays, strict=True):
        assert a.tobytes() == b.tobytes()


def test_a_paste_during_training_acts_at_once(studio: Studio) -> None:
    studio.keys("Ctrl+Shift+C")
    studio.press("train")
    studio.let(2)
    studio.keys("Ctrl+Shift+V")
    assert studio.running
    assert studio.session.network.layers[0].W.tobytes() == (
        studio.session.start.layers[0].W.tobytes()
    )
    studio.let(1)
    assert studio.session.state.updates == 3
    studio.press("pause")
    studio.press("undo")
    assert studio.document.undo_label == "Paste weights"


@pytest.mark.parametrize("way", ["menu", "field"])
def test_a_task_is_set_up_in_one_step(studio: Studio, way: str) -> None:
    before = studio.session
    studio.press("train")
    if way == "menu":
        menu = studio.menus()["Lab"]
        action = next(a for a in menu.actions() if a.objectName() == "task-1.2-relu")
        action.trigger()
    else:
        studio.choose(studio.window.setup.form.task_bar.combo, "task-1.2-relu")
    studio.wait_for_jobs()
    assert not studio.running
    assert studio.session.task == "task-1.2-relu"
    assert studio.document.undo_label == "Set up 1.2 ReLU"
    studio.assert_shows_the_session()
    studio.press("undo")
    while studio.actions["undo"].isEnabled():
        studio.press("undo")
    assert studio.session is before
    studio.assert_shows_the_session()


def test_every_task_of_the_lab_is_in_its_menu(studio: Studio) -> None:
    actions = studio.menus()["Lab"].actions()
    assert [a.objectName() for a in actions] == list(EXAMPLES)
    for action in actions:
        example = EXAMPLES[action.objectName()]
        assert action.text() == example.title
        assert action.toolTip() == example.question


def test_setting_up_a_task_never_saves_over_the_open_file(
    studio: Studio, tmp_path, answers
) -> None:
    answers.file = str(tmp_path / "mine.mlpviz")
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    kept = (tmp_path / "mine.mlpviz").read_bytes()
    studio.window.commands.choose_task("task-3")
    studio.wait_for_jobs()
    assert studio.document.path is None
    assert studio.document.dirty
    answers.file = ""
    studio.keys("Ctrl+S")
    assert answers.asked[-1] == "Save the session"
    assert (tmp_path / "mine.mlpviz").read_bytes() == kept


def test_a_damaged_example_is_told_and_nothing_changes(
    studio: Studio, monkeypatch
) -> None:
    def damaged(name: str):
        raise MlpvizError("the file is damaged", where=name)

    monkeypatch.setattr(commands, "example_session", damaged)
    before = studio.session
    studio.window.commands.choose_task("task-3")
    studio.wait_for_jobs()
    assert studio.session is before
    assert "damaged" in studio.said
    assert len(studio.close_dialogs()) == 1


def test_a_new_sample_keeps_the_network(studio: Studio) -> None:
    before = studio.session
    studio.actions["new_sample"].trigger()
    assert studio.session.dataset_spec.seed == 5
    assert studio.session.network is before.network
    assert not np.array_equal(studio.session.dataset.train.x, before.dataset.train.x)
    studio.assert_shows_the_session()
    studio.press("undo")
    assert studio.session is before


def test_the_last_seed_is_followed_by_the_first(studio: Studio) -> None:
    studio.set("data_seed", 2**31 - 1)
    studio.keys("Ctrl+D")
    assert studio.session.dataset_spec.seed == 0
    studio.assert_shows_the_session()


def test_much_data_is_drawn_beside_the_window(studio: Studio) -> None:
    studio.set("n_train", 9000)
    assert studio.program.jobs.busy
    # The window goes on: an edit meanwhile is kept.
    studio.edit_cell(0, 0, "0.5")
    studio.wait_for_jobs()
    assert len(studio.session.dataset.train) == 27_000
    assert studio.session.network.layers[0].W[0, 0] == 0.5
    assert studio.document.undo_label == "Set train per class 9,000"
    studio.assert_shows_the_session()


def test_much_data_refused_by_a_run_leaves_the_field_as_it_was(studio: Studio) -> None:
    """A run begun while the points were drawn: they would end it."""
    studio.set("n_train", 9000)
    studio.press("train")
    studio.let(1)
    studio.wait_for_jobs()
    assert studio.running
    assert len(studio.session.dataset.train) == 60
    assert "this cannot change during a run" in studio.said
    assert studio.window.setup.field("n_train").value() == 20  # type: ignore[union-attr]
    studio.press("pause")
    studio.assert_shows_the_session()


def test_restore_goes_back_to_the_task_in_one_step(studio: Studio) -> None:
    studio.begin_anew(untrained_session(EXAMPLES["task-1.2-relu"]))
    bar = studio.window.setup.form.task_bar
    assert not bar.restore.isVisible()
    studio.set("sigma", "0.2")
    studio.set("batch_size", 32)
    assert bar.words() == "2 settings differ from task 1.2"
    differing = studio.session
    studio.click(bar.restore)
    studio.wait_for_jobs()
    assert bar.words() == "All settings as in task 1.2"
    assert studio.document.undo_label == "Restore settings of task 1.2"
    studio.assert_shows_the_session()
    studio.press("undo")
    assert studio.session is differing


def test_the_theme_switches_live(studio: Studio) -> None:
    window, regions = studio.window, studio.window.regions
    light = [np.array(pane._map.image) for pane in regions.panes]
    icon = studio.button("train").icon().cacheKey()
    requests = []
    post = studio.program.renderer.post
    studio.program.renderer.post = requests.append  # type: ignore[method-assign]
    studio.actions["theme_dark"].trigger()
    del studio.program.renderer.post
    assert studio.theme.tokens.is_dark
    assert studio.settings.theme == "dark"
    assert requests
    assert requests[-1].colors == regions.region_colors()
    post(requests[-1])
    studio.assert_shows_the_session()
    for pane, before in zip(regions.panes, light, strict=True):
        image = np.array(pane._map.image)
        assert not np.array_equal(image, before)
        # Dark regions are dark.
        assert image[..., :3].mean() < 110 < before[..., :3].mean()
    assert studio.button("train").icon().cacheKey() != icon
    back = studio.theme.tokens.win
    assert window.palette().window().color().name().upper() == back
    studio.actions["theme_light"].trigger()
    assert studio.settings.theme == "light"
    studio.assert_shows_the_session()


def test_a_theme_chosen_is_there_at_the_next_start(studio_of) -> None:
    first = studio_of(small_session(), shown=False)
    first.actions["theme_dark"].trigger()
    assert first.actions["theme_dark"].isChecked()
    assert first.settings.theme == "dark"
    studio_of.close(first)
    second = studio_of(small_session(), shown=False)
    assert second.settings.theme == "dark"
    assert second.actions["theme_dark"].isChecked()


def test_toggles_and_their_menu_entries_are_one(studio: Studio) -> None:
    header = studio.window.regions.header
    for name in ("link", "points", "shade", "boundary"):
        action, button = studio.actions[name], header.buttons[name]
        assert action.isChecked()
        assert button.isChecked()
        studio.click(button)
        assert not action.isChecked()
        action.trigger()
        assert button.isChecked()


def test_about_and_diagnostics(studio: Studio) -> None:
    studio.actions["about"].trigger()
    (box,) = studio.dialogs()
    assert "LGPL" in box.informativeText()
    assert "numpy" in box.informativeText()
    assert all(isinstance(b, QPushButton) for b in box.buttons())
    studio.close_dialogs()
    studio.window.say("something odd", "error")
    studio.actions["copy_diagnostics"].trigger()
    text = QApplication.clipboard().text()
    assert text.startswith("MLPViz ")
    assert "something odd" in text


def test_an_edit_that_cannot_be_is_told_and_changes_nothing(studio: Studio) -> None:
    def refuse(_):
        raise MlpvizError("it cannot be", advice="Do not.")

    before = studio.session
    studio.window.commands.apply("Edit", refuse)
    assert studio.session is before
    assert studio.said == "it cannot be. Do not."
    assert not studio.actions["undo"].isEnabled()
    studio.window.commands.apply("Edit", refuse, heavy=True)
    studio.wait_for_jobs()
    assert studio.session is before
    studio.close_dialogs()


def test_the_first_example_can_be_trained_on(studio: Studio) -> None:
    """Task 2 is trained; Continue goes on from there."""
    studio.begin_anew(example_session("task-2"))
    epochs = studio.session.state.epoch
    assert studio.window.tool_bar.left_label.text() == f"Trained {epochs} epochs"
    studio.press("train_batch")
    studio.let_finish()
    studio.assert_shows_the_session()
    assert studio.session.state.updates == 100 * 160 + 1


def test_a_wide_layer_is_shown_as_quickly_as_a_narrow_one(studio: Studio) -> None:
    studio.set("hidden_layers", 3)
    studio.set("layer_width", "500")
    wait_until(lambda: studio.session.network.layers[1].units == 500)
    assert studio.session.network.parameters > 200_000
    row = studio.window.weights.actions_row
    # Not a menu for every pair of units.
    assert sum(len(menu.actions()) for menu in row.swap_menus) == 3
    studio.assert_shows_the_session()
    studio.choose(studio.window.weights.head.field, 3)
    assert row.swap_button.isVisible()
    studio.choose(studio.window.weights.head.field, 1)
    assert not row.swap_button.isVisible()
