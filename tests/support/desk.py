"""A document with its runs, on an engine that waits for the test; for any test."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mlpviz.app.document import Document
from mlpviz.app.run import Progress
from mlpviz.app.run_control import RunControl
from mlpviz.app.training import TrainingRunner
from mlpviz.core import edits
from mlpviz.core.session import Session
from tests.support.gated_trainer import GatedTrainer
from tests.support.waiting import wait_for


@dataclass
class Desk:
    """All that a window would have before it, and what it would have been told."""

    gate: GatedTrainer
    runner: TrainingRunner
    document: Document
    control: RunControl
    running: list[bool] = field(default_factory=list[bool])
    progress: list[Progress] = field(default_factory=list[Progress])
    messages: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    @property
    def session(self) -> Session:
        return self.document.session

    @property
    def epochs(self) -> list[float]:
        """The epochs of the points on the curves."""
        return self.session.curves.column("epoch").tolist()

    @property
    def errors(self) -> list[str]:
        return [text for text, kind in self.messages if kind == "error"]

    def hear(self, step: Callable[[], object]) -> None:
        """Let the engine do something, and hear of it from the run at work."""
        run = self.control._run
        assert run is not None
        wait_for(self.runner.finished, step, lambda news: news.run == run.id)

    def let(self, updates: int = 1) -> None:
        """Let the run make updates, and see them arrive."""
        self.hear(lambda: self.gate.let(updates))

    def let_finish(self) -> None:
        """Let the run get to its end, and see it end."""
        self.hear(self.gate.let_finish)

    def set_weight(self, value: float, key: object = None) -> None:
        """Edit a weight as the window does."""
        self.control.apply(
            "Edit weight", lambda s: edits.set_weight(s, 0, 0, 0, value), key
        )

    def steps(self) -> list[str]:
        """Undo everything; return what was undone, the last first, and redo it."""
        assert not self.control.running
        labels: list[str] = []
        while self.document.undo_label:
            labels.append(self.document.undo_label)
            self.document.undo()
        while self.document.redo_label:
            self.document.redo()
        return labels


def make_desk(session: Session) -> Desk:
    """Return a desk at work; close its runner."""
    gate = GatedTrainer()
    runner = TrainingRunner(trainers={"keras": gate, "numpy": gate})
    document = Document(session)
    desk = Desk(gate, runner, document, RunControl(document, runner))
    desk.control.running_changed.connect(desk.running.append)
    desk.control.progressed.connect(desk.progress.append)
    desk.control.message.connect(lambda text, kind: desk.messages.append((text, kind)))
    runner.start()
    return desk
