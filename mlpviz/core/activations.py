"""Activation functions and their derivatives, by Keras's names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mlpviz.core.arrays import FloatArray

# Each function returns a new array, or writes into `out`, which may be z itself.


def linear(z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return z itself."""
    return z


def sigmoid(z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return 1 / (1 + e^-z), without overflow for any finite z."""
    # tanh saturates quietly where exp would overflow.
    half = z.dtype.type(0.5)
    h = np.multiply(z, half, out=out)
    np.tanh(h, out=h)
    h += 1
    h *= half
    return h


def tanh(z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return the hyperbolic tangent."""
    return np.tanh(z, out=out)


def relu(z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return max(z, 0)."""
    return np.maximum(z, 0, out=out)


def softmax(z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return e^z over its sum along the last axis, shifted by the maximum."""
    h = np.subtract(z, z.max(axis=-1, keepdims=True), out=out)
    np.exp(h, out=h)
    h /= h.sum(axis=-1, keepdims=True)
    return h


def _linear_backward(gradient: FloatArray, h: FloatArray) -> FloatArray:
    return gradient


def _sigmoid_backward(gradient: FloatArray, h: FloatArray) -> FloatArray:
    return gradient * h * (1 - h)


def _tanh_backward(gradient: FloatArray, h: FloatArray) -> FloatArray:
    return gradient * (1 - h * h)


def _relu_backward(gradient: FloatArray, h: FloatArray) -> FloatArray:
    # At z = 0 the derivative is 0, as in TensorFlow.
    return gradient * (h > 0)


def _softmax_backward(gradient: FloatArray, h: FloatArray) -> FloatArray:
    # The Jacobian is diag(h) - h h^T; its product with the gradient, row by row.
    return h * (gradient - (gradient * h).sum(axis=-1, keepdims=True))


class Function(Protocol):
    """z of shape (n, units) to h of the same shape and float type."""

    def __call__(self, z: FloatArray, out: FloatArray | None = None) -> FloatArray:
        """Return h, a new array or written into `out`; `out` may be z."""
        ...


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes
    ----------
    label : str
        The name shown to the user.
    function : Function
    backward : callable
        (dL/dh, h) to dL/dz, all of shape (n, units).
    """

    label: str
    function: Function
    backward: Callable[[FloatArray, FloatArray], FloatArray]


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation("Linear", linear, _linear_backward),
    "sigmoid": Activation("Sigmoid", sigmoid, _sigmoid_backward),
    "tanh": Activation("tanh", tanh, _tanh_backward),
    "relu": Activation("ReLU", relu, _relu_backward),
    "softmax": Activation("Softmax", softmax, _softmax_backward),
}
