"""A multilayer perceptron as a value: frozen layers of read-only float32 arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.arrays import Float32Array, FloatArray, read_only
from mlpviz.core.errors import MlpvizError


@dataclass(frozen=True, eq=False)
class Layer:
    """One dense layer: h = activation(W x + b).

    Parameters
    ----------
    W : array_like, (units, inputs)
        One row a unit, as in the textbook; Keras stores the transpose.
    b : array_like, (units,)
    activation : str
        A key of `ACTIVATIONS`.

    Raises
    ------
    MlpvizError
        If shapes do not fit, a number is not finite or the activation is unknown.
    """

    W: Float32Array
    b: Float32Array
    activation: str

    def __post_init__(self) -> None:
        if self.W.ndim != 2 or self.b.shape != self.W.shape[:1] or 0 in self.W.shape:
            raise MlpvizError(
                f"W has shape {self.W.shape} and b has shape {self.b.shape}",
                advice="W is (units, inputs) and b has one number for each unit.",
            )
        if self.activation not in ACTIVATIONS:
            raise MlpvizError(
                f"there is no activation {self.activation!r}",
                advice="Choose one of " + ", ".join(ACTIVATIONS) + ".",
            )
        with np.errstate(over="ignore"):
            object.__setattr__(self, "W", read_only(self.W, np.float32))
            object.__setattr__(self, "b", read_only(self.b, np.float32))
        if not (np.isfinite(self.W).all() and np.isfinite(self.b).all()):
            raise MlpvizError(
                "a weight or bias is not a finite number",
                advice="Give numbers that fit in 32 bits, up to about 3.4e38.",
            )

    def __reduce__(self) -> tuple[object, ...]:
        """Be read-only again on the other side of a pipe."""
        return Layer, (self.W, self.b, self.activation)

    @property
    def units(self) -> int:
        """Return the number of outputs."""
        return self.W.shape[0]

    @property
    def inputs(self) -> int:
        """Return the number of inputs."""
        return self.W.shape[1]

    def preactivation(self, h: FloatArray) -> FloatArray:
        """Return z = W h + b for each row of h: (n, inputs) to (n, units)."""
        z = h @ self.W.T
        z += self.b
        return z


@dataclass(frozen=True, eq=False)
class Network:
    """Layers that chain, the last of them softmax.

    Raises
    ------
    MlpvizError
        If a layer's inputs are not the units of the layer before it.
    """

    layers: tuple[Layer, ...]
    parameters: int = field(init=False)

    def __post_init__(self) -> None:
        if not self.layers:
            raise MlpvizError("a network needs at least its output layer")
        for number, (before, after) in enumerate(
            zip(self.layers, self.layers[1:], strict=False), start=2
        ):
            if before.units != after.inputs:
                raise MlpvizError(
                    f"layer {number} takes {after.inputs} inputs but layer "
                    f"{number - 1} has {before.units} units",
                    advice=f"W of layer {number} must be "
                    f"({after.units}, {before.units}).",
                )
        if self.layers[-1].activation != "softmax":
            raise MlpvizError("the output layer must be softmax")
        total = sum(layer.W.size + layer.b.size for layer in self.layers)
        object.__setattr__(self, "parameters", total)

    @property
    def inputs(self) -> int:
        """Return the number of inputs of the first layer."""
        return self.layers[0].inputs

    @property
    def classes(self) -> int:
        """Return K, the units of the output layer."""
        return self.layers[-1].units

    @property
    def arrays(self) -> tuple[Float32Array, ...]:
        """Return W1, b1, W2, b2, …: the order of every list of parameters."""
        return tuple(a for layer in self.layers for a in (layer.W, layer.b))

    def with_arrays(self, arrays: Sequence[Float32Array]) -> "Network":
        """Return the same architecture with other parameters, in the order of `arrays`."""
        pairs = zip(arrays[::2], arrays[1::2], strict=True)
        return Network(
            tuple(
                Layer(W, b, layer.activation)
                for layer, (W, b) in zip(self.layers, pairs, strict=True)
            )
        )

    def logits(self, x: FloatArray) -> FloatArray:
        """Return z of the output layer: (n, inputs) to (n, K)."""
        h = x
        for layer in self.layers[:-1]:
            z = layer.preactivation(h)
            # In place: a map is half as dear without fresh memory for every layer.
            h = ACTIVATIONS[layer.activation].function(z, out=z)
        return self.layers[-1].preactivation(h)

    def forward(self, x: FloatArray) -> FloatArray:
        """Return the class probabilities: (n, inputs) to (n, K)."""
        return ACTIVATIONS[self.layers[-1].activation].function(self.logits(x))

    def layer_outputs(self, x: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
        """Return (z, h) of every layer, each (n, units)."""
        outputs: list[tuple[FloatArray, FloatArray]] = []
        h = x
        for layer in self.layers:
            z = layer.preactivation(h)
            h = ACTIVATIONS[layer.activation].function(z)
            outputs.append((z, h))
        return outputs

    def with_layer(self, index: int, W: ArrayLike, b: ArrayLike) -> "Network":
        """Return a network with other weights in one layer; the others are shared.

        Raises
        ------
        MlpvizError
            If the shapes differ from the layer's or a number is not finite.
        """
        old = self.layers[index]
        new_W, new_b = np.asarray(W), np.asarray(b)
        for name, new, shape in (("W", new_W, old.W.shape), ("b", new_b, old.b.shape)):
            if new.shape != shape:
                raise MlpvizError(
                    f"{name} has shape {new.shape}, but layer {index + 1} needs {shape}"
                )
        layer = Layer(new_W, new_b, old.activation)
        return Network((*self.layers[:index], layer, *self.layers[index + 1 :]))

    def with_weight(
        self, index: int, row: int, column: int | None, value: float
    ) -> "Network":
        """Return a network with one weight changed; column None is the bias.

        Raises
        ------
        MlpvizError
            If the value is not a finite 32-bit number.
        """
        layer = self.layers[index]
        if column is None:
            return self.with_layer(index, layer.W, _changed(layer.b, row, value))
        changed = _changed(layer.W, (row, column), value)
        return self.with_layer(index, changed, layer.b)

    def same_shapes(self, other: "Network") -> bool:
        """Say whether both have the same layers but for the numbers in them."""
        return [(a.W.shape, a.activation) for a in self.layers] == [
            (a.W.shape, a.activation) for a in other.layers
        ]


def _changed(
    array: Float32Array, place: int | tuple[int, int], value: float
) -> Float32Array:
    result = array.copy()
    with np.errstate(over="ignore"):
        result[place] = value
    return result


def network_from_arrays(
    arrays: Iterable[FloatArray], activations: Sequence[str]
) -> Network:
    """Return a network of W1, b1, W2, b2, … and one activation name a layer."""
    listed = list(arrays)
    return Network(
        tuple(
            Layer(kernel, bias, activation)  # type: ignore[arg-type]
            for kernel, bias, activation in zip(
                listed[::2], listed[1::2], activations, strict=True
            )
        )
    )
