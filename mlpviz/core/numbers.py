"""Numbers as a user types and reads them; it knows no widget and no array.

A half is `0.5`, `.5`, `1/2`, `5e-1`; the minus sign is `-` or U+2212, which is what the
program shows.
"""

import math
import re
import struct
from fractions import Fraction

from mlpviz.core.errors import MlpvizError

MINUS = "\u2212"

_MAX_LENGTH = 100
_DECIMAL = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?"
_NUMBER = re.compile(
    rf"(?P<top>{_DECIMAL})(?:\s*/\s*(?P<bottom>{_DECIMAL}))?", re.ASCII
)
_PLAIN = re.compile(_DECIMAL, re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_WORDS = {"nan", "inf", "infinity", "∞"}
_EXAMPLES = f"Type a number such as 0.5, 1/3, 1e-3 or {MINUS}2."


def _parse(text: str) -> Fraction:
    """Read the text exactly."""
    plain = text.strip().replace(MINUS, "-")
    if not plain:
        raise MlpvizError("no number was given", advice=_EXAMPLES)
    shown = plain if len(plain) <= 20 else plain[:20] + "…"
    if plain.lstrip("+-").lower() in _WORDS:
        raise MlpvizError(f"“{shown}” is not a finite number", advice=_EXAMPLES)
    if _DECIMAL_COMMA.fullmatch(plain):
        raise MlpvizError(
            f"“{shown}” has a comma",
            advice=f"Write it as {plain.replace(',', '.')} or without the comma.",
        )
    match = _NUMBER.fullmatch(plain)
    if match is None or len(plain) > _MAX_LENGTH:
        raise MlpvizError(f"“{shown}” is not a number", advice=_EXAMPLES)
    bottom = Fraction(match["bottom"] or 1)
    if bottom == 0:
        raise MlpvizError(f"“{shown}” divides by zero", advice=_EXAMPLES)
    return Fraction(match["top"]) / bottom


def _plain_decimal(text: str) -> float | None:
    """Return a plain decimal, twenty times as fast; None for all that needs more."""
    plain = text.strip().replace(MINUS, "-")
    if len(plain) > _MAX_LENGTH or not _PLAIN.fullmatch(plain):
        return None
    value = float(plain)
    if value == 0.0:
        # −0 is read as 0, and what is only too small is told so.
        return None if plain.strip("+-0.") else 0.0
    return value if math.isfinite(value) else None


def parse_number(text: str) -> float:
    """Return the number a text stands for.

    Parameters
    ----------
    text
        A decimal number or a fraction of two, with either minus sign.

    Raises
    ------
    MlpvizError
        If it is no number, not finite, or beyond what a float can hold.
    """
    quick = _plain_decimal(text)
    if quick is not None:
        return quick
    exact = _parse(text)
    try:
        value = float(exact)
    except OverflowError:
        value = math.inf
    if math.isinf(value):
        raise MlpvizError(
            f"“{text.strip()}” is too large", advice="Numbers go up to 1.8e308."
        )
    if value == 0.0 and exact != 0:
        raise MlpvizError(
            f"“{text.strip()}” is too small to be told from zero", advice="Write 0."
        )
    return value


def parse_integer(text: str) -> int:
    """Return the whole number a text stands for; `1e3` is one, `2.5` is not.

    Raises
    ------
    MlpvizError
        If it is no number, or not a whole one.
    """
    exact = _parse(text)
    if exact.denominator != 1:
        raise MlpvizError(
            f"“{text.strip()}” is not a whole number",
            advice="Type one such as 16 or 512.",
        )
    return exact.numerator


def _with_minus(digits: str) -> str:
    """Show U+2212, and no minus before a zero."""
    if digits.startswith("-") and not digits.strip("-0."):
        digits = digits[1:]
    return digits.replace("-", MINUS)


def _tidy_exponent(digits: str) -> str:
    """Turn 1e-05 into 1e-5 and 1e+06 into 1e6."""
    mantissa, mark, exponent = digits.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else digits


def format_number(
    value: float, *, decimals: int | None = None, significant: int | None = None
) -> str:
    """Return a number as the program shows it.

    Parameters
    ----------
    value
        Any float; what is not finite becomes NaN, ∞ or −∞.
    decimals
        Digits after the point, always that many.
    significant
        Digits that count, at most that many; very large and very small numbers get an
        exponent. With neither, as many digits as are needed to read `value` back.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if decimals is not None:
        return _with_minus(f"{value:.{decimals}f}")
    digits = repr(float(value)) if significant is None else f"{value:.{significant}g}"
    return _with_minus(_tidy_exponent(digits))


def format_integer(value: int) -> str:
    """Return a whole number as the program shows it, thousands apart: 23,355."""
    return f"{value:,}".replace("-", MINUS)


def format_weight(value: float, *, minus: str = MINUS) -> str:
    """Return the shortest text that reads back as the same 32-bit float.

    Parameters
    ----------
    value
        A weight or bias as stored, that is a float32.
    minus
        The sign of negative numbers; "-" where a program is to read the text.
    """
    if not math.isfinite(value):
        return format_number(value)
    stored = struct.pack("<f", value)
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == stored:
            return _with_minus(_tidy_exponent(text)).replace(MINUS, minus)
    raise AssertionError("nine digits tell any two 32-bit floats apart")
