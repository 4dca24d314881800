"""The question of the lab's task, at the foot of a tall Setup panel."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mlpviz.files.examples import EXAMPLES
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.form_row import EDGE


class TaskQuestion(QWidget):
    """What there is to find out, below a thin line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._text = QLabel()
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, 9, EDGE, 12)
        layout.setSpacing(8)
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)

    def set_task(self, task: str) -> None:
        """Show the question of an example, by its name."""
        example = EXAMPLES.get(task)
        title = self.tr("Question {number}") if example else ""
        number = example.title.split()[0] if example else ""
        self._title.setText(title.format(number=number))
        self._text.setText(example.question if example else "")

    def text(self) -> str:
        """Return the question."""
        return self._text.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line above."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, tokens_of(self).hair)
