"""Train, pause, edit, undo: how runs and edits take turns at the document."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.app.document import Document
from mlpviz.app.training import RunNews, TrainingRunner
from mlpviz.core import edits
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import ENGINES, Session
from mlpviz.engine.trainer import Snapshot, TrainingRequest

Edit = Callable[[Session], Session]


@dataclass
class _Run:
    """The run at work."""

    id: int
    first_update: int
    first_epoch: int
    last_epoch: int
    snapshot: Snapshot | None = None


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    `epoch` of `last_epoch` epochs are done, `share` of the way (0 to 1) is behind,
    `seconds_left` is None while there is nothing to estimate from; `waiting` says that
    the engine has not answered yet, `compiling` that it is getting ready.
    """

    epoch: int
    last_epoch: int
    share: float
    seconds_left: float | None
    waiting: bool = False
    compiling: bool = False


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
        self._run: _Run | None = None
        self._gesture = False
        self._resume: _Run | None = None
        runner.finished.connect(self._on_runner_finished)
        runner.failed.connect(self._on_runner_failed)

    @property
    def running(self) -> bool:
        """Say whether a run is at work, or waits for a gesture to end."""
        return self._run is not None or self._resume is not None

    # Runs

    def train(self) -> None:
        """Train from the kept start for the set number of epochs."""
        self.pause()
        session = edits.begin_run(self._document.session)
        self._begin(session, session.target_epoch)

    def resume(self) -> None:
        """Go on from where weights and optimiser stand: *Continue*."""
        self.pause()
        session = edits.continue_run(self._document.session)
        self._begin(session, session.target_epoch)

    def train_epoch(self) -> None:
        """Train to the end of the epoch."""
        self.pause()
        session = edits.step_run(self._document.session)
        self._begin(session, session.state.epoch + 1)

    def train_batch(self) -> None:
        """Make one update."""
        self.pause()
        session = edits.step_run(self._document.session)
        self._begin(session, session.state.epoch + 1, max_updates=1)

    def pause(self) -> None:
        """End the run where it is seen to be; *Continue* takes it to its end."""
        was_running, self._resume = self.running, None
        if self._run is not None:
            self._runner.stop()
            self._end()
        elif was_running:
            self.running_changed.emit(False)

    def stop(self) -> None:
        """End the run for good: the next *Continue* counts from here."""
        stopped = edits.stop_run(self._document.session)
        if self._run is not None:
            self._document.preview(stopped)
        self.pause()
        if self._document.session.target_epoch is not None:
            self._document.apply("Stop training", stopped)

    # Edits

    def apply(self, label: str, edit: Edit, merge_key: object = None) -> None:
        """Make an edit one step of undo, during a run too.

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
                "this would begin the training anew",
                advice="Pause or stop the run first.",
            )
        interrupted = self._interrupt()
        self._document.apply(label, after, merge_key)
        if interrupted is None:
            return
        if after.target_epoch != before.target_epoch:
            interrupted.last_epoch = after.target_epoch or 0
        if self._gesture:
            self._resume = interrupted
        else:
            self._go_on(interrupted)

    def begin_gesture(self) -> None:
        """Hold the run while the user's hand is on something."""
        self._gesture = True

    def end_gesture(self) -> None:
        """Let the run held by the gesture go on."""
        self._gesture = False
        interrupted, self._resume = self._resume, None
        if interrupted is not None:
            self._go_on(interrupted)

    def undo(self) -> None:
        """Pause, and take the last step back."""
        self.pause()
        self._document.undo()
        self.running_changed.emit(False)

    def redo(self) -> None:
        """Pause, and do again what was taken back."""
        self.pause()
        self._document.redo()
        self.running_changed.emit(False)

    # Inside

    def _begin(
        self, session: Session, last_epoch: int | None, max_updates: int | None = None
    ) -> None:
        last_epoch = last_epoch or session.state.epoch + 1
        self._document.preview(session)
        request = TrainingRequest(
            session.hyperparameters, session.dataset, last_epoch, max_updates
        )
        run = self._runner.begin(session.engine, request, session.state)
        state = session.state
        self._run = _Run(run, state.updates, state.epoch, last_epoch)
        self.running_changed.emit(True)
        self._tell_progress()

    def _interrupt(self) -> _Run | None:
        """End the stroke of the run at work; return the run to go on with."""
        run, resume = self._run, self._resume
        if run is not None:
            self._runner.stop()
            self._run = None
            self._document.commit(self._label(run))
        return run or resume

    def _go_on(self, run: _Run) -> None:
        session = self._document.session
        if session.state.epoch < run.last_epoch:
            self._begin(edits.step_run(session), run.last_epoch)
        else:
            self.running_changed.emit(False)

    def _end(self) -> None:
        run, self._run = self._run, None
        if run is not None:
            self._document.commit(self._label(run))
            self.running_changed.emit(False)

    def _label(self, run: _Run) -> str:
        state = self._document.session.state
        epochs = state.epoch - run.first_epoch
        updates = state.updates - run.first_update
        if epochs and not state.position:
            return f"Train {epochs:,} epoch{'s' * (epochs != 1)}"
        return f"Train {updates:,} update{'s' * (updates != 1)}"

    def _tell_progress(self) -> None:
        run = self._run
        if run is None:
            return
        session = self._document.session
        state, points = session.state, len(session.dataset.train)
        done = state.epoch - run.first_epoch + state.position / points
        remaining = run.last_epoch - run.first_epoch - done
        share = min(1 - remaining / run.last_epoch, 1.0)
        snapshot = run.snapshot
        left = None
        if snapshot is not None and done > 0:
            spent = snapshot.seconds - snapshot.compile_seconds
            left = spent / done * remaining
        compiling = snapshot is not None and snapshot.compiling
        self.progressed.emit(
            Progress(
                state.epoch,
                run.last_epoch,
                share,
                left,
                waiting=snapshot is None,
                compiling=compiling,
            )
        )

    @Slot(object)
    def _on_runner_finished(self, news: RunNews) -> None:
        run = self._run
        if run is None or news.run != run.id:
            return
        if news.snapshot is not None:
            self._take(run, news.snapshot)
        if news.error is not None:
            self._fail(run, str(news.error))

    def _take(self, run: _Run, snapshot: Snapshot) -> None:
        run.snapshot = snapshot
        if not snapshot.compiling:
            session = edits.advance(
                self._document.session, snapshot.state, snapshot.points
            )
            self._document.preview(session)
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

    def _tell_end(self, run: _Run, snapshot: Snapshot) -> None:
        session = self._document.session
        compiling = (
            f", {snapshot.compile_seconds:.2f} s of it compiling"
            if snapshot.compile_seconds
            else ""
        )
        self.message.emit(
            f"{self._label(run)} with {ENGINES[session.engine]}: "
            f"{session.state.updates - run.first_update:,} updates in "
            f"{snapshot.seconds:.2f} s{compiling}",
            "info",
        )

    def _fail(self, run: _Run, text: str) -> None:
        if run.snapshot is None or run.snapshot.compiling:
            # Nothing was trained: as if the button had not been pressed.
            self._run = None
            self._document.abort()
            self.running_changed.emit(False)
        else:
            self._end()
        self.message.emit(text, "error")

    @Slot(object)
    def _on_runner_failed(self, error: Exception) -> None:
        if self._run is not None:
            self._fail(self._run, f"Training ended by a fault of the program: {error}")


def _goes_on(before: Session, after: Session) -> bool:
    """Say whether a run in `before` can go on in `after`."""
    return after.dataset is before.dataset and after.curves is before.curves
