"""A comparison finds the largest difference of each layer and every other class."""

import numpy as np
import pytest

from mlpviz.core.comparison import compare_outputs
from mlpviz.core.datasets import Split
from mlpviz.core.evaluation import evaluate
from mlpviz.core.network import network_from_arrays

RNG = np.random.default_rng(3)
SPLIT = Split(
    RNG.normal(size=(50, 2)).astype(np.float32),
    RNG.integers(0, 3, 50).astype(np.int32),
    3,
)


def network():
    parts = [RNG.normal(size=shape) for shape in ((4, 2), (4,), (3, 4), (3,))]
    return network_from_arrays(parts, ["relu", "softmax"])


def test_the_same_outputs_do_not_differ():
    one = network()
    outputs = one.layer_outputs(SPLIT.x)
    found = compare_outputs(outputs, outputs, SPLIT, "mse")
    assert [(layer.z, layer.h) for layer in found.layers] == [(0, 0), (0, 0)]
    assert found.differing == 0
    assert found.first_beyond(0) is None
    direct = evaluate(one, SPLIT, "mse")
    assert found.first.loss == pytest.approx(direct.loss)
    assert found.second.accuracy == direct.accuracy


def test_differences_are_found_where_they_are():
    one = network()
    W = one.layers[1].W.copy()
    W[0] += 2
    other = one.with_layer(1, W, one.layers[1].b)
    found = compare_outputs(
        one.layer_outputs(SPLIT.x), other.layer_outputs(SPLIT.x), SPLIT, "mse"
    )
    assert (found.layers[0].z, found.layers[0].h) == (0, 0)
    h = one.layer_outputs(SPLIT.x)[0][1]
    assert found.layers[1].z == pytest.approx(2 * h.sum(axis=1).max(), rel=1e-5)
    assert found.first_beyond(1e-6) == 1
    classes = [n.forward(SPLIT.x).argmax(axis=1) for n in (one, other)]
    assert found.differing == (classes[0] != classes[1]).sum() > 0


def test_what_is_not_finite_is_never_within_a_tolerance():
    one = network()
    outputs = one.layer_outputs(SPLIT.x)
    broken = [(z.copy(), h) for z, h in outputs]
    broken[0][0][3, 1] = np.nan
    found = compare_outputs(outputs, broken, SPLIT, "mse")
    assert np.isnan(found.layers[0].z)
    assert found.first_beyond(1e9) == 0


def test_other_architectures_cannot_be_compared():
    outputs = network().layer_outputs(SPLIT.x)
    with pytest.raises(ValueError, match="argument"):
        compare_outputs(outputs, outputs[:1], SPLIT, "mse")
    with pytest.raises(ValueError, match="shape"):
        compare_outputs(outputs, outputs[::-1], SPLIT, "mse")
