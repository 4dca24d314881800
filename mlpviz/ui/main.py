"""Opens the window and runs the program until it is closed."""

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal
from PySide6.QtWidgets import QApplication

from mlpviz import __version__
from mlpviz.app.program import Program
from mlpviz.app.settings import APPLICATION, ORGANIZATION, Settings
from mlpviz.core.errors import MlpvizError
from mlpviz.files.examples import example_session
from mlpviz.ui import dialogs
from mlpviz.ui.file_control import blank_session
from mlpviz.ui.garbage import GarbageTimer
from mlpviz.ui.main_window import MainWindow
from mlpviz.ui.theme import Theme

_log = logging.getLogger(__name__)
FIRST_EXAMPLE = "task-2"


def run_window(path: str | None = None) -> NoReturn:
    """Open the window, on a file if one is named; end the process with its status."""
    QApplication.setApplicationName(APPLICATION)
    QApplication.setOrganizationName(ORGANIZATION)
    QApplication.setApplicationVersion(__version__)
    # What is logged reaches the user in the window's own log, not as a traceback in the
    # terminal.
    logging.getLogger("mlpviz").addHandler(logging.NullHandler())
    # A worker in the middle of NumPy's Python code would else keep the GUI thread
    # waiting 5 ms at every turn.
    sys.setswitchinterval(0.001)
    app = QApplication(sys.argv[:1])
    settings = Settings()
    theme = Theme(app, settings.theme)
    first_words = ""
    try:
        session = example_session(FIRST_EXAMPLE)
    except MlpvizError as error:
        # The program must open even if what it ships with was damaged.
        session, first_words = blank_session(), str(error)
    program = Program(session, settings)
    program.start()
    window = MainWindow(program, theme)
    faults = Faults(window)
    faults.install()
    signals = Signals(app)
    window.show()
    GarbageTimer(app)
    if first_words:
        window.say(first_words, "error")
    if path is not None:
        window.files.open_path(Path(path))
    # After the first frame: nothing may stand between the user and the window.
    QTimer.singleShot(0, program.training.load_keras)
    status = app.exec()
    window.hide()
    signals.close()
    program.close()
    settings.sync()
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End the process at once.

    Everything is saved and the child is gone. Taking the interpreter, Qt and pyqtgraph
    apart piece by piece would only keep the user waiting a second, and a thread that
    is still in the middle of a block would make Qt abort.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)


class Faults(QObject):
    """Brings what nobody caught to the user: one dialog, the rest to the log."""

    _seen = Signal(str, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._seen.connect(self._show)

    def install(self) -> None:
        """Take over from the interpreter, in this thread and in all others."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value, args.exc_traceback
        )

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("%s", details)
        # A signal: the fault may be in any thread, the dialog must be in this one.
        self._seen.emit(f"{kind.__name__}: {error}", details)

    def _show(self, summary: str, details: str) -> None:
        text = self.tr(
            "Something went wrong in the program. Your work is still here; save it "
            "under another name to be safe."
        )
        self._window.say(f"{text} ({summary})", "error")
        dialogs.show_error(self._window, text, details)


class Signals(QObject):
    """Ends the program in good order when the terminal asks for it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        # Python runs a handler only when its interpreter runs; the byte that a
        # signal writes here wakes Qt's loop, which then does.
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._old = signal.set_wakeup_fd(self._writer.fileno())
        self._notifier = QSocketNotifier(
            self._reader.fileno(), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(self._on_byte)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def close(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old)
        self._reader.close()
        self._writer.close()

    def _on_byte(self) -> None:
        self._reader.recv(64)

    def _on_signal(self, _number: int, _frame: object) -> None:
        # Not quit(): that would ask about unsaved changes, and nobody may be there.
        self._app.exit(0)
