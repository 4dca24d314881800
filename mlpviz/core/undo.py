"""The undo history: sessions before and after, with the name of what was done."""

from dataclasses import dataclass, field, replace

from mlpviz.core.session import Session

MAX_ENTRIES = 500


@dataclass(frozen=True)
class Entry:
    """One step. Steps of one gesture share a merge key and become one."""

    label: str
    before: Session
    after: Session
    merge_key: object = None


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
        return History((*self.done, entry)[-MAX_ENTRIES:])

    def undo(self) -> tuple["History", Session]:
        """Return the history one step back, and the session as it was then."""
        entry = self.done[-1]
        return History(self.done[:-1], (*self.undone, entry)), entry.before

    def redo(self) -> tuple["History", Session]:
        """Return the history one step on, and the session as it is then."""
        entry = self.undone[-1]
        return History((*self.done, entry), self.undone[:-1]), entry.after
