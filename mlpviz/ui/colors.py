"""The colour formulas all views share: mixing, the signed scale, readable text.

Plain NumPy on "#RRGGBB" and arrays of red, green, blue; knows no Qt and no widget.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.ui.tokens import Tokens

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def rgb(color: str) -> NDArray[np.float64]:
    """Return red, green and blue of "#RRGGBB" as an array (3,) of 0…255."""
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


def hex_color(values: ArrayLike) -> str:
    """Return "#RRGGBB" of red, green and blue given as 0…255."""
    parts = np.clip(np.rint(np.asarray(values, dtype=np.float64)), 0, 255)
    return "#" + "".join(f"{int(part):02X}" for part in parts)


def mix(first: str, second: str, share: float) -> str:
    """Return the colour `share` of the way from `first` to `second`."""
    return hex_color(rgb(first) + (rgb(second) - rgb(first)) * share)


def mix_rgb(first: str, second: str, share: ArrayLike) -> NDArray[np.uint8]:
    """Return colours between two, one for each share.

    Parameters
    ----------
    first, second
        "#RRGGBB".
    share
        Array of any shape, 0 for `first` to 1 for `second`.

    Returns
    -------
    NDArray[np.uint8]
        The shape of `share` with a last axis of 3 added.
    """
    weight = np.asarray(share, dtype=np.float64)[..., np.newaxis]
    start = rgb(first)
    return np.rint(start + (rgb(second) - start) * weight).astype(np.uint8)


def signed_rgb(
    values: ArrayLike, scale: float, tokens: Tokens, strength: float = 0.88
) -> NDArray[np.uint8]:
    """Return the signed colours of `values`: orange below zero, blue above.

    With t = clip(v/s, −1, 1) a colour is ``mix(surface, pos|neg, 0.88·|t|^0.8)``.
    Values that are not finite take the colour of zero.

    Parameters
    ----------
    values
        Weights, gradients or pre-activations; any shape.
    scale
        The value s that has the full colour, above 0.
    tokens
        The palette.
    strength
        The share of the end colour at full scale.

    Returns
    -------
    NDArray[np.uint8]
        The shape of `values` with a last axis of 3 added.
    """
    v = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=0.0)
    t = np.clip(v / scale, -1.0, 1.0)[..., np.newaxis]
    surface = rgb(tokens.surface)
    end = np.where(t > 0, rgb(tokens.pos), rgb(tokens.neg))
    return np.rint(surface + (end - surface) * (strength * np.abs(t) ** 0.8)).astype(
        np.uint8
    )


def signed_color(value: float, scale: float, tokens: Tokens) -> str:
    """Return "#RRGGBB" of one value on the signed scale, see `signed_rgb`."""
    return hex_color(signed_rgb(value, scale, tokens))


def nice_scale(values: ArrayLike) -> float:
    """Return the full scale for signed values of one layer.

    It is 1.25 times the 98th percentile of |v|, rounded up to 1, 2 or 5 times a power
    of ten; 1 where there is nothing but zeros.
    """
    v = np.abs(np.asarray(values, dtype=np.float64)).ravel()
    v = v[np.isfinite(v)]
    wanted = 1.25 * float(np.percentile(v, 98)) if v.size else 0.0
    if wanted < 1e-30:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    # A hair of slack, so that 1.25 · 0.8 is 1 and not the next step.
    step = next(s for s in (1, 2, 5, 10) if s * power >= wanted * (1 - 1e-6))
    return float(f"{step * power:.0e}")


def luminance(colors: ArrayLike) -> NDArray[np.float64]:
    """Return WCAG 2's relative luminance of colours (..., 3) of 0…255."""
    c = np.asarray(colors, dtype=np.float64) / 255.0
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ _LUMINANCE


def contrast(first: ArrayLike, second: ArrayLike) -> NDArray[np.float64]:
    """Return WCAG 2's contrast ratio, 1…21, of colours (..., 3) of 0…255."""
    a, b = luminance(first), luminance(second)
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def cell_text_rgb(backgrounds: ArrayLike, tokens: Tokens) -> NDArray[np.uint8]:
    """Return the text colour for each coloured cell.

    It is the palette's text colour; where that has less than 4.5:1, the better of
    black and white. One of these two always has 4.58:1, while a softer black such as
    #111111 leaves 4.35:1 on some cells of the dark palette.

    Parameters
    ----------
    backgrounds
        Cell colours (..., 3) of 0…255.
    tokens
        The palette.

    Returns
    -------
    NDArray[np.uint8]
        Text colours, of the same shape.
    """
    cells = np.asarray(backgrounds)
    text, black, white = rgb(tokens.text), rgb("#000000"), rgb("#FFFFFF")
    dark_is_better = contrast(cells, black) >= contrast(cells, white)
    fallback = np.where(dark_is_better[..., np.newaxis], black, white)
    enough = (contrast(cells, text) >= 4.5)[..., np.newaxis]
    return np.where(enough, text, fallback).astype(np.uint8)


def cell_text_color(background: str, tokens: Tokens) -> str:
    """Return "#RRGGBB" of the text on one coloured cell, see `cell_text_rgb`."""
    return hex_color(cell_text_rgb(rgb(background), tokens))
