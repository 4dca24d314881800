"""A foldable part of a form: a head that says what follows, and rows of fields.

Knows no session.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.icons import CHEVRON, draw_icon
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.form_row import EDGE, FormRow
from mlpviz.ui.widgets.painting import draw_ring, draw_text

PITCH = 32
COMPACT_PITCH = 30
FIELD_WIDTH = 128
_LINE, _ABOVE, _BELOW = 1, 4, 8
# From the right edge to the middle of the fields' steppers.
_CHEVRON_CENTER = EDGE + 11


class SectionHead(QAbstractButton):
    """The head: name left, consequence right, chevron on the stepper column.

    A click, Space or Enter folds the section.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = ""
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setChecked(True)
        # By Tab only: a click would leave a focus ring behind.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(PITCH)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_note(self, text: str) -> None:
        """Set the text at the right."""
        if text != self._note:
            self._note = text
            self.setAccessibleDescription(text)
            self.update()

    def note(self) -> str:
        """Return the text at the right."""
        return self._note

    def sizeHint(self) -> QSize:
        """Return the height of a row."""
        return QSize(160, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name, note and chevron."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self.height()
        area = QRectF(EDGE, 0, self.width() - EDGE - _CHEVRON_CENTER - 11, height)
        draw_text(painter, area, self.text(), tokens.text, bold_font())
        name_width = QFontMetricsF(bold_font()).horizontalAdvance(self.text())
        note = QFontMetricsF(small_font()).elidedText(
            self._note, Qt.TextElideMode.ElideRight, area.width() - name_width - 8
        )
        right = Qt.AlignmentFlag.AlignRight
        draw_text(painter, area, note, tokens.muted, small_font(), right)
        center = QPointF(self.width() - _CHEVRON_CENTER, height / 2)
        color = tokens.text if self.underMouse() else tokens.muted
        name = "down" if self.isChecked() else "right"
        draw_icon(painter, name, color, CHEVRON, center)
        if self.hasFocus():
            around = QRectF(self.rect()).adjusted(6, 3, -6, -3)
            draw_ring(painter, around, tokens.accent, 4)


class Section(QWidget):
    """A foldable group of form rows below a thin line.

    Parameters
    ----------
    title
        Its name, set in the head.
    field_width
        Width of the one column of fields.

    Signals
    -------
    collapsed_changed : bool
        The user folded or unfolded it; never emitted by `set_collapsed`.
    """

    collapsed_changed = Signal(bool)

    def __init__(
        self,
        title: str,
        field_width: int = FIELD_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._field_width = field_width
        self._pitch = PITCH
        self._consequence = ""
        self._summary = ""
        self._rows: list[FormRow] = []
        self._head = SectionHead(title, self)
        self._body = QWidget(self)
        self._body_layout = QVBoxLayout(self._body)
        self._body_layout.setContentsMargins(0, 0, 0, 0)
        self._body_layout.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, _LINE + _ABOVE, 0, _BELOW)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._body)
        self.setAccessibleName(title)
        self._head.clicked.connect(self._on_head_clicked)

    def add_row(
        self,
        label: str,
        fields: QWidget | Sequence[QWidget],
        *,
        tip: str = "",
        field_width: int | None = None,
    ) -> FormRow:
        """Add a row: a label left, a field (or several, side by side) right.

        Parameters
        ----------
        label
            What the row is called; also the field's accessible name.
        fields
            One field, or a few that share the column.
        tip
            What it does, in the field's words.
        field_width
            Another width than the section's.
        """
        several = [fields] if isinstance(fields, QWidget) else list(fields)
        row = FormRow(label, several, tip=tip)
        row.set_field_width(field_width or self._field_width)
        row.setFixedHeight(self._pitch)
        row.has_own_width = field_width is not None
        self._rows.append(row)
        self._body_layout.addWidget(row)
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Add something else than a row, as wide as the section."""
        self._body_layout.addWidget(widget)

    def set_consequence(self, text: str) -> None:
        """Say at the right of the head what the rows amount to."""
        self._consequence = text
        self._show_note()

    def set_collapsed_summary(self, text: str) -> None:
        """Say instead, while folded, what the rows hold."""
        self._summary = text
        self._show_note()

    def is_collapsed(self) -> bool:
        """Return whether the rows are folded away."""
        return not self._head.isChecked()

    def set_collapsed(self, collapsed: bool) -> None:
        """Fold or unfold."""
        self._head.setChecked(not collapsed)
        self._body.setVisible(not collapsed)
        self._show_note()

    def set_compact(self, compact: bool) -> None:
        """Set rows 30 instead of 32 pixels apart."""
        self.set_pitch(COMPACT_PITCH if compact else PITCH)

    def set_pitch(self, pitch: int) -> None:
        """Set rows so many pixels apart."""
        if pitch != self._pitch:
            self._pitch = pitch
            for row in self._rows:
                row.setFixedHeight(pitch)

    def height_without_rows(self) -> int:
        """Return the height it needs beside its rows.

        Its size hint follows a change of rows only by events; this is never stale.
        """
        height = _LINE + _ABOVE + _BELOW + self._head.height()
        if self.is_collapsed():
            return height
        for index in range(self._body_layout.count()):
            item = self._body_layout.itemAt(index)
            widget = None if item is None else item.widget()
            if widget is None or widget in self._rows:
                continue
            if not widget.isVisibleTo(self._body):
                continue
            if widget.hasHeightForWidth():
                height += widget.heightForWidth(self.width())
            else:
                height += widget.sizeHint().height()
        return height

    def set_field_width(self, width: int) -> None:
        """Set the width of the field column."""
        self._field_width = width
        for row in self._rows:
            if not row.has_own_width:
                row.set_field_width(width)

    def rows(self) -> tuple[FormRow, ...]:
        """Return the rows in order."""
        return tuple(self._rows)

    def head(self) -> SectionHead:
        """Return the head."""
        return self._head

    def _show_note(self) -> None:
        folded = self.is_collapsed() and self._summary
        self._head.set_note(self._summary if folded else self._consequence)

    def _on_head_clicked(self) -> None:
        self.set_collapsed(self.is_collapsed())
        self.collapsed_changed.emit(self.is_collapsed())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line above."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), _LINE, tokens_of(self).hair)
