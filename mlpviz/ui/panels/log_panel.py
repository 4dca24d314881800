"""The Log panel: what the program said, with the time; knows no session."""

from datetime import datetime
from typing import Literal, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mlpviz.ui.theme import Theme

Kind = Literal["info", "good", "error"]

MAX_LINES = 1000
_ROW_HEIGHT = 26
_TIME_WIDTH = 84


class LogPanel(QWidget):
    """A list of messages, the newest at the bottom; errors in their colour.

    Signals
    -------
    added(str, str)
        A message and its kind were added.
    """

    added = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName(self.tr("Log"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().resizeSection(0, _TIME_WIDTH)
        self.table.horizontalHeader().setSectionResizeMode(
            1, QHeaderView.ResizeMode.Stretch
        )
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.copy_button = QPushButton(self.tr("Copy all"))
        self.copy_button.clicked.connect(self.copy_all)
        self.clear_button = QPushButton(self.tr("Clear"))
        self.clear_button.clicked.connect(self.clear)
        self._empty = QLabel(self.tr("Messages appear here; errors are kept"))
        self._empty.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self._empty)
        row.addStretch(1)
        row.addWidget(self.copy_button)
        row.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        theme.changed.connect(self._recolor)
        self._update_buttons()

    def add(self, message: str, kind: str = "info") -> None:
        """Add a message; of kind "error" in the colour of errors."""
        if kind not in get_args(Kind):
            raise ValueError(f"no such kind of message: {kind!r}")
        if self.table.rowCount() >= MAX_LINES:
            self.table.removeRow(0)
        bar = self.table.verticalScrollBar()
        follows = bar.value() >= bar.maximum()
        row = self.table.rowCount()
        self.table.insertRow(row)
        # An item shows plain text: nothing in a message is taken for HTML.
        for column, text in enumerate((f"{datetime.now():%H:%M:%S}", message)):
            item = QTableWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, kind)
            item.setToolTip("" if column == 0 else message)
            self.table.setItem(row, column, item)
            self._color(item)
        self.table.resizeRowToContents(row)
        if self.table.rowHeight(row) < _ROW_HEIGHT:
            self.table.setRowHeight(row, _ROW_HEIGHT)
        if follows:
            self.table.scrollToBottom()
        self._update_buttons()
        self.added.emit(message, kind)

    def text(self) -> str:
        """Return all messages, one a line, with their times."""
        return "".join(self._line(row) for row in range(self.table.rowCount()))

    def copy_all(self) -> None:
        """Put all messages on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def clear(self) -> None:
        """Forget all messages."""
        self.table.setRowCount(0)
        self._update_buttons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected messages by the platform's key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.table.selectedIndexes()})
            chosen = "".join(self._line(row) for row in rows)
            QGuiApplication.clipboard().setText(chosen or self.text())
        else:
            super().keyPressEvent(event)

    def _line(self, row: int) -> str:
        cells = (self.table.item(row, column) for column in (0, 1))
        return "\t".join("" if cell is None else cell.text() for cell in cells) + "\n"

    def _color(self, item: QTableWidgetItem) -> None:
        tokens = self._theme.tokens
        roles = {"info": tokens.text, "good": tokens.good, "error": tokens.bad}
        kind = str(item.data(Qt.ItemDataRole.UserRole))
        color = tokens.muted if item.column() == 0 else roles[kind]
        item.setForeground(QBrush(QColor(color)))

    def _recolor(self) -> None:
        for row in range(self.table.rowCount()):
            for column in (0, 1):
                item = self.table.item(row, column)
                if item is not None:
                    self._color(item)

    def _update_buttons(self) -> None:
        has_lines = self.table.rowCount() > 0
        self.copy_button.setEnabled(has_lines)
        self.clear_button.setEnabled(has_lines)
        self._empty.setVisible(not has_lines)
