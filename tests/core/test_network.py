"""Networks: what they compute, what they refuse, what they share."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.errors import MlpvizError
from mlpviz.core.network import Layer, Network, network_from_arrays

W1 = np.array([[1.0, -2.0], [0.5, 0.25], [-1.0, 1.0]])
B1 = np.array([0.1, -0.2, 0.3])
W2 = np.array([[0.3, -0.6, 0.9], [-0.2, 0.4, 0.8]])
B2 = np.array([0.05, -0.05])


def _network(activation: str = "tanh") -> Network:
    return network_from_arrays([W1, B1, W2, B2], [activation, "softmax"])


def _by_hand(x: list[float]) -> list[float]:
    """Return tanh hidden layer and softmax, number by number."""
    h = [
        math.tanh(sum(w * v for w, v in zip(row, x, strict=True)) + b)
        for row, b in zip(W1.tolist(), B1.tolist(), strict=True)
    ]
    z = [
        sum(w * v for w, v in zip(row, h, strict=True)) + b
        for row, b in zip(W2.tolist(), B2.tolist(), strict=True)
    ]
    e = [math.exp(v) for v in z]
    return [v / sum(e) for v in e]


def test_forward_is_the_textbook_sum() -> None:
    points = [[0.0, 0.0], [1.0, -1.0], [0.3, 2.0]]
    found = _network().forward(np.array(points))
    np.testing.assert_allclose(found, [_by_hand(x) for x in points], rtol=1e-6)


@pytest.mark.keras
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_is_what_keras_predicts(activation: str) -> None:
    from mlpviz.engine import keras_model

    network = _network(activation)
    x = np.random.default_rng(1).normal(size=(50, 2)).astype(np.float32)
    np.testing.assert_allclose(
        network.forward(x), keras_model.keras_predict(network, x), atol=2e-7
    )
    ours, theirs = network.layer_outputs(x), keras_model.keras_layer_outputs(network, x)
    for pair, other in zip(ours, theirs, strict=True):
        for a, b in zip(pair, other, strict=True):
            np.testing.assert_allclose(a, b, atol=2e-6)


def test_layer_outputs_end_in_the_probabilities() -> None:
    network, x = _network(), np.array([[0.2, 0.4]], np.float32)
    (z1, h1), (z2, h2) = network.layer_outputs(x)
    assert (z1.shape, h1.shape, z2.shape) == ((1, 3), (1, 3), (1, 2))
    np.testing.assert_array_equal(z2, network.logits(x))
    np.testing.assert_array_equal(h2, network.forward(x))


def test_the_float_type_of_the_points_is_kept() -> None:
    assert _network().forward(np.zeros((1, 2))).dtype == np.float64
    assert _network().forward(np.zeros((1, 2), np.float32)).dtype == np.float32


def test_its_arrays_are_its_own_and_read_only() -> None:
    given_W = W1.copy()
    layer = Layer(given_W, B1, "relu")
    given_W[0, 0] = 99
    assert layer.W[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        layer.W[0, 0] = 2


def test_editing_one_weight_copies_one_matrix() -> None:
    network = _network()
    edited = network.with_weight(1, 0, 2, -7.5)
    assert edited.layers[1].W[0, 2] == -7.5
    assert network.layers[1].W[0, 2] == np.float32(0.9)
    assert edited.layers[0] is network.layers[0]
    assert edited.layers[1].b is network.layers[1].b
    bias = network.with_weight(0, 2, None, 4)
    assert bias.layers[0].b.tolist() == pytest.approx([0.1, -0.2, 4])
    assert bias.layers[0].W is network.layers[0].W


def test_parameters_are_counted() -> None:
    assert _network().parameters == 6 + 3 + 6 + 2


def test_shapes_tell_architectures_apart() -> None:
    assert _network().same_shapes(_network().with_weight(0, 0, 0, 5))
    assert not _network().same_shapes(_network("relu"))


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e39])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(MlpvizError, match="not a finite number"):
        _network().with_weight(0, 0, 0, value)


def test_what_does_not_fit_names_both_shapes() -> None:
    with pytest.raises(MlpvizError, match=r"\(3, 2\).*\(2,\)"):
        Layer(W1, B2, "relu")
    with pytest.raises(MlpvizError, match=r"layer 2 takes 2 inputs.*1 has 3 units"):
        network_from_arrays([W1, B1, W1, B1], ["relu", "softmax"])
    with pytest.raises(MlpvizError, match=r"W has shape \(2, 3\).*needs \(3, 2\)"):
        _network().with_layer(0, W2, B1)
    with pytest.raises(MlpvizError, match="must be softmax"):
        network_from_arrays([W1, B1], ["relu"])
    with pytest.raises(MlpvizError, match="no activation 'elu'"):
        Layer(W1, B1, "elu")
    with pytest.raises(MlpvizError, match="output layer"):
        Network(())


@given(
    hnp.arrays(
        np.float32,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=5),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    )
)
def test_a_layer_crosses_a_pipe_to_the_bit(W: np.ndarray) -> None:
    network = Network((Layer(W, np.zeros(len(W), np.float32), "softmax"),))
    crossed = pickle.loads(pickle.dumps(network))
    np.testing.assert_array_equal(crossed.layers[0].W, W)
    assert not crossed.layers[0].W.flags.writeable
    assert crossed.parameters == network.parameters
