"""Decision regions as pixels: logits and colours in, two images out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import BoolArray, Float32Array

Pixels = NDArray[np.uint8]
Color = tuple[int, int, int]
ClassMap = NDArray[np.uint8]

# Shades of one region: more than the eye or 8 bits a channel can tell apart.
SHADES = 256
# Ink and halo end within so many pixels of the boundary, for a width of 1.
REACH = 3


@dataclass(frozen=True)
class RegionColors:
    """The colours of a map, red, green and blue from 0 to 255.

    Attributes
    ----------
    tints : tuple
        One pale colour a class.
    surface, ink : tuple
        The background that uncertainty fades to, and the boundary.
    shaded : bool
        Fade with confidence; else every region has its full tint.
    """

    tints: tuple[Color, ...]
    surface: Color
    ink: Color
    shaded: bool = True


def class_map(logits: Float32Array) -> ClassMap:
    """Return the most probable class of every cell: (K, rows, columns) to (rows, …).

    The lowest number wins a tie.
    """
    # argmax over the first axis is slow for few classes; a running maximum is not.
    classes = np.zeros(logits.shape[1:], np.uint8)
    largest = logits[0].copy()
    for k in range(1, len(logits)):
        classes[logits[k] > largest] = k
        np.maximum(largest, logits[k], out=largest)
    return classes


def confidence_map(logits: Float32Array) -> Float32Array:
    """Return (p − 1/K) / (1 − 1/K) of every cell's largest probability p, 0 to 1."""
    K = len(logits)
    # p of the largest logit is 1 / sum of e^(z − z_max).
    with np.errstate(over="ignore", invalid="ignore"):
        shifted = logits - logits.max(axis=0)
    total = np.exp(shifted, out=shifted).sum(axis=0)
    return (1 / total - np.float32(1 / K)) / np.float32(1 - 1 / K)


def region_pixels(
    classes: ClassMap, logits: Float32Array, colors: RegionColors
) -> Pixels:
    """Return the map as opaque RGBA, (rows, columns, 4).

    The tint of the most probable class, mixed with the surface: by 0.2 + 0.8 c with
    the confidence c.
    """
    tints = np.array(colors.tints, np.float32)[: len(logits), np.newaxis]
    surface = np.array(colors.surface, np.float32)
    shade = np.linspace(0, 1, SHADES, dtype=np.float32)[:, np.newaxis]
    table = np.full((len(logits), SHADES, 4), 255, np.uint8)
    table[..., :3] = surface + (0.2 + 0.8 * shade) * (tints - surface) + 0.5
    index = classes.astype(np.intp) * SHADES
    if colors.shaded:
        confidence = np.nan_to_num(confidence_map(logits))
        index += (confidence * (SHADES - 1) + 0.5).astype(np.intp)
    else:
        index += SHADES - 1
    # Four bytes at once: one lookup a pixel.
    packed = table.view(np.uint32).ravel().take(index, mode="clip")
    return packed.view(np.uint8).reshape(*classes.shape, 4)


def boundary_pixels(
    classes: ClassMap, logits: Float32Array, colors: RegionColors, width: float = 1.0
) -> Pixels:
    """Return the boundary between the regions as RGBA, (rows, columns, 4).

    Ink of alpha clip(1.05 − d, 0, 1) at a distance of d pixels over a halo in the
    colour of the surface of alpha 0.55 clip(2.15 − d, 0, 1).

    Parameters
    ----------
    width : float
        Factor of both widths, for screens with more pixels.
    """
    reach = int(np.ceil(REACH * width))
    cells = np.flatnonzero(_near_boundary(classes, reach))
    distance = boundary_distance(classes, logits, cells) / width
    ink = np.clip(1.05 - distance, 0, 1)
    halo = 0.55 * np.clip(2.15 - distance, 0, 1) * (1 - ink)
    alpha = ink + halo
    share = np.divide(ink, alpha, out=np.ones_like(ink), where=alpha > 0)
    pixels = np.zeros((classes.size, 4), np.uint8)
    surface = np.array(colors.surface, np.float32)
    dark = np.array(colors.ink, np.float32)
    pixels[cells, :3] = surface + share[:, np.newaxis] * (dark - surface) + 0.5
    pixels[cells, 3] = 255 * alpha + 0.5
    return pixels.reshape(*classes.shape, 4)


def boundary_distance(
    classes: ClassMap, logits: Float32Array, cells: NDArray[np.intp]
) -> Float32Array:
    """Return the distance to the nearest boundary of some cells, in cells.

    d = min over j of (z_k − z_j) / |∇(z_k − z_j)| with k the cell's class: exact for
    linear logits, to first order for others.

    Parameters
    ----------
    cells : array, (m,)
        Flat indices into the map.
    """
    rows, columns = classes.shape
    flat = logits.reshape(len(logits), -1)
    row, column = np.divmod(cells, columns)
    k = classes.ravel()[cells][np.newaxis].astype(np.intp)

    def gaps(r: NDArray[np.intp], c: NDArray[np.intp]) -> Float32Array:
        z = flat[:, r * columns + c]
        return np.take_along_axis(z, k, axis=0) - z

    up, down = np.minimum(row + 1, rows - 1), np.maximum(row - 1, 0)
    right, left = np.minimum(column + 1, columns - 1), np.maximum(column - 1, 0)
    with np.errstate(all="ignore"):
        by_row = (gaps(up, column) - gaps(down, column)) / np.maximum(up - down, 1)
        by_column = (gaps(row, right) - gaps(row, left)) / np.maximum(right - left, 1)
        d = gaps(row, column) / np.hypot(by_row, by_column)
    # The class itself has 0 / 0, and a gap that nowhere changes has no boundary.
    d[~np.isfinite(d)] = np.inf
    np.put_along_axis(d, k, np.inf, axis=0)
    return d.min(axis=0).astype(np.float32)


def _near_boundary(classes: ClassMap, reach: int) -> BoolArray:
    """Mark the cells at most `reach` cells from a cell of another class."""
    near = np.zeros(classes.shape, np.bool_)
    change = classes[1:] != classes[:-1]
    near[1:] |= change
    near[:-1] |= change
    change = classes[:, 1:] != classes[:, :-1]
    near[:, 1:] |= change
    near[:, :-1] |= change
    for _ in range(reach - 1):
        wider = near.copy()
        wider[1:] |= near[:-1]
        wider[:-1] |= near[1:]
        wider[:, 1:] |= near[:, :-1]
        wider[:, :-1] |= near[:, 1:]
        near = wider
    return near
