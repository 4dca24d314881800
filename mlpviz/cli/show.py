"""The window, pictures, and `make run`; the only commands that import Qt."""

import argparse
import os
import sys
from difflib import get_close_matches
from pathlib import Path

from mlpviz.cli import report
from mlpviz.cli.arguments import COMMANDS
from mlpviz.cli.display import DisplayProbe, qt_needed
from mlpviz.cli.progress_bar import ProgressBar, duration
from mlpviz.cli.source import load_source
from mlpviz.cli.train import Run, follow, from_seed
from mlpviz.cli.training import make_trainer
from mlpviz.core import edits
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import ENGINES
from mlpviz.files.examples import EXAMPLES

NO_WINDOW = "no window can be opened"
NO_PICTURE = "no picture can be drawn"
PICTURES = (".png", ".svg", ".pdf")


def open_window(arguments: argparse.Namespace) -> int:
    """Open the window, on a file if one is named; return its exit code."""
    if arguments.run_example:
        return _run_example()
    if arguments.file is not None and not Path(arguments.file).exists():
        raise _no_file(arguments.file)
    probe = DisplayProbe()
    try:
        # Imported while the probe runs in its own process.
        with qt_needed(NO_WINDOW):
            from mlpviz.ui.main import run_window
    finally:
        probe.wait()
    return run_window(arguments.file)


def render(arguments: argparse.Namespace) -> int:
    """Draw the decision regions of a source into a picture."""
    output = Path(arguments.output)
    if output.suffix.lower() not in PICTURES:
        raise MlpvizError(
            f"a picture cannot be a {output.suffix or 'file without an ending'}",
            where=arguments.output,
            advice=f"Use one of {', '.join(PICTURES)}.",
        )
    if not output.parent.is_dir():
        raise MlpvizError(
            "there is no such folder", where=str(output.parent), advice="Make it first."
        )
    session = load_source(arguments.source)
    _draw_without_display()
    with qt_needed(NO_PICTURE):
        from mlpviz.ui.pictures import render_figure

    width, height = arguments.size
    render_figure(session, str(output), width, height)
    return 0


def _run_example() -> int:
    """Open the window on the example, or do the same job without one."""
    try:
        probe = DisplayProbe()
        probe.wait()
    except MlpvizError as error:
        print(f"mlpviz: {error.what}. Training without it.", file=sys.stderr)
        return _train_and_draw("task-1.4", Path("out"))
    with qt_needed(NO_WINDOW):
        from mlpviz.ui.main import run_window

    return run_window(None)


def _train_and_draw(name: str, folder: Path) -> int:
    """Train an example, print its results and draw them."""
    session = load_source(name)
    run = Run(edits.begin_run(from_seed(session)))
    with ProgressBar(name) as bar:
        follow(run, make_trainer(session.engine), bar)
    if run.interrupted:
        return 130
    row = run.row(name)
    print(f"{report.describe(row, ENGINES[session.engine])} · seed {row['seed']}")
    print(report.measures_table(row, run.session))
    print(duration(row["seconds"]))
    _draw_without_display()
    with qt_needed(NO_PICTURE):
        from mlpviz.ui.pictures import render_figure, render_window

    folder.mkdir(exist_ok=True)
    for path, draw in {
        "regions.png": lambda to: render_figure(run.session, to, 1000, 560),
        "window.png": lambda to: render_window(run.session, to, 1440, 900, dark=False),
        "window-dark.png": lambda to: render_window(
            run.session, to, 1440, 900, dark=True
        ),
    }.items():
        draw(str(folder / path))
        print(f"drew {folder / path}")
    return 0


def _draw_without_display() -> None:
    """Let Qt draw into memory: no display is needed, and none is touched."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _no_file(name: str) -> MlpvizError:
    advice = "Check the name."
    if name in EXAMPLES:
        advice = "It is an example: open it in the window, from the Lab menu."
    elif near := get_close_matches(name, COMMANDS, n=1):
        advice = f"Did you mean the command {near[0]}?"
    return MlpvizError("there is no such file", where=name[:200], advice=advice)
