"""Losses, accuracies and confusion against scikit-learn and sums in float64."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, log_loss
from sklearn.metrics import confusion_matrix as reference_confusion

from mlpviz.core.datasets import DatasetSpec, Split, generate
from mlpviz.core.evaluation import (
    BLOCK,
    Evaluation,
    blockwise_logits,
    confusion_matrix,
    evaluate,
    evaluate_logits,
)
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.network import Layer, Network
from mlpviz.core.session import starting_network


def network_of(classes: int, hidden: tuple[int, ...] = (7, 5)) -> Network:
    hp = Hyperparameters(
        hidden=tuple(LayerSpec(units, "tanh") for units in hidden),
        initializer=InitializerSpec("random_normal", stddev=1.5),
    )
    return starting_network(hp, classes)


def test_an_accuracy_is_the_nearest_float_to_its_fraction():
    for wrong in range(11):
        flags = np.arange(10) < wrong
        found = Evaluation(0.0, np.zeros(10, np.int32), flags)
        assert found.accuracy == (10 - wrong) / 10


def probabilities(network: Network, x: np.ndarray) -> np.ndarray:
    """One full pass in float64, written out."""
    h = x.astype(np.float64)
    z = h
    for layer in network.layers:
        z = h @ layer.W.T.astype(np.float64) + layer.b
        h = np.tanh(z)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("n", [1, 200, 700])
def test_measures_as_scikit_learn_does(classes: int, n: int) -> None:
    split = generate(DatasetSpec("polar", classes=classes, n_test=n, seed=3)).test
    network = network_of(classes)
    p = probabilities(network, split.x)
    labels = list(range(classes))

    crossentropy = evaluate(network, split, "categorical_crossentropy")
    assert crossentropy.loss == pytest.approx(
        log_loss(split.labels, p, labels=labels), rel=2e-5
    )
    error = evaluate(network, split, "mse")
    squares = (p - np.eye(classes)[split.labels]) ** 2
    assert error.loss == pytest.approx(squares.mean(), rel=2e-5)
    for measure in (crossentropy, error):
        predicted = measure.predictions
        assert measure.accuracy == pytest.approx(
            accuracy_score(split.labels, predicted), abs=1e-12
        )
        assert measure.wrong_count == int(measure.wrong.sum())
        np.testing.assert_array_equal(measure.wrong, predicted != split.labels)
        np.testing.assert_array_equal(
            confusion_matrix(measure, split),
            reference_confusion(split.labels, predicted, labels=labels),
        )
    # float32 may decide a point on the boundary otherwise; nothing else.
    differs = p.argmax(axis=1) != error.predictions
    top = np.sort(p, axis=1)
    assert (top[differs, -1] - top[differs, -2] < 1e-5).all()


def test_the_lowest_class_wins_a_tie() -> None:
    split = Split(np.zeros((4, 2), np.float32), np.array([0, 1, 2, 1], np.int32), 3)
    logits = np.array([[1, 1, 1], [0, 2, 2], [3, 0, 3], [5, 5, 1]], np.float32)
    measure = evaluate_logits(logits, split, "mse")
    assert measure.predictions.tolist() == [0, 1, 0, 0]
    assert measure.wrong.tolist() == [False, False, True, True]


def test_saturated_cross_entropy_is_not_clipped() -> None:
    # Keras's evaluate goes through the logits: 60, where clipped p would give 16.1.
    split = Split(np.zeros((1, 2), np.float32), np.array([1], np.int32), 2)
    logits = np.array([[60, 0]], np.float32)
    measure = evaluate_logits(logits, split, "categorical_crossentropy")
    assert measure.loss == pytest.approx(60.0)


def test_mean_over_many_points_keeps_its_digits() -> None:
    # In float32 the sum of 200,000 numbers like these is off in the fourth digit.
    rng = np.random.default_rng(0)
    n = 200_000
    split = Split(
        np.zeros((n, 2), np.float32), rng.integers(0, 2, n).astype(np.int32), 2
    )
    logits = rng.normal(scale=1e-3, size=(n, 2)).astype(np.float32)
    measure = evaluate_logits(logits, split, "categorical_crossentropy")
    z = logits.astype(np.float64)
    chosen = z[np.arange(n), split.labels]
    exact = (np.log(np.exp(z).sum(axis=1)) - chosen).mean()
    assert measure.loss == pytest.approx(exact, rel=1e-7)


@pytest.mark.parametrize("n", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17])
def test_blocks_make_no_difference(n: int) -> None:
    network = network_of(3)
    x = np.random.default_rng(1).normal(size=(n, 2)).astype(np.float32)
    blocks = blockwise_logits(network, x)
    assert blocks.shape == (n, 3)
    np.testing.assert_allclose(blocks, network.logits(x), rtol=1e-5, atol=1e-5)


def test_points_are_left_as_they_were() -> None:
    split = generate(DatasetSpec(n_test=30)).test
    before = split.x.copy()
    for activation in ("linear", "relu", "softmax"):
        layer = Layer(np.eye(2, dtype=np.float32), np.ones(2, np.float32), activation)
        last = Layer(layer.W, layer.b, "softmax")
        evaluate(Network((layer, layer, last)), split, "mse")
        np.testing.assert_array_equal(split.x, before)


def test_overflowing_weights_are_measured_in_silence() -> None:
    split = generate(DatasetSpec(n_test=30)).test
    W = np.full((2, 2), 3e38, np.float32)
    network = Network(
        (
            Layer(W, np.zeros(2, np.float32), "relu"),
            Layer(W, np.zeros(2, np.float32), "softmax"),
        )
    )
    # Warnings are errors here: there must be none.
    assert not np.isfinite(evaluate(network, split, "categorical_crossentropy").loss)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)
)
def test_confusion_counts_every_point_once(pairs: list[tuple[int, int]]) -> None:
    true, predicted = np.array(pairs).T
    split = Split(np.zeros((len(pairs), 2), np.float32), true.astype(np.int32), 4)
    logits = np.eye(4, dtype=np.float32)[predicted]
    measure = evaluate_logits(logits, split, "mse")
    matrix = confusion_matrix(measure, split)
    np.testing.assert_array_equal(
        matrix, reference_confusion(true, predicted, labels=range(4))
    )
    assert matrix.trace() / matrix.sum() == pytest.approx(measure.accuracy)
