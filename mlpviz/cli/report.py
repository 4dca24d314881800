"""Results as a person or a program reads them, on standard output."""

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from mlpviz.core.evaluation import evaluate
from mlpviz.core.session import Session

Row = dict[str, Any]
SPLITS = ("train", "validation", "test")


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object; what is not finite is null."""
    print(json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def measures(session: Session) -> Row:
    """Return loss and accuracy of every split, evaluated with the weights as they are.

    Keys are `train_loss`, `train_accuracy` and so on; accuracies from 0 to 1.
    """
    row: Row = {}
    for name, split in session.dataset.splits.items():
        found = evaluate(session.network, split, session.hyperparameters.loss)
        row[f"{name}_loss"], row[f"{name}_accuracy"] = found.loss, found.accuracy
    return row


def size(session: Session) -> Row:
    """Return how far the training is and how large the network."""
    return {
        "epochs": session.state.epoch,
        "updates": session.state.updates,
        "updates_per_epoch": session.updates_per_epoch,
        "parameters": session.network.parameters,
    }


def describe(row: Row, engine: str) -> str:
    """Return a heading: the source, its training and its size."""
    parts = [
        row["source"],
        engine,
        _counted(row["epochs"], "epoch"),
        f"{_counted(row['updates'], 'update')} ({row['updates_per_epoch']:,} an epoch)",
        _counted(row["parameters"], "parameter"),
    ]
    return " · ".join(parts)


def measures_table(row: Row, session: Session) -> str:
    """Return the losses and accuracies of the splits, with the counts behind them."""
    lines = ["              loss    accuracy"]
    for name, split in session.dataset.splits.items():
        n = len(split)
        wrong = round((1 - row[f"{name}_accuracy"]) * n)
        lines.append(
            f"{name:<11} {loss_text(row[f'{name}_loss']):>7}   "
            f"{percent(row[f'{name}_accuracy']):>8}   {wrong:,} of {n:,} wrong"
        )
    return "\n".join(lines)


def summary(rows: Sequence[Row]) -> tuple[Row, Row]:
    """Return the mean and the scatter (ddof 1) of every measure over the runs.

    Diverged runs do not count; what needs more runs than there are is None.
    """
    kept = [row for row in rows if "diverged_epoch" not in row]
    keys = [f"{name}_{what}" for name in SPLITS for what in ("loss", "accuracy")]
    keys += ["seconds", "compile_seconds"]
    mean: Row = {}
    std: Row = {}
    for key in keys:
        values = [row[key] for row in kept if math.isfinite(row[key])]
        mean[key] = statistics.fmean(values) if values else None
        std[key] = statistics.stdev(values) if len(values) > 1 else None
    return mean, std


def repeats_table(rows: Sequence[Row], mean: Row, std: Row) -> str:
    """Return a line for each run, then mean and standard deviation."""
    lines = [
        "               train                validation           test",
        "seed           loss    accuracy     loss    accuracy     loss    accuracy",
    ]

    def line(head: str, row: Row) -> str:
        cells = [
            f"{loss_text(row[f'{name}_loss']):>7}  {percent(row[f'{name}_accuracy']):>8}"
            for name in SPLITS
        ]
        return f"{head:<12} " + "    ".join(cells)

    for row in rows:
        text = line(str(row["seed"]), row)
        if "diverged_epoch" in row:
            text += f"   diverged in epoch {row['diverged_epoch']:,}"
        lines.append(text)
    lines += [line("mean", mean), line("std", std)]
    return "\n".join(lines)


def loss_text(value: float | None) -> str:
    """Return a loss with 4 decimals."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.4f}"


def percent(value: float | None) -> str:
    """Return an accuracy as per cent with 2 decimals."""
    return "–" if value is None or not math.isfinite(value) else f"{100 * value:.2f} %"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
