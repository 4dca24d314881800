"""What is said about one setting, and the kinds there are; it knows none of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["integer", "number", "yes or no", "choice"]


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes
    ----------
    name : str
        Its name in the terminal.
    place : str
        The struct it stands in and its field there, such as "optimizer.momentum".
    kind : str
        What its value is.
    label : str
        Its name in the window.
    help : str
        One sentence on what it does.
    keras : str
        What Keras calls it; empty if it is no business of Keras.
    unit : str
        What it counts; empty for a plain number.
    minimum, maximum : float
        The range of a number; whether the minimum itself may be is for the
        struct to say.
    choices : mapping
        Name to label.
    """

    name: str
    place: str
    kind: Kind
    label: str
    help: str
    keras: str = ""
    unit: str = ""
    minimum: float = 0
    maximum: float = 0
    choices: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def struct(self) -> str:
        """Return the name of the struct it stands in."""
        return self.place.partition(".")[0]

    @property
    def field(self) -> str:
        """Return the name of its field in the struct."""
        return self.place.partition(".")[2]

    @property
    def tooltip(self) -> str:
        """Return the help, with Keras's name where there is one."""
        return f"{self.help}\nKeras: {self.keras}" if self.keras else self.help


def choice(
    name: str, place: str, label: str, choices: Mapping[str, str], text: str, keras: str
) -> Setting:
    """Return a setting whose value is one of some names."""
    return Setting(name, place, "choice", label, text, keras, choices=choices)


def integer(
    name: str,
    place: str,
    label: str,
    limits: tuple[int, int],
    text: str,
    keras: str = "",
    unit: str = "",
) -> Setting:
    """Return a setting that counts something."""
    return Setting(name, place, "integer", label, text, keras, unit, *limits)


def number(
    name: str,
    place: str,
    label: str,
    limits: tuple[float, float],
    text: str,
    keras: str = "",
) -> Setting:
    """Return a setting that is any number of a range."""
    return Setting(name, place, "number", label, text, keras, "", *limits)


def switch(name: str, place: str, label: str, text: str, keras: str) -> Setting:
    """Return a setting that is on or off."""
    return Setting(name, place, "yes or no", label, text, keras)
