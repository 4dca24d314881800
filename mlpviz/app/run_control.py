"""Train, pause, edit, undo: how runs and edits take turns at the document."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.app.document import Document
from mlpviz.app.run import Goal, Progress, Run, progress
from mlpviz.app.training import RunNews, TrainingRunner
from mlpviz.core import edits
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import ENGINES, Session
from mlpviz.engine.trainer import Snapshot, TrainingRequest

__all__ = ["Edit", "Progress", "RunControl"]

Edit = Callable[[Session], Session]


class RunControl(QObject):
    """The one way in: every edit, and every run, of the document.

    A run is a stroke of the document: previews, then one step of undo. An edit during
    a run ends the stroke, is a step of its own, and the run goes on from there as
    another stroke. Nothing waits: the run's truth is the last snapshot shown, and
    what the engine still sends is thrown away by the run's id.

    Signals
    -------
    running_changed(bool)
    progressed(Progress)
    message(text: str, kind: str)
        Something to tell the user; kind is "info" or "error".
    """

    running_changed = Signal(bool)
    progressed = Signal(object)
    message = Signal(str, str)

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._run: Run | None = None
        self._gesture = False
        # The run that an edit has ended and that is to go on.
        self._held: Run | None = None
        runner.finished.connect(self._on_runner_finished)
        runner.failed.connect(self._on_runner_failed)

    @property
    def running(self) -> bool:
        """Say whether a run is at work, or waits for a gesture to end."""
        return self._run is not None or self._held is not None

    # Runs

    def train(self) -> None:
        """Train from the kept start for the set number of epochs."""
        self.pause()
        session = edits.begin_run(self._document.session)
        goal = Goal(session.hyperparameters.epochs, is_target=True)
        # The start is shown at once, however long the engine takes to get ready.
        self._begin(goal, session)

    def resume(self) -> None:
        """Go on from where weights and optimiser stand: *Continue*."""
        self.pause()
        target = edits.continue_run(self._document.session).target_epoch
        assert target is not None
        self._begin(Goal(target, is_target=True), beginning=edits.continue_run)

    def train_epoch(self) -> None:
        """Train to the end of the epoch."""
        self.pause()
        state = self._document.session.state
        self._begin(Goal(state.epoch + 1), beginning=edits.step_run)

    def train_batch(self) -> None:
        """Make one update."""
        self.pause()
        state = self._document.session.state
        goal = Goal(state.epoch + 1, update=state.updates + 1)
        self._begin(goal, beginning=edits.step_run)

    def pause(self) -> None:
        """End the run where it is seen to be; *Continue* takes it to its end."""
        was_running, self._held = self.running, None
        if self._run is not None:
            self._runner.stop()
            self._end()
        elif was_running:
            self.running_changed.emit(False)

    def stop(self) -> None:
        """End the run for good: the next *Continue* counts from here."""
        if self._document.in_stroke:
            self._document.preview(edits.stop_run(self._document.session))
        self.pause()
        session = self._document.session
        if session.target_epoch is not None:
            self._document.apply("Stop training", edits.stop_run(session))

    # Edits

    def apply(
        self,
        label: str,
        edit: Edit,
        merge_key: object = None,
        *,
        detach: bool = False,
    ) -> None:
        """Make an edit one step of undo, during a run too; see `Document.apply`.

        Raises
        ------
        MlpvizError
            If it cannot be made; document and run are as they were then.
        """
        before = self._document.session
        after = edit(before)
        if after is before:
            return
        if self.running and not _goes_on(before, after):
            raise MlpvizError(
                "this cannot change during a run",
                advice="Pause or stop the run first.",
            )
        run = self._run
        if run is not None:
            self._runner.stop()
            # Held before the document tells of changes: all the while, it runs.
            self._run, self._held = None, run
            self._document.commit(run.label(before.state))
        held = self._held
        if held is not None and after.target_epoch != before.target_epoch:
            held.goal = held.goal.moved(after.target_epoch)
        self._document.apply(label, after, merge_key, detach=detach)
        if not self._gesture:
            self._go_on()

    def begin_gesture(self) -> None:
        """Hold the run while the user's hand is on something."""
        self._gesture = True

    def end_gesture(self) -> None:
        """Let the run held by the gesture go on."""
        self._gesture = False
        self._go_on()

    def undo(self) -> None:
        """Pause, and take the last step back: the run, if one is at work."""
        run = self._run
        # A run that has done nothing yet is no step; ending it is all.
        only_end = run is not None and not (run.goes_on or self._document.in_stroke)
        self.pause()
        if not only_end:
            self._document.undo()
        self.running_changed.emit(False)

    def redo(self) -> None:
        """Pause, and do again what was taken back."""
        self.pause()
        self._document.redo()
        self.running_changed.emit(False)

    # Inside

    def _begin(
        self,
        goal: Goal,
        shown: Session | None = None,
        beginning: Edit | None = None,
        *,
        goes_on: bool = False,
    ) -> None:
        session = shown or self._document.session
        state = session.state
        updates = None if goal.update is None else goal.update - state.updates
        request = TrainingRequest(
            session.hyperparameters, session.dataset, goal.epoch, updates
        )
        run = self._runner.begin(session.engine, request, state)
        self._held = None
        self._run = Run(run, state, goal, beginning, goes_on)
        if shown is not None:
            self._document.preview(shown)
        self.running_changed.emit(True)
        self._tell_progress()

    def _go_on(self) -> None:
        """Let the run that is held go on, unless it is where it was to go."""
        run = self._held
        if run is None:
            return
        if run.goal.reached(self._document.session.state):
            self._held = None
            self.running_changed.emit(False)
        else:
            self._begin(run.goal, beginning=edits.step_run, goes_on=True)

    def _end(self) -> None:
        run, self._run = self._run, None
        if run is not None:
            self._document.commit(run.label(self._document.session.state))
            self.running_changed.emit(False)

    def _tell_progress(self) -> None:
        if self._run is not None:
            self.progressed.emit(progress(self._run, self._document.session))

    @Slot(object)
    def _on_runner_finished(self, news: RunNews) -> None:
        run = self._run
        if run is None or news.run != run.id:
            return
        if news.snapshot is not None:
            self._take(run, news.snapshot)
        if news.error is not None:
            self._fail(run, news.error)

    def _take(self, run: Run, snapshot: Snapshot) -> None:
        run.snapshot = snapshot
        if not snapshot.compiling:
            session = self._document.session
            if run.beginning is not None:
                session, run.beginning = run.beginning(session), None
            self._document.preview(
                edits.advance(session, snapshot.state, snapshot.points)
            )
        self._tell_progress()
        if not snapshot.finished:
            return
        self._tell_end(run, snapshot)
        if snapshot.diverged_epoch is not None:
            # A diverged run has no way on to its target.
            self._document.preview(edits.stop_run(self._document.session))
            self.message.emit(
                f"The loss stopped being finite in epoch {snapshot.diverged_epoch}. "
                "The weights are the last finite ones. Try a smaller learning rate.",
                "error",
            )
        self._end()

    def _tell_end(self, run: Run, snapshot: Snapshot) -> None:
        session = self._document.session
        compiling = (
            f", {snapshot.compile_seconds:.2f} s of it compiling"
            if snapshot.compile_seconds
            else ""
        )
        done = run.label(session.state).replace("Train", "Trained", 1)
        self.message.emit(
            f"{done} with {ENGINES[session.engine]}: "
            f"{session.state.updates - run.first.updates:,} updates in "
            f"{snapshot.seconds:.2f} s{compiling}",
            "info",
        )

    def _fail(self, run: Run, error: Exception) -> None:
        if not run.trained:
            # Nothing was trained: as if the button had not been pressed.
            self._run = None
            self._document.abort()
            self.running_changed.emit(False)
        else:
            self._end()
        if isinstance(error, MlpvizError):
            self.message.emit(str(error), "error")
        else:
            # Only the last line: of a fault in the child there are many.
            what = (str(error).strip() or type(error).__name__).splitlines()[-1]
            text = f"Training ended by a fault of the program: {what}"
            self.message.emit(text, "error")

    @Slot(object)
    def _on_runner_failed(self, error: Exception) -> None:
        self.message.emit(f"The training engine cannot be started: {error}", "error")


def _goes_on(before: Session, after: Session) -> bool:
    """Say whether a run in `before` can go on in `after`."""
    return after.dataset is before.dataset and after.curves is before.curves
