"""Sessions for the file tests: one written out in numbers, and any at all."""

from typing import Literal

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mlpviz.core.curves import COLUMNS, Curves, Stroke
from mlpviz.core.datasets import Dataset, DatasetSpec, Split
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import INITIALIZERS, InitializerSpec
from mlpviz.core.losses import LOSSES
from mlpviz.core.network import Network, network_from_arrays
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec
from mlpviz.core.schedules import SCHEDULES, ScheduleSpec
from mlpviz.core.session import Session
from mlpviz.core.training_state import TrainingState

FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
COUNT = st.integers(0, 10**9)
KINDS: tuple[Literal["train", "continue"], ...] = ("train", "continue")


def golden_session() -> Session:
    """The session in golden/v1.mlpviz: stopped within the third epoch, edited."""
    split = Split(
        np.array([[0.25, 0.5], [1, -0.125], [0.1, 3e-39]]), np.array([0, 1, 1]), 2
    )
    small = Split(np.array([[0.5, 0.75]]), np.array([1]), 2)
    start = network_from_arrays(
        [
            np.array([[0.1, -0.2], [0.3, 0.4], [1e-3, 5]]),
            np.array([0, 0, 0]),
            np.array([[1, 2, 3], [-1, -2, -3]]),
            np.array([0, 0]),
        ],
        ["tanh", "softmax"],
    )
    trained = start.with_arrays([a + np.float32(0.5) for a in start.arrays])
    return Session(
        dataset_spec=DatasetSpec("polar", 2, 0.125, n_train=2, n_test=1, seed=3),
        dataset=Dataset(split, small, small),
        hyperparameters=Hyperparameters(
            hidden=(LayerSpec(3, "tanh"),),
            initializer=InitializerSpec("random_normal", mean=0.25, stddev=0.5),
            loss="categorical_crossentropy",
            optimizer=OptimizerSpec("sgd", learning_rate=0.1, momentum=0.75),
            schedule=ScheduleSpec("exponential_decay", decay_steps=7, staircase=True),
            batch_size=2,
            epochs=5,
            weight_seed=4,
            order_seed=5,
        ),
        start=start,
        state=TrainingState(
            trained,
            {"momentum": tuple(a * np.float32(0.1) for a in start.arrays)},
            updates=5,
            epoch=2,
            position=2,
            running_loss=1.25,
            running_correct=1.0,
            earlier_updates=3,
        ),
        curves=Curves(
            np.array(
                [
                    [0, np.nan, np.nan, 0.75, 0, 0.75, 0],
                    [1, 0.7, 0.5, 0.65, 1, 0.65, 1],
                    [2, 0.1, 1, 0.55, 1, 0.55, 1],
                ]
            ),
            (Stroke("train", "numpy", 0.0), Stroke("continue", "keras", 1.5, True)),
        ),
        target_epoch=5,
        engine="numpy",
        task="task-1.2-relu",
        edited=True,
    )


def assert_same(a: Session, b: Session) -> None:
    """Two sessions are the same, to the bit."""
    for name in ("dataset_spec", "hyperparameters", "target_epoch"):
        assert getattr(a, name) == getattr(b, name)
    assert (a.engine, a.task, a.edited) == (b.engine, b.task, b.edited)
    for name, split in a.dataset.splits.items():
        other = b.dataset.splits[name]
        assert split.x.tobytes() == other.x.tobytes()
        assert split.labels.tobytes() == other.labels.tobytes()
        assert split.classes == other.classes
    assert_same_network(a.start, b.start)
    assert_same_network(a.network, b.network)
    for name in ("updates", "epoch", "position", "earlier_updates"):
        assert getattr(a.state, name) == getattr(b.state, name)
    for name in ("running_loss", "running_correct"):
        assert getattr(a.state, name).hex() == getattr(b.state, name).hex()
    assert set(a.state.slots) == set(b.state.slots)
    for name, slot in a.state.slots.items():
        assert [x.tobytes() for x in slot] == [x.tobytes() for x in b.state.slots[name]]
    assert a.curves.points.tobytes() == b.curves.points.tobytes()
    assert a.curves.strokes == b.curves.strokes


def assert_same_network(a: Network, b: Network) -> None:
    assert a.same_shapes(b)
    assert [x.tobytes() for x in a.arrays] == [x.tobytes() for x in b.arrays]


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Any session the program could be in, as far as its parts are free."""
    classes = draw(st.integers(2, 4))
    hidden = tuple(
        LayerSpec(units, name)
        for units, name in draw(
            st.lists(
                st.tuples(
                    st.integers(1, 4), st.sampled_from(["relu", "linear", "softmax"])
                ),
                max_size=3,
            )
        )
    )
    optimizer = OptimizerSpec(
        draw(st.sampled_from(list(OPTIMIZERS))),
        learning_rate=draw(st.floats(1e-6, 10)),
        momentum=draw(st.sampled_from([0.0, 0.5])),
        nesterov=draw(st.booleans()),
    )
    hyperparameters = Hyperparameters(
        hidden=hidden,
        initializer=InitializerSpec(
            draw(st.sampled_from(list(INITIALIZERS))),
            stddev=draw(st.floats(0, 3)),
            shared_draw=draw(st.booleans()),
        ),
        loss=draw(st.sampled_from(list(LOSSES))),
        optimizer=optimizer,
        schedule=ScheduleSpec(draw(st.sampled_from(list(SCHEDULES)))),
        batch_size=draw(st.integers(1, 1000)),
        epochs=draw(st.integers(1, 1000)),
        weight_seed=draw(COUNT),
        order_seed=draw(COUNT),
    )

    def some_arrays() -> list[np.ndarray]:
        return [
            draw(arrays(np.float32, shape, elements=FLOAT32))
            for units, inputs in hyperparameters.layer_shapes(2, classes)
            for shape in ((units, inputs), (units,))
        ]

    def split() -> Split:
        n = draw(st.integers(1, 5))
        return Split(
            draw(arrays(np.float32, (n, 2), elements=FLOAT32)),
            draw(arrays(np.int32, n, elements=st.integers(0, classes - 1))),
            classes,
        )

    def points(epoch: int) -> np.ndarray:
        """Any curves of so many epochs, unknown and diverged numbers among them."""
        n = draw(st.integers(0, 3))
        loss = st.floats(min_value=0) | st.just(np.nan)
        accuracy = st.floats(0, 1) | st.just(np.nan)
        table = np.empty((n, len(COLUMNS)))
        table[:, 0] = sorted(draw(arrays(np.float64, n, elements=st.floats(0, epoch))))
        table[:, 1::2] = draw(arrays(np.float64, (n, 3), elements=loss))
        table[:, 2::2] = draw(arrays(np.float64, (n, 3), elements=accuracy))
        return table

    names = [layer.activation for layer in hidden] + ["softmax"]
    start = network_from_arrays(some_arrays(), names)
    network = start
    if draw(st.booleans()):
        network = network_from_arrays(some_arrays(), names)
    train = split()
    updates = draw(st.just(0) | COUNT)
    epoch = draw(COUNT) if updates else 0
    position = draw(st.integers(0, len(train) - 1)) if updates else 0
    return Session(
        dataset_spec=DatasetSpec(
            draw(st.sampled_from(["linear", "polar"])), classes, draw(st.floats(0, 10))
        ),
        dataset=Dataset(train, split(), split()),
        hyperparameters=hyperparameters,
        start=start,
        state=TrainingState(
            network,
            {
                name: tuple(some_arrays())
                for name in OPTIMIZERS[optimizer.name].slot_names(optimizer)
            },
            updates=updates,
            epoch=epoch,
            position=position,
            running_loss=draw(st.floats(0, allow_infinity=False)),
            running_correct=draw(st.floats(0, position)),
        ),
        curves=Curves(
            points(epoch),
            tuple(
                Stroke(kind, engine, first, edited)
                for kind, engine, first, edited in draw(
                    st.lists(
                        st.tuples(
                            st.sampled_from(KINDS),
                            st.sampled_from(["keras", "numpy"]),
                            st.floats(0, epoch + 1),
                            st.booleans(),
                        ),
                        max_size=2,
                    )
                )
            ),
        ),
        target_epoch=draw(st.none() | COUNT),
        engine=draw(st.sampled_from(["keras", "numpy"])),
        task=draw(st.sampled_from(["", "task-1.4"])),
        edited=draw(st.booleans()),
    )
