"""The line above a pane of decision regions: name, count, loss and accuracy."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.theme import tokens_of

HEIGHT = 24
_STALE = 0.45
_GAP = 9


@dataclass(frozen=True)
class TitleContent:
    """What a pane's title says.

    Attributes
    ----------
    name, short_name : str
        "Training data", and "Training" where room is short.
    caption, short_caption : str
        "2,048 of 2,560 wrong", and "2,048 wrong" or nothing where room is short.
    loss, accuracy : str
        "0.0142", "95.27 %"; empty while unknown.
    stale : bool
        The numbers belong to an older network and are drawn pale.
    """

    name: str
    short_name: str
    caption: str = ""
    short_caption: str = ""
    loss: str = ""
    accuracy: str = ""
    stale: bool = False


class PaneTitle(QWidget):
    """Paints a `TitleContent`, from the pane's left edge to its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = TitleContent("", "")
        self._compact = False
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def content(self) -> TitleContent:
        """What the title says."""
        return self._content

    def set_content(self, content: TitleContent) -> None:
        """Say something else."""
        if content != self._content:
            self._content = content
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Use the short name and no caption."""
        self._compact = compact
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for no width of its own."""
        return QSize(0, HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Follow the palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw results from the right, the name from the left, the caption between."""
        tokens, content = tokens_of(self), self._content
        name = content.short_name if self._compact else content.name
        width = QFontMetricsF(bold_font()).horizontalAdvance(name)
        right = float(self.width())
        painter = QPainter(self)
        painter.setOpacity(_STALE if content.stale else 1.0)
        results: list[tuple[str, QFont, str, float]] = []
        if content.loss:
            results = [
                (content.accuracy, bold_font(), tokens.text, 14.0),
                (content.loss, bold_font(), tokens.text, 6.0),
                ("loss", small_font(), tokens.muted, 16.0),
            ]
        for text, font, color, gap in results:
            room = QFontMetricsF(font).horizontalAdvance(text)
            if right - room < width + _GAP:
                # The accuracy stays longest; nothing is ever drawn over the name.
                break
            _draw(painter, right - room, room, text, font, color)
            right -= room + gap
        painter.setOpacity(1.0)
        _draw(painter, 0, width, name, bold_font(), tokens.text)
        if self._compact:
            return
        metrics = QFontMetricsF(small_font())
        room = right - width - _GAP
        fitting = (
            text
            for text in (content.caption, content.short_caption)
            if metrics.horizontalAdvance(text) <= room
        )
        caption = next(fitting, "")
        if caption:
            painter.setOpacity(_STALE if content.stale else 1.0)
            _draw(painter, width + _GAP, room, caption, small_font(), tokens.muted)


def _draw(
    painter: QPainter, x: float, width: float, text: str, font: QFont, color: str
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(color))
    # One baseline for both sizes.
    area = QRectF(x, 0, width + 1, 17)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    if font.pixelSize() != bold_font().pixelSize():
        area.translate(0, -0.5)
    painter.drawText(area, flags | Qt.TextFlag.TextDontClip, text)
