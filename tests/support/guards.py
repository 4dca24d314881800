"""Fixtures around every test: it may not hide an error, nor leave anything behind.

A pytest plug-in. Loads Qt only where something else has loaded it already.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import traceback
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtWidgets import QApplication, QWidget


@pytest.fixture(autouse=True)
def _slots_raise_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test when Python code that Qt called has raised.

    PySide hands such errors to `sys.excepthook` and goes on.
    """
    errors: list[str] = []

    def remember(*error: Any) -> None:
        errors.append("".join(traceback.format_exception(*error)))

    monkeypatch.setattr(sys, "excepthook", remember)
    yield
    if errors:
        pytest.fail("raised in code called by Qt:\n" + "\n".join(errors), pytrace=False)


@pytest.fixture(autouse=True)
def _settings_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test empty settings, on every platform."""
    qt_core = sys.modules.get("PySide6.QtCore")
    if qt_core is None:
        return
    qt_core.QStandardPaths.setTestModeEnabled(True)
    settings = qt_core.QSettings
    settings.setDefaultFormat(settings.Format.IniFormat)
    folder = str(tmp_path_factory.mktemp("settings"))
    for file_format in (settings.Format.IniFormat, settings.Format.NativeFormat):
        for scope in (settings.Scope.UserScope, settings.Scope.SystemScope):
            settings.setPath(file_format, scope, folder)


@pytest.fixture(autouse=True)
def _nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a running thread, a child process or a window.

    What a fixture of a wider scope holds was there before the test and may stay.
    """
    children = {child.pid for child in multiprocessing.active_children()}
    threads = set(threading.enumerate())
    windows = set(map(id, _visible_windows()))
    started = _remember_started_threads(monkeypatch)
    yield
    left = [
        *_stop_threads(started()),
        *(
            f"Python thread {thread.name}"
            for thread in threading.enumerate()
            if thread not in threads and not thread.daemon
        ),
        *_close_windows([w for w in _visible_windows() if id(w) not in windows]),
        *_end_children(children),
    ]
    if left:
        pytest.fail("left behind by this test: " + "; ".join(left), pytrace=False)


def _remember_started_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], list[QThread]]:
    """Note every QThread that is started; return how to ask which still run."""
    qt_core = sys.modules.get("PySide6.QtCore")
    if qt_core is None:
        return list
    started: list[weakref.ref[QThread]] = []
    start = qt_core.QThread.start

    def start_and_remember(thread: QThread, *arguments: Any) -> None:
        started.append(weakref.ref(thread))
        start(thread, *arguments)

    monkeypatch.setattr(qt_core.QThread, "start", start_and_remember)

    def running() -> list[QThread]:
        import shiboken6

        alive = [thread for ref in started if (thread := ref()) is not None]
        return [t for t in alive if shiboken6.isValid(t) and t.isRunning()]

    return running


def _stop_threads(running: list[QThread]) -> Iterator[str]:
    for thread in running:
        yield f"running {type(thread).__name__} {thread.objectName()!r}"
        thread.requestInterruption()
        thread.quit()
        thread.wait(2000)


def _application() -> QApplication | None:
    qt_widgets = sys.modules.get("PySide6.QtWidgets")
    if qt_widgets is None:
        return None
    application = qt_widgets.QApplication.instance()
    return application if isinstance(application, qt_widgets.QApplication) else None


def _visible_windows() -> list[QWidget]:
    application = _application()
    if application is None:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent, Qt

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [
        window
        for window in application.topLevelWidgets()
        if window.isVisible() and window.windowType() != Qt.WindowType.ToolTip
    ]


def _close_windows(windows: list[QWidget]) -> Iterator[str]:
    for window in windows:
        title = window.windowTitle()
        yield f"visible {type(window).__name__} {title!r}"
        window.hide()
        window.deleteLater()


def _end_children(before: set[int | None]) -> Iterator[str]:
    for child in multiprocessing.active_children():
        if child.pid not in before:
            yield f"child process {child.name}"
            child.terminate()
            child.join(5)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the source checkout."""
    return Path(__file__).resolve().parents[2]
