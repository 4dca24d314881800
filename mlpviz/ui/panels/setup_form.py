"""The form of the Setup panel: rows of fields that show a session's settings.

It says which field the user set to what; what becomes of it is the panel's.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.core.session import Session
from mlpviz.core.settings_table import (
    Settings,
    differing_settings,
    effective_settings,
    read_settings,
)
from mlpviz.files.examples import EXAMPLES
from mlpviz.ui.icons import CHEVRON, icon
from mlpviz.ui.panels import setup_words
from mlpviz.ui.panels.edge_scroll import EdgeScrollArea
from mlpviz.ui.panels.layer_list import LayerList
from mlpviz.ui.panels.setting_row import SettingRow
from mlpviz.ui.panels.task_bar import TaskBar
from mlpviz.ui.panels.task_question import TaskQuestion
from mlpviz.ui.theme import Theme
from mlpviz.ui.widgets.form_row import EDGE
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.section import COMPACT_PITCH, FIELD_WIDTH, PITCH, Section

DATA = (
    ("dataset",),
    ("classes",),
    ("sigma",),
    ("n_train",),
    ("n_test",),
    ("data_seed",),
)
MODEL = (("hidden_layers",), ("layer_width",), ("activation",))
TRAINING = (
    ("init",),
    ("init_mean", "init_stddev"),
    ("init_minval", "init_maxval"),
    ("shared_draw",),
    ("loss",),
    ("optimizer",),
    ("learning_rate",),
    ("momentum", "nesterov"),
    ("beta_1", "beta_2"),
    ("rho",),
    ("epsilon",),
    ("schedule",),
    ("decay_steps",),
    ("decay_rate",),
    ("staircase",),
    ("batch_size",),
    ("epochs",),
    ("seed",),
    ("weight_seed", "order_seed"),
)
ADVANCED = {"shared_draw", "beta_1", "rho", "epsilon", "staircase", "weight_seed"}
"""Rows, by their first setting, that show only under *More settings*."""

MIN_WIDTH = 220
LARGE_WIDTH, LARGE_FIELD_WIDTH = 280, 144
WIDEST_LABEL = 77
"""Room for the label of a row with two fields, "Momentum", and a gap."""
QUESTION_GAP = 40
CLOSEST_PITCH = 29


class SetupForm(QWidget):
    """All settings, in three sections below the lab's task.

    Signals
    -------
    edited(str, object)
        A setting's name, and what the user set its field to.
    rejected(str)
        A field cannot take what was typed.
    """

    edited = Signal(str, object)
    rejected = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session: Session | None = None
        self._compact = False
        self._pitch = PITCH
        self._more = False
        self.task_bar = TaskBar()
        self.data = Section(self.tr("Data"))
        self.model = Section(self.tr("Model"))
        self.training = Section(self.tr("Training"))
        self.rows: dict[str, SettingRow] = {}
        for section, table in (
            (self.data, DATA),
            (self.model, MODEL),
            (self.training, TRAINING),
        ):
            for names in table:
                row = SettingRow(section, names, self.edited.emit, self.rejected.emit)
                self.rows |= dict.fromkeys(names, row)
        self.layers = LayerList()
        self.layers.hide()
        self.layers.rejected.connect(self.rejected)
        self.model.add_widget(self.layers)
        self.more_button = QPushButton()
        self.more_button.setProperty("link", True)
        self.more_button.clicked.connect(lambda: self.set_more(not self._more))
        self.question = TaskQuestion()
        self.setMinimumWidth(MIN_WIDTH)
        self._lay_out()
        theme.changed.connect(self._show_more_button)
        self._show_more_button()

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        more = QWidget()
        more_row = QVBoxLayout(more)
        more_row.setContentsMargins(EDGE - 5, 0, EDGE, 0)
        more_row.addWidget(self.more_button)
        policy = QSizePolicy.Policy
        self.more_button.setSizePolicy(policy.Maximum, policy.Fixed)
        self.training.add_widget(more)
        for part in (self.task_bar, self.data, self.model, self.training):
            inside.addWidget(part)
        inside.addStretch(1)
        self._content = content
        content.installEventFilter(self)
        self.scroll_area = EdgeScrollArea(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(self.question)
        self.question.hide()

    def show_session(self, session: Session) -> None:
        """Show a session's settings; what is being typed stays."""
        self._session = session
        self.revert_refused(focused=False)
        self._show_values()

    def revert_refused(self, *, focused: bool) -> None:
        """Bring back the values of fields whose text could not be taken.

        Parameters
        ----------
        focused : bool
            Also of the one with the focus.
        """
        for field in self.findChildren(NumberField):
            if field.error() and (focused or not field.hasFocus()):
                field.revert()

    def show_refusal(self, name: str, message: str) -> None:
        """Put the fields back to the session's values; say at one what is wrong."""
        self._show_values()
        row = self.rows[name]
        row.set_message(message)
        self._fit()
        self.scroll_area.ensureWidgetVisible(row.form_row)

    def set_compact(self, compact: bool) -> None:
        """Tighten the rows and fold the data, for a small window."""
        if compact == self._compact:
            return
        self._compact = compact
        self.task_bar.set_compact(compact)
        self.data.set_collapsed(compact)
        self._fit()

    def set_more(self, more: bool) -> None:
        """Show or hide the settings that are rarely changed."""
        self._more = more
        self._show_values()

    def _sections(self) -> tuple[Section, Section, Section]:
        return self.data, self.model, self.training

    def _all_rows(self) -> Iterator[SettingRow]:
        yield from dict.fromkeys(self.rows.values())

    def _show_values(self) -> None:
        session = self._session
        if session is None:
            return
        values = read_settings(session)
        if values["seed"] is None:
            values["seed"] = values["weight_seed"]
        for row in self._all_rows():
            row.set_message("")
            row.show_values(values)
        self.layers.set_layers(session.hyperparameters.hidden)
        differing = self._show_differences(session)
        self._show_rows(session, values, differing)
        self._show_heads(session)
        self.question.set_task(session.task)
        self._fit()

    def _show_differences(self, session: Session) -> set[str]:
        example = EXAMPLES.get(session.task)
        names: list[str] = []
        if example is not None:
            names = differing_settings(example.settings, read_settings(session))
        for row in self._all_rows():
            row.form_row.set_differs(bool(set(row.names) & set(names)))
        self.task_bar.set_task(session.task, len(names))
        return set(names)

    def _show_rows(
        self, session: Session, values: Settings, differing: set[str]
    ) -> None:
        """Show the rows that have an effect, the rarer ones only where wanted."""
        in_effect = effective_settings(values)
        for row in self._all_rows():
            names = set(row.names)
            is_advanced = row.names[0] in ADVANCED
            wanted = not is_advanced or self._more or bool(names & differing)
            # Model fields with nothing to act on stay, disabled: they come back.
            is_model = row.names in MODEL
            row.set_visible(wanted and (is_model or bool(names & in_effect)))
            for name, field in row.fields.items():
                field.setEnabled(name in in_effect)
        hidden = session.hyperparameters.hidden
        self.layers.set_open(len(hidden) > 0 and (self._more or len(set(hidden)) > 1))

    def _show_heads(self, session: Session) -> None:
        hyperparameters = session.hyperparameters
        counted = setup_words.counted
        points = len(session.dataset.train)
        self.data.set_consequence(counted(points, "training point", "training points"))
        self.model.set_consequence(
            counted(session.network.parameters, "parameter", "parameters")
        )
        updates = session.updates_per_epoch
        self.training.set_consequence(
            counted(updates, "update per epoch", "updates per epoch")
        )
        self.data.set_collapsed_summary(setup_words.data_summary(session.dataset_spec))
        self.model.set_collapsed_summary(setup_words.model_summary(hyperparameters))
        self.training.set_collapsed_summary(
            setup_words.training_summary(hyperparameters)
        )

    def _show_more_button(self) -> None:
        name = "up" if self._more else "down"
        words = self.tr("Fewer settings") if self._more else self.tr("More settings")
        self.more_button.setText(words)
        self.more_button.setIcon(icon(name, self._theme.tokens, CHEVRON, "accenttext"))

    def _fit(self) -> None:
        """Fit widths and the question at the foot to the room there is."""
        # Before the first layout a widget has a size of no meaning.
        width = max(self.width(), MIN_WIDTH)
        field_width = LARGE_FIELD_WIDTH if width >= LARGE_WIDTH else FIELD_WIDTH
        wide = width - 2 * EDGE - WIDEST_LABEL
        for row in self._all_rows():
            if row.names[0] in ("shared_draw", "staircase"):
                row.set_field_width(width - 2 * EDGE - 8)
            elif len(row.names) > 1:
                row.set_field_width(wide)
            else:
                row.set_field_width(field_width)
        self._fit_pitch()
        self.layers.set_metrics(COMPACT_PITCH if self._compact else PITCH, wide)
        self._show_more_button()
        self._show_question()

    def _fit_pitch(self) -> None:
        """Move the rows a little closer where that saves the scroll bar."""
        rows = sum(
            row.isVisibleTo(section)
            for section in self._sections()
            for row in section.rows()
        )
        widest = COMPACT_PITCH if self._compact else PITCH
        taken = self.task_bar.sizeHint().height() + sum(
            section.height_without_rows() for section in self._sections()
        )
        fits = (self.height() - taken) // max(rows, 1)
        # Rows that would have to be closer still may just as well scroll.
        self._pitch = min(fits, widest) if fits >= CLOSEST_PITCH else widest
        for section in self._sections():
            section.set_pitch(self._pitch)

    def _show_question(self) -> None:
        """Show the task's question where the rows leave room for it."""
        foot = self.question.heightForWidth(max(self.width(), MIN_WIDTH))
        spare = self.height() - self._content.sizeHint().height()
        has_room = spare >= foot + QUESTION_GAP
        self.question.setVisible(has_room and bool(self.question.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See whether the rows have come to take another height."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit_pitch()
            self._show_question()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to the new size."""
        super().resizeEvent(event)
        self._fit()
