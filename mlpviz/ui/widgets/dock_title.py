"""Title bars of docks: name, float, close; and none at all for tabbed docks."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QWidget

from mlpviz.ui.fonts import bold_font
from mlpviz.ui.widgets.mini_button import MiniButton

HEIGHT = 32


class DockTitle(QWidget):
    """The title bar of a dock, wired to it.

    Dragging it and a double click move and float the dock, as Qt does it.

    Parameters
    ----------
    dock
        The dock; it takes the bar over.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._name = QLabel(dock.windowTitle(), self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setFont(bold_font())
        self._float = MiniButton("float", self.tr("Float"), self)
        self._close = MiniButton("close", self.tr("Close"), self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 0, 8, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._name, 1)
        self._layout.addWidget(self._float)
        self._layout.addWidget(self._close)
        self.setFixedHeight(HEIGHT)
        self._float.clicked.connect(self._on_float_clicked)
        self._close.clicked.connect(dock.close)
        dock.windowTitleChanged.connect(self._name.setText)
        dock.topLevelChanged.connect(self._on_top_level_changed)
        dock.featuresChanged.connect(self._show_features)
        dock.setTitleBarWidget(self)
        self._show_features()
        self._on_top_level_changed(dock.isFloating())

    def add_button(self, button: QWidget) -> None:
        """Put a button of the dock's own before float and close."""
        self._layout.insertWidget(self._layout.count() - 2, button)

    def float_button(self) -> MiniButton:
        """Return the button that floats the dock or puts it back."""
        return self._float

    def close_button(self) -> MiniButton:
        """Return the button that closes the dock."""
        return self._close

    def sizeHint(self) -> QSize:
        """Return the design's height, which a dock asks for here."""
        return QSize(super().sizeHint().width(), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Let the dock be narrower than its name."""
        return QSize(96, HEIGHT)

    def _on_float_clicked(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _on_top_level_changed(self, floating: bool) -> None:
        text = self.tr("Put back") if floating else self.tr("Float")
        name = self._dock.windowTitle()
        self._float.setToolTip(text)
        self._float.setAccessibleName(f"{text}: {name}")
        self._close.setAccessibleName(f"{self.tr('Close')}: {name}")

    def _show_features(self) -> None:
        features = self._dock.features()
        feature = QDockWidget.DockWidgetFeature
        self._float.setVisible(bool(features & feature.DockWidgetFloatable))
        self._close.setVisible(bool(features & feature.DockWidgetClosable))


class NoDockTitle(QWidget):
    """A title bar of no height, for a dock whose tab already names it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setFixedHeight(0)
        dock.setTitleBarWidget(self)

    def sizeHint(self) -> QSize:
        """Return nothing."""
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        """Return nothing."""
        return QSize(0, 0)
