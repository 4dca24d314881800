"""What custom-painted widgets share: text placed in a rectangle, the focus ring.

Knows no widget.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen

_LEFT = Qt.AlignmentFlag.AlignLeft
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    color: str,
    font: QFont,
    align: Qt.AlignmentFlag = _LEFT,
) -> None:
    """Draw one line of plain text, centred vertically; nothing is cut or wrapped."""
    painter.setFont(font)
    painter.setPen(QColor(color))
    flags = align | _MIDDLE | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
    painter.drawText(rect, flags, text)


def draw_ring(
    painter: QPainter, rect: QRectF, color: str, radius: float, width: float = 1.0
) -> None:
    """Draw a rounded outline whose outer edge is `rect`."""
    painter.setPen(QPen(QColor(color), width))
    painter.setBrush(QBrush())
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def fill_rounded(painter: QPainter, rect: QRectF, color: str, radius: float) -> None:
    """Fill a rounded rectangle without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(rect, radius, radius)
