"""One stretch of training under control: goal, name, progress. Knows no thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mlpviz.core.session import Session
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.trainer import Snapshot


@dataclass(frozen=True)
class Goal:
    """Where a run is to end: when so many epochs, or updates, are done in all.

    `is_target` says that it is the session's target, and moves with it.
    """

    epoch: int
    update: int | None = None
    is_target: bool = False

    def moved(self, target: int | None) -> "Goal":
        """Return the goal when the session's target is another, or None: reached."""
        if not self.is_target:
            # An epoch or a batch made alone ends where it would have ended.
            return self
        return replace(self, epoch=target or 0)

    def reached(self, state: TrainingState) -> bool:
        """Say whether a state is at the goal."""
        return state.epoch >= self.epoch or (
            self.update is not None and state.updates >= self.update
        )


@dataclass
class Run:
    """The run at work.

    Attributes
    ----------
    id : int
        The runner's.
    first : TrainingState
        Where it began.
    goal : Goal
    beginning : callable or None
        The verb that notes its beginning in the session; None when it is noted. That
        waits for the first thing trained: a run ended before leaves no trace.
    goes_on : bool
        Nobody asked for it: it goes on with one that an edit has ended.
    snapshot : Snapshot or None
        The newest.
    """

    id: int
    first: TrainingState
    goal: Goal
    beginning: Callable[[Session], Session] | None
    goes_on: bool = False
    snapshot: Snapshot | None = None

    @property
    def trained(self) -> bool:
        """Say whether anything was trained."""
        return self.snapshot is not None and not self.snapshot.compiling

    def label(self, state: TrainingState) -> str:
        """Return what undo calls it when it has come to a state."""
        epochs = state.epoch - self.first.epoch
        updates = state.updates - self.first.updates
        if epochs and not state.position:
            return f"Train {epochs:,} epoch{'s' * (epochs != 1)}"
        return f"Train {updates:,} update{'s' * (updates != 1)}"


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


def progress(run: Run, session: Session) -> Progress:
    """Return how far a run is when the session is where it has come to."""
    points = len(session.dataset.train)

    def epochs(state: TrainingState) -> float:
        return state.epoch + state.position / points

    last = run.goal.epoch
    here = epochs(session.state)
    # A run may begin within an epoch: only what it did itself tells its speed.
    done = here - epochs(run.first)
    snapshot = run.snapshot
    left = None
    if snapshot is not None and done > 0:
        spent = snapshot.seconds - snapshot.compile_seconds
        left = spent / done * (last - here)
    return Progress(
        session.state.epoch,
        last,
        min(here / last, 1.0),
        left,
        waiting=snapshot is None,
        compiling=snapshot is not None and snapshot.compiling,
    )
