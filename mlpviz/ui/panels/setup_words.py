"""The Setup panel's sentences: undo names, summaries, refusals; no widget."""

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.datasets import DATASETS, DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.core.numbers import format_number
from mlpviz.core.optimizers import OPTIMIZERS
from mlpviz.core.setting import SETTINGS
from mlpviz.core.settings_table import Settings, Value

_UNDO_NAMES = {
    "dataset": "data",
    "classes": "number of classes",
    "sigma": "spread σ",
    "data_seed": "data seed",
    "init_mean": "initialiser mean",
    "init_stddev": "initialiser deviation",
    "init_minval": "initialiser minimum",
    "init_maxval": "initialiser maximum",
    "shared_draw": "same draw in every layer",
    "nesterov": "Nesterov",
}


def undo_label(name: str, value: Value) -> str:
    """Return what an edit is called in the Undo menu: "Set learning rate 0.003"."""
    row = SETTINGS[name]
    label = _UNDO_NAMES.get(name, row.label[:1].lower() + row.label[1:])
    return f"Set {label} {value_text(name, value)}"


def value_text(name: str, value: Value) -> str:
    """Return a setting's value as it is read."""
    if isinstance(value, tuple):
        return ", ".join(value_text(name, part) for part in value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return SETTINGS[name].choices.get(value, value)
    if isinstance(value, float):
        return format_number(value)
    return f"{value:,}"


def data_summary(spec: DatasetSpec) -> str:
    """Return the data on one line: "Polar, K 5, σ 0.05, N 512"."""
    points = f"{spec.n_train}"
    if spec.n_test != spec.n_train:
        points += f"/{spec.n_test}"
    kind = DATASETS[spec.kind].label
    return f"{kind}, K {spec.classes}, σ {format_number(spec.sigma)}, N {points}"


def model_summary(hyperparameters: Hyperparameters) -> str:
    """Return the hidden layers on one line: "3 × 8 ReLU"."""
    hidden = hyperparameters.hidden
    if not hidden:
        return "no hidden layer"
    if len(set(hidden)) > 1:
        return "–".join(str(layer.units) for layer in hidden)
    activation = ACTIVATIONS[hidden[0].activation].label
    return f"{len(hidden)} × {hidden[0].units} {activation}"


def training_summary(hyperparameters: Hyperparameters) -> str:
    """Return the training on one line: "Adam 0.003, batch 16, 100 epochs"."""
    optimizer = hyperparameters.optimizer
    rate = format_number(optimizer.learning_rate)
    return (
        f"{OPTIMIZERS[optimizer.name].label} {rate}, batch {hyperparameters.batch_size}"
    )


def counted(count: int, one: str, many: str) -> str:
    """Return "1 parameter" or "2,560 parameters"."""
    return f"{count:,} {one if count == 1 else many}"


def refusal(name: str) -> str:
    """Return why a setting cannot change while training, and what to do."""
    label = SETTINGS[name].label
    return f"{label} cannot change while training. Pause or stop the run first."


def check_count(changes: Settings, layers: int) -> None:
    """Raise MlpvizError where a list of widths is not one for each hidden layer.

    Elsewhere such a list also sets the depth; here that has a field of its own.
    """
    widths = changes.get("layer_width")
    if isinstance(widths, tuple) and len(widths) != layers:
        raise MlpvizError(
            f"{len(widths)} widths for {counted(layers, 'hidden layer', 'hidden layers')}",
            advice="Give one number for all, or one for each layer.",
        )
