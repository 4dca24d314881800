"""Loss functions of the last layer's logits, by Keras's names."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.core.activations import ACTIVATIONS, softmax
from mlpviz.core.arrays import FloatArray


def log_softmax(z: FloatArray) -> FloatArray:
    """Return log(softmax(z)) along the last axis, exact for saturated logits."""
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _squared_error(z: FloatArray, targets: FloatArray) -> FloatArray:
    return np.square(softmax(z) - targets).mean(axis=-1)


def _squared_error_gradient(z: FloatArray, targets: FloatArray) -> FloatArray:
    p = softmax(z)
    gradient = 2 * (p - targets) / z.dtype.type(z.shape[-1])
    return ACTIVATIONS["softmax"].backward(gradient, p)


def _crossentropy(z: FloatArray, targets: FloatArray) -> FloatArray:
    return -(targets * log_softmax(z)).sum(axis=-1)


def _crossentropy_gradient(z: FloatArray, targets: FloatArray) -> FloatArray:
    return softmax(z) - targets


@dataclass(frozen=True)
class Loss:
    """One loss function.

    Attributes
    ----------
    label, short_label : str
        The names shown to the user, in full and in a plot's title.
    keras_class : str
        The class in `keras.losses`.
    per_point : callable
        (logits (n, K), one-hot targets (n, K)) to the loss of each point, (n,). The
        loss of a batch is their mean; MSE is a mean over all n K numbers, not halved.
        Cross-entropy goes through the logits, as in Keras's `evaluate`.
    gradient : callable
        The same arguments to the derivative of each point's loss by its logits, (n, K).
    """

    label: str
    short_label: str
    keras_class: str
    per_point: Callable[[FloatArray, FloatArray], FloatArray]
    gradient: Callable[[FloatArray, FloatArray], FloatArray]


LOSSES: dict[str, Loss] = {
    "mse": Loss(
        "MSE", "MSE", "MeanSquaredError", _squared_error, _squared_error_gradient
    ),
    "categorical_crossentropy": Loss(
        "Cross-entropy",
        "cross-entropy",
        "CategoricalCrossentropy",
        _crossentropy,
        _crossentropy_gradient,
    ),
}
