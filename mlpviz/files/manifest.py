"""What a session file says about its arrays: typed, and checked when read."""

from typing import Annotated, Any, cast, get_args, get_origin

import msgspec

from mlpviz import __version__
from mlpviz.core.curves import COLUMNS, Stroke
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.files import strict_json
from mlpviz.files.migrations import migrate

FORMAT = "mlpviz-session"
READ_VERSION = 1
"""The oldest reader that understands what is written here."""
WRITE_VERSION = 1
"""What is written here; a reader that knows less may look but not write."""

Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Name = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9_]{1,64}\Z")]


class ArrayEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One array: how it is stored, and the SHA-256 of its member's bytes."""

    dtype: str
    shape: tuple[Count, ...]
    sha256: str


class LayerEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer's part of a flat vector: W row by row, then b."""

    units: Count
    inputs: Count
    activation: str


class TrainingEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where training stands, but for the arrays."""

    updates: Count
    epoch: Count
    position: Count
    running_loss: float
    running_correct: float
    earlier_updates: Count
    target_epoch: Count | None
    edited: bool
    slots: tuple[Name, ...]
    """Each is an array `slot_NAME`, flat like the network."""


class CurvesEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The columns of the array `curves`, and the strokes that made its rows."""

    columns: tuple[str, ...] = COLUMNS
    strokes: tuple[Stroke, ...] = ()


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole manifest, in the order it is written."""

    format: str = FORMAT
    read_version: int = READ_VERSION
    write_version: int = WRITE_VERSION
    program: str = __version__
    task: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9._-]{0,64}\Z")]
    engine: str
    dataset: DatasetSpec
    hyperparameters: Hyperparameters
    layers: tuple[LayerEntry, ...]
    training: TrainingEntry
    curves: CurvesEntry
    arrays: dict[Name, ArrayEntry]


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as JSON bytes."""
    return strict_json.dumps(msgspec.to_builtins(manifest))


def decode(data: bytes) -> Manifest:
    """Return the manifest in some JSON bytes, migrated to this version.

    Unknown keys are dropped if the file was written by a newer program.

    Raises
    ------
    MlpvizError
        If anything in it is unknown, missing, of the wrong type or out of range, or
        if a newer program is needed.
    """
    raw = strict_json.loads(data)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise MlpvizError("it is not that of an MLPViz session")
    tree = cast("dict[str, Any]", raw)
    read_version, write_version = tree.get("read_version"), tree.get("write_version")
    if type(read_version) is not int or type(write_version) is not int:
        raise MlpvizError("its version is missing")
    if read_version < 1 or write_version < read_version:
        raise MlpvizError(f"its version is {write_version}")
    if read_version > WRITE_VERSION:
        raise MlpvizError(
            f"the file needs a program that reads version {read_version}, and this is "
            f"MLPViz {__version__}, which reads up to {WRITE_VERSION}",
            advice="Open it with a newer MLPViz.",
        )
    if write_version > WRITE_VERSION:
        tree = _without_unknown(tree, Manifest)
    else:
        tree = migrate(tree, write_version, WRITE_VERSION)
    try:
        return msgspec.convert(tree, Manifest)
    except msgspec.ValidationError as error:
        raise MlpvizError(str(error)) from None


def _without_unknown(value: Any, kind: Any) -> Any:
    """Drop the keys that a newer program added to the structs of this one."""
    if isinstance(value, dict) and isinstance(kind, type):
        items = cast("dict[str, Any]", value)
        if not issubclass(kind, msgspec.Struct):
            return items
        kinds = {f.encode_name: f.type for f in msgspec.structs.fields(kind)}
        return {
            name: _without_unknown(item, kinds[name])
            for name, item in items.items()
            if name in kinds
        }
    if isinstance(value, dict) and get_origin(kind) is dict:
        entries = cast("dict[str, Any]", value)
        inner = get_args(kind)[1]
        return {name: _without_unknown(item, inner) for name, item in entries.items()}
    if isinstance(value, list) and get_origin(kind) is tuple:
        rows = cast("list[Any]", value)
        return [_without_unknown(item, get_args(kind)[0]) for item in rows]
    return cast("Any", value)
