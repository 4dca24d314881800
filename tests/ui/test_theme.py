"""Light and dark on an application; palette, typeface and style sheet."""

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QLabel

from mlpviz.resource_files import resource_path
from mlpviz.ui.fonts import ui_font
from mlpviz.ui.style_sheet import style_sheet
from mlpviz.ui.theme import Theme, make_palette, tokens_of
from mlpviz.ui.tokens import DARK, LIGHT


@pytest.fixture
def theme(qapp):
    theme = Theme(qapp, "light")
    yield theme
    theme.set_mode("light")
    qapp.styleHints().colorSchemeChanged.disconnect(theme._on_scheme_changed)


def test_modes_change_palette_tokens_and_say_so(theme, qapp, qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    assert tokens_of(label) is LIGHT
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert theme.tokens is DARK
    assert tokens_of(label) is DARK
    window = qapp.palette().color(QPalette.ColorRole.Window)
    assert window == QColor(DARK.win)
    assert DARK.accent in qapp.styleSheet()


def test_the_same_look_again_says_nothing(theme, qtbot):
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode("light")


def test_an_unknown_mode_is_refused(theme):
    with pytest.raises(ValueError, match="sepia"):
        theme.set_mode("sepia")


def test_system_follows_the_desktop(theme, qtbot, monkeypatch):
    class Hints:
        scheme = Qt.ColorScheme.Dark

        def colorScheme(self):
            return self.scheme

        def setColorScheme(self, _scheme):
            pass

    hints = Hints()
    app = type("App", (), {"styleHints": lambda _self: hints})()
    for name in ("setPalette", "setStyleSheet"):
        setattr(type(app), name, lambda *_: None)
    monkeypatch.setattr(theme, "_app", app)
    theme.set_mode("system")
    assert theme.tokens is DARK
    hints.scheme = Qt.ColorScheme.Light
    with qtbot.waitSignal(theme.changed):
        theme._on_scheme_changed(hints.scheme)
    assert theme.tokens is LIGHT
    # Where the desktop says nothing, what its palette looked like decides.
    hints.scheme = Qt.ColorScheme.Unknown
    theme._desktop_was_dark = True
    theme._on_scheme_changed(hints.scheme)
    assert theme.tokens is DARK


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palette_leaves_no_role_to_chance(tokens):
    palette = make_palette(tokens)
    ours = {str(value).lower() for value in asdict(tokens).values()}
    roles = set(QPalette.ColorRole) - {
        QPalette.ColorRole.NColorRoles,
        QPalette.ColorRole.NoRole,
    }
    groups = (
        QPalette.ColorGroup.Active,
        QPalette.ColorGroup.Inactive,
        QPalette.ColorGroup.Disabled,
    )
    missing = [
        (group.name, role.name)
        for group in groups
        for role in roles
        if palette.color(group, role).name() not in ours
    ]
    assert missing == []


def test_digits_have_equal_widths(theme):
    for weight in (400, 500, 600):
        font = ui_font(13, type(ui_font().weight())(weight))
        assert QFontInfo(font).family() == "Inter"
        metrics = QFontMetricsF(font)
        widths = [metrics.horizontalAdvance(digit * 8) for digit in "0123456789"]
        # Hinting leaves a sixty-fourth of a pixel a digit; proportional ones differ
        # by two pixels.
        assert max(widths) - min(widths) <= 0.25


def test_the_typeface_survives_the_style_sheet(theme, qtbot):
    label = QLabel("1111")
    label.setProperty("role", "caption")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().pixelSize() == 11
    metrics = QFontMetricsF(label.font())
    ones, zeros = (metrics.horizontalAdvance(digits) for digits in ("1111", "0000"))
    assert abs(ones - zeros) <= 0.25


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_names_only_images_that_exist(qapp, tokens):
    sheet = style_sheet(tokens)
    assert "$" not in sheet
    names = re.findall(r"url\(mlpvizstyle:([\w.-]+)\)", sheet)
    assert names
    for name in names:
        assert resource_path("icons", "style", name).is_file(), name


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_images_of_the_style_sheet_have_palette_colours(tokens):
    colors = {str(value).upper() for value in asdict(tokens).values()}
    files = sorted(resource_path("icons", "style").glob(f"{tokens.name}-*.svg"))
    assert files
    for path in files:
        used = set(re.findall(r"#[0-9A-Fa-f]{6}", path.read_text(encoding="utf-8")))
        assert used <= colors, path.name
