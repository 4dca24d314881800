"""Figures on the clipboard and in files, by the menu; valid, and refused in words."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from mlpviz.core.errors import MlpvizError
from mlpviz.files.examples import example_session
from mlpviz.ui.figures import (
    check_format,
    curves_figure,
    figure_image,
    figure_size,
    put_away,
    regions_figure,
    write_figure,
)
from mlpviz.ui.plots.curves_plot import CurvesPlot
from mlpviz.ui.plots.regions_plot import RegionsPlot
from mlpviz.ui.tokens import LIGHT
from tests.ui.conftest import Answers
from tests.ui.studio import Studio, forward_anew

KINDS = {"png": "PNG (*.png)", "svg": "SVG (*.svg)", "pdf": "PDF (*.pdf)"}
SIZES = {"regions": (1000, 560), "curves": (1000, 380)}


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(height, image.bytesPerLine() // 4, 4)[:, :width, 2::-1].copy()


def drawn(figure: QWidget) -> np.ndarray:
    """Draw a figure and put it away."""
    image = figure_image(figure)
    put_away(figure)
    return pixels(image)


def assert_is_a_figure(path: Path, size: tuple[int, int]) -> None:
    """Read a file back by something else than what wrote it."""
    data = path.read_bytes()
    if path.suffix == ".png":
        image = QImage(str(path))
        # Two dots a pixel: sharp in print.
        assert (image.width(), image.height()) == (2 * size[0], 2 * size[1])
        some = pixels(image)[::5, ::5].reshape(-1, 3)
        assert len(np.unique(some, axis=0)) > 10
    elif path.suffix == ".svg":
        root = ET.fromstring(data)
        assert root.tag.endswith("svg")
        view = [float(part) for part in root.attrib["viewBox"].split()]
        assert view == [0, 0, *size]
        tags = [element.tag.rpartition("}")[2] for element in root.iter()]
        # Shapes and text, and pictures of nothing but the maps and legends' lines.
        assert tags.count("text") > 20
        assert tags.count("path") + tags.count("polyline") > 20
        words = "".join(root.itertext())
        assert "epoch" in words or "Training data" in words
    else:
        assert data.startswith(b"%PDF-1.")
        assert data.rstrip().endswith(b"%%EOF")
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
        width, height = (float(side) for side in boxes[0])
        assert width / height == pytest.approx(size[0] / size[1], rel=0.01)


@pytest.fixture
def trained(studio: Studio) -> Studio:
    studio.press("train")
    studio.let_finish()
    studio.settle()
    return studio


@pytest.mark.parametrize("what", ["regions", "curves"])
def test_a_figure_is_copied(trained: Studio, what: str) -> None:
    trained.keys({"regions": "Ctrl+Alt+C", "curves": "Ctrl+Alt+Shift+C"}[what])
    trained.wait_for_jobs()
    assert trained.said == "Figure copied"
    image = QApplication.clipboard().image()
    width, height = SIZES[what]
    assert (image.width(), image.height()) == (2 * width, 2 * height)
    assert tuple(pixels(image)[-1, 0]) == (255, 255, 255)
    # Nothing of it is left for the garbage collector to stumble over.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    plots = (RegionsPlot, CurvesPlot)
    left = [w for w in QApplication.allWidgets() if isinstance(w, plots)]
    assert {id(w) for w in left} == {
        id(trained.window.regions),
        id(trained.window.curves),
    }


@pytest.mark.parametrize("ending", sorted(KINDS))
@pytest.mark.parametrize("what", ["regions", "curves"])
def test_a_figure_is_saved(
    trained: Studio, tmp_path: Path, answers: Answers, what: str, ending: str
) -> None:
    path = tmp_path / f"mine.{ending}"
    answers.file = str(path)
    trained.keys({"regions": "Ctrl+Alt+S", "curves": "Ctrl+Alt+Shift+S"}[what])
    trained.wait_for_jobs()
    assert answers.proposed[0].endswith(f"-{what}.png")
    assert trained.said == f"Figure saved as mine.{ending}"
    assert_is_a_figure(path, SIZES[what])


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("mine", "svg", "mine.svg"),
        ("task-1.4", "pdf", "task-1.4.pdf"),
        ("MINE.PNG", "png", "MINE.PNG"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_its_kind(
    studio: Studio, tmp_path, answers: Answers, typed: str, kind: str, written: str
) -> None:
    answers.file, answers.kind = str(tmp_path / typed), KINDS[kind]
    studio.actions["save_curves"].trigger()
    assert [path.name for path in tmp_path.iterdir()] == [written]


@pytest.mark.parametrize("what", ["regions", "curves"])
def test_an_unknown_ending_is_refused(
    studio: Studio, tmp_path, answers: Answers, what: str
) -> None:
    answers.file = str(tmp_path / "mine.bmp")
    studio.actions[f"save_{what}"].trigger()
    studio.wait_for_jobs()
    (text,) = studio.close_dialogs()
    assert ".bmp" in text
    assert "mine.bmp" in text
    assert ".png, .svg or .pdf" in text
    assert studio.said == text
    assert list(tmp_path.iterdir()) == []


def test_an_old_figure_is_not_replaced_unasked(
    studio: Studio, tmp_path, answers: Answers
) -> None:
    old = tmp_path / "mine.svg"
    old.write_text("old")
    answers.file, answers.kind = str(tmp_path / "mine"), KINDS["svg"]
    answers.button = QMessageBox.StandardButton.Cancel
    studio.actions["save_curves"].trigger()
    assert "mine.svg" in answers.asked[-1]
    assert old.read_text() == "old"


@pytest.mark.qt_log_ignore("QPainter::begin", "QSvgPaintEngine::begin")
@pytest.mark.parametrize("ending", sorted(KINDS))
def test_a_folder_that_is_not_there_is_told(
    studio: Studio, tmp_path, answers: Answers, ending: str
) -> None:
    answers.file = str(tmp_path / "no" / f"mine.{ending}")
    studio.actions["save_curves"].trigger()
    (text,) = studio.close_dialogs()
    assert "could not be written" in text
    assert f"mine.{ending}" in text


def test_a_cancelled_dialog_draws_nothing(studio: Studio, answers: Answers) -> None:
    studio.actions["save_regions"].trigger()
    studio.actions["save_curves"].trigger()
    assert not studio.program.jobs.busy
    assert studio.dialogs() == []


def test_a_figure_is_light_in_a_dark_window(studio: Studio) -> None:
    studio.begin_anew(example_session("task-1.2-relu"))
    light = drawn(regions_figure(studio.session)), drawn(curves_figure(studio.session))
    studio.actions["theme_dark"].trigger()
    assert studio.theme.tokens.is_dark
    dark = drawn(regions_figure(studio.session)), drawn(curves_figure(studio.session))
    for one, other in zip(light, dark, strict=True):
        assert np.array_equal(one, other)
    # Drawing on paper leaves the window as it was.
    studio.assert_shows_the_session()


def test_a_figure_of_a_running_session_is_of_one_network(studio: Studio) -> None:
    studio.press("train")
    studio.let(4)
    session = studio.session
    studio.keys("Ctrl+Alt+C")
    studio.let(4)
    studio.wait_for_jobs()
    copied = pixels(QApplication.clipboard().image())
    assert np.array_equal(copied, drawn(regions_figure(session)))
    studio.press("pause")


def test_the_map_on_paper_is_a_full_pass(look) -> None:
    session = example_session("task-2")
    figure = regions_figure(session)
    pane = figure.panes[0]  # type: ignore[attr-defined]
    grid, image = pane.grid(2), pane._map.image
    assert image.shape == (grid.rows, grid.columns, 4)
    some = np.s_[::9, ::7]
    x = grid.points().reshape(grid.rows, grid.columns, 2)[some].reshape(-1, 2)
    p = forward_anew(session.network, x)
    tints = np.array([[int(LIGHT.class_style(k).tint[i : i + 2], 16) for i in (1, 3, 5)] for k in range(5)])  # fmt: skip
    c = (p.max(axis=1) - 0.2) / 0.8
    amount = (0.2 + 0.8 * c)[:, np.newaxis]
    expected = 255 * (1 - amount) + tints[p.argmax(axis=1)] * amount
    top = np.sort(p, axis=1)
    clear = top[:, -1] - top[:, -2] > 1e-3
    shown = image[some].reshape(-1, 4)[:, :3]
    assert np.abs(shown - expected)[clear].max() <= 2
    put_away(figure)


def test_curves_of_an_untrained_session_say_what_to_do(studio: Studio) -> None:
    figure = curves_figure(studio.session)
    assert "Train" in figure.loss_pane._words.text()  # type: ignore[attr-defined]
    assert figure_image(figure, 1).width() == 1000
    put_away(figure)


@pytest.mark.parametrize("name", ["a", "a.", ".png", "a.jpg", "a.png.zip"])
def test_other_endings_are_no_format(name: str) -> None:
    with pytest.raises(MlpvizError, match="cannot be written"):
        check_format(Path(name))


@pytest.mark.parametrize("size", [(199, 500), (500, 10_001), (0, 0), (-5, 500)])
def test_a_size_out_of_range_is_named(size: tuple[int, int]) -> None:
    with pytest.raises(MlpvizError, match=f"{size[0]}x{size[1]}"):
        figure_size(*size)


@pytest.mark.parametrize("size", [(420, 300), (640, 480), (1600, 700)])
def test_a_figure_has_exactly_the_size_asked_for(look, tmp_path, size) -> None:
    figure = regions_figure(example_session("task-3"), figure_size(*size))
    write_figure(figure, tmp_path / "a.png", pixel_ratio=1)
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == size
    put_away(figure)
