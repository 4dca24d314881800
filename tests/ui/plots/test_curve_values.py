"""Values and ticks of the curves, also of runs that diverged; no Qt."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from mlpviz.core.curves import Curves
from mlpviz.core.session import Session
from mlpviz.ui.plots.curve_values import KINDS, curve_values
from mlpviz.ui.plots.curve_words import describe
from tests.files.sessions import golden_session, sessions


def assert_can_be_drawn(session: Session) -> None:
    assert describe(session)
    values = curve_values(session)
    for kind in KINDS:
        for line in values.positions[kind].values():
            assert not np.isinf(line).any()
        for most in (2, 5, 12):
            ticks = values.ticks(kind)(most)
            places = [place for place, _ in ticks]
            assert np.isfinite(places).all()
            assert places == sorted(places)


@given(sessions())
def test_any_session_that_a_file_may_hold_can_be_drawn(session):
    assert_can_be_drawn(session)


@pytest.mark.parametrize(
    "loss", [0.0, 5e-324, 3.4e38, 1e300, 1.7976931348623157e308, np.inf, np.nan]
)
def test_any_loss_has_an_axis(loss):
    session = golden_session()
    for rows in (slice(2, 3), slice(0, 3)):
        points = session.curves.points.copy()
        points[rows, 1::2] = loss
        curves = Curves(points, session.curves.strokes)
        assert_can_be_drawn(dataclasses.replace(session, curves=curves))
