"""The 24-pixel button of titles and toggles; knows no command."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from mlpviz.ui.icons import MINI, icon
from mlpviz.ui.theme import tokens_of


class MiniButton(QToolButton):
    """An icon that does something, drawn anew when the palette changes.

    Parameters
    ----------
    name
        The drawing, see `mlpviz.ui.icons`.
    tip
        What it does; tool tip and accessible name.
    checkable
        Whether it stays pressed.
    """

    def __init__(
        self,
        name: str,
        tip: str,
        parent: QWidget | None = None,
        *,
        checkable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._role = "text" if checkable else "muted"
        self.setProperty("mini", True)
        self.setCheckable(checkable)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setIconSize(QSize(MINI, MINI))
        # By Tab only: a click would leave a focus ring behind.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._draw()

    def set_icon_name(self, name: str) -> None:
        """Show another drawing."""
        self._name = name
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon for another palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self.setIcon(icon(self._name, tokens_of(self), MINI, self._role))
