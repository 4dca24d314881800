"""The training process: what it computes, and every way it can end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psutil
import pytest

from mlpviz.core.errors import MlpvizError
from mlpviz.engine.child import INBOX, ChildTrainer
from mlpviz.engine.keras_trainer import KerasTrainer
from mlpviz.engine.trainer import Snapshot
from tests.support.training import (
    DATA,
    assert_same_state,
    request,
    run,
    small_session,
)

pytestmark = pytest.mark.keras

# Asked for are 50 ms. On a machine busy with other tests some more may pass.
STOP_SECONDS = 0.3
FOREVER = 1_000_000


@pytest.fixture(scope="module")
def child() -> Iterator[ChildTrainer]:
    trainer = ChildTrainer()
    trainer.start()
    yield trainer
    trainer.close()


def _wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def _stop_after(
    trainer: ChildTrainer, seconds: float, **settings: Any
) -> tuple[float, list[Snapshot]]:
    """Train, request a stop after so long; return how long that took, and what came."""
    session = small_session(**settings)
    requested: list[float] = []

    def stop() -> None:
        requested.append(time.perf_counter())
        trainer.request_stop()

    timer = threading.Timer(seconds, stop)
    timer.start()
    snapshots = list(trainer.train(request(session, FOREVER), session.state))
    taken = time.perf_counter() - requested[0]
    timer.join()
    return taken, snapshots


def test_it_trains_as_in_one_process(child: ChildTrainer) -> None:
    session = small_session("adam")
    here, there = run(KerasTrainer(), session, 5), run(child, session, 5)
    assert_same_state(here.state, there.state)
    np.testing.assert_array_equal(here.points, there.points)
    assert there.snapshots[0].compiling
    assert there.last.compile_seconds > 0
    arrays = [*there.state.network.arrays, *there.state.slots["velocity"]]
    assert not any(array.flags.writeable for array in arrays)


def test_stopping_at_any_update_changes_no_bit(child: ChildTrainer) -> None:
    session = small_session("adam")
    whole = run(child, session, 4)
    for stop in (1, 5, 13):
        first = run(child, session, 4, max_updates=stop)
        second = run(child, session, 4, state=first.state)
        assert_same_state(second.state, whole.state)


def test_another_data_set_is_noticed(child: ChildTrainer) -> None:
    run(child, small_session("adam"), 1)
    spec = msgspec.structs.replace(DATA, seed=99)
    other = small_session("adam", data=spec)
    expected = run(KerasTrainer(), other, 1).state
    assert_same_state(run(child, other, 1).state, expected)


def test_closing_the_iteration_stops_the_child(child: ChildTrainer) -> None:
    session = small_session("adam")
    snapshots = child.train(request(session, FOREVER), session.state)
    taken = next(s for s in snapshots if s.state.updates > 0)
    snapshots.close()
    # It is free at once for another run, and nothing of the old one is in it.
    began = time.perf_counter()
    outcome = run(child, session, 9, max_updates=taken.state.updates)
    assert time.perf_counter() - began < 5
    assert_same_state(outcome.state, taken.state)


def test_a_consumer_that_does_not_take_snapshots_holds_the_child_back(
    child: ChildTrainer,
) -> None:
    session = small_session("adam", hidden=(300, 300))
    snapshots = child.train(request(session, FOREVER), session.state)
    updates = next(s for s in snapshots if s.state.updates > 0).state.updates
    # The child may send no more than waits here, and what is on its way.
    _wait_until(lambda: len(child._inbox) == INBOX)
    steps = [next(snapshots).state.updates for _ in range(3)]
    # What comes is what came next: nothing was thrown away for something newer.
    assert steps[0] <= updates + 3 * (steps[2] - steps[1])
    snapshots.close()


def test_it_stops_soon_while_training(child: ChildTrainer) -> None:
    run(child, small_session("adam"), 1)
    taken, snapshots = _stop_after(child, 0.3, optimizer="adam")
    assert taken < STOP_SECONDS
    assert snapshots
    assert not snapshots[-1].finished


def test_it_stops_soon_while_compiling(child: ChildTrainer) -> None:
    session = small_session(hidden=(7, 7, 7, 7, 7))
    snapshots = child.train(request(session, FOREVER), session.state)
    assert next(snapshots).compiling
    timer = threading.Timer(0.1, child.request_stop)
    timer.start()
    began = time.perf_counter()
    assert list(snapshots) == []
    assert time.perf_counter() - began < 0.1 + STOP_SECONDS
    timer.join()
    # What the child still had to say about that run is thrown away.
    outcome = run(child, small_session("adam"), 1)
    assert outcome.state.updates == 5


def test_a_stop_before_the_first_snapshot_is_not_lost(child: ChildTrainer) -> None:
    session = small_session("adam")
    snapshots = child.train(request(session, FOREVER), session.state)
    child.request_stop()
    assert list(snapshots) == []
    # And one from before a run does not stop it.
    child.request_stop()
    assert run(child, session, 1).last.finished


def test_errors_cross(child: ChildTrainer) -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        child.call("no such function")
    assert run(child, small_session("adam"), 1).last.finished


def test_networks_are_read_through_keras_there(child: ChildTrainer) -> None:
    session = small_session("adam")
    x = session.dataset.test.x
    predicted = child.call("keras_predict", session.network, x)
    np.testing.assert_allclose(predicted, session.network.forward(x), atol=1e-6)


def test_the_lives_of_a_child() -> None:
    states: list[str] = []
    # A limit any process exceeds: each run gets a child of its own.
    trainer = ChildTrainer(states.append, memory_limit=1)
    session = small_session("adam")
    first = run(trainer, session, 1)
    first_pid = trainer.pid
    _wait_until(lambda: trainer._memory > 1)

    snapshots = trainer.train(request(session, FOREVER), first.state)
    taken = next(s for s in snapshots if s.state.updates > first.state.updates)
    assert trainer.pid != first_pid
    os.kill(trainer.pid or 0, signal.SIGKILL)
    with pytest.raises(MlpvizError, match="SIGKILL"):
        list(snapshots)
    assert trainer.state == "dead"

    # A killed child is a message and a restart; nothing taken is lost.
    goal = taken.state.epoch + 3
    on = run(trainer, session, goal, state=taken.state)
    assert_same_state(on.state, run(KerasTrainer(), session, goal).state)
    assert states == ["loading", "ready", "dead"] * 2 + ["loading", "ready"]

    last_process = psutil.Process(trainer.pid)
    closer = threading.Timer(0.2, trainer.close)
    trainer._memory = 0
    closer.start()
    left = list(trainer.train(request(session, FOREVER), on.state))
    assert not any(snapshot.finished for snapshot in left)
    closer.join()
    assert not last_process.is_running()
    assert trainer.state == "dead"


def test_a_tensorflow_that_cannot_be_loaded_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keras.py").write_text("raise ImportError('a library is missing')\n")
    # A child looks for modules where its parent does.
    monkeypatch.syspath_prepend(tmp_path)
    trainer = ChildTrainer()
    with pytest.raises(MlpvizError, match=r"a library is missing.*NumPy engine"):
        run(trainer, small_session(), 1)
    assert trainer.state == "dead"
    trainer.close()


def test_a_child_that_cannot_be_started_is_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_link(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("mlpviz.engine.child.ChildLink", no_link)
    states: list[str] = []
    trainer = ChildTrainer(states.append)
    trainer.start()
    assert states == ["loading", "dead"]
    with pytest.raises(MlpvizError, match=r"could not be started.*new thread"):
        run(trainer, small_session(), 1)
    trainer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_it_does_not_hear_an_interrupt_from_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "keras.py").write_text("raise ImportError('it came as far as this')\n")
    monkeypatch.syspath_prepend(tmp_path)
    trainer = ChildTrainer()
    trainer.start()
    os.kill(trainer.pid or 0, signal.SIGINT)
    _wait_until(lambda: trainer.state == "dead")
    assert "as far as this" in str(trainer.failure)
    assert not trainer.can_load
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    trainer.close()
    assert "Traceback" not in capfd.readouterr().err


def test_killed_while_importing() -> None:
    trainer = ChildTrainer()
    trainer.start()
    session = small_session()
    killer = threading.Timer(0.4, lambda: os.kill(trainer.pid or 0, signal.SIGKILL))
    killer.start()
    with pytest.raises(MlpvizError, match="SIGKILL"):
        run(trainer, session, 1)
    killer.join()
    trainer.close()


def test_stop_and_close_while_importing() -> None:
    trainer = ChildTrainer()
    taken, snapshots = _stop_after(trainer, 0.4)
    assert taken < STOP_SECONDS
    assert snapshots == []
    assert trainer.state == "loading"
    process = psutil.Process(trainer.pid)
    began = time.perf_counter()
    trainer.close()
    assert time.perf_counter() - began < 1.5
    assert not process.is_running()
    session = small_session()
    assert list(trainer.train(request(session, 1), session.state)) == []


PARENT = """
import sys, time
from mlpviz.engine.child import ChildTrainer
from tests.support.training import request, small_session

def main():
    trainer = ChildTrainer()
    trainer.start()
    print(trainer.pid, flush=True)
    if sys.argv[1] == "training":
        session = small_session("sgd", hidden=())
        for snapshot in trainer.train(request(session, 10**6), session.state):
            if snapshot.state.updates:
                print("training", flush=True)
    time.sleep(60)

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("moment", ["importing", "training"])
def test_the_child_ends_with_its_parent(moment: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, script, moment],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": root},
    ) as parent:
        assert parent.stdout is not None
        child_process = psutil.Process(int(parent.stdout.readline()))
        if moment == "training":
            assert parent.stdout.readline() == "training\n"
        else:
            time.sleep(0.5)
        parent.kill()
    gone, alive = psutil.wait_procs([child_process], timeout=5)
    assert gone
    assert not alive
