"""Garbage goes in the GUI thread alone, however busy the others are."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from mlpviz.ui.garbage import GarbageTimer
from tests.support.waiting import wait_until


class Node:
    """Something in a cycle, as widgets and their slots are."""

    def __init__(self, gone: list[threading.Thread]) -> None:
        self.me = self
        weakref.finalize(self, lambda: gone.append(threading.current_thread()))


@pytest.fixture
def collector(qapp) -> Iterator[GarbageTimer]:
    parent = QObject()
    collector = GarbageTimer(parent)
    yield collector
    collector.close()
    assert gc.isenabled()


def allocate() -> None:
    """Make a thread allocate enough for many collections."""
    for _ in range(200):
        _ = [[] for _ in range(1000)]


def run(work) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_without_it_any_thread_collects(qapp) -> None:
    gone: list[threading.Thread] = []
    Node(gone)
    run(allocate)
    assert gone
    assert gone[0] is not threading.main_thread()


def test_a_worker_leaves_cycles_to_the_gui_thread(collector: GarbageTimer) -> None:
    gone: list[threading.Thread] = []
    Node(gone)
    run(allocate)
    assert gone == []
    # Enough new objects for Python to have collected.
    kept = [[] for _ in range(2000)]
    wait_until(lambda: bool(gone))
    assert gone == [threading.main_thread()]
    del kept


def test_nothing_is_done_where_nothing_is_due(collector, monkeypatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", collected.append)
    for counts, expected in (
        ((10, 0, 0), []),
        ((5000, 0, 0), [0]),
        ((5000, 11, 0), [1]),
        ((5000, 11, 11), [2]),
        ((10, 11, 11), []),
    ):
        collected.clear()
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        collector.collect()
        assert collected == expected
