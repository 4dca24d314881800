"""The program without its face: QtCore only, no widgets, no plots."""
