"""The program without its face: document, runners, jobs, settings, made and ended."""

import time

from PySide6.QtCore import QObject

from mlpviz.app.analysis import AnalysisRunner
from mlpviz.app.document import Document
from mlpviz.app.jobs import Jobs
from mlpviz.app.rendering import RegionRenderer
from mlpviz.app.run_control import RunControl
from mlpviz.app.runner import Runner
from mlpviz.app.settings import Settings
from mlpviz.app.training import TrainingRunner
from mlpviz.app.unit_maps import UnitMapRunner
from mlpviz.core.session import Session

# All threads together may take so long to end: one in the middle of a large block is
# left to the end of the process.
CLOSE_SECONDS = 1.0


class Program(QObject):
    """Everything that lives as long as the window.

    Parameters
    ----------
    session : Session
        What the document opens with.
    settings : Settings
    training : TrainingRunner, optional
        In place of the real one; for tests and pictures.
    """

    def __init__(
        self,
        session: Session,
        settings: Settings,
        training: TrainingRunner | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.document = Document(session, self)
        self.renderer = RegionRenderer(self)
        self.analysis = AnalysisRunner(self)
        self.unit_maps = UnitMapRunner(self)
        self.training = training or TrainingRunner(self)
        self.control = RunControl(self.document, self.training, self)
        self.jobs = Jobs(self)

    def start(self) -> None:
        """Start the threads."""
        for runner in self._runners():
            runner.start()

    def close(self) -> bool:
        """End the threads and the child; return whether all of them did."""
        self.control.pause()
        runners = self._runners()
        # Ask all before waiting for any.
        for runner in runners:
            runner.inbox.close()
        deadline = time.monotonic() + CLOSE_SECONDS
        ended = [
            runner.close(max(0, round(1000 * (deadline - time.monotonic()))))
            for runner in runners
        ]
        return self.jobs.close() and all(ended)

    def _runners(self) -> tuple[Runner, ...]:
        # The training first: whatever the others do, the child must be gone.
        return (self.training, self.renderer, self.analysis, self.unit_maps)
