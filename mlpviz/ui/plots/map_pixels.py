"""Colours the maps of units: activations in, pixels out; knows no layout.

A colour is looked up, not computed: hundreds of maps change with every frame.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from mlpviz.core.arrays import FloatArray
from mlpviz.core.regions import enlarged
from mlpviz.ui.colors import mix_rgb, signed_rgb
from mlpviz.ui.tokens import Tokens

Packed = NDArray[np.uint32]

_STEPS = 255
_OUTPUT_STRENGTH = 0.92
# Multiplications that one set of maps may cost.
_COST = 1e8
_MAX_SIDE = 120
_COARSER = (80, 40, 24, 14, 10)
_SAMPLE = 20_000
_PERCENTILE = 98


def affordable_side(pixels: int, parameters: int) -> int:
    """Return how many cells along its edge a map of so many pixels should have.

    As many as it has pixels; fewer, and then enlarged, for a very large network.
    """
    for side in (pixels, *_COARSER):
        if side <= pixels and side <= _MAX_SIDE and side * side * parameters <= _COST:
            return max(side, 1)
    return min(_COARSER[-1], max(pixels, 1))


def map_scale(values: FloatArray) -> float:
    """Return the activation with the full colour in the maps of one layer.

    The 98th percentile of |h|. No number stands at it, so it is not rounded up as the
    scale of weights is: it may follow the training smoothly.
    """
    flat = values.ravel()
    flat = np.abs(flat[:: max(flat.size // _SAMPLE, 1)])
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return 1.0
    place = min(int(flat.size * _PERCENTILE / 100), flat.size - 1)
    scale = float(np.partition(flat, place)[place]) or float(flat.max())
    return max(scale, 1e-30)


def _packed(colors: NDArray[np.uint8]) -> Packed:
    r, g, b = (colors[..., i].astype(np.uint32) for i in range(3))
    packed = 0xFF000000 + (r << 16) + (g << 8) + b
    return packed.astype(np.uint32)


@lru_cache(maxsize=8)
def _signed_table(tokens: Tokens) -> Packed:
    return _packed(signed_rgb(np.linspace(-1, 1, 2 * _STEPS + 1), 1.0, tokens))


@lru_cache(maxsize=64)
def _class_table(tokens: Tokens, color: str) -> Packed:
    share = _OUTPUT_STRENGTH * np.linspace(0, 1, _STEPS + 1)
    return _packed(mix_rgb(tokens.surface, color, share))


@lru_cache(maxsize=32)
def _corners(side: int, radius: float) -> NDArray[np.float32]:
    """Return the cover of the corner at the top left, (n, n), with soft edges."""
    n = min(int(np.ceil(radius)), side // 2)
    away = radius - (np.arange(n) + 0.5)
    distance = np.hypot(away[:, np.newaxis], away)
    return np.clip(radius - distance + 0.5, 0, 1).astype(np.float32)


def signed_pixels(maps: FloatArray, scale: float, tokens: Tokens) -> Packed:
    """Return activations on the signed scale as opaque pixels, row 0 at the top.

    (units, side, side) to (units, side, side).
    """
    level = np.multiply(maps, np.float32(_STEPS / scale), dtype=np.float32)
    np.nan_to_num(level, copy=False, nan=0.0)
    np.clip(level, -_STEPS, _STEPS, out=level)
    level += _STEPS + 0.5
    return _signed_table(tokens).take(level.astype(np.intp))[:, ::-1]


def class_pixels(maps: FloatArray, first: int, tokens: Tokens) -> Packed:
    """Return probabilities, each map in the colour of its class; as `signed_pixels`.

    Parameters
    ----------
    first
        The class of the first map.
    """
    level = np.nan_to_num(maps) * np.float32(_STEPS) + np.float32(0.5)
    index = np.clip(level, 0, _STEPS).astype(np.intp)
    result = np.empty(maps.shape, np.uint32)
    for k, plane in enumerate(index):
        table = _class_table(tokens, tokens.class_style(first + k).fill)
        result[k] = table.take(plane)
    return result[:, ::-1]


def fitted(maps: FloatArray, side: int) -> FloatArray:
    """Return maps of side × side cells, interpolated where they have others."""
    if maps.shape[-1] == side:
        return maps
    with np.errstate(over="ignore", invalid="ignore"):
        finer = enlarged(maps.astype(np.float32, copy=False), side, side)
    # Beyond the outermost centres a ReLU must not fall below 0.
    return np.clip(finer, maps.min(initial=np.inf), maps.max(initial=-np.inf))


def tile_pixels(pixels: Packed, blank: Packed, radius: float) -> Packed:
    """Return tiles with maps in them, their corners round.

    Parameters
    ----------
    pixels : array, (n, side, side)
        The maps, opaque.
    blank : array, (tile, tile)
        The tile without a map, its border as wide on all sides.
    radius
        Of the maps' corners, in pixels.
    """
    n, side = pixels.shape[:2]
    tile = len(blank)
    border = (tile - side) // 2
    inner = slice(border, border + side)
    result = np.tile(blank, (n, 1, 1))
    result[:, inner, inner] = pixels
    cover = _corners(side, radius)[..., np.newaxis]
    channels = result.view(np.uint8).reshape(n, tile, tile, 4)
    below = blank.view(np.uint8).reshape(tile, tile, 4)
    size = len(cover)
    near, far = slice(border, border + size), slice(border + side - size, border + side)
    for rows, up in ((near, 1), (far, -1)):
        for columns, over in ((near, 1), (far, -1)):
            share = cover[::up, ::over]
            corner = channels[:, rows, columns]
            under = below[rows, columns] * (1 - share)
            corner[...] = corner * share + under + 0.5
    return result


def image_pixels(image: QImage) -> Packed:
    """Return the premultiplied pixels of an image, (height, width)."""
    converted = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    width, height = converted.width(), converted.height()
    data = np.frombuffer(converted.constBits(), np.uint8).reshape(height, -1)
    # A copy: the memory goes with the image.
    return data[:, : 4 * width].copy().view(np.uint32)


def pixels_image(pixels: Packed, ratio: float) -> QImage:
    """Return an image of premultiplied pixels, (height, width)."""
    height, width = pixels.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    # With its own pixels: the array may go.
    image = QImage(np.ascontiguousarray(pixels).data, width, height, kind).copy()
    image.setDevicePixelRatio(ratio)
    return image
