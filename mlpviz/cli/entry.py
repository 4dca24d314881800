"""The entry points: read what was typed, do it, and end with an exit code.

0 for success, 1 with one plain line for what went wrong, 2 for a wrong usage, 130
after Ctrl+C.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from mlpviz.cli.arguments import read_arguments
from mlpviz.core.errors import MlpvizError

DEBUG = "MLPVIZ_DEBUG"


def main(argv: Sequence[str] | None = None) -> int:
    """Run `mlpviz` with these arguments (those of the process by default)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Unicode shows σ as \u03c3 instead of failing.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = _command(read_arguments(arguments))
        sys.stdout.flush()
        return code
    except MlpvizError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has left; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _failed(f"unexpected error: {what} (for details, set {DEBUG}=1)")


def main_gui() -> int:
    """Open the window, on the file named if any: where there is no terminal."""
    return main(sys.argv[1:2])


def _failed(text: str) -> int:
    line = " ".join(text.split())
    print(f"mlpviz: {line}", file=sys.stderr)
    return 1


def _command(arguments: argparse.Namespace) -> int:
    return _find(arguments.command)(arguments)


def _find(command: str) -> Callable[[argparse.Namespace], int]:
    """Return what does a command, importing no more than it needs."""
    if command == "train":
        from mlpviz.cli.train import train

        return train
    if command in ("", "render"):
        from mlpviz.cli.show import open_window, render

        return render if command else open_window
    from mlpviz.cli import evaluate

    return {
        "examples": evaluate.examples,
        "evaluate": evaluate.evaluate_source,
        "predict": evaluate.predict,
        "compare": evaluate.compare,
    }[command]
