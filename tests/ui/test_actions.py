"""Every command and control: a name, a word, a place, a key of its own; nothing cut."""

import contextlib
from collections import Counter

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from mlpviz.core.session import Session
from mlpviz.files.examples import example_session
from mlpviz.resource_files import resource_path
from mlpviz.ui.actions import Actions
from mlpviz.ui.command_table import COMMANDS, MENUS
from mlpviz.ui.commands import Commands
from mlpviz.ui.plots.curve_pane import CurvePane
from mlpviz.ui.plots.region_pane import RegionPane
from mlpviz.ui.tokens import DARK, LIGHT
from mlpviz.ui.widgets.elided_label import ElidedLabel
from tests.support.waiting import wait_until
from tests.ui.studio import Studio, named, small_session

SIZES = ((1100, 700), (1440, 900), (1920, 1200))


def entries(menu: QMenu) -> list[QAction]:
    """The entries of a menu and of those in it."""
    found = []
    for action in menu.actions():
        if action.isSeparator():
            continue
        found.append(action)
        inner = [m for m in menu.findChildren(QMenu) if m.menuAction() is action]
        for below in inner:
            found.extend(entries(below))
    return found


def test_every_command_is_in_the_table_and_does_something() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    for command in COMMANDS:
        assert command.menu in MENUS
        assert command.text
        assert len(command.tip) > 10
        assert command.tip[0].isupper()
        assert not command.tip.endswith(".")
        assert callable(getattr(Commands, command.name))


def test_every_icon_is_drawn(studio: Studio) -> None:
    for command in COMMANDS:
        if command.icon:
            path = resource_path("icons", f"{command.icon}.svg")
            assert path.exists(), command.icon
            pixmap = studio.actions[command.name].icon().pixmap(20, 20)
            image = pixmap.toImage()
            assert any(
                image.pixelColor(x, y).alpha() > 0
                for x in range(image.width())
                for y in range(image.height())
            )


def test_every_command_is_in_its_menu_with_a_tip_and_its_key(studio: Studio) -> None:
    menus = studio.menus()
    assert tuple(menus) == MENUS
    for command in COMMANDS:
        action = studio.actions[command.name]
        assert action in menus[command.menu].actions()
        assert action.text()
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{command.tip} ({keys})" if keys else command.tip
        assert action.toolTip() == tip
        assert menus[command.menu].toolTipsVisible()


def test_everything_in_a_menu_says_what_it_is(studio: Studio) -> None:
    for name, menu in studio.menus().items():
        texts = [a.text() for a in entries(menu)]
        assert texts, name
        assert all(texts), name
        assert len(set(texts)) == len(texts), name
        for action in entries(menu):
            assert action.toolTip(), action.text()


def test_no_key_means_two_things(studio: Studio) -> None:
    keys = Counter(
        sequence.toString()
        for action in studio.window.findChildren(QAction)
        for sequence in action.shortcuts()
    )
    keys.pop("", None)
    assert len(keys) >= 20
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_tool_bar_button_is_a_command_with_a_name(studio: Studio) -> None:
    for button in studio.window.tool_bar.findChildren(QToolButton):
        action = button.defaultAction()
        if action is None:
            continue
        assert action in studio.actions.by_name.values()
        assert button.accessibleName()
        assert button.toolTip() == action.toolTip()


def test_a_tip_names_the_key(studio: Studio) -> None:
    assert studio.actions["train"].toolTip().endswith("(F5)")
    assert "(" not in studio.actions["swap_classes"].toolTip()


def test_groups_exclude_each_other(qapp) -> None:
    class Handlers(QObject):
        pass

    for command in COMMANDS:
        setattr(Handlers, command.name, lambda *_: None)
    handlers = Handlers()
    actions = Actions(handlers, LIGHT)
    actions["theme_light"].trigger()
    actions["theme_dark"].trigger()
    assert actions["theme_dark"].isChecked()
    assert not actions["theme_light"].isChecked()
    before = actions["train"].icon().cacheKey()
    actions.set_tokens(DARK)
    assert actions["train"].icon().cacheKey() != before


# What assistive technology is told


def is_focusable(widget: QWidget) -> bool:
    return (
        widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and not isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
    )


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)


def test_every_control_and_plot_has_a_name(studio: Studio) -> None:
    studio.begin_anew(small_session(loss="categorical_crossentropy"))
    studio.window.setup.form.set_more(True)
    seen = 0
    for widget in studio.window.findChildren(QWidget):
        if is_focusable(widget) or (
            isinstance(widget, RegionPane | CurvePane) and widget.isVisible()
        ):
            seen += 1
            if isinstance(widget, CurvePane | QTabBar):
                # Parts of what is named: the plot, the docks.
                continue
            if type(widget).__name__ in ("QScrollArea", "EdgeScrollArea"):
                continue
            assert accessible_name(widget).strip(), named(widget)
    assert seen > 40


def test_plots_say_their_state_in_words(studio: Studio) -> None:
    studio.press("train")
    studio.let_finish()
    studio.settle()
    window = studio.window
    test = window.regions.panes[1].accessibleDescription()
    wrong = int(window.regions.titles[1].content.caption.split()[0])
    assert f"{wrong} of them wrongly" in test
    assert window.regions.titles[1].content.loss in test
    assert "3" in window.curves.accessibleDescription()
    assert window.weights.diagram.accessibleDescription()
    assert "W¹[1, 1]" in window.weights.matrix.accessibleDescription() or (
        "=" in window.weights.matrix.accessibleDescription()
    )
    assert "accuracy" in window.status.numbers.accessibleDescription()
    assert "Class 03" in window.regions.header.legend.accessibleDescription()


def test_every_control_can_be_reached_by_tab(studio: Studio) -> None:
    """Follow the focus chain: it comes back, and passes every control seen."""
    window = studio.window
    chain: list[QWidget] = []
    widget: QWidget = window.regions.panes[0]
    while widget not in chain:
        chain.append(widget)
        following = widget.nextInFocusChain()
        assert following is not None
        widget = following
        assert len(chain) < 2000
    for button in window.findChildren(QAbstractButton):
        if is_focusable(button):
            assert button in chain, named(button)
    for name in ("epochs", "sigma", "hidden_layers"):
        assert window.setup.field(name) in chain
    for part in (window.weights.matrix, window.weights.entry.slider, window.curves):
        assert part in chain


# No text cut


def texts_cut(window: QWidget) -> list[str]:
    """The visible widgets whose text has less room than it needs, once laid out."""
    with contextlib.suppress(TimeoutError):
        # Layouts follow a change of text or size by events of their own.
        wait_until(lambda: not _texts_cut(window), patience_ms=300)
    return _texts_cut(window)


def _texts_cut(window: QWidget) -> list[str]:
    cut = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.width() == 0:
            continue
        room, needed, text = 0.0, 0.0, ""
        metrics = widget.fontMetrics()
        if isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QLabel):
            text = widget.text()
            if not text:
                continue
            if widget.wordWrap():
                room = widget.height()
                needed = widget.heightForWidth(widget.width())
            else:
                margins = widget.contentsMargins()
                room = widget.width() - margins.left() - margins.right()
                needed = metrics.horizontalAdvance(text)
        elif isinstance(widget, QPushButton | QCheckBox | QToolButton):
            if isinstance(widget, QToolButton) and (
                widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
            ):
                continue
            text = widget.text()
            room, needed = widget.width(), widget.sizeHint().width()
        elif isinstance(widget, QComboBox):
            text = widget.currentText()
            # Border, padding and chevron.
            room, needed = widget.width() - 28, metrics.horizontalAdvance(text)
        elif isinstance(widget, QLineEdit) and widget.isReadOnly() is False:
            text = widget.text()
            room, needed = widget.width(), metrics.horizontalAdvance(text)
        if needed > room + 1:
            cut.append(f"{named(widget)} {text!r}: {needed:.0f} of {room:.0f}")
        place = widget.mapTo(window, widget.rect().bottomRight())
        if text and place.x() > window.width():
            cut.append(f"{named(widget)} {text!r} beyond the edge")
    return cut


def wide() -> Session:
    """Settings with the longest words and numbers."""
    return small_session(
        hidden=(50,) * 10, classes=10, loss="categorical_crossentropy", epochs=10_000
    )


@pytest.mark.parametrize(
    ("session", "dark"),
    [("task-2", False), ("task-3-swapped", False), ("task-3", True), ("wide", True)],
)
def test_no_text_is_cut_at_any_size(studio: Studio, session: str, dark: bool) -> None:
    studio.begin_anew(wide() if session == "wide" else example_session(session))
    if dark:
        studio.actions["theme_dark"].trigger()
    cut = {}
    for size in SIZES:
        studio.show(*size)
        assert (studio.window.width(), studio.window.height()) == size
        for more in (False, True):
            studio.window.setup.form.set_more(more)
            studio.settle()
            if found := texts_cut(studio.window):
                cut[size, more] = found
    assert cut == {}


@pytest.mark.parametrize("size", SIZES)
def test_no_text_is_cut_while_training(studio: Studio, size) -> None:
    studio.begin_anew(wide())
    studio.show(*size)
    studio.press("train")
    assert texts_cut(studio.window) == []
    studio.let(1)
    assert texts_cut(studio.window) == []
    studio.set("hidden_layers", 3)
    assert texts_cut(studio.window) == []
    studio.press("pause")
    assert texts_cut(studio.window) == []


@pytest.mark.parametrize(
    ("size", "classes"),
    [*((size, 10) for size in SIZES), (SIZES[1], 5), ((960, 620), 5)],
)
def test_the_legend_fits_its_room(studio: Studio, size, classes: int) -> None:
    studio.begin_anew(small_session(classes=classes))
    studio.show(*size)
    legend = studio.window.regions.header.legend
    texts, gap = legend.fitted()
    assert legend._width(texts, gap) <= legend.width() + 0.5
    assert len(texts) == classes + 1
    if classes < 10 and size[0] >= 1440:
        assert texts[-1] == "wrong"
