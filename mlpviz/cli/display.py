"""Whether Qt works and a window can be opened here, found out without risk.

Qt ends the whole process where there is no display, or a dead one.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from mlpviz.core.errors import MlpvizError

PROBE_SECONDS = 20.0
_PROBE = "from PySide6.QtWidgets import QApplication; QApplication(['probe'])"
# What Debian 12 lacks when fresh; the second half is for a window on the screen.
_DRAWING = "libgl1 libegl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1"
_WINDOW = (
    "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)


@contextlib.contextmanager
def qt_needed(purpose: str) -> Iterator[None]:
    """Import Qt in here: what it lacks becomes a plain message.

    Parameters
    ----------
    purpose : str
        What is not possible without Qt, such as "no picture can be drawn".

    Raises
    ------
    MlpvizError
        If Qt or one of the system libraries it needs is missing.
    """
    try:
        yield
    except ImportError as error:
        if (error.name or "").startswith("mlpviz"):
            raise
        what = " ".join(str(error).split())[:200]
        if isinstance(error, ModuleNotFoundError):
            raise MlpvizError(
                f"{purpose}: {what}", advice="Install MLPViz once more."
            ) from None
        raise MlpvizError(
            f"{purpose}: a system library is missing ({what})",
            advice=_install(_DRAWING),
        ) from None


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
            raise _failure(said.decode(errors="replace"))


def _failure(said: str) -> MlpvizError:
    """Return what Qt said as an error of one line."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY", "")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    # Qt names libxcb-cursor0 whenever it fails, also if only the display is dead.
    if "could not connect to display" not in said:
        for line in lines:
            if "cannot open shared object" in line or "libxcb-cursor0" in line:
                return _no_window(
                    f"a system library is missing ({line[:200]})",
                    _install(f"{_DRAWING} {_WINDOW}"),
                )
    return _no_window(
        f"the display {display} cannot be opened" if display else "Qt cannot start"
    )


def _no_window(
    why: str, advice: str = "Without one, use the commands: mlpviz --help."
) -> MlpvizError:
    return MlpvizError(f"no window can be opened: {why}", advice=advice)


def _install(packages: str) -> str:
    if not sys.platform.startswith("linux"):
        return "Install MLPViz once more."
    return f"On Debian or Ubuntu: sudo apt-get install {packages}"
