"""Optimisers: their settings, and their updates against Keras's own."""

import numpy as np
import pytest

from mlpviz.core.errors import MlpvizError
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec

SPECS = [
    OptimizerSpec("sgd", 0.1),
    OptimizerSpec("sgd", 0.1, momentum=0.8),
    OptimizerSpec("sgd", 0.1, momentum=0.9, nesterov=True),
    # Without momentum Keras ignores nesterov.
    OptimizerSpec("sgd", 0.1, nesterov=True),
    OptimizerSpec("adam", 0.01),
    OptimizerSpec("adam", 0.01, beta_1=0.5, beta_2=0.9, epsilon=1e-3),
    OptimizerSpec("rmsprop", 0.01),
    OptimizerSpec("rmsprop", 0.01, rho=0.5, momentum=0.7, epsilon=1e-3),
]


@pytest.mark.keras
@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_thirty_updates_are_those_of_keras(spec: OptimizerSpec) -> None:
    import keras

    from mlpviz.engine.keras_model import build_optimizer, slot_variables

    generator = np.random.default_rng(2)
    parameter = generator.normal(size=(3, 4)).astype(np.float32)
    variable = keras.Variable(parameter, name="kernel")
    optimizer = build_optimizer(spec)
    optimizer.build([variable])
    names = OPTIMIZERS[spec.name].slot_names(spec)
    slots = {name: np.zeros_like(parameter) for name in names}
    for step in range(30):
        # Of very different sizes, so that epsilon has a say.
        gradient = generator.normal(size=(3, 4)).astype(np.float32) * 10.0 ** -(
            step % 7
        )
        gradient = gradient.astype(np.float32)
        parameter, slots = OPTIMIZERS[spec.name].update(
            spec, spec.learning_rate, step, parameter, gradient, slots
        )
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
    np.testing.assert_allclose(parameter, variable.numpy(), rtol=2e-5, atol=1e-7)
    theirs = slot_variables(optimizer, spec)
    assert slots.keys() == theirs.keys() == set(names)
    for name, (slot,) in theirs.items():
        np.testing.assert_allclose(slots[name], slot.numpy(), rtol=2e-5, atol=1e-9)
    # And those are all the slots there are.
    assert len(optimizer.variables) == 2 + len(names)


@pytest.mark.keras
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_defaults_are_those_of_keras(name: str) -> None:
    import keras

    row = OPTIMIZERS[name]
    config = getattr(keras.optimizers, row.keras_class)().get_config()
    spec = OptimizerSpec(name)
    for setting in row.settings:
        assert getattr(spec, setting) == config[setting]


@pytest.mark.parametrize("spec", SPECS, ids=str)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_float_type_is_kept(spec: OptimizerSpec, kind: type[np.floating]) -> None:
    row = OPTIMIZERS[spec.name]
    slots = {name: np.ones(3, kind) for name in row.slot_names(spec)}
    parameter, slots = row.update(
        spec, 0.1, 5, np.ones(3, kind), np.ones(3, kind), slots
    )
    assert {a.dtype for a in (parameter, *slots.values())} == {np.dtype(kind)}


def test_an_update_leaves_its_arguments_alone() -> None:
    for spec in SPECS:
        row = OPTIMIZERS[spec.name]
        given = [np.full(3, 0.5) for _ in range(4)]
        for array in given:
            array.flags.writeable = False
        names = row.slot_names(spec)
        slots = dict(zip(names, given[2:], strict=False))
        row.update(spec, 0.1, 0, given[0], given[1], slots)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "lion"}, "no optimiser 'lion'.*sgd, adam, rmsprop"),
        ({"learning_rate": 0}, "learning rate is 0.*above 0"),
        ({"learning_rate": float("nan")}, "learning rate is nan"),
        ({"learning_rate": 1001.0}, "at most 1000"),
        ({"momentum": -0.1}, "momentum is -0.1"),
        ({"momentum": 1.1}, "momentum is 1.1"),
        ({"beta_1": 1.0}, "beta_1 is 1"),
        ({"beta_2": 1.0}, "beta_2 is 1"),
        ({"rho": float("inf")}, "rho is inf"),
        ({"epsilon": 0.0}, "epsilon is 0"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(MlpvizError, match=message):
        OptimizerSpec(**settings)
