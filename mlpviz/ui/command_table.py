"""Every command of the program once: text, menu, shortcut, icon, tooltip.

Menus and tool bar are made from this table; what a command does is a method of the
same name of `ui.commands.Commands`.
"""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

Keys = QKeySequence.StandardKey | str | None


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes
    ----------
    name : str
        Its name in the code, and of the method that does it.
    menu : str
        The menu it stands in, one of `MENUS`.
    text, tip : str
        What the menu says, and what the tooltip says it does.
    icon : str
        A drawing in `resources/icons`; empty for none.
    keys : StandardKey or str
        Its shortcut; a text where the platform has no standard one.
    checkable : bool
        It stays on; the method gets whether it is.
    group : str
        Checkable commands of one group exclude each other.
    ends_section : bool
        A line follows it in the menu.
    """

    name: str
    menu: str
    text: str
    tip: str
    icon: str = ""
    keys: Keys = None
    checkable: bool = False
    group: str = ""
    ends_section: bool = False


_Std = QKeySequence.StandardKey

MENUS = ("File", "Edit", "View", "Data", "Model", "Train", "Lab", "Help")

COMMANDS: tuple[Command, ...] = (
    Command("new", "File", "New", "Begin with an untrained network", "new", _Std.New),
    Command("open", "File", "Open…", "Open a session file", "open", _Std.Open),
    Command("save", "File", "Save", "Save the session to its file", "save", _Std.Save),
    Command(
        "save_as",
        "File",
        "Save as…",
        "Save the session to another file",
        "save-as",
        "Ctrl+Shift+S",
        ends_section=True,
    ),
    Command(
        "copy_regions",
        "File",
        "Copy regions figure",
        "Copy the decision regions as a picture",
        "copy",
        "Ctrl+Alt+C",
    ),
    Command(
        "save_regions",
        "File",
        "Save regions figure…",
        "Save the decision regions as PNG, SVG or PDF",
        "figure",
        "Ctrl+Alt+S",
    ),
    Command(
        "copy_curves",
        "File",
        "Copy curves figure",
        "Copy the curves of loss and accuracy as a picture",
        "copy",
        "Ctrl+Alt+Shift+C",
    ),
    Command(
        "save_curves",
        "File",
        "Save curves figure…",
        "Save the curves of loss and accuracy as PNG, SVG or PDF",
        "figure",
        "Ctrl+Alt+Shift+S",
        ends_section=True,
    ),
    Command("quit", "File", "Quit", "Close the program", "", "Ctrl+Q"),
    Command("undo", "Edit", "Undo", "Take the last change back", "undo", _Std.Undo),
    Command(
        "redo",
        "Edit",
        "Redo",
        "Do again what was taken back",
        "redo",
        "Ctrl+Shift+Z",
        ends_section=True,
    ),
    Command(
        "copy_weights",
        "Edit",
        "Copy all weights",
        "Copy W and b of every layer as NumPy text",
        "copy",
        "Ctrl+Shift+C",
    ),
    Command(
        "paste_weights",
        "Edit",
        "Paste weights",
        "Take W and b from NumPy text or spreadsheet cells on the clipboard",
        "paste",
        "Ctrl+Shift+V",
    ),
    Command(
        "fit",
        "View",
        "Show all of the data",
        "Go back to the square around the test data",
        "fit",
        "Ctrl+0",
    ),
    Command(
        "link",
        "View",
        "Link the panes",
        "Pan and zoom training and test data together",
        "link",
        checkable=True,
    ),
    Command(
        "points", "View", "Points", "Show the data points", "points", checkable=True
    ),
    Command(
        "shade",
        "View",
        "Confidence",
        "Fade the regions where the network is unsure",
        "shade",
        checkable=True,
    ),
    Command(
        "boundary",
        "View",
        "Decision boundary",
        "Draw the line between the regions",
        "line",
        checkable=True,
        ends_section=True,
    ),
    Command(
        "theme_system",
        "View",
        "Theme of the system",
        "Be light or dark as the desktop is",
        "theme",
        checkable=True,
        group="theme",
    ),
    Command(
        "theme_light",
        "View",
        "Light",
        "Use the light palette",
        checkable=True,
        group="theme",
    ),
    Command(
        "theme_dark",
        "View",
        "Dark",
        "Use the dark palette",
        checkable=True,
        group="theme",
        ends_section=True,
    ),
    Command(
        "new_sample",
        "Data",
        "New sample",
        "Draw the points anew, with the next seed",
        "dice",
        "Ctrl+D",
    ),
    Command(
        "reset_weights",
        "Model",
        "Reset weights",
        "Go back to the kept start: the same weights, the optimiser as new",
        "reset",
        "Ctrl+R",
    ),
    Command(
        "new_start",
        "Model",
        "New start",
        "Draw other starting weights, with the next seed",
        "new-start",
        "Ctrl+Shift+R",
    ),
    Command(
        "keep_as_start",
        "Model",
        "Use these weights as the start",
        "Make the weights on the screen the start of the next Train",
        "keep-start",
        ends_section=True,
    ),
    Command(
        "swap_classes",
        "Model",
        "Swap Class 01 and Class 02",
        "Exchange the first two rows of the output layer",
        "swap",
    ),
    Command(
        "train",
        "Train",
        "Train",
        "Train from the kept start, for the set number of epochs",
        "play",
        "F5",
    ),
    Command(
        "resume",
        "Train",
        "Continue",
        "Train on from where weights and optimiser stand",
        "continue",
        "F6",
    ),
    Command(
        "pause",
        "Train",
        "Pause",
        "Pause the run; Continue takes it to its end",
        "pause",
        "F7",
    ),
    Command(
        "stop",
        "Train",
        "Stop",
        "End the run here; the next Continue counts from here",
        "stop",
        "Shift+F7",
    ),
    Command(
        "train_epoch",
        "Train",
        "Epoch",
        "Train to the end of the epoch",
        "epoch",
        "F8",
    ),
    Command(
        "train_batch",
        "Train",
        "Batch",
        "Make one update, with one batch",
        "batch",
        "F9",
        ends_section=True,
    ),
    Command(
        "engine_keras",
        "Train",
        "Keras engine",
        "Train with Keras, compiled",
        checkable=True,
        group="engine",
    ),
    Command(
        "engine_numpy",
        "Train",
        "NumPy engine",
        "Train with backpropagation written out in NumPy",
        checkable=True,
        group="engine",
    ),
    Command(
        "copy_diagnostics",
        "Help",
        "Copy diagnostics",
        "Copy versions and the log, for a report of a fault",
        "copy",
    ),
    Command("about", "Help", "About MLPViz", "Versions and licences", "info"),
)
