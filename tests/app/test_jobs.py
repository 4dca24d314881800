"""Jobs run one after the other in a thread, and answer in the owner's."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from mlpviz.app.jobs import Jobs
from tests.support.waiting import wait_until


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


def test_a_result_comes_in_the_owners_thread(jobs: Jobs) -> None:
    threads: list[int] = []
    results: list[tuple[int, int]] = []
    jobs.submit(
        "Adding",
        lambda: threads.append(threading.get_ident()) or 5,
        lambda result: results.append((result, threading.get_ident())),
        lambda error: pytest.fail(str(error)),
    )
    assert jobs.busy
    wait_until(lambda: bool(results))
    assert results == [(5, threading.get_ident())]
    assert threads[0] != threading.get_ident()
    assert not jobs.busy


def test_an_error_comes_instead(jobs: Jobs) -> None:
    errors: list[Exception] = []
    error = OSError("disk full")

    def work() -> None:
        raise error

    jobs.submit("Saving", work, lambda _: pytest.fail("done"), errors.append)
    wait_until(lambda: bool(errors))
    assert errors == [error]
    assert not jobs.busy
    done: list[str] = []
    jobs.submit("Next", lambda: "well", done.append, errors.append)
    wait_until(lambda: bool(done))


def test_jobs_keep_their_order_and_say_which_is_at_work(jobs: Jobs) -> None:
    gate = threading.Event()
    done: list[str] = []
    said: list[str] = []
    jobs.busy_changed.connect(said.append)
    for name in ("first", "second", "third"):
        jobs.submit(
            name,
            lambda name=name: gate.wait(10) and name,
            done.append,
            lambda error: pytest.fail(str(error)),
        )
    assert said == ["first", "first", "first"]
    gate.set()
    wait_until(lambda: not jobs.busy)
    assert done == ["first", "second", "third"]
    assert said[3:] == ["second", "third", ""]


def test_two_jobs_may_have_the_same_name(jobs: Jobs) -> None:
    done: list[int] = []
    for number in range(2):
        jobs.submit("Same", lambda n=number: n, done.append, lambda e: None)
    wait_until(lambda: not jobs.busy)
    assert done == [0, 1]


def test_closing_finishes_what_has_begun(qapp: QApplication) -> None:
    jobs = Jobs()
    gate, finished = threading.Event(), threading.Event()

    def save() -> None:
        assert gate.wait(10)
        finished.set()

    jobs.submit("Saving", save, lambda _: None, lambda _: None)
    threading.Timer(0.05, gate.set).start()
    assert jobs.close()
    assert finished.is_set()


def test_closing_gives_up_what_has_not_begun(qapp: QApplication) -> None:
    jobs = Jobs()
    gate, begun, second = threading.Event(), threading.Event(), threading.Event()

    def save() -> None:
        begun.set()
        assert gate.wait(10)

    jobs.submit("Saving", save, lambda _: None, lambda _: None)
    jobs.submit("Saving again", second.set, lambda _: None, lambda _: None)
    assert begun.wait(10)
    threading.Timer(0.05, gate.set).start()
    assert jobs.close()
    assert not second.is_set()


@pytest.mark.parametrize("only_reads", [True, False])
def test_closing_waits_for_a_save_only_and_not_for_ever(
    qapp: QApplication, only_reads: bool
) -> None:
    jobs = Jobs()
    gate, begun = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert gate.wait(10)

    jobs.submit("At work", work, lambda _: None, lambda _: None, only_reads=only_reads)
    assert begun.wait(10)
    # Reading is no reason to stay; a save that hangs is one only so long.
    assert jobs.close(0.05) == only_reads
    gate.set()
    jobs._pool.shutdown(wait=True)
