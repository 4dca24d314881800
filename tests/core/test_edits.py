"""Edits change what they name, keep what still means something, and share the rest."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.core import edits
from mlpviz.core.curves import COLUMNS
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import MAX_SEED, Hyperparameters, LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.network import Network
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec
from mlpviz.core.schedules import ScheduleSpec
from mlpviz.core.session import Session, new_session, starting_network

SPEC = DatasetSpec("polar", 3, 0.1, n_train=4, n_test=3)
HP = Hyperparameters(
    hidden=(LayerSpec(4, "tanh"), LayerSpec(3, "relu")),
    optimizer=OptimizerSpec("sgd", momentum=0.5),
    batch_size=5,
    epochs=10,
)


def fresh() -> Session:
    return new_session(SPEC, HP, engine="numpy")


def trained() -> Session:
    """A session stopped within its third epoch, on its way to the tenth."""
    session = edits.begin_run(fresh())
    state = session.state
    network = state.network.with_arrays([a + 1 for a in state.network.arrays])
    slots = {"momentum": tuple(a * 0 + 0.25 for a in network.arrays)}
    state = replace(
        state,
        network=network,
        slots=slots,
        updates=7,
        epoch=2,
        position=5,
        running_loss=1.5,
        running_correct=3.0,
    )
    return edits.advance(session, state, np.ones((3, len(COLUMNS))))


def change(session: Session, **settings: object) -> Session:
    new = msgspec.structs.replace(session.hyperparameters, **settings)
    return edits.set_hyperparameters(session, new)


def same(a: Network, b: Network) -> bool:
    return [x.tobytes() for x in a.arrays] == [x.tobytes() for x in b.arrays]


def test_setting_a_weight_copies_one_matrix_and_shares_the_rest():
    before = trained()
    after = edits.set_weight(before, 1, 2, 3, -0.5)
    assert after.network.layers[1].W[2, 3] == -0.5
    assert before.network.layers[1].W[2, 3] != -0.5
    assert after.network.layers[0] is before.network.layers[0]
    assert after.network.layers[2] is before.network.layers[2]
    for name in ("dataset", "hyperparameters", "start", "curves"):
        assert getattr(after, name) is getattr(before, name)
    assert after.state.slots["momentum"][0] is before.state.slots["momentum"][0]
    assert after.state.updates == before.state.updates
    assert after.edited


def test_a_bias_is_the_weight_without_a_column():
    after = edits.set_weight(fresh(), 0, 1, None, 0.25)
    assert after.network.layers[0].b.tolist() == [0, 0.25, 0, 0]


def test_before_training_the_weights_on_screen_are_the_start():
    untrained = edits.set_weight(fresh(), 0, 0, 0, 9)
    assert untrained.start is untrained.network
    assert edits.reset_weights(untrained).network.layers[0].W[0, 0] == 9
    later = edits.set_weight(trained(), 0, 0, 0, 9)
    assert later.start is not later.network
    assert edits.reset_weights(later).network.layers[0].W[0, 0] != 9
    kept = edits.keep_as_start(later)
    assert edits.begin_run(kept).network.layers[0].W[0, 0] == 9


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e39])
def test_a_weight_that_is_no_number_is_refused(value):
    with pytest.raises(MlpvizError, match="finite"):
        edits.set_weight(fresh(), 0, 0, 0, value)


def test_a_layer_of_another_shape_is_refused():
    with pytest.raises(MlpvizError, match=r"\(2, 2\).*\(4, 2\)"):
        edits.set_layer(fresh(), 0, np.zeros((2, 2)), np.zeros(2))
    with pytest.raises(ValueError, match="architecture"):
        edits.set_network(fresh(), change(fresh(), hidden=()).network)


def test_swapping_classes_swaps_what_the_network_says():
    before = trained()
    after = edits.swap_classes(before, 0, 2)
    x = before.dataset.test.x
    np.testing.assert_allclose(
        after.network.forward(x)[:, [2, 1, 0]], before.network.forward(x), rtol=1e-5
    )
    assert same(edits.swap_classes(after, 0, 2).network, before.network)


def test_reset_begins_before_the_first_update():
    session = edits.reset_weights(trained())
    assert session.network is session.start
    assert not session.trained
    assert session.target_epoch is None
    assert not any(a.any() for a in session.state.slots["momentum"])
    assert len(session.curves.points) == len(session.curves.strokes) == 0


def test_a_new_start_is_another_one_with_seeds_to_repeat_it():
    before = trained()
    after = edits.draw_start(before)
    assert not after.trained
    assert not same(after.start, before.start)
    seeds = after.hyperparameters
    assert seeds.weight_seed == seeds.order_seed == HP.weight_seed + 1
    assert same(after.start, starting_network(seeds, 3))
    last = change(before, weight_seed=MAX_SEED)
    assert edits.draw_start(last).hyperparameters.weight_seed == 0


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden": (LayerSpec(4, "tanh"),)},
        {"hidden": (LayerSpec(4, "tanh"), LayerSpec(3, "sigmoid"))},
        {"initializer": InitializerSpec("he_normal")},
        {"weight_seed": 77},
    ],
)
def test_another_start_begins_anew(settings):
    after = change(trained(), **settings)
    assert not after.trained
    assert len(after.curves.points) == 0
    assert after.target_epoch is None
    assert same(after.network, starting_network(after.hyperparameters, 3))


@pytest.mark.parametrize(
    "settings",
    [
        {"batch_size": 2},
        {"optimizer": OptimizerSpec("sgd", learning_rate=0.5, momentum=0.5)},
        {"optimizer": OptimizerSpec("sgd", momentum=0.75, nesterov=True)},
        {"schedule": ScheduleSpec("exponential_decay")},
    ],
)
def test_other_settings_hold_from_the_next_update_on(settings):
    before = trained()
    after = change(before, **settings)
    assert after.state is before.state
    assert after.curves is before.curves
    assert after.target_epoch == 10
    assert after.edited


@pytest.mark.parametrize(
    ("optimizer", "names"),
    [
        (OptimizerSpec("adam"), {"momentum", "velocity"}),
        (OptimizerSpec("rmsprop"), {"velocity"}),
        (OptimizerSpec("sgd"), set()),
    ],
)
def test_another_optimiser_begins_with_slots_of_its_own(optimizer, names):
    before = trained()
    after = change(before, optimizer=optimizer)
    assert set(after.state.slots) == names
    assert not any(a.any() for slot in after.state.slots.values() for a in slot)
    assert after.network is before.network


def test_other_loss_or_order_begins_the_epoch_again():
    for settings in ({"loss": "categorical_crossentropy"}, {"order_seed": 5}):
        after = change(trained(), **settings)
        assert (after.state.position, after.state.running_loss) == (0, 0.0)
        assert after.state.epoch == 2


def test_the_same_settings_change_nothing():
    session = trained()
    assert change(session) is session
    assert edits.choose_dataset(session, SPEC) is session
    assert edits.choose_engine(session, "numpy") is session


def test_other_points_keep_the_network_and_its_training():
    before = trained()
    after = edits.choose_dataset(before, msgspec.structs.replace(SPEC, sigma=0.2))
    assert after.network is before.network
    assert after.start is before.start
    assert after.state.slots == before.state.slots
    assert after.state.position == 0
    assert len(after.curves.points) == 0


def test_another_number_of_classes_begins_anew():
    after = edits.choose_dataset(trained(), msgspec.structs.replace(SPEC, classes=5))
    assert after.network.classes == after.dataset.classes == 5
    assert not after.trained
    assert same(after.network, starting_network(HP, 5))


def test_train_begins_at_the_start_and_continue_where_it_stands():
    before = trained()
    again = edits.begin_run(before)
    assert again.network is before.start
    assert again.target_epoch == 10
    assert [s.kind for s in again.curves.strokes] == ["train"]
    on = edits.continue_run(before)
    assert on.state is before.state
    assert on.target_epoch == 10
    assert [s.kind for s in on.curves.strokes] == ["train", "continue"]
    assert on.curves.strokes[-1].first_epoch == pytest.approx(2 + 5 / 12)
    assert not on.curves.strokes[-1].edited
    edited = edits.continue_run(edits.set_weight(before, 0, 0, 0, 1))
    assert edited.curves.strokes[-1].edited
    # The first stretch of a session is a training, whatever it was called for.
    assert edits.continue_run(fresh()).curves.strokes[-1].kind == "train"
    assert edits.continue_run(edits.stop_run(before)).target_epoch == 12


def test_a_run_that_arrived_has_no_target():
    session = trained()
    state = replace(session.state, epoch=10, position=0)
    arrived = edits.advance(session, state, np.ones((1, len(COLUMNS))))
    assert arrived.target_epoch is None
    assert len(arrived.curves.points) == 4
    assert edits.continue_run(arrived).target_epoch == 20


def test_more_or_fewer_epochs_move_the_target():
    assert change(trained(), epochs=15).target_epoch == 15
    assert change(trained(), epochs=2).target_epoch is None


OPTIMIZER_SPECS = [
    OptimizerSpec(name, momentum=momentum)
    for name in OPTIMIZERS
    for momentum in (0.0, 0.5)
]
STEPS = st.sampled_from(
    [
        lambda s: edits.set_weight(s, 0, 0, 1, 0.5),
        lambda s: edits.swap_classes(s, 0, 1),
        lambda s: edits.choose_dataset(s, DatasetSpec(classes=2, n_train=3, n_test=2)),
        lambda s: edits.choose_dataset(s, SPEC),
        edits.reset_weights,
        edits.draw_start,
        edits.keep_as_start,
        edits.begin_run,
        edits.continue_run,
        edits.stop_run,
        lambda s: edits.choose_engine(s, "keras"),
        lambda s: change(s, hidden=()),
        lambda s: change(s, hidden=(LayerSpec(2), LayerSpec(3))),
        lambda s: change(s, epochs=s.hyperparameters.epochs % 20 + 1),
        *[lambda s, o=o: change(s, optimizer=o) for o in OPTIMIZER_SPECS],
    ]
)


@given(st.booleans(), st.lists(STEPS, max_size=12))
def test_no_order_of_edits_breaks_a_session(run, steps):
    session = trained() if run else fresh()
    for step in steps:
        session = step(session)
        hp = session.hyperparameters
        classes = session.dataset_spec.classes
        assert session.dataset.classes == session.network.classes == classes
        assert [layer.W.shape for layer in session.network.layers] == (
            hp.layer_shapes(2, classes)
        )
        assert [(x.units, x.activation) for x in session.network.layers[:-1]] == [
            (x.units, x.activation) for x in hp.hidden
        ]
        # What a trainer will look up in the state is there.
        names = OPTIMIZERS[hp.optimizer.name].slot_names(hp.optimizer)
        assert set(session.state.slots) == set(names)
        for slot in session.state.slots.values():
            assert [a.shape for a in slot] == [a.shape for a in session.network.arrays]
        assert 0 <= session.state.position < len(session.dataset.train)
        assert session.target_epoch is None or (
            session.target_epoch > session.state.epoch
        )
        if not session.trained:
            assert same(session.start, session.network)


def test_a_curve_of_one_loss_does_not_go_on_as_one_of_another():
    before = trained()
    assert len(before.curves.points)
    changed = change(before, loss="categorical_crossentropy")
    assert not len(changed.curves.points)
    assert changed.state.network is before.state.network
    assert changed.state.slots.keys() == before.state.slots.keys()
