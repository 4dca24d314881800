"""MLPViz makes a multilayer perceptron tangible: see it, edit it, train it."""

import os

__version__ = "0.1.0"

# Before NumPy is loaded anywhere: threads of its own make these small products no
# faster, and fight with those that train and draw.
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")
