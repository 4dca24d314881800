"""One family of icons, recoloured for each palette and state."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from mlpviz.resource_files import resource_path
from mlpviz.ui.icons import app_icon, icon, pixmap
from mlpviz.ui.tokens import DARK, LIGHT

NAMES = sorted(
    path.stem for path in resource_path("icons").glob("*.svg") if path.stem != "app"
)


def colors_of(image):
    """Colours of the pixels that are wholly covered."""
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
    )
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_of_the_family(qapp, name):
    svg = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 20 20"' in svg
    assert "currentColor" in svg
    assert re.findall(r"#[0-9A-Fa-f]{3,8}", svg) == []
    assert colors_of(pixmap(name, "#FF0000", 40).toImage()) == {"#FF0000"}


def test_states_have_the_palette_s_colours(qapp):
    size = QSize(20, 20)
    for tokens in (LIGHT, DARK):
        play = icon("play", tokens)
        normal = play.pixmap(size, QIcon.Mode.Normal).toImage()
        disabled = play.pixmap(size, QIcon.Mode.Disabled).toImage()
        assert colors_of(normal) == {tokens.text}
        assert colors_of(disabled) == {tokens.faint}
        filled = icon("play", tokens, 20, "on_accent")
        assert colors_of(filled.pixmap(size).toImage()) == {tokens.on_accent}
    quiet = icon("close", LIGHT, 16, "muted")
    assert colors_of(quiet.pixmap(16).toImage()) <= {LIGHT.muted}


def test_icons_are_crisp_on_dense_screens(qapp):
    image = icon("fit", LIGHT).pixmap(QSize(20, 20), 2.0)
    assert image.size() == QSize(40, 40)
    assert image.devicePixelRatio() == 2.0


def test_the_same_icon_is_drawn_once(qapp):
    assert icon("fit", LIGHT) is icon("fit", LIGHT)


def test_an_unknown_icon_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", LIGHT)


def test_the_program_s_own_icon_shows_both_classes(qapp):
    colors = colors_of(app_icon().pixmap(64).toImage())
    for fill in (LIGHT.classes[0].fill, LIGHT.classes[1].fill, LIGHT.accent):
        assert fill in colors, (fill, colors)
    assert QColor(LIGHT.accent).isValid()
