"""The history as a value: what merges, what is forgotten, what comes back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.core import undo
from mlpviz.core.session import Session
from mlpviz.core.undo import MAX_ENTRIES, Entry, History
from tests.support.training import small_session


@pytest.fixture(scope="module")
def sessions() -> list[Session]:
    """Distinct sessions; what is in them does not matter here."""
    first = small_session()
    return [replace(first, task=str(i)) for i in range(MAX_ENTRIES + 20)]


def test_steps_come_back_in_turn(sessions: list[Session]) -> None:
    history = History()
    for i in range(3):
        history = history.pushed(Entry(f"step {i}", sessions[i], sessions[i + 1]))
    shown: list[Session] = []
    for _ in range(3):
        history, session = history.undo()
        shown.append(session)
    assert shown == [sessions[2], sessions[1], sessions[0]]
    assert not history.done
    shown = []
    for _ in range(3):
        history, session = history.redo()
        shown.append(session)
    assert shown == [sessions[1], sessions[2], sessions[3]]
    assert [entry.label for entry in history.done] == ["step 0", "step 1", "step 2"]
    assert not history.undone


def test_a_history_is_a_value(sessions: list[Session]) -> None:
    one = History().pushed(Entry("a", sessions[0], sessions[1], "k"))
    two = one.pushed(Entry("b", sessions[1], sessions[2], "k"))
    assert [entry.label for entry in one.done] == ["a"]
    assert one.done[0].after is sessions[1]
    assert two.done[0].after is sessions[2]


def test_a_gesture_is_one_step(sessions: list[Session]) -> None:
    history = History()
    key = object()
    for i in range(5):
        history = history.pushed(Entry(f"drag {i}", sessions[i], sessions[i + 1], key))
    assert len(history.done) == 1
    assert history.done[0].label == "drag 4"
    assert history.undo()[1] is sessions[0]


@pytest.mark.parametrize(
    ("first_key", "second_key"), [(None, None), ("a", "b"), ("a", None), (None, "a")]
)
def test_other_steps_stay_apart(
    sessions: list[Session], first_key: object, second_key: object
) -> None:
    history = History().pushed(Entry("1", sessions[0], sessions[1], first_key))
    history = history.pushed(Entry("2", sessions[1], sessions[2], second_key))
    assert len(history.done) == 2


def test_steps_merge_only_where_they_meet(sessions: list[Session]) -> None:
    # Between them the session was changed by something that is no step.
    history = History().pushed(Entry("1", sessions[0], sessions[1], "k"))
    history = history.pushed(Entry("2", sessions[2], sessions[3], "k"))
    assert len(history.done) == 2


def test_nothing_merges_with_a_step_that_was_come_back_to(
    sessions: list[Session],
) -> None:
    history = History().pushed(Entry("1", sessions[0], sessions[1], "k"))
    history = history.pushed(Entry("2", sessions[1], sessions[2], "other"))
    history, _ = history.undo()
    history = history.pushed(Entry("3", sessions[1], sessions[3], "k"))
    assert [entry.label for entry in history.done] == ["1", "3"]
    assert not history.undone


def test_the_oldest_steps_are_forgotten(sessions: list[Session]) -> None:
    history = History()
    for i in range(MAX_ENTRIES + 10):
        history = history.pushed(Entry(str(i), sessions[i], sessions[i + 1]))
    assert len(history.done) == MAX_ENTRIES
    assert history.done[0].label == "10"
    assert history.done[-1].label == str(MAX_ENTRIES + 9)


def test_large_steps_are_forgotten_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    session = small_session("adam")
    arrays = [array.copy() for array in session.network.arrays]
    size = 3 * sum(array.nbytes for array in arrays)
    monkeypatch.setattr(undo, "MAX_BYTES", 5 * size)
    history = History()
    for number in range(12):
        # Every array of the state is another, as after training.
        network = session.network.with_arrays([array + number for array in arrays])
        slots = {
            name: [array + number for array in old]
            for name, old in session.state.slots.items()
        }
        state = replace(session.state, network=network, slots=slots)
        after = replace(session, state=state)
        history = history.pushed(Entry(str(number), session, after))
        session = after
    # The first network is kept besides: it is the start.
    assert [entry.label for entry in history.done] == [str(n) for n in range(7, 12)]
    assert history.done[-1].size == size
    # One step can always be undone, and steps that share their arrays cost nothing.
    monkeypatch.setattr(undo, "MAX_BYTES", 1)
    history = history.pushed(Entry("last", session, replace(session, task="x")))
    assert [entry.label for entry in history.done] == ["last"]
    assert history.done[0].size == 0


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_it_behaves_like_a_list_and_a_place_in_it(actions: list[str]) -> None:
    first = small_session()
    states, place = [first], 0
    history, shown = History(), first
    for number, action in enumerate(actions):
        if action == "push":
            session = replace(first, task=str(number))
            history = history.pushed(Entry(str(number), shown, session))
            states, shown = [*states[: place + 1], session], session
            place += 1
        elif action == "undo" and history.done:
            history, shown = history.undo()
            place -= 1
        elif action == "redo" and history.undone:
            history, shown = history.redo()
            place += 1
        assert shown is states[place]
        assert len(history.done) == place
        assert len(history.undone) == len(states) - 1 - place
