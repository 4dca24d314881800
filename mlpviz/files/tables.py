"""Points from CSV text, as spreadsheets and students write it."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mlpviz.core.arrays import Float32Array
from mlpviz.core.datasets import MAX_POINTS
from mlpviz.core.errors import MlpvizError
from mlpviz.core.numbers import parse_number
from mlpviz.files.atomic_file import read_limited

MAX_BYTES = 64 * 1024 * 1024
HEADER = ("x1", "x2")


def read_points(path: str | Path) -> Float32Array:
    """Read the points of a CSV file, (n, 2); see `parse_points`."""
    name = Path(path).name
    data = read_limited(path, MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MlpvizError(
            "it is not text", where=name, advice="Save it as CSV in UTF-8."
        ) from None
    try:
        return parse_points(text)
    except MlpvizError as error:
        where = f"{name}, {error.where}" if error.where else name
        raise MlpvizError(error.what, where=where, advice=error.advice) from None


def parse_points(text: str) -> Float32Array:
    """Read points from CSV text.

    Parameters
    ----------
    text : str
        Two numbers a row, parted by a comma, a semicolon, a tab or spaces, with or
        without a header. A header may name more columns; x1 and x2 are taken. Beside a
        semicolon or a tab, a number may have a decimal comma.

    Returns
    -------
    array of float32, (n, 2)

    Raises
    ------
    MlpvizError
        If a row is not two finite numbers; names the row, counted from 1.
    """
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if not lines:
        raise MlpvizError("there are no points", advice="Give rows of x1,x2.")
    separator = _separator(lines[0][1])
    first = _cells(lines[0][1], separator)
    if len(first) < 2:
        raise MlpvizError(
            "there is one cell only",
            where=f"row {lines[0][0]}",
            advice="Give x1 and x2, parted by a comma.",
        )
    columns = (0, 1)
    if not _is_number(first[0], separator):
        columns = _header_columns(first)
        lines = lines[1:]
    if not lines:
        raise MlpvizError("there are no points under the header")
    if len(lines) > MAX_POINTS:
        raise MlpvizError(
            f"{len(lines):,} points", advice=f"At most {MAX_POINTS:,} can be read."
        )
    points = np.empty((len(lines), 2))
    for index, (number, line) in enumerate(lines):
        cells = _cells(line, separator)
        if len(cells) != len(first):
            raise MlpvizError(
                f"{_counted(len(cells))} where the first row has {len(first)}",
                where=f"row {number}",
                advice="Give x1 and x2 in every row.",
            )
        for axis, column in enumerate(columns):
            points[index, axis] = _number(cells[column], separator, number, axis)
    with np.errstate(over="ignore"):
        result = points.astype(np.float32)
    if not np.isfinite(result).all():
        row = lines[int(np.argmin(np.isfinite(result).all(axis=1)))][0]
        raise MlpvizError(
            "a number is too large", where=f"row {row}", advice="Up to about 3.4e38."
        )
    result.flags.writeable = False
    return result


def _separator(line: str) -> str:
    """Return what parts the cells of a line; a space stands for any blanks."""
    for separator in ("\t", ";", ","):
        if separator in line:
            return separator
    return " "


def _cells(line: str, separator: str) -> list[str]:
    if separator == " ":
        return line.split()
    if '"' not in line and len(line) < csv.field_size_limit():
        # What the reader would do, without making one for each of 100,000 lines.
        return [cell.strip() for cell in line.split(separator)]
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except csv.Error as error:
        raise MlpvizError(f"a row cannot be read: {error}") from None
    return [cell.strip() for cell in cells]


def _plain(cell: str, separator: str) -> str:
    """Write a decimal comma as a point, where it can be nothing else."""
    return cell.replace(",", ".") if separator in "\t;" else cell


def _is_number(cell: str, separator: str) -> bool:
    # What begins like a number is meant as one, and gets a message if it is none.
    return re.match(r"[+\-\u2212]?\.?[0-9]", _plain(cell, separator)) is not None


def _header_columns(cells: Sequence[str]) -> tuple[int, int]:
    names = [cell.lower().replace("_", "").replace(" ", "") for cell in cells]
    if all(name in names for name in HEADER):
        return names.index(HEADER[0]), names.index(HEADER[1])
    if len(cells) == 2:
        return 0, 1
    raise MlpvizError(
        f"the columns are {', '.join(cells)[:60]}",
        where="row 1",
        advice="Name two of them x1 and x2.",
    )


def _number(cell: str, separator: str, row: int, axis: int) -> float:
    try:
        return parse_number(_plain(cell, separator))
    except MlpvizError as error:
        raise MlpvizError(
            error.what, where=f"row {row}, {HEADER[axis]}", advice=error.advice
        ) from None


def _counted(cells: int) -> str:
    return f"{cells} cell" + ("" if cells == 1 else "s")
