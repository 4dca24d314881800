"""Array types, and arrays nobody can write to."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
Float32Array = NDArray[np.float32]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


def read_only(array: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """Return the array as dtype, contiguous and read-only; copied unless it is."""
    if array.dtype == dtype and array.flags.c_contiguous and not array.flags.writeable:
        return array
    result = np.array(array, dtype=dtype, order="C")
    result.flags.writeable = False
    return result
