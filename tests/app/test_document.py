"""The one place where the session changes: steps, strokes, and what is unsaved."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.app.document import Document
from mlpviz.core.session import Session
from tests.support.training import small_session

FIRST = small_session()


def session(name: str) -> Session:
    return replace(FIRST, task=name)


@pytest.fixture
def document() -> Document:
    return Document(FIRST)


@pytest.fixture
def changes(document: Document) -> list[tuple[Session, Session]]:
    heard: list[tuple[Session, Session]] = []
    document.changed.connect(lambda old, new: heard.append((old, new)))
    return heard


def test_an_edit_is_one_step_and_one_signal(
    document: Document, changes: list[tuple[Session, Session]]
) -> None:
    edited = session("edited")
    document.apply("Edit", edited)
    assert document.session is edited
    assert changes == [(FIRST, edited)]
    assert (document.undo_label, document.redo_label) == ("Edit", "")
    document.undo()
    assert document.session is FIRST
    assert (document.undo_label, document.redo_label) == ("", "Edit")
    document.redo()
    assert document.session is edited
    assert changes[1:] == [(edited, FIRST), (FIRST, edited)]


def test_what_changes_nothing_is_no_step(
    document: Document, changes: list[tuple[Session, Session]]
) -> None:
    document.apply("Nothing", FIRST)
    assert document.undo_label == ""
    document.undo()
    document.redo()
    document.commit("Nothing")
    document.abort()
    assert changes == []
    assert document.session is FIRST


def test_a_gesture_is_one_step(document: Document) -> None:
    key = object()
    for number in range(10):
        document.apply(f"Drag {number}", session(str(number)), key)
    assert document.undo_label == "Drag 9"
    document.undo()
    assert document.session is FIRST
    document.redo()
    assert document.session.task == "9"
    # Another gesture is another step.
    document.apply("Other", session("other"), object())
    document.undo()
    assert document.session.task == "9"


def test_a_stroke_is_one_step(
    document: Document, changes: list[tuple[Session, Session]]
) -> None:
    assert not document.in_stroke
    previews = [session(str(number)) for number in range(3)]
    for preview in previews:
        document.preview(preview)
        assert document.in_stroke
        assert document.session is preview
    assert document.undo_label == ""
    document.commit("Train")
    assert not document.in_stroke
    assert document.undo_label == "Train"
    assert [new for _, new in changes] == previews
    document.undo()
    assert document.session is FIRST
    document.redo()
    assert document.session is previews[-1]


def test_a_stroke_given_up_leaves_nothing(document: Document) -> None:
    before = session("before")
    document.apply("Before", before)
    document.preview(session("preview"))
    document.abort()
    assert document.session is before
    assert not document.in_stroke
    assert document.undo_label == "Before"
    document.undo()
    document.preview(session("preview"))
    # What was undone stays within reach when the stroke is given up.
    document.abort()
    document.redo()
    assert document.session is before


def test_within_a_stroke_nothing_else_happens(document: Document) -> None:
    document.apply("Step", session("a"))
    document.apply("Step", session("b"))
    document.undo()
    preview = session("preview")
    document.preview(preview)
    assert (document.undo_label, document.redo_label) == ("", "")
    document.undo()
    document.redo()
    assert document.session is preview
    with pytest.raises(RuntimeError, match="stroke"):
        document.apply("Edit", session("edit"))
    assert document.session is preview


def test_a_stroke_that_comes_back_is_no_step(document: Document) -> None:
    document.preview(session("away"))
    document.preview(FIRST)
    document.commit("Nothing")
    assert document.undo_label == ""


def test_unsaved_is_what_no_file_holds(document: Document, tmp_path: Path) -> None:
    assert not document.dirty
    edited = session("edited")
    document.apply("Edit", edited)
    assert document.dirty
    document.undo()
    assert not document.dirty
    document.redo()
    document.mark_saved(edited, tmp_path / "a.mlpviz")
    assert not document.dirty
    assert document.path == tmp_path / "a.mlpviz"
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty


def test_what_was_edited_while_saving_is_unsaved(
    document: Document, tmp_path: Path
) -> None:
    saved = session("saved")
    document.apply("Edit", saved)
    document.apply("Edit again", session("newer"))
    document.mark_saved(saved, tmp_path / "a.mlpviz")
    assert document.dirty
    document.undo()
    assert not document.dirty


def test_a_preview_is_unsaved(document: Document) -> None:
    document.preview(session("preview"))
    assert document.dirty
    document.abort()
    assert not document.dirty


def test_another_document_begins_clean(
    document: Document, changes: list[tuple[Session, Session]], tmp_path: Path
) -> None:
    document.apply("Edit", session("edited"))
    document.preview(session("preview"))
    other = session("other")
    document.replace(other, tmp_path / "other.mlpviz")
    assert document.session is other
    assert not document.dirty
    assert not document.in_stroke
    assert (document.undo_label, document.redo_label) == ("", "")
    assert changes[-1][1] is other
    document.undo()
    assert document.session is other


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.apply("Edit", session("edited")),
        lambda d: d.commit("Train"),
        lambda d: d.mark_saved(FIRST, Path("a.mlpviz")),
        lambda d: d.replace(session("other"), None),
    ],
)
def test_the_title_is_told(document: Document, act: Callable[[Document], None]) -> None:
    told: list[bool] = []
    document.history_changed.connect(lambda: told.append(True))
    act(document)
    assert told


ACTIONS = ["apply", "drag", "preview", "commit", "abort", "undo", "redo", "save"]


@given(st.lists(st.sampled_from(ACTIONS), max_size=40))
def test_whatever_is_done_undoing_all_gives_the_first_back(actions: list[str]) -> None:
    document = Document(FIRST)
    followed = FIRST

    def follow(old: Session, new: Session) -> None:
        nonlocal followed
        # Nobody who only listens misses a change.
        assert old is followed
        assert new is not old
        followed = new

    document.changed.connect(follow)
    for number, action in enumerate(actions):
        new = session(str(number))
        if action in ("apply", "drag") and not document.in_stroke:
            document.apply(action, new, "drag" if action == "drag" else None)
        elif action == "preview":
            document.preview(new)
        elif action == "commit":
            document.commit("stroke")
        elif action in ("abort", "undo", "redo"):
            getattr(document, action)()
        elif action == "save":
            document.mark_saved(document.session, Path("a.mlpviz"))
            assert not document.dirty
        assert followed is document.session
    document.commit("stroke")
    while document.redo_label:
        document.redo()
    last = document.session
    while document.undo_label:
        document.undo()
    assert document.session is FIRST
    while document.redo_label:
        document.redo()
    assert document.session is last


def test_another_piece_of_work_leaves_its_file_until_it_is_undone(
    tmp_path: Path,
) -> None:
    first, other = session("first"), session("other")
    document = Document(first)
    document.mark_saved(first, tmp_path / "mine.mlpviz")
    generation = document.generation
    document.apply("Set up a task", other, detach=True)
    assert document.path is None
    assert document.generation != generation
    document.undo()
    assert document.path == tmp_path / "mine.mlpviz"
    assert not document.dirty
    document.redo()
    assert document.path is None
    assert document.session is other
