"""Progress on standard error: a bar with an estimate, or now and then a line."""

import shutil
import sys
import time

BAR_SECONDS = 0.1
LINE_SECONDS = 15.0
MIN_ESTIMATE_SECONDS = 0.3


class ProgressBar:
    """Shows how far a run is; to be used in a `with`, which clears the bar.

    Parameters
    ----------
    label : str
        What is being done; may be changed while it goes on.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self._live = sys.stderr.isatty()
        self._since = time.monotonic()
        self._shown = 0.0 if self._live else self._since
        self._first: tuple[float, float] | None = None

    def __enter__(self) -> "ProgressBar":
        """Say what is being done."""
        if self._live:
            self.note("")
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the bar."""
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Show a stage whose length is not known."""
        if self._live:
            self._draw(f"{self.label} {text}")

    def show(self, done: float, total: float, unit: str) -> None:
        """Show that `done` of `total` is done, if it is time for that."""
        now = time.monotonic()
        if self._first is None or done < self._first[1]:
            self._first = (now, done)
        if now - self._shown < (BAR_SECONDS if self._live else LINE_SECONDS):
            return
        self._shown = now
        text = f"{unit} {int(done):,} of {int(total):,}"
        left = self._seconds_left(now, done, total)
        if left is not None:
            text += f", {duration(left)} left"
        if not self._live:
            print(f"{self.label}: {text}", file=sys.stderr, flush=True)
            return
        width = shutil.get_terminal_size().columns - len(self.label) - len(text) - 5
        width = min(30, width)
        bar = ""
        if width >= 8:
            filled = round(width * min(done / total, 1.0)) if total else width
            bar = "━" * filled + "╌" * (width - filled) + " "
        self._draw(f"{self.label} {bar}{text}")

    def _seconds_left(self, now: float, done: float, total: float) -> float | None:
        since, at = self._first or (now, done)
        if now - since < MIN_ESTIMATE_SECONDS or done <= at:
            return None
        return (now - since) * (total - done) / (done - at)

    def _draw(self, text: str) -> None:
        columns = shutil.get_terminal_size().columns
        print(f"\r\x1b[K{text[: columns - 1]}", end="", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """Return a time in words of one or two units, such as "3.4 s" or "2 min 5 s"."""
    if seconds < 0.995:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
