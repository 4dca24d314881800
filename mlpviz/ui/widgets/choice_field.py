"""A field to choose one of several things by name; knows no session."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

HEIGHT = 26


class ChoiceField(QComboBox):
    """A combo box of pairs: a key for the program, a label for the user.

    Parameters
    ----------
    choices
        Pairs (key, label) in the order shown.

    Signals
    -------
    value_edited : object
        The user chose another entry; its key. Never emitted by `set_value`.
    """

    value_edited = Signal(object)

    def __init__(
        self,
        choices: Iterable[tuple[object, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys: list[object] = []
        self._key: object = None
        self._widest = 0
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The field's width is the form's; the longest label does not decide it.
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        # Only this delegate lets the style sheet give the list's rows their height.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setMaxVisibleItems(16)
        self.activated.connect(self._on_activated)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Replace the entries; the value stays where it is still one of them."""
        pairs = list(choices)
        self.clear()
        self._keys = [key for key, _ in pairs]
        self.addItems([label for _, label in pairs])
        widest = max(
            (self.fontMetrics().horizontalAdvance(label) for _, label in pairs),
            default=0,
        )
        self._widest = widest
        # The list may be wider than the field, so that no label is cut.
        self.view().setMinimumWidth(widest + 36)
        self.updateGeometry()
        if self._key not in self._keys:
            self._key = self._keys[0] if self._keys else None
        self._show()

    def set_choice_tip(self, key: object, tip: str) -> None:
        """Explain one entry."""
        self.setItemData(self._keys.index(key), tip, Qt.ItemDataRole.ToolTipRole)

    def value(self) -> object:
        """Return the key of the entry chosen."""
        return self._key

    def set_value(self, key: object) -> None:
        """Show the entry of a key; one that is not among them shows as nothing."""
        self._key = key
        self._show()

    def _show(self) -> None:
        shown = self._keys.index(self._key) if self._key in self._keys else -1
        self.setCurrentIndex(shown)

    def _on_activated(self, index: int) -> None:
        key = self._keys[index]
        if key != self._key:
            self._key = key
            self.value_edited.emit(key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the choice only where the user put the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        """Return room for the widest label; in a form the column decides."""
        return QSize(self._widest + 36, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters and the chevron."""
        return QSize(64, HEIGHT)
