"""The Setup panel: turns what is set in its form into intents, or says why not.

It is shown a session and says what the user wants; it never sees the document.
"""

from time import monotonic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import MAX_PARAMETERS
from mlpviz.core.session import INPUTS, Session
from mlpviz.core.settings_table import (
    Settings,
    apply_settings,
    differing_settings,
    read_settings,
)
from mlpviz.files.examples import EXAMPLES
from mlpviz.ui.panels import setup_words
from mlpviz.ui.panels.setup_form import DATA, MODEL, SetupForm
from mlpviz.ui.theme import Theme

NEEDS_REST = {name for names in (*DATA, *MODEL) for name in names} | {
    *("init", "init_mean", "init_stddev", "init_minval", "init_maxval"),
    *("shared_draw", "seed", "weight_seed", "order_seed", "loss"),
}
"""What would throw away run or curves, and so waits for a pause or the end."""

GESTURE_SECONDS = 1.0
"""Edits of one field so close together are one step of the undo history."""


class SetupPanel(QWidget):
    """All settings of a session.

    Signals
    -------
    task_chosen(str)
        The user chose an example, by its name.
    dataset_edited(DatasetSpec, str, object)
    hyperparameters_edited(Hyperparameters, str, object)
        The user changed a setting: the new value of the whole, the name of the edit,
        and the merge key of the gesture.
    restore_requested(DatasetSpec, Hyperparameters, str)
        The user wants the task's own settings back, as one edit of that name.
    rejected(str)
        What the user set cannot be; it also stands at the field.

    Whatever comes of an intent, call `set_session` afterwards: the fields then show
    what is.
    """

    task_chosen = Signal(str)
    dataset_edited = Signal(object, str, object)
    hyperparameters_edited = Signal(object, str, object)
    restore_requested = Signal(object, object, str)
    rejected = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._is_training = False
        self._stale = True
        self._gesture: tuple[str, int] = ("", 0)
        self._edited_at = 0.0
        self.setAccessibleName(self.tr("Setup"))
        self.form = SetupForm(theme, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.form.edited.connect(self._on_edited)
        self.form.rejected.connect(self.rejected)
        self.form.layers.units_edited.connect(self._on_layer_units_edited)
        self.form.layers.activation_edited.connect(self._on_layer_activation_edited)
        self.form.task_bar.task_chosen.connect(self._on_task_chosen)
        self.form.task_bar.restore_requested.connect(self._on_restore_requested)

    def set_session(self, session: Session) -> None:
        """Show a session; cheap where its settings are the same objects as before."""
        old, self._session = self._session, session
        if (
            not self._stale
            and old is not None
            and old.dataset_spec is session.dataset_spec
            and old.dataset is session.dataset
            and old.hyperparameters is session.hyperparameters
            and old.task == session.task
        ):
            return
        self._stale = False
        self.form.show_session(session)

    def set_compact(self, compact: bool) -> None:
        """Tighten the rows and fold the data, for a small window."""
        self.form.set_compact(compact)

    def set_training(self, training: bool) -> None:
        """Say whether a run is going on: then what would end it is refused."""
        self._is_training = training
        if training:
            # What trains are the values; nothing else may stand in the fields.
            self.form.revert_refused(focused=True)

    def field(self, name: str) -> QWidget:
        """Return the field of a setting."""
        return self.form.rows[name].fields[name]

    def _on_edited(self, name: str, value: object) -> None:
        """Turn the value of a field into an intent, or say why it cannot be."""
        session = self._session
        if session is None:
            return
        changes: Settings = {name: value}  # type: ignore[dict-item]
        if name == "hidden_layers" and not session.hyperparameters.hidden:
            # The first hidden layer takes what the disabled fields still show.
            rows = self.form.rows
            for other in ("layer_width", "activation"):
                changes[other] = rows[other].fields[other].value()  # type: ignore[assignment]
        self._apply(name, changes, setup_words.undo_label(name, changes[name]))

    def _apply(
        self,
        name: str,
        changes: Settings,
        label: str,
        gesture: str = "",
    ) -> None:
        session = self._session
        if session is None:
            return
        try:
            if self._is_training and name in NEEDS_REST:
                raise MlpvizError(setup_words.refusal(name).rstrip("."))
            setup_words.check_count(changes, len(session.hyperparameters.hidden))
            spec, new = apply_settings(
                session.dataset_spec, session.hyperparameters, changes
            )
            count = new.parameter_count(INPUTS, spec.classes)
            if count > MAX_PARAMETERS:
                raise MlpvizError(
                    f"This network would have {count:,} parameters",
                    advice=f"Make it narrower or shallower: at most "
                    f"{MAX_PARAMETERS:,}.",
                )
        except MlpvizError as problem:
            self._refuse(name, str(problem))
            return
        self._stale = True
        key = self._merge_key(gesture or name)
        if spec != session.dataset_spec:
            self.dataset_edited.emit(spec, label, key)
        elif new != session.hyperparameters:
            self.hyperparameters_edited.emit(new, label, key)

    def _refuse(self, name: str, message: str) -> None:
        """Leave all as it was, and say at the field what is wrong."""
        self.form.show_refusal(name, message)
        self.rejected.emit(message)

    def _merge_key(self, name: str) -> object:
        moment = monotonic()
        last, number = self._gesture
        if name != last or moment - self._edited_at > GESTURE_SECONDS:
            self._gesture = (name, number + 1)
        self._edited_at = moment
        return self._gesture

    def _on_layer_units_edited(self, layer: int, units: int) -> None:
        if self._session is None:
            return
        widths = [spec.units for spec in self._session.hyperparameters.hidden]
        widths[layer] = units
        self._apply(
            "layer_width",
            {"layer_width": tuple(widths)},
            f"Set units of layer {layer + 1} to {units:,}",
            f"layer_width {layer}",
        )

    def _on_layer_activation_edited(self, layer: int, activation: str) -> None:
        if self._session is None:
            return
        names = [spec.activation for spec in self._session.hyperparameters.hidden]
        names[layer] = activation
        shown = setup_words.value_text("activation", activation)
        self._apply(
            "activation",
            {"activation": tuple(names)},
            f"Set activation of layer {layer + 1} to {shown}",
        )

    def _on_task_chosen(self, name: str) -> None:
        self._stale = True
        self.task_chosen.emit(name)

    def _on_restore_requested(self) -> None:
        if self._session is None or self._session.task not in EXAMPLES:
            return
        example = EXAMPLES[self._session.task]
        if self._is_training:
            names = differing_settings(example.settings, read_settings(self._session))
            for name in names:
                if name in NEEDS_REST:
                    self._refuse(name, setup_words.refusal(name))
                    return
        self._stale = True
        self.restore_requested.emit(
            example.dataset,
            example.hyperparameters,
            f"Restore settings of task {example.title.split()[0]}",
        )
