"""A short piece of a curve's line, in front of its name; knows no curve."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.ui.theme import tokens_of
from mlpviz.ui.tokens import Tokens

_SIZE = QSize(18, 16)


class LineSample(QWidget):
    """Draws a line as a plot draws it.

    Parameters
    ----------
    pen_of
        Returns the line's pen in a palette, such as `SplitLine.pen`.
    """

    def __init__(
        self, pen_of: Callable[[Tokens], QPen], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pen_of = pen_of
        self.setFixedSize(_SIZE)
        # What it stands for is said by the label behind it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_pen_of(self, pen_of: Callable[[Tokens], QPen]) -> None:
        """Draw another line."""
        self._pen_of = pen_of
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line through the middle."""
        # Before there is a painter: an error must not leave one behind.
        pen = self._pen_of(tokens_of(self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        middle = self.height() / 2 + 0.5
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
