"""Training states: fresh slots, the order of the batches, and crossing a pipe."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.training_state import TrainingState, batch_order, initial_state
from tests.support.training import OPTIMIZERS, assert_same_state, small_session


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_first_state_has_a_slot_of_zeros_for_every_array(name: str) -> None:
    network = small_session().network
    state = initial_state(network, OPTIMIZERS[name])
    assert (state.updates, state.epoch, state.position) == (0, 0, 0)
    for arrays in state.slots.values():
        shapes = [array.shape for array in arrays]
        assert shapes == [array.shape for array in network.arrays]
        assert not any(array.any() for array in arrays)


@pytest.mark.keras
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fresh_slots_are_those_of_keras(name: str) -> None:
    from mlpviz.engine import keras_model

    network, spec = small_session().network, OPTIMIZERS[name]
    model = keras_model.build_model(network.layers)
    optimizer = keras_model.build_optimizer(spec)
    optimizer.build(model.trainable_variables)
    fresh = TrainingState(network, keras_model.take_slots(optimizer, spec))
    assert_same_state(initial_state(network, spec), fresh)


def test_arrays_are_read_only_on_both_sides_of_a_pipe() -> None:
    state = initial_state(small_session().network, OptimizerSpec("adam"))
    state = replace(state, updates=7, epoch=1, position=3, running_loss=0.25)
    crossed = pickle.loads(pickle.dumps(state))
    assert_same_state(crossed, state)
    for one in (state, crossed):
        arrays = [*one.network.arrays, *one.slots["momentum"], *one.slots["velocity"]]
        assert not any(array.flags.writeable for array in arrays)


def test_the_order_is_a_permutation_that_seed_and_epoch_repeat() -> None:
    order = batch_order(3, 5, 1000)
    assert sorted(order) == list(range(1000))
    np.testing.assert_array_equal(order, batch_order(3, 5, 1000))
    for other in (batch_order(3, 6, 1000), batch_order(4, 5, 1000)):
        assert not np.array_equal(order, other)


def test_every_place_is_as_likely() -> None:
    places = np.array([np.argmin(batch_order(1, epoch, 8)) for epoch in range(4000)])
    counts = np.bincount(places, minlength=8)
    # Expected are 500 each; five standard deviations.
    assert np.abs(counts - 500).max() < 5 * np.sqrt(500)
