"""`mlpviz examples`, `evaluate`, `predict` and `compare`: look, and change nothing."""

import argparse
from typing import Any

import numpy as np

from mlpviz.cli import report
from mlpviz.cli.source import load_source
from mlpviz.core.activations import softmax
from mlpviz.core.arrays import FloatArray
from mlpviz.core.comparison import compare_outputs
from mlpviz.core.datasets import Split, class_name
from mlpviz.core.evaluation import blockwise_logits, confusion_matrix, evaluate
from mlpviz.core.session import ENGINES, INPUTS, Session
from mlpviz.files.examples import EXAMPLES
from mlpviz.files.tables import read_points


def examples(arguments: argparse.Namespace) -> int:
    """List the examples, and which of them are trained."""
    rows: list[report.Row] = [
        {
            "name": example.name,
            "title": example.title,
            "weights": example.kind,
            "trained": bool(example.trained_from),
            "parameters": example.hyperparameters.parameter_count(
                INPUTS, example.dataset.classes
            ),
            "question": example.question,
            "settings": example.settings,
        }
        for example in EXAMPLES.values()
    ]
    if arguments.json:
        report.print_json({"examples": rows})
        return 0
    print(f"{'name':<20} {'title':<19} {'weights':<10} parameters")
    for row in rows:
        print(
            f"{row['name']:<20} {row['title']:<19} {row['weights']:<10} "
            f"{row['parameters']:>10,}"
        )
    return 0


def evaluate_source(arguments: argparse.Namespace) -> int:
    """Print the losses and accuracies of the weights as they are."""
    session = load_source(arguments.source)
    row: report.Row = {
        "source": arguments.source,
        "engine": arguments.engine,
        **report.size(session),
        **_measures(session, arguments.engine),
    }
    if arguments.json:
        test = session.dataset.test
        found = evaluate(session.network, test, session.hyperparameters.loss)
        row["test_confusion_matrix"] = confusion_matrix(found, test).tolist()
        report.print_json(row)
    else:
        print(report.describe(row, ENGINES[arguments.engine]))
        print(report.measures_table(row, session))
    return 0


def predict(arguments: argparse.Namespace) -> int:
    """Print the class probabilities of the points in a file."""
    session = load_source(arguments.source)
    points = read_points(arguments.points)
    probabilities = _probabilities(session, points, arguments.engine)
    classes = probabilities.argmax(axis=1)
    names = [class_name(k) for k in range(session.network.classes)]
    if arguments.json:
        report.print_json(
            {
                "source": arguments.source,
                "engine": arguments.engine,
                "classes": names,
                "predictions": [
                    {
                        "x1": float(x[0]),
                        "x2": float(x[1]),
                        "class": names[k],
                        "probabilities": [float(p) for p in row],
                    }
                    for x, row, k in zip(points, probabilities, classes, strict=True)
                ],
            }
        )
        return 0
    print("        x1         x2   " + "   ".join(names) + "   class")
    for x, row, k in zip(points, probabilities, classes, strict=True):
        cells = "   ".join(f"{p:>8.4f}" for p in row)
        print(f"{x[0]:>10.5g} {x[1]:>10.5g}   {cells}   {names[k]}")
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Put the same weights through Keras and through NumPy, and say what differs."""
    from mlpviz.engine.keras_model import keras_layer_outputs

    session = load_source(arguments.source)
    everything = _all_points(session)
    with np.errstate(over="ignore", invalid="ignore"):
        found = compare_outputs(
            session.network.layer_outputs(everything.x),
            keras_layer_outputs(session.network, everything.x),
            everything,
            session.hyperparameters.loss,
        )
    layers = [
        {"layer": number, "z": layer.z, "h": layer.h}
        for number, layer in enumerate(found.layers, start=1)
    ]
    row: report.Row = {
        "source": arguments.source,
        "parameters": session.network.parameters,
        "points": len(everything),
        "differing_classes": found.differing,
        "numpy": _measures(session, "numpy"),
        "keras": _measures(session, "keras"),
        "largest_difference": layers,
    }
    if arguments.json:
        report.print_json(row)
    else:
        _print_comparison(row)
    return 0


def _print_comparison(row: report.Row) -> None:
    print(f"{row['source']} · {row['parameters']:,} parameters")
    print("               NumPy                Keras")
    print("               loss    accuracy     loss    accuracy")
    for name in report.SPLITS:
        cells = [
            f"{report.loss_text(row[engine][f'{name}_loss']):>7}   "
            f"{report.percent(row[engine][f'{name}_accuracy']):>8}"
            for engine in ("numpy", "keras")
        ]
        print(f"{name:<11} {cells[0]}   {cells[1]}")
    print(
        f"{row['differing_classes']:,} of {row['points']:,} points are put in "
        "different classes"
    )
    print("layer   largest |Δz|   largest |Δh|")
    for layer in row["largest_difference"]:
        print(f"{layer['layer']:>5}   {layer['z']:>12.3g}   {layer['h']:>12.3g}")


def _measures(session: Session, engine: str) -> dict[str, Any]:
    """Return loss and accuracy of every split, by NumPy or by Keras's own evaluate."""
    if engine == "numpy":
        return report.measures(session)
    from mlpviz.engine.keras_model import keras_evaluate

    row: report.Row = {}
    for name, split in session.dataset.splits.items():
        loss, accuracy = keras_evaluate(
            session.network, split, session.hyperparameters.loss
        )
        row[f"{name}_loss"], row[f"{name}_accuracy"] = loss, accuracy
    return row


def _probabilities(session: Session, points: FloatArray, engine: str) -> FloatArray:
    if engine == "keras":
        from mlpviz.engine.keras_model import keras_predict

        return keras_predict(session.network, points.astype(np.float32))
    with np.errstate(over="ignore", invalid="ignore"):
        return softmax(blockwise_logits(session.network, points))


def _all_points(session: Session) -> Split:
    splits = session.dataset.splits.values()
    return Split(
        np.concatenate([split.x for split in splits]),
        np.concatenate([split.labels for split in splits]),
        session.dataset.classes,
    )
