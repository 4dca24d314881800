"""The head of the Setup panel: the lab's task, and how far one has come from it."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mlpviz.files.examples import EXAMPLES
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.choice_field import ChoiceField
from mlpviz.ui.widgets.form_row import EDGE, FormRow
from mlpviz.ui.widgets.section import COMPACT_PITCH, PITCH

_COMBO_WIDTH = 160
_LINE_HEIGHT = 32


class TaskBar(QWidget):
    """Chooses a task of the lab; says how many settings differ from it.

    Signals
    -------
    task_chosen(str)
        The user chose an example, by its name.
    restore_requested()
        The user wants the task's settings back.
    """

    task_chosen = Signal(str)
    restore_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = ""
        self._compact = False
        self._differing: int = 0
        self.combo = ChoiceField((name, row.title) for name, row in EXAMPLES.items())
        self.combo.setPlaceholderText(self.tr("None"))
        for name, row in EXAMPLES.items():
            self.combo.set_choice_tip(name, row.question)
        self.combo.value_edited.connect(lambda name: self.task_chosen.emit(name))
        self._row = FormRow(
            self.tr("Lab task"),
            [self.combo],
            tip=self.tr(
                "Begin one of the lab's tasks anew, with its data and settings"
            ),
        )
        self._row.set_field_width(_COMBO_WIDTH)
        self._row.setFixedHeight(PITCH)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("role", "caption")
        self.restore = QPushButton(self.tr("Restore"))
        self.restore.setProperty("link", True)
        self.restore.setToolTip(self.tr("Set data, model and training as in the task"))
        self.restore.clicked.connect(self.restore_requested)
        self._line = QHBoxLayout()
        self._line.setSpacing(4)
        self._line.addWidget(self._words, 1)
        self._line.addWidget(self.restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._row)
        line = QWidget()
        line.setFixedHeight(_LINE_HEIGHT)
        line.setLayout(self._line)
        layout.addWidget(line)
        self._show()

    def set_task(self, task: str, differing: int) -> None:
        """Show a task by its name, and how many settings differ from it."""
        self._task, self._differing = task, differing
        self.combo.set_value(task if task in EXAMPLES else None)
        self._show()

    def set_compact(self, compact: bool) -> None:
        """Say it in fewer words."""
        self._compact = compact
        self._row.setFixedHeight(COMPACT_PITCH if compact else PITCH)
        self._show()

    def words(self) -> str:
        """Return the line below the task."""
        return self._words.text()

    def _show(self) -> None:
        example = EXAMPLES.get(self._task)
        differs = example is not None and self._differing > 0
        if example is None:
            text = self.tr("Settings of your own")
        elif not differs:
            text = self.tr("All settings as in task {number}")
        elif self._differing == 1:
            text = self.tr("1 setting differs from task {number}")
        else:
            text = self.tr("{count} settings differ from task {number}")
        if differs and self._compact:
            text = text.split(self.tr(" from"))[0]
        number = "" if example is None else example.title.split()[0]
        self._words.setText(text.format(count=self._differing, number=number))
        self.restore.setVisible(differs)
        self._line.setContentsMargins(EDGE + (12 if differs else 0), 0, EDGE, 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dot that marks differing rows, as its own legend."""
        if not self.restore.isVisibleTo(self):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens_of(self).accent))
        line = self._words.parentWidget()
        middle = 0.0 if line is None else line.y() + line.height() / 2
        painter.drawEllipse(QPointF(EDGE + 3.0, middle + 0.5), 3, 3)
