"""The decision regions by mouse and keys: zoom, link, toggles, points, rings, readout."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.app.analysis import measure
from mlpviz.app.rendering import exact_picture
from mlpviz.core import edits
from mlpviz.core.session import Session
from mlpviz.ui.plots.region_pane import RegionPane, marker_scale, outline_color
from mlpviz.ui.plots.regions_plot import RegionsPlot
from mlpviz.ui.theme import DARK, LIGHT, Theme
from tests.support.waiting import settle, wait_until
from tests.ui.studio import small_session


class Plot:
    """A plot on its own, fed as the window feeds it."""

    def __init__(self, theme: Theme, session: Session) -> None:
        self.plot = RegionsPlot(theme)
        self.session = session
        self.requests = 0
        self.plot.request_changed.connect(self._on_request)
        self.plot.resize(800, 480)
        self.plot.set_session(session)

    def _on_request(self) -> None:
        self.requests += 1

    def feed(self) -> None:
        """Give it its map and numbers."""
        self.plot.set_metrics(measure(self.session))
        request = self.plot.request(self.session.network)
        self.plot.set_picture(exact_picture(request))

    def take(self, session: Session) -> None:
        self.session = session
        self.plot.set_session(session)

    def view(self, pane: int) -> tuple[float, ...]:
        (x0, x1), (y0, y1) = self.plot.panes[pane].plane.viewRange()
        return x0, x1, y0, y1


@pytest.fixture
def shown(qtbot, look: Theme) -> Plot:
    look.set_mode("light")
    shown = Plot(look, small_session())
    qtbot.addWidget(shown.plot)
    shown.plot.show()
    shown.feed()
    return shown


def wheel(pane: RegionPane, notches: int) -> None:
    at = QPointF(pane.viewport().rect().center())
    event = QWheelEvent(
        at,
        pane.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane.viewport(), event)


def point_at(pane: RegionPane, at: QPoint) -> None:
    """Move the pointer to a place of a pane, wherever it has been."""
    for place in (at + QPoint(1, 1), at):
        QTest.mouseMove(pane.viewport(), place)


def drag(pane: RegionPane, by: QPoint) -> None:
    view = pane.viewport()
    start = view.rect().center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(view, start + by * (step / 5))
        settle(1)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + by)


def pixels(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), -1, 4)[..., 2::-1].astype(int).copy()


def test_it_begins_with_the_lab_s_square(shown: Plot) -> None:
    low, high = shown.session.dataset.extent
    x = shown.session.dataset.test.x
    assert low == pytest.approx(x.min() - 0.1)
    assert high == pytest.approx(x.max() + 0.1)
    for pane in (0, 1):
        assert shown.view(pane) == pytest.approx((low, high, low, high), rel=0.01)


def test_panes_zoom_and_pan_together_while_linked(shown: Plot) -> None:
    before = shown.view(0)
    wheel(shown.plot.panes[0], 2)
    assert shown.view(0)[1] - shown.view(0)[0] < before[1] - before[0]
    assert shown.view(1) == pytest.approx(shown.view(0))
    drag(shown.plot.panes[1], QPoint(40, 25))
    assert shown.view(1) == pytest.approx(shown.view(0))
    assert shown.view(0) != pytest.approx(before)
    assert len(shown.plot.request(shown.session.network).grids) == 1
    QTest.mouseClick(shown.plot.header.buttons["link"], Qt.MouseButton.LeftButton)
    one = shown.view(1)
    wheel(shown.plot.panes[0], 3)
    assert shown.view(1) == pytest.approx(one)
    assert shown.view(0) != pytest.approx(one)
    request = shown.plot.request(shown.session.network)
    assert len(request.grids) == 2
    assert request.grids[0] != request.grids[1]
    QTest.mouseClick(shown.plot.header.buttons["link"], Qt.MouseButton.LeftButton)
    assert shown.view(1) == pytest.approx(shown.view(0))


@pytest.mark.parametrize("pane", [0, 1])
def test_keys_pan_zoom_and_fit(shown: Plot, pane: int) -> None:
    view = shown.plot.panes[pane]
    before = np.array(shown.view(pane))
    width = before[1] - before[0]
    keys = Qt.Key
    right = np.array([0.1 * width, 0.1 * width, 0, 0])
    for key, expected in (
        (keys.Key_Right, before + right),
        (keys.Key_Left, before),
        (keys.Key_Up, before + right[::-1]),
        (keys.Key_Down, before),
    ):
        QTest.keyClick(view, key)
        assert shown.view(pane) == pytest.approx(tuple(expected), abs=0.01 * width)
    QTest.keyClick(view, keys.Key_Plus)
    assert shown.view(pane)[1] - shown.view(pane)[0] == pytest.approx(width / 1.25)
    QTest.keyClick(view, keys.Key_Minus)
    QTest.keyClick(view, keys.Key_Minus)
    assert shown.view(pane)[1] - shown.view(pane)[0] == pytest.approx(width * 1.25)
    QTest.keyClick(view, keys.Key_0)
    assert shown.view(pane) == pytest.approx(tuple(before), rel=0.01)


@pytest.mark.parametrize("way", ["button", "double click", "home"])
def test_everything_is_shown_again(shown: Plot, way: str) -> None:
    before = shown.view(0)
    wheel(shown.plot.panes[0], 3)
    assert shown.view(0) != pytest.approx(before)
    if way == "button":
        QTest.mouseClick(shown.plot.header.fit, Qt.MouseButton.LeftButton)
    elif way == "home":
        QTest.keyClick(shown.plot.panes[0], Qt.Key.Key_Home)
    else:
        view = shown.plot.panes[0].viewport()
        at = view.rect().center()
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert shown.view(0) == pytest.approx(before, rel=0.01)
    assert shown.view(1) == pytest.approx(before, rel=0.01)


def test_another_view_asks_for_another_map(shown: Plot) -> None:
    assert shown.plot.settled()
    asked = shown.requests
    wheel(shown.plot.panes[0], 1)
    assert shown.requests > asked
    assert not shown.plot.settled()
    shown.feed()
    assert shown.plot.settled()


def test_the_map_has_a_cell_for_each_pixel(shown: Plot) -> None:
    (grid,) = shown.plot.request(shown.session.network).grids
    rect = shown.plot.panes[0].plot_rect()
    assert grid.columns == pytest.approx(rect.width(), abs=1)
    assert grid.rows == pytest.approx(rect.height(), abs=1)


def test_points_stand_where_they_are(shown: Plot) -> None:
    for pane, name in zip(shown.plot.panes, ("train", "test"), strict=True):
        split = shown.session.dataset.splits[name]
        assert len(pane._classes) == split.classes
        for k, item in enumerate(pane._classes):
            x, y = item.getData()
            np.testing.assert_array_equal(
                np.column_stack((x, y)), split.x[split.labels == k]
            )


def test_wrong_points_of_the_test_data_are_ringed(shown: Plot) -> None:
    test = shown.session.dataset.test
    wrong = shown.session.network.forward(test.x).argmax(axis=1) != test.labels
    for ring in shown.plot.panes[1]._rings:
        np.testing.assert_array_equal(np.column_stack(ring.getData()), test.x[wrong])
    assert len(shown.plot.panes[0]._rings[0].getData()[0]) == 0


def test_points_and_boundary_are_switched_off(shown: Plot) -> None:
    header, plot = shown.plot.header, shown.plot
    with_all = pixels(plot.panes[1])
    QTest.mouseClick(header.buttons["points"], Qt.MouseButton.LeftButton)
    assert all(not item.isVisible() for p in plot.panes for item in p._classes)
    # What is wrong stays ringed.
    assert plot.panes[1]._rings[0].isVisible()
    without = pixels(plot.panes[1])
    assert (with_all != without).any()
    QTest.mouseClick(header.buttons["boundary"], Qt.MouseButton.LeftButton)
    assert all(not p._boundary.isVisible() for p in plot.panes)
    assert (pixels(plot.panes[1]) != without).any()
    for name in ("points", "boundary"):
        QTest.mouseClick(header.buttons[name], Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(pixels(plot.panes[1]), with_all)


def test_without_confidence_a_region_has_one_colour(shown: Plot) -> None:
    QTest.mouseClick(shown.plot.header.buttons["shade"], Qt.MouseButton.LeftButton)
    shown.feed()
    image = np.array(shown.plot.panes[0]._map.image)[..., :3]
    colors = {tuple(color) for color in np.unique(image.reshape(-1, 3), axis=0)}
    assert colors <= set(shown.plot.region_colors().tints)


def test_the_keyboard_works_the_toggles(shown: Plot) -> None:
    button = shown.plot.header.buttons["points"]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert not shown.plot.header.is_on("points")


def test_a_small_window_has_the_toggles_in_a_menu(shown: Plot) -> None:
    header = shown.plot.header
    shown.plot.set_compact(True)
    assert all(not b.isVisible() for b in (*header.buttons.values(), header.fit))
    assert header._more.isVisible()
    header.actions_by_name["points"].trigger()
    assert not header.is_on("points")
    assert all(not item.isVisible() for item in shown.plot.panes[0]._classes)
    before = shown.view(0)
    wheel(shown.plot.panes[0], 2)
    header._menu.actions()[-1].trigger()
    assert shown.view(0) == pytest.approx(before, rel=0.01)


def test_the_pointer_reads_off_what_the_network_says(shown: Plot) -> None:
    pane = shown.plot.panes[1]
    at = pane.plot_rect().center().toPoint() + QPoint(20, 10)
    moved = []
    shown.plot.pointer_moved.connect(moved.append)
    point_at(pane, at)
    point = pane.plane.mapSceneToView(pane.mapToScene(at))
    x = np.array([[point.x(), point.y()]], np.float32)
    expected = shown.session.network.forward(x)[0]
    np.testing.assert_allclose(shown.plot.readout.probabilities, expected, atol=1e-6)
    assert moved[-1] == pytest.approx((point.x(), point.y()))
    for p in shown.plot.panes:
        assert all(line.isVisible() for line in p._cross)
        assert p._cross[0].value() == pytest.approx(point.x())
        assert p._cross[1].value() == pytest.approx(point.y())
    QApplication.sendEvent(pane, QEvent(QEvent.Type.Leave))
    assert shown.plot.readout.probabilities == ()
    assert not any(line.isVisible() for p in shown.plot.panes for line in p._cross)


def test_outside_the_box_there_is_nothing_to_read(shown: Plot) -> None:
    pane = shown.plot.panes[0]
    # However quickly the pointer gets there.
    point_at(pane, pane.plot_rect().center().toPoint())
    assert shown.plot.readout.probabilities != ()
    point_at(pane, QPoint(4, 4))
    assert shown.plot.readout.probabilities == ()


def test_late_maps_and_numbers_are_paled_and_come_back(shown: Plot) -> None:
    plot = shown.plot
    shown.take(edits.set_weight(shown.session, 0, 0, 0, 3.0))
    # A frame late is no lie yet.
    assert plot.panes[0]._map.opacity() == 1
    assert not plot.titles[1].content.stale
    wait_until(lambda: plot.panes[0]._map.opacity() < 1)
    wait_until(lambda: plot.titles[1].content.stale)
    assert plot.panes[1]._rings[0].opacity() < 1
    shown.feed()
    assert plot.panes[0]._map.opacity() == 1
    assert plot.panes[1]._rings[0].opacity() == 1
    assert not plot.titles[1].content.stale


def test_numbers_of_other_data_are_never_shown(shown: Plot) -> None:
    spec = replace(shown.session.dataset_spec, seed=99)
    shown.take(edits.choose_dataset(shown.session, spec))
    content = shown.plot.titles[1].content
    assert len(shown.plot.panes[1]._rings[0].getData()[0]) == 0
    old = measure(small_session())
    shown.plot.set_metrics(old)
    assert len(shown.plot.panes[1]._rings[0].getData()[0]) == 0
    content = shown.plot.titles[1].content
    assert (content.loss, content.accuracy) == ("", "")
    shown.feed()
    assert shown.plot.titles[1].content.loss


@pytest.mark.parametrize("classes", [2, 10])
def test_other_data_bring_their_own_classes(shown: Plot, classes: int) -> None:
    shown.take(small_session(classes=classes))
    shown.feed()
    for pane in shown.plot.panes:
        assert len(pane._classes) == classes
    names = shown.plot.header.legend.accessibleDescription()
    assert f"Class {classes:02d}" in names
    assert f"Class {classes + 1:02d}" not in names
    low, high = shown.session.dataset.extent
    assert shown.view(0)[:2] == pytest.approx((low, high), rel=0.01)


def test_a_change_of_weights_keeps_the_view(shown: Plot) -> None:
    wheel(shown.plot.panes[0], 3)
    view = shown.view(0)
    shown.take(edits.set_weight(shown.session, 0, 0, 0, 3.0))
    assert shown.view(0) == view


def test_dark_is_drawn_with_dark_colours(shown: Plot, look: Theme) -> None:
    asked = shown.requests
    light = pixels(shown.plot)
    look.set_mode("dark")
    assert shown.requests > asked
    colors = shown.plot.region_colors()
    assert colors.surface == tuple(int(DARK.surface[i : i + 2], 16) for i in (1, 3, 5))
    shown.feed()
    assert pixels(shown.plot).mean() < 90 < light.mean()


@pytest.mark.parametrize("value", [1e30, -1e30, 3e38])
def test_overflowing_weights_are_drawn_without_a_warning(shown: Plot, value) -> None:
    shown.take(edits.set_weight(shown.session, 1, 0, 0, value))
    shown.feed()
    pane = shown.plot.panes[0]
    point_at(pane, pane.plot_rect().center().toPoint())
    assert len(shown.plot.readout.probabilities) == 3
    assert shown.plot.grab().width() > 0


def test_markers_shrink_as_they_crowd() -> None:
    scales = [marker_scale(n) for n in (10, 500, 1000, 2500, 10_000, 40_000, 10**6)]
    assert scales[:2] == [1, 1]
    assert scales[2:4] == [0.9, 0.7]
    assert scales == sorted(scales, reverse=True)
    assert scales[-1] > 0.3


@pytest.mark.parametrize("k", range(10))
def test_markers_stand_out_from_their_regions(k: int) -> None:
    """WCAG's formula, written out: 3:1 for what must be told apart."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    style = LIGHT.class_style(k)
    edge, paper = (
        luminance(outline_color(style.fill, LIGHT)),
        luminance(LIGHT.surface),
    )
    assert (paper + 0.05) / (edge + 0.05) >= 3.1
