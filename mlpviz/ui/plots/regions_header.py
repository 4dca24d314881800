"""The head of the decision regions: title, legend of the classes, view toggles."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from mlpviz.core.datasets import class_name
from mlpviz.ui.fonts import bold_font, small_font
from mlpviz.ui.plots.markers import draw_marker, draw_wrong_ring
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.mini_button import MiniButton

HEIGHT = 32
_GAP = 17
# Closer than this, entries run into each other.
_MIN_GAP = 4.0
_MARKER = 14


class ClassLegend(QWidget):
    """A marker and a name for each class, and the ring of wrong points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes = 0
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Legend"))

    def set_classes(self, classes: int) -> None:
        """Show so many classes."""
        self._classes = classes
        names = ", ".join(class_name(k) for k in range(classes))
        self.setAccessibleDescription(
            self.tr("{names}; wrong points are ringed").format(names=names)
        )
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Write "01" for "Class 01"."""
        self._compact = compact
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for what the short names need."""
        return QSize(int(self._width(self._texts(short=True))), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Ask for nothing; what does not fit is left out."""
        return QSize(0, HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Follow the palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)

    def _texts(self, *, short: bool) -> list[str]:
        names = [class_name(k) for k in range(self._classes)]
        if short:
            names = [name.split()[-1] for name in names]
        return [*names, self.tr("wrong")]

    def _width(self, texts: Sequence[str], gap: float = _GAP) -> float:
        metrics = QFontMetricsF(small_font())
        return sum(_MARKER + metrics.horizontalAdvance(t) + gap for t in texts) - gap

    def fitted(self) -> tuple[list[str], float]:
        """Return the entries' texts and the gap between them that fit the width.

        Short names come first, then smaller gaps, then the ring without its word.
        """
        texts = self._texts(short=self._compact)
        if self._width(texts) > self.width():
            texts = self._texts(short=True)
        for shown in (texts, [*texts[:-1], ""]):
            bare = self._width(shown, 0)
            gap = min((self.width() - bare) / max(len(shown) - 1, 1), _GAP)
            if gap >= _MIN_GAP:
                return shown, gap
        return [*texts[:-1], ""], _MIN_GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries around the middle."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        texts, gap = self.fitted()
        metrics = QFontMetricsF(small_font())
        x = max((self.width() - self._width(texts, gap)) / 2, 0)
        middle = self.height() / 2
        for index, text in enumerate(texts):
            center = QPointF(x + 4, middle)
            if index < self._classes:
                draw_marker(painter, tokens.class_style(index), center)
            else:
                draw_wrong_ring(painter, tokens, center)
            painter.setFont(small_font())
            painter.setPen(QColor(tokens.muted))
            width = metrics.horizontalAdvance(text)
            area = QRectF(x + _MARKER, 0, width + 1, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            x += _MARKER + width + gap


class RegionsHeader(QWidget):
    """Title left, legend centred, toggles right.

    Signals
    -------
    toggled(str, bool)
        "link", "points", "shade" or "boundary", and whether it is on.
    fit_requested()
    """

    toggled = Signal(str, bool)
    fit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._title = QLabel(self.tr("Decision regions"), self)
        self._title.setFont(bold_font())
        self.legend = ClassLegend(self)
        self._menu = QMenu(self)
        self.buttons: dict[str, MiniButton] = {}
        self.actions_by_name: dict[str, QAction] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        layout.addSpacing(12)
        layout.addWidget(self.legend, 1)
        layout.addSpacing(12)
        rows = (
            ("link", "link", self.tr("Pan and zoom both panes together")),
            ("points", "points", self.tr("Show the points")),
            ("shade", "shade", self.tr("Fade the regions where the network is unsure")),
            ("boundary", "line", self.tr("Draw the decision boundary")),
        )
        for name, drawing, tip in rows:
            button = MiniButton(drawing, tip, self, checkable=True)
            button.setChecked(True)
            action = QAction(tip, self._menu, checkable=True, checked=True)
            button.toggled.connect(action.setChecked)
            action.toggled.connect(button.setChecked)
            button.toggled.connect(lambda on, name=name: self.toggled.emit(name, on))
            self.buttons[name] = button
            self.actions_by_name[name] = action
            self._menu.addAction(action)
            layout.addWidget(button)
        fit_tip = self.tr("Show all of the data (0)")
        self.fit = MiniButton("fit", fit_tip, self)
        self.fit.clicked.connect(self.fit_requested)
        layout.addWidget(self.fit)
        self._menu.addAction(fit_tip).triggered.connect(self.fit_requested)
        self._more = MiniButton("more", self.tr("What the panes show"), self)
        self._more.setMenu(self._menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.hide()
        layout.addWidget(self._more)

    def set_compact(self, compact: bool) -> None:
        """Gather the toggles in a menu and shorten the legend."""
        self.legend.set_compact(compact)
        for button in (*self.buttons.values(), self.fit):
            button.setVisible(not compact)
        self._more.setVisible(compact)

    def show_legend_alone(self) -> None:
        """Leave out title and tools."""
        for part in (self._title, *self.buttons.values(), self.fit, self._more):
            part.hide()

    def is_on(self, name: str) -> bool:
        """Say whether a toggle is on."""
        return self.buttons[name].isChecked()
