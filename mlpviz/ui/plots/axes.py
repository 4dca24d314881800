"""A quiet axis: given ticks, its name in the row of the ticks; knows no data."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from mlpviz.ui.fonts import small_font
from mlpviz.ui.plots.ticks import Tick
from mlpviz.ui.tokens import Tokens

_NAME_GAP = 6


class QuietAxis(pg.AxisItem):
    """An axis with a thin line, short ticks and muted numbers.

    The name of a bottom axis stands at the right end of the row of numbers; numbers it
    would touch are left out.

    Parameters
    ----------
    orientation : "left" or "bottom"
    extent : int
        Width of a left axis, height of a bottom axis, in pixels.
    name : str
        What the numbers count, with its unit; for a bottom axis.
    """

    def __init__(self, orientation: str, extent: int, name: str = "") -> None:
        super().__init__(orientation)
        self.name = name
        self._name_color = QColor()
        left = orientation == "left"
        self.setStyle(
            tickLength=3,
            hideOverlappingLabels=False,
            autoExpandTextSpace=False,
            autoReduceTextSpace=False,
            tickTextOffset=5 if left else 4,
            tickFont=small_font(),
            tickAlpha=255,
        )
        if left:
            self.setWidth(extent)
        else:
            self.setHeight(extent)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of a palette."""
        self._name_color = QColor(tokens.muted)
        self.setPen(pg.mkPen(tokens.fieldbase, width=1))
        self.setTickPen(pg.mkPen(tokens.fieldbase, width=1))
        self.setTextPen(pg.mkPen(tokens.muted))

    def set_ticks(self, ticks: list[Tick]) -> None:
        """Put the ticks at exactly these places."""
        self.setTicks([ticks])

    def _name_area(self) -> QRectF:
        width = QFontMetricsF(small_font()).horizontalAdvance(self.name)
        box = self.mapRectFromParent(self.geometry())
        return QRectF(box.right() - width, box.top() + 6, width, 16)

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """Leave out the numbers that would touch the name."""
        specs: Any = super().generateDrawSpecs(p)
        if specs is None or not self.name:
            return specs
        line, ticks, texts = specs
        limit = self._name_area().left() - _NAME_GAP
        return line, ticks, [text for text in texts if text[0].right() <= limit]

    def drawPicture(
        self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any
    ) -> None:
        """Draw the axis, then its name."""
        super().drawPicture(p, axisSpec, tickSpecs, textSpecs)
        if self.name:
            p.setPen(self._name_color)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            p.drawText(self._name_area(), flags | Qt.TextFlag.TextDontClip, self.name)
