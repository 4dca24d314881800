"""A session as the bytes of a file; it touches no disk."""

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.session import Session
from mlpviz.files import archive, manifest, npy
from mlpviz.files.manifest import (
    ArrayEntry,
    CurvesEntry,
    LayerEntry,
    Manifest,
    TrainingEntry,
)

Array = NDArray[Any]


def session_bytes(session: Session) -> bytes:
    """Return a session as the bytes of a file; the same session gives the same."""
    arrays = _arrays(session)
    encoded = {name: npy.encode(array) for name, array in arrays.items()}
    entries = {
        name: ArrayEntry(
            npy.dtype_text(array),
            array.shape,
            hashlib.sha256(encoded[name]).hexdigest(),
        )
        for name, array in arrays.items()
    }
    members = {"manifest.json": manifest.encode(_manifest(session, entries))}
    members |= {f"arrays/{name}.npy": data for name, data in encoded.items()}
    return archive.pack(members)


def _manifest(session: Session, entries: dict[str, ArrayEntry]) -> Manifest:
    state = session.state
    return Manifest(
        task=session.task,
        engine=session.engine,
        dataset=session.dataset_spec,
        hyperparameters=session.hyperparameters,
        layers=tuple(
            LayerEntry(layer.units, layer.inputs, layer.activation)
            for layer in session.network.layers
        ),
        training=TrainingEntry(
            updates=state.updates,
            epoch=state.epoch,
            position=state.position,
            running_loss=state.running_loss,
            running_correct=state.running_correct,
            earlier_updates=state.earlier_updates,
            target_epoch=session.target_epoch,
            edited=session.edited,
            slots=tuple(state.slots),
        ),
        curves=CurvesEntry(strokes=session.curves.strokes),
        arrays=entries,
    )


def _arrays(session: Session) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for name, split in session.dataset.splits.items():
        arrays[f"{name}_x"] = split.x
        arrays[f"{name}_labels"] = split.labels
    arrays["start"] = _flat(session.start.arrays)
    arrays["network"] = _flat(session.network.arrays)
    for name, slot in session.state.slots.items():
        arrays[f"slot_{name}"] = _flat(slot)
    arrays["curves"] = session.curves.points
    return arrays


def _flat(parts: Iterable[Array]) -> Array:
    return np.concatenate([part.reshape(-1) for part in parts])
