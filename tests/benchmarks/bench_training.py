"""How much faster the Keras engine trains than `keras.Model.fit`, on this machine.

Run with `python -m tests.benchmarks.bench_training`. Each repeat is a process of its
own, so that each compiles anew; importing TensorFlow is not part of any time. `fit`
runs as a user would run it: `metrics=["accuracy"]`, validation data, Keras's default
threads and compiler settings.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from mlpviz.core.datasets import DatasetSpec  # noqa: E402
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec  # noqa: E402
from mlpviz.core.optimizers import OptimizerSpec  # noqa: E402
from mlpviz.core.session import Session, new_session  # noqa: E402
from tests.support.training import request, run, task_1_3  # noqa: E402

NETWORKS = {"1 x 5": (5,), "6 x 8": (8,) * 6, "10 x 50": (50,) * 10}


def measure_engine(epochs: int) -> dict[str, float]:
    """Train task 1.3 compiling, and again without."""
    from mlpviz.engine.keras_model import import_keras
    from mlpviz.engine.keras_trainer import KerasTrainer

    import_keras()
    trainer, session = KerasTrainer(), task_1_3(epochs)
    first, again = (run(trainer, session, epochs).last for _ in range(2))
    return {
        "with_compiling": first.seconds,
        "compiling": first.compile_seconds,
        "without_compiling": again.seconds,
    }


def measure_fit(epochs: int) -> dict[str, float]:
    """Train task 1.3 with `keras.Model.fit`."""
    import keras

    session = task_1_3(epochs)
    hp, dataset = session.hyperparameters, session.dataset
    began = time.perf_counter()
    model = keras.Sequential([keras.Input((2,))])
    for layer in hp.hidden:
        initializer: Any = keras.initializers.RandomNormal(0.01, 0.1)
        model.add(
            keras.layers.Dense(
                layer.units,
                activation=layer.activation,
                kernel_initializer=initializer,
            )
        )
    model.add(keras.layers.Dense(dataset.classes, activation="softmax"))
    optimizer = keras.optimizers.SGD(
        hp.optimizer.learning_rate, momentum=hp.optimizer.momentum
    )
    model.compile(optimizer, "mse", metrics=["accuracy"])
    model.fit(
        dataset.train.x,
        dataset.train.targets,
        batch_size=hp.batch_size,
        epochs=epochs,
        validation_data=(dataset.validation.x, dataset.validation.targets),
        verbose=0,  # pyright: ignore[reportArgumentType]
    )
    return {"fit": time.perf_counter() - began}


def measure_updates(_: int) -> dict[str, float]:
    """Return microseconds an update, compiled, evaluating after epochs included."""
    from mlpviz.engine.keras_trainer import KerasTrainer

    trainer, result = KerasTrainer(), {}
    for name, hidden in NETWORKS.items():
        session = _session(hidden)
        run(trainer, session, 3)
        began = time.perf_counter()
        updates = 0
        for snapshot in trainer.train(request(session, 10**6), session.state):
            updates = snapshot.state.updates
            if time.perf_counter() - began > 1:
                break
        result[name] = 1e6 * (time.perf_counter() - began) / updates
    return result


def _session(hidden: tuple[int, ...]) -> Session:
    classes = 5 if len(hidden) == 10 else 2
    hp = Hyperparameters(
        hidden=tuple(LayerSpec(units) for units in hidden),
        optimizer=OptimizerSpec("sgd", 0.06, momentum=0.8),
        batch_size=16,
    )
    return new_session(DatasetSpec("polar", classes, 0.05), hp)


MEASURES = {
    "engine": measure_engine,
    "fit": measure_fit,
    "updates": measure_updates,
}


def _medians(measure: str, epochs: int, repeats: int) -> dict[str, float]:
    """Measure in fresh processes; return the median of each figure."""
    command = [sys.executable, __file__, "--measure", measure, "--epochs", str(epochs)]
    rows: list[dict[str, float]] = []
    for repeat in range(repeats):
        print(f"{measure} {repeat + 1} of {repeats}", file=sys.stderr, flush=True)
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def _report(figures: dict[str, Any]) -> str:
    lines = [
        f"Task 1.3, {figures['epochs']} epochs, "
        f"median of {figures['repeats']}, in seconds:",
        f"  keras.Model.fit            {figures['fit']:8.2f}",
        f"  our Keras engine           {figures['with_compiling']:8.2f}   "
        f"{figures['ratio']:5.1f} times faster",
        f"    of that compiling        {figures['compiling']:8.2f}",
        f"  compiled before            {figures['without_compiling']:8.2f}   "
        f"{figures['ratio_without_compiling']:5.1f} times faster",
        "An update of our Keras engine at batch size 16, in microseconds:",
    ]
    for name, value in figures["microseconds_per_update"].items():
        lines.append(f"  {name:<26} {value:8.1f}")
    return "\n".join(lines)


def main() -> None:
    """Measure all and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(MEASURES[options.measure](options.epochs)))
        return
    figures: dict[str, Any] = {"epochs": options.epochs, "repeats": options.repeats}
    figures |= _medians("fit", options.epochs, options.repeats)
    figures |= _medians("engine", options.epochs, options.repeats)
    figures["ratio"] = figures["fit"] / figures["with_compiling"]
    figures["ratio_without_compiling"] = figures["fit"] / figures["without_compiling"]
    figures["microseconds_per_update"] = _medians("updates", 0, options.repeats)
    print(json.dumps(figures) if options.json else _report(figures))


if __name__ == "__main__":
    main()
