"""The program in a real window: it opens, trains, is killed, and always ends well."""

import signal
import time

import pytest

from tests.e2e.conftest import RunningProgram


def begin_training(program: RunningProgram) -> int:
    """Press Train once the window is there; return where in the events that was."""
    program.wait_for("settled")
    program.focus()
    since = len(program.events)
    program.press("F5")
    program.wait_for("running", lambda e: e["on"], since)
    return since


def discard(program: RunningProgram) -> float:
    """Close the window and say that nothing need be saved; return when that was."""
    program.press("ctrl+q")
    dialog = program.wait_for("dialog")
    assert dialog["text"].startswith("Save the changes to Untitled?")
    began = time.monotonic()
    program.click(dialog["buttons"]["Discard"])
    return began


def test_it_opens_closes_and_comes_back_as_it_was(start) -> None:
    first = start()
    painted = first.wait_for("painted")
    print(f"first frame after {painted['at'] - first.began:.2f} s")
    first.wait_for("settled")
    first.wait_for("keras", lambda e: e["state"] == "loading")
    window = first.window()
    assert first.xdotool("getwindowname", window) == "Untitled – MLPViz"
    first.xdotool("windowsize", window, 1500, 880)
    first.xdotool("windowmove", "--sync", window, 60, 70)
    deadline = time.monotonic() + 10
    while "1500x880" not in first.xdotool("getwindowgeometry", window):
        assert time.monotonic() < deadline
    first.focus()
    children = first.children()
    first.press("ctrl+q")
    first.ends(children, "closed while TensorFlow was imported")

    second = start()
    second.wait_for("settled")
    geometry = second.xdotool("getwindowgeometry", second.window())
    assert "1500x880" in geometry
    assert "60,70" in geometry
    # The terminal can end it, too.
    children = second.children()
    second.process.send_signal(signal.SIGTERM)
    second.ends(children, "SIGTERM")


@pytest.mark.keras
@pytest.mark.parametrize("state", ["compiling", "training"])
def test_it_closes_in_the_middle_of(start, state: str) -> None:
    program = start()
    since = begin_training(program)
    program.wait_for("progress", lambda e: e["compiling"], since)
    if state == "training":
        program.wait_for("progress", lambda e: e["updates"] > 0, since)
    children = program.children()
    assert children
    program.ends(children, f"closed while {state}", discard(program))


@pytest.mark.keras
def test_a_killed_training_process_is_a_message(start) -> None:
    program = start()
    since = begin_training(program)
    trained = program.wait_for("progress", lambda e: e["updates"] > 0, since)
    program.trainer().kill()
    said = program.wait_for("said", lambda e: e["kind"] == "error", since)
    assert "SIGKILL" in said["text"]
    program.wait_for("running", lambda e: not e["on"], since)
    last = [e for e in program.events if e["event"] == "progress"][-1]
    assert last["updates"] >= trained["updates"]
    # Continue, and another process takes over where it was.
    again = len(program.events)
    program.press("F6")
    program.wait_for("running", lambda e: e["on"], again)
    on = program.wait_for("progress", lambda e: e["updates"] > last["updates"], again)
    assert on["updates"] > last["updates"]
    children = program.children()
    program.ends(children, "closed after its child was killed", discard(program))
