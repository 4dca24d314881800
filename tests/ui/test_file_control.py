"""New, Open, Save, drop, recent files, and the question about unsaved changes."""

import json
import os
import threading
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from mlpviz.core.session import Session
from mlpviz.files.session_file import open_session, read_session, write_session
from tests.files.sessions import assert_same
from tests.support.waiting import wait_until
from tests.ui.conftest import Answers
from tests.ui.studio import Studio, small_session

Button = QMessageBox.StandardButton


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with another session than the one that is open."""
    path = tmp_path / "other.mlpviz"
    write_session(small_session(hidden=(6,), classes=2), path)
    return path


def title(studio: Studio) -> str:
    star = "*" if studio.window.isWindowModified() else ""
    return studio.window.windowTitle().replace("[*]", star)


def drop(studio: Studio, paths: list[Path], widget=None) -> bool:
    """Drop files on the window as a file manager does; say whether it took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    widget = widget or studio.window
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, mime, left, keys)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), copy, mime, left, keys))
    studio.wait_for_jobs()
    return True


def test_save_asks_for_a_name_once(studio: Studio, tmp_path, answers: Answers) -> None:
    assert title(studio) == "Untitled – MLPViz"
    studio.edit_cell(0, 0, "0.5")
    assert title(studio) == "Untitled* – MLPViz"
    answers.file = str(tmp_path / "mine")
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    path = tmp_path / "mine.mlpviz"
    assert title(studio) == "mine.mlpviz – MLPViz"
    assert studio.window.windowFilePath() == str(path)
    assert studio.said == "Saved mine.mlpviz"
    assert_same(read_session(path), studio.session)
    assert studio.settings.recent_files == [path]
    studio.edit_cell(0, 0, "0.25")
    assert title(studio) == "mine.mlpviz* – MLPViz"
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    assert answers.asked == ["Save the session"]
    assert read_session(path).network.layers[0].W[0, 0] == 0.25
    assert (tmp_path / "mine.mlpviz.bak").exists()


def test_the_star_follows_undo(studio: Studio, tmp_path, answers: Answers) -> None:
    answers.file = str(tmp_path / "mine.mlpviz")
    studio.edit_cell(0, 0, "0.5")
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    assert not studio.window.isWindowModified()
    studio.keys("Ctrl+Z")
    assert studio.window.isWindowModified()
    studio.keys("Ctrl+Shift+Z")
    assert not studio.window.isWindowModified()


def test_a_cancelled_save_saves_nothing(studio: Studio, tmp_path, answers) -> None:
    studio.edit_cell(0, 0, "0.5")
    for keys in ("Ctrl+S", "Ctrl+Shift+S"):
        studio.keys(keys)
        studio.wait_for_jobs()
    assert studio.window.isWindowModified()
    assert list(tmp_path.iterdir()) == []


def test_save_as_goes_on_in_the_new_file(studio: Studio, tmp_path, answers) -> None:
    first, second = tmp_path / "a.mlpviz", tmp_path / "b.mlpviz"
    for path in (first, second):
        answers.file = str(path)
        studio.edit_cell(0, 0, str(len(path.name) / 8))
        studio.keys("Ctrl+Shift+S")
        studio.wait_for_jobs()
    assert title(studio) == "b.mlpviz – MLPViz"
    assert answers.proposed[1] == str(first)
    studio.edit_cell(0, 0, "2")
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    assert read_session(first).network.layers[0].W[0, 0] == 1
    assert read_session(second).network.layers[0].W[0, 0] == 2


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("task-1.4", "task-1.4.mlpviz"),
        ("notes.txt", "notes.txt.mlpviz"),
        ("UP.MLPVIZ", "UP.MLPVIZ"),
    ],
)
def test_a_saved_name_always_ends_as_a_session_s(
    studio: Studio, tmp_path, answers: Answers, typed: str, written: str
) -> None:
    answers.file = str(tmp_path / typed)
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    assert [path.name for path in tmp_path.iterdir()] == [written]


@pytest.mark.parametrize("button", [Button.Yes, Button.Cancel])
def test_a_file_the_dialog_did_not_ask_about_is_not_replaced_unasked(
    studio: Studio, file: Path, answers: Answers, button
) -> None:
    """The user typed "other"; the dialog saw no such file, but other.mlpviz is."""
    before = file.read_bytes()
    answers.file, answers.button = str(file.with_suffix("")), button
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    assert "other.mlpviz" in answers.asked[-1]
    assert (file.read_bytes() == before) == (button == Button.Cancel)
    assert (studio.document.path is None) == (button == Button.Cancel)


def test_what_is_saved_during_a_run_is_the_session_as_it_was(
    studio: Studio, tmp_path, answers: Answers
) -> None:
    answers.file = str(tmp_path / "mine.mlpviz")
    studio.press("train")
    studio.let(4)
    studio.keys("Ctrl+S")
    studio.let(1)
    studio.wait_for_jobs()
    assert studio.running
    assert studio.window.isWindowModified()
    saved = read_session(tmp_path / "mine.mlpviz")
    assert saved.state.updates == 4
    assert saved.target_epoch == 3
    # Opened again, it goes on to the same end.
    studio.let_finish()
    straight = studio.session
    studio.begin_anew(saved)
    studio.press("resume")
    studio.let_finish()
    for a, b in zip(
        studio.session.network.arrays, straight.network.arrays, strict=True
    ):
        assert a.tobytes() == b.tobytes()


def test_open_shows_the_file_and_forgets_the_history(
    studio: Studio, file: Path, answers: Answers
) -> None:
    answers.file = str(file)
    studio.keys("Ctrl+O")
    studio.wait_for_jobs()
    assert answers.asked == ["Open a session"]
    assert title(studio) == "other.mlpviz – MLPViz"
    assert studio.said == "Opened other.mlpviz"
    assert not studio.actions["undo"].isEnabled()
    assert_same(studio.session, read_session(file))
    studio.assert_shows_the_session()


def test_a_cancelled_open_opens_nothing(studio: Studio, answers: Answers) -> None:
    before = studio.session
    studio.keys("Ctrl+O")
    studio.wait_for_jobs()
    assert studio.session is before


def test_new_begins_untrained_and_unnamed(
    studio: Studio, file: Path, answers: Answers
) -> None:
    studio.window.files.open_path(file)
    studio.wait_for_jobs()
    studio.keys("Ctrl+N")
    assert title(studio) == "Untitled – MLPViz"
    assert not studio.session.trained
    assert answers.asked == []
    studio.assert_shows_the_session()


@pytest.mark.parametrize("way", ["new", "open", "drop", "recent"])
@pytest.mark.parametrize("button", [Button.Save, Button.Discard, Button.Cancel])
def test_unsaved_changes_are_asked_about(
    studio: Studio, tmp_path, file: Path, answers: Answers, way: str, button
) -> None:
    mine = tmp_path / "mine.mlpviz"
    studio.edit_cell(0, 0, "0.5")
    edited = studio.session
    answers.button = button
    if way == "new":
        # The name for Save; of an open the same dialog would take it.
        answers.file = str(mine)
        studio.keys("Ctrl+N")
    else:
        studio.document.mark_saved(small_session(), mine)
        answers.file = str(file)
        if way == "open":
            studio.keys("Ctrl+O")
        elif way == "drop":
            drop(studio, [file])
        else:
            studio.settings.add_recent_file(file)
            studio.window.files._show_recent()
            recent = studio.window.files._recent_menu
            assert recent is not None
            recent.actions()[0].trigger()
    studio.wait_for_jobs()
    wait_until(lambda: not studio.program.jobs.busy)
    assert sum("Save the changes to" in text for text in answers.asked) == 1
    if button == Button.Cancel:
        assert studio.session is edited
        assert not mine.exists()
        return
    assert studio.session is not edited
    assert mine.exists() == (button == Button.Save)
    if button == Button.Save:
        assert_same(read_session(mine), edited)
    assert not studio.window.isWindowModified()


def test_a_save_that_is_cancelled_keeps_what_is_open(
    studio: Studio, answers: Answers
) -> None:
    studio.edit_cell(0, 0, "0.5")
    edited = studio.session
    answers.button, answers.file = Button.Save, ""
    studio.keys("Ctrl+N")
    studio.wait_for_jobs()
    assert studio.session is edited


def test_a_save_that_fails_keeps_what_is_open(
    studio: Studio, tmp_path, answers: Answers
) -> None:
    studio.edit_cell(0, 0, "0.5")
    edited = studio.session
    answers.button, answers.file = Button.Save, str(tmp_path / "no" / "mine.mlpviz")
    studio.keys("Ctrl+N")
    studio.wait_for_jobs()
    assert studio.session is edited
    assert studio.window.isWindowModified()
    (text,) = studio.close_dialogs()
    assert "mine.mlpviz" in text
    assert "Save As" in text
    assert studio.said == text == studio.log()[-1]
    assert studio.actions["undo"].isEnabled()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_nobody_may_write_to_loses_nothing(
    studio: Studio, file: Path, answers: Answers
) -> None:
    file.parent.chmod(0o500)
    try:
        before = file.read_bytes()
        studio.window.files.open_path(file)
        studio.wait_for_jobs()
        studio.edit_cell(0, 0, "0.5")
        studio.keys("Ctrl+S")
        studio.wait_for_jobs()
        assert file.read_bytes() == before
        assert studio.window.isWindowModified()
        assert "Save As" in studio.close_dialogs()[0]
    finally:
        file.parent.chmod(0o700)


def test_a_file_in_place_of_a_folder_loses_nothing(
    studio: Studio, file: Path, answers: Answers
) -> None:
    answers.file = str(file / "mine.mlpviz")
    studio.edit_cell(0, 0, "0.5")
    studio.keys("Ctrl+S")
    studio.wait_for_jobs()
    assert len(studio.close_dialogs()) == 1
    assert studio.window.isWindowModified()
    read_session(file)


@pytest.mark.parametrize("damage", ["cut", "other", "folder", "missing"])
def test_a_damaged_file_leaves_the_document_as_it_was(
    studio: Studio, file: Path, damage: str
) -> None:
    path = file
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif damage == "other":
        file.write_text("no session <b>at all</b>")
    else:
        path = file.parent if damage == "folder" else file.with_name("no.mlpviz")
    studio.edit_cell(0, 0, "0.5")
    edited = studio.session
    studio.document.mark_saved(edited, file.with_name("mine.mlpviz"))
    studio.window.files.open_path(path)
    studio.wait_for_jobs()
    assert studio.session is edited
    assert title(studio) == "mine.mlpviz – MLPViz"
    assert studio.actions["undo"].text() == "Undo Edit weight W1[1,1]"
    (text,) = studio.close_dialogs()
    assert path.name in text
    assert studio.said == text
    studio.assert_shows_the_session()


def test_a_file_of_a_newer_program_opens_as_a_copy(
    studio: Studio, file: Path, answers: Answers
) -> None:
    newer = file.with_name("newer.mlpviz")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(newer, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "manifest.json":
                manifest = json.loads(data)
                manifest["write_version"] += 1
                manifest["from_the_future"] = 1
                data = json.dumps(manifest).encode()
            new.writestr(member, data)
    before = newer.read_bytes()
    assert open_session(newer).newer
    studio.window.files.open_path(newer)
    studio.wait_for_jobs()
    assert studio.document.path is None
    assert "newer version" in studio.said
    assert studio.session.network.layers[0].units == 6
    # Save asks for another name.
    studio.edit_cell(0, 0, "0.5")
    studio.keys("Ctrl+S")
    assert answers.asked == ["Save the session"]
    assert newer.read_bytes() == before


@pytest.mark.parametrize("button", [Button.Discard, Button.Cancel])
def test_an_edit_while_a_file_is_read_is_asked_about(
    studio: Studio, file: Path, answers: Answers, button
) -> None:
    answers.button = button
    studio.window.files.open_path(file)
    assert studio.program.jobs.busy
    studio.edit_cell(0, 0, "0.5")
    edited = studio.session
    studio.wait_for_jobs()
    assert len(answers.asked) == 1
    assert (studio.session is edited) == (button == Button.Cancel)
    studio.assert_shows_the_session()


def test_opening_ends_the_run_on_what_was_open(studio: Studio, file: Path) -> None:
    studio.press("train")
    studio.let(1)
    studio.document.mark_saved(studio.session, file.with_name("mine.mlpviz"))
    studio.window.files.open_path(file)
    studio.wait_for_jobs()
    assert not studio.running
    assert not studio.session.trained
    assert studio.document.path == file
    studio.assert_shows_the_session()


def test_a_file_dropped_anywhere_opens(studio: Studio, file: Path) -> None:
    assert drop(studio, [file, file.with_name("second.mlpviz")])
    assert studio.document.path == file
    studio.begin_anew(small_session())
    for widget in (
        studio.window.regions.panes[0].viewport(),
        studio.window.weights.matrix.viewport(),
        studio.window.weights.diagram.viewport(),
        studio.window.curves,
    ):
        assert drop(studio, [file], widget), widget
        assert studio.document.path == file
        studio.begin_anew(small_session())


def test_what_is_no_local_file_is_not_taken(studio: Studio) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.mlpviz")])
    left, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, left, keys)
    enter.ignore()
    QApplication.sendEvent(studio.window, enter)
    assert not enter.isAccepted()


def test_recent_files_are_listed_the_newest_first(
    studio: Studio, tmp_path, answers: Answers
) -> None:
    menu = studio.window.files._recent_menu
    assert menu is not None
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()] == ["No files yet"]
    for name in ("a.mlpviz", "b & c.mlpviz", "a.mlpviz"):
        answers.file = str(tmp_path / name)
        studio.keys("Ctrl+Shift+S")
        studio.wait_for_jobs()
    menu.aboutToShow.emit()
    names = [a.text() for a in menu.actions() if a.text()]
    assert names == ["&1  a.mlpviz", "&2  b && c.mlpviz", "Clear list"]
    assert menu.actions()[0].toolTip() == str(tmp_path / "a.mlpviz")
    menu.actions()[1].trigger()
    studio.wait_for_jobs()
    assert studio.document.path == tmp_path / "b & c.mlpviz"
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text() == "Clear list").trigger()
    assert studio.settings.recent_files == []


def test_a_recent_file_that_is_gone_is_told_and_forgotten(
    studio: Studio, file: Path
) -> None:
    studio.settings.add_recent_file(file)
    file.unlink()
    menu = studio.window.files._recent_menu
    assert menu is not None
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    studio.wait_for_jobs()
    assert "no such file" in studio.close_dialogs()[0]
    assert studio.settings.recent_files == []


def test_a_dialog_begins_where_the_last_file_was(
    studio: Studio, file: Path, answers: Answers
) -> None:
    studio.settings.add_recent_file(file)
    studio.keys("Ctrl+O")
    studio.keys("Ctrl+S")
    assert answers.proposed == [
        str(file.parent),
        str(file.parent / "session.mlpviz"),
    ]


@pytest.mark.parametrize("button", [Button.Save, Button.Discard, Button.Cancel])
@pytest.mark.parametrize("running", [False, True])
def test_closing_asks_about_unsaved_changes(
    studio_of, tmp_path, answers: Answers, button, *, running: bool
) -> None:
    studio = studio_of(small_session())
    studio.press("train")
    studio.let(4)
    if not running:
        studio.press("pause")
    answers.button, answers.file = button, str(tmp_path / "mine.mlpviz")
    studio.keys("Ctrl+Q")
    if button == Button.Save:
        # The run may send more while the file is being written.
        studio.gate.let(1)
    studio.wait_for_jobs()
    assert "Save the changes to Untitled?" in answers.asked
    assert studio.window.isVisible() == (button == Button.Cancel)
    assert studio.running == (running and button == Button.Cancel)
    assert (tmp_path / "mine.mlpviz").exists() == (button == Button.Save)
    if button == Button.Save:
        assert read_session(tmp_path / "mine.mlpviz").state.updates == 4


def test_closing_without_changes_asks_nothing(studio_of, answers: Answers) -> None:
    studio = studio_of(small_session())
    studio.window.close()
    assert not studio.window.isVisible()
    assert answers.asked == []


def test_closing_when_the_save_fails_stays_open(
    studio_of, tmp_path, answers: Answers
) -> None:
    studio = studio_of(small_session())
    studio.edit_cell(0, 0, "0.5")
    answers.button, answers.file = Button.Save, str(tmp_path / "no" / "x.mlpviz")
    studio.keys("Ctrl+Q")
    studio.wait_for_jobs()
    assert studio.window.isVisible()
    assert len(studio.close_dialogs()) == 1
    assert studio.window.isWindowModified()


def test_a_save_that_ends_late_is_not_put_down_to_another_document(
    studio: Studio, tmp_path: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = threading.Event()

    def slow(session: Session, path: Path) -> None:
        disk.wait(10)
        write_session(session, path)

    monkeypatch.setattr("mlpviz.ui.file_control.write_session", slow)
    studio.edit_cell(0, 0, "0.5")
    mine = studio.session
    answers.file = str(tmp_path / "mine.mlpviz")
    studio.keys("Ctrl+S")
    answers.button = Button.Discard
    studio.keys("Ctrl+N")
    blank = studio.session
    assert blank is not mine
    disk.set()
    studio.wait_for_jobs()
    assert_same(read_session(tmp_path / "mine.mlpviz"), mine)
    assert studio.document.path is None
    assert title(studio) == "Untitled – MLPViz"
    assert not studio.window.isWindowModified()


def test_undoing_a_task_brings_its_file_back(studio: Studio, file: Path) -> None:
    studio.window.files.open_path(file)
    studio.wait_for_jobs()
    studio.window.commands.choose_task("task-3")
    studio.wait_for_jobs()
    assert studio.document.path is None
    studio.keys("Ctrl+Z")
    assert studio.document.path == file
    assert not studio.window.isWindowModified()
