"""The key to the signed colours: a bar from −s to +s; knows no data."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.core.numbers import format_number
from mlpviz.ui.colors import signed_rgb
from mlpviz.ui.fonts import small_font
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.painting import draw_text

_BAR = QSize(80, 8)
_GAP = 7
_MARK = 12
_HEIGHT = 18


class SignedScale(QWidget):
    """Shows which colour a weight of −s, 0 and +s has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = 1.0
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colour scale"))
        self._describe()

    def scale(self) -> float:
        """Return s."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Show the scale −scale … +scale."""
        if scale != self._scale:
            self._scale = scale
            self._describe()
            self.updateGeometry()
            self.update()

    def _labels(self) -> tuple[str, str]:
        end = format_number(self._scale, significant=3).removesuffix(".0")
        return f"−{end}", f"+{end}"

    def _describe(self) -> None:
        low, high = self._labels()
        text = self.tr("{low} orange, 0 the background, {high} blue")
        self.setAccessibleDescription(text.format(low=low, high=high))

    def _label_width(self) -> float:
        metrics = QFontMetricsF(small_font())
        return max(metrics.horizontalAdvance(text) for text in self._labels())

    def sizeHint(self) -> QSize:
        """Return room for the bar and its labels."""
        return QSize(round(2 * (self._label_width() + _GAP)) + _BAR.width(), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the same: it does not shrink."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the labels, the colours and a mark at zero."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        left = round(self.width() / 2 - _BAR.width() / 2)
        top = (_HEIGHT - _BAR.height()) // 2
        width = _BAR.width()
        steps = (np.arange(width) - width / 2 + 0.5) / (width / 2)
        for x, color in enumerate(signed_rgb(steps, 1.0, tokens).tolist()):
            painter.fillRect(left + x, top, 1, _BAR.height(), QColor(*color))
        mark = QRectF(left + width // 2, (_HEIGHT - _MARK) / 2, 1, _MARK)
        painter.fillRect(mark, QColor(tokens.muted))
        low, high = self._labels()
        side = QRectF(0, 0, left - _GAP, _HEIGHT)
        right = Qt.AlignmentFlag.AlignRight
        draw_text(painter, side, low, tokens.muted, small_font(), right)
        side = QRectF(left + width + _GAP, 0, 60, _HEIGHT)
        draw_text(painter, side, high, tokens.muted, small_font())
