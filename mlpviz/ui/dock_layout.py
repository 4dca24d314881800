"""Where the docks are: placed, fitted to the window's size, remembered, put back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from mlpviz.app.settings import Settings
from mlpviz.ui.layout_size import LayoutSize, layout_for
from mlpviz.ui.plots.regions_plot import RegionsPlot
from mlpviz.ui.widgets.dock_title import DockTitle, NoDockTitle

_Area = Qt.DockWidgetArea
_MIN_BOTTOM_HEIGHT = 190


@dataclass(frozen=True)
class DockContent:
    """What goes into a dock: its title, its widget, and where it is at first."""

    title: str
    widget: QWidget
    area: Qt.DockWidgetArea


class DockLayout(QObject):
    """The docks of the window around the decision regions.

    The panes in the middle stay square: they get the height they need and the docks at
    the bottom the rest. With the window's size the widths of the side docks change.

    Parameters
    ----------
    window : QMainWindow
        Its central widget is `regions`.
    contents : mapping
        Name to content; those at the bottom share one place, as tabs.
    apply_size : callable
        Told the layout whenever it is another.
    """

    def __init__(
        self,
        window: QMainWindow,
        regions: RegionsPlot,
        contents: Mapping[str, DockContent],
        settings: Settings,
        apply_size: Callable[[LayoutSize], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._regions = regions
        self._contents = contents
        self._settings = settings
        self._apply_size = apply_size
        self._size: LayoutSize | None = None
        window.setDockNestingEnabled(True)
        window.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
        )
        window.setTabPosition(_Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setDocumentMode(True)
        corner = Qt.Corner
        window.setCorner(corner.BottomLeftCorner, _Area.LeftDockWidgetArea)
        window.setCorner(corner.BottomRightCorner, _Area.RightDockWidgetArea)
        self.docks = {name: self._dock(name) for name in contents}
        regions.installEventFilter(self)
        self._place()

    def restore(self) -> bool:
        """Put everything where it was at the last close; return whether it was known."""
        layout = self._settings.layout()
        if layout is None:
            return False
        geometry, state = layout
        # A layout that cannot be restored leaves the built-in one in place.
        if self._window.restoreGeometry(geometry) and self._window.restoreState(state):
            self._size = layout_for(self._window.size())
            self._apply_size(self._size)
        return True

    def save(self) -> None:
        """Remember where everything is."""
        self._settings.save_layout(
            self._window.saveGeometry(), self._window.saveState()
        )

    def reset(self) -> None:
        """Put every dock back where it was at first."""
        self._settings.forget_layout()
        self._place()
        self._size = None
        self.fit()

    def fit(self) -> None:
        """Follow the window's size."""
        size = layout_for(self._window.size())
        if size != self._size:
            self._size = size
            self._apply_size(size)
            self._window.resizeDocks(
                [self.docks["setup"], self.docks["weights"]],
                [size.setup_width, size.weights_width],
                Qt.Orientation.Horizontal,
            )
        # Once the docks have their new places.
        QTimer.singleShot(0, self, self._share_height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the panes from growing beyond square."""
        if watched is self._regions and event.type() == QEvent.Type.Resize:
            width = self._regions.width()
            self._regions.setMaximumHeight(self._regions.height_for(width))
        return super().eventFilter(watched, event)

    def _dock(self, name: str) -> QDockWidget:
        content = self._contents[name]
        dock = QDockWidget(content.title, self._window)
        dock.setObjectName(f"{name}_dock")
        dock.setWidget(content.widget)
        if content.area == _Area.BottomDockWidgetArea:
            # A tab names it; floating it needs a title to hold.
            dock.topLevelChanged.connect(
                lambda floating: _name_floating(dock, floating=floating)
            )
            NoDockTitle(dock)
        else:
            DockTitle(dock)
        return dock

    def _place(self) -> None:
        bottom: list[QDockWidget] = []
        for name, dock in self.docks.items():
            area = self._contents[name].area
            dock.setFloating(False)
            self._window.addDockWidget(area, dock)
            dock.show()
            if area == _Area.BottomDockWidgetArea:
                bottom.append(dock)
        for dock in bottom[1:]:
            self._window.tabifyDockWidget(bottom[0], dock)
        bottom[0].raise_()

    def _share_height(self) -> None:
        """Give the panes the height they need to be square, the curves the rest."""
        at_bottom = [
            dock
            for dock in self.docks.values()
            if self._window.dockWidgetArea(dock) == _Area.BottomDockWidgetArea
            and not dock.isFloating()
            # A dock behind another's tab says that it is visible, too.
            and not dock.visibleRegion().isEmpty()
        ]
        regions = self._regions
        if not at_bottom or not regions.isVisible():
            return
        missing = regions.height_for(regions.width()) - regions.height()
        height = max(at_bottom[0].height() - missing, _MIN_BOTTOM_HEIGHT)
        if missing > 0 and height < at_bottom[0].height():
            self._window.resizeDocks(at_bottom[:1], [height], Qt.Orientation.Vertical)


def _name_floating(dock: QDockWidget, *, floating: bool) -> None:
    """Give a floating dock a title, and none to one that has a tab."""
    old = dock.titleBarWidget()
    if floating:
        DockTitle(dock)
    else:
        NoDockTitle(dock)
    old.deleteLater()
