"""Maps of single units, against the network evaluated at single points."""

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.evaluation import BLOCK
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.session import new_session
from mlpviz.core.unit_maps import active_shares, unit_maps


def session(*activations, n_train=50):
    hidden = tuple(LayerSpec(5 + i, name) for i, name in enumerate(activations))
    return new_session(
        DatasetSpec("polar", 4, n_train=n_train, n_test=40),
        Hyperparameters(hidden=hidden),
    )


@pytest.mark.parametrize(
    "activations", [(), ("relu",), ("tanh", "softmax"), ("linear", "sigmoid", "relu")]
)
def test_every_cell_is_the_unit_at_its_centre(activations):
    made = session(*activations)
    side = 7
    maps = unit_maps(made.network, made.dataset, side)
    low, high = made.dataset.extent
    step = (high - low) / side
    for row, column in ((0, 0), (0, 6), (6, 0), (3, 2)):
        x = low + step * (np.array([column, row]) + 0.5)
        assert maps.inputs[:, row, column] == pytest.approx(x, abs=1e-6)
        outputs = made.network.layer_outputs(x.astype(np.float32)[np.newaxis])
        for (_, h), layer in zip(outputs, maps.layers, strict=True):
            assert layer[:, row, column] == pytest.approx(h[0], abs=1e-6)


def test_the_output_maps_are_probabilities():
    made = session("relu")
    maps = unit_maps(made.network, made.dataset, 9)
    assert maps.layers[-1].shape == (4, 9, 9)
    assert maps.layers[-1].sum(axis=0) == pytest.approx(np.ones((9, 9)), abs=1e-5)


def test_active_shares_count_every_training_point():
    made = session("relu", "tanh", "relu", n_train=1100)
    x = made.dataset.train.x
    assert len(x) > BLOCK
    shares = active_shares(made.network, x)
    assert shares is not None
    z = [z for z, _ in made.network.layer_outputs(x)]
    assert shares[1] is None
    assert shares[3] is None
    for index in (0, 2):
        assert shares[index] == pytest.approx((z[index] > 0).mean(axis=0), abs=1e-3)


def test_a_unit_is_dead_only_if_no_training_point_activates_it():
    made = session("relu")
    x = made.dataset.train.x
    top = x[x[:, 0].argmax()]
    edge = -float(top[0])
    network = made.network
    for unit, b in ((0, edge - 1e-3), (1, edge + 1e-3), (2, -100.0)):
        W, biases = network.layers[0].W.copy(), network.layers[0].b.copy()
        W[unit], biases[unit] = (1, 0), b
        network = network.with_layer(0, W, biases)
    maps = unit_maps(network, made.dataset, 4)
    # Until it is known nobody is called dead.
    assert not maps.dead(0, 2)
    shares = active_shares(network, x)
    assert shares is not None
    known = maps.with_active(shares)
    assert known.dead(0, 0)
    assert not known.dead(0, 1)
    assert known.share_active(0, 1) == 1 / len(x)
    assert known.dead(0, 2)
    assert not known.dead(1, 0)


def test_counting_stops_when_it_is_unwanted():
    made = session("relu")
    assert active_shares(made.network, made.dataset.train.x, lambda: True) is None


def test_huge_weights_give_maps_without_a_warning():
    made = session("relu")
    layer = made.network.layers[0]
    network = made.network.with_layer(0, np.full_like(layer.W, 3e38), layer.b)
    data = replace(made.dataset)
    assert np.isinf(unit_maps(network, data, 5).layers[0]).any()
