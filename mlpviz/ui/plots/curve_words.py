"""What the curves say in words: how a run began, and where it stands; no Qt."""

from math import isfinite

from mlpviz.core.curves import COLUMNS, Curves, Stroke
from mlpviz.core.session import ENGINES, Session


def epoch_text(epoch: float) -> str:
    """Return an epoch as it is read: "40", or "40.25" within one."""
    return f"{epoch:,.2f}".rstrip("0").rstrip(".")


def loss_text(value: float) -> str:
    """Return a loss with four decimals; a dash where there is none."""
    return f"{value:.4f}" if isfinite(value) else "–"


def accuracy_text(value: float) -> str:
    """Return an accuracy of 0 to 1 as per cent with two decimals."""
    return f"{100 * value:.2f} %" if isfinite(value) else "–"


def _place(stroke: Stroke) -> str:
    if stroke.kind == "train" and not stroke.first_epoch:
        return "from the start"
    return f"continued at epoch {epoch_text(stroke.first_epoch)}"


def stroke_text(stroke: Stroke) -> str:
    """Return how one stretch of training began: "from the start · Keras"."""
    edited = " · edited by hand" if stroke.edited else ""
    return f"{_place(stroke)} · {ENGINES.get(stroke.engine, stroke.engine)}{edited}"


def history_text(curves: Curves, most: int = 12) -> str:
    """Return all stretches, a line each; of a long history the last ones."""
    lines = [
        f"{_place(stroke).capitalize()} with "
        f"{ENGINES.get(stroke.engine, stroke.engine)}"
        + (", after an edit by hand" if stroke.edited else "")
        for stroke in curves.strokes
    ]
    if len(lines) > most:
        lines = [f"({len(lines) - most} earlier stretches)", *lines[-most:]]
    return "\n".join(lines)


def describe(session: Session) -> str:
    """Return the curves' state in words, for those who cannot see them."""
    curves = session.curves
    if not len(curves.points):
        return "No training yet. Press Train: losses appear here epoch by epoch."
    row = dict(zip(COLUMNS, curves.points[-1], strict=True))
    began = f" Began {stroke_text(curves.strokes[-1])}." if curves.strokes else ""
    return (
        f"Epoch {epoch_text(row['epoch'])}."
        f" Training, running mean over the epoch: loss {loss_text(row['running_loss'])},"
        f" accuracy {accuracy_text(row['running_accuracy'])}."
        f" Validation: loss {loss_text(row['validation_loss'])},"
        f" accuracy {accuracy_text(row['validation_accuracy'])}."
        f" Test: loss {loss_text(row['test_loss'])},"
        f" accuracy {accuracy_text(row['test_accuracy'])}.{began}"
    )
