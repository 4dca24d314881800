"""A slider for one signed number, filled from zero; knows no session."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.core.numbers import format_number
from mlpviz.ui.colors import mix
from mlpviz.ui.fonts import small_font
from mlpviz.ui.theme import tokens_of
from mlpviz.ui.widgets.painting import draw_text, fill_rounded

HEIGHT = 34
_MARGIN = 8
_MIDDLE = 9.0
_GROOVE = 4
_HANDLE_RADIUS = 6.75
_TICK_TOP = 15
_LABEL_CENTER = 26
# A wheel has no release: its gesture ends when it has rested so long, in ms.
_WHEEL_REST = 500
_KEY_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}
_STEPS_PER_SCALE = 100


class ValueSlider(QWidget):
    """Sets a number between −s and +s by dragging, keys or wheel.

    A drag, a key held down or a turn of the wheel is one gesture. Escape during a drag
    brings the value back that it began with.

    Signals
    -------
    gesture_started
        The user began to change the value.
    value_edited : float
        The user chose another value; never emitted by `set_value`.
    gesture_finished
        The user let go.
    """

    gesture_started = Signal()
    value_edited = Signal(float)
    gesture_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._scale = 1.0
        self._is_in_gesture = False
        self._start = 0.0
        self._wheel_rest = QTimer(self)
        self._wheel_rest.setSingleShot(True)
        self._wheel_rest.setInterval(_WHEEL_REST)
        self._wheel_rest.timeout.connect(self._finish)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(self.tr("Value"))
        self._describe()

    def value(self) -> float:
        """Return the value shown."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value; one beyond the scale stands at the end."""
        if value != self._value:
            self._value = value
            self._describe()
            self.update()

    def scale(self) -> float:
        """Return s of the range −s … +s."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Set the range −scale … +scale."""
        if scale <= 0 or not math.isfinite(scale):
            raise ValueError(f"no scale: {scale!r}")
        if scale != self._scale:
            self._scale = scale
            self._describe()
            self.update()

    def is_in_gesture(self) -> bool:
        """Return whether the user is changing the value just now."""
        return self._is_in_gesture

    def handle_center(self) -> QPointF:
        """Return where the handle is."""
        return QPointF(self._x(self._value), _MIDDLE)

    def sizeHint(self) -> QSize:
        """Return the design's size."""
        return QSize(360, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return room for the labels."""
        return QSize(120, HEIGHT)

    # Between values and pixels

    def _x(self, value: float) -> float:
        share = max(-1.0, min(1.0, value / self._scale))
        return _MARGIN + (share + 1) / 2 * (self.width() - 2 * _MARGIN)

    def _value_at(self, x: float) -> float:
        share = (x - _MARGIN) / max(1, self.width() - 2 * _MARGIN) * 2 - 1
        value = max(-1.0, min(1.0, share)) * self._scale
        # No more digits than a pixel can tell.
        pixel = 2 * self._scale / max(1, self.width())
        return _clean(value, math.floor(math.log10(pixel)))

    # Changing

    def _begin(self) -> None:
        if not self._is_in_gesture:
            self._is_in_gesture = True
            self._start = self._value
            self.gesture_started.emit()

    def _finish(self) -> None:
        self._wheel_rest.stop()
        if self._is_in_gesture:
            self._is_in_gesture = False
            self.update()
            self.gesture_finished.emit()

    def _edit(self, value: float) -> None:
        if value != self._value:
            self.set_value(value)
            self.value_edited.emit(value)

    def _step(self, steps: float) -> None:
        value = self._value + steps * self._scale / _STEPS_PER_SCALE
        value = max(-self._scale, min(self._scale, value))
        self._edit(_clean(value, math.floor(math.log10(self._scale)) - 4))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag; beside the handle, the handle comes along."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._begin()
        if abs(event.position().x() - self._x(self._value)) > _HANDLE_RADIUS:
            self._edit(self._value_at(event.position().x()))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._is_in_gesture:
            self._edit(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by arrows and pages, go to the ends by Home and End."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._is_in_gesture:
            self._edit(self._start)
            self._finish()
        elif key in _KEY_STEPS:
            self._begin()
            self._step(_KEY_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._begin()
            self._edit(self._scale if key == Qt.Key.Key_End else -self._scale)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what the key began; a key held down repeats within one gesture."""
        is_ours = Qt.Key(event.key()) in {*_KEY_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End}
        if is_ours and not event.isAutoRepeat():
            self._finish()
        else:
            super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step, but only where the user put the focus."""
        notches = event.angleDelta().y() / 120
        if not self.hasFocus() or not notches:
            event.ignore()
            return
        self._begin()
        self._step(notches)
        self._wheel_rest.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        self._finish()
        super().focusOutEvent(event)
        self.update()

    def hideEvent(self, event: QEvent) -> None:
        """Let go."""
        self._finish()

    # Looks

    def _describe(self) -> None:
        text = self.tr("{value}, from {low} to {high}").format(
            value=format_number(self._value, significant=6),
            low=format_number(-self._scale, significant=6),
            high=format_number(self._scale, significant=6),
        )
        self.setAccessibleDescription(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw groove, fill, ticks, labels and handle."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        top = _MIDDLE - _GROOVE / 2
        left, right, zero = self._x(-self._scale), self._x(self._scale), self._x(0)
        groove = QRectF(left, top, right - left, _GROOVE)
        fill_rounded(painter, groove, tokens.press, _GROOVE / 2)
        at = self._x(self._value)
        fill = QRectF(min(zero, at), top, abs(at - zero), _GROOVE)
        painter.fillRect(fill, QColor(tokens.pos if at > zero else tokens.neg))
        self._paint_ticks(painter)
        has_keys = self.hasFocus()
        if has_keys or self._is_in_gesture or self.underMouse():
            glow = QColor(tokens.accent)
            glow.setAlphaF(0.32 if has_keys else 0.16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(glow)
            painter.drawEllipse(QPointF(at, _MIDDLE), 9, 9)
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.setBrush(QColor(tokens.text if tokens.is_dark else tokens.surface))
        painter.drawEllipse(QPointF(at, _MIDDLE), _HANDLE_RADIUS, _HANDLE_RADIUS)

    def _paint_ticks(self, painter: QPainter) -> None:
        tokens = tokens_of(self)
        color = QColor(mix(tokens.fieldbase, tokens.win, 0.5))
        for share in (-1, -0.5, 0, 0.5, 1):
            x = round(self._x(share * self._scale))
            height = 4 if share in (-1, 0, 1) else 3
            painter.fillRect(QRectF(x - 1, _TICK_TOP, 2, height), color)
        end = format_number(self._scale, significant=6)
        labels = (
            (f"−{end}", self._x(-self._scale) - 3, Qt.AlignmentFlag.AlignLeft),
            ("0", self._x(0) - 30, Qt.AlignmentFlag.AlignHCenter),
            (f"+{end}", self._x(self._scale) + 3 - 60, Qt.AlignmentFlag.AlignRight),
        )
        for text, x, align in labels:
            area = QRectF(x, _LABEL_CENTER - 8, 60, 16)
            draw_text(painter, area, text, tokens.muted, small_font(), align)


def _clean(value: float, power: int) -> float:
    """Round to a power of ten, without the dust of binary fractions."""
    return round(value, -power) + 0.0
