"""Labels that give way, line samples and the colour scale."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPen

from mlpviz.ui.tokens import LIGHT
from mlpviz.ui.widgets.elided_label import ElidedLabel
from mlpviz.ui.widgets.line_sample import LineSample
from mlpviz.ui.widgets.signed_scale import SignedScale


def test_a_label_is_cut_and_says_the_rest(show):
    label = show_without_focus(show, ElidedLabel("unit 2 of layer 1 → unit 4"))
    label.resize(400, 20)
    assert label.shown_text() == label.text()
    assert label.toolTip() == ""
    label.resize(80, 20)
    assert label.shown_text().endswith("…")
    assert label.toolTip() == "unit 2 of layer 1 → unit 4"


def test_a_label_takes_html_for_text(show):
    label = show_without_focus(show, ElidedLabel("<b>x</b>"))
    label.resize(400, 20)
    assert label.shown_text() == "<b>x</b>"


def test_a_line_sample_draws_its_pen(show):
    sample = show_without_focus(
        show, LineSample(lambda tokens: QPen(QColor(tokens.accent), 3))
    )
    middle = QPoint(9, sample.height() // 2)
    assert sample.grab().toImage().pixelColor(middle).name().upper() == LIGHT.accent


def test_the_scale_names_its_ends(show):
    scale = show_without_focus(show, SignedScale())
    scale.set_scale(2.0)
    assert scale.accessibleDescription() == "−2 orange, 0 the background, +2 blue"
    image = scale.grab().toImage()
    middle = scale.width() // 2
    left = image.pixelColor(middle - 39, 9)
    right = image.pixelColor(middle + 38, 9)
    assert left.red() > 200 > left.blue()
    assert right.blue() > 200 > right.red()
    scale.set_scale(0.05)
    assert scale.sizeHint().width() > image.width()


def show_without_focus(show, widget):
    """Labels do not take the focus; the fixture wants one that does."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return show(widget)
