"""Initialisers against Keras's definitions and Keras's own draws."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from mlpviz.core.errors import MlpvizError
from mlpviz.core.initializers import INITIALIZERS, InitializerSpec

INPUTS, UNITS = 120, 80
NORMALS = ["random_normal", "truncated_normal"]


def _draw(spec: InitializerSpec, seed: int = 11) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return INITIALIZERS[spec.name].draw(spec, generator, INPUTS, UNITS)


def _keras() -> Any:
    from mlpviz.engine.keras_model import import_keras

    return import_keras()[1]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_kernel_has_a_row_a_unit_and_its_seed_repeats_it(name: str) -> None:
    spec = InitializerSpec(name)
    kernel = _draw(spec)
    assert kernel.shape == (UNITS, INPUTS)
    np.testing.assert_array_equal(kernel, _draw(spec))
    if name != "zeros":
        assert not np.array_equal(kernel, _draw(spec, seed=12))


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("glorot_normal", 2 / (INPUTS + UNITS)),
        ("glorot_uniform", 2 / (INPUTS + UNITS)),
        ("he_normal", 2 / INPUTS),
        ("he_uniform", 2 / INPUTS),
        ("lecun_normal", 1 / INPUTS),
        ("lecun_uniform", 1 / INPUTS),
    ],
)
def test_scaled_draws_have_the_variance_of_their_paper(
    name: str, variance: float
) -> None:
    kernel = _draw(InitializerSpec(name))
    # Of 9,600 numbers; five standard errors.
    assert abs(kernel.mean()) < 5 * math.sqrt(variance / kernel.size)
    assert kernel.var() == pytest.approx(variance, rel=5 * math.sqrt(2 / kernel.size))
    if name.endswith("uniform"):
        limit = math.sqrt(3 * variance)
        assert 0.99 * limit < np.abs(kernel).max() <= limit
    else:
        # Cut at two deviations of the normal it is cut from.
        deviation = math.sqrt(variance) / stats.truncnorm(-2, 2).std()
        assert 1.95 * deviation < np.abs(kernel).max() <= 2 * deviation * (1 + 1e-12)


def test_settings_shift_and_scale() -> None:
    for name in NORMALS:
        kernel = _draw(InitializerSpec(name, mean=0.3, stddev=0.01))
        assert kernel.mean() == pytest.approx(0.3, abs=1e-3)
        assert np.abs(kernel - 0.3).max() < 0.06
    kernel = _draw(InitializerSpec("random_uniform", minval=1.0, maxval=1.5))
    assert 1 <= kernel.min() < 1.01
    assert 1.49 < kernel.max() <= 1.5


@pytest.mark.keras
@pytest.mark.parametrize("name", [n for n in INITIALIZERS if n != "zeros"])
def test_draws_are_distributed_as_those_of_keras(name: str) -> None:
    keras = _keras()
    row = INITIALIZERS[name]
    spec = InitializerSpec(name)
    settings = {setting: getattr(spec, setting) for setting in row.settings}
    config = {"class_name": row.keras_name, "config": {**settings, "seed": 5}}
    theirs = np.asarray(keras.initializers.get(config)((INPUTS, UNITS)))
    ours = _draw(spec)
    test: Any = stats.ks_2samp(ours.ravel(), theirs.ravel())
    assert test.pvalue > 1e-4


@pytest.mark.keras
@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_settings_default_to_those_of_keras(name: str) -> None:
    keras = _keras()
    row = INITIALIZERS[name]
    config = keras.initializers.get(row.keras_name).get_config()
    for setting in row.settings:
        assert getattr(InitializerSpec(name), setting) == config[setting]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "xavier"}, "no initialiser 'xavier'.*glorot_normal"),
        ({"stddev": -1.0}, "standard deviation of the initialiser is -1"),
        ({"mean": float("nan")}, "mean of the initialiser is nan"),
        ({"minval": 1.0, "maxval": 0.0}, "minval 1 is above maxval 0"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(MlpvizError, match=message):
        InitializerSpec(**settings)
