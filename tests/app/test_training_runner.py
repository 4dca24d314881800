"""The thread of the engines: merging, stopping at any moment, closing in time."""

import threading
import time
from collections.abc import Callable, Generator, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from mlpviz.app.training import RunNews, TrainingRunner, merge_news
from mlpviz.core.curves import COLUMNS, no_points
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import LayerSpec
from mlpviz.core.training_state import TrainingState
from mlpviz.engine.trainer import Snapshot, TrainingRequest
from tests.support.gated_trainer import GatedTrainer
from tests.support.training import request, small_session
from tests.support.waiting import settle, wait_for, wait_unseeing, wait_until

SESSION = small_session(epochs=3)
REQUEST, STATE = request(SESSION, 3), SESSION.state


def snapshot(*epochs: int, **fields: object) -> Snapshot:
    points = np.zeros((len(epochs), len(COLUMNS)))
    points[:, 0] = epochs
    return Snapshot(STATE, points, **fields)  # type: ignore[arg-type]


def test_merging_keeps_all_points_and_the_newest_snapshot() -> None:
    one = RunNews(1, snapshot(0, 1, seconds=1.0))
    two = RunNews(1, snapshot(2, seconds=2.0))
    three = RunNews(1, snapshot(seconds=3.0, finished=True))
    merged = merge_news(merge_news(one, two), three)
    assert merged.snapshot is not None
    assert merged.snapshot.points[:, 0].tolist() == [0, 1, 2]
    assert merged.snapshot.seconds == 3
    assert merged.snapshot.finished


def test_merging_keeps_points_beside_an_error() -> None:
    error = MlpvizError("killed")
    merged = merge_news(RunNews(1, snapshot(0, 1)), RunNews(1, error=error))
    assert merged.error is error
    assert merged.snapshot is not None
    assert merged.snapshot.points[:, 0].tolist() == [0, 1]


def test_nothing_of_another_run_is_merged() -> None:
    new = RunNews(2, snapshot(0))
    assert merge_news(RunNews(1, snapshot(0, 1)), new) is new
    assert merge_news(RunNews(1, error=MlpvizError("old")), new) is new
    compiling = RunNews(2, Snapshot(STATE, no_points(), compiling=True))
    merged = merge_news(compiling, new)
    assert merged.snapshot is not None
    assert not merged.snapshot.compiling


class Recorder:
    """A runner on some trainer, and its news."""

    def __init__(self, trainer: object) -> None:
        self.runner = TrainingRunner(trainers={"numpy": trainer})  # type: ignore[dict-item]
        self.news: list[RunNews] = []
        self.runner.finished.connect(self.news.append)
        self.runner.start()

    def begin(self) -> int:
        return self.runner.begin("numpy", REQUEST, STATE)


@pytest.fixture
def recorder_of(qapp: QApplication) -> Iterator[Callable[[object], Recorder]]:
    made: list[Recorder] = []

    def make(trainer: object) -> Recorder:
        made.append(Recorder(trainer))
        return made[-1]

    yield make
    for recorder in made:
        assert recorder.runner.close()


def test_every_run_has_an_id_of_its_own(
    recorder_of: Callable[[object], Recorder],
) -> None:
    gate = GatedTrainer()
    recorder = recorder_of(gate)
    ids = [recorder.begin() for _ in range(3)]
    assert len(set(ids)) == 3
    news = wait_for(recorder.runner.finished, lambda: gate.let(2))
    assert news.run == ids[-1]
    # Those replaced while they waited, and those stopped, were never begun or ended.
    assert news.snapshot.state.updates == 2
    recorder.runner.stop()
    settle()
    assert len(recorder.news) == 1


def test_an_unknown_engine_is_news_of_its_run(
    recorder_of: Callable[[object], Recorder], caplog: pytest.LogCaptureFixture
) -> None:
    recorder = recorder_of(GatedTrainer())
    run = recorder.runner.begin("keras", REQUEST, STATE)
    wait_until(lambda: bool(recorder.news))
    assert recorder.news[0].run == run
    assert isinstance(recorder.news[0].error, KeyError)
    assert "training failed" in caplog.text


class SlowToBegin(GatedTrainer):
    """Stands just before `train`, where a stop is about to be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.entered = threading.Event()
        self.go_on = threading.Event()

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot]:
        self.entered.set()
        assert self.go_on.wait(20)
        return super().train(request, state)


def test_a_stop_while_a_run_begins_is_not_forgotten(
    recorder_of: Callable[[object], Recorder],
) -> None:
    trainer = SlowToBegin()
    recorder = recorder_of(trainer)
    recorder.begin()
    assert trainer.entered.wait(10)
    recorder.runner.stop()
    trainer.go_on.set()
    # The thread is free again: it answers the next request.
    done = threading.Event()
    recorder.runner.post(done.set)
    assert done.wait(10)
    assert trainer.runs == []


def test_nothing_takes_the_place_of_a_run_that_waits(qapp: QApplication) -> None:
    gate = GatedTrainer()
    runner = TrainingRunner(trainers={"numpy": gate})
    run = runner.begin("numpy", REQUEST, STATE)
    runner.post(lambda: None)
    runner.start()
    assert wait_for(runner.finished, lambda: gate.let(1)).run == run
    assert runner.close()


class Counting:
    """Gives snapshots as fast as they are taken, and counts how it ended."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = threading.Event()

    def train(
        self, request: TrainingRequest, state: TrainingState
    ) -> Generator[Snapshot]:
        try:
            while True:
                self.given += 1
                yield snapshot(self.given)
        finally:
            self.closed.set()


def test_a_flood_of_snapshots_is_few_events_and_loses_no_point(
    recorder_of: Callable[[object], Recorder],
) -> None:
    trainer = Counting()
    recorder = recorder_of(trainer)
    recorder.begin()
    # The owner looks away, as a window that draws.
    wait_unseeing(lambda: trainer.given > 1000)
    recorder.runner.stop()
    assert trainer.closed.wait(10)
    settle()
    assert len(recorder.news) == 1
    assert recorder.news[0].snapshot is not None
    epochs = recorder.news[0].snapshot.points[:, 0].tolist()
    assert len(epochs) >= 999
    assert epochs == list(range(1, len(epochs) + 1))


def test_stopping_closes_the_generator_in_its_own_thread(
    recorder_of: Callable[[object], Recorder],
) -> None:
    trainer = Counting()
    recorder = recorder_of(trainer)
    for _ in range(3):
        trainer.closed.clear()
        recorder.begin()
        wait_until(lambda: bool(recorder.news))
        recorder.news.clear()
        recorder.runner.stop()
        assert trainer.closed.wait(10)


@pytest.mark.parametrize("moment", ["waiting", "at work", "idle", "ended"])
def test_closing_at_any_moment_ends_the_thread(qapp: QApplication, moment: str) -> None:
    gate = GatedTrainer()
    recorder = Recorder(gate)
    if moment != "idle":
        recorder.begin()
    if moment == "at work":
        wait_unseeing(lambda: bool(gate.runs))
        gate.let(1)
        wait_unseeing(lambda: gate.steps_left == 0)
    elif moment == "ended":
        wait_for(recorder.runner.finished, gate.let_finish)
    began = time.perf_counter()
    assert recorder.runner.close()
    assert time.perf_counter() - began < 1
    settle()
    assert all(news.snapshot is not None for news in recorder.news)


class FakeChild:
    """A Keras engine that lives and dies as the test says."""

    def __init__(self, on_state: Callable[[str], None]) -> None:
        self.tell = on_state
        self.starts = 0
        self.failure: MlpvizError | None = None
        self.can_load = True

    def start(self) -> None:
        self.starts += 1
        self.tell("loading")

    def die(self, why: str = "killed", *, can_load: bool = True) -> None:
        self.failure = MlpvizError(why) if why else None
        self.can_load = can_load
        self.tell("dead")

    def close(self) -> None:
        self.die()

    def request_stop(self) -> None:
        """Nothing is at work."""


Keras = tuple[TrainingRunner, FakeChild, list[str]]


@pytest.fixture
def keras(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keras]:
    monkeypatch.setattr("mlpviz.app.training.ChildTrainer", FakeChild)
    runner = TrainingRunner()
    states: list[str] = []
    runner.keras_state_changed.connect(states.append)
    runner.start()
    child = runner._keras
    assert isinstance(child, FakeChild)
    runner.load_keras()
    wait_until(lambda: states == ["loading"])
    yield runner, child, states
    starts, told = child.starts, len(states)
    assert runner.close()
    settle()
    # Its own end is nothing to tell of, or to start again for.
    assert len(states) == told
    assert child.starts == starts


def test_a_keras_that_died_is_started_again_once_until_it_is_ready(
    keras: Keras,
) -> None:
    runner, child, states = keras
    child.tell("ready")
    child.die("killed")
    wait_until(lambda: states[1:] == ["ready", "dead", "loading"])
    child.die("killed again")
    settle()
    # No loop: it stays dead, and why is known.
    assert states[4:] == ["dead"]
    assert runner.keras_failure == "killed again"
    assert child.starts == 2
    child.tell("ready")
    child.die()
    wait_until(lambda: child.starts == 3)
    wait_until(lambda: states[5:] == ["ready", "dead", "loading"])


@pytest.mark.parametrize(("why", "can_load"), [("no TensorFlow", False), ("", True)])
def test_a_keras_that_cannot_load_or_was_asked_to_end_is_left(
    keras: Keras, why: str, can_load: bool
) -> None:
    runner, child, states = keras
    child.die(why, can_load=can_load)
    settle()
    assert states == ["loading", "dead"]
    assert runner.keras_failure == why
    assert child.starts == 1


def test_closing_closes_an_engine_that_can_be() -> None:
    class Closable(GatedTrainer):
        closed = False

        def close(self) -> None:
            self.closed = True

    trainer = Closable()
    runner = TrainingRunner(trainers={"keras": trainer})
    assert runner.close()
    assert trainer.closed


def test_the_numpy_engine_stops_within_a_moment(qapp: QApplication) -> None:
    session = small_session(
        hidden=(50,) * 10, epochs=100_000, loss="categorical_crossentropy"
    )
    assert session.hyperparameters.hidden[0] == LayerSpec(50, "tanh")
    runner = TrainingRunner(trainers=None)
    try:
        runner.start()
        wait_for(
            runner.finished,
            lambda: runner.begin("numpy", request(session, 100_000), session.state),
        )
        done = threading.Event()
        began = time.perf_counter()
        runner.stop()
        runner.post(done.set)
        assert done.wait(10)
        # A snapshot's time, and much for a machine that does other things.
        assert time.perf_counter() - began < 0.5
    finally:
        assert runner.close()
