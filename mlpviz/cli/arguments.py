"""What can be typed after `mlpviz`; it knows how to read it, not how to do it."""

import argparse
from collections.abc import Sequence
from difflib import get_close_matches

from mlpviz import __version__
from mlpviz.core.setting import SETTINGS

COMMANDS = {
    "examples": "list the lab's tasks that come with the program",
    "train": "train a network and print its losses and accuracies",
    "evaluate": "print the losses and accuracies of the weights as they are",
    "predict": "print the class probabilities of the points in a CSV file",
    "compare": "put the same weights through Keras and through NumPy",
    "render": "draw the decision regions into a picture",
}
_EPILOG = """\
commands:
{commands}

SOURCE is a session file (.mlpviz) or the name of an example.
`mlpviz COMMAND --help` explains a command."""


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for, its `command` empty for the window.

    Raises
    ------
    SystemExit
        With code 2 if the arguments make no sense, 0 after help was printed.
    """
    if arguments and arguments[0] in COMMANDS:
        return _command_parser().parse_args(_one_setting_each(arguments))
    parser = _window_parser()
    if len(arguments) > 1 and not arguments[0].startswith("-"):
        near = get_close_matches(arguments[0], COMMANDS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        parser.error(f"there is no command {arguments[0]!r}{hint}")
    return parser.parse_args(arguments)


def _one_setting_each(arguments: Sequence[str]) -> list[str]:
    """Put --set before every NAME=VALUE behind one, wherever SOURCE stands."""
    result: list[str] = []
    listing = False
    for text in arguments:
        if listing and "=" in text and not text.startswith("-"):
            if result[-1] != "--set":
                result.append("--set")
        else:
            listing = text == "--set"
        result.append(text)
    return result


def _window_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<10} {text}" for name, text in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="mlpviz",
        usage="mlpviz [FILE]\n       mlpviz COMMAND …",
        description="A multilayer perceptron made tangible: see it, edit its weights, "
        "train it. Without a command, the window opens.",
        epilog=_EPILOG.format(commands=listed),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a session to open")
    parser.add_argument("--version", action="version", version=f"MLPViz {__version__}")
    # For `make run`: the same job without a display.
    parser.add_argument("--run-example", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(command="")
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mlpviz")
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, *, source: bool = True) -> argparse.ArgumentParser:
        text = COMMANDS[name]
        made = commands.add_parser(
            name, help=text, description=text[0].upper() + text[1:] + "."
        )
        if source:
            made.add_argument(
                "source", metavar="SOURCE", help="a session file or an example's name"
            )
        if name != "render":
            made.add_argument(
                "--json", action="store_true", help="print one JSON object"
            )
        return made

    add("examples", source=False)
    _add_train(add("train"))
    _add_engine(add("evaluate"), "numpy")
    predict = add("predict")
    _add_engine(predict, "numpy")
    predict.add_argument(
        "--points",
        metavar="CSV",
        required=True,
        help="a file with columns x1 and x2, with or without a header",
    )
    add("compare")
    render = add("render")
    render.add_argument(
        "-o", "--output", metavar="FILE", required=True, help=".png, .svg or .pdf"
    )
    render.add_argument(
        "--size", metavar="WxH", type=_size, default=(1000, 560), help="in pixels"
    )
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--epochs", metavar="N", type=int, help="how many epochs")
    parser.add_argument(
        "--seed", metavar="S", type=int, help="seed of data, weights and batch order"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--repeats",
        metavar="R",
        type=_repeats,
        help="train R times, the seeds counting up, and give mean and scatter",
    )
    how.add_argument(
        "--continue",
        dest="go_on",
        action="store_true",
        help="go on from the stored state instead of the seed's starting weights",
    )
    parser.add_argument("--engine", choices=("keras", "numpy"))
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="NAME=VALUE",
        action="append",
        type=_assignment,
        default=[],
        help="change settings, any number of them: --set batch_size=32 epochs=10",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="save the trained session here"
    )
    names = "\n".join(f"  {name:<14} {row.help}" for name, row in SETTINGS.items())
    parser.epilog = f"settings:\n{names}"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(parser=parser)


def _add_engine(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--engine",
        choices=("numpy", "keras"),
        default=default,
        help="what computes the outputs (default: %(default)s)",
    )


def _assignment(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value


def _repeats(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if not 1 <= count <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 10000")
    return count


def _size(text: str) -> tuple[int, int]:
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not WxH, such as 1000x560")
    width, height = int(parts[0][:6]), int(parts[1][:6])
    if not (200 <= width <= 10_000 and 200 <= height <= 10_000):
        raise argparse.ArgumentTypeError("a side must be from 200 to 10000 pixels")
    return width, height
