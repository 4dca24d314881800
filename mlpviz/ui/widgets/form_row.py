"""One row of a form: label, fields, and a dot when it differs; knows no session."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from mlpviz.ui.theme import tokens_of

EDGE = 12
_GAP = 8
_DOT = QPointF(5.0, 0.5)
_DOT_RADIUS = 2.5


class FormRow(QWidget):
    """A label at the left and one column of fields at the right.

    Parameters
    ----------
    label
        Plain text; also the accessible name of fields that have none.
    fields
        One, or a few that share the column's width.
    tip
        What the field does, in the field's words.
    """

    def __init__(
        self,
        label: str,
        fields: Sequence[QWidget],
        *,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.has_own_width = False
        self._differs = False
        self._fields = tuple(fields)
        self._label = QLabel(label, self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setBuddy(fields[0])
        # A narrow form cuts the label rather than pushing the fields out.
        policy = QSizePolicy.Policy
        self._label.setSizePolicy(policy.Ignored, policy.Preferred)
        self._column = QWidget(self)
        column = QHBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for field in fields:
            column.addWidget(field, 1)
            if not field.accessibleName():
                field.setAccessibleName(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE, 0, EDGE, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._column)
        if tip:
            self.set_tip(tip)

    def label(self) -> QLabel:
        """Return the label."""
        return self._label

    def fields(self) -> tuple[QWidget, ...]:
        """Return the fields, left to right."""
        return self._fields

    def set_label(self, text: str) -> None:
        """Change the label's text."""
        self._label.setText(text)

    def set_tip(self, text: str) -> None:
        """Explain the row, on its label and its fields."""
        self._label.setToolTip(text)
        for field in self._fields:
            # Number fields put errors and hidden digits into theirs.
            set_tip = getattr(field, "set_tip", field.setToolTip)
            set_tip(text)

    def set_field_width(self, width: int) -> None:
        """Set the width of the column of fields."""
        self._column.setFixedWidth(width)

    def differs(self) -> bool:
        """Return whether the dot is shown."""
        return self._differs

    def set_differs(self, differs: bool) -> None:
        """Show or hide the dot that says: not as in the task."""
        if differs == self._differs:
            return
        self._differs = differs
        self.setAccessibleDescription(
            self.tr("differs from the task") if differs else ""
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for label and column."""
        label = self._label.fontMetrics().horizontalAdvance(self._label.text())
        width = 2 * EDGE + label + _GAP + self._column.width()
        return QSize(width, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dot."""
        if not self._differs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens_of(self).accent))
        middle = QPointF(_DOT.x(), self.height() / 2 + _DOT.y())
        painter.drawEllipse(middle, _DOT_RADIUS, _DOT_RADIUS)
