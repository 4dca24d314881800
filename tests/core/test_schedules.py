"""Learning-rate schedules against Keras's and against the formula."""

import math

import numpy as np
import pytest

from mlpviz.core.errors import MlpvizError
from mlpviz.core.schedules import ScheduleSpec, learning_rates


def test_a_constant_rate_stays() -> None:
    np.testing.assert_array_equal(
        learning_rates(ScheduleSpec(), 0.1, 7, 3), np.full(3, 0.1, np.float32)
    )


@pytest.mark.parametrize("staircase", [False, True])
def test_exponential_decay_is_its_formula(staircase: bool) -> None:
    spec = ScheduleSpec("exponential_decay", 40, 0.5, staircase)
    found = learning_rates(spec, 0.2, 30, 100)
    steps = [step / 40 for step in range(30, 130)]
    expected = [
        0.2 * 0.5 ** (math.floor(step) if staircase else step) for step in steps
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert found.dtype == np.float32


@pytest.mark.keras
@pytest.mark.parametrize("staircase", [False, True])
@pytest.mark.parametrize("rate", [0.1, 1])
def test_rates_are_those_of_keras(staircase: bool, rate: float) -> None:
    from mlpviz.engine.keras_model import build_schedule

    spec = ScheduleSpec("exponential_decay", 5000, 0.96, staircase)
    schedule = build_schedule(spec, rate)
    steps = [0, 1, 4999, 5000, 5001, 16_000, 999_999]
    for step in steps:
        ours = learning_rates(spec, rate, step, 1)[0]
        assert ours == pytest.approx(float(schedule(step)), rel=1e-6)


def test_a_rate_does_not_depend_on_its_place_in_a_block() -> None:
    spec = ScheduleSpec("exponential_decay", 700, 0.9)
    whole = learning_rates(spec, 0.1, 0, 500)
    for first in range(0, 500, 37):
        np.testing.assert_array_equal(
            learning_rates(spec, 0.1, first, 500 - first), whole[first:]
        )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "cosine"}, "no schedule 'cosine'.*exponential_decay"),
        ({"decay_steps": 0}, "decay_steps is 0"),
        ({"decay_rate": 0.0}, "decay_rate is 0"),
        ({"decay_rate": float("nan")}, "decay_rate is nan"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(MlpvizError, match=message):
        ScheduleSpec(**settings)
