"""Whatever a user does in whatever order: nothing breaks, and undo takes it all back.

Random actions go the way the window's go, through the run control; the engine is the
real one, let go a few updates at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from mlpviz.core import edits
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec
from mlpviz.core.session import Session
from tests.support.desk import Desk, make_desk
from tests.support.training import finite, small_session
from tests.support.waiting import wait_unseeing

Action = tuple[str, Any]

SETTINGS = {
    "epochs": [1, 2, 3, 7],
    "batch_size": [1, 4, 16, 1000],
    "loss": ["mse", "categorical_crossentropy"],
    "weight_seed": [1, 2],
    "order_seed": [1, 2],
    "hidden": [
        (),
        (LayerSpec(3, "relu"),),
        (LayerSpec(3, "tanh"),),
        (LayerSpec(4, "sigmoid"), LayerSpec(2, "softmax")),
    ],
    "initializer": [InitializerSpec(), InitializerSpec("he_normal")],
    "optimizer": [
        OptimizerSpec("sgd", 0.1),
        OptimizerSpec("sgd", 0.3),
        OptimizerSpec("sgd", 0.1, momentum=0.8),
        OptimizerSpec("adam", 0.01),
        OptimizerSpec("rmsprop", 0.01, momentum=0.5),
        # Diverges.
        OptimizerSpec("sgd", 1000, momentum=0.9),
    ],
}
SPECS = [
    DatasetSpec("polar", classes=classes, n_train=n_train, n_test=4, seed=seed)
    for classes, n_train, seed in [(3, 7, 1), (3, 7, 2), (2, 7, 1), (3, 12, 1)]
]
VALUES = st.sampled_from([-1.0, 0.0, 0.5, 1e30, 3e38])

RUNS = ["train", "resume", "train_epoch", "train_batch"]
CONTROLS = ["pause", "stop", "undo", "redo", "begin_gesture", "end_gesture"]
EDITS = ["reset_weights", "draw_start", "keep_as_start", "swap", "save"]
ENGINE = ["finish", "compile", "fail", "fault"]

actions = st.one_of(
    st.tuples(st.sampled_from(RUNS), st.none()),
    st.tuples(st.sampled_from(CONTROLS), st.none()),
    st.tuples(st.sampled_from(EDITS), st.none()),
    st.tuples(st.sampled_from(ENGINE), st.none()),
    st.tuples(st.just("advance"), st.integers(1, 9)),
    st.tuples(st.just("advance"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["late pause", "late edit"]), st.integers(1, 9)),
    st.tuples(st.sampled_from(["set_weight", "drag"]), VALUES),
    # Weights of 1e30 diverge in the first update.
    st.tuples(st.just("paste"), st.sampled_from([0.5, 1e30, 1e-30])),
    st.tuples(st.just("engine"), st.sampled_from(["keras", "numpy"])),
    st.tuples(st.just("dataset"), st.sampled_from(SPECS)),
    st.sampled_from(sorted(SETTINGS)).flatmap(
        lambda name: st.tuples(
            st.just("set"),
            st.tuples(st.just(name), st.sampled_from(SETTINGS[name])),
        )
    ),
)


@dataclass
class User:
    """Acts, and remembers what was told."""

    desk: Desk
    followed: Session
    refused: int = 0
    heard_running: bool = False
    faults: list[str] = field(default_factory=list[str])

    @property
    def control(self) -> Any:
        return self.desk.control

    @property
    def at_work(self) -> bool:
        return self.control._run is not None

    def act(self, name: str, argument: Any) -> None:
        if name in RUNS or name in CONTROLS:
            getattr(self.control, name)()
        elif name == "advance" or name in ENGINE:
            if self.at_work:
                self.let_engine(name, argument)
        elif name.startswith("late"):
            if self.at_work:
                self.desk.gate.let(argument)
                wait_unseeing(lambda: self.desk.gate.steps_left == 0)
                if name == "late edit":
                    self.edit(lambda s: edits.set_weight(s, 0, 0, None, 0.25))
                else:
                    self.control.pause()
        elif name == "save":
            self.desk.document.mark_saved(self.desk.session, None)  # type: ignore[arg-type]
        else:
            key = "gesture" if name == "drag" else None
            self.edit(self.edit_named(name, argument), key)

    def let_engine(self, name: str, argument: Any) -> None:
        gate = self.desk.gate
        steps: dict[str, Callable[[], None]] = {
            "advance": lambda: gate.let(argument),
            "finish": gate.let_finish,
            "compile": gate.compile,
            "fail": lambda: gate.fail(MlpvizError("killed")),
            "fault": lambda: gate.fail(ZeroDivisionError("fault")),
        }
        self.desk.hear(steps[name])
        if name in ("finish", "fail", "fault"):
            assert not self.control.running

    def edit_named(self, name: str, argument: Any) -> Callable[[Session], Session]:
        def change(session: Session) -> Session:
            hp = session.hyperparameters
            field, value = argument
            return edits.set_hyperparameters(
                session, msgspec.structs.replace(hp, **{field: value})
            )

        def paste(session: Session) -> Session:
            factor = np.float32(argument)
            with np.errstate(over="ignore"):
                arrays = [array * factor for array in session.network.arrays]
            return edits.set_network(session, session.network.with_arrays(arrays))

        table: dict[str, Callable[[Session], Session]] = {
            "set_weight": lambda s: edits.set_weight(s, 0, 0, 0, argument),
            "drag": lambda s: edits.set_weight(s, 0, 0, 1, argument),
            "engine": lambda s: edits.choose_engine(s, argument),
            "dataset": lambda s: edits.choose_dataset(s, argument),
            "reset_weights": edits.reset_weights,
            "draw_start": edits.draw_start,
            "keep_as_start": edits.keep_as_start,
            "swap": lambda s: edits.swap_classes(s, 0, 1),
            "paste": paste,
            "set": change,
        }
        return table[name]

    def edit(self, edit: Callable[[Session], Session], key: object = None) -> None:
        before, running = self.desk.session, self.control.running
        try:
            self.control.apply("Edit", edit, key)
        except MlpvizError:
            self.refused += 1
            assert self.desk.session is before
            assert self.control.running == running

    def check(self) -> None:
        document = self.desk.document
        assert self.followed is document.session
        assert self.heard_running == self.control.running
        assert self.control.running or not document.in_stroke
        assert_sound(document.session)


def assert_sound(session: Session) -> None:
    """Assert what must be so of every session anybody can come to."""
    hp, state, n = session.hyperparameters, session.state, len(session.dataset.train)
    assert session.dataset.classes == session.dataset_spec.classes
    assert n == session.dataset_spec.classes * session.dataset_spec.n_train
    for network in (session.network, session.start):
        shapes = [layer.W.shape for layer in network.layers]
        assert shapes == hp.layer_shapes(2, session.dataset.classes)
        names = [layer.activation for layer in network.layers]
        assert names == [layer.activation for layer in hp.hidden] + ["softmax"]
    wanted = OPTIMIZERS[hp.optimizer.name].slot_names(hp.optimizer)
    assert set(state.slots) == set(wanted)
    for arrays in state.slots.values():
        assert [a.shape for a in arrays] == [a.shape for a in session.network.arrays]
    assert finite(state)
    assert 0 <= state.position < n
    assert (state.updates == 0) <= (state.epoch == 0 and state.position == 0)
    assert session.target_epoch is None or session.target_epoch > state.epoch
    epochs = session.curves.column("epoch")
    assert (np.diff(epochs) > 0).all()
    assert not len(epochs) or epochs[-1] <= state.epoch
    begun = [stroke.first_epoch for stroke in session.curves.strokes]
    assert begun == sorted(begun)
    assert not begun or begun[-1] <= state.epoch + state.position / n


def make_user() -> User:
    session = small_session(
        "momentum", hidden=(3,), data=SPECS[0], epochs=3, activation="relu"
    )
    desk = make_desk(session)
    user = User(desk, session)

    def follow(old: Session, new: Session) -> None:
        assert old is user.followed
        user.followed = new

    desk.document.changed.connect(follow)
    desk.control.running_changed.connect(
        lambda running: setattr(user, "heard_running", running)
    )
    return user


@settings(max_examples=150)
@example(
    # Diverges in the first update, twice: one point for epoch 0, not two.
    [
        ("paste", 1e30),
        *[(name, None) for name in ("train", "finish", "resume", "finish")],
    ],
)
@given(st.lists(actions, min_size=5, max_size=45))
@pytest.mark.filterwarnings("error")
def test_nothing_a_user_does_breaks_anything(
    qapp: QApplication, script: list[Action]
) -> None:
    user = make_user()
    desk, document = user.desk, user.desk.document
    first = desk.session
    try:
        for name, argument in script:
            user.act(name, argument)
            user.check()
        user.control.end_gesture()
        user.control.pause()
        user.check()
        while document.redo_label:
            user.control.redo()
        last = desk.session
        assert_sound(last)
        while document.undo_label:
            user.control.undo()
            user.check()
        assert desk.session is first
        while document.redo_label:
            user.control.redo()
        assert desk.session is last
    finally:
        assert desk.runner.close()
