"""Curve tables only grow, nobody can write to them, and values stay values."""

import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.core.curves import COLUMNS, Curves, Stroke, no_points
from tests.support.training import small_session


def rows(*epochs: int) -> np.ndarray:
    table = np.arange(len(epochs) * len(COLUMNS), dtype=float)
    table = table.reshape(len(epochs), len(COLUMNS))
    table[:, 0] = epochs
    return table


def test_no_points_has_every_column() -> None:
    assert no_points().shape == (0, len(COLUMNS))
    assert Curves().points.shape == (0, len(COLUMNS))


def test_columns_are_found_by_name() -> None:
    curves = Curves(rows(0, 1, 2))
    for index, name in enumerate(COLUMNS):
        np.testing.assert_array_equal(curves.column(name), rows(0, 1, 2)[:, index])
    with pytest.raises(ValueError, match="not in tuple"):
        curves.column("no_such")


def test_points_are_added_at_the_end() -> None:
    one = Curves(rows(0, 1))
    two = one.extended(rows(2, 3))
    assert two.column("epoch").tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(two.points[:2], one.points)
    np.testing.assert_array_equal(two.points[2:], rows(2, 3))
    assert one.column("epoch").tolist() == [0, 1]
    # Views compare by identity to see whether there is anything to draw.
    assert one.extended(no_points()) is one


def test_nobody_can_write_to_a_curve() -> None:
    table = rows(0, 1)
    curves = Curves(table)
    table[0, 1] = -1
    assert curves.points[0, 1] != -1
    for written in (curves, curves.extended(rows(2))):
        with pytest.raises(ValueError, match="read-only"):
            written.points[0, 0] = 5


def test_strokes_are_noted_in_turn() -> None:
    first, second = Stroke("train", "numpy", 0), Stroke("continue", "keras", 2.5, True)
    curves = Curves(rows(0)).with_stroke(first).with_stroke(second)
    assert curves.strokes == (first, second)
    assert curves.extended(rows(1)).strokes == (first, second)


def test_a_run_that_came_to_nothing_leaves_no_curve_behind() -> None:
    """A run that diverges in its first update gives a point for epoch 0 and no more."""
    session = edits.begin_run(small_session())
    diverged = edits.advance(session, session.state, rows(0))
    assert diverged.curves.column("epoch").tolist() == [0]
    for again in (edits.continue_run(diverged), edits.step_run(diverged)):
        assert len(again.curves.points) == 0
        assert [stroke.kind for stroke in again.curves.strokes] == ["train"]
