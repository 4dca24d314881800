"""Activation functions against their definitions."""

import math

import numpy as np
import pytest

from mlpviz.core.activations import ACTIVATIONS

Z = np.random.default_rng(3).normal(0, 2, (6, 4))

# Written out for one number, with the standard library alone.
SCALAR = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: z if z > 0 else 0.0,
}


@pytest.mark.parametrize("name", SCALAR)
def test_values_are_those_of_the_definition(name: str) -> None:
    expected = [[SCALAR[name](z) for z in row] for row in Z.tolist()]
    np.testing.assert_allclose(ACTIVATIONS[name].function(Z), expected, rtol=1e-14)


def test_softmax_is_a_share_of_exponentials() -> None:
    exponentials = [[math.exp(z) for z in row] for row in Z.tolist()]
    expected = [[e / sum(row) for e in row] for row in exponentials]
    softmax = ACTIVATIONS["softmax"].function
    np.testing.assert_allclose(softmax(Z), expected, rtol=1e-14)
    np.testing.assert_allclose(softmax(Z + 1000), expected, rtol=1e-11)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_backward_agrees_with_finite_differences(name: str) -> None:
    activation = ACTIVATIONS[name]
    upstream = np.random.default_rng(4).normal(size=Z.shape)
    step = 1e-6
    expected = np.empty_like(Z)
    for index in np.ndindex(Z.shape):
        shift = np.zeros_like(Z)
        shift[index] = step
        change = activation.function(Z + shift) - activation.function(Z - shift)
        expected[index] = (upstream * change).sum() / (2 * step)
    found = activation.backward(upstream, activation.function(Z))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_float_type_is_kept(name: str, kind: type[np.floating]) -> None:
    activation = ACTIVATIONS[name]
    h = activation.function(Z.astype(kind))
    assert h.dtype == kind
    assert activation.backward(h, h).dtype == kind


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_large_numbers_neither_warn_nor_become_nan(name: str) -> None:
    z = np.array([[-3e38, 3e38, 0.0], [88.8, -88.8, 1e4]], np.float32)
    with np.errstate(over="ignore"):
        h = ACTIVATIONS[name].function(z)
    assert np.isfinite(h).all()


def test_relu_has_no_slope_at_zero() -> None:
    h = ACTIVATIONS["relu"].function(np.zeros((1, 1)))
    assert ACTIVATIONS["relu"].backward(np.ones((1, 1)), h) == 0
