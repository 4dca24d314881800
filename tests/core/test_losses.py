"""Losses against their definitions, finite differences and scikit-learn."""

import math

import numpy as np
import pytest
from sklearn.metrics import log_loss, mean_squared_error

from mlpviz.core.activations import softmax
from mlpviz.core.losses import LOSSES

LOGITS = np.random.default_rng(5).normal(0, 2, (9, 4))
LABELS = np.array([0, 1, 2, 3, 0, 1, 2, 3, 0])
TARGETS = np.eye(4)[LABELS]


def test_mse_is_the_mean_over_points_and_outputs() -> None:
    found = LOSSES["mse"].per_point(LOGITS, TARGETS)
    assert found.shape == (9,)
    expected = mean_squared_error(TARGETS, softmax(LOGITS))
    assert found.mean() == pytest.approx(expected, rel=1e-12)


def test_crossentropy_is_minus_the_log_of_the_right_probability() -> None:
    found = LOSSES["categorical_crossentropy"].per_point(LOGITS, TARGETS)
    expected = [-math.log(p[k]) for p, k in zip(softmax(LOGITS), LABELS, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert found.mean() == pytest.approx(log_loss(LABELS, softmax(LOGITS)), rel=1e-12)


def test_a_saturated_crossentropy_goes_through_the_logits() -> None:
    logits = np.array([[0.0, 60.0]], np.float32)
    targets = np.array([[1.0, 0.0]], np.float32)
    found = LOSSES["categorical_crossentropy"].per_point(logits, targets)
    assert found[0] == pytest.approx(60.0)


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_agrees_with_finite_differences(name: str) -> None:
    loss, step = LOSSES[name], 1e-6
    expected = np.empty_like(LOGITS)
    for index in np.ndindex(LOGITS.shape):
        shift = np.zeros_like(LOGITS)
        shift[index] = step
        above = loss.per_point(LOGITS + shift, TARGETS).sum()
        below = loss.per_point(LOGITS - shift, TARGETS).sum()
        expected[index] = (above - below) / (2 * step)
    np.testing.assert_allclose(
        loss.gradient(LOGITS, TARGETS), expected, rtol=1e-5, atol=1e-9
    )


@pytest.mark.parametrize("name", LOSSES)
def test_the_float_type_is_kept(name: str) -> None:
    logits, targets = LOGITS.astype(np.float32), TARGETS.astype(np.float32)
    assert LOSSES[name].per_point(logits, targets).dtype == np.float32
    assert LOSSES[name].gradient(logits, targets).dtype == np.float32


@pytest.mark.keras
@pytest.mark.parametrize("name", LOSSES)
def test_the_mean_is_what_keras_says(name: str) -> None:
    from mlpviz.engine.keras_model import build_loss

    expected = float(build_loss(name)(TARGETS, softmax(LOGITS)))
    found = LOSSES[name].per_point(LOGITS, TARGETS).mean()
    assert found == pytest.approx(expected, rel=1e-6)
