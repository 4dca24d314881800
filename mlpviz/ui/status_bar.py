"""The status bar: what happened last, all losses and accuracies, true counts."""

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStatusBar, QWidget

from mlpviz.app.analysis import Metrics
from mlpviz.core.session import Session
from mlpviz.ui.fonts import bold_font, ui_font
from mlpviz.ui.plots.curve_words import loss_text
from mlpviz.ui.plots.split_lines import SPLIT_LINES
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.elided_label import ElidedLabel
from mlpviz.ui.widgets.painting import draw_text

SPLITS = ("train", "validation", "test")
_HEIGHT = 27
_SAMPLE = 18
_STALE = 0.45


class SplitNumbers(QWidget):
    """Loss and accuracy of each split, with its line as the curves draw it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: tuple[tuple[str, str, str], ...] = ()
        self._stale = False
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Losses and accuracies"))

    @property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Return (split, loss, accuracy) as they are shown."""
        return self._texts

    @property
    def stale(self) -> bool:
        """Say whether the numbers are pale, being an older network's."""
        return self._stale

    def set_metrics(self, metrics: Metrics, *, stale: bool) -> None:
        """Show numbers."""
        names = (self.tr("train"), self.tr("validation"), self.tr("test"))
        texts = tuple(
            (
                name,
                loss_text(metrics.splits[key].loss),
                f"{100 * metrics.splits[key].accuracy:.2f} %",
            )
            for name, key in zip(names, SPLITS, strict=True)
        )
        if (texts, stale) != (self._texts, self._stale):
            self._texts, self._stale = texts, stale
            self.setAccessibleDescription(
                "; ".join(f"{n}: loss {lo}, accuracy {a}" for n, lo, a in texts)
            )
            self.setFixedWidth(self._width())
            self.update()

    def sizeHint(self) -> QSize:
        """Return the width of the numbers."""
        return QSize(self._width(), _HEIGHT)

    def _width(self) -> int:
        return int(sum(self._entry_width(*entry) for entry in self._texts)) + 1

    def _entry_width(self, name: str, loss: str, accuracy: str) -> float:
        plain, bold = QFontMetricsF(ui_font()), QFontMetricsF(bold_font())
        # Digits are of equal width, so only a loss of more digits moves the rest.
        numbers = bold.horizontalAdvance(loss) + bold.horizontalAdvance("00.00 %")
        return _SAMPLE + 6 + plain.horizontalAdvance(name) + 7 + numbers + 7 + 26

    def event(self, event: QEvent) -> bool:
        """Follow the palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the three entries."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain, bold = QFontMetricsF(ui_font()), QFontMetricsF(bold_font())
        left = 0.0
        for key, (name, loss, accuracy) in zip(SPLITS, self._texts, strict=False):
            x = left
            painter.setOpacity(1.0)
            painter.setPen(SPLIT_LINES[key].pen(tokens))
            middle = self.height() // 2 + 0.5
            painter.drawLine(int(x), int(middle), int(x) + _SAMPLE, int(middle))
            x += _SAMPLE + 6
            area = QRectF(x, 0, 400, self.height())
            draw_text(painter, area, name, tokens.muted, ui_font())
            x += plain.horizontalAdvance(name) + 7
            painter.setOpacity(_STALE if self._stale else 1.0)
            for text in (loss, accuracy):
                area = QRectF(x, 0, 200, self.height())
                draw_text(painter, area, text, tokens.text, bold_font())
                x += bold.horizontalAdvance(text) + 7
            left += self._entry_width(name, loss, accuracy)


class StatusLine(QStatusBar):
    """Message left; numbers and counts right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._session: Session | None = None
        self._metrics: Metrics | None = None
        self._compact = False
        self.message = ElidedLabel(role="status", parent=self)
        self.message.setAccessibleName(self.tr("Message"))
        self.numbers = SplitNumbers(self)
        self.counts = QLabel(self)
        self.counts.setProperty("role", "muted")
        box = QWidget(self)
        layout = QHBoxLayout(box)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(0)
        layout.addWidget(self.message, 1)
        layout.addSpacing(12)
        layout.addWidget(self.numbers)
        layout.addWidget(self.counts)
        self.addWidget(box, 1)

    def say(self, text: str, kind: str = "info") -> None:
        """Show a message; kind "error" is in the colour of errors."""
        role = "error" if kind == "error" else "status"
        if self.message.property("role") != role:
            self.message.setProperty("role", role)
            self.message.style().unpolish(self.message)
            self.message.style().polish(self.message)
        self.message.setText(text)
        self.message.setAccessibleDescription(text)

    def set_session(self, session: Session) -> None:
        """Show a session's counts; its numbers follow when they are measured."""
        self._session = session
        counts = self.tr("{count:,} parameters").format(
            count=session.network.parameters
        )
        if not self._compact:
            updates = session.updates_per_epoch
            words = self.tr("update") if updates == 1 else self.tr("updates")
            counts += self.tr(" · {count:,} {updates} per epoch").format(
                count=updates, updates=words
            )
        self.counts.setText(counts)

    def set_metrics(self, metrics: Metrics, *, stale: bool = False) -> None:
        """Show losses and accuracies."""
        self._metrics = metrics
        self.numbers.set_metrics(metrics, stale=stale)

    def set_compact(self, compact: bool) -> None:
        """Leave out what is in the Setup panel too."""
        self._compact = compact
        if self._session is not None:
            self.set_session(self._session)
