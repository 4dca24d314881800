"""Runs the tests of the marker `window` on a real X display, each in a child.

Qt's platform cannot be changed inside a process, so while all other tests use the
offscreen one, such a test is run by a pytest of its own under Xvfb. A pytest
plug-in; needs Xvfb only when a test asks for a display.
"""

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.environment import IN_WINDOW

SECONDS_PER_TEST = 240
_NO_XVFB = "a real window needs Xvfb, which is not installed here"


class WindowTestFailedError(Exception):
    """A test failed in its child; the message is what pytest printed there."""


@contextmanager
def xvfb() -> Iterator[str]:
    """Start an X server without a screen; give the name of its display."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            *("-screen", "0", "1920x1200x24"),
            *("-nolisten", "tcp"),
        ],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with open(reading) as answers:
            # Either the number comes, or the end of the file when Xvfb dies.
            ready, _, _ = select.select([answers], [], [], 30)
            number = answers.readline().strip() if ready else ""
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Name of an X display for programs a test starts; skips without Xvfb."""
    if shutil.which("Xvfb") is None:
        pytest.skip(_NO_XVFB)
    with xvfb() as name:
        yield name


class WindowItem(pytest.Item):
    """Stands for a test function that is run in a child under Xvfb."""

    def runtest(self) -> None:
        """Run the test there; raise with its output when it fails."""
        if shutil.which("Xvfb") is None:
            pytest.skip(_NO_XVFB)
        with xvfb() as name:
            done = self._run_on(name)
        if done.returncode != 0:
            raise WindowTestFailedError(done.stdout)
        if " skipped" in done.stdout.strip().splitlines()[-1]:
            pytest.skip("skipped in its child:\n" + done.stdout)

    def _run_on(self, display: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, IN_WINDOW: "1", "DISPLAY": display}
        options = ["-p", "no:cacheprovider", "--no-header", "-q"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *options, self.nodeid],
            cwd=self.config.rootpath,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS_PER_TEST,
            check=False,
        )

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Show the child's output rather than this module's code."""
        if isinstance(excinfo.value, WindowTestFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **kwargs)

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        """Name the test as pytest names others."""
        return self.path, 0, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put a stand-in for every test that needs a real window."""
    if IN_WINDOW in os.environ:
        return
    for index, item in enumerate(items):
        if item.get_closest_marker("window") is not None and item.parent is not None:
            stand_in = WindowItem.from_parent(
                item.parent, name=item.name, nodeid=item.nodeid
            )
            stand_in.own_markers.extend(item.own_markers)
            stand_in.keywords.update(dict.fromkeys(item.keywords, True))
            items[index] = stand_in
