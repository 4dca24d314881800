"""W | b selected, edited and looked at."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from mlpviz.ui.colors import nice_scale, signed_color
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.layer_names import LayerNames
from mlpviz.ui.widgets.matrix_view import MatrixView

LEFT = Qt.MouseButton.LeftButton
NAMES = LayerNames(layer=2, layers=4, n_in=8, n_out=8)


def layer(n_out, n_in):
    rng = np.random.default_rng(n_out * 1000 + n_in)
    return rng.normal(0, 0.7, (n_out, n_in)), rng.normal(0, 0.5, n_out)


@pytest.fixture
def view(show):
    view = MatrixView()
    view.set_layer(*layer(8, 8), NAMES)
    view.resize(376, view.sizeHint().height())
    return show(view)


def click(qtbot, view, row, column):
    at = view.cell_rect(row, column).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)


def double_click(qtbot, view, row, column):
    click(qtbot, view, row, column)
    at = view.cell_rect(row, column).center()
    qtbot.mouseDClick(view.viewport(), LEFT, pos=at)


def color_at(view, point):
    return view.grab().toImage().pixelColor(point).name().upper()


# Selecting


def test_a_click_selects(qtbot, view, heard):
    selected = heard(view.selection_changed)
    click(qtbot, view, 3, 1)
    click(qtbot, view, 7, 8)
    click(qtbot, view, 7, 8)
    assert selected.said == [(3, 1), (7, 8)]
    assert view.selection() == (7, 8)


def test_a_click_beside_the_cells_selects_nothing(qtbot, view, heard):
    selected = heard(view.selection_changed)
    for point in (QPoint(4, 60), QPoint(100, 8), QPoint(374, 60)):
        qtbot.mouseClick(view.viewport(), LEFT, pos=point)
    assert selected.said == []


def test_keys_move_the_selection(qtbot, view, heard):
    selected = heard(view.selection_changed)
    for key in ("Down", "Right", "End", "Right", "PageDown", "Home", "Up"):
        qtbot.keyClick(view, getattr(Qt.Key, f"Key_{key}"))
    assert selected.said == [(1, 0), (1, 1), (1, 8), (7, 8), (7, 0), (6, 0)]
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.selection() == (7, 8)


def test_select_does_not_emit_and_takes_the_nearest(view, heard):
    selected = heard(view.selection_changed)
    view.select(99, 99)
    assert view.selection() == (7, 8)
    assert selected.said == []


def test_a_smaller_layer_keeps_the_selection_inside(view, heard):
    selected = heard(view.selection_changed)
    view.select(7, 8)
    view.set_layer(*layer(5, 3), LayerNames(4, 4, 3, 5))
    assert view.selection() == (4, 3)
    assert selected.said == []


# Editing


def test_typing_edits_the_cell(qtbot, view, heard):
    edited = heard(view.weight_edited)
    view.select(3, 1)
    qtbot.keyClicks(view, "-")
    assert view.editor().isVisible()
    qtbot.keyClicks(view.editor(), "1/4")
    qtbot.keyClick(view.editor(), Qt.Key.Key_Return)
    assert edited.said == [(3, 1, -0.25)]
    assert not view.editor().isVisible()
    assert view.hasFocus()


@pytest.mark.parametrize("key", ["F2", "Return", "Enter"])
def test_keys_open_the_editor_with_every_digit(qtbot, view, heard, key):
    edited = heard(view.weight_edited)
    qtbot.keyClick(view, getattr(Qt.Key, f"Key_{key}"))
    text = view.editor().text()
    assert np.float32(text.replace("−", "-")) == np.float32(view.value(0, 0))
    assert view.editor().selectedText() == text
    qtbot.keyClick(view.editor(), Qt.Key.Key_Return)
    assert edited.said == []


def test_a_double_click_edits(qtbot, view, heard):
    edited = heard(view.weight_edited)
    double_click(qtbot, view, 2, 8)
    qtbot.keyClicks(view.editor(), "0.5")
    qtbot.keyClick(view.editor(), Qt.Key.Key_Return)
    assert edited.said == [(2, 8, 0.5)]


def test_tab_takes_the_number_and_goes_on(qtbot, view, heard):
    edited = heard(view.weight_edited)
    qtbot.keyClicks(view, "7")
    qtbot.keyClick(view.editor(), Qt.Key.Key_Tab)
    assert edited.said == [(0, 0, 7.0)]
    assert view.selection() == (0, 1)
    qtbot.keyClicks(view, "8")
    qtbot.keyClick(view.editor(), Qt.Key.Key_Backtab)
    assert edited.said == [(0, 0, 7.0), (0, 1, 8.0)]
    assert view.selection() == (0, 0)


def test_escape_leaves_the_weight_as_it_was(qtbot, view, heard):
    edited = heard(view.weight_edited)
    qtbot.keyClicks(view, "5")
    qtbot.keyClick(view.editor(), Qt.Key.Key_Escape)
    assert not view.editor().isVisible()
    assert edited.said == []
    assert view.hasFocus()


def test_a_click_elsewhere_takes_the_number(qtbot, view, heard):
    edited, selected = heard(view.weight_edited), heard(view.selection_changed)
    qtbot.keyClicks(view, "5")
    click(qtbot, view, 6, 2)
    assert edited.said == [(0, 0, 5.0)]
    assert selected.said == [(6, 2)]


@pytest.mark.parametrize("text", ["1..2", "1e39", "-", "1/0"])
def test_a_wrong_number_is_said_at_the_spot(qtbot, view, heard, text):
    edited, rejected = heard(view.weight_edited), heard(view.rejected)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(view.editor(), text)
    qtbot.keyClick(view.editor(), Qt.Key.Key_Return)
    assert len(rejected.said) == 1
    assert view.editor().isVisible()
    assert view.editor().property("invalid") is True
    assert view.editor().toolTip() == rejected.said[0]
    assert edited.said == []
    view.editor().selectAll()
    qtbot.keyClicks(view.editor(), "2")
    qtbot.keyClick(view.editor(), Qt.Key.Key_Return)
    assert edited.said == [(0, 0, 2.0)]


def test_live_values_do_not_disturb_the_editor(qtbot, view, heard):
    edited = heard(view.weight_edited)
    qtbot.keyClicks(view, "3")
    view.set_values(*layer(8, 8))
    view.set_layer(*layer(8, 8), NAMES)
    assert view.editor().isVisible()
    qtbot.keyClick(view.editor(), Qt.Key.Key_Return)
    assert edited.said == [(0, 0, 3.0)]


def test_another_layer_closes_the_editor(qtbot, view, heard):
    edited = heard(view.weight_edited)
    qtbot.keyClicks(view, "3")
    view.set_layer(*layer(8, 8), LayerNames(3, 4, 8, 8))
    assert not view.editor().isVisible()
    assert edited.said == []


@pytest.mark.parametrize(
    ("key", "signal"),
    [(Qt.Key.Key_C, "copy_requested"), (Qt.Key.Key_V, "paste_requested")],
)
def test_copy_and_paste_are_asked_for(qtbot, view, key, signal):
    with qtbot.waitSignal(getattr(view, signal)):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)


def test_shortcuts_with_digits_are_not_typed(qtbot, view):
    qtbot.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not view.editor().isVisible()


# Looks


def test_cells_have_the_signed_colours(view):
    W, b = layer(8, 8)
    scale = nice_scale(np.column_stack([W, b]))
    assert view.scale() == scale
    tokens = tokens_of(view)
    for row, column, value in ((1, 2, W[1, 2]), (7, 8, b[7])):
        corner = view.cell_rect(row, column).topLeft() + QPoint(5, 2)
        assert color_at(view, corner) == signed_color(
            float(np.float32(value)), scale, tokens
        )


def test_the_design_s_sizes(view):
    cells = view.geometry_of_cells()
    assert (cells.header_width, cells.pitch, cells.row_pitch) == (19, 38, 24)
    first, bias = view.cell_rect(0, 0), view.cell_rect(0, 8)
    assert (first.x(), first.y(), first.width(), first.height()) == (19, 22, 36, 22)
    assert bias.x() == 19 + 8 * 38 + 8


def test_two_wide_columns(view):
    view.set_layer(*layer(2, 2), LayerNames(1, 1, 2, 2))
    view.resize(376, view.sizeHint().height())
    cells = view.geometry_of_cells()
    assert (cells.pitch, cells.row_pitch) == (116, 28)


def test_fifty_columns_are_heat_without_scroll_bars(view):
    W, b = layer(50, 50)
    view.set_layer(W, b, LayerNames(5, 11, 50, 50))
    view.resize(376, view.sizeHint().height())
    cells = view.geometry_of_cells()
    assert not cells.has_text
    assert cells.row_pitch == 5
    assert view.horizontalScrollBar().maximum() == 0
    assert view.verticalScrollBar().maximum() == 0
    at = view.cell_rect(20, 30).center()
    expected = signed_color(float(np.float32(W[20, 30])), view.scale(), tokens_of(view))
    assert color_at(view, at) == expected


def test_a_click_finds_the_right_one_of_fifty(qtbot, view, heard):
    view.set_layer(*layer(50, 50), LayerNames(5, 11, 50, 50))
    view.resize(376, view.sizeHint().height())
    selected = heard(view.selection_changed)
    click(qtbot, view, 37, 32)
    click(qtbot, view, 49, 50)
    assert selected.said == [(37, 32), (49, 50)]


def test_many_columns_scroll_to_the_selection(qtbot, view):
    view.set_layer(*layer(200, 200), LayerNames(2, 4, 200, 200))
    view.resize(376, view.sizeHint().height())
    assert view.horizontalScrollBar().maximum() > 0
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.viewport().rect().contains(view.cell_rect(199, 200))
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert view.viewport().rect().contains(view.cell_rect(0, 0))


def test_the_ring_is_around_the_selected_cell(view):
    view.select(3, 1)
    cell = view.cell_rect(3, 1)
    accent = QColor(tokens_of(view).accent).name().upper()
    assert color_at(view, QPoint(cell.center().x(), cell.top() - 1)) == accent


def test_it_follows_the_palette(view, theme):
    middle = QPoint(1, view.height() - 2)
    theme.set_mode("dark")
    try:
        assert color_at(view, middle) == theme.tokens.win
    finally:
        theme.set_mode("light")
    assert color_at(view, middle) == theme.tokens.win


def test_the_tool_tip_says_number_and_route(view):
    at = view.cell_rect(3, 1).center()
    spot = view.viewport().mapToGlobal(at)
    QApplication.sendEvent(
        view.viewport(), QHelpEvent(QHelpEvent.Type.ToolTip, at, spot)
    )
    text = QToolTip.text()
    assert text.startswith("W²[4, 2] = ")
    assert text.endswith("unit 2 of layer 1 → unit 4 of layer 2")


def test_it_says_the_selection_in_words(view):
    view.select(3, 8)
    assert "8 rows, 8 columns" in view.accessibleDescription()
    assert "bias of unit 4 of layer 2" in view.accessibleDescription()


def test_a_wrong_shape_is_refused(view):
    with pytest.raises(ValueError, match="shape"):
        view.set_values(np.zeros((8, 7)), np.zeros(8))
