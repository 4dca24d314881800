"""JSON without surprises: no duplicate keys, no NaN, no depth, nothing infinite."""

import json
import math
import re
from typing import Any

from mlpviz.core.errors import MlpvizError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 8

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def loads(data: bytes) -> Any:
    """Return the value of some JSON bytes.

    Raises
    ------
    MlpvizError
        If it is too long, too deep, not UTF-8 or not strictly JSON.
    """
    if len(data) > MAX_BYTES:
        raise MlpvizError(f"it has {len(data):,} bytes, of {MAX_BYTES:,} at most")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MlpvizError("it is not UTF-8 text") from None
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_short,
        )
    except json.JSONDecodeError as error:
        raise MlpvizError(
            f"it is not JSON: line {error.lineno}, character {error.colno}"
        ) from None
    try:
        # Half of a surrogate pair is no text: nothing could show it or write it.
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise MlpvizError("a text in it is not Unicode") from None
    return value


def dumps(value: Any) -> bytes:
    """Return readable JSON bytes; the value must be finite throughout."""
    return json.dumps(value, indent=1, allow_nan=False).encode() + b"\n"


def _check_depth(text: str) -> None:
    depth = 0
    for mark in re.findall(r"[][{}]", _STRING.sub("", text)):
        depth += 1 if mark in "[{" else -1
        if depth > MAX_DEPTH:
            raise MlpvizError(f"it is nested more than {MAX_DEPTH} deep")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MlpvizError("it has a key twice")
    return result


def _refuse(text: str) -> None:
    raise MlpvizError(f"{text} is not a finite number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise MlpvizError(f"{text[:20]} is not a finite number")
    return value


def _short(text: str) -> int:
    # Nothing the program counts has more digits; int() is slow for very long ones.
    if len(text) > 20:
        raise MlpvizError(f"{text[:20]}… is too large")
    return int(text)
