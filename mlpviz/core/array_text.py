"""Weights as students write them: NumPy and spreadsheet text, read and printed.

It knows the shapes of networks, but no clipboard and no file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlpviz.core.array_reader import (
    NUMBER,
    Matrix,
    Tree,
    read_statements,
    to_array,
    to_number,
)
from mlpviz.core.arrays import FloatArray
from mlpviz.core.errors import MlpvizError
from mlpviz.core.network import Network

MAX_TEXT = 4 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class WeightText:
    """What a text holds: arrays named W or b, or a bare one without a name.

    Attributes
    ----------
    W, b : list of array or None
        One array a layer; those of b are flat, (units,). None if not in the text.
    bare : array or None
        A matrix that was given no name, (rows, columns).
    """

    W: list[Matrix] | None = None
    b: list[Matrix] | None = None
    bare: Matrix | None = None


def parse_W_b(text: str) -> WeightText:
    """Read `W = [np.array(...), …]` and `b = [...]`, one of them, or a bare matrix.

    Rows from a spreadsheet are a bare matrix. `1/3`, `1e-3` and U+2212 are numbers.

    Raises
    ------
    MlpvizError
        If the text is not made of arrays of finite numbers; it names the spot.
    """
    if len(text) > MAX_TEXT:
        raise MlpvizError(
            f"the text has {len(text):,} characters",
            advice=f"At most {MAX_TEXT:,} can be read.",
        )
    text = text.replace("\u2212", "-").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise MlpvizError("there is no text", advice="Copy W and b first.")
    if not re.search(r"[][()=]", text):
        return WeightText(bare=_spreadsheet(text))
    found: dict[str, Tree] = {}
    for statement in read_statements(text):
        name = statement.name
        if name not in ("W", "b", ""):
            raise MlpvizError(
                f"{name[:20]!r} is not W or b", advice="Name the arrays W and b."
            )
        if name in found:
            raise MlpvizError(
                f"{name} is given twice" if name else "two arrays have no name",
                advice="Write W = … and b = …, each once.",
            )
        found[name] = statement.value
    if not found:
        raise MlpvizError("there is no array in the text", advice="Copy W and b first.")
    if "" in found and len(found) > 1:
        raise MlpvizError("one array has no name", advice="Write W = … and b = ….")
    return WeightText(
        W=_layers(found["W"], "W") if "W" in found else None,
        b=[_flat(array) for array in _layers(found["b"], "b")]
        if "b" in found
        else None,
        bare=_matrix(_unwrapped(found[""]), "the text") if "" in found else None,
    )


def parse_matrix(text: str) -> Matrix:
    """Read one matrix, (rows, columns): see `parse_W_b`; a single row is (1, n).

    Raises
    ------
    MlpvizError
        If the text is not one matrix of finite numbers.
    """
    found = parse_W_b(text)
    if found.bare is not None:
        return found.bare
    given = [*(found.W or []), *(found.b or [])]
    if len(given) != 1:
        raise MlpvizError(
            f"the text holds {len(given)} arrays", advice="Give one matrix."
        )
    return np.atleast_2d(given[0])


def paste_weights(network: Network, layer: int, text: str) -> Network:
    """Return the network with the weights of a text put in.

    Parameters
    ----------
    layer : int
        Where a single array belongs, from 0; lists of all layers' arrays need no
        place. A bare matrix is taken for W, for b, or for W with b as its last
        column, whichever it fits.

    Raises
    ------
    MlpvizError
        If a shape does not fit; both are named, and nothing is cut.
    """
    found = parse_W_b(text)
    if found.bare is not None:
        return _with_bare(network, layer, found.bare)
    for index, W in _placed(network, layer, found.W, "W"):
        _check_shape("W", index, W.shape, network.layers[index].W.shape)
        network = network.with_layer(index, W, network.layers[index].b)
    for index, b in _placed(network, layer, found.b, "b"):
        _check_shape("b", index, b.shape, network.layers[index].b.shape)
        network = network.with_layer(index, network.layers[index].W, b)
    return network


def format_matrix(array: FloatArray) -> str:
    """Return `[[1, 0.5], [0, -2]]`, each number the shortest that reads back alike."""
    if array.ndim == 0:
        return _shortest(array.flat[0])
    return "[" + ", ".join(format_matrix(part) for part in array) + "]"


def format_W_b(network: Network) -> str:
    """Return all weights as the lab writes them, b as columns.

    `W = [np.array([[0, 0], [1, 1]])]` and `b = [np.array([[1], [0]])]` on two lines.
    """
    W = _format_arrays([layer.W for layer in network.layers])
    b = _format_arrays([layer.b[:, np.newaxis] for layer in network.layers])
    return f"W = [{W}]\nb = [{b}]\n"


def format_cells(array: FloatArray) -> str:
    """Return a matrix as a spreadsheet takes it: tabs between cells, a row a line."""
    rows = ("\t".join(_shortest(value) for value in row) for row in array)
    return "\n".join(rows) + "\n"


def _format_arrays(arrays: Sequence[FloatArray]) -> str:
    return ", ".join(f"np.array({format_matrix(array)})" for array in arrays)


def _shortest(value: np.floating) -> str:
    # str() of a NumPy float is the shortest text that reads back to the same bits.
    text = str(value)
    # Python's -0 is an integer, and loses its sign.
    return text.removesuffix(".0") if text != "-0.0" else text


def _spreadsheet(text: str) -> Matrix:
    """Read rows of cells parted by tabs or semicolons, or else commas or spaces."""
    rows: list[Tree] = []
    lines = [line for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines, start=1):
        compact = re.sub(r"\s*/\s*", "/", line)
        if re.search(r"[\t;]", compact):
            # Beside such a separator, a comma can only be a decimal one.
            cells = re.split(r"[\t;]", compact.replace(",", "."))
        else:
            cells = re.split(r"\s*,\s*|\s+", compact.strip())
        row: list[Tree] = []
        for column, cell in enumerate(cells, start=1):
            where = f"row {number}, column {column}"
            if not re.fullmatch(rf"{NUMBER}(?:/{NUMBER})?", cell.strip()):
                raise MlpvizError(f"{cell.strip()[:20]!r} is not a number", where=where)
            row.append(to_number(cell.strip(), where))
        if rows and isinstance(rows[0], list) and len(row) != len(rows[0]):
            raise MlpvizError(
                f"row 1 has {len(rows[0])} cells and row {number} has {len(row)}",
                advice="All rows need the same number of cells.",
            )
        rows.append(row)
    return _matrix(rows, "the text")


def _unwrapped(tree: Tree) -> Tree:
    """Return the array of a list of one, as in `[np.array([[1, 1], [0, 0]])]`."""
    if isinstance(tree, list) and len(tree) == 1 and isinstance(tree[0], np.ndarray):
        return tree[0]
    return tree


def _matrix(tree: Tree, where: str) -> Matrix:
    array = np.atleast_2d(to_array(tree, where))
    if array.ndim != 2:
        raise MlpvizError(
            f"an array of shape {array.shape}", where=where, advice="Give a matrix."
        )
    return array


def _layers(tree: Tree, name: Literal["W", "b"]) -> list[Matrix]:
    """Part what stands behind a name into one array for each layer."""
    if isinstance(tree, list):
        depth = _depth(tree)
        # [[1], [0]] is one b, a column; [[1, 2], [0]] is two, a row each.
        rows = depth == 2 and any(isinstance(p, list) and len(p) != 1 for p in tree)
        if (
            depth >= 3
            or any(isinstance(part, np.ndarray) for part in tree)
            or (name == "b" and rows)
        ):
            return [
                _matrix(part, f"{name} of layer {number}")
                for number, part in enumerate(tree, start=1)
            ]
    array = to_array(tree, name)
    if array.ndim == 3:
        return list(array)
    return [_matrix(array, name)]


def _depth(tree: Tree) -> int:
    if not isinstance(tree, list):
        return 0
    return 1 + max((_depth(part) for part in tree), default=0)


def _flat(array: Matrix) -> Matrix:
    """Return b as (units,), given as a row or as a column."""
    if 1 not in array.shape:
        raise MlpvizError(
            f"b has shape {array.shape}",
            advice="Give one row or one column, with a number for each unit.",
        )
    return array.reshape(-1)


def _placed(
    network: Network, layer: int, arrays: list[Matrix] | None, name: str
) -> list[tuple[int, Matrix]]:
    """Return which layer each array is for."""
    if arrays is None:
        return []
    count = len(network.layers)
    if len(arrays) == count:
        return list(enumerate(arrays))
    if len(arrays) == 1:
        return [(layer, arrays[0])]
    raise MlpvizError(
        f"{name} has {len(arrays)} arrays, but the network has {count} layers",
        advice="Give one array for each layer, or a single one for this layer.",
    )


def _check_shape(
    name: str, layer: int, given: tuple[int, ...], needed: tuple[int, ...]
) -> None:
    if given == needed:
        return
    advice = "W has a row for each unit and a column for each input."
    if given == needed[::-1]:
        advice += " Keras stores the transpose: paste W.T."
    raise MlpvizError(
        f"{name} has shape {given}, but layer {layer + 1} needs {needed}",
        advice=advice if name == "W" else "b has a number for each unit.",
    )


def _with_bare(network: Network, layer: int, given: Matrix) -> Network:
    old = network.layers[layer]
    units, inputs = old.W.shape
    if given.shape == (units, inputs):
        return network.with_layer(layer, given, old.b)
    if given.shape == (units, inputs + 1):
        return network.with_layer(layer, given[:, :-1], given[:, -1])
    if given.size == units and 1 in given.shape:
        return network.with_layer(layer, old.W, given.reshape(-1))
    _check_shape("W", layer, given.shape, (units, inputs))
    raise AssertionError("the shape was checked above")
