"""The decision regions: training and test panes, their titles, legend and readout.

Takes a session and what was derived from it; emits what the user wants to see. It
computes nothing but the probabilities at the pointer.
"""

import numpy as np
from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.app.analysis import Metrics
from mlpviz.app.rendering import RegionPicture, RegionRequest
from mlpviz.core.network import Network
from mlpviz.core.region_image import Color, RegionColors
from mlpviz.core.session import Session
from mlpviz.ui.colors import rgb
from mlpviz.ui.lateness import Lateness
from mlpviz.ui.plots import curve_words, pane_title, readout, regions_header
from mlpviz.ui.plots.pane_title import PaneTitle, TitleContent
from mlpviz.ui.plots.readout import Readout
from mlpviz.ui.plots.region_axis import BOTTOM_HEIGHT, LEFT_WIDTH
from mlpviz.ui.plots.region_pane import TOP_MARGIN, RegionPane
from mlpviz.ui.plots.regions_header import RegionsHeader
from mlpviz.ui.theme import Theme

LEFT_MARGIN = 16
RIGHT_MARGIN = 15
_TITLE_TOP = 10
_READOUT_GAP = 6
_BOTTOM = 5
_MIN_SIDE = 120
SPLITS = ("train", "test")


class RegionsPlot(QWidget):
    """Two linked panes of decision regions.

    Signals
    -------
    request_changed()
        Another picture is wanted: see `request`.
    placed()
        The panes have other places: see `plot_boxes`.
    pointer_moved(object)
        (x1, x2) under the pointer, or None.
    """

    request_changed = Signal()
    placed = Signal()
    pointer_moved = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session: Session | None = None
        self._metrics: Metrics | None = None
        self._picture: RegionPicture | None = None
        self._pointer: tuple[float, float] | None = None
        self._compact = False
        self._size_factor = 1.0
        self._print_ratio = 0.0
        self.setAccessibleName(self.tr("Decision regions"))
        self.header = RegionsHeader(self)
        self.panes = tuple(
            RegionPane(name, theme.tokens, self)
            for name in (self.tr("Training data"), self.tr("Test data"))
        )
        self.titles = tuple(PaneTitle(self) for _ in SPLITS)
        self.readout = Readout(self)
        self._map_lateness = Lateness(self)
        self._numbers_lateness = Lateness(self)
        self._map_lateness.changed.connect(self._dim_maps)
        self._numbers_lateness.changed.connect(self._show_numbers)
        self.panes[1].link_to(self.panes[0])
        for pane in self.panes:
            pane.range_changed.connect(self.request_changed)
            pane.hovered.connect(self._on_pane_hovered)
            pane.fit_requested.connect(self.fit)
        self.header.fit_requested.connect(self.fit)
        self.header.toggled.connect(self._on_header_toggled)
        theme.changed.connect(self._on_theme_changed)

    # What is shown

    def set_session(self, session: Session) -> None:
        """Show another session; maps and numbers follow when they are there."""
        old, self._session = self._session, session
        tokens = self._theme.tokens
        if old is None or old.dataset is not session.dataset:
            self.header.legend.set_classes(session.dataset.classes)
            for pane, name in zip(self.panes, SPLITS, strict=True):
                pane.set_wrong(None)
                pane.set_points(session.dataset.splits[name], tokens, self._size_factor)
            if old is None or old.dataset.extent != session.dataset.extent:
                self.fit()
        if old is None or old.network is not session.network:
            self._show_pointer()
        if not self._map_current():
            self._map_lateness.expect()
        if not self._numbers_current():
            self._numbers_lateness.expect()

    def set_metrics(self, metrics: Metrics) -> None:
        """Show numbers, and ring the wrong points of the test data."""
        self._metrics = metrics
        session = self._session
        if session is not None and metrics.dataset is session.dataset:
            self.panes[1].set_wrong(metrics.splits["test"].wrong)
        self._numbers_lateness.arrived(current=self._numbers_current())
        self._show_numbers()

    def set_picture(self, picture: RegionPicture) -> None:
        """Show a map."""
        self._picture = picture
        boundary = self.header.is_on("boundary")
        maps = picture.maps
        for pane, drawn in zip(self.panes, (maps[0], maps[-1]), strict=True):
            pane.set_map(drawn, boundary=boundary)
        self._map_lateness.arrived(current=self._map_current())

    def set_compact(self, compact: bool) -> None:
        """Use the small window's layout."""
        if compact == self._compact:
            return
        self._compact = compact
        self.header.set_compact(compact)
        self.readout.set_compact(compact)
        for title in self.titles:
            title.set_compact(compact)
        self._place()

    def set_size_factor(self, factor: float) -> None:
        """Scale the markers, for large windows."""
        self._size_factor = factor
        if self._session is not None:
            for pane, name in zip(self.panes, SPLITS, strict=True):
                split = self._session.dataset.splits[name]
                pane.set_points(split, self._theme.tokens, factor)

    def set_for_print(self, ratio: float) -> None:
        """Leave out what only a pointer needs; draw shapes as shapes.

        Parameters
        ----------
        ratio : float
            Cells of the map for each pixel.
        """
        self._print_ratio = ratio
        self.header.show_legend_alone()
        self.readout.hide()
        for pane in self.panes:
            pane.set_for_print()

    def fit(self) -> None:
        """Show all of the data, as the lab does: the test data and a little more."""
        if self._session is not None:
            for pane in self.panes:
                pane.show_square(*self._session.dataset.extent)

    def request(self, network: Network) -> RegionRequest:
        """Return the request for the maps in view."""
        ratio = self._print_ratio or self.devicePixelRatioF()
        grids = [pane.grid(ratio) for pane in self.panes]
        if self.header.is_on("link"):
            grids = grids[:1]
        return RegionRequest(network, tuple(grids), self.region_colors(), ratio)

    def region_colors(self) -> RegionColors:
        """Return the colours of the maps in the theme in use."""
        tokens = self._theme.tokens
        classes = self._session.dataset.classes if self._session is not None else 0
        return RegionColors(
            tuple(_color(tokens.class_style(k).tint) for k in range(classes)),
            _color(tokens.surface),
            _color(tokens.ink),
            shaded=self.header.is_on("shade"),
        )

    # Sizes

    def height_for(self, width: int) -> int:
        """Return the height at which the panes are square and fill the width."""
        return self._fixed_height() + self._side_for(width)

    def plot_boxes(self) -> tuple[int, int, int, int]:
        """Return the left and right edge of both panes' boxes, in pixels."""
        left, right = (title.geometry() for title in self.titles)
        return (left.left(), left.right() + 1, right.left(), right.right() + 1)

    def _side_for(self, width: int) -> int:
        room = width - LEFT_MARGIN - RIGHT_MARGIN - 2 * LEFT_WIDTH - LEFT_MARGIN - 2
        return max(room // 2, _MIN_SIDE)

    def _fixed_height(self) -> int:
        above = regions_header.HEIGHT + _TITLE_TOP + pane_title.HEIGHT + TOP_MARGIN
        below = BOTTOM_HEIGHT + _READOUT_GAP + _BOTTOM
        # A printed figure has no readout.
        return above + below + (0 if self._print_ratio else readout.HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts for the new size."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the surface under all but the header."""
        painter = QPainter(self)
        top = 0 if self._print_ratio else regions_header.HEIGHT
        area = QRect(0, top, self.width(), self.height() - top)
        painter.fillRect(area, QColor(self._theme.tokens.surface))

    def _place(self) -> None:
        width, height = self.width(), self.height()
        self.header.setGeometry(0, 0, width, regions_header.HEIGHT)
        side = min(self._side_for(width), height - self._fixed_height())
        side = max(side, _MIN_SIDE)
        # A low window leaves room at the sides: share it out around the panes.
        spare = max(self._side_for(width) - side, 0)
        size = RegionPane.size_for(side)
        top = regions_header.HEIGHT + _TITLE_TOP
        left = LEFT_MARGIN + spare // 2
        for pane, title in zip(self.panes, self.titles, strict=True):
            box = left + LEFT_WIDTH
            title.setGeometry(box, top, side, pane_title.HEIGHT)
            pane.setGeometry(left, top + pane_title.HEIGHT, size.width(), size.height())
            left += size.width() + LEFT_MARGIN + spare
        row = top + pane_title.HEIGHT + size.height() + _READOUT_GAP
        start = self.titles[0].x()
        end = self.titles[1].x() + side
        self.readout.setGeometry(start, row, end - start, readout.HEIGHT)
        self.placed.emit()

    # What the user does

    def _on_header_toggled(self, name: str, on: bool) -> None:
        if name == "link":
            self.panes[1].link_to(self.panes[0] if on else None)
        elif name == "points":
            for pane in self.panes:
                pane.set_points_visible(on)
        elif name == "boundary" and self._picture is not None:
            self.set_picture(self._picture)
        if name in ("link", "shade"):
            self.request_changed.emit()

    def _on_pane_hovered(self, point: tuple[float, float] | None) -> None:
        self._pointer = point
        for pane in self.panes:
            pane.set_cross(point)
        self._show_pointer()
        self.pointer_moved.emit(point)

    def _on_theme_changed(self) -> None:
        for pane in self.panes:
            pane.set_tokens(self._theme.tokens)
        self.update()
        self.request_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for sharper maps on a screen with more pixels."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.request_changed.emit()

    # Derived

    def _show_pointer(self) -> None:
        if self._session is None or self._pointer is None:
            self.readout.set_values(None, ())
            return
        x = np.array([self._pointer], np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            p = self._session.network.forward(x)[0]
        self.readout.set_values(self._pointer, [float(v) for v in p])

    def _numbers_current(self) -> bool:
        return (
            self._session is not None
            and self._metrics is not None
            and self._metrics.current_for(self._session)
        )

    def _map_current(self) -> bool:
        return (
            self._session is not None
            and self._picture is not None
            and self._picture.request.network is self._session.network
        )

    def settled(self) -> bool:
        """Say whether the map is exact, and drawn for what is in view."""
        return (
            self._session is not None
            and self._picture is not None
            and self._picture.exact
            and self._picture.request == self.request(self._session.network)
        )

    def _dim_maps(self) -> None:
        for pane in self.panes:
            pane.set_map_dimmed(self._map_lateness.late)

    def _show_numbers(self) -> None:
        stale = self._numbers_lateness.late
        self.panes[1].set_rings_dimmed(stale)
        session, metrics = self._session, self._metrics
        if session is None:
            return
        names = (
            (self.tr("Training data"), self.tr("Training")),
            (self.tr("Test data"), self.tr("Test")),
        )
        for title, pane, (name, short), key in zip(
            self.titles, self.panes, names, SPLITS, strict=True
        ):
            points = len(session.dataset.splits[key])
            measured = (
                metrics.splits[key]
                if metrics is not None and metrics.dataset is session.dataset
                else None
            )
            if measured is None:
                title.set_content(TitleContent(name, short))
                continue
            wrong = self.tr("{wrong:,} wrong").format(wrong=measured.wrong_count)
            caption = self.tr("{wrong:,} of {points:,} wrong").format(
                wrong=measured.wrong_count, points=points
            )
            if key == "train":
                caption = self.tr("{points:,} points").format(points=points)
                wrong = ""
            loss = curve_words.loss_text(measured.loss)
            accuracy = f"{100 * measured.accuracy:.2f} %"
            title.set_content(
                TitleContent(name, short, caption, wrong, loss, accuracy, stale)
            )
            pane.setAccessibleDescription(
                self.tr(
                    "{points:,} points of {classes} classes, {wrong:,} of them wrongly "
                    "classified; loss {loss}, accuracy {accuracy}"
                ).format(
                    points=points,
                    classes=session.dataset.classes,
                    wrong=measured.wrong_count,
                    loss=loss,
                    accuracy=accuracy,
                )
            )


def _color(text: str) -> Color:
    red, green, blue = (int(part) for part in rgb(text))
    return red, green, blue
