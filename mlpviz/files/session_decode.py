"""The bytes of a file as a session, distrustfully; it touches no disk.

Sizes are checked before arrays are made, and everything the program relies on in a
session is checked before there is one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import Float32Array
from mlpviz.core.curves import COLUMNS, CurvePoints, Curves
from mlpviz.core.datasets import MAX_POINTS, Dataset, Split
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import MAX_LAYERS, MAX_PARAMETERS, MAX_UNITS
from mlpviz.core.network import Layer, Network
from mlpviz.core.optimizers import OPTIMIZERS
from mlpviz.core.session import INPUTS, Session
from mlpviz.core.training_state import TrainingState
from mlpviz.files import archive, manifest, npy
from mlpviz.files.manifest import ArrayEntry, LayerEntry, Manifest, TrainingEntry

MAX_ELEMENTS = 16 * 1024 * 1024
MAX_CLASSES = 64
ROUNDING = 1e-6
"""So far below 0 may the loss of a batch be rounded."""

SPLITS = ("train", "validation", "test")
Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class OpenedSession:
    """A session as read.

    Attributes
    ----------
    newer : bool
        A newer program wrote the file. What it added is not in the session, so saving
        over the file would lose it.
    """

    session: Session
    newer: bool


def decode_session(data: bytes) -> OpenedSession:
    """Return the session in the bytes of a file.

    Raises
    ------
    MlpvizError
        If anything is missing, unknown, damaged or out of range.
    """
    members = archive.unpack(data)
    if "manifest.json" not in members:
        raise MlpvizError("it has no manifest")
    head = _manifest(members.pop("manifest.json"))
    newer = head.write_version > manifest.WRITE_VERSION
    _check_layers(head.layers)
    _check_settings(head)
    arrays = _arrays(head, members, newer)
    return OpenedSession(_session(head, arrays), newer)


def _manifest(data: memoryview) -> Manifest:
    try:
        return manifest.decode(bytes(data))
    except MlpvizError as error:
        raise MlpvizError(error.what, where="manifest", advice=error.advice) from None


def _check_layers(layers: tuple[LayerEntry, ...]) -> None:
    """Raise MlpvizError unless the layers chain and are few and narrow enough."""
    if not 1 <= len(layers) <= MAX_LAYERS:
        raise MlpvizError(f"{len(layers)} layers", where="manifest")
    before = INPUTS
    for layer in layers:
        if layer.inputs != before or not 1 <= layer.units <= MAX_UNITS:
            raise MlpvizError("the shapes of its layers do not chain", where="manifest")
        before = layer.units
    parameters = sum(layer.units * (layer.inputs + 1) for layer in layers)
    if parameters > MAX_PARAMETERS or before > MAX_CLASSES:
        raise MlpvizError(
            f"{parameters:,} parameters and {before} classes", where="manifest"
        )


def _check_settings(head: Manifest) -> None:
    """Raise MlpvizError unless network, slots and settings belong together."""
    hidden = [(layer.units, layer.activation) for layer in head.layers[:-1]]
    if hidden != [(s.units, s.activation) for s in head.hyperparameters.hidden]:
        raise MlpvizError("the layers differ from the settings", where="manifest")
    if head.dataset.classes != head.layers[-1].units:
        raise MlpvizError("the outputs differ from the classes", where="manifest")
    optimizer = head.hyperparameters.optimizer
    names = OPTIMIZERS[optimizer.name].slot_names(optimizer)
    slots = head.training.slots
    if len(set(slots)) != len(slots) or set(slots) != set(names):
        raise MlpvizError("the slots are not the optimiser's", where="manifest")
    if head.curves.columns != COLUMNS:
        raise MlpvizError("the columns of the curves are others", where="manifest")


def _expected(head: Manifest) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return the dtype and shape that every array must have."""
    if not {f"{name}_x" for name in SPLITS} | {"curves"} <= set(head.arrays):
        raise MlpvizError("an array is missing")
    expected: dict[str, tuple[str, tuple[int, ...]]] = {}
    total = 0
    for name in SPLITS:
        n = head.arrays[f"{name}_x"].shape[0]
        expected[f"{name}_x"] = ("<f4", (n, INPUTS))
        expected[f"{name}_labels"] = ("<i4", (n,))
        total += n
    if total > MAX_POINTS:
        raise MlpvizError(f"{total:,} points", advice=f"At most {MAX_POINTS:,}.")
    parameters = sum(layer.units * (layer.inputs + 1) for layer in head.layers)
    for name in ("start", "network", *(f"slot_{s}" for s in head.training.slots)):
        expected[name] = ("<f4", (parameters,))
    rows = head.arrays["curves"].shape[0]
    expected["curves"] = ("<f8", (rows, len(COLUMNS)))
    return expected


def _arrays(
    head: Manifest, members: Mapping[str, memoryview], newer: bool
) -> dict[str, Array]:
    """Return the arrays, all of them checked before the first is made."""
    if {f"arrays/{name}.npy" for name in head.arrays} != set(members):
        raise MlpvizError("its arrays are not those the manifest names")
    total = 0
    for name, entry in head.arrays.items():
        try:
            total += npy.check_shape(entry.dtype, entry.shape)
        except MlpvizError as error:
            raise MlpvizError(error.what, where=name) from None
    if total > MAX_ELEMENTS:
        raise MlpvizError(f"its arrays have {total:,} elements")
    expected = _expected(head)
    for name, (dtype, shape) in expected.items():
        entry = head.arrays.get(name)
        if entry is None or (entry.dtype, entry.shape) != (dtype, shape):
            raise MlpvizError(f"it is not {dtype} of shape {shape}", where=name)
    if len(expected) != len(head.arrays) and not newer:
        raise MlpvizError("it has an array too many")
    return {
        name: _array(name, head.arrays[name], members[f"arrays/{name}.npy"])
        for name in expected
    }


def _array(name: str, entry: ArrayEntry, data: memoryview) -> Array:
    try:
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise MlpvizError("it has changed since it was written")
        return npy.decode(data, entry.dtype, entry.shape)
    except MlpvizError as error:
        raise MlpvizError(error.what, where=name) from None


def _session(head: Manifest, arrays: Mapping[str, Array]) -> Session:
    network = _network(head.layers, arrays["network"])
    # Views compare by identity: an untrained network is its own start again.
    same = head.arrays["network"].sha256 == head.arrays["start"].sha256
    start = network if same else _network(head.layers, arrays["start"])
    training = head.training
    dataset = Dataset(*(_split(name, head, arrays) for name in SPLITS))
    if training.earlier_updates > training.updates:
        raise MlpvizError("more updates before than in all", where="manifest")
    _check_place(training, len(dataset.train))
    _check_curves(arrays["curves"], head)
    state = TrainingState(
        network=network,
        slots={
            name: _parts(head.layers, arrays[f"slot_{name}"]) for name in training.slots
        },
        updates=training.updates,
        epoch=training.epoch,
        position=training.position,
        running_loss=training.running_loss,
        running_correct=training.running_correct,
        earlier_updates=training.earlier_updates,
    )
    return Session(
        dataset_spec=head.dataset,
        dataset=dataset,
        hyperparameters=head.hyperparameters,
        start=start,
        state=state,
        curves=Curves(arrays["curves"], head.curves.strokes),
        target_epoch=training.target_epoch,
        edited=training.edited,
        engine=head.engine,
        task=head.task,
    )


def _check_place(training: TrainingEntry, n: int) -> None:
    """Raise MlpvizError unless a run of `n` points can stand there."""
    if training.position >= n:
        raise MlpvizError("the position is behind the epoch's end", where="manifest")
    if not training.updates and (training.epoch or training.position):
        raise MlpvizError("epochs without an update", where="manifest")
    if (
        training.running_loss < -ROUNDING * training.position
        or not 0 <= training.running_correct <= training.position
    ):
        raise MlpvizError("the running means cannot be", where="manifest")


def _check_curves(points: CurvePoints, head: Manifest) -> None:
    """Raise MlpvizError unless the curves can be drawn and can go on.

    A loss of a diverged run may be infinite or NaN, and what was not measured is NaN.
    """
    epochs = points[:, 0]
    last = head.training.epoch
    if not (np.isfinite(epochs).all() and (np.diff(epochs, prepend=0) >= 0).all()):
        raise MlpvizError("its epochs do not count up", where="curves")
    if len(epochs) and epochs[-1] > last:
        raise MlpvizError("they go on after the last epoch", where="curves")
    losses, accuracies = points[:, 1::2], points[:, 2::2]
    if (losses < -ROUNDING).any():
        raise MlpvizError("a loss is below 0", where="curves")
    if ((accuracies < 0) | (accuracies > 1)).any():
        raise MlpvizError("an accuracy is not from 0 to 1", where="curves")
    if not all(0 <= stroke.first_epoch <= last + 1 for stroke in head.curves.strokes):
        raise MlpvizError("a stretch began where there is no epoch", where="manifest")


def _split(name: str, head: Manifest, arrays: Mapping[str, Array]) -> Split:
    try:
        return Split(
            arrays[f"{name}_x"], arrays[f"{name}_labels"], head.layers[-1].units
        )
    except MlpvizError as error:
        raise MlpvizError(error.what, where=f"{name} data") from None


def _network(layers: tuple[LayerEntry, ...], flat: Array) -> Network:
    parts = _parts(layers, flat)
    return Network(
        tuple(
            Layer(W, b, layer.activation)
            for W, b, layer in zip(parts[::2], parts[1::2], layers, strict=True)
        )
    )


def _parts(layers: tuple[LayerEntry, ...], flat: Array) -> tuple[Float32Array, ...]:
    """Cut a flat vector into W1, b1, W2, b2, …; they are views of it."""
    parts: list[Float32Array] = []
    at = 0
    for layer in layers:
        for shape in ((layer.units, layer.inputs), (layer.units,)):
            size = int(np.prod(shape))
            parts.append(flat[at : at + size].reshape(shape))
            at += size
    return tuple(parts)
