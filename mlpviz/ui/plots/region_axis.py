"""The axes of a decision-region pane: x₁ and x₂, named in the row of the ticks."""

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from mlpviz.ui.fonts import small_font
from mlpviz.ui.plots.axes import QuietAxis
from mlpviz.ui.tokens import Tokens

LEFT_WIDTH = 32
BOTTOM_HEIGHT = 20


class RegionAxis(QuietAxis):
    """An axis of the plane, its ticks chosen by pyqtgraph.

    Parameters
    ----------
    orientation : "left" or "bottom"
    """

    def __init__(self, orientation: str) -> None:
        left = orientation == "left"
        super().__init__(
            orientation,
            LEFT_WIDTH if left else BOTTOM_HEIGHT,
            "x₂" if left else "x₁",
        )
        if left:
            # "−0.5" just fits the width.
            self.setStyle(tickTextOffset=3)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of a palette."""
        super().set_tokens(tokens)
        self._name_color = QColor(tokens.text)

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        """Write numbers with a true minus, and no more digits than they need."""
        texts: list[str] = super().tickStrings(values, scale, spacing)
        return [_tidy(text) for text in texts]

    def tickSpacing(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, float]]:
        """Return the spacing of the numbered ticks alone."""
        spacing, offset = super().tickSpacing(minVal, maxVal, size)[0]
        return [(spacing, offset)]

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """Leave out the numbers that would touch the name or stick out."""
        if self.orientation != "left":
            return super().generateDrawSpecs(p)
        specs: Any = super(QuietAxis, self).generateDrawSpecs(p)
        if specs is None:
            return specs
        line, ticks, texts = specs
        area = self._name_area()
        return line, ticks, [text for text in texts if text[0].top() >= area.bottom()]

    def _name_area(self) -> QRectF:
        if self.orientation != "left":
            return super()._name_area()
        box = self.mapRectFromParent(self.geometry())
        return QRectF(box.left(), box.top() - 1, box.width() - 9, 14)

    def drawPicture(
        self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any
    ) -> None:
        """Draw the axis, then its name."""
        super(QuietAxis, self).drawPicture(p, axisSpec, tickSpecs, textSpecs)
        p.setFont(small_font(QFont.Weight.Medium))
        p.setPen(self._name_color)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        p.drawText(self._name_area(), flags | Qt.TextFlag.TextDontClip, self.name)


def _tidy(text: str) -> str:
    number = text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
    return "0" if number in ("-0", "") else number.replace("-", "−")
