"""`mlpviz train`: one run or several, with progress, results and a saved session."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlpviz.cli import report
from mlpviz.cli.progress_bar import ProgressBar, duration
from mlpviz.cli.source import load_source
from mlpviz.cli.training import Progress, make_trainer, train_session
from mlpviz.core import edits
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import ENGINES, Session, starting_network
from mlpviz.core.settings_table import Value, apply_settings
from mlpviz.engine.trainer import Trainer
from mlpviz.files.session_file import write_session

SEEDS = ("data_seed", "weight_seed", "order_seed")


@dataclass
class Run:
    """One run: its session so far, and what its last snapshot said."""

    session: Session
    seconds: float = 0.0
    compile_seconds: float = 0.0
    diverged_epoch: int | None = None
    interrupted: bool = False

    def take(self, progress: Progress) -> None:
        """Keep what a snapshot brought."""
        self.session = progress.session
        self.seconds = progress.snapshot.seconds
        self.compile_seconds = max(
            self.compile_seconds, progress.snapshot.compile_seconds
        )
        self.diverged_epoch = progress.snapshot.diverged_epoch

    def row(self, source: str) -> report.Row:
        """Return the results by name, as `--json` prints them."""
        row: report.Row = {
            "source": source,
            "engine": self.session.engine,
            "seed": self.session.hyperparameters.weight_seed,
            **report.size(self.session),
            **report.measures(self.session),
            "seconds": self.seconds,
            "compile_seconds": self.compile_seconds,
        }
        if self.diverged_epoch is not None:
            row["diverged_epoch"] = self.diverged_epoch
        return row


def train(arguments: argparse.Namespace) -> int:
    """Do what `mlpviz train` was asked; return the exit code."""
    _check_usage(arguments)
    session = load_source(arguments.source)
    if arguments.engine:
        session = edits.choose_engine(session, arguments.engine)
    settings = _settings(arguments)
    if arguments.output:
        _check_folder(arguments.output)
    trainer = make_trainer(session.engine)
    if arguments.repeats is not None:
        return _train_repeatedly(arguments, session, settings, trainer)
    seeds: dict[str, Value] = {}
    if arguments.seed is not None:
        seeds = dict.fromkeys(SEEDS, arguments.seed)
    if arguments.go_on:
        run = Run(edits.continue_run(_changed_midway(session, settings)))
    else:
        session = with_settings(session, _over(seeds, settings))
        run = Run(edits.begin_run(from_seed(session)))
    with ProgressBar(arguments.source) as bar:
        follow(run, trainer, bar)
    if arguments.output:
        write_session(
            edits.stop_run(run.session) if run.diverged_epoch else run.session,
            arguments.output,
        )
    if run.interrupted:
        where = f"; saved as {arguments.output}" if arguments.output else ""
        print(
            f"mlpviz: stopped in epoch {run.session.state.epoch + 1}{where}",
            file=sys.stderr,
        )
        return 130
    row = run.row(arguments.source)
    if arguments.json:
        report.print_json(row)
    else:
        _print_row(row, run.session)
    return _diverged([run.diverged_epoch])


def follow(run: Run, trainer: Trainer, bar: ProgressBar) -> None:
    """Train to the end of the run or until Ctrl+C, showing how far it is."""
    target = run.session.target_epoch or 0
    first = run.session.state.epoch
    n = len(run.session.dataset.train)
    if run.session.engine == "keras" and "tensorflow" not in sys.modules:
        bar.note("loading TensorFlow …")
    try:
        for progress in train_session(run.session, trainer):
            run.take(progress)
            if progress.snapshot.compiling:
                bar.note("compiling …")
                continue
            state = progress.session.state
            done = state.epoch + state.position / n
            bar.show(done - first, target - first, "epoch")
    except KeyboardInterrupt:
        run.interrupted = True


def with_settings(session: Session, values: Mapping[str, Value]) -> Session:
    """Return the session with settings changed by name, as the window changes them."""
    if not values:
        return session
    spec, hyperparameters = apply_settings(
        session.dataset_spec, session.hyperparameters, values
    )
    session = edits.choose_dataset(session, spec)
    return edits.set_hyperparameters(session, hyperparameters)


def from_seed(session: Session) -> Session:
    """Return the session before its first update, its weights drawn by its seed."""
    start = starting_network(session.hyperparameters, session.dataset.classes)
    return edits.restart(session, start)


def _changed_midway(session: Session, settings: Mapping[str, Value]) -> Session:
    """Return the session with other settings, its training kept.

    Raises
    ------
    MlpvizError
        If the settings need other weights to start from.
    """
    changed = with_settings(session, settings)
    if changed.start is not session.start:
        raise MlpvizError(
            "this would begin the training anew", advice="Leave out --continue."
        )
    # So many more, wherever an unfinished run was on its way to.
    return edits.stop_run(changed) if "epochs" in settings else changed


def _train_repeatedly(
    arguments: argparse.Namespace,
    session: Session,
    settings: Mapping[str, Value],
    trainer: Trainer,
) -> int:
    """Train with seeds that count up from --seed, or else from what is set.

    One of the three that is set by its own name stays as it is.
    """
    firsts = _first_seeds(arguments.seed, session, settings)
    others = {name: value for name, value in settings.items() if name != "seed"}
    rows: list[report.Row] = []
    interrupted = False
    with ProgressBar("") as bar:
        for repeat in range(arguments.repeats):
            seeds = {name: first + repeat for name, first in firsts.items()}
            changed = with_settings(session, {**seeds, **others})
            run = Run(edits.begin_run(from_seed(changed)))
            bar.label = f"{arguments.source}, run {repeat + 1} of {arguments.repeats}"
            follow(run, trainer, bar)
            if run.interrupted:
                interrupted = True
                break
            rows.append(run.row(arguments.source))
    mean, std = report.summary(rows)
    if arguments.json:
        report.print_json(
            {
                "source": arguments.source,
                "engine": session.engine,
                "repeats": len(rows),
                "runs": rows,
                "mean": mean,
                "std": std,
            }
        )
    elif rows:
        print(report.describe(rows[0], ENGINES[session.engine]))
        print(report.repeats_table(rows, mean, std))
    if interrupted:
        print(
            f"mlpviz: stopped after {len(rows)} of {arguments.repeats} runs",
            file=sys.stderr,
        )
        return 130
    return _diverged([row.get("diverged_epoch") for row in rows])


def _first_seeds(
    seed: int | None, session: Session, settings: Mapping[str, Value]
) -> dict[str, int]:
    """Return the seeds of the first of several runs, by name."""
    seeds: dict[str, Value] = {} if seed is None else dict.fromkeys(SEEDS, seed)
    spec, hyperparameters = apply_settings(
        session.dataset_spec, session.hyperparameters, _over(seeds, settings)
    )
    return {
        "data_seed": spec.seed,
        "weight_seed": hyperparameters.weight_seed,
        "order_seed": hyperparameters.order_seed,
    }


def _over(
    seeds: Mapping[str, Value], settings: Mapping[str, Value]
) -> dict[str, Value]:
    """Return both, a seed set by name winning over one that is not."""
    kept = dict(seeds)
    if "seed" in settings:
        kept.pop("weight_seed", None)
        kept.pop("order_seed", None)
    return {**kept, **settings}


def _settings(arguments: argparse.Namespace) -> dict[str, Value]:
    settings: dict[str, Value] = dict(arguments.settings)
    if arguments.epochs is not None:
        settings["epochs"] = arguments.epochs
    return settings


def _check_usage(arguments: argparse.Namespace) -> None:
    """Refuse what cannot go together; exits with code 2."""
    if arguments.output and arguments.repeats is not None:
        arguments.parser.error("-o saves one session: not allowed with --repeats")
    if arguments.go_on and arguments.seed is not None:
        arguments.parser.error("--seed begins anew: not allowed with --continue")


def _check_folder(output: str) -> None:
    """Find out before an hour of training whether the result can be saved."""
    folder = Path(output).parent
    if not folder.is_dir():
        raise MlpvizError(
            "there is no such folder", where=str(folder), advice="Make it first."
        )
    if Path(output).is_dir():
        raise MlpvizError("this is a folder", where=output, advice="Name a file.")


def _print_row(row: report.Row, session: Session) -> None:
    print(f"{report.describe(row, ENGINES[session.engine])} · seed {row['seed']}")
    print(report.measures_table(row, session))
    text = duration(row["seconds"])
    if row["compile_seconds"]:
        text += f", of which {duration(row['compile_seconds'])} compiling"
    print(text)


def _diverged(epochs: list[int | None]) -> int:
    """Say which runs diverged; return the exit code."""
    found = [epoch for epoch in epochs if epoch is not None]
    if not found:
        return 0
    if len(epochs) == 1:
        what = f"the loss stopped being finite in epoch {found[0]:,}"
    else:
        what = f"{len(found)} of {len(epochs)} runs diverged"
    print(
        f"mlpviz: {what}; the last finite weights were kept. Try a smaller learning "
        "rate.",
        file=sys.stderr,
    )
    return 1
