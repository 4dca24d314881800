"""Activation functions and their derivatives, by Keras's names."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.core.arrays import FloatArray


def linear(z: FloatArray) -> FloatArray:
    """Return z itself."""
    return z


def sigmoid(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + e^-z), without overflow for any finite z."""
    # tanh saturates quietly where exp would overflow.
    half = z.dtype.type(0.5)
    return half * (np.tanh(half * z) + 1)


def tanh(z: FloatArray) -> FloatArray:
    """Return the hyperbolic tangent."""
    return np.tanh(z)


def relu(z: FloatArray) -> FloatArray:
    """Return max(z, 0)."""
    return np.maximum(z, 0)


def softmax(z: FloatArray) -> FloatArray:
    """Return e^z over its sum along the last axis, shifted by the maximum."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


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


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes
    ----------
    label : str
        The name shown to the user.
    function : callable
        z of shape (n, units) to h of the same shape and float type.
    backward : callable
        (dL/dh, h) to dL/dz, all of shape (n, units).
    """

    label: str
    function: Callable[[FloatArray], FloatArray]
    backward: Callable[[FloatArray, FloatArray], FloatArray]


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation("Linear", linear, _linear_backward),
    "sigmoid": Activation("Sigmoid", sigmoid, _sigmoid_backward),
    "tanh": Activation("tanh", tanh, _tanh_backward),
    "relu": Activation("ReLU", relu, _relu_backward),
    "softmax": Activation("Softmax", softmax, _softmax_backward),
}
