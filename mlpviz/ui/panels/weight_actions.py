"""The buttons below the matrix: copy, paste, swap, keep; they only say what is wanted.

Knows no network and no clipboard.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mlpviz.core.datasets import class_name
from mlpviz.ui.icons import MINI, icon
from mlpviz.ui.theme import Theme

_GAP = 8


class WeightActions(QWidget):
    """What can be done with a layer's weights as a whole.

    Signals
    -------
    copy_layer_requested, copy_all_requested, copy_table_requested, paste_requested
        The user wants the clipboard filled or read.
    swap_requested(int, int)
        Two classes, counted from 0.
    keep_requested
        The weights on the screen shall be the start.
    """

    copy_layer_requested = Signal()
    copy_all_requested = Signal()
    copy_table_requested = Signal()
    paste_requested = Signal()
    swap_requested = Signal(int, int)
    keep_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._classes = 0
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copy W and b as NumPy text or as a table"))
        self.copy_menu = QMenu(self.copy_button)
        self.copy_actions = self._add_copy_actions()
        self.copy_button.setMenu(self.copy_menu)
        self.paste_button = QPushButton(self.tr("Paste"))
        self.paste_button.setToolTip(
            self.tr("Paste W and b: NumPy text, or rows from a spreadsheet")
        )
        self.paste_button.clicked.connect(self.paste_requested)
        self.swap_button = QPushButton(self.tr("Swap classes"))
        self.swap_button.setToolTip(
            self.tr("Exchange two classes' rows of W and entries of b")
        )
        self.swap_button.clicked.connect(self._on_swap_clicked)
        self.swap_menu = QMenu(self.swap_button)
        self.swap_menus: list[QMenu] = []
        self.keep_button = QPushButton(self.tr("Use these weights as the start"))
        self.keep_button.setProperty("link", True)
        self.keep_button.clicked.connect(self.keep_requested)
        self.message = QLabel()
        self.message.setProperty("role", "bad")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        self._compact = False
        buttons = (self.copy_button, self.paste_button, self.swap_button)
        self._texts = {button: button.text() for button in buttons}
        for button, text in self._texts.items():
            button.setAccessibleName(text)
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _add_copy_actions(self) -> list[QAction]:
        wanted = (
            (self.tr("This layer as NumPy text"), self.copy_layer_requested),
            (self.tr("All layers as NumPy text"), self.copy_all_requested),
            (self.tr("This layer as a table"), self.copy_table_requested),
        )
        actions: list[QAction] = []
        for text, signal in wanted:
            action = self.copy_menu.addAction(text)
            action.triggered.connect(signal)
            actions.append(action)
        return actions

    def _lay_out(self) -> None:
        policy = QSizePolicy.Policy
        self.keep_button.setSizePolicy(policy.Maximum, policy.Fixed)
        self._row = row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self.copy_button)
        row.addWidget(self.paste_button)
        row.addStretch(1)
        row.addWidget(self.swap_button)
        self._keep_row = keep = QHBoxLayout()
        # A link's text, not its focus frame, stands on the margin.
        keep.setContentsMargins(-5, 0, 0, 0)
        keep.addWidget(self.keep_button)
        keep.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(row)
        layout.addWidget(self.message)
        layout.addLayout(keep)

    def set_compact(self, compact: bool) -> None:
        """Show icons alone, and all of them in one row, for a small window."""
        if compact == self._compact:
            return
        self._compact = compact
        for button, text in self._texts.items():
            button.setText("" if compact else text)
        self.keep_button.setText(
            self.tr("Use as the start")
            if compact
            else self.tr("Use these weights as the start")
        )
        # The stretch lies before what stands at the right.
        if compact:
            self._row.insertWidget(2, self.swap_button)
            self._row.addWidget(self.keep_button)
        else:
            self._row.addWidget(self.swap_button)
            self._keep_row.insertWidget(0, self.keep_button)

    def set_layer(self, *, is_output: bool, classes: int) -> None:
        """Offer what the layer shown allows: only the output layer has classes."""
        self.swap_button.setVisible(is_output)
        # Of a hidden layer these are its units: a menu of all pairs of 500 units
        # would take minutes.
        if not is_output or classes == self._classes:
            return
        self._classes = classes
        self.swap_menu.clear()
        for old in self.swap_menus:
            old.deleteLater()
        self.swap_menus = []
        for first in range(classes - 1):
            title = self.tr("{name} with").format(name=class_name(first))
            menu = QMenu(title, self.swap_menu)
            self.swap_menu.addMenu(menu)
            self.swap_menus.append(menu)
            for second in range(first + 1, classes):
                action = menu.addAction(class_name(second))
                action.triggered.connect(
                    lambda _=False, a=first, b=second: self.swap_requested.emit(a, b)
                )

    def set_is_start(self, is_start: bool) -> None:
        """Say whether the weights shown are the kept start already."""
        self.keep_button.setEnabled(not is_start)
        self.keep_button.setToolTip(
            self.tr("These weights are the start")
            if is_start
            else self.tr("The next Train and Reset weights begin from these weights")
        )

    def set_message(self, text: str) -> None:
        """Say what could not be done; the empty text takes it away."""
        if text != self.message.text():
            self.message.setText(text)
            self.message.setVisible(bool(text))

    def _on_swap_clicked(self) -> None:
        if self._classes == 2:
            self.swap_requested.emit(0, 1)
        else:
            below = self.swap_button.rect().bottomLeft()
            self.swap_menu.popup(self.swap_button.mapToGlobal(below))

    def open_context_menu(self) -> None:
        """Offer copy and paste where the pointer is."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addMenu(self.tr("Copy"))
        copy.addActions(self.copy_actions)
        menu.addAction(self.tr("Paste")).triggered.connect(self.paste_requested)
        menu.popup(QCursor.pos())

    def _on_theme_changed(self) -> None:
        for name, button in (
            ("copy", self.copy_button),
            ("paste", self.paste_button),
            ("swap", self.swap_button),
        ):
            button.setIcon(icon(name, self._theme.tokens, MINI))
            button.setIconSize(QSize(MINI, MINI))
