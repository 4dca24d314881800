"""Where the cells of a W | b matrix are; plain arithmetic that paints nothing."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

HEADER_HEIGHT = 22
MAX_ROW_PITCH = 28
BIAS_GAP = 8
# Room for the ring around the last row, and for the name of a thin one.
FOOT = 4
# Below these a cell is heat alone.
TEXT_PITCH = 24
TEXT_ROW_PITCH = 13
# Below this a cell can be neither seen nor hit: the matrix scrolls instead.
MIN_PITCH = 3
_MIN_HEADER_WIDTH = 19


@dataclass(frozen=True, slots=True)
class MatrixGeometry:
    """The layout of one matrix in one view, in device-independent pixels.

    Attributes
    ----------
    rows, columns
        Size of W; the biases are one more column behind a gap.
    header_width
        Width of the row names.
    pitch, row_pitch
        From one cell to the next.
    """

    rows: int
    columns: int
    header_width: int
    pitch: int
    row_pitch: int

    @classmethod
    def fit(
        cls, rows: int, columns: int, width: int, height: int, row_name_width: float
    ) -> "MatrixGeometry":
        """Return the layout with the largest cells that fit a view.

        Parameters
        ----------
        rows, columns
            Size of W.
        width, height
            The view.
        row_name_width
            Width of the widest row name.
        """
        header_width = max(_MIN_HEADER_WIDTH, round(row_name_width) + 6)
        pitch = (width - header_width - BIAS_GAP) // (columns + 1)
        row_pitch = (height - HEADER_HEIGHT - FOOT) // max(rows, 1)
        return cls(
            rows,
            columns,
            header_width,
            max(MIN_PITCH, pitch),
            max(MIN_PITCH, min(MAX_ROW_PITCH, row_pitch)),
        )

    @property
    def has_text(self) -> bool:
        """Whether cells are large enough for numbers."""
        return self.pitch >= TEXT_PITCH and self.row_pitch >= TEXT_ROW_PITCH

    @property
    def gap(self) -> int:
        """Ground between two columns."""
        return 2 if self.has_text else 1

    @property
    def row_gap(self) -> int:
        """Ground between two rows; none where rows are thin."""
        return 2 if self.has_text else int(self.row_pitch >= 8)

    @property
    def width(self) -> int:
        """The whole matrix with its header."""
        return self.header_width + (self.columns + 1) * self.pitch + BIAS_GAP

    @property
    def height(self) -> int:
        """The whole matrix with its header."""
        return HEADER_HEIGHT + self.rows * self.row_pitch + FOOT

    def left(self, column: int) -> int:
        """Return the left edge of a column."""
        gap = BIAS_GAP if column >= self.columns else 0
        return self.header_width + column * self.pitch + gap

    def top(self, row: int) -> int:
        """Return the upper edge of a row."""
        return HEADER_HEIGHT + row * self.row_pitch

    def cell(self, row: int, column: int) -> QRect:
        """Return the coloured rectangle of a cell."""
        return QRect(
            self.left(column),
            self.top(row),
            self.pitch - self.gap,
            self.row_pitch - self.row_gap,
        )

    def hit(self, point: QPoint) -> tuple[int, int] | None:
        """Return row and column under a point; gaps belong to the cell before."""
        row = (point.y() - HEADER_HEIGHT) // self.row_pitch
        x = point.x() - self.header_width
        column = x // self.pitch
        if column >= self.columns:
            column = self.columns
            is_past = x - self.columns * self.pitch - BIAS_GAP >= self.pitch
        else:
            is_past = False
        if x < 0 or is_past or not 0 <= row < self.rows:
            return None
        return row, column
