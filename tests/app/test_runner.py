"""A runner answers the newest request, outlives a bad one, and ends when told."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from mlpviz.app.runner import Runner
from tests.support.waiting import settle, wait_for, wait_unseeing, wait_until


class Echo(Runner):
    """Answers with the request, when its gate is open."""

    def __init__(self) -> None:
        super().__init__("echo")
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()
        self.answered: list[Any] = []
        self.thread_of_answer: QThread | None = None

    def answer(self, request: Any) -> None:
        self.thread_of_answer = QThread.currentThread()
        self.began.set()
        assert self.gate.wait(20)
        self.answered.append(request)
        if isinstance(request, Exception):
            raise request
        self.deliver(request)


@pytest.fixture
def echo(qapp: QApplication) -> Iterator[Echo]:
    runner = Echo()
    runner.start()
    yield runner
    runner.gate.set()
    assert runner.close()


def test_answers_come_in_the_owners_thread(echo: Echo) -> None:
    seen: list[QThread] = []
    echo.finished.connect(lambda _: seen.append(QThread.currentThread()))
    assert wait_for(echo.finished, lambda: echo.post("request")) == "request"
    assert seen == [echo.thread()]
    assert echo.thread_of_answer is not None
    assert echo.thread_of_answer is not echo.thread()


def test_the_newest_request_takes_the_place_of_those_waiting(echo: Echo) -> None:
    echo.gate.clear()
    echo.post(0)
    assert echo.began.wait(10)
    for number in range(1, 100):
        echo.post(number)
    results: list[int] = []
    echo.finished.connect(results.append)
    echo.gate.set()
    wait_until(lambda: bool(results) and results[-1] == 99)
    assert echo.answered == [0, 99]


def test_only_the_newest_result_waits_to_be_taken(echo: Echo) -> None:
    results: list[int] = []
    echo.finished.connect(results.append)
    # While the owner does not look, the thread answers one after the other.
    for number in range(5):
        echo.began.clear()
        echo.post(number)
        wait_unseeing(lambda n=number: len(echo.answered) > n)
    wait_until(lambda: bool(results))
    settle()
    assert results == [4]


def test_the_thread_lives_on_after_a_bad_request(
    echo: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    error = ZeroDivisionError("bad")
    assert wait_for(echo.failed, lambda: echo.post(error)) is error
    assert "echo failed" in caplog.text
    assert wait_for(echo.finished, lambda: echo.post("next")) == "next"


def test_closing_during_work_waits_for_it_and_tells_nobody(qapp: QApplication) -> None:
    runner = Echo()
    runner.start()
    results: list[Any] = []
    runner.finished.connect(results.append)
    runner.gate.clear()
    runner.post("at work")
    assert runner.began.wait(10)
    # Busy: it says so in time, and the thread is not torn down.
    began = time.perf_counter()
    assert not runner.close(50)
    assert time.perf_counter() - began < 5
    runner.gate.set()
    assert runner.close()
    settle()
    assert runner.answered == ["at work"]
    assert results == []


def test_closing_leaves_waiting_requests_undone(qapp: QApplication) -> None:
    runner = Echo()
    runner.start()
    runner.gate.clear()
    runner.post("at work")
    assert runner.began.wait(10)
    runner.post("waiting")
    runner.inbox.close()
    runner.gate.set()
    assert runner.close()
    assert runner.answered == ["at work"]


def test_closing_at_once_or_never_started_is_fine(qapp: QApplication) -> None:
    never = Echo()
    assert never.close()
    for _ in range(20):
        runner = Echo()
        runner.start()
        runner.post("request")
        assert runner.close()
        assert runner.close()


def test_requests_can_be_merged(qapp: QApplication) -> None:
    class Sum(Echo):
        def __init__(self) -> None:
            Runner.__init__(self, "sum", merge_requests=lambda a, b: a + b)
            self.gate = threading.Event()
            self.began = threading.Event()
            self.answered = []

    runner = Sum()
    runner.post(1)
    runner.post(2)
    runner.post(3)
    runner.start()
    runner.gate.set()
    wait_until(lambda: runner.answered == [6])
    assert runner.close()
