"""A fresh session: drawn as its seeds say, consistent, and never half made."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from mlpviz.core.datasets import DatasetSpec, generate
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec, updates_per_epoch
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.session import new_session, starting_network

SPEC = DatasetSpec("polar", 3, 0.1, n_train=20, n_test=10, seed=4)
DEEP = Hyperparameters(
    hidden=(LayerSpec(6, "relu"), LayerSpec(6, "tanh"), LayerSpec(4, "sigmoid")),
    initializer=InitializerSpec("random_normal", mean=0.5, stddev=0.1),
    optimizer=OptimizerSpec("adam"),
    batch_size=16,
    weight_seed=9,
)


def arrays(network):
    return [array.tobytes() for array in network.arrays]


def test_a_fresh_session_is_untrained_and_is_its_own_start():
    session = new_session(SPEC, DEEP, engine="numpy", task="x")
    assert not session.trained
    assert session.network is session.start
    assert session.updates_per_epoch == 4
    assert set(session.state.slots) == {"momentum", "velocity"}
    for slot in session.state.slots.values():
        assert [a.shape for a in slot] == [a.shape for a in session.network.arrays]
        assert not any(a.any() for a in slot)
    assert len(session.curves.points) == 0


def test_shapes_and_activations_are_those_of_the_settings():
    network = new_session(SPEC, DEEP).network
    assert [layer.W.shape for layer in network.layers] == [
        (6, 2),
        (6, 6),
        (4, 6),
        (3, 4),
    ]
    assert [layer.activation for layer in network.layers] == [
        "relu",
        "tanh",
        "sigmoid",
        "softmax",
    ]
    assert not any(layer.b.any() for layer in network.layers)
    assert network.parameters == DEEP.parameter_count(2, 3) == 18 + 42 + 28 + 15


def test_the_lab_counts_its_parameters_so():
    lab = Hyperparameters(hidden=(LayerSpec(50),) * 10)
    assert lab.parameter_count(2, 5) == 23_355
    assert [updates_per_epoch(n, b) for n, b in ((1024, 512), (1024, 16))] == [2, 64]
    assert updates_per_epoch(2560, 16) == 160
    assert updates_per_epoch(17, 16) == 2


def test_the_weight_seed_alone_says_where_training_starts():
    first = starting_network(DEEP, 3)
    assert arrays(first) == arrays(starting_network(DEEP, 3))
    other_order = msgspec.structs.replace(DEEP, order_seed=5, epochs=3, batch_size=1)
    assert arrays(first) == arrays(starting_network(other_order, 3))
    other = msgspec.structs.replace(DEEP, weight_seed=10)
    for a, b in zip(first.layers, starting_network(other, 3).layers, strict=True):
        assert (a.W != b.W).all()


def test_layers_draw_independently_unless_they_share_the_draw():
    hidden = (LayerSpec(6), LayerSpec(6), LayerSpec(6))
    own = msgspec.structs.replace(DEEP, hidden=hidden)
    shared = msgspec.structs.replace(
        own, initializer=InitializerSpec("random_normal", shared_draw=True)
    )
    apart = starting_network(own, 3).layers
    assert (apart[1].W != apart[2].W).all()
    same = starting_network(shared, 3).layers
    # As an unseeded initialiser object does in Keras 3: equal shapes, equal kernels.
    np.testing.assert_array_equal(same[1].W, same[2].W)
    assert same[0].W.shape != same[1].W.shape


def test_a_network_that_is_too_large_is_refused_before_it_is_made():
    wide = Hyperparameters(hidden=(LayerSpec(2048),) * 2)
    with pytest.raises(MlpvizError, match="parameters"):
        new_session(SPEC, wide)


def test_parts_that_do_not_belong_together_are_refused():
    session = new_session(SPEC, DEEP)
    other = new_session(SPEC, msgspec.structs.replace(DEEP, hidden=()))
    with pytest.raises(MlpvizError, match="shape"):
        replace(session, start=other.start)
    with pytest.raises(MlpvizError, match="classes"):
        replace(session, dataset=generate(DatasetSpec(classes=2)))
    with pytest.raises(MlpvizError, match="engine"):
        replace(session, engine="abacus")
