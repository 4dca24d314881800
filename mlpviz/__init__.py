"""MLPViz makes a multilayer perceptron tangible: see it, edit it, train it."""

__version__ = "0.1.0"
