"""What the program remembers between two starts, apart from the user's files."""

from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QSettings

ThemeMode = Literal["system", "light", "dark"]

ORGANIZATION = "MLPViz"
APPLICATION = "MLPViz"
MAX_RECENT = 8
# Raised when docks or tool bars change so that an old layout no longer fits.
LAYOUT_VERSION = 1


class Settings:
    """Recent files, theme and layout, in the platform's own store."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings(ORGANIZATION, APPLICATION)

    @property
    def theme(self) -> ThemeMode:
        """Return "system", "light" or "dark"."""
        value = self._store.value("theme", "system")
        return next((m for m in get_args(ThemeMode) if m == value), "system")

    @theme.setter
    def theme(self, mode: ThemeMode) -> None:
        self._store.setValue("theme", mode)

    @property
    def recent_files(self) -> list[Path]:
        """Return the files opened or saved last, the newest first."""
        stored = self._store.value("recent_files", [])
        if isinstance(stored, str):
            # A list of one comes back as the string alone.
            stored = [stored]
        return [Path(str(name)) for name in stored or []]  # type: ignore[union-attr]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        others = [name for name in self.recent_files if name != path]
        names = [str(name) for name in [path, *others][:MAX_RECENT]]
        self._store.setValue("recent_files", names)

    def remove_recent_file(self, path: Path) -> None:
        """Forget a file that is gone."""
        names = [str(name) for name in self.recent_files if name != path]
        self._store.setValue("recent_files", names)

    def clear_recent_files(self) -> None:
        """Forget all recent files."""
        self._store.remove("recent_files")

    @property
    def started_before(self) -> bool:
        """Say whether the program has been closed properly at least once."""
        return self._store.contains("window/geometry")

    def save_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Keep the window's place and its docks'."""
        self._store.setValue("window/geometry", geometry)
        self._store.setValue(f"window/state_{LAYOUT_VERSION}", state)

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Return geometry and state as they were saved, or None."""
        geometry = self._store.value("window/geometry")
        state = self._store.value(f"window/state_{LAYOUT_VERSION}")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def forget_layout(self) -> None:
        """Start with the built-in layout next time."""
        self._store.remove("window")

    def sync(self) -> None:
        """Write to the store at once."""
        self._store.sync()
