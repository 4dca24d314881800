"""Docks and sizes: placed, closed, floated, remembered, put back; panes square."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QTabBar, QWidget

from mlpviz.files.examples import example_session
from mlpviz.ui.plots.curve_pane import CurvePane
from mlpviz.ui.plots.region_pane import RegionPane
from mlpviz.ui.widgets.dock_title import DockTitle
from tests.support.waiting import settle, wait_until
from tests.ui.studio import Studio, small_session

SIZES = {(1100, 700): (248, 328), (1440, 900): (256, 400), (1920, 1200): (288, 480)}


@pytest.fixture
def window(studio_of):
    """A window of its own: layouts are remembered."""
    return studio_of(small_session())


def box_of(studio: Studio, pane: RegionPane | CurvePane) -> tuple[float, float]:
    """The left and right edge of a plot's box, in the window's pixels."""
    view: Any = pane if isinstance(pane, RegionPane) else pane._view
    box = view.getPlotItem().getViewBox()
    rect = box.sceneBoundingRect()
    places = [
        view.viewport().mapTo(
            studio.window, view.mapFromScene(QPointF(x, rect.center().y()))
        )
        for x in (rect.left(), rect.right())
    ]
    return places[0].x(), places[1].x()


def view_action(studio: Studio, text: str) -> QAction:
    return next(a for a in studio.menus()["View"].actions() if a.text() == text)


def reset(studio: Studio) -> None:
    view_action(studio, "Reset layout").trigger()
    wait_for_layout(studio)


def wait_for_layout(studio: Studio) -> None:
    settle(20)
    studio.settle()


def assert_square_and_aligned(studio: Studio) -> None:
    window = studio.window
    panes = window.regions.panes
    wait_until(lambda: panes[0].plot_rect().width() > 100)
    for pane, curves in zip(
        panes, (window.curves.loss_pane, window.curves.accuracy_pane), strict=True
    ):
        rect = pane.plot_rect()
        assert abs(rect.width() - rect.height()) <= 1
        if curves.isVisible() and not curves.visibleRegion().isEmpty():
            left, right = box_of(studio, pane)
            assert box_of(studio, curves) == pytest.approx((left, right), abs=1)
        # One unit is as long on both axes.
        (x0, x1), (y0, y1) = pane.plane.viewRange()
        assert (x1 - x0) / rect.width() == pytest.approx(
            (y1 - y0) / rect.height(), rel=0.01
        )


@pytest.mark.parametrize("name", ["task-2", "task-3"])
def test_docks_panes_and_curves_at_the_three_sizes(studio: Studio, name: str) -> None:
    studio.begin_anew(example_session(name))
    for size, (setup, weights) in SIZES.items():
        studio.show(*size)
        wait_for_layout(studio)
        assert studio.dock("setup").width() == setup
        assert studio.dock("weights").width() == weights
        assert_square_and_aligned(studio)
        # The panes fill the width there is.
        regions = studio.window.regions
        assert regions.panes[0].plot_rect().width() >= (
            regions._side_for(regions.width()) - 1
        )
        # Side docks own the bottom corners.
        bottom = studio.window.status.y()
        for dock in ("setup", "weights"):
            assert abs(studio.dock(dock).geometry().bottom() - bottom) <= 3
        assert studio.window.regions.grab().width() > 0
    # And back: nothing sticks.
    studio.show(1100, 700)
    wait_for_layout(studio)
    assert (studio.dock("setup").width(), studio.dock("weights").width()) == (248, 328)
    assert_square_and_aligned(studio)


@pytest.mark.parametrize("size", [(960, 620), (1279, 900), (1440, 799), (1300, 1200)])
def test_panes_stay_square_at_odd_sizes(studio: Studio, size) -> None:
    studio.show(*size)
    wait_for_layout(studio)
    assert (studio.window.width(), studio.window.height()) == size
    assert_square_and_aligned(studio)


def test_docks_do_not_overlap_and_leave_no_hole(studio: Studio) -> None:
    for size in SIZES:
        studio.show(*size)
        wait_for_layout(studio)
        places = [
            studio.dock(name).geometry() for name in ("setup", "weights", "curves")
        ]
        places.append(studio.window.regions.geometry())
        for i, one in enumerate(places):
            assert all(not one.intersects(other) for other in places[i + 1 :])
        area = sum(p.width() * p.height() for p in places)
        # The tabs of the docks at the bottom.
        area += 33 * studio.dock("curves").width()
        top = studio.window.regions.geometry().top()
        whole = size[0] * (studio.window.status.y() - top)
        assert area > 0.98 * whole


def test_a_dock_is_closed_and_opened_from_view(window: Studio) -> None:
    for name, title in (("setup", "Setup"), ("weights", "Weights")):
        dock, action = window.dock(name), view_action(window, title)
        assert action.isChecked()
        bar = dock.titleBarWidget()
        assert isinstance(bar, DockTitle)
        width = window.window.regions.width()
        window.click(bar.close_button())
        assert not dock.isVisible()
        assert not action.isChecked()
        wait_for_layout(window)
        assert window.window.regions.width() > width + 200
        assert_square_and_aligned(window)
        action.trigger()
        assert dock.isVisible()
        wait_for_layout(window)
        assert_square_and_aligned(window)
    window.assert_shows_the_session()


def test_curves_and_log_are_tabs(window: Studio) -> None:
    tabs = next(
        bar
        for bar in window.window.findChildren(QTabBar)
        if bar.isVisible() and bar.count() == 2
    )
    assert [tabs.tabText(i) for i in range(2)] == ["Curves", "Log"]
    assert tabs.currentIndex() == 0
    tabs.setCurrentIndex(1)
    assert window.window.log.isVisible()
    assert window.window.curves.visibleRegion().isEmpty()
    window.window.say("into the log")
    assert window.log()[-1] == "into the log"
    tabs.setCurrentIndex(0)
    assert not window.window.curves.visibleRegion().isEmpty()
    assert window.window.log.visibleRegion().isEmpty()


@pytest.mark.parametrize("name", ["setup", "weights", "curves", "log"])
def test_a_dock_floats_and_comes_back(window: Studio, name: str) -> None:
    dock = window.dock(name)
    dock.setFloating(True)
    wait_for_layout(window)
    assert dock.isFloating()
    bar = dock.titleBarWidget()
    # Without a bar it could not be moved or closed.
    assert isinstance(bar, DockTitle)
    assert dock.isVisible()
    assert_square_and_aligned_if_docked(window)
    window.click(bar.float_button())
    wait_for_layout(window)
    assert not dock.isFloating()
    if name in ("curves", "log"):
        assert not isinstance(dock.titleBarWidget(), DockTitle)
    window.assert_shows_the_session()


def assert_square_and_aligned_if_docked(studio: Studio) -> None:
    for pane in studio.window.regions.panes:
        rect = pane.plot_rect()
        assert abs(rect.width() - rect.height()) <= 1


def test_reset_undoes_it_all(window: Studio) -> None:
    before = {name: window.dock(name).geometry() for name in ("setup", "weights")}
    window.dock("setup").setFloating(True)
    window.dock("weights").close()
    window.window.addDockWidget(
        Qt.DockWidgetArea.LeftDockWidgetArea, window.dock("log")
    )
    wait_for_layout(window)
    reset(window)
    for name, geometry in before.items():
        assert window.dock(name).isVisible()
        assert not window.dock(name).isFloating()
        assert window.dock(name).geometry() == geometry
    assert window.window.tabifiedDockWidgets(window.dock("curves")) == [
        window.dock("log")
    ]
    assert not window.window.curves.visibleRegion().isEmpty()
    assert_square_and_aligned(window)


def test_the_layout_is_as_it_was_left(studio_of) -> None:
    first = studio_of(small_session(), 1500, 880)
    first.dock("setup").close()
    first.window.resizeDocks([first.dock("weights")], [444], Qt.Orientation.Horizontal)
    first.dock("log").raise_()
    wait_for_layout(first)
    assert first.dock("weights").width() == 444
    studio_of.close(first)
    second = Studio(small_session(), studio_of.store, first.theme)
    try:
        second.window.show()
        wait_for_layout(second)
        # Its size too, but for a screen this small: see tests/e2e.
        assert not second.dock("setup").isVisible()
        assert second.dock("weights").width() == 444
        assert not second.window.log.visibleRegion().isEmpty()
        # It is still one click away.
        view_action(second, "Setup").trigger()
        assert second.dock("setup").isVisible()
        second.show(1500, 880)
        reset(second)
        assert second.dock("weights").width() == 400
    finally:
        second.close()


def test_a_floating_dock_is_remembered(studio_of) -> None:
    first = studio_of(small_session())
    first.dock("curves").setFloating(True)
    first.dock("curves").move(QPoint(120, 140))
    wait_for_layout(first)
    studio_of.close(first)
    second = Studio(small_session(), studio_of.store, first.theme)
    try:
        second.window.show()
        wait_for_layout(second)
        assert second.dock("curves").isFloating()
        assert isinstance(second.dock("curves").titleBarWidget(), DockTitle)
        reset(second)
        assert not second.dock("curves").isFloating()
        assert_square_and_aligned(second)
    finally:
        second.close()


def test_a_damaged_layout_is_not_used(studio_of) -> None:
    first = studio_of(small_session(), shown=False)
    store = first.settings._store
    store.setValue("window/geometry", b"nonsense")
    store.setValue("window/state_1", b"nonsense")
    store.sync()
    second = studio_of(small_session())
    assert second.dock("setup").isVisible()
    assert second.dock("setup").width() == 256
    assert_square_and_aligned(second)


def test_the_window_can_be_made_small_whatever_it_shows(studio_of) -> None:
    studio = studio_of(small_session(hidden=(50,) * 10, classes=10))
    studio.show(960, 620)
    wait_for_layout(studio)
    assert (studio.window.width(), studio.window.height()) == (960, 620)


def test_only_the_panels_scroll(studio: Studio) -> None:
    """No scroll bar where a person would not expect one."""
    studio.begin_anew(example_session("task-3"))
    for size in SIZES:
        studio.show(*size)
        wait_for_layout(studio)
        for bar in studio.window.findChildren(QWidget):
            if type(bar).__name__ == "QScrollBar" and bar.isVisible():
                # Setup has more rows than a small window has room for.
                assert size == (1100, 700), bar
                assert studio.window.setup.isAncestorOf(bar), bar


def test_every_dock_has_a_name_of_its_own(studio: Studio) -> None:
    docks = studio.window.findChildren(QDockWidget)
    assert {d.windowTitle() for d in docks} == {"Setup", "Weights", "Curves", "Log"}
    assert all(d.objectName() for d in docks)
