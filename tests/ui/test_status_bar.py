"""The status bar alone: messages, numbers, counts; and what a screen reader hears."""

import pytest
from PySide6.QtGui import QFontMetricsF

from mlpviz.app.analysis import measure
from mlpviz.core import edits
from mlpviz.core.losses import LOSSES
from mlpviz.ui.fonts import bold_font
from mlpviz.ui.status_bar import StatusLine
from tests.ui.studio import Studio, measured_anew, small_session


@pytest.fixture
def line(qtbot, look) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(1400, 28)
    line.show()
    return line


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_its_numbers_are_the_definitions(line: StatusLine, loss: str) -> None:
    session = small_session(loss=loss)
    line.set_session(session)
    line.set_metrics(measure(session))
    for (name, shown_loss, shown), split in zip(
        line.numbers.texts, session.dataset.splits.values(), strict=True
    ):
        exact_loss, accuracy = measured_anew(session.network, split, loss)
        assert float(shown_loss) == pytest.approx(exact_loss, abs=5.1e-5)
        assert shown == f"{100 * accuracy:.2f} %"
        assert f"{name}: loss {shown_loss}, accuracy {shown}" in (
            line.numbers.accessibleDescription()
        )


@pytest.mark.parametrize(
    ("hidden", "classes", "parameters"),
    [((), 2, 6), ((5,), 2, 27), ((50,) * 10, 5, 23_355)],
)
def test_its_counts_are_the_lab_s(line, hidden, classes, parameters) -> None:
    line.set_session(small_session(hidden, classes))
    assert line.counts.text().startswith(f"{parameters:,} parameters")


def test_updates_per_epoch_count_the_smaller_last_batch(studio: Studio) -> None:
    counts = studio.window.status.counts
    for batch, updates in ((16, 4), (60, 1), (59, 2), (1, 60), (512, 1)):
        studio.set("batch_size", batch)
        assert studio.session.updates_per_epoch == updates
        end = f" · {updates} update{'s' * (updates != 1)} per epoch"
        assert counts.text().endswith(end)
    studio.show(1100, 700)
    assert counts.text() == "39 parameters"


def test_an_error_has_its_colour_until_the_next_message(studio: Studio) -> None:
    message = studio.window.status.message
    studio.window.say("no", "error")
    assert message.property("role") == "error"
    bad = studio.theme.tokens.bad
    assert message.palette().windowText().color().name().upper() == bad
    studio.window.say("yes")
    assert message.property("role") == "status"
    assert message.accessibleDescription() == "yes"


def test_a_name_that_looks_like_html_is_shown_as_it_is(studio: Studio) -> None:
    text = "<b>no</b> &amp; <img src=x>"
    studio.window.say(text, "error")
    assert studio.said == text
    assert studio.log()[-1] == text


def test_a_long_message_pushes_nothing_out(studio: Studio) -> None:
    for width, height in ((1100, 700), (960, 620)):
        studio.show(width, height)
        studio.window.say("a very long message " * 30)
        status = studio.window.status
        assert studio.window.width() == width
        for part in (status.numbers, status.counts):
            assert part.isVisible()
            right = part.mapTo(studio.window, part.rect().topRight()).x()
            assert right <= width
        assert status.numbers.width() >= status.numbers.sizeHint().width()


def test_numbers_of_more_digits_get_the_room_they_need(line: StatusLine) -> None:
    session = small_session(loss="categorical_crossentropy")
    network = session.network
    # Sure of the wrong class: a loss of hundreds.
    network = network.with_weight(2, 0, None, 900.0)
    metrics = measure(small_session())
    line.set_metrics(metrics)
    narrow = line.numbers.width()
    line.set_metrics(measure(edits.set_network(session, network)))
    assert len(line.numbers.texts[0][1]) >= len("100.0000")
    digit = QFontMetricsF(bold_font()).horizontalAdvance("0")
    assert line.numbers.width() >= narrow + 3 * 2 * digit - 1
