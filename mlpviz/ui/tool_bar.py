"""The tool bar: the next action filled, the engine, and how far a run is."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from mlpviz.app.run_control import Progress
from mlpviz.core.session import ENGINES, Session
from mlpviz.ui.actions import Actions
from mlpviz.ui.icons import TOOLBAR, icon
from mlpviz.ui.tokens import Tokens
from mlpviz.ui.widgets.choice_field import ChoiceField

_PROGRESS_WIDTH = 154
_COMPACT_PROGRESS_WIDTH = 96
_LINE_HEIGHT = 28
# What keeps its text in a small window; the others are icons there.
_ALWAYS_TEXT = ("train", "resume", "pause")


class MainToolBar(QToolBar):
    """Train, Pause or Continue, Stop, Epoch, Batch; weights; undo; engine; progress.

    Signals
    -------
    engine_chosen(str)
        A key of `ENGINES`.
    """

    engine_chosen = Signal(str)

    def __init__(self, actions: Actions, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("main_tool_bar")
        self.setWindowTitle(self.tr("Tool bar"))
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(TOOLBAR, TOOLBAR))
        self._actions = actions
        self._tokens = tokens
        self._buttons: dict[str, QToolButton] = {}
        # One box with a layout of our own: a tool bar keeps the room of a button that
        # is hidden, and ignores its margins under a style sheet.
        box = QWidget(self)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._layout = QHBoxLayout(box)
        self._layout.setContentsMargins(12, 0, 12, 0)
        self._layout.setSpacing(2)
        self.addWidget(box)
        for name in ("train", "pause", "resume", "stop", "train_epoch", "train_batch"):
            self._add(name)
        self._add_line()
        for name in ("reset_weights", "new_start"):
            self._add(name)
        self._add_line()
        for name in ("undo", "redo"):
            self._add(name, with_text=False)
        self._add_line()
        self._add_engine()
        self._layout.addStretch(1)
        self._add_progress()
        self.show_idle("", unfinished=False)

    def _add_engine(self) -> None:
        self._layout.addWidget(QLabel(self.tr("Engine"), self))
        self._layout.addSpacing(6)
        self.engine = ChoiceField(list(ENGINES.items()), self)
        self.engine.setAccessibleName(self.tr("Engine"))
        self.engine.setFixedWidth(94)
        self.engine.setToolTip(
            self.tr(
                "What trains: Keras, compiled, in a process of its own, or "
                "backpropagation written out in NumPy"
            )
        )
        # Signals of different types do not connect to each other.
        self.engine.value_edited.connect(lambda key: self.engine_chosen.emit(str(key)))
        self._layout.addWidget(self.engine)

    def _add_progress(self) -> None:
        self.epoch_label = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_PROGRESS_WIDTH)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self.left_label = QLabel(self)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for label in (self.epoch_label, self.left_label):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(right)
        self.left_label.setProperty("role", "muted")
        for widget in (self.epoch_label, self.bar, self.left_label):
            self._layout.addSpacing(10)
            self._layout.addWidget(widget)

    def show_idle(self, text: str, *, unfinished: bool) -> None:
        """Show that nothing runs: what to do next, and a word on what is.

        Parameters
        ----------
        unfinished : bool
            A run waits for *Continue*.
        """
        self.epoch_label.setText("")
        self.bar.hide()
        self.left_label.setText(text)
        self._fill("resume" if unfinished else "train")
        self._buttons["pause"].hide()
        self._buttons["resume"].show()

    def show_running(self) -> None:
        """Show that a run is at work."""
        self.bar.show()
        self._buttons["resume"].hide()
        self._buttons["pause"].show()
        self._fill("pause")

    def set_progress(self, progress: Progress) -> None:
        """Show how far the run is."""
        self.epoch_label.setText(
            self.tr("Epoch {epoch:,} of {last:,}").format(
                epoch=progress.epoch, last=progress.last_epoch
            )
        )
        if progress.compiling:
            # How long it takes is not known: a bar that only moves.
            self.bar.setRange(0, 0)
            self.left_label.setText(self.tr("compiling…"))
            return
        if progress.waiting:
            self.left_label.setText(self.tr("starting…"))
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * progress.share))
        left = progress.seconds_left
        self.left_label.setText("" if left is None else time_left(left))

    def set_session(self, session: Session) -> None:
        """Show the session's engine."""
        self.engine.set_value(session.engine)

    def set_compact(self, compact: bool) -> None:
        """Show icons alone for what is used less."""
        style = Qt.ToolButtonStyle
        for name, button in self._buttons.items():
            if name not in _ALWAYS_TEXT and name not in ("undo", "redo"):
                button.setToolButtonStyle(
                    style.ToolButtonIconOnly
                    if compact
                    else style.ToolButtonTextBesideIcon
                )
        self.bar.setFixedWidth(_COMPACT_PROGRESS_WIDTH if compact else _PROGRESS_WIDTH)

    def set_tokens(self, tokens: Tokens) -> None:
        """Draw the filled button's icon for a palette."""
        self._tokens = tokens
        for name, button in self._buttons.items():
            self._draw(name, bool(button.property("primary")))

    def button(self, name: str) -> QToolButton:
        """Return the button of a command."""
        return self._buttons[name]

    def _add(self, name: str, *, with_text: bool = True) -> None:
        action = self._actions[name]
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setIconSize(self.iconSize())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text())
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if with_text else style.ToolButtonIconOnly
        )
        self._buttons[name] = button
        self._layout.addWidget(button)

    def _add_line(self) -> None:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.VLine)
        line.setFixedHeight(_LINE_HEIGHT)
        self._layout.addSpacing(10)
        self._layout.addWidget(line)
        self._layout.addSpacing(10)

    def _fill(self, name: str) -> None:
        for other, button in self._buttons.items():
            primary = other == name
            if bool(button.property("primary")) != primary:
                button.setProperty("primary", primary)
                button.style().unpolish(button)
                button.style().polish(button)
            self._draw(other, primary)

    def _draw(self, name: str, primary: bool) -> None:
        role = "on_accent" if primary else "text"
        button = self._buttons[name]
        button.setIcon(icon(_ICONS[name], self._tokens, TOOLBAR, role))


_ICONS = {
    "train": "play",
    "resume": "continue",
    "pause": "pause",
    "stop": "stop",
    "train_epoch": "epoch",
    "train_batch": "batch",
    "reset_weights": "reset",
    "new_start": "new-start",
    "undo": "undo",
    "redo": "redo",
}


def time_left(seconds: float) -> str:
    """Return an estimate as a person would say it: "0.4 s left", "3 min left"."""
    if seconds < 10:
        return f"{seconds:.1f} s left"
    if seconds < 90:
        return f"{seconds:.0f} s left"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min left"
    return f"{seconds / 3600:.1f} h left"
