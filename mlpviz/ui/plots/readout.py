"""The row under the panes: the pointer's place and what the network says there."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.core.datasets import class_name
from mlpviz.core.numbers import format_number
from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.plots.markers import draw_marker
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.painting import draw_text, fill_rounded

HEIGHT = 24
_BAR = 5


class Readout(QWidget):
    """x1, x2 and a bar for each class's probability, the winner in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._point: tuple[float, float] | None = None
        self._probabilities: tuple[float, ...] = ()
        self._compact = False
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Under the pointer"))

    @property
    def probabilities(self) -> tuple[float, ...]:
        """What is shown, a number a class; empty without a pointer."""
        return self._probabilities

    def set_values(
        self, point: tuple[float, float] | None, probabilities: Sequence[float]
    ) -> None:
        """Show a place and the probabilities there; None for no place."""
        self._point = point
        self._probabilities = tuple(probabilities) if point is not None else ()
        self.setAccessibleDescription(self._words())
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Leave out the bars."""
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

    def _words(self) -> str:
        if self._point is None:
            return ""
        places = "x1 {}, x2 {}".format(
            *(format_number(v, decimals=3) for v in self._point)
        )
        return places + "".join(
            f", {class_name(k)} {p:.3f}" for k, p in enumerate(self._probabilities)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row, or a hint while there is no pointer."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRectF(0, 0, self.width(), self.height())
        if self._point is None:
            hint = self.tr("Point at the plane to read the probabilities there")
            draw_text(painter, row, hint, tokens.muted, small_font())
            return
        draw_text(painter, row, self.tr("Pointer"), tokens.muted, small_font())
        x = QFontMetricsF(small_font()).horizontalAdvance(self.tr("Pointer")) + 14
        medium = small_font(QFont.Weight.Medium)
        metrics = QFontMetricsF(medium)
        for name, value in zip(("x₁", "x₂"), self._point, strict=True):
            text = f"{name} {format_number(value, decimals=3)}"
            area = QRectF(x, 0, 80, self.height())
            draw_text(painter, area, text, tokens.text, medium)
            # Room for the longest, so that nothing moves with the pointer.
            x += metrics.horizontalAdvance(f"{name} −0.000") + 9
        self._paint_classes(painter, x + 12)

    def _paint_classes(self, painter: QPainter, left: float) -> None:
        tokens = tokens_of(self)
        count = len(self._probabilities)
        if not count:
            return
        number = QFontMetricsF(bold_font(11)).horizontalAdvance("0.000")
        pitch = (self.width() - left) / count
        bar = pitch - 12 - number - 8 - 16
        shows_bar = not self._compact and bar >= 16
        winner = max(range(count), key=self._probabilities.__getitem__)
        middle = self.height() / 2
        for k, p in enumerate(self._probabilities):
            style = tokens.class_style(k)
            x = left + k * pitch
            draw_marker(painter, style, QPointF(x + 4, middle))
            area = QRectF(x + 13, 0, number + 2, self.height())
            font = bold_font(11) if k == winner else small_font()
            color = tokens.text if k == winner else tokens.muted
            draw_text(
                painter, area, f"{p:.3f}", color, font, Qt.AlignmentFlag.AlignLeft
            )
            if shows_bar:
                track = QRectF(x + 13 + number + 8, middle - _BAR / 2, bar, _BAR)
                fill_rounded(painter, track, tokens.hair, _BAR / 2)
                if p * bar >= 1:
                    track.setWidth(max(p * bar, _BAR))
                    fill_rounded(painter, track, style.fill, _BAR / 2)
