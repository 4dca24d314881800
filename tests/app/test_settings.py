"""What is remembered between two starts comes back from the store as it was."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from mlpviz.app.settings import MAX_RECENT, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def settings(file: Path) -> Settings:
    """A store of its own, read from the disk, as after another start."""
    return Settings(QSettings(str(file), QSettings.Format.IniFormat))


def test_nothing_is_remembered_at_first(file: Path) -> None:
    fresh = settings(file)
    assert fresh.theme == "system"
    assert fresh.recent_files == []
    assert fresh.layout() is None
    assert not fresh.started_before


def test_the_theme_is_remembered(file: Path) -> None:
    first = settings(file)
    first.theme = "dark"
    first.sync()
    assert settings(file).theme == "dark"


@pytest.mark.parametrize("broken", ["purple", "", "5", ["dark", "light"]])
def test_a_broken_theme_is_the_systems(file: Path, broken: object) -> None:
    store = QSettings(str(file), QSettings.Format.IniFormat)
    store.setValue("theme", broken)
    store.sync()
    assert settings(file).theme == "system"


NAMES = ["a.mlpviz", "with, comma.mlpviz", "ünï 次.mlpviz", "semi;colon %20.mlpviz"]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_recent_files_are_remembered_the_newest_first(file: Path, count: int) -> None:
    first = settings(file)
    paths = [Path("/home/me") / name for name in NAMES[:count]]
    for path in paths:
        first.add_recent_file(path)
    assert first.recent_files == paths[::-1]
    first.sync()
    assert settings(file).recent_files == paths[::-1]


def test_a_file_is_listed_once_and_the_list_is_short(file: Path) -> None:
    first = settings(file)
    paths = [Path(f"/f{number}.mlpviz") for number in range(MAX_RECENT + 3)]
    for path in [*paths, paths[-2]]:
        first.add_recent_file(path)
    first.sync()
    recent = settings(file).recent_files
    assert len(recent) == MAX_RECENT
    assert recent[:3] == [paths[-2], paths[-1], paths[-3]]


def test_files_can_be_forgotten(file: Path) -> None:
    first = settings(file)
    for name in ("a", "b"):
        first.add_recent_file(Path(name))
    first.remove_recent_file(Path("b"))
    first.sync()
    again = settings(file)
    assert again.recent_files == [Path("a")]
    # The last one too: an empty list must not come back as a file without a name.
    again.remove_recent_file(Path("a"))
    again.sync()
    assert settings(file).recent_files == []
    again.add_recent_file(Path("c"))
    again.clear_recent_files()
    again.sync()
    assert settings(file).recent_files == []


def test_the_layout_is_remembered_until_it_is_forgotten(file: Path) -> None:
    first = settings(file)
    geometry, state = QByteArray(b"\x00geometry\xff"), QByteArray(b"state\x00\x01")
    first.save_layout(geometry, state)
    first.sync()
    again = settings(file)
    assert again.layout() == (geometry, state)
    assert again.started_before
    again.theme = "light"
    again.forget_layout()
    again.sync()
    last = settings(file)
    assert last.layout() is None
    assert last.theme == "light"


@pytest.mark.parametrize("broken", ["text", "7"])
def test_a_broken_layout_is_none(file: Path, broken: str) -> None:
    store = QSettings(str(file), QSettings.Format.IniFormat)
    store.setValue("window/geometry", broken)
    store.setValue("window/state_1", broken)
    store.sync()
    assert settings(file).layout() is None
