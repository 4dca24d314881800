"""Draws a session into files without opening a window: for the command line."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QSize, QTemporaryDir, QTimer
from PySide6.QtWidgets import QApplication

from mlpviz.app.program import Program
from mlpviz.app.settings import Settings
from mlpviz.app.training import TrainingRunner
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import Session
from mlpviz.ui.figures import figure_size, put_away, regions_figure, write_figure
from mlpviz.ui.main_window import MainWindow
from mlpviz.ui.theme import Theme

_PATIENCE_MS = 60_000


def render_figure(session: Session, path: str, width: int, height: int) -> None:
    """Write the decision regions of a session as PNG, SVG or PDF.

    Raises
    ------
    MlpvizError
        If the size is out of range or the file cannot be written.
    """
    size = figure_size(width, height)
    app = _application()
    theme = Theme(app, "light")
    figure = regions_figure(session, size)
    # The size asked for is that of the picture file.
    write_figure(figure, Path(path), pixel_ratio=1)
    put_away(figure)
    theme.deleteLater()


def render_window(
    session: Session, path: str, width: int, height: int, *, dark: bool
) -> None:
    """Write a picture of the whole window with a session open in it, as PNG.

    Raises
    ------
    MlpvizError
        If the file cannot be written.
    """
    app = _application()
    theme = Theme(app, "dark" if dark else "light")
    folder = QTemporaryDir()
    # The user's own layout must neither be used nor changed.
    store = QSettings(folder.filePath("settings.ini"), QSettings.Format.IniFormat)
    program = Program(session, Settings(store), TrainingRunner(trainers={}))
    program.start()
    window = MainWindow(program, theme)
    window.resize(QSize(width, height))
    window.show()
    try:
        _wait_until(window.settled)
        if not window.grab().save(path):
            raise MlpvizError(
                "the picture could not be written",
                where=path,
                advice="Choose a folder you may write to.",
            )
    finally:
        window.close()
        program.close()
        window.deleteLater()
        theme.deleteLater()


def _application() -> QApplication:
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(["mlpviz"])


def _wait_until(settled: Callable[[], bool]) -> None:
    loop = QEventLoop()
    check = QTimer(interval=20)
    check.timeout.connect(lambda: loop.quit() if settled() else None)
    check.start()
    QTimer.singleShot(_PATIENCE_MS, loop.quit)
    loop.exec()
    check.stop()
