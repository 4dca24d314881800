"""The network diagram by real clicks and keys, alone and in the Weights panel."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from mlpviz.core import edits
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.session import new_session
from mlpviz.core.unit_maps import active_shares, unit_maps
from mlpviz.files.examples import EXAMPLES, untrained_session
from mlpviz.ui.panels.weights_panel import WeightsPanel
from mlpviz.ui.plots.diagram_edges import edge_path, labels
from mlpviz.ui.plots.diagram_hits import edge_at
from mlpviz.ui.plots.diagram_layout import arrange
from mlpviz.ui.plots.network_diagram import NetworkDiagram
from mlpviz.ui.theme import DARK, LIGHT, Theme

LEFT = Qt.MouseButton.LeftButton


def session_of(*widths, classes=3, activation="relu"):
    return new_session(
        DatasetSpec("polar", classes, n_train=60, n_test=60),
        Hyperparameters(hidden=tuple(LayerSpec(n, activation) for n in widths)),
    )


def maps_of(session, side=12, *, counted=True):
    maps = unit_maps(session.network, session.dataset, side)
    shares = active_shares(session.network, session.dataset.train.x)
    return maps.with_active(shares) if counted and shares is not None else maps


class Recorded(NetworkDiagram):
    """Keeps what the user selected."""

    def __init__(self):
        super().__init__()
        self.chosen = []
        self.selection_changed.connect(lambda *at: self.chosen.append(at))


@pytest.fixture
def theme(qapp):
    return Theme(qapp, "light")


@pytest.fixture
def show(qtbot, theme):
    def make(session, width=400, height=400):
        diagram = Recorded()
        qtbot.addWidget(diagram)
        diagram.resize(width, height)
        diagram.set_session(session)
        diagram.show()
        return diagram

    return make


def tile(diagram, column, unit):
    model = diagram.model()
    place = unit - model.offsets[column]
    return diagram.mapFromScene(model.layout.tile_rect(column, place).center())


def click(qtbot, diagram, point, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(diagram.viewport(), LEFT, modifiers, point)


def middle(diagram, place, share=0.5):
    path = edge_path(diagram.model(), place)
    return diagram.mapFromScene(path.pointAtPercent(share)).toTuple()


def pixel(diagram, point):
    return diagram.grab().toImage().pixelColor(point)


def test_setting_a_session_and_selecting_emit_nothing(qtbot, show):
    diagram = show(session_of(4, 3))
    diagram.select(1, 2, 3)
    diagram.set_session(session_of(4, 3))
    assert diagram.selection() == (1, 2, 3)
    assert diagram.chosen == []


@pytest.mark.parametrize(("column", "unit"), [(1, 0), (1, 3), (2, 2), (3, 1)])
def test_a_click_on_a_unit_selects_its_bias(qtbot, show, column, unit):
    diagram = show(session_of(4, 3))
    click(qtbot, diagram, tile(diagram, column, unit))
    assert diagram.chosen == [(column - 1, unit, None)]
    click(qtbot, diagram, tile(diagram, column, unit))
    assert len(diagram.chosen) == 1


def test_a_click_on_an_input_selects_its_weight_to_the_unit_selected(qtbot, show):
    diagram = show(session_of(4, 3))
    diagram.select(0, 2, None)
    click(qtbot, diagram, tile(diagram, 0, 1))
    assert diagram.chosen == [(0, 2, 1)]


def test_shift_and_click_on_a_unit_before_selects_the_weight_between(qtbot, show):
    diagram = show(session_of(4, 3))
    diagram.select(1, 2, None)
    click(qtbot, diagram, tile(diagram, 1, 3), Qt.KeyboardModifier.ShiftModifier)
    assert diagram.chosen == [(1, 2, 3)]


@pytest.mark.parametrize("place", [(0, 0, 0), (0, 3, 1), (1, 1, 2), (2, 2, 0)])
def test_a_click_on_an_edge_selects_its_weight(qtbot, show, place):
    # One strong weight a layer: where many cross, the stronger one is meant.
    session = session_of(4, 3)
    layer, row, column = place
    W = np.full_like(session.network.layers[layer].W, 0.01)
    W[row, column] = 1
    network = session.network.with_layer(layer, W, np.zeros(len(W)))
    diagram = show(edits.set_network(session, network))
    diagram.select(2 if layer == 0 else 0, 1, 1)
    click(qtbot, diagram, QPoint(*middle(diagram, place)))
    assert diagram.chosen == [place]


def test_the_edge_under_a_point_is_the_one_whose_curve_is_nearest(qtbot, show):
    diagram = show(session_of(4, 3), 480, 480)
    model = diagram.model()
    rng = np.random.default_rng(0)
    left, right = model.layout.reach(1)
    for _ in range(40):
        point = QPoint(
            int(rng.integers(left + 2, right - 2)), int(rng.integers(60, 420))
        )
        places = [(1, row, column) for row in range(3) for column in range(4)]
        away = {}
        for place in places:
            path = edge_path(model, place)
            on = [path.pointAtPercent(t) for t in np.linspace(0, 1, 301)]
            away[place] = min(
                np.hypot(p.x() - point.x(), p.y() - point.y()) for p in on
            )
        found = edge_at(model, point)
        if found is None:
            assert min(away.values()) > 4.5
        else:
            # A weak edge may give way to a strong one that is 2 px farther.
            assert away[found] <= min(away.values()) + 2.5


def test_a_click_on_nothing_changes_nothing(qtbot, show):
    diagram = show(session_of(4, 3))
    click(qtbot, diagram, QPoint(3, 3))
    assert diagram.chosen == []


def test_without_hidden_layer_the_values_stand_at_the_edges(qtbot, show):
    session = untrained_session(EXAMPLES["task-3"])
    diagram = show(session)
    model = diagram.model()
    shown = dict(labels(model))
    assert set(shown) == {(0, r, c) for r in range(2) for c in range(2)}
    rects = list(shown.values())
    for i, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[i + 1 :])
    diagram.select(0, 0, 0)
    click(qtbot, diagram, shown[0, 1, 0].center().toPoint())
    assert diagram.chosen == [(0, 1, 0)]


def test_selected_tiles_have_the_ring_of_the_accent(qtbot, show):
    session = session_of(4, 3)
    diagram = show(session)
    diagram.select(1, 2, 1)
    model = diagram.model()
    accent = QColor(LIGHT.accent)
    for column, unit, ringed in ((1, 1, True), (2, 2, True), (1, 0, False)):
        rect = model.layout.tile_rect(column, unit)
        edge = QPoint(rect.center().x(), rect.top() - 1)
        assert (pixel(diagram, edge) == accent) is ringed


def test_keys_move_between_units_layers_and_weights(qtbot, show):
    diagram = show(session_of(4, 3))
    diagram.select(0, 0, None)

    def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(diagram, key, modifiers)
        return diagram.chosen[-1]

    key, shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
    assert press(key.Key_Down) == (0, 1, None)
    assert press(key.Key_End) == (0, 3, None)
    assert press(key.Key_Right) == (1, 2, None)
    assert press(key.Key_Down, shift) == (1, 2, 0)
    assert press(key.Key_Down, shift) == (1, 2, 1)
    assert press(key.Key_Up) == (1, 1, 1)
    assert press(key.Key_Up, shift) == (1, 1, 0)
    assert press(key.Key_Up, shift) == (1, 1, None)
    assert press(key.Key_Home) == (1, 0, None)
    assert press(key.Key_Left) == (0, 0, None)
    count = len(diagram.chosen)
    qtbot.keyClick(diagram, key.Key_Up)
    qtbot.keyClick(diagram, key.Key_Left)
    assert len(diagram.chosen) == count


def test_maps_have_the_colours_of_the_formulas(qtbot, show):
    session = session_of(3)
    diagram = show(session)
    side = diagram.map_side()
    maps = maps_of(session, side, counted=False)
    layer = np.zeros_like(maps.layers[0])
    layer[0], layer[1, : side // 2] = 1, -1
    output = np.zeros_like(maps.layers[1])
    output[2] = 1
    diagram.set_maps(replace(maps, layers=(layer, output)))
    assert pixel(diagram, tile(diagram, 1, 0)) == QColor("#447EE2")
    low = tile(diagram, 1, 1) + QPoint(0, 8)
    assert pixel(diagram, low) == QColor("#E27D30")
    assert pixel(diagram, low - QPoint(0, 16)) == QColor(LIGHT.surface)
    full = QColor("#14A67E")
    there = pixel(diagram, tile(diagram, 2, 2))
    assert abs(there.red() - full.red()) < 2
    assert abs(there.green() - full.green()) < 2
    assert pixel(diagram, tile(diagram, 2, 0)) == QColor(LIGHT.surface)


def test_every_tile_has_its_border_and_the_dead_their_word(qtbot, show):
    session = session_of(8, 8)
    layer = session.network.layers[0]
    biases = [-50, *[50] * 7]
    session = edits.set_network(session, session.network.with_layer(0, layer.W, biases))
    diagram = show(session)
    diagram.select(2, 0, None)
    diagram.set_maps(maps_of(session, diagram.map_side()))
    # What the tiles are made of must outlive the images it came from.
    filler = [np.full((64, 64), 7, np.uint32) for _ in range(200)]
    picture = diagram.grab().toImage()
    layout = diagram.model().layout
    for column in (0, 1, 2):
        for place in range(layout.shown(column)):
            rect = layout.tile_rect(column, place)
            for edge in (
                QPoint(rect.center().x(), rect.top()),
                QPoint(rect.center().x(), rect.bottom()),
                QPoint(rect.left(), rect.center().y()),
                QPoint(rect.right(), rect.center().y()),
            ):
                assert picture.pixelColor(edge) == QColor(LIGHT.fieldbase)
    inside = layout.tile_rect(1, 0).adjusted(2, 2, -2, -2)
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(inside.left(), inside.right())
        for y in range(inside.top(), inside.bottom())
    }
    muted, surface = QColor(LIGHT.muted), QColor(LIGHT.surface)
    assert len(filler) == 200
    assert surface.name() in colors
    assert muted.name() in colors
    # Grey and nothing else: no map behind the word.
    assert all(QColor(c).saturation() <= muted.saturation() + 8 for c in colors)


def test_x1_grows_to_the_right_and_x2_upwards(qtbot, show):
    session = session_of(3)
    diagram = show(session)
    diagram.set_maps(maps_of(session, diagram.map_side()))
    x1, x2 = tile(diagram, 0, 0), tile(diagram, 0, 1)
    away = diagram.model().layout.tile // 2 - 4
    assert pixel(diagram, x1 + QPoint(away, 0)).blue() > 200
    assert pixel(diagram, x1 - QPoint(away, 0)).red() > 200
    assert pixel(diagram, x1 - QPoint(away, 0)).blue() < 150
    assert pixel(diagram, x2 - QPoint(0, away)).blue() > 200
    assert pixel(diagram, x2 + QPoint(0, away)).blue() < 150


def test_a_dead_unit_is_called_dead_only_once_it_is_known(qtbot, show):
    session = session_of(3, 3)
    layer = session.network.layers[0]
    network = session.network.with_layer(0, layer.W, [-50, 50, 50])
    session = edits.set_network(session, network)
    diagram = show(session)
    diagram.select(0, 0, None)
    diagram.set_maps(maps_of(session, diagram.map_side(), counted=False))
    unknown = diagram.grab().toImage()
    assert "dead" not in diagram.words_at(tile(diagram, 1, 0))
    diagram.set_maps(maps_of(session, diagram.map_side()))
    assert diagram.grab().toImage() != unknown
    assert "dead: 0 at every training point" in diagram.words_at(tile(diagram, 1, 0))
    # Descriptions, like pictures, are made anew only so often.
    qtbot.waitUntil(lambda: "is dead" in diagram.accessibleDescription())
    assert "active on 100 % of the" in diagram.words_at(tile(diagram, 1, 1))


def test_the_tool_tip_gives_value_and_formula(qtbot, show):
    session = edits.set_weight(session_of(4, 3), 1, 2, 1, 0.7962)
    session = edits.set_weight(session, 1, 2, None, -0.39)
    diagram = show(session)
    words = diagram.words_at(tile(diagram, 2, 2))
    assert words.startswith("Unit 3 of layer 2\nz₃ = W²[3, :] h + b²[3]")
    assert "b²[3] = −0.39" in words
    diagram.select(1, 2, 1)
    assert "W²[3, 2] = 0.7962" in diagram.accessibleDescription()
    assert "layer 1: 4 ReLU" in diagram.accessibleDescription()
    assert diagram.words_at(QPoint(2, 2)) == ""


def test_maps_of_another_architecture_are_not_shown(qtbot, show):
    diagram = show(session_of(4, 3))
    diagram.set_maps(maps_of(session_of(4, 4)))
    assert diagram.model().maps is None
    session = session_of(5)
    diagram.set_session(session)
    assert diagram.model().maps is None
    assert diagram.selection() == (0, 0, 0)


def test_late_maps_are_drawn_pale_until_the_right_ones_come(qtbot, show):
    session = session_of(3)
    diagram = show(session)
    diagram.set_maps(maps_of(session))
    assert not diagram.model().dimmed
    session = edits.set_weight(session, 0, 0, 0, 2.0)
    diagram.set_session(session)
    assert not diagram.model().dimmed
    qtbot.waitUntil(lambda: diagram.model().dimmed)
    diagram.set_maps(maps_of(session))
    assert not diagram.model().dimmed


def test_an_edited_weight_changes_its_edge(qtbot, show):
    session = session_of(3, 3)
    network = session.network.with_layer(1, np.ones((3, 3)), np.zeros(3))
    session = edits.set_network(session, network)
    diagram = show(session)
    diagram.select(0, 0, 0)
    point = QPoint(*middle(diagram, (1, 0, 0)))
    before = pixel(diagram, point)
    assert before.blue() > before.red()
    diagram.set_session(edits.set_weight(session, 1, 0, 0, -1.0))
    after = pixel(diagram, point)
    assert after.red() > after.blue()


def test_the_palette_recolours_it(qtbot, show, theme):
    session = session_of(3)
    diagram = show(session)
    diagram.set_maps(maps_of(session))
    assert pixel(diagram, QPoint(2, 2)) == QColor(LIGHT.win)
    theme.set_mode("dark")
    QApplication.processEvents()
    assert pixel(diagram, QPoint(2, 2)) == QColor(DARK.win)
    rect = diagram.model().layout.tile_rect(1, 0)
    diagram.select(0, 0, 0)
    ring = pixel(diagram, QPoint(rect.center().x(), rect.top() - 1))
    assert ring == QColor(DARK.accent)


def test_wide_layers_scroll_to_the_selection_and_by_the_wheel(qtbot, show):
    session = session_of(50, 50)
    diagram = show(session)
    model = diagram.model()
    assert model.layout.scrolling
    assert model.layout.tile == 14
    diagram.select(1, 37, 32)
    assert 37 in model.units_shown(2)
    assert 32 in model.units_shown(1)
    click(qtbot, diagram, tile(diagram, 1, 33))
    assert diagram.chosen == [(0, 33, None)]
    first = model.offsets[2]
    point = QPointF(tile(diagram, 2, model.offsets[2]))
    wheel = QWheelEvent(
        point,
        QPointF(diagram.viewport().mapToGlobal(point.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(diagram.viewport(), wheel)
    assert model.offsets[2] == first + 2
    assert model.offsets[1] != first + 2 or model.offsets[1] == 0


def test_only_edges_of_the_selected_unit_are_there_above_twelve(qtbot, show):
    diagram = show(session_of(20, 20))
    diagram.select(1, 3, None)
    model = diagram.model()
    left, right = model.layout.reach(1)
    at = (
        edge_at(model, QPoint(x, y))
        for x in range(left + 1, right, 4)
        for y in range(40, 390, 5)
    )
    found = {place for place in at if place is not None}
    assert found
    assert {row for _, row, _ in found} == {3}


@pytest.mark.parametrize("widths", [(50,) * 10, (8,) * 63, (2048,), (12,) * 3])
def test_large_networks_stay_responsive(qtbot, show, widths):
    session = session_of(*widths)
    diagram = show(session)
    last = len(widths)
    diagram.select(last, 1, widths[-1] - 1)
    maps = maps_of(session, diagram.map_side())
    diagram.set_maps(maps)
    diagram.grab()
    times = []
    for step in range(8):
        session = edits.set_weight(session, last, 1, 0, step / 10)
        start = time.thread_time()
        diagram.set_session(session)
        diagram.set_maps(replace(maps, network=session.network))
        diagram.viewport().repaint()
        times.append(time.thread_time() - start)
    # A frame of 33 ms has room for it many times over; slow machines have theirs.
    assert min(times) < 0.03
    layout = diagram.model().layout
    x = layout.x(last) - diagram.horizontalScrollBar().value()
    assert 0 <= x < diagram.width()


def test_a_narrow_column_of_many_layers_scrolls_sideways(qtbot, show):
    diagram = show(session_of(*(4,) * 40))
    layout = diagram.model().layout
    assert layout.width > diagram.width()
    diagram.select(40, 0, None)
    assert diagram.horizontalScrollBar().value() > 0
    click(qtbot, diagram, tile(diagram, 39, 2))
    assert diagram.chosen == [(38, 2, None)]


@pytest.mark.parametrize("height", range(290, 300))
def test_tiles_of_a_scrolling_column_are_evenly_apart(height):
    layout = arrange((2, 50, 50, 5), 400, height)
    for column in range(4):
        tops = [layout.y(column, place) for place in range(layout.shown(column))]
        assert set(np.diff(tops)) == {21}
        assert tops[-1] + layout.tile <= height


def test_a_new_size_asks_for_other_maps(qtbot, show):
    diagram = show(session_of(8, 8), 400, 250)
    with qtbot.waitSignal(diagram.map_side_changed) as caught:
        diagram.resize(400, 420)
    assert caught.args == [diagram.map_side()]
    assert diagram.map_side() == diagram.model().layout.tile - 2


@pytest.fixture
def panel(qtbot, theme):
    panel = WeightsPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(400, 770)
    panel.set_session(session_of(8, 8, 8, classes=5))
    panel.show()
    return panel


def test_diagram_and_matrix_select_the_same(qtbot, panel):
    places = []
    panel.selection_changed.connect(lambda *at: places.append(at))
    diagram = panel.diagram
    click(qtbot, diagram, tile(diagram, 2, 3))
    assert panel.selection() == (1, 3, None)
    assert panel.head.field.value() == 1
    qtbot.keyClick(diagram, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panel.selection() == diagram.selection() == (1, 3, 0)
    qtbot.keyClick(panel.matrix, Qt.Key.Key_Right)
    assert panel.selection() == diagram.selection() == (1, 3, 1)
    panel.select(3, 2, None)
    assert diagram.selection() == (3, 2, None)
    assert places == [(1, 3, None), (1, 3, 0), (1, 3, 1)]


def test_the_panel_needs_no_scroll_bar_for_an_eight_by_eight(qtbot, panel):
    for width, height, compact in (
        (400, 771, False),
        (328, 571, True),
        (480, 1071, False),
    ):
        panel.resize(width, height)
        panel.set_compact(compact)
        heights = set()
        for layer in range(4):
            panel.select(layer, 0, 0)
            QApplication.processEvents()
            heights.add(panel.diagram.height())
            area = panel.entry.parentWidget().parentWidget().parentWidget()
            assert not area.bar().isVisible()
        assert len(heights) == 1
