"""Backpropagation against finite differences, in float64."""

import itertools

import numpy as np
import pytest

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.losses import LOSSES
from mlpviz.engine.numpy_trainer import gradients

STEP = 1e-6


def _network(
    activation: str, hidden: int
) -> tuple[list[np.ndarray], list[str], np.random.Generator]:
    generator = np.random.default_rng(7)
    widths = [2, *[5] * hidden, 3]
    arrays = []
    for inputs, units in itertools.pairwise(widths):
        arrays += [generator.normal(0, 0.8, (units, inputs))]
        arrays += [generator.normal(0, 0.3, units)]
    return arrays, [activation] * hidden + ["softmax"], generator


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_gradients_agree_with_finite_differences(
    activation: str, loss: str, hidden: int
) -> None:
    arrays, activations, generator = _network(activation, hidden)
    x = generator.normal(size=(7, 2))
    targets = np.eye(3)[generator.integers(0, 3, 7)]

    mean, found = gradients(arrays, activations, loss, x, targets)

    assert mean > 0
    for array, gradient in zip(arrays, found, strict=True):
        assert gradient.shape == array.shape
        assert gradient.dtype == np.float64
        expected = np.empty_like(array)
        for index in np.ndindex(array.shape):
            old = array[index]
            array[index] = old + STEP
            above, _ = gradients(arrays, activations, loss, x, targets)
            array[index] = old - STEP
            below, _ = gradients(arrays, activations, loss, x, targets)
            array[index] = old
            expected[index] = (above - below) / (2 * STEP)
        np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_gradients_keep_the_float_type(kind: type[np.floating]) -> None:
    arrays, activations, generator = _network("sigmoid", 2)
    x = generator.normal(size=(4, 2)).astype(kind)
    targets = np.eye(3, dtype=kind)[[0, 1, 2, 0]]
    given = [array.astype(kind) for array in arrays]
    _, found = gradients(given, activations, "mse", x, targets)
    assert {gradient.dtype for gradient in found} == {np.dtype(kind)}
