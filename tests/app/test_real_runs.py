"""With the real NumPy engine: interrupted at any moment, a run gives the same bits."""

import multiprocessing
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from mlpviz.app.document import Document
from mlpviz.app.program import Program
from mlpviz.app.run_control import RunControl
from mlpviz.app.settings import Settings
from mlpviz.app.training import TrainingRunner
from mlpviz.core import edits
from mlpviz.core.datasets import DatasetSpec
from mlpviz.engine.numpy_trainer import NumpyTrainer
from tests.support.training import Outcome, assert_same_state, run, small_session
from tests.support.waiting import settle, wait_for, wait_until

# About 0.2 s of training: an epoch has 94 updates, the last of 12 points.
SESSION = edits.choose_engine(
    small_session(
        "adam",
        hidden=(12, 8),
        data=DatasetSpec("polar", classes=3, sigma=0.1, n_train=500, n_test=50),
        epochs=20,
    ),
    "numpy",
)


@pytest.fixture(scope="module")
def uninterrupted() -> Outcome:
    return run(NumpyTrainer(), SESSION, 20)


@dataclass
class Table:
    document: Document
    control: RunControl
    runner: TrainingRunner


@pytest.fixture(scope="module")
def table(qapp: QApplication) -> Iterator[Table]:
    document = Document(SESSION)
    runner = TrainingRunner(trainers={"numpy": NumpyTrainer()})
    control = RunControl(document, runner)
    runner.start()
    yield Table(document, control, runner)
    control.pause()
    assert runner.close()


@settings(max_examples=8)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_pauses_at_any_moment_change_no_bit(
    table: Table, uninterrupted: Outcome, moments: list[int]
) -> None:
    document, control = table.document, table.control
    document.replace(SESSION, None)
    control.train()
    for milliseconds in moments:
        settle(milliseconds)
        control.pause()
        control.resume()
    wait_until(lambda: not control.running)
    assert_same_state(document.session.state, uninterrupted.state)
    np.testing.assert_array_equal(document.session.curves.points, uninterrupted.points)
    assert document.session.target_epoch is None


def test_an_edit_is_seen_at_once_and_the_window_stays_free(table: Table) -> None:
    document, control = table.document, table.control
    document.replace(
        edits.set_hyperparameters(
            SESSION, msgspec.structs.replace(SESSION.hyperparameters, epochs=5000)
        ),
        None,
    )
    control.train()
    wait_until(lambda: document.session.state.updates > 0)
    control.begin_gesture()
    longest = 0.0
    for number in range(200):
        began = time.perf_counter()
        value = number / 200
        control.apply(
            "Edit weight",
            lambda s, v=value: edits.set_weight(s, 0, 0, 0, v),
            "drag",
        )
        longest = max(longest, time.perf_counter() - began)
        assert document.session.network.layers[0].W[0, 0] == np.float32(value)
    held = document.session
    settle(60)
    assert document.session is held
    control.end_gesture()
    wait_until(lambda: document.session.state.updates > held.state.updates)
    control.pause()
    # Two frames, with much to spare for a machine that does other things.
    assert longest < 0.2


def test_a_program_ends_in_the_middle_of_everything(
    qapp: QApplication,
) -> None:
    training = TrainingRunner(trainers={"numpy": NumpyTrainer()})
    program = Program(SESSION, Settings(), training)
    program.start()
    program.analysis.post(SESSION)
    program.control.train()
    wait_for(program.document.changed, lambda: None)
    program.jobs.submit(
        "Saving", lambda: time.sleep(0.1), lambda _: None, lambda _: None
    )
    began = time.perf_counter()
    assert program.close()
    assert time.perf_counter() - began < 1.5
    assert not program.control.running
    assert program.document.undo_label.startswith("Train ")


def test_threads_that_do_not_end_are_left_after_one_second(
    qapp: QApplication,
) -> None:
    program = Program(SESSION, Settings(), TrainingRunner(trainers={}))
    gate = threading.Event()
    busy = (program.renderer, program.analysis, program.unit_maps)
    begun = [threading.Event() for _ in busy]
    for runner, event in zip(busy, begun, strict=True):

        def answer(_request: object, event: threading.Event = event) -> None:
            event.set()
            gate.wait(20)

        runner.answer = answer  # type: ignore[method-assign]
        runner.post("large")
    program.start()
    assert all(event.wait(10) for event in begun)
    began = time.perf_counter()
    assert not program.close()
    # All of them together, not each in turn.
    assert time.perf_counter() - began < 1.4
    gate.set()
    assert program.close()


def test_a_program_that_never_began_ends(qapp: QApplication) -> None:
    program = Program(SESSION, Settings(), TrainingRunner(trainers={}))
    assert program.close()


@pytest.mark.keras
@pytest.mark.parametrize("milliseconds", [0, 300, 1200])
def test_a_program_ends_while_tensorflow_loads(
    qapp: QApplication, milliseconds: int
) -> None:
    program = Program(edits.choose_engine(SESSION, "keras"), Settings())
    program.start()
    program.training.load_keras()
    program.control.train()
    settle(milliseconds)
    began = time.perf_counter()
    assert program.close()
    assert time.perf_counter() - began < 2
    assert multiprocessing.active_children() == []
