"""Whether a window can be opened here, found out without risking this process.

Qt ends the whole process where there is no display, or a dead one.
"""

import os
import subprocess
import sys

from mlpviz.core.errors import MlpvizError

PROBE_SECONDS = 20.0
_PROBE = "from PySide6.QtWidgets import QApplication; QApplication(['probe'])"


class DisplayProbe:
    """Opens a display in a child process, while this one gets on with its imports.

    Raises
    ------
    MlpvizError
        When made, if it is plain that there is none.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
            return
        if sys.platform.startswith("linux") and not (
            os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        ):
            raise _no_window("there is no display")
        self._child = subprocess.Popen(
            [sys.executable, "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def wait(self) -> None:
        """Wait for the answer; raise MlpvizError if no window can be opened."""
        if self._child is None:
            return
        try:
            _, said = self._child.communicate(timeout=PROBE_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.communicate()
            raise _no_window("the display does not answer") from None
        if self._child.returncode != 0:
            raise _no_window(_reason(said.decode(errors="replace")))


def _reason(said: str) -> str:
    """Return what Qt said, in one line."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY", "")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    # Qt names libxcb-cursor0 whenever it fails, also if only the display is dead.
    if "could not connect to display" not in said:
        for line in lines:
            if "cannot open shared object" in line or "libxcb-cursor0" in line:
                return f"a system library is missing ({line[:200]})"
    return f"the display {display} cannot be opened" if display else "Qt cannot start"


def _no_window(why: str) -> MlpvizError:
    return MlpvizError(
        f"no window can be opened: {why}",
        advice="Without one, use the commands: mlpviz --help.",
    )
