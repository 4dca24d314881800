"""The program without its face: `mlpviz` in a terminal, and the way to the window.

Qt is imported to open a window or to draw, TensorFlow where Keras is asked for.
"""

from mlpviz.cli.entry import main, main_gui

__all__ = ["main", "main_gui"]
