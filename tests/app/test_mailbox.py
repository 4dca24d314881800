"""One slot between two threads: nothing merged is lost, nobody waits for ever."""

import threading
import time

from mlpviz.app.mailbox import Mailbox


def test_the_newest_letter_wins() -> None:
    box: Mailbox[int] = Mailbox()
    assert box.take() is None
    assert box.put(1)
    assert not box.put(2)
    assert box.waiting
    assert box.take() == 2
    assert box.take() is None
    assert not box.waiting
    assert box.put(3)


def test_letters_can_be_merged() -> None:
    box: Mailbox[list[int]] = Mailbox(merge=lambda waiting, new: waiting + new)
    box.put([1])
    box.put([2])
    box.put([3])
    assert box.take() == [1, 2, 3]
    box.put([4])
    assert box.take() == [4]


def test_waiting_ends_with_a_letter() -> None:
    box: Mailbox[str] = Mailbox()
    taken: list[str | None] = []

    def receive() -> None:
        assert box.wait(10)
        taken.append(box.take())

    receiver = threading.Thread(target=receive)
    receiver.start()
    box.put("letter")
    receiver.join(10)
    assert not receiver.is_alive()
    assert taken == ["letter"]


def test_waiting_ends_with_the_box() -> None:
    box: Mailbox[str] = Mailbox()
    answers: list[bool] = []
    receivers = [
        threading.Thread(target=lambda: answers.append(box.wait())) for _ in range(3)
    ]
    for receiver in receivers:
        receiver.start()
    box.close()
    for receiver in receivers:
        receiver.join(10)
    assert answers == [True, True, True]
    assert box.closed
    assert box.waiting
    # And it never waits again.
    assert box.wait()


def test_waiting_ends_with_the_time() -> None:
    box: Mailbox[str] = Mailbox()
    began = time.perf_counter()
    assert not box.wait(0.02)
    assert 0.015 < time.perf_counter() - began < 5


def test_nothing_merged_is_lost_between_threads() -> None:
    """Four senders, one receiver that is woken only where `put` says so."""
    box: Mailbox[list[int]] = Mailbox(merge=lambda waiting, new: waiting + new)
    wake_ups = threading.Semaphore(0)
    senders = [
        threading.Thread(target=send, args=(box, wake_ups, range(i, 8000, 4)))
        for i in range(4)
    ]
    received: list[int] = []
    for sender in senders:
        sender.start()
    while len(received) < 8000:
        # A lost wake-up would be an endless wait.
        assert wake_ups.acquire(timeout=10)
        received += box.take() or []
    for sender in senders:
        sender.join()
    assert sorted(received) == list(range(8000))
    for i in range(4):
        own = [number for number in received if number % 4 == i]
        assert own == sorted(own)


def send(
    box: Mailbox[list[int]], wake_ups: threading.Semaphore, numbers: range
) -> None:
    for number in numbers:
        if box.put([number]):
            wake_ups.release()
