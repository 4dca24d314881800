"""The commands of the table as QActions, and the menus they stand in."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from mlpviz.ui.command_table import COMMANDS, MENUS, Command
from mlpviz.ui.icons import icon
from mlpviz.ui.tokens import Tokens


class Actions(QObject):
    """The commands as QActions, by name.

    Parameters
    ----------
    handlers
        A method for each command's name, `getattr(handlers, name)`.
    """

    def __init__(self, handlers: QObject, tokens: Tokens) -> None:
        super().__init__(handlers)
        self.by_name: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            action = QAction(translated(command.text), self)
            action.setObjectName(command.name)
            action.setCheckable(command.checkable)
            # In a menu the icon would take the place of the tick.
            action.setIconVisibleInMenu(not command.checkable)
            if command.keys is not None:
                action.setShortcut(QKeySequence(command.keys))
            self._set_tip(action, translated(command.tip))
            if command.group:
                group = groups.setdefault(command.group, QActionGroup(self))
                group.addAction(action)
            self._connect(action, command, getattr(handlers, command.name))
            self.by_name[command.name] = action
        self.set_tokens(tokens)

    def __getitem__(self, name: str) -> QAction:
        """Return the action of a command."""
        return self.by_name[name]

    def set_tokens(self, tokens: Tokens) -> None:
        """Draw the icons for a palette."""
        for command in COMMANDS:
            if command.icon:
                self.by_name[command.name].setIcon(icon(command.icon, tokens))

    def fill_menus(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put every command into its menu; return the menus by name."""
        menus = {name: bar.addMenu(translated(name)) for name in MENUS}
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        for command in COMMANDS:
            menus[command.menu].addAction(self.by_name[command.name])
            if command.ends_section:
                menus[command.menu].addSeparator()
        return menus

    @staticmethod
    def _connect(
        action: QAction, command: Command, handler: Callable[..., None]
    ) -> None:
        if command.checkable and not command.group:
            action.triggered.connect(handler)
        else:
            action.triggered.connect(lambda _checked=False: handler())

    @staticmethod
    def _set_tip(action: QAction, tip: str) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.setStatusTip("")


def translated(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate("Command", text)
