"""A mailbox of one slot between two threads: the newest letter wins."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """One slot; a letter put in takes the place of one still waiting.

    Any thread may call any method.

    Parameters
    ----------
    merge : callable, optional
        (waiting, new) to what is kept, for letters of which a part must not be lost.
    """

    def __init__(self, merge: Callable[[T, T], T] | None = None) -> None:
        self._merge = merge
        self._condition = threading.Condition()
        self._letter: T | None = None
        self._closed = False

    def put(self, letter: T) -> bool:
        """Put a letter in; return whether the slot was empty: wake the receiver then."""
        with self._condition:
            was_empty = self._letter is None
            if self._letter is not None and self._merge is not None:
                letter = self._merge(self._letter, letter)
            self._letter = letter
            self._condition.notify_all()
            return was_empty

    def take(self) -> T | None:
        """Take the letter out; None if there is none. Does not wait."""
        with self._condition:
            letter, self._letter = self._letter, None
            return letter

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until a letter is there or the box is closed; return whether it is."""
        with self._condition:
            return self._condition.wait_for(
                lambda: self._letter is not None or self._closed, seconds
            )

    def close(self) -> None:
        """Wake every waiting thread for the last time."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    @property
    def waiting(self) -> bool:
        """Say whether a letter is there, or the box is closed."""
        with self._condition:
            return self._letter is not None or self._closed

    @property
    def closed(self) -> bool:
        """Say whether the box is closed."""
        with self._condition:
            return self._closed
