"""The Weights panel by real clicks and keys: reading, setting, copying, pasting."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from mlpviz.core import edits
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.session import new_session
from mlpviz.files.examples import EXAMPLES, untrained_session
from mlpviz.ui.panels.entry_editor import slider_scale
from mlpviz.ui.panels.weights_panel import WeightsPanel
from mlpviz.ui.theme import Theme


@pytest.fixture
def panel(qtbot, qapp):
    panel = WeightsPanel(Theme(qapp, "light"))
    qtbot.addWidget(panel)
    panel.resize(400, 700)
    panel.show()
    QGuiApplication.clipboard().clear()
    return panel


class Window:
    """What the window does with the panel's intents, without a window."""

    def __init__(self, panel, session):
        self.panel, self.session = panel, session
        self.edits, self.gestures, self.rejected, self.selected = [], [], [], []
        self.kept = 0
        panel.weight_edited.connect(self.on_weight)
        panel.network_pasted.connect(self.on_pasted)
        panel.classes_swapped.connect(self.on_swapped)
        panel.keep_as_start_requested.connect(self.on_keep)
        panel.gesture_started.connect(lambda: self.gestures.append("started"))
        panel.gesture_finished.connect(lambda: self.gestures.append("finished"))
        panel.rejected.connect(self.rejected.append)
        panel.selection_changed.connect(lambda *place: self.selected.append(place))
        panel.set_session(session)

    def take(self, session):
        self.session = session
        self.panel.set_session(session)

    def on_weight(self, layer, row, column, value, gesture):
        self.edits.append((layer, row, column, value, gesture))
        self.take(edits.set_weight(self.session, layer, row, column, value))

    def on_pasted(self, network):
        self.take(edits.set_network(self.session, network))

    def on_swapped(self, first, second):
        self.take(edits.swap_classes(self.session, first, second))

    def on_keep(self):
        self.kept += 1
        self.take(edits.keep_as_start(self.session))


def by_hand(panel):
    return Window(panel, untrained_session(EXAMPLES["task-3"]))


def deep(panel, widths=(4, 3), classes=3):
    hidden = tuple(LayerSpec(width) for width in widths)
    session = new_session(
        DatasetSpec(classes=classes, n_train=8, n_test=8), Hyperparameters(hidden)
    )
    return Window(panel, session)


def click_cell(qtbot, panel, row, column):
    at = panel.matrix.cell_rect(row, column).center()
    qtbot.mouseClick(panel.matrix.viewport(), Qt.MouseButton.LeftButton, pos=at)


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_task_3_is_shown_as_the_lab_writes_it(panel):
    by_hand(panel)
    assert panel.head.field.currentText() == "Output layer"
    assert panel.head.formula.text() == "z = W x + b"
    panel.select(0, 1, 0)
    assert panel.entry.name.text() == "w₂₁"
    assert panel.entry.route.text() == "x₁ → Class 02"
    assert panel.entry.field.text() == "1.0"
    assert panel.actions_row.swap_button.isVisible()


def test_a_click_selects_and_the_field_sets_in_full_precision(panel, qtbot):
    w = deep(panel)
    panel.select(1, 0, 0)
    click_cell(qtbot, panel, 2, 3)
    assert w.selected == [(1, 2, 3)]
    assert panel.entry.name.text() == "W²[3, 4]"
    assert panel.entry.route.text() == "unit 4 of layer 1 → unit 3 of layer 2"
    type_into(qtbot, panel.entry.field, "0.123456")
    assert w.session.network.layers[1].W[2, 3] == np.float32(0.123456)
    assert panel.entry.field.text() == "0.123456"
    assert w.edits[0][:3] == (1, 2, 3)


def test_the_bias_column_edits_the_bias(panel, qtbot):
    w = deep(panel)
    click_cell(qtbot, panel, 1, 2)
    assert panel.selection() == (0, 1, None)
    assert "bias" in panel.entry.route.text()
    type_into(qtbot, panel.entry.field, "1/2")
    assert w.session.network.layers[0].b[1] == 0.5
    assert w.edits[0][2] is None


def test_typing_into_a_cell_is_an_edit_of_its_own(panel, qtbot):
    w = by_hand(panel)
    click_cell(qtbot, panel, 0, 1)
    qtbot.keyClicks(panel.matrix, "-")
    editor = panel.matrix.editor()
    qtbot.keyClicks(editor, "2.5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert w.edits == [(0, 0, 1, -2.5, None)]
    assert w.session.network.layers[0].W[0, 1] == -2.5


def test_a_drag_of_the_slider_is_one_gesture(panel, qtbot):
    w = by_hand(panel)
    slider = panel.entry.slider
    start = slider.handle_center().toPoint()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for step in (20, 40, 60):
        qtbot.mouseMove(slider, start + QPoint(step, 0))
    scale = panel.matrix.scale()
    assert w.gestures == ["started"]
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert w.gestures == ["started", "finished"]
    keys = {gesture for *_, gesture in w.edits}
    assert len(w.edits) >= 3
    assert len(keys) == 1
    assert None not in keys
    assert w.session.network.layers[0].W[0, 0] == np.float32(w.edits[-1][3])
    assert scale == 2.0
    assert panel.entry.slider.scale() >= 2.0


def test_spinning_the_field_is_one_gesture_and_another_entry_another(panel, qtbot):
    w = by_hand(panel)
    panel.entry.field.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.entry.field, Qt.Key.Key_Up)
    click_cell(qtbot, panel, 1, 1)
    panel.entry.field.setFocus()
    qtbot.keyClick(panel.entry.field, Qt.Key.Key_Up)
    keys = [gesture for *_, gesture in w.edits]
    assert keys[0] == keys[1] == keys[2] != keys[3]


@pytest.mark.parametrize(
    ("value", "scale", "wanted"),
    [(0.5, 2.0, 2.0), (-1.0451, 0.5, 2.0), (2.0, 2.0, 5.0), (0.0, 1.0, 1.0)],
)
def test_the_slider_reaches_as_far_as_the_value(value, scale, wanted):
    assert slider_scale(value, scale) == wanted


def test_copy_gives_numpy_text_and_paste_takes_it_back(panel, qtbot):
    w = by_hand(panel)
    panel.matrix.setFocus()
    qtbot.keyClick(panel.matrix, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == (
        "W = [np.array([[0, 0], [1, 1]])]\nb = [np.array([[1], [0]])]\n"
    )
    clipboard.setText("W = [np.array([[1, 1], [0, 0]])]\nb = [np.array([0, 1])]")
    qtbot.keyClick(panel.matrix, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert w.session.network.layers[0].W.tolist() == [[1, 1], [0, 0]]
    assert w.session.network.layers[0].b.tolist() == [0, 1]
    assert panel.matrix.value(0, 0) == 1.0


def test_copies_of_all_layers_and_as_a_table(panel, qtbot):
    w = deep(panel)
    layer_action, all_action, table_action = panel.actions_row.copy_actions
    clipboard = QGuiApplication.clipboard()
    all_action.trigger()
    assert clipboard.text().count("np.array") == 6
    layer_action.trigger()
    assert clipboard.text().count("np.array") == 2
    table_action.trigger()
    rows = clipboard.text().strip().split("\n")
    assert len(rows) == 4
    assert [len(row.split("\t")) for row in rows] == [3] * 4
    before = w.session.network
    clipboard.setText(clipboard.text().replace(rows[0], "7\t8\t9"))
    qtbot.mouseClick(panel.actions_row.paste_button, Qt.MouseButton.LeftButton)
    first = w.session.network.layers[0]
    assert first.W[0].tolist() == [7, 8]
    assert first.b[0] == 9
    assert w.session.network.layers[1] is before.layers[1]


@pytest.mark.parametrize(
    "text",
    ["[[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "", "W = [np.array([[1]])]", "hello [1"],
)
def test_what_does_not_fit_is_said_in_the_panel_and_changes_nothing(panel, qtbot, text):
    w = by_hand(panel)
    before = w.session
    QGuiApplication.clipboard().setText(text)
    qtbot.mouseClick(panel.actions_row.paste_button, Qt.MouseButton.LeftButton)
    assert w.session is before
    assert panel.actions_row.message.isVisible()
    assert w.rejected == [panel.actions_row.message.text()]
    type_into(qtbot, panel.entry.field, "3")
    assert not panel.actions_row.message.isVisible()


def test_a_wrong_shape_names_both_shapes(panel, qtbot):
    by_hand(panel)
    QGuiApplication.clipboard().setText("[[1, 2, 3, 4], [4, 5, 6, 7], [7, 8, 9, 1]]")
    qtbot.mouseClick(panel.actions_row.paste_button, Qt.MouseButton.LeftButton)
    message = panel.actions_row.message.text()
    assert "(3, 4)" in message
    assert "(2, 2)" in message


def test_two_classes_swap_at_once_and_more_by_a_menu(panel, qtbot):
    w = by_hand(panel)
    qtbot.mouseClick(panel.actions_row.swap_button, Qt.MouseButton.LeftButton)
    assert w.session.network.layers[0].W.tolist() == [[1, 1], [0, 0]]
    w.take(new_session(DatasetSpec(classes=3, n_train=8, n_test=8), Hyperparameters()))
    before = w.session.network.layers[0].W.copy()
    submenus = panel.actions_row.swap_menus
    assert [len(menu.actions()) for menu in submenus] == [2, 1]
    submenus[0].actions()[1].trigger()
    after = w.session.network.layers[0].W
    assert after.tolist() == before[[2, 1, 0]].tolist()


def test_the_swap_is_for_the_output_layer_alone(panel):
    deep(panel)
    assert not panel.actions_row.swap_button.isVisible()
    panel.select(2, 0, 0)
    assert panel.actions_row.swap_button.isVisible()


def test_the_weights_can_be_kept_as_the_start(panel, qtbot):
    w = by_hand(panel)
    assert not panel.actions_row.keep_button.isEnabled()
    trained = replace(w.session.state, updates=1)
    w.take(edits.set_weight(replace(w.session, state=trained), 0, 0, 0, 4.0))
    qtbot.mouseClick(panel.actions_row.keep_button, Qt.MouseButton.LeftButton)
    assert w.kept == 1
    assert not panel.actions_row.keep_button.isEnabled()


def test_choosing_a_layer_by_keys(panel, qtbot):
    w = deep(panel)
    panel.head.field.setFocus()
    qtbot.keyClick(panel.head.field, Qt.Key.Key_End)
    assert panel.layer() == 2
    assert panel.head.formula.text() == "z = W h + b"
    assert w.selected[-1] == (2, 0, 0)


def test_setting_a_session_emits_nothing_and_keeps_the_selection(panel):
    w = deep(panel)
    panel.select(1, 2, 1)
    w.take(edits.set_weight(w.session, 0, 0, 0, 9.0))
    assert panel.selection() == (1, 2, 1)
    other = deep(panel, widths=(2,))
    assert panel.selection() == (1, 2, 1)
    assert w.edits == other.edits == []
    assert w.selected == []


def test_the_output_layer_stays_the_output_layer(panel):
    w = deep(panel)
    panel.select(2, 0, 0)
    w.take(
        new_session(
            DatasetSpec(n_train=8, n_test=8), Hyperparameters((LayerSpec(4),) * 5)
        )
    )
    assert panel.layer() == 5
    w.take(untrained_session(EXAMPLES["task-3"]))
    assert panel.layer() == 0


def test_the_same_network_costs_nothing(panel, monkeypatch):
    w = deep(panel)
    calls = []
    monkeypatch.setattr(panel.matrix, "set_values", lambda *a: calls.append(a))
    panel.set_session(replace(w.session, target_epoch=5))
    assert calls == []


def test_what_the_window_does_not_take_is_put_back(panel, qtbot):
    session = untrained_session(EXAMPLES["task-3"])
    panel.set_session(session)
    type_into(qtbot, panel.entry.field, "5")
    panel.set_session(session)
    assert panel.entry.field.text() == "0.0"


def test_snapshots_do_not_overwrite_what_is_being_typed(panel, qtbot):
    w = deep(panel)
    field = panel.entry.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.7")
    w.take(edits.set_weight(w.session, 0, 0, 0, 9.0))
    assert field.text() == "0.7"


def test_a_small_window_tightens_the_panel(panel):
    deep(panel, widths=(8, 8))
    panel.select(1, 0, 0)
    before = panel.matrix.height()
    panel.resize(328, 520)
    panel.set_compact(True)
    assert panel.matrix.height() < before
    assert not panel.head.formula.isVisible()


def test_fifty_by_fifty_has_square_cells_and_needs_no_scrolling(panel):
    deep(panel, widths=(50, 50))
    panel.select(1, 37, 32)
    panel.grab()
    cell = panel.matrix.cell_rect(20, 20)
    assert abs(cell.width() - cell.height()) <= 1
    assert panel.matrix.verticalScrollBar().maximum() == 0
    assert panel.matrix.horizontalScrollBar().maximum() == 0
