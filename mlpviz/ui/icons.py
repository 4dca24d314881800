"""Icons of one family, drawn for the palette in use.

The SVG files in `resources/icons` say `currentColor`; here it becomes a palette
colour. Knows no command and no widget.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mlpviz.resource_files import resource_path
from mlpviz.ui.tokens import Tokens

TOOLBAR = 20
MINI = 16
CHEVRON = 12

# Windows are dragged between screens, so every icon carries these densities; Qt takes
# the nearest larger one.
_RATIOS = (1.0, 1.5, 2.0, 3.0)


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return the drawing `name` in one colour.

    Parameters
    ----------
    name
        File name in `resources/icons` without its ending.
    color
        What `currentColor` becomes, "#RRGGBB".
    size
        Side in device-independent pixels.
    ratio
        Device pixels for each of them.

    Raises
    ------
    FileNotFoundError
        If there is no such drawing.
    """
    svg = _svg(name).replace("currentColor", color)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    side = round(size * ratio)
    image = QPixmap(QSize(side, side))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def colored_icon(
    name: str, size: int, normal: str, disabled: str, checked: str, active: str = ""
) -> QIcon:
    """Return an icon with a colour for each state; see `icon` for the usual ones."""
    result = QIcon()
    states = (
        (normal, QIcon.Mode.Normal, QIcon.State.Off),
        (active or normal, QIcon.Mode.Active, QIcon.State.Off),
        (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
        (checked, QIcon.Mode.Normal, QIcon.State.On),
        (checked, QIcon.Mode.Active, QIcon.State.On),
        (disabled, QIcon.Mode.Disabled, QIcon.State.On),
    )
    for color, mode, state in states:
        for ratio in _RATIOS:
            result.addPixmap(pixmap(name, color, size, ratio), mode, state)
    return result


@lru_cache(maxsize=256)
def icon(name: str, tokens: Tokens, size: int = TOOLBAR, role: str = "text") -> QIcon:
    """Return the icon `name` for a palette: normal, disabled and checked.

    Parameters
    ----------
    name
        File name in `resources/icons` without its ending.
    tokens
        The palette.
    size
        `TOOLBAR` 20, `MINI` 16 or `CHEVRON` 12.
    role
        The token of the normal state: "text" for commands, "muted" for the quiet ones
        in titles, "on_accent" for the filled button.

    Returns
    -------
    QIcon
        Shared: the same arguments give the same icon.
    """
    # On the filled button nothing else is readable, whatever the state.
    checked = tokens.on_accent if role == "on_accent" else tokens.text
    return colored_icon(
        name,
        size,
        normal=getattr(tokens, role),
        disabled=tokens.faint,
        checked=checked,
        active=checked,
    )


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the program's own icon, which is the same in both palettes."""
    result = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(pixmap("app", "#000000", side))
    return result


def draw_icon(
    painter: QPainter, name: str, color: str, size: int, center: QPointF
) -> None:
    """Draw an icon around `center`, crisp on the painter's device."""
    ratio = painter.device().devicePixelRatioF()
    drawing = pixmap(name, color, size, ratio)
    corner = QPointF(center.x() - size / 2, center.y() - size / 2)
    painter.drawPixmap(corner, drawing)
