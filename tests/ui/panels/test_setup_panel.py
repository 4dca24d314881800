"""The Setup panel by real clicks and keys: what it shows, wants and refuses."""

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mlpviz.core import edits
from mlpviz.core.hyperparameters import LayerSpec
from mlpviz.files.examples import EXAMPLES, untrained_session
from mlpviz.ui.panels.setup_panel import SetupPanel
from mlpviz.ui.theme import Theme


@pytest.fixture
def theme(qapp):
    return Theme(qapp, "light")


class Window:
    """What the window does with the panel's intents, without a window."""

    def __init__(self, panel, session):
        self.panel, self.session = panel, session
        self.labels, self.keys, self.rejected, self.tasks = [], [], [], []
        panel.dataset_edited.connect(self.on_dataset)
        panel.hyperparameters_edited.connect(self.on_hyperparameters)
        panel.restore_requested.connect(self.on_restore)
        panel.rejected.connect(self.rejected.append)
        panel.task_chosen.connect(self.tasks.append)
        panel.set_session(session)

    def take(self, session, label, key=None):
        self.session = session
        self.labels.append(label)
        self.keys.append(key)
        self.panel.set_session(session)

    def on_dataset(self, spec, label, key):
        self.take(edits.choose_dataset(self.session, spec), label, key)

    def on_hyperparameters(self, new, label, key):
        self.take(edits.set_hyperparameters(self.session, new), label, key)

    def on_restore(self, spec, new, label):
        self.take(
            edits.set_hyperparameters(edits.choose_dataset(self.session, spec), new),
            label,
        )


@pytest.fixture
def panel(qtbot, theme):
    panel = SetupPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(256, 900)
    panel.show()
    return panel


def window(panel, task="task-1.4"):
    return Window(panel, untrained_session(EXAMPLES[task]))


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(qtbot, field, text):
    """Choose by keys, as someone without a mouse would."""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Home)
    for _ in range(field.count()):
        if field.currentText() == text:
            break
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.currentText() == text


def row(panel, name):
    return panel.form.rows[name]


def test_it_shows_a_session_and_its_consequences(panel):
    window(panel)
    assert panel.field("learning_rate").text() == "0.001"
    assert panel.field("layer_width").text() == "50"
    form = panel.form
    assert form.data.head().note() == "2,560 training points"
    assert form.model.head().note() == "23,355 parameters"
    assert form.training.head().note() == "160 updates per epoch"
    assert form.task_bar.words() == "All settings as in task 1.4"


def test_typing_a_number_is_one_edit_with_a_name(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("learning_rate"), "0.003")
    assert w.session.hyperparameters.optimizer.learning_rate == 0.003
    assert w.labels == ["Set learning rate 0.003"]
    assert panel.form.task_bar.words() == "1 setting differs from task 1.4"
    assert row(panel, "learning_rate").form_row.differs()
    assert not row(panel, "batch_size").form_row.differs()


def test_setting_a_session_emits_nothing(panel):
    w = window(panel)
    panel.set_session(untrained_session(EXAMPLES["task-1.3-decay"]))
    assert w.labels == []


def test_spinning_a_field_is_one_gesture_and_the_next_field_another(panel, qtbot):
    w = window(panel)
    epochs = panel.field("epochs")
    epochs.setFocus()
    for _ in range(3):
        qtbot.keyClick(epochs, Qt.Key.Key_Up)
    qtbot.keyClick(panel.field("batch_size"), Qt.Key.Key_Up)
    assert w.session.hyperparameters.epochs == 103
    assert len(set(w.keys[:3])) == 1
    assert w.keys[3] != w.keys[2]


def test_edits_of_one_field_long_after_each_other_are_two_gestures(
    panel, qtbot, monkeypatch
):
    now = [0.0]
    monkeypatch.setattr("mlpviz.ui.panels.setup_panel.monotonic", lambda: now[0])
    w = window(panel)
    for text in ("5", "6"):
        now[0] += 60
        type_into(qtbot, panel.field("epochs"), text)
    assert w.keys[0] != w.keys[1]


def test_choosing_data_and_number_of_points(panel, qtbot):
    w = window(panel)
    choose(qtbot, panel.field("dataset"), "Linear")
    type_into(qtbot, panel.field("n_train"), "100")
    assert w.session.dataset_spec.kind == "linear"
    assert panel.form.data.head().note() == "500 training points"
    assert w.labels == ["Set data Linear", "Set train per class 100"]


def test_restore_takes_all_back_in_one_edit(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("epochs"), "7")
    type_into(qtbot, panel.field("sigma"), "0.2")
    assert "2 settings differ" in panel.form.task_bar.words()
    qtbot.mouseClick(panel.form.task_bar.restore, Qt.MouseButton.LeftButton)
    assert w.labels[-1] == "Restore settings of task 1.4"
    assert w.session.hyperparameters == EXAMPLES["task-1.4"].hyperparameters
    assert w.session.dataset_spec == EXAMPLES["task-1.4"].dataset
    assert not panel.form.task_bar.restore.isVisible()


def test_choosing_a_task_says_so(panel, qtbot):
    w = window(panel)
    combo = panel.form.task_bar.combo
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    assert w.tasks == ["task-1.1-batch-512"]


def test_the_first_hidden_layer_takes_what_the_disabled_fields_show(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("hidden_layers"), "0")
    assert not panel.field("layer_width").isEnabled()
    assert panel.field("layer_width").text() == "50"
    type_into(qtbot, panel.field("hidden_layers"), "2")
    assert w.session.hyperparameters.hidden == (LayerSpec(50, "relu"),) * 2


def test_layers_that_differ_are_shown_one_by_one(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("hidden_layers"), "3")
    assert not panel.form.layers.isVisible()
    type_into(qtbot, panel.field("layer_width"), "16, 8, 4")
    assert [layer.units for layer in w.session.hyperparameters.hidden] == [16, 8, 4]
    assert panel.field("layer_width").text() == "16, 8, 4"
    assert panel.form.layers.isVisible()
    units, activation = panel.form.layers.fields(1)
    type_into(qtbot, units, "5")
    choose(qtbot, activation, "tanh")
    assert w.session.hyperparameters.hidden[1] == LayerSpec(5, "tanh")
    assert "Set units of layer 2 to 5" in w.labels
    assert w.labels[-1] == "Set activation of layer 2 to tanh"
    assert panel.field("activation").currentText() == ""
    type_into(qtbot, panel.field("layer_width"), "6")
    assert {layer.units for layer in w.session.hyperparameters.hidden} == {6}


def test_what_cannot_be_is_said_at_the_field_and_changes_nothing(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("layer_width"), "2000")
    assert w.labels == []
    assert "parameters" in row(panel, "layer_width").message()
    assert panel.field("layer_width").text() == "50"
    assert w.rejected == [row(panel, "layer_width").message()]
    type_into(qtbot, panel.field("layer_width"), "20")
    assert row(panel, "layer_width").message() == ""
    assert w.labels == ["Set units per layer 20"]


def test_as_many_widths_as_layers(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("layer_width"), "3, 4")
    assert w.labels == []
    assert "2 widths for 10 hidden layers" in row(panel, "layer_width").message()


def test_out_of_range_is_refused_by_the_field(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("classes"), "1")
    type_into(qtbot, panel.field("learning_rate"), "fast")
    assert w.labels == []
    assert len(w.rejected) == 2
    assert panel.field("classes").error()


def test_too_many_points_are_refused_by_the_specification(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("n_train"), "20000")
    type_into(qtbot, panel.field("n_test"), "20000")
    assert "points" in row(panel, "n_test").message()
    assert panel.field("n_test").text() == "512"
    assert w.session.dataset_spec.n_test == 512


def test_while_training_some_act_at_once_and_others_say_why_not(panel, qtbot):
    w = window(panel)
    panel.set_training(True)
    type_into(qtbot, panel.field("learning_rate"), "0.01")
    type_into(qtbot, panel.field("epochs"), "200")
    assert len(w.labels) == 2
    type_into(qtbot, panel.field("hidden_layers"), "4")
    choose_field = panel.field("dataset")
    choose_field.setFocus()
    qtbot.keyClick(choose_field, Qt.Key.Key_Home)
    assert len(w.labels) == 2
    assert "while training" in row(panel, "dataset").message()
    assert panel.field("hidden_layers").text() == "10"
    assert choose_field.currentText() == "Polar"
    panel.set_training(False)
    type_into(qtbot, panel.field("hidden_layers"), "4")
    assert len(w.session.hyperparameters.hidden) == 4


def test_snapshots_do_not_overwrite_what_is_being_typed(panel, qtbot):
    w = window(panel)
    field = panel.field("learning_rate")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.0")
    new = msgspec.structs.replace(w.session.hyperparameters, epochs=5)
    panel.set_session(replace(w.session, hyperparameters=new))
    assert field.text() == "0.0"
    assert panel.field("epochs").text() == "5"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.001"


def test_snapshots_of_the_same_settings_cost_nothing(panel, monkeypatch):
    w = window(panel)
    shown = []
    monkeypatch.setattr(panel.form, "show_session", shown.append)
    panel.set_session(replace(w.session, state=replace(w.session.state, updates=5)))
    assert shown == []


def test_rows_follow_what_has_an_effect(panel, qtbot):
    w = window(panel, "task-1.4")
    assert not row(panel, "momentum").form_row.isVisible()
    assert not row(panel, "beta_1").form_row.isVisible()
    choose(qtbot, panel.field("optimizer"), "SGD")
    assert row(panel, "momentum").form_row.isVisible()
    assert not row(panel, "decay_steps").form_row.isVisible()
    choose(qtbot, panel.field("schedule"), "Exponential decay")
    assert row(panel, "decay_steps").form_row.isVisible()
    choose(qtbot, panel.field("init"), "RandomUniform")
    assert w.labels[-1] == "Set initialiser RandomUniform"
    assert row(panel, "init_minval").form_row.isVisible()
    assert not row(panel, "init_mean").form_row.isVisible()


def test_rarer_settings_wait_behind_a_link(panel, qtbot):
    w = window(panel)
    assert not row(panel, "shared_draw").form_row.isVisible()
    qtbot.mouseClick(panel.form.more_button, Qt.MouseButton.LeftButton)
    assert row(panel, "beta_1").form_row.isVisible()
    assert panel.form.layers.isVisible()
    qtbot.mouseClick(panel.field("shared_draw"), Qt.MouseButton.LeftButton)
    assert w.session.hyperparameters.initializer.shared_draw
    assert w.labels == ["Set same draw in every layer on"]
    qtbot.mouseClick(panel.form.more_button, Qt.MouseButton.LeftButton)
    # It differs from the task, so it stays to be seen.
    assert row(panel, "shared_draw").form_row.isVisible()
    assert not row(panel, "beta_1").form_row.isVisible()


def test_one_seed_for_weights_and_order(panel, qtbot):
    w = window(panel)
    type_into(qtbot, panel.field("seed"), "9")
    new = w.session.hyperparameters
    assert (new.weight_seed, new.order_seed) == (9, 9)


def test_a_small_window_folds_the_data(panel):
    window(panel)
    panel.resize(248, 572)
    panel.set_compact(True)
    assert panel.form.data.is_collapsed()
    assert panel.form.data.head().note() == "Polar, K 5, σ 0.05, N 512"
    panel.set_compact(False)
    assert not panel.form.data.is_collapsed()


def test_it_scrolls_up_and_down_only(panel):
    window(panel, "task-1.3-decay")
    panel.resize(256, 400)
    QApplication.processEvents()
    area = panel.form.scroll_area
    assert area.bar().isVisible()
    assert area.horizontalScrollBar().maximum() == 0
    area.bar().setValue(area.bar().maximum())
    assert area.verticalScrollBar().value() == area.bar().maximum()


def test_the_question_stands_at_the_foot_where_there_is_room(panel):
    window(panel, "task-3")
    panel.resize(256, 772)
    QApplication.processEvents()
    assert not panel.form.question.isVisible()
    panel.resize(288, 1060)
    QApplication.processEvents()
    assert panel.form.question.isVisible()
    assert "Which W and b" in panel.form.question.text()


def test_every_field_has_a_name_and_says_what_keras_calls_it(panel):
    window(panel)
    for setting_row in panel.form.rows.values():
        for field in setting_row.fields.values():
            assert field.accessibleName()
            assert field.toolTip()
    assert "Dense(units)" in panel.field("layer_width").toolTip()
