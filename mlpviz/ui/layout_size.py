"""Small, normal, large: the three layouts, by the size of the window."""

from dataclasses import dataclass

from PySide6.QtCore import QSize


@dataclass(frozen=True)
class LayoutSize:
    """One layout.

    Attributes
    ----------
    setup_width, weights_width : int
        Widths of the side docks, in pixels.
    compact : bool
        Tightened for small windows.
    marker_factor : float
        Of the points' markers.
    """

    setup_width: int
    weights_width: int
    compact: bool = False
    marker_factor: float = 1.0


COMPACT = LayoutSize(248, 328, compact=True)
NORMAL = LayoutSize(256, 400)
LARGE = LayoutSize(288, 480, marker_factor=1.25)


def layout_for(size: QSize) -> LayoutSize:
    """Return the layout of a window of that size."""
    if size.width() < 1280 or size.height() < 800:
        return COMPACT
    if size.width() >= 1760 and size.height() >= 1080:
        return LARGE
    return NORMAL
