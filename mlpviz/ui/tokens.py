"""Every colour of the two palettes, by name; plain data that knows no Qt."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ClassStyle:
    """How one class is drawn, in every view alike.

    Attributes
    ----------
    fill
        Colour of its points, "#RRGGBB".
    symbol
        pyqtgraph's name of its marker, so that colour is never the only sign.
    size
        Marker size in pixels; shapes differ in area, so sizes differ too.
    tint
        Colour of its region where the network is sure. All tints share one lightness.
    """

    fill: str
    symbol: str
    size: float
    tint: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one palette, "#RRGGBB" each.

    Attributes
    ----------
    win, surface
        Chrome and side docks; plots, fields and tables.
    hair, fieldline, fieldbase, grid
        Dividers; a field's border; its bottom edge, axes and the pinned run; grid lines.
    text, muted, faint
        Text; captions and ticks; disabled text only.
    hover, press
        Under the pointer; pressed or checked.
    accent, on_accent, accenttext, soft
        Fill, focus, selection and handles; text upon it; links, selected names and the
        validation lines; the selected row.
    good, bad, ring
        A change for the better; an error; the ring of wrong points.
    pos, neg
        The ends of the signed scale.
    ink, ghost
        The decision boundary, and where it was before.
    classes
        Styles of the first classes, see `class_style`.
    """

    name: Literal["light", "dark"]
    win: str
    surface: str
    hair: str
    fieldline: str
    fieldbase: str
    grid: str
    text: str
    muted: str
    faint: str
    hover: str
    press: str
    accent: str
    on_accent: str
    accenttext: str
    soft: str
    good: str
    bad: str
    ring: str
    pos: str
    neg: str
    ink: str
    ghost: str
    classes: tuple[ClassStyle, ...]

    @property
    def is_dark(self) -> bool:
        """Whether this is the dark palette."""
        return self.name == "dark"

    def class_style(self, index: int) -> ClassStyle:
        """Return the style of class `index`, counted from 0.

        Beyond the table the colours come round again with another marker, so that the
        first n² pairs of colour and marker differ for n styles in the table.
        """
        count = len(self.classes)
        style = self.classes[index % count]
        lap = index // count
        if lap == 0:
            return style
        marker = self.classes[(index + lap) % count]
        return ClassStyle(style.fill, marker.symbol, marker.size, style.tint)


LIGHT = Tokens(
    name="light",
    win="#F4F5F7",
    surface="#FFFFFF",
    hair="#DDE0E6",
    fieldline="#CFD4DC",
    fieldbase="#838A96",
    grid="#E9EBEF",
    text="#1B1F26",
    muted="#59616E",
    faint="#A0A6B1",
    hover="#E8EAEE",
    press="#DCDFE6",
    accent="#5B5BD6",
    on_accent="#FFFFFF",
    accenttext="#4D4CC6",
    soft="#E8E8FA",
    good="#1A7A48",
    bad="#B3261E",
    ring="#D4001A",
    pos="#2B6CDE",
    neg="#DE6B14",
    ink="#20242B",
    ghost="#6E7683",
    classes=(
        ClassStyle("#0072B2", "o", 6.0, "#CFE5F1"),
        ClassStyle("#E69F00", "s", 5.5, "#F7DEA9"),
        ClassStyle("#009E73", "t1", 7.0, "#C4E9DF"),
        ClassStyle("#56B4E9", "d", 7.0, "#C6E5F8"),
        ClassStyle("#CC79A7", "+", 7.0, "#F1DCE8"),
        ClassStyle("#D55E00", "t", 7.0, "#F6DDC8"),
        ClassStyle("#F0E442", "p", 6.5, "#F8F2A0"),
        ClassStyle("#8A8F98", "h", 6.5, "#E0E1E3"),
        ClassStyle("#882255", "star", 7.5, "#ECDBE3"),
        ClassStyle("#44AA99", "x", 7.0, "#C8E6E1"),
        ClassStyle("#7B5CB8", "t2", 7.0, "#E3DDF0"),
        ClassStyle("#7A4A2B", "t3", 7.0, "#E7DED8"),
    ),
)

DARK = Tokens(
    name="dark",
    win="#1F2227",
    surface="#15171B",
    hair="#33373F",
    fieldline="#3A3F48",
    fieldbase="#7C8390",
    grid="#24272D",
    text="#E6E8EB",
    muted="#A1A8B3",
    faint="#656C77",
    hover="#2B2F36",
    press="#343943",
    accent="#6A67E2",
    on_accent="#FFFFFF",
    accenttext="#A9A7FB",
    soft="#2E2E52",
    good="#5CC98C",
    bad="#FF8A80",
    ring="#FF5A5F",
    pos="#5E9BFF",
    neg="#FF9346",
    ink="#F1F3F5",
    ghost="#9AA1AC",
    classes=(
        ClassStyle("#2A8FD6", "o", 6.0, "#1C3D56"),
        ClassStyle("#E69F00", "s", 5.5, "#483814"),
        ClassStyle("#009E73", "t1", 7.0, "#0E4137"),
        ClassStyle("#56B4E9", "d", 7.0, "#253D4D"),
        ClassStyle("#CC79A7", "+", 7.0, "#4A3444"),
        ClassStyle("#E36C0A", "t", 7.0, "#553116"),
        ClassStyle("#F0E442", "p", 6.5, "#3C3C22"),
        ClassStyle("#8A8F98", "h", 6.5, "#383B40"),
        ClassStyle("#C2649A", "star", 7.5, "#4D3044"),
        ClassStyle("#44AA99", "x", 7.0, "#213E3C"),
        ClassStyle("#9A80D6", "t2", 7.0, "#3B3551"),
        ClassStyle("#B07B57", "t3", 7.0, "#45362E"),
    ),
)
