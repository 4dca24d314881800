"""How the three splits are drawn: train solid, validation dashed, test dotted.

In every plot and legend alike. Knows colours, not data.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from mlpviz.ui.tokens import Tokens


@dataclass(frozen=True)
class SplitLine:
    """The line of one split.

    Attributes
    ----------
    role : str
        The token of its colour.
    width : float
        In pixels.
    dashes : tuple of float
        Dash and gap in units of the width; empty for a solid line.
    """

    role: str
    width: float
    dashes: tuple[float, ...] = ()

    def color(self, tokens: Tokens) -> QColor:
        """Return the colour in a palette."""
        return QColor(getattr(tokens, self.role))

    def pen(self, tokens: Tokens) -> QPen:
        """Return a cosmetic pen."""
        pen = QPen(self.color(tokens), self.width)
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if self.dashes:
            # Square ends lengthen each dash by the width: gaps stay short.
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            pen.setDashPattern(self.dashes)
        return pen


SPLIT_LINES = {
    "train": SplitLine("text", 1.5),
    "validation": SplitLine("accenttext", 1.4, (4, 2.5)),
    "test": SplitLine("muted", 1.4, (0.9, 2.2)),
}
