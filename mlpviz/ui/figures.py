"""Figures for a report: the regions or the curves of a session, as PNG, SVG or PDF.

Always in the light palette, whatever the window's; nothing a pointer does is on them.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QObject,
    QPoint,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from mlpviz.app.analysis import Metrics, measure
from mlpviz.app.rendering import RegionPicture, exact_picture
from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import Session
from mlpviz.files.atomic_file import write_atomically
from mlpviz.ui.plots.curves_plot import CurvesPlot
from mlpviz.ui.plots.regions_plot import RegionsPlot
from mlpviz.ui.style_sheet import style_sheet
from mlpviz.ui.theme import LIGHT, Theme, Tokens, make_palette

REGIONS_SIZE = QSize(1000, 560)
CURVES_SIZE = QSize(1000, 380)
# Dots of a picture file for each of the figure's pixels: sharp in print.
PIXEL_RATIO = 2
MIN_SIZE, MAX_SIDE = QSize(420, 300), 10_000
FORMATS = ("png", "svg", "pdf")

RegionResults = tuple[RegionPicture, Metrics]


class PaperTheme(Theme):
    """Stands in for the window's theme: light, and never changes."""

    def __init__(self) -> None:
        # Not Theme's own: the application keeps its look.
        QObject.__init__(self)

    @property
    def tokens(self) -> Tokens:
        """The light palette."""
        return LIGHT


def check_format(path: Path) -> str:
    """Return the format a file name asks for.

    Raises
    ------
    MlpvizError
        If its ending is none of `FORMATS`.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise MlpvizError(
            f"a figure cannot be written as {path.suffix or 'a file with no ending'}",
            where=path.name,
            advice="End the name in .png, .svg or .pdf.",
        )
    return ending


def regions_figure(session: Session, size: QSize = REGIONS_SIZE) -> QWidget:
    """Return the decision regions, ready to be written; evaluates every cell."""
    figure = _regions_widget(session, size)
    request = figure.request(session.network)
    figure.set_picture(exact_picture(request))
    figure.set_metrics(measure(session))
    return figure


def prepare_regions_figure(
    session: Session, size: QSize = REGIONS_SIZE
) -> tuple[RegionsPlot, Callable[[], RegionResults]]:
    """Return the figure, still without its map, and the work that makes the map.

    The work may run in any thread; `set_picture` and `set_metrics` take its results.
    """
    figure = _regions_widget(session, size)
    request = figure.request(session.network)
    return figure, lambda: (exact_picture(request), measure(session))


def curves_figure(session: Session, size: QSize = CURVES_SIZE) -> QWidget:
    """Return the curves of loss and accuracy, ready to be written."""
    theme = PaperTheme()
    figure = CurvesPlot(theme)
    theme.setParent(figure)
    _put_on_paper(figure, size)
    figure.set_session(session)
    return figure


def _regions_widget(session: Session, size: QSize) -> RegionsPlot:
    theme = PaperTheme()
    figure = RegionsPlot(theme)
    theme.setParent(figure)
    figure.set_for_print(PIXEL_RATIO)
    _put_on_paper(figure, size)
    figure.set_session(session)
    return figure


def _put_on_paper(figure: QWidget, size: QSize) -> None:
    figure.setPalette(make_palette(LIGHT))
    figure.setStyleSheet(style_sheet(LIGHT))
    # Laid out and polished as if it were shown, but on no screen.
    figure.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    figure.resize(size)
    figure.show()
    # Polishing has given the parts the window's palette, whose dark text is white.
    for part in figure.findChildren(QWidget):
        part.setPalette(make_palette(LIGHT))


def put_away(figure: QWidget) -> None:
    """Take a figure away for good, once it is written.

    Left to Python's garbage collector, its widgets may vanish in the middle of a change
    of the theme, while Qt is at work on all of them, and the program ends.
    """
    figure.close()
    figure.deleteLater()


def write_figure(
    figure: QWidget, path: Path, *, pixel_ratio: int = PIXEL_RATIO
) -> None:
    """Write a figure to a file, in the format of its ending.

    Parameters
    ----------
    pixel_ratio : int
        Dots of a PNG for each of the figure's pixels, on either axis.

    Raises
    ------
    MlpvizError
        If the ending is unknown or the file cannot be written.
    """
    encode = {"png": partial(_png, pixel_ratio=pixel_ratio), "svg": _svg, "pdf": _pdf}
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    encode[check_format(path)](figure, buffer)
    buffer.close()
    # Drawn in memory first: a full disk must neither pass unseen nor take the old file.
    write_atomically(path, bytes(data.data()), lambda _: None, keeps_backup=False)


def figure_image(figure: QWidget, pixel_ratio: int = PIXEL_RATIO) -> QImage:
    """Return a figure as a picture, so many dots for each of its pixels."""
    image = QImage(figure.size() * pixel_ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.white)
    figure.render(image)
    return image


def _png(figure: QWidget, device: QIODevice, pixel_ratio: int) -> None:
    QImageWriter(device, QByteArray(b"png")).write(figure_image(figure, pixel_ratio))


def _svg(figure: QWidget, device: QIODevice) -> None:
    # Generator and painter must not outlive this function: the drawing is complete
    # only when both are gone.
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setSize(figure.size())
    generator.setViewBox(figure.rect())
    generator.setResolution(figure.logicalDpiX())
    generator.setTitle("MLPViz")
    painter = QPainter(generator)
    figure.render(painter, QPoint())
    painter.end()


def _pdf(figure: QWidget, device: QIODevice) -> None:
    writer = QPdfWriter(device)
    writer.setResolution(figure.logicalDpiX())
    dpi = figure.logicalDpiX()
    inches = QSizeF(figure.width() / dpi, figure.height() / dpi)
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch))
    writer.setPageMargins(QMarginsF())
    writer.setTitle("MLPViz")
    painter = QPainter(writer)
    figure.render(painter, QPoint())
    painter.end()


def figure_size(width: int, height: int) -> QSize:
    """Return a size in pixels.

    Raises
    ------
    MlpvizError
        If a side is out of range.
    """
    least = f"{MIN_SIZE.width()}x{MIN_SIZE.height()}"
    if not (
        MIN_SIZE.width() <= width <= MAX_SIDE
        and MIN_SIZE.height() <= height <= MAX_SIDE
    ):
        raise MlpvizError(
            f"a figure of {width}x{height} pixels",
            advice=f"It takes from {least} to {MAX_SIDE:,}x{MAX_SIDE:,}.",
        )
    return QSize(width, height)
