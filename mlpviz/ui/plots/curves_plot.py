"""Loss and accuracy over the epochs, side by side; knows a session, not who trains."""

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from mlpviz.core.losses import LOSSES
from mlpviz.core.session import Session
from mlpviz.ui.plots import curve_words
from mlpviz.ui.plots.curve_pane import AXIS_WIDTH, CurvePane
from mlpviz.ui.plots.curve_values import CurveValues, curve_values
from mlpviz.ui.plots.plot_header import LegendEntry
from mlpviz.ui.plots.split_lines import SPLIT_LINES
from mlpviz.ui.theme import Theme

BOX_LEFT = 48
"""From the widget's left edge to the first plot's box: an axis and 8 pixels."""
BOX_GAP = 47
RIGHT_MARGIN = 15
BOTTOM_MARGIN = 8
LEGEND_TEXTS = {
    "train": ("train, running mean", "running mean", "train"),
    "validation": ("validation", "val."),
    "test": ("test",),
}


class CurvesPlot(QWidget):
    """The loss on a log scale, the accuracy on the logarithm of the error.

    The training line is the running mean over each epoch's batches, as in Keras's
    history, and is named so. The pointer or the arrow keys read values off; Escape
    ends that.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = False
        self._boxes: tuple[int, int, int, int] | None = None
        self._session: Session | None = None
        self._values = CurveValues()
        self._read_row: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Loss and accuracy curves"))
        self.loss_pane = CurvePane(self.tr("Loss"), self.tr("epoch"), theme, self)
        self.accuracy_pane = CurvePane(
            self.tr("Accuracy %"), self.tr("epoch"), theme, self
        )
        self._panes = {"loss": self.loss_pane, "accuracy": self.accuracy_pane}
        self._empty_words = {
            "loss": self.tr("Press Train: losses appear here epoch by epoch"),
            "accuracy": self.tr("and accuracies here"),
        }
        for pane in self._panes.values():
            pane.hovered.connect(self._on_pane_hovered)
        theme.changed.connect(self._on_theme_changed)
        self.setMinimumSize(280, 120)
        self._on_theme_changed()
        self._show_curves()

    def set_session(self, session: Session) -> None:
        """Show a session's curves; drawn again only if they, or the axes, are new."""
        old, self._session = self._session, session
        if old is not None and (
            old.curves is session.curves
            and old.target_epoch == session.target_epoch
            and old.hyperparameters.epochs == session.hyperparameters.epochs
            and old.hyperparameters.loss == session.hyperparameters.loss
        ):
            return
        if old is None or old.curves is not session.curves:
            self._values = curve_values(session)
            if self._read_row is not None and self._read_row >= len(self._values):
                self._read_row = None
        self._show_curves()

    def set_compact(self, compact: bool) -> None:
        """Shorten names and drop subtitles, for a small window."""
        if compact != self._compact:
            self._compact = compact
            self._show_headers()

    def set_plot_boxes(self, boxes: tuple[int, int, int, int] | None) -> None:
        """Align the two plots' boxes with something above.

        Parameters
        ----------
        boxes
            Left and right edge of the first box, then of the second, in pixels from
            the widget's left edge; None for the plot's own margins.
        """
        if boxes != self._boxes:
            self._boxes = boxes
            self._place_panes()

    def plot_boxes(self) -> tuple[int, int, int, int]:
        """Return the left and right edges of both boxes; see `set_plot_boxes`."""
        if self._boxes is not None:
            return self._boxes
        room = self.width() - BOX_LEFT - BOX_GAP - RIGHT_MARGIN
        width = max(room // 2, 20)
        second = BOX_LEFT + width + BOX_GAP
        return BOX_LEFT, BOX_LEFT + width, second, second + width

    def _show_curves(self) -> None:
        """Draw all of the session there is to draw."""
        session, values = self._session, self._values
        epochs = values.epochs
        end, marks = 1.0, []
        if session is not None:
            target = session.target_epoch or session.hyperparameters.epochs
            end = max(float(target), epochs[-1] if len(epochs) else 0.0)
            starts = [stroke.first_epoch for stroke in session.curves.strokes]
            marks = [start for start in starts if start > 0]
            self.setAccessibleDescription(curve_words.describe(session))
        for kind, pane in self._panes.items():
            lines = {
                split: (epochs, positions)
                for split, positions in values.positions[kind].items()
            }
            pane.set_lines(lines, end, values.ticks(kind), marks)
            pane.set_words("" if len(epochs) else self._empty_words[kind])
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Put hair line and dots at the row read off, else at the last one."""
        epochs = self._values.epochs
        if not len(epochs):
            row = None
        else:
            row = len(epochs) - 1 if self._read_row is None else self._read_row
        for kind, pane in self._panes.items():
            if row is None:
                pane.set_cursor(None, {})
            else:
                positions = self._values.positions[kind]
                dots = {split: float(p[row]) for split, p in positions.items()}
                pane.set_cursor(float(epochs[row]), dots)
        self._show_headers()

    def _show_headers(self) -> None:
        session = self._session
        loss = "mse" if session is None else session.hyperparameters.loss
        subtitles = {
            "loss": self.tr("{loss}, log").format(loss=LOSSES[loss].short_label),
            "accuracy": self.tr("log of error"),
        }
        if self._compact:
            subtitles = {"loss": "", "accuracy": ""}
        if self._read_row is None:
            self.loss_pane.header.set_content(subtitles["loss"], self._legend())
            self.accuracy_pane.header.set_content(
                subtitles["accuracy"], self._caption()
            )
            return
        epoch = self._values.epochs[self._read_row]
        words = self.tr("epoch {epoch}").format(epoch=curve_words.epoch_text(epoch))
        for kind, pane in self._panes.items():
            pane.header.set_content(words, self._readout(kind, self._read_row))

    def _legend(self) -> list[LegendEntry]:
        explanation = self.tr(
            "Mean over the epoch's batches while the weights still changed, as in "
            "Keras's history.\nThe status bar shows the loss evaluated with the "
            "weights as they are."
        )
        return [
            LegendEntry(
                LEGEND_TEXTS[split][-1:] if self._compact else LEGEND_TEXTS[split],
                line.pen(self._theme.tokens),
                explanation if split == "train" else "",
            )
            for split, line in SPLIT_LINES.items()
        ]

    def _caption(self) -> list[LegendEntry]:
        if self._session is None or not self._session.curves.strokes:
            return []
        curves = self._session.curves
        text = curve_words.stroke_text(curves.strokes[-1])
        return [
            LegendEntry(
                (text, text.split(" · ")[0]), None, curve_words.history_text(curves)
            )
        ]

    def _readout(self, kind: str, row: int) -> list[LegendEntry]:
        text = curve_words.loss_text if kind == "loss" else curve_words.accuracy_text
        return [
            LegendEntry(
                (text(float(self._values.values[kind][split][row])),),
                line.pen(self._theme.tokens),
                split,
                strong=True,
            )
            for split, line in SPLIT_LINES.items()
        ]

    def _on_pane_hovered(self, epoch: float | None) -> None:
        epochs = self._values.epochs
        if epoch is None or not len(epochs):
            self._read_off(None)
        else:
            self._read_off(int(np.abs(epochs - epoch).argmin()))

    def _read_off(self, row: int | None) -> None:
        if row != self._read_row:
            self._read_row = row
            self._show_cursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read values off with the arrow keys."""
        last = len(self._values) - 1
        here = last if self._read_row is None else self._read_row
        page = max(10, (last + 1) // 10)
        rows = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_PageUp: here - page,
            Qt.Key.Key_PageDown: here + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last < 0:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self._read_row is not None:
            self._read_off(None)
        elif (row := rows.get(Qt.Key(event.key()))) is not None:
            self._read_off(min(max(row, 0), last))
        else:
            super().keyPressEvent(event)

    def _on_theme_changed(self) -> None:
        for pane in self._panes.values():
            pane.recolor()
        self._show_headers()
        self.update()

    def _place_panes(self) -> None:
        first, first_end, second, second_end = self.plot_boxes()
        height = self.height() - BOTTOM_MARGIN
        for pane, left, right in (
            (self.loss_pane, first, first_end),
            (self.accuracy_pane, second, second_end),
        ):
            pane.setGeometry(left - AXIS_WIDTH, 0, right - left + AXIS_WIDTH, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place both plots anew."""
        super().resizeEvent(event)
        self._place_panes()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint the ground in another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop reading values off."""
        super().focusOutEvent(event)
        self._read_off(None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground, and frame it where the keyboard is."""
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.surface))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
