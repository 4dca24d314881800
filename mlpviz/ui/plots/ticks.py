"""Where axes put their ticks and what the ticks say; plain numbers, no Qt."""

import math

Tick = tuple[float, str]
"""Position in the plot's own coordinates, and the text beside it."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

ACCURACY_TICKS = (0, 50, 80, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.98, 99.99)
"""Per cents that lie about evenly on the logarithm of the error."""


def log_label(value: float) -> str:
    """Return the text of a value on a logarithmic axis: 0.02, 500, 10⁻⁷."""
    if 1e-4 <= value < 1e5:
        return f"{value:.10f}".rstrip("0").rstrip(".")
    exponent = math.floor(math.log10(value) + 1e-9)
    factor = round(value / 10.0**exponent)
    power = f"10{exponent}".replace(str(exponent), "") + str(exponent).translate(
        _SUPERSCRIPTS
    )
    return power if factor == 1 else f"{factor}·{power}"


def _steps(low: float, high: float) -> list[float]:
    """Return the 1-2-5 numbers from the last at or below `low` to that above `high`."""
    first = math.floor(math.log10(low) + 1e-9)
    last = math.ceil(math.log10(high) - 1e-9) + 1
    numbers = [
        float(f"{factor}e{exponent}")
        for exponent in range(first, last + 1)
        for factor in (1, 2, 5)
    ]
    start = max(i for i, number in enumerate(numbers) if number <= low * (1 + 1e-9))
    end = min(i for i, number in enumerate(numbers) if number >= high * (1 - 1e-9))
    return numbers[start : max(end, start + 1) + 1]


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return ticks of a logarithmic axis that spans positive values.

    Parameters
    ----------
    low, high
        The smallest and the largest value to show, both above 0.
    most
        How many ticks there is room for, at least 2.

    Returns
    -------
    list of Tick
        Positions are log10 of the value; the first and last are the axis' ends.
    """
    steps = _steps(low, high)
    if len(steps) > most:
        first = math.floor(math.log10(steps[0]) + 1e-9)
        last = math.ceil(math.log10(steps[-1]) - 1e-9)
        stride = -(-(last - first) // (most - 1))
        count = -(-(last - first) // stride)
        steps = [10.0 ** (first + i * stride) for i in range(count + 1)]
    return [(math.log10(step), log_label(step)) for step in steps]


def accuracy_position(accuracy: float, floor: float) -> float:
    """Return where an accuracy of 0 to 1 lies: −log10 of the error, at least floor."""
    return -math.log10(max(1 - accuracy, floor))


def accuracy_ticks(best: float, floor: float, most: int) -> list[Tick]:
    """Return ticks of the accuracy axis, on the logarithm of the error.

    Parameters
    ----------
    best
        The best accuracy to show, 0 to 1.
    floor
        The smallest error that is told from none, above 0: half a point.
    most
        How many ticks there is room for, at least 2.
    """
    possible = [t for t in ACCURACY_TICKS if 1 - t / 100 > 1.5 * floor]
    top = next((t for t in possible[2:] if t / 100 >= best), None)
    chosen: list[Tick] = [
        (accuracy_position(t / 100, floor), f"{t:g}")
        for t in possible
        if top is None or t <= top
    ]
    if top is None:
        chosen.append((-math.log10(floor), "100"))
    gap = chosen[-1][0] / max(most - 1, 1)
    kept = [chosen[-1]]
    for tick in reversed(chosen[1:-1]):
        if kept[-1][0] - tick[0] >= gap * 0.8 and tick[0] >= gap * 0.8:
            kept.append(tick)
    return [chosen[0], *reversed(kept)]


def count_ticks(end: float, most: int) -> list[Tick]:
    """Return ticks at whole numbers from 0 to `end`, at most `most` of them."""
    step, exponent = 1.0, 0
    while end / step >= most:
        exponent += 1
        step = (1, 2, 5)[exponent % 3] * 10.0 ** (exponent // 3)
    return [(i * step, f"{i * step:,.0f}") for i in range(int(end / step + 1e-9) + 1)]
