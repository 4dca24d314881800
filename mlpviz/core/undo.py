"""The undo history: sessions before and after, with the name of what was done."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from mlpviz.core.session import Session

MAX_ENTRIES = 500
# The oldest steps go when those to undo hold more: a step of training a network of
# two million parameters with Adam is 24 MB.
MAX_BYTES = 500_000_000


@dataclass(frozen=True)
class Entry:
    """One step. Steps of one gesture share a merge key and become one.

    `detached_from` is the file the session belonged to before a step that made
    another work of it, for which the file is not meant.
    """

    label: str
    before: Session
    after: Session
    merge_key: object = None
    detached_from: Path | None = None

    @cached_property
    def size(self) -> int:
        """Return the bytes that only undoing this step still needs."""
        kept = dict(_parts(self.after))
        held = dict(_parts(self.before))
        return sum(size for key, size in held.items() if key not in kept)


def _parts(session: Session) -> Iterator[tuple[int, int]]:
    """Give the identity and the bytes of each part that sessions may share."""
    slots = session.state.slots.values()
    for arrays in (session.network.arrays, session.start.arrays, *slots):
        for array in arrays:
            yield id(array), array.nbytes
    for split in session.dataset.splits.values():
        # With the targets, one-hot in float32, whether or not they are made yet.
        yield id(split), split.x.nbytes + 4 * len(split) * (1 + split.classes)
    yield id(session.curves.points), session.curves.points.nbytes


@dataclass(frozen=True)
class History:
    """Steps that can be undone and redone, the nearest last; a value like all else."""

    done: tuple[Entry, ...] = ()
    undone: tuple[Entry, ...] = field(default=())

    def pushed(self, entry: Entry) -> "History":
        """Return the history with one more step; what was undone is forgotten."""
        last = self.done[-1] if self.done else None
        if (
            last is not None
            and not self.undone
            and entry.merge_key is not None
            and last.merge_key == entry.merge_key
            and last.after is entry.before
        ):
            merged = replace(last, label=entry.label, after=entry.after)
            return History((*self.done[:-1], merged))
        done = (*self.done, entry)[-MAX_ENTRIES:]
        # Whatever its size, the last step can be undone.
        excess = sum(step.size for step in done) - MAX_BYTES
        while excess > 0 and len(done) > 1:
            excess -= done[0].size
            done = done[1:]
        return History(done)

    def undo(self) -> tuple["History", Session]:
        """Return the history one step back, and the session as it was then."""
        entry = self.done[-1]
        return History(self.done[:-1], (*self.undone, entry)), entry.before

    def redo(self) -> tuple["History", Session]:
        """Return the history one step on, and the session as it is then."""
        entry = self.undone[-1]
        return History((*self.done, entry), self.undone[:-1]), entry.after
