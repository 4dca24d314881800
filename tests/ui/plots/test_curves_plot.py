"""The curves as a student meets them: what is drawn, named, read off and said."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from mlpviz.core.curves import Curves, Stroke
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.core.session import Session, new_session
from mlpviz.ui.plots.curve_pane import decimated
from mlpviz.ui.plots.curves_plot import CurvesPlot
from mlpviz.ui.plots.ticks import accuracy_ticks, count_ticks, log_ticks
from mlpviz.ui.theme import Theme


@pytest.fixture
def theme(qapp):
    return Theme(qapp, "light")


@pytest.fixture
def plot(qtbot, theme):
    plot = CurvesPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(782, 306)
    plot.show()
    return plot


def fresh() -> Session:
    return new_session(DatasetSpec(n_train=40, n_test=40), Hyperparameters(epochs=100))


def table(count: int) -> np.ndarray:
    epochs = np.arange(count, dtype=float)
    loss = 0.2 / (1 + epochs)
    accuracy = 1 - 0.5 / (1 + epochs)
    points = np.column_stack([epochs] + [loss, accuracy] * 3)
    points[0, 1:3] = np.nan
    return points


def trained(count: int, *strokes: Stroke, **changes: object) -> Session:
    strokes = strokes or (Stroke("train", "keras", 0.0),)
    curves = Curves(table(count), strokes)
    return replace(fresh(), curves=curves, target_epoch=100, **changes)


def legend(plot: CurvesPlot) -> tuple[str, ...]:
    return plot.loss_pane.header.shown_texts()


def test_an_untrained_session_says_what_to_do(plot):
    plot.set_session(fresh())
    assert "Press Train" in plot.accessibleDescription()
    assert plot.loss_pane.shown("train")[0].size == 0


def test_lines_lie_on_log_loss_and_log_error(plot):
    plot.set_session(trained(11))
    x, y = plot.loss_pane.shown("validation")
    assert x[-1] == 10
    assert y[-1] == pytest.approx(math.log10(0.2 / 11))
    x, y = plot.accuracy_pane.shown("test")
    assert y[0] == pytest.approx(-math.log10(0.5))
    assert plot.loss_pane.view_box.viewRange()[0] == pytest.approx([0, 100])


def test_the_running_mean_is_named_and_small_windows_shorten_it(plot):
    plot.set_session(trained(5))
    assert legend(plot)[0] == "train, running mean"
    plot.resize(1150, 330)
    assert legend(plot) == ("train, running mean", "validation", "test")
    plot.set_compact(True)
    assert legend(plot) == ("train", "val.", "test")
    assert "Keras" in plot.loss_pane.header.entries[0].tooltip


@pytest.mark.parametrize(
    ("strokes", "words", "marks"),
    [
        ([Stroke("train", "keras", 0.0)], "from the start · Keras", 0),
        (
            [Stroke("train", "keras", 0.0), Stroke("continue", "numpy", 40.0)],
            "continued at epoch 40 · NumPy",
            1,
        ),
        (
            [Stroke("train", "numpy", 0.0), Stroke("continue", "numpy", 7.5, True)],
            "continued at epoch 7.5 · NumPy · edited by hand",
            1,
        ),
    ],
)
def test_it_says_how_the_run_began(plot, strokes, words, marks):
    plot.set_session(trained(50, *strokes))
    assert plot.accuracy_pane.header.entries[0].texts[0] == words
    assert words in plot.accessibleDescription()
    x, _ = plot.accuracy_pane._mark_lines.getData()
    assert len(x) == 2 * marks


def test_hovering_reads_values_off_and_leaving_ends_it(plot, qtbot):
    plot.set_session(trained(101))
    pane = plot.loss_pane
    box = pane.view_box
    scene = box.mapViewToScene(pane.view_box.viewRect().center())
    point = pane._view.mapFromScene(scene)
    qtbot.mouseMove(pane._view.viewport(), point)
    QApplication.processEvents()
    epoch = box.mapSceneToView(scene).x()
    row = round(epoch)
    assert pane.header.subtitle == f"epoch {row}"
    assert pane.header.entries[1].texts == (f"{0.2 / (1 + row):.4f}",)
    assert plot.accuracy_pane.header.entries[1].texts == (
        f"{100 - 50 / (1 + row):.2f} %",
    )
    qtbot.mouseMove(pane._view.viewport(), QPoint(2, 2))
    QApplication.processEvents()
    assert pane.header.subtitle == "MSE, log"


def test_arrow_keys_read_values_off(plot, qtbot):
    plot.set_session(trained(101))
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.loss_pane.header.subtitle == "epoch 0"
    # Nothing has been trained at epoch 0: there is no running mean yet.
    assert plot.loss_pane.header.entries[0].texts == ("–",)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.loss_pane.header.subtitle == "epoch 1"
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.loss_pane.header.subtitle == "MSE, log"


def test_a_single_point_is_visible(plot):
    plot.set_session(trained(1))
    x, y = plot.loss_pane._dots["validation"].getData()
    assert (x[0], y[0]) == (0.0, pytest.approx(math.log10(0.2)))
    assert plot.loss_pane._dots["train"].getData()[0].size == 0


def test_a_loss_of_zero_and_a_perfect_accuracy_have_a_place(plot):
    session = trained(3)
    points = session.curves.points.copy()
    points[1:, 1::2] = 0.0
    points[1:, 2::2] = 1.0
    points[2, 1] = np.inf
    plot.set_session(replace(session, curves=Curves(points)))
    for pane in (plot.loss_pane, plot.accuracy_pane):
        _, y = pane.shown("validation")
        low, high = pane.view_box.viewRange()[1]
        assert np.isfinite(y).all()
        assert low - 1e-9 <= y.min() <= y.max() <= high + 1e-9
    assert plot.grab().width() == 782


def test_unchanged_curves_are_not_drawn_again(plot, monkeypatch):
    session = trained(20)
    plot.set_session(session)
    drawn = []
    monkeypatch.setattr(plot.loss_pane, "set_lines", lambda *a: drawn.append(a))
    plot.set_session(replace(session, engine="numpy"))
    assert not drawn
    plot.set_session(replace(session, target_epoch=200))
    assert len(drawn) == 1


def test_undo_to_a_shorter_run_forgets_the_row_read_off(plot, qtbot):
    plot.set_session(trained(50))
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    plot.set_session(trained(3))
    assert plot.loss_pane.header.subtitle == "MSE, log"


def test_boxes_can_be_aligned_with_the_panes_above(plot):
    assert plot.plot_boxes() == (48, 384, 431, 767)
    plot.set_plot_boxes((60, 300, 400, 640))
    scene = plot.loss_pane.view_box.sceneBoundingRect()
    left = plot.loss_pane._view.mapFromScene(scene.topLeft())
    assert plot.loss_pane._view.mapTo(plot, left).x() == 60


def test_it_follows_the_theme(plot, theme):
    plot.set_session(trained(5))
    theme.set_mode("dark")
    pen = plot.loss_pane.header.entries[0].pen
    assert pen is not None
    assert pen.color().name().upper() == theme.tokens.text
    image = plot.grab().toImage()
    assert image.pixelColor(2, 290).name().upper() == theme.tokens.surface
    theme.set_mode("light")


def test_thousands_of_epochs_are_thinned_but_keep_their_peaks():
    x = np.arange(100_000.0)
    y = np.sin(x / 5000)
    y[61_234] = 40.0
    y[:10_000] = np.nan
    thin_x, thin_y = decimated(x, y, 300)
    assert len(thin_x) <= 601
    assert np.nanmax(thin_y) == 40.0
    assert np.isnan(thin_y[0])
    assert (thin_x[-1], thin_y[-1]) == (x[-1], y[-1])


@pytest.mark.parametrize(
    ("low", "high", "most", "labels"),
    [
        (0.012, 0.16, 10, ["0.01", "0.02", "0.05", "0.1", "0.2"]),
        (0.15, 0.15, 10, ["0.1", "0.2"]),
        (0.1, 0.1, 10, ["0.1", "0.2"]),
        (1e-9, 0.3, 6, ["10⁻⁹", "10⁻⁷", "10⁻⁵", "0.001", "0.1", "10"]),
        (0.5, 3e7, 5, ["0.1", "100", "10⁵", "10⁸"]),
    ],
)
def test_log_ticks(low, high, most, labels):
    ticks = log_ticks(low, high, most)
    assert [label for _, label in ticks] == labels
    assert ticks[0][0] <= math.log10(low) + 1e-9
    assert ticks[-1][0] >= math.log10(high) - 1e-9


def test_accuracy_ticks_are_those_of_the_design_and_leave_room():
    labels = [label for _, label in accuracy_ticks(0.962, 1e-3, 10)]
    assert labels == ["0", "50", "80", "90", "95", "98"]
    perfect = accuracy_ticks(1.0, 1e-3, 6)
    assert perfect[-1] == (pytest.approx(3.0), "100")
    assert len(perfect) <= 7


def test_count_ticks_are_whole_numbers():
    assert [label for _, label in count_ticks(100, 9)] == [
        "0",
        "20",
        "40",
        "60",
        "80",
        "100",
    ]
    assert [label for _, label in count_ticks(4, 8)] == ["0", "1", "2", "3", "4"]
    assert [label for _, label in count_ticks(25_000, 6)] == [
        "0",
        "5,000",
        "10,000",
        "15,000",
        "20,000",
        "25,000",
    ]
