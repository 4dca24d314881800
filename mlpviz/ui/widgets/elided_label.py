"""A line of plain text that gives way where there is no room."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """A label cut with an ellipsis; the whole text is then its tool tip.

    Parameters
    ----------
    text
        Plain text, never taken for HTML.
    role
        The style sheet's role: "title", "muted", "caption" …; empty for body text.
    mode
        Where the text is cut.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._update_tip()

    def set_tip(self, text: str) -> None:
        """Set the tool tip for when the text is not cut."""
        self._tip = text
        self._update_tip()

    def shown_text(self) -> str:
        """Return the text as it is drawn."""
        # With the font the style sheet gave, and a little room for rounding.
        metrics = QFontMetricsF(self.font())
        room = self.contentsRect().width() + 0.5
        return metrics.elidedText(self.text(), self._mode, room)

    def minimumSizeHint(self) -> QSize:
        """Let a layout take nearly all the width."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether the text is cut."""
        super().resizeEvent(event)
        self._update_tip()

    def _update_tip(self) -> None:
        is_cut = self.shown_text() != self.text()
        self.setToolTip(self.text() if is_cut else self._tip)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        area = QRectF(self.contentsRect())
        painter.drawText(area, self.alignment(), self.shown_text())
