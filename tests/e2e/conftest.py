"""The real program in a real window, and hands to use it from outside."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
# Closing may take 2 s on a quiet machine; longer than this and it hangs.
HANG = 10.0

Event = dict[str, Any]


def environment(home: Path, display: str | None) -> dict[str, str]:
    """What a program started from a desktop finds, with a home of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "XDG_"))}
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        env.pop(name, None)
    env |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
    env |= {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "2"}
    if display is not None:
        env["DISPLAY"] = display
    return env


class RunningProgram:
    """One start of the program.

    Attributes
    ----------
    events : list
        What `tests/e2e/observed.py` has told.
    """

    def __init__(self, home: Path, display: str, *arguments: str) -> None:
        self.display = display
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self._env = environment(home, display)
        self.began = time.monotonic()
        script = str(Path(__file__).with_name("observed.py"))
        self.process = subprocess.Popen(
            [sys.executable, script, *arguments],
            cwd=home,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.errors: list[str] = []
        self._readers = [
            threading.Thread(target=work, daemon=True)
            for work in (self._read_events, self._read_errors)
        ]
        for reader in self._readers:
            reader.start()

    def _read_events(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.events.append(json.loads(line))
                self._changed.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors.extend(self.process.stderr)

    def wait_for(
        self, event: str, when: Callable[[Event], bool] = lambda _: True, since: int = 0
    ) -> Event:
        """Wait until it tells something."""

        def found() -> Event | None:
            told = self.events[since:]
            return next((e for e in told if e["event"] == event and when(e)), None)

        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while (seen := found()) is None:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    lines = [json.dumps(e) for e in self.events[-12:]] + self.errors
                    pytest.fail(f"no {event} came:\n" + "\n".join(lines))
                self._changed.wait(0.5)
        return seen

    def xdotool(self, *arguments: object) -> str:
        return subprocess.run(
            ["xdotool", *map(str, arguments)],
            env=self._env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def window(self) -> str:
        """The X id of the main window."""
        found = self.xdotool(
            "search", "--sync", "--onlyvisible", "--pid", self.process.pid, "MLPViz"
        )
        return found.splitlines()[0]

    def focus(self) -> None:
        """Give it the keyboard, which there is no window manager to do."""
        self.xdotool("windowfocus", "--sync", self.window())

    def press(self, *keys: str) -> None:
        self.xdotool("key", *keys)

    def click(self, place: list[int]) -> None:
        self.xdotool("mousemove", *place, "click", 1)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def trainer(self) -> psutil.Process:
        """The process that trains."""
        found = [c for c in self.children() if "spawn_main" in " ".join(c.cmdline())]
        assert len(found) == 1
        return found[0]

    def ends(
        self, children: list[psutil.Process], what: str, began: float | None = None
    ) -> float:
        """Wait for the end; it must be clean and leave nobody behind."""
        began = began or time.monotonic()
        try:
            code = self.process.wait(HANG)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            pytest.fail(f"{what}: it did not end within {HANG:.0f} s")
        seconds = time.monotonic() - began
        print(f"{what}: ended after {seconds:.2f} s with {code}")
        _, left = psutil.wait_procs(children, timeout=3)
        assert left == [], f"{what}: left behind: {left}"
        assert code == 0, "".join(self.errors)
        for reader in self._readers:
            reader.join(5)
        assert self.errors == []
        return seconds

    def kill(self) -> None:
        """End whatever is left of it."""
        if self.process.poll() is None:
            for child in self.children():
                child.kill()
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def start(display: str, tmp_path: Path) -> Iterator[Callable[..., RunningProgram]]:
    """Start the program; ended at the end of the test, whatever happens."""
    if shutil.which("xdotool") is None:
        pytest.skip("a real window is driven by xdotool, which is not installed here")
    started: list[RunningProgram] = []

    def start(*arguments: str) -> RunningProgram:
        started.append(RunningProgram(tmp_path, display, *arguments))
        return started[-1]

    yield start
    for program in started:
        program.kill()
