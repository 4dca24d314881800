"""Draws many crossing curves of two colours at once; knows no layout and no network.

A painter strokes one curve after the other; hundreds of them that change with every
frame are several times faster as arrays.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import BoolArray, FloatArray

Packed = NDArray[np.uint32]
Color = NDArray[np.float64]

_TABLE = 257
# Less ink than this is no colour in 8 bits.
_FAINTEST = 2e-3
# A curve of alpha 1 would hide all others, however thin it is.
_MAX_ALPHA = 0.98


def curve(t: FloatArray, *, straight: bool) -> tuple[FloatArray, FloatArray]:
    """Return x and y, 0 to 1, along an edge: a cubic that leaves and ends level."""
    if straight:
        return t, t
    return t * (1.5 - 1.5 * t + t * t), t * t * (3 - 2 * t)


@lru_cache(maxsize=64)
def _profile(columns: int, straight: bool) -> tuple[FloatArray, FloatArray]:
    """Return height and slope of an edge in the middle of each column of pixels."""
    t = np.linspace(0, 1, _TABLE)
    x, y = curve(t, straight=straight)
    centers = (np.arange(columns) + 0.5) / columns
    height = np.interp(centers, x, y)
    slope = np.interp(centers, x, np.gradient(y, x)) / columns
    return height.astype(np.float32), slope.astype(np.float32)


def edge_pixels(
    starts: FloatArray,
    ends: FloatArray,
    widths: FloatArray,
    alphas: FloatArray,
    positive: BoolArray,
    size: tuple[int, int],
    colors: tuple[Color, Color],
    *,
    straight: bool = False,
) -> Packed:
    """Return edges from the left to the right of a picture.

    Where edges cross, their colours mix by their cover, in no order.

    Parameters
    ----------
    starts, ends : array, (n,)
        Their y at the left and at the right.
    widths, alphas, positive : array, (n,)
        How they look; `positive` has the first colour.
    size
        Columns and rows of the picture.
    colors
        Two colours, (3,) of 0…255.
    straight
        Lines instead of curves.

    Returns
    -------
    array, (rows, columns)
        Premultiplied pixels, 0xAARRGGBB.
    """
    columns, rows = size
    height, slope = _profile(columns, straight)
    rise = (ends - starts).astype(np.float32)[:, np.newaxis]
    middle = starts.astype(np.float32)[:, np.newaxis] + rise * height
    length = np.sqrt(1 + (rise * slope) ** 2)
    # Cover falls from 1 to 0 within the pixel around half the width.
    reach = (widths / 2 + 0.5).astype(np.float32)[:, np.newaxis]
    top = np.ceil(middle - reach * length - 0.5).astype(np.int32)
    bottom = np.floor(middle + reach * length - 0.5).astype(np.int32)
    np.clip(top, 0, rows, out=top)
    np.clip(bottom, -1, rows - 1, out=bottom)
    count = np.maximum(bottom - top + 1, 0).ravel()
    # Of each crossing of an edge and a column: distance of the first pixel, its change
    # from pixel to pixel, reach, and how dense the ink is.
    crossings = np.empty((*top.shape, 4), np.float32)
    crossings[..., 0] = (top + 0.5 - middle) / length
    crossings[..., 1] = 1 / length
    crossings[..., 2] = reach
    crossings[..., 3] = -np.log1p(-np.minimum(alphas, _MAX_ALPHA))[:, np.newaxis]
    away, step, limit, density = np.repeat(crossings.reshape(-1, 4), count, axis=0).T
    cells = rows * columns
    # The first colour is summed in the first half, the other in the second.
    first = top * columns + np.arange(columns, dtype=np.int32)
    first += np.where(positive, 0, cells).astype(np.int32)[:, np.newaxis]
    total = int(count.sum())
    below = np.arange(total, dtype=np.int32)
    below -= np.repeat((np.cumsum(count) - count).astype(np.int32), count)
    index = np.repeat(first.ravel(), count) + below * np.int32(columns)
    cover = limit - np.abs(away + below * step)
    np.clip(cover, 0, 1, out=cover)
    ink: NDArray[np.float64] = np.bincount(index, cover * density, 2 * cells)  # type: ignore[assignment]
    return _composed(ink[:cells], ink[cells:], colors).reshape(rows, columns)


def _composed(
    first: FloatArray, second: FloatArray, colors: tuple[Color, Color]
) -> Packed:
    """Return pixels with so much ink of both colours."""
    depth = first + second
    pixels = np.zeros(len(depth), np.uint32)
    inked = np.flatnonzero(depth > _FAINTEST)
    depth = depth[inked].astype(np.float32)
    alpha = 1 - np.exp(-depth)
    share = alpha * first[inked].astype(np.float32) / depth
    packed = (alpha * 255 + 0.5).astype(np.uint32) << np.uint32(24)
    for channel, shift in ((0, 16), (1, 8), (2, 0)):
        start, end = np.float32(colors[1][channel]), np.float32(colors[0][channel])
        value = start * alpha + (end - start) * share
        packed |= (value + np.float32(0.5)).astype(np.uint32) << np.uint32(shift)
    pixels[inked] = packed
    return pixels
