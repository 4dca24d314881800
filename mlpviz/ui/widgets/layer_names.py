"""How units, weights and biases of one layer are called, on screen and read aloud.

Plain text; knows no widget and no network.
"""

from dataclasses import dataclass

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(number: int) -> str:
    """Return a number as small digits below the line."""
    return str(number).translate(_SUBSCRIPTS)


def superscript(number: int) -> str:
    """Return a number as small digits above the line."""
    return str(number).translate(_SUPERSCRIPTS)


@dataclass(frozen=True, slots=True)
class LayerNames:
    """Names in one layer of weights.

    Rows, columns and units are counted from 0 here and from 1 in the names. The column
    after the last is the bias.

    Attributes
    ----------
    layer
        Which layer of weights, from 1; the last one is the output layer.
    layers
        How many there are.
    n_in, n_out
        Units before and behind it.
    """

    layer: int
    layers: int
    n_in: int
    n_out: int

    @property
    def is_first(self) -> bool:
        """Whether its inputs are the coordinates."""
        return self.layer == 1

    @property
    def is_output(self) -> bool:
        """Whether its units are the classes."""
        return self.layer == self.layers

    @property
    def title(self) -> str:
        """What the layer is called: "Layer 2" or "Output layer"."""
        return "Output layer" if self.is_output else f"Layer {self.layer}"

    @property
    def formula(self) -> str:
        """What the layer computes before its activation."""
        return f"z = W {'x' if self.is_first else 'h'} + b"

    def is_bias(self, column: int) -> bool:
        """Whether a column is the one of biases."""
        return column == self.n_in

    def row(self, row: int) -> str:
        """Return the pre-activation's symbol, z₁."""
        return f"z{subscript(row + 1)}"

    def column(self, column: int) -> str:
        """Return the input's symbol: x₁, h₁, or b."""
        if self.is_bias(column):
            return "b"
        return f"{'x' if self.is_first else 'h'}{subscript(column + 1)}"

    def entry(self, row: int, column: int) -> str:
        """Return the entry's symbol: W²[4, 2], b²[4]; w₂₁, b₂ where that is enough."""
        is_bias = self.is_bias(column)
        if self.layers == 1 and max(self.n_in, self.n_out) < 10:
            number = f"{row + 1}" if is_bias else f"{row + 1}{column + 1}"
            return f"{'b' if is_bias else 'w'}{number.translate(_SUBSCRIPTS)}"
        layer = superscript(self.layer)
        if is_bias:
            return f"b{layer}[{row + 1}]"
        return f"W{layer}[{row + 1}, {column + 1}]"

    def source(self, column: int) -> str:
        """Return in words where a weight comes from."""
        if self.is_first:
            return self.column(column)
        return f"unit {column + 1} of layer {self.layer - 1}"

    def target(self, row: int) -> str:
        """Return in words where it goes: a class, or a unit."""
        if self.is_output:
            return f"Class {row + 1:02}"
        return f"unit {row + 1} of layer {self.layer}"

    def route(self, row: int, column: int) -> str:
        """Return in words what an entry connects."""
        if self.is_bias(column):
            return f"bias of {self.target(row)}"
        return f"{self.source(column)} → {self.target(row)}"
