"""The title row of a plot: name, subtitle, and a legend that finds room; no data."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.theme import tokens_of

HEIGHT = 36
_SAMPLE = 18
_SAMPLE_GAP = 5
_ENTRY_GAP = 14
_TITLE_GAP = 8
_END_GAP = 6


@dataclass(frozen=True)
class LegendEntry:
    """One entry of a legend.

    Attributes
    ----------
    texts : tuple of str
        Its name, the longest first; a shorter one is taken where room is short.
    pen : QPen or None
        The line in front; None for words alone.
    tooltip : str
    strong : bool
        Draw the words as a result, not as a caption.
    """

    texts: tuple[str, ...]
    pen: QPen | None = None
    tooltip: str = ""
    strong: bool = False


class PlotHeader(QWidget):
    """Title left, legend right, on one line; nothing ever overlaps.

    Where room is short the entries shorten one by one, then the subtitle goes, then
    the last words are cut with an ellipsis.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._subtitle = ""
        self._entries: tuple[LegendEntry, ...] = ()
        self._areas: list[tuple[QRectF, str]] = []
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for no width of its own."""
        return QSize(0, HEIGHT)

    @property
    def subtitle(self) -> str:
        """The muted words after the title."""
        return self._subtitle

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """The legend."""
        return self._entries

    def set_content(self, subtitle: str, entries: Sequence[LegendEntry]) -> None:
        """Show another subtitle and legend."""
        content = (subtitle, tuple(entries))
        if content != (self._subtitle, self._entries):
            self._subtitle, self._entries = content
            self.update()

    def shown_texts(self) -> tuple[str, ...]:
        """Return the legend's words as they are drawn at this width, uncut."""
        return self._fitted()[1]

    def _legend_width(self, texts: Sequence[str]) -> float:
        metrics = QFontMetricsF(small_font())
        strong = QFontMetricsF(bold_font(11))
        width = -_ENTRY_GAP if texts else 0.0
        for entry, text in zip(self._entries, texts, strict=True):
            used = strong if entry.strong else metrics
            sample = _SAMPLE + _SAMPLE_GAP if entry.pen is not None else 0
            width += _ENTRY_GAP + sample + used.horizontalAdvance(text)
        return width

    def _fitted(self) -> tuple[str, tuple[str, ...]]:
        """Return the subtitle and the words that fit, the fullest first."""
        title = QFontMetricsF(bold_font()).horizontalAdvance(self._title)
        small = QFontMetricsF(small_font())
        # The first entry keeps its full name longest: it is the one that explains.
        choices = list(product(*(entry.texts for entry in self._entries)))
        for subtitle in dict.fromkeys((self._subtitle, "")):
            left = title + (8 + small.horizontalAdvance(subtitle) if subtitle else 0)
            room = self.width() - left - _TITLE_GAP - _END_GAP
            for texts in choices:
                if self._legend_width(texts) <= room:
                    return subtitle, texts
        return "", choices[-1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        tokens = tokens_of(self)
        subtitle, texts = self._fitted()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter
        row = QRectF(0, 2, self.width(), HEIGHT)
        painter.setFont(bold_font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(row, middle, self._title)
        x = QFontMetricsF(bold_font()).horizontalAdvance(self._title)
        if subtitle:
            painter.setFont(small_font())
            painter.setPen(QColor(tokens.muted))
            painter.drawText(row.adjusted(x + 8, 0, 0, 0), middle, subtitle)
            x += 8 + QFontMetricsF(small_font()).horizontalAdvance(subtitle)
        self._areas = []
        left = max(x + _TITLE_GAP, self.width() - _END_GAP - self._legend_width(texts))
        for entry, text in zip(self._entries, texts, strict=True):
            left = self._paint_entry(painter, row, left, entry, text) + _ENTRY_GAP

    def _paint_entry(
        self,
        painter: QPainter,
        row: QRectF,
        left: float,
        entry: LegendEntry,
        text: str,
    ) -> float:
        tokens = tokens_of(self)
        start = left
        if entry.pen is not None:
            y = round(row.center().y()) + 0.5
            painter.setPen(entry.pen)
            painter.drawLine(QPointF(left, y), QPointF(left + _SAMPLE, y))
            left += _SAMPLE + _SAMPLE_GAP
        font = bold_font(11) if entry.strong else small_font()
        metrics = QFontMetricsF(font)
        room = self.width() - left
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if entry.strong else tokens.muted))
        area = QRectF(left, row.top(), room, row.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
        end = left + metrics.horizontalAdvance(shown)
        tooltip = entry.tooltip or (entry.texts[0] if shown != entry.texts[0] else "")
        self._areas.append((QRectF(start, 0, end - start, HEIGHT), tooltip))
        return end

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the entry under the pointer; follow the palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            point = QPointF(event.pos())
            for area, text in self._areas:
                if area.contains(point) and text:
                    rect = QRect(area.toAlignedRect())
                    QToolTip.showText(event.globalPos(), text, self, rect)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)
