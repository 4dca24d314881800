"""Any order of what a user does: no error, every number true, and all can be undone."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from tests.ui.studio import Studio, small_session

Step = Callable[[Studio], None]


def step(
    name: str, action: Callable[..., None], *choices: st.SearchStrategy[Any]
) -> st.SearchStrategy[Step]:
    """A strategy for one thing a user does, shown by its name when it fails."""

    def make(arguments: tuple[Any, ...]) -> Step:
        def do(studio: Studio) -> None:
            action(studio, *arguments)

        do.__name__ = f"{name}{arguments}"
        return do

    return st.tuples(*choices).map(make)


def edit_cell(studio: Studio, layer: int, row: int, column: int, text: str) -> None:
    weights = studio.window.weights
    layers = studio.session.network.layers
    shown = layer % len(layers)
    studio.choose(weights.head.field, shown)
    units, inputs = layers[shown].W.shape
    studio.edit_cell(row % units, column % (inputs + 1), text)


def drag(studio: Studio, *offsets: int) -> None:
    for _ in studio.drag_slider(*offsets):
        pass


def let(studio: Studio, updates: int) -> None:
    if studio.running:
        studio.let(updates)


def finish(studio: Studio) -> None:
    if studio.running:
        studio.let_finish()


def press(studio: Studio, name: str) -> None:
    if studio.button(name).isVisible() and studio.button(name).isEnabled():
        studio.press(name)


def change(studio: Studio, name: str, value: object) -> None:
    field = studio.window.setup.field(name)
    if field.isVisible() and field.isEnabled():
        studio.set(name, value)
        studio.wait_for_jobs()


def choose_task(studio: Studio, name: str) -> None:
    studio.choose(studio.window.setup.form.task_bar.combo, name)
    studio.wait_for_jobs()


def trigger(studio: Studio, name: str) -> None:
    studio.actions[name].trigger()
    studio.wait_for_jobs()


def paste(studio: Studio, text: str) -> None:
    studio.paste(text)


NUMBERS = st.sampled_from(["0", "1", "-2.5", "1/3", "1e-3", "7", "\u22120.25"])
SETTINGS = st.sampled_from(
    [
        ("epochs", 2),
        ("epochs", 5),
        ("learning_rate", "0.02"),
        ("batch_size", 8),
        ("batch_size", 60),
        ("sigma", "0.2"),
        ("classes", 2),
        ("classes", 4),
        ("n_train", 12),
        ("data_seed", 9),
        ("hidden_layers", 0),
        ("hidden_layers", 3),
        ("layer_width", "5"),
        ("activation", "relu"),
        ("loss", "categorical_crossentropy"),
        ("loss", "mse"),
        ("optimizer", "adam"),
        ("optimizer", "sgd"),
        ("init", "random_normal"),
        ("seed", 3),
    ]
)
BUTTONS = [
    *("train", "resume", "train_epoch", "train_batch", "pause", "stop"),
    *("reset_weights", "new_start", "undo", "redo"),
]
COMMANDS = [
    *("swap_classes", "keep_as_start", "engine_numpy", "engine_keras"),
    *("theme_dark", "theme_light", "points", "shade", "fit", "copy_weights"),
]
STEPS = st.one_of(
    step(
        "edit_cell",
        edit_cell,
        st.integers(0, 3),
        st.integers(0, 5),
        st.integers(0, 5),
        NUMBERS,
    ),
    step("drag", drag, st.integers(-80, 80), st.integers(-80, 80)),
    step("keys", Studio.keys, st.sampled_from(["Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+D"])),
    step(
        "press",
        press,
        st.sampled_from(BUTTONS),
    ),
    step("let", let, st.integers(1, 6)),
    step("finish", finish),
    step("change", lambda studio, pair: change(studio, *pair), SETTINGS),
    step("task", choose_task, st.sampled_from(["task-3", "task-1.2-relu"])),
    step(
        "trigger",
        trigger,
        st.sampled_from(COMMANDS),
    ),
    step(
        "paste",
        paste,
        st.sampled_from(
            ["W = [np.array([[0,0],[1,1]])]\nb = [np.array([[1],[0]])]", "nonsense"]
        ),
    ),
)


# A window takes more than a function does.
@settings(
    max_examples=max(settings().max_examples // 5, 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=10))
def test_whatever_the_user_does(module_studio: Studio, steps: list[Step]) -> None:
    studio = module_studio
    first = small_session()
    studio.begin_anew(first)
    for do in steps:
        note(do.__name__)
        do(studio)
        studio.assert_shows_the_session()
    while studio.running:
        studio.press("pause")
    studio.assert_shows_the_session()
    while studio.actions["redo"].isEnabled():
        studio.keys("Ctrl+Shift+Z")
    last = studio.session
    done = 0
    while studio.actions["undo"].isEnabled():
        studio.keys("Ctrl+Z")
        done += 1
        assert done <= 3 * len(steps) + 1
    assert studio.session is first
    studio.assert_shows_the_session()
    assert not studio.document.dirty
    while studio.actions["redo"].isEnabled():
        studio.keys("Ctrl+Shift+Z")
    assert studio.session is last
    studio.assert_shows_the_session()
    assert studio.dialogs() == []


def test_a_day_at_the_lab(studio: Studio) -> None:
    """One long journey: what a student does, in the order of the lab's sheet."""
    first = studio.session
    choose_task(studio, "task-1.1-batch-16")
    studio.press("train")
    studio.let(64)
    studio.assert_shows_the_session()
    studio.let_finish()
    assert studio.session.state.updates == 256
    assert float(studio.window.status.numbers.texts[2][2][:-2]) > 98
    studio.set("batch_size", 512)
    studio.press("train")
    studio.let_finish()
    assert studio.session.state.updates == 8
    studio.assert_shows_the_session()
    choose_task(studio, "task-3-swapped")
    studio.settle()
    assert float(studio.window.status.numbers.texts[2][2][:-2]) < 2
    for row, column, text in ((0, 0, "0"), (0, 1, "0"), (1, 0, "1"), (1, 1, "1")):
        studio.edit_cell(row, column, text)
    studio.edit_cell(0, 2, "1")
    studio.edit_cell(1, 2, "0")
    studio.assert_shows_the_session()
    assert float(studio.window.status.numbers.texts[2][2][:-2]) > 98
    # Sharper: the same line.
    for row in (0, 1):
        for column in (0, 1, 2):
            value = studio.window.weights.matrix.value(row, column)
            studio.edit_cell(row, column, str(10 * value))
    studio.assert_shows_the_session()
    assert float(studio.window.status.numbers.texts[2][2][:-2]) > 98
    studio.show(1100, 700)
    studio.actions["theme_dark"].trigger()
    studio.assert_shows_the_session()
    matrix = studio.window.weights.matrix
    assert matrix.cell_rect(0, 0).isValid()
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    while studio.actions["undo"].isEnabled():
        studio.keys("Ctrl+Z")
    assert studio.session is first
    studio.assert_shows_the_session()
