"""What each command of the table does: a method of the same name.

Between the menus and the program: it turns commands and intents into edits of the
document, and tells what became of them.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from mlpviz.app.document import Document
from mlpviz.app.jobs import Jobs
from mlpviz.app.run_control import Edit, RunControl
from mlpviz.core import edits
from mlpviz.core.array_text import format_W_b, paste_weights
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import MAX_SEED, Hyperparameters
from mlpviz.core.network import Network
from mlpviz.core.session import INPUTS, Session
from mlpviz.files.examples import EXAMPLES, example_session
from mlpviz.ui import dialogs
from mlpviz.ui.figure_control import FigureControl
from mlpviz.ui.file_control import FileControl
from mlpviz.ui.theme import Mode, Theme

# Above these an edit draws points or weights off the GUI thread: about 5 ms.
_HEAVY_POINTS = 20_000
_HEAVY_PARAMETERS = 200_000


class Commands(QObject):
    """The program's commands and the panels' intents.

    Signals
    -------
    message(text: str, kind: str)
        What happened; kind is "info" or "error".
    """

    message = Signal(str, str)

    def __init__(
        self,
        document: Document,
        control: RunControl,
        files: FileControl,
        jobs: Jobs,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._control = control
        self._files = files
        self._jobs = jobs
        self._theme = theme
        self._window = window
        self._figures = FigureControl(document, jobs, window)
        self._figures.message.connect(self.message)
        self._figures.failed.connect(self._failed)
        self.log_text: Callable[[], str] = str

    # Files and figures

    def new(self) -> None:
        """Begin anew."""
        self._files.new()

    def open(self) -> None:
        """Open a file."""
        self._files.open()

    def save(self) -> None:
        """Save."""
        self._files.save()

    def save_as(self) -> None:
        """Save under another name."""
        self._files.save_as()

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self._window.close()

    def copy_regions(self) -> None:
        """Put the regions on the clipboard."""
        self._figures.copy_regions()

    def save_regions(self) -> None:
        """Ask for a file and write the regions to it."""
        self._figures.save_regions()

    def copy_curves(self) -> None:
        """Put the curves on the clipboard."""
        self._figures.copy_curves()

    def save_curves(self) -> None:
        """Ask for a file and write the curves to it."""
        self._figures.save_curves()

    # Undo and clipboard

    def undo(self) -> None:
        """Take the last step back."""
        label = self._document.undo_label
        self._control.undo()
        if label:
            self.message.emit(self.tr("Undone: {label}").format(label=label), "info")

    def redo(self) -> None:
        """Do again what was taken back."""
        label = self._document.redo_label
        self._control.redo()
        if label:
            self.message.emit(self.tr("Redone: {label}").format(label=label), "info")

    def copy_weights(self) -> None:
        """Put all of W and b on the clipboard as NumPy text."""
        text = format_W_b(self._document.session.network)
        QApplication.clipboard().setText(text)
        self.message.emit(self.tr("W and b copied as NumPy text"), "info")

    def paste_weights(self) -> None:
        """Take weights from the clipboard."""
        text = QApplication.clipboard().text()
        try:
            network = paste_weights(self._document.session.network, 0, text)
        except MlpvizError as error:
            self._refused(error)
        else:
            self.set_network(network, self.tr("Paste weights"))

    # View: the window connects these to its parts

    def fit(self) -> None:
        """Show all of the data; the window connects the panes."""

    def link(self, _on: bool) -> None:
        """Link the panes; the window connects the header's toggle."""

    def points(self, _on: bool) -> None:
        """Show the points; the window connects the header's toggle."""

    def shade(self, _on: bool) -> None:
        """Fade with confidence; the window connects the header's toggle."""

    def boundary(self, _on: bool) -> None:
        """Draw the boundary; the window connects the header's toggle."""

    def theme_system(self) -> None:
        """Follow the desktop."""
        self._set_theme("system")

    def theme_light(self) -> None:
        """Be light."""
        self._set_theme("light")

    def theme_dark(self) -> None:
        """Be dark."""
        self._set_theme("dark")

    def _set_theme(self, mode: Mode) -> None:
        self._theme.set_mode(mode)

    # Data and model

    def choose_task(self, name: str) -> None:
        """Set up a task of the lab, as one step of undo."""
        self._control.pause()

        def done(session: Session) -> None:
            # A run begun while the file was being read would refuse it.
            self._control.pause()
            label = self.tr("Set up {task}").format(task=EXAMPLES[name].title)
            # Saving must not put another task over the file that is open.
            self._control.apply(label, lambda _: session, detach=True)

        self._jobs.submit(
            self.tr("Setting up {task}").format(task=EXAMPLES[name].title),
            lambda: example_session(name),
            done,
            self._failed,
            only_reads=True,
        )

    def new_sample(self) -> None:
        """Draw the points with the next seed."""
        spec = self._document.session.dataset_spec
        seed = spec.seed + 1 if spec.seed < MAX_SEED else 0
        label = self.tr("New sample, seed {seed}").format(seed=seed)
        self.set_dataset(msgspec.structs.replace(spec, seed=seed), label)

    def set_dataset(
        self, spec: DatasetSpec, label: str, merge_key: object = None
    ) -> None:
        """Draw other data."""
        changes = _changes(self._document.session.dataset_spec, spec)

        def edit(session: Session) -> Session:
            # What was changed, on the session as it is by then.
            wanted = msgspec.structs.replace(session.dataset_spec, **changes)
            return edits.choose_dataset(session, wanted)

        self.apply(label, edit, merge_key, heavy=spec.points > _HEAVY_POINTS)

    def restore_settings(
        self, spec: DatasetSpec, new: Hyperparameters, label: str
    ) -> None:
        """Go back to the settings of the task, in one step of undo."""
        self.apply(
            label,
            lambda session: edits.set_hyperparameters(
                edits.choose_dataset(session, spec), new
            ),
            heavy=True,
        )

    def set_hyperparameters(
        self, new: Hyperparameters, label: str, merge_key: object = None
    ) -> None:
        """Change settings."""
        session = self._document.session
        changes = _changes(session.hyperparameters, new)

        def edit(session: Session) -> Session:
            wanted = msgspec.structs.replace(session.hyperparameters, **changes)
            return edits.set_hyperparameters(session, wanted)

        count = new.parameter_count(INPUTS, session.dataset.classes)
        # Only what draws weights takes long.
        draws = not changes.keys().isdisjoint({"hidden", "initializer", "weight_seed"})
        heavy = draws and count > _HEAVY_PARAMETERS
        self.apply(label, edit, merge_key, heavy=heavy)

    def reset_weights(self) -> None:
        """Go back to the kept start."""
        self._control.pause()
        self.apply(self.tr("Reset weights"), edits.reset_weights)

    def new_start(self) -> None:
        """Draw other starting weights."""
        self._control.pause()
        self.apply(self.tr("New start"), edits.draw_start)

    def keep_as_start(self) -> None:
        """Make the weights on the screen the start."""
        self.apply(self.tr("Use these weights as the start"), edits.keep_as_start)

    def swap_classes(self, first: int = 0, second: int = 1) -> None:
        """Exchange two rows of the output layer."""
        self.apply(
            self.tr("Swap classes {first:02d} and {second:02d}").format(
                first=first + 1, second=second + 1
            ),
            lambda session: edits.swap_classes(session, first, second),
        )

    def set_weight(
        self, layer: int, row: int, column: int | None, value: float, gesture: object
    ) -> None:
        """Set one weight or bias; edits of one gesture are one step of undo."""
        place = f"b{layer + 1}[{row + 1}]"
        if column is not None:
            place = f"W{layer + 1}[{row + 1},{column + 1}]"
        self.apply(
            self.tr("Edit weight {place}").format(place=place),
            lambda session: edits.set_weight(session, layer, row, column, value),
            merge_key=gesture,
        )

    def set_network(self, network: Network, label: str) -> None:
        """Put another network of the same shapes in place."""
        self.apply(label, lambda session: edits.set_network(session, network))

    def choose_engine(self, engine: str) -> None:
        """Train with another engine."""
        self.apply(
            self.tr("Choose engine"),
            lambda session: edits.choose_engine(session, engine),
        )

    # Training

    def train(self) -> None:
        """Train from the kept start."""
        self._control.train()

    def resume(self) -> None:
        """Train on."""
        self._control.resume()

    def pause(self) -> None:
        """Pause the run."""
        self._control.pause()

    def stop(self) -> None:
        """End the run."""
        self._control.stop()

    def train_epoch(self) -> None:
        """Train one epoch."""
        self._control.train_epoch()

    def train_batch(self) -> None:
        """Make one update."""
        self._control.train_batch()

    def engine_keras(self) -> None:
        """Train with Keras."""
        self.choose_engine("keras")

    def engine_numpy(self) -> None:
        """Train with NumPy."""
        self.choose_engine("numpy")

    # Help

    def copy_diagnostics(self) -> None:
        """Put versions and the log on the clipboard."""
        text = "\n".join([*dialogs.versions(), "", self.log_text()])
        QApplication.clipboard().setText(text)
        self.message.emit(self.tr("Diagnostics copied"), "info")

    def about(self) -> None:
        """Show versions and licences."""
        dialogs.show_about(self._window)

    # Edits

    def apply(
        self, label: str, edit: Edit, merge_key: object = None, *, heavy: bool = False
    ) -> None:
        """Make an edit; where it cannot be made, say so and change nothing.

        Parameters
        ----------
        heavy : bool
            Make it in the job thread; not during a run, which would leave it no
            session to be made on.
        """
        if heavy and not self._control.running:
            before, generation = self._document.session, self._document.generation

            def done(after: Session) -> None:
                if self._document.generation != generation:
                    # It was meant for a document that is open no more.
                    return
                if self._document.session is before:
                    self.apply(label, lambda _: after, merge_key)
                else:
                    self.apply(label, edit, merge_key, heavy=True)

            self._jobs.submit(
                label, lambda: edit(before), done, self._failed, only_reads=True
            )
            return
        try:
            self._control.apply(label, edit, merge_key)
        except MlpvizError as error:
            self._refused(error)

    def _refused(self, error: MlpvizError) -> None:
        self.message.emit(str(error), "error")

    def _failed(self, error: Exception) -> None:
        self.message.emit(str(error), "error")
        dialogs.show_error(self._window, str(error))


def _changes(old: msgspec.Struct, new: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a spec that differ, with their new values."""
    return {
        name: getattr(new, name)
        for name in new.__struct_fields__
        if getattr(new, name) != getattr(old, name)
    }
