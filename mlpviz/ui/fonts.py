"""The program's typeface: Inter in two sizes, with digits of equal width.

Needs a QGuiApplication; knows no widget and no colour.
"""

import logging
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from mlpviz.resource_files import resource_path

FAMILY = "Inter"
BODY = 13
SMALL = 11

_log = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the bundled Inter known to Qt; once per application."""
    for path in sorted(resource_path("fonts").glob("*.otf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _log.warning("The font file %s could not be loaded.", path.name)


@cache
def ui_font(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return Inter at `size` pixels.

    Use `BODY` or `SMALL`; weights 400, 500 for annotations, 600 for titles, results
    and the selection. Treat the font as read-only: it is shared.
    """
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    # Full hinting would round every advance to whole pixels and loosen the text.
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def small_font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return Inter at 11 pixels: captions, ticks, cells."""
    return ui_font(SMALL, weight)


def bold_font(size: int = BODY) -> QFont:
    """Return Inter 600: titles, results, the selection."""
    return ui_font(size, QFont.Weight.DemiBold)
