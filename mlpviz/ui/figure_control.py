"""Copies and saves figures, through a dialog and the job thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from mlpviz.app.document import Document
from mlpviz.app.jobs import Jobs
from mlpviz.core.errors import MlpvizError
from mlpviz.ui import dialogs, figures


class FigureControl(QObject):
    """The document's regions and curves as pictures.

    Signals
    -------
    message(text: str, kind: str)
        What happened.
    failed(object)
        The exception that ended it.
    """

    message = Signal(str, str)
    failed = Signal(object)

    def __init__(self, document: Document, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._jobs = jobs
        self._window = window

    def copy_regions(self) -> None:
        """Put the regions on the clipboard."""
        self._with_regions_figure(self._copy_figure)

    def save_regions(self) -> None:
        """Ask for a file and write the regions to it."""
        path = self._ask_for_figure("regions")
        if path is not None:
            self._with_regions_figure(lambda figure: self._save_figure(figure, path))

    def copy_curves(self) -> None:
        """Put the curves on the clipboard."""
        self._copy_figure(figures.curves_figure(self._document.session))

    def save_curves(self) -> None:
        """Ask for a file and write the curves to it."""
        path = self._ask_for_figure("curves")
        if path is not None:
            self._save_figure(figures.curves_figure(self._document.session), path)

    def _with_regions_figure(self, use: Callable[[QWidget], None]) -> None:
        session = self._document.session
        figure, work = figures.prepare_regions_figure(session)

        def done(result: figures.RegionResults) -> None:
            figure.set_picture(result[0])
            figure.set_metrics(result[1])
            use(figure)

        def failed(error: Exception) -> None:
            figures.put_away(figure)
            self.failed.emit(error)

        label = self.tr("Drawing the figure")
        self._jobs.submit(label, work, done, failed, only_reads=True)

    def _copy_figure(self, figure: QWidget) -> None:
        image = figures.figure_image(figure)
        QApplication.clipboard().setImage(image)
        figures.put_away(figure)
        self.message.emit(self.tr("Figure copied"), "info")

    def _ask_for_figure(self, what: str) -> Path | None:
        folder = self._document.path.parent if self._document.path else Path.home()
        stem = self._document.path.stem if self._document.path else ""
        stem = stem or self._document.session.task or "session"
        name, chosen = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the figure"),
            str(folder / f"{stem}-{what}.png"),
            "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)",
        )
        if not name:
            return None
        path = Path(name)
        if path.suffix[1:].isalpha():
            # One that is none of ours is refused when it comes to writing.
            return path
        # "task-1.4" has no ending, whatever Path says.
        return dialogs.with_ending(self._window, path, (f".{chosen[:3].lower()}",))

    def _save_figure(self, figure: QWidget, path: Path) -> None:
        try:
            figures.write_figure(figure, path)
        except MlpvizError as error:
            self.failed.emit(error)
        else:
            text = self.tr("Figure saved as {name}").format(name=path.name)
            self.message.emit(text, "info")
        finally:
            figures.put_away(figure)
