"""Light and dark: puts palette, style sheet and typeface on the application.

Views read their colours from `Theme.tokens`, or from `tokens_of(widget)` where they
have no theme at hand. Knows no widget.
"""

import gc
import logging
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from mlpviz.ui.colors import (
    cell_text_color,
    cell_text_rgb,
    mix,
    mix_rgb,
    nice_scale,
    signed_color,
    signed_rgb,
)
from mlpviz.ui.fonts import bold_font, load_fonts, small_font, ui_font
from mlpviz.ui.style_sheet import style_sheet
from mlpviz.ui.tokens import DARK, LIGHT, ClassStyle, Tokens

__all__ = [
    "DARK",
    "LIGHT",
    "ClassStyle",
    "Mode",
    "Theme",
    "Tokens",
    "bold_font",
    "cell_text_color",
    "cell_text_rgb",
    "make_palette",
    "mix",
    "mix_rgb",
    "nice_scale",
    "signed_color",
    "signed_rgb",
    "small_font",
    "tokens_of",
    "ui_font",
]

Mode = Literal["system", "light", "dark"]

_log = logging.getLogger(__name__)
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


def make_palette(tokens: Tokens) -> QPalette:
    """Return a QPalette with every role set for the three groups."""
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.win,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.win,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.win,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.fieldline,
        role.Dark: tokens.fieldbase,
        role.Shadow: tokens.fieldbase,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accenttext,
        role.LinkVisited: tokens.accenttext,
    }
    texts = (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText)
    palette = QPalette()
    for name, color in colors.items():
        palette.setColor(name, QColor(color))
    disabled = QPalette.ColorGroup.Disabled
    for name in texts:
        palette.setColor(disabled, name, QColor(tokens.faint))
    palette.setColor(disabled, role.Base, QColor(tokens.win))
    palette.setColor(disabled, role.Highlight, QColor(tokens.press))
    palette.setColor(disabled, role.HighlightedText, QColor(tokens.faint))
    return palette


def tokens_of(widget: QWidget) -> Tokens:
    """Return the tokens of the palette a widget is drawn with.

    So a custom-painted widget needs nobody to hand it colours: it repaints on
    QEvent.PaletteChange as Qt's own do.
    """
    # A role no style sheet rule of ours touches, and which differs between palettes.
    link = widget.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.Link)
    return DARK if link == QColor(DARK.accenttext) else LIGHT


class Theme(QObject):
    """The look of one application.

    Parameters
    ----------
    app
        The application; gets Fusion, Inter, a palette and a style sheet.
    mode
        "system" follows the desktop, "light" and "dark" do not.

    Signals
    -------
    changed
        The tokens are others; palette and style sheet are already in place. Plots and
        icons want to be drawn again.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = "system") -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = mode
        # Only now is the palette the desktop's own and not ours.
        window = app.palette().color(QPalette.ColorRole.Window)
        self._desktop_was_dark = window.lightness() < 128
        app.setStyle("Fusion")
        load_fonts()
        app.setFont(ui_font())
        QToolTip.setFont(small_font())
        self._tokens = self._wanted()
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        if mode != "system":
            self._ask_platform()

    @property
    def mode(self) -> Mode:
        """What was asked for: "system", "light" or "dark"."""
        return self._mode

    @property
    def tokens(self) -> Tokens:
        """The palette in use."""
        return self._tokens

    def set_mode(self, mode: Mode) -> None:
        """Choose "system", "light" or "dark"; emits `changed` if the look changes."""
        if mode not in get_args(Mode):
            raise ValueError(f"no such mode: {mode!r}")
        if mode == self._mode:
            return
        self._mode = mode
        self._ask_platform()
        self._update()

    def _ask_platform(self) -> None:
        """Ask for window frames and native dialogs to match."""
        hints = self._app.styleHints()
        wanted = _SCHEMES[self._mode]
        hints.setColorScheme(wanted)
        # Several platforms ignore it without a word. Inside the window our own palette
        # is in place either way.
        if self._mode != "system" and hints.colorScheme() != wanted:
            _log.info("This platform does not switch its own colours to %s.", wanted)

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._update()

    def _wanted(self) -> Tokens:
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        scheme = self._app.styleHints().colorScheme()
        if scheme == Qt.ColorScheme.Unknown:
            return DARK if self._desktop_was_dark else LIGHT
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT

    def _update(self) -> None:
        wanted = self._wanted()
        if wanted is not self._tokens:
            self._tokens = wanted
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        palette = make_palette(self._tokens)
        # Qt walks over all widgets here and calls into Python on the way. Were the
        # garbage collector to take a widget away meanwhile, the process would end.
        collects = gc.isenabled()
        gc.disable()
        try:
            self._app.setPalette(palette)
            QToolTip.setPalette(palette)
            self._app.setStyleSheet(style_sheet(self._tokens))
        finally:
            if collects:
                gc.enable()
