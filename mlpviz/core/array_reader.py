"""Reads nested lists and `np.array(...)` from text, and never evaluates any of it."""

import math
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.errors import MlpvizError

Matrix = NDArray[np.float64]
Tree: TypeAlias = "float | list[Tree] | Matrix"
"""Nested lists of numbers; what stood in `np.array(...)` is an array already."""

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
MAX_DEPTH = 8

_TOKEN = re.compile(
    rf"(?P<number>{NUMBER}(?:[ ]*/[ ]*{NUMBER})?)"
    r"|(?P<name>[A-Za-z_][\w.]*)"
    r"""|(?P<string>"[^"\n]*"|'[^'\n]*')"""
    r"|(?P<shortened>\.\.\.|…)"
    r"|(?P<mark>[][()=,;\n])"
    r"|(?P<space>(?:[ \t\r\\\xa0]|\#[^\n]*)+)"
)
_ARRAY = re.compile(r"(?:(?:np|numpy)\.)?(?:array|asarray|float32|float64)")
_NOT_FINITE = {"nan", "inf", "infinity", "np.nan", "np.inf", "numpy.nan", "numpy.inf"}


@dataclass(frozen=True)
class Statement:
    """One value and the name it is given; the name is empty if there is none."""

    name: str
    value: Tree


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def read_statements(text: str) -> list[Statement]:
    """Read `name = value` and bare values, parted by line breaks or semicolons.

    Raises
    ------
    MlpvizError
        Naming the spot that is not understood.
    """
    return _Reader(text).statements()


def to_number(text: str, where: str) -> float:
    """Return the value of a number or a fraction without spaces; it must be finite."""
    above, _, below = text.partition("/")
    divisor = float(below) if below else 1.0
    if divisor == 0:
        raise MlpvizError(f"{text} divides by zero", where=where)
    value = float(above) / divisor
    if not math.isfinite(value):
        raise MlpvizError(
            f"{text[:20]} is not a finite number",
            where=where,
            advice="Give numbers that fit in 32 bits, up to about 3.4e38.",
        )
    return value


class _Reader:
    """Goes over the tokens of a text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[_Token] = []
        self.next = 0
        position = depth = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise self.error(position, f"{text[position]!r} has no meaning here")
            kind = str(match.lastgroup)
            token = _Token(kind, match.group(), position, match.end())
            position = match.end()
            depth += (token.text in "[(") - (token.text in "])")
            # Within brackets a line break is a space.
            if kind != "space" and not (token.text == "\n" and depth > 0):
                self.tokens.append(token)
        self.tokens.append(_Token("end", "", position, position))

    def error(self, position: int, what: str, advice: str = "") -> MlpvizError:
        return MlpvizError(
            what,
            where=self.spot(position),
            advice=advice or "Write it like W = [np.array([[0, 0], [1, 1]])].",
        )

    def spot(self, position: int) -> str:
        before = self.text[:position]
        line = before.count("\n") + 1
        return f"line {line}, character {position - before.rfind(chr(10))}"

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self, mark: str) -> bool:
        """Step over a mark if it comes next, and say whether it did."""
        found = self.token.kind == "mark" and self.token.text == mark
        self.next += found
        return found

    def expect(self, mark: str) -> None:
        if not self.take(mark):
            seen = self.token.text
            what = f"{seen!r} instead of {mark!r}" if seen else f"{mark!r} is missing"
            raise self.error(self.token.start, what)

    def statements(self) -> list[Statement]:
        result: list[Statement] = []
        while True:
            while self.take(";") or self.take("\n"):
                pass
            if self.token.kind == "end":
                return result
            name = ""
            if self.token.kind == "name" and self.tokens[self.next + 1].text == "=":
                name = self.token.text
                self.next += 2
            result.append(Statement(name, self.value(0)))
            if not (self.token.kind == "end" or self.token.text in (";", "\n")):
                raise self.error(
                    self.token.start, f"{self.token.text!r} has no meaning here"
                )

    def value(self, depth: int) -> Tree:
        """Read a number, a list or a call of np.array."""
        token = self.token
        if depth > MAX_DEPTH:
            raise self.error(token.start, "the brackets are nested too deeply")
        if token.kind == "number":
            return self.number()
        if self.take("["):
            return self.items("]", depth)
        if self.take("("):
            items = self.items(")", depth)
            return items[0] if len(items) == 1 else items
        if token.kind == "name" and _ARRAY.fullmatch(token.text):
            self.next += 1
            self.expect("(")
            tree = self.value(depth + 1)
            self.skip_dtype()
            # np.float32(1.5), as NumPy 2 prints one, is a number.
            return tree if isinstance(tree, float) else to_array(tree, "np.array")
        if token.text.lower() in _NOT_FINITE:
            raise self.error(token.start, f"{token.text} is not a finite number")
        if token.kind == "shortened":
            raise self.error(
                token.start,
                "the array was printed shortened",
                "Print it in full: np.set_printoptions(threshold=10**9).",
            )
        if token.kind == "end":
            raise self.error(token.start, "the text ends early")
        raise self.error(token.start, f"{token.text[:20]!r} is not a number")

    def number(self) -> float:
        token = self.token
        self.next += 1
        after = self.token
        if after.start == token.end and after.kind in ("number", "name"):
            raise self.error(after.start, f"{after.text[:20]!r} right after a number")
        compact = token.text.replace(" ", "")
        return to_number(compact, self.spot(token.start))

    def items(self, closing: Literal["]", ")"], depth: int) -> list[Tree]:
        """Read values up to the closing bracket; NumPy prints no commas between."""
        result: list[Tree] = []
        while not self.take(closing):
            result.append(self.value(depth + 1))
            if not self.take(",") and self.token.kind == "end":
                raise self.error(self.token.start, f"{closing!r} is missing")
        return result

    def skip_dtype(self) -> None:
        """Step over `, dtype=float)` or just the closing bracket."""
        while self.take(","):
            if self.token.text == "dtype":
                self.next += 1
                self.expect("=")
                if self.token.kind not in ("name", "string"):
                    raise self.error(self.token.start, "a dtype is missing")
                self.next += 1
        self.expect(")")


def to_array(tree: Tree, where: str) -> Matrix:
    """Turn nested lists into an array.

    Raises
    ------
    MlpvizError
        Where a list is empty or rows differ in length.
    """
    if isinstance(tree, np.ndarray):
        return tree
    if not isinstance(tree, list):
        return np.array(float(tree))
    parts = [to_array(item, where) for item in tree]
    if not parts:
        raise MlpvizError("a list is empty", where=where)
    for number, part in enumerate(parts[1:], start=2):
        if part.shape != parts[0].shape:
            raise MlpvizError(
                f"its first part has shape {parts[0].shape} and part {number} has "
                f"{part.shape}",
                where=where,
                advice="All rows need the same number of entries.",
            )
    return np.array(parts)
