"""Arrays as `.npy` bytes: written by NumPy, read strictly; nothing is unpickled."""

import io
import math
import re

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.errors import MlpvizError

DTYPES = ("<f4", "<f8", "<i4", "|u1")
MAX_ELEMENTS = 8 * 1024 * 1024
MAX_RANK = 2

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '([<|][fiu][148])', 'fortran_order': False, "
    rb"'shape': \(((?:[0-9]{1,10}, ?)*[0-9]{0,10})\), \} *\n"
)


def encode(array: NDArray[np.generic]) -> bytes:
    """Return the array as version 1.0 of the .npy format, little-endian, C order."""
    plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    target = io.BytesIO()
    np.lib.format.write_array(target, plain, version=(1, 0), allow_pickle=False)
    return target.getvalue()


def dtype_text(array: NDArray[np.generic]) -> str:
    """Return the array's dtype as in `DTYPES`."""
    return array.dtype.newbyteorder("<").str


def decode(data: memoryview, dtype: str, shape: tuple[int, ...]) -> NDArray[np.generic]:
    """Return the array in some .npy bytes, read-only and in this machine's order.

    Parameters
    ----------
    dtype, shape
        What it must be; see `check_shape`. They are checked before anything is
        allocated.

    Raises
    ------
    MlpvizError
        If the header says anything else, or bytes are missing or left over.
    """
    elements = check_shape(dtype, shape)
    length = int.from_bytes(data[8:10], "little")
    start = len(_MAGIC) + 2 + length
    match = _HEADER.fullmatch(bytes(data[10:start])) if length <= 512 else None
    if bytes(data[: len(_MAGIC)]) != _MAGIC or match is None:
        raise MlpvizError("its header is not that of a plain array")
    listed = [part for part in match[2].decode().replace(" ", "").split(",") if part]
    if match[1].decode() != dtype or tuple(map(int, listed)) != shape:
        raise MlpvizError("its header differs from the manifest")
    if len(data) - start != elements * np.dtype(dtype).itemsize:
        raise MlpvizError("its size differs from the manifest")
    stored = np.frombuffer(data, dtype, elements, start).reshape(shape)
    array = stored.astype(stored.dtype.newbyteorder("="))
    array.flags.writeable = False
    return array


def check_shape(dtype: str, shape: tuple[int, ...]) -> int:
    """Return how many elements an array has, if it may be read at all.

    Raises
    ------
    MlpvizError
        If its dtype, rank or size is not allowed.
    """
    if dtype not in DTYPES:
        raise MlpvizError(f"its dtype is {dtype[:10]!r}")
    if not 1 <= len(shape) <= MAX_RANK or min(shape) < 0:
        raise MlpvizError(f"its shape is {shape}")
    elements = math.prod(shape)
    if elements > MAX_ELEMENTS:
        raise MlpvizError(f"it has {elements:,} elements, of {MAX_ELEMENTS:,} at most")
    return elements
