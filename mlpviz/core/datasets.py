"""Data sets: a table of generators, and the points they draw."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from mlpviz.core.arrays import Float32Array, IntArray, read_only
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import MAX_SEED

MIN_CLASSES, MAX_CLASSES = 2, 10
MAX_PER_CLASS = 20_000
MAX_POINTS = 200_000
MAX_SIGMA = 10.0


class DatasetSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to draw.

    Attributes
    ----------
    kind : str
        A key of `DATASETS`.
    classes : int
        K.
    sigma : float
        Standard deviation of a class, in the units of the coordinates.
    n_train, n_test : int
        Points *per class*; validation and test have `n_test` each.
    seed : int
        The three splits are independent draws from it.
    """

    kind: str = "linear"
    classes: int = 2
    sigma: float = 0.1
    n_train: int = 512
    n_test: int = 512
    seed: int = 1

    def __post_init__(self) -> None:
        """Raise MlpvizError if a setting is unknown or out of range."""
        if self.kind not in DATASETS:
            raise MlpvizError(
                f"there is no data set {self.kind!r}",
                advice="Choose one of " + ", ".join(DATASETS) + ".",
            )
        _check("the number of classes", self.classes, MIN_CLASSES, MAX_CLASSES)
        if not 0 <= self.sigma <= MAX_SIGMA:
            raise MlpvizError(
                f"the spread σ is {self.sigma:g}",
                advice=f"It must be from 0 to {MAX_SIGMA:g}.",
            )
        _check("the training points per class", self.n_train, 1, MAX_PER_CLASS)
        _check("the test points per class", self.n_test, 1, MAX_PER_CLASS)
        _check("the seed of the data", self.seed, 0, MAX_SEED)
        if self.points > MAX_POINTS:
            raise MlpvizError(
                f"this data would have {self.points:,} points in its three splits",
                advice=f"Ask for fewer per class: at most {MAX_POINTS:,} in all.",
            )

    @property
    def points(self) -> int:
        """Return the number of points in all three splits."""
        return self.classes * (self.n_train + 2 * self.n_test)


def _check(what: str, value: int, minimum: int, maximum: int) -> None:
    if not minimum <= value <= maximum:
        raise MlpvizError(
            f"{what}: {value:,}",
            advice=f"Give a number from {minimum:,} to {maximum:,}.",
        )


@dataclass(frozen=True, eq=False)
class Split:
    """Points of one draw.

    Parameters
    ----------
    x : array, (n, 2)
        Coordinates x1, x2; kept as read-only float32.
    labels : array, (n,)
        Class of each point, 0 to classes − 1; kept as read-only int32.
    classes : int
        K.

    Raises
    ------
    MlpvizError
        If shapes do not fit, a coordinate is not finite or a label out of range.
    """

    x: Float32Array
    labels: IntArray
    classes: int

    def __post_init__(self) -> None:
        if self.x.ndim != 2 or self.labels.shape != self.x.shape[:1] or not len(self.x):
            raise MlpvizError(
                f"points of shape {self.x.shape} and labels of shape "
                f"{self.labels.shape}",
                advice="Give one label for each point, and at least one point.",
            )
        object.__setattr__(self, "x", read_only(self.x, np.float32))
        object.__setattr__(self, "labels", read_only(self.labels, np.int32))
        if not np.isfinite(self.x).all():
            raise MlpvizError("a coordinate is not a finite number")
        if self.labels.min() < 0 or self.labels.max() >= self.classes:
            raise MlpvizError(
                "a label is out of range",
                advice=f"Labels of {self.classes} classes are 0 to {self.classes - 1}.",
            )

    def __len__(self) -> int:
        """Return n, the number of points."""
        return len(self.x)

    @cached_property
    def targets(self) -> Float32Array:
        """Return the labels one-hot, (n, K)."""
        return read_only(np.eye(self.classes)[self.labels], np.float32)


@dataclass(frozen=True, eq=False)
class Dataset:
    """The three independent draws a network is trained and measured on."""

    train: Split
    validation: Split
    test: Split

    @property
    def classes(self) -> int:
        """Return K."""
        return self.train.classes

    @property
    def splits(self) -> dict[str, Split]:
        """Return the splits by name, in their usual order."""
        return {"train": self.train, "validation": self.validation, "test": self.test}

    @cached_property
    def extent(self) -> tuple[float, float]:
        """Return the lab's drawing square, the same on both axes: test ± 0.1."""
        return float(self.test.x.min()) - 0.1, float(self.test.x.max()) + 0.1


Points = NDArray[np.float64]
Generate = Callable[[np.random.Generator, int, int, float, int], Points]
"""(generator, class k, K, sigma, n) to the points of one class, (n, 2)."""


def _linear(
    generator: np.random.Generator, k: int, classes: int, sigma: float, n: int
) -> Points:
    return generator.normal((k + 1) / (classes + 1), sigma, (n, 2))


def _polar(
    generator: np.random.Generator, k: int, classes: int, sigma: float, n: int
) -> Points:
    radius = np.abs(generator.normal(k / classes, sigma, n))
    angle = generator.uniform(0, 2 * np.pi, n)
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


@dataclass(frozen=True)
class DatasetKind:
    """One kind of data: the name shown, and the generator of a class."""

    label: str
    generate: Generate


DATASETS: dict[str, DatasetKind] = {
    "linear": DatasetKind("Linear", _linear),
    "polar": DatasetKind("Polar", _polar),
}


def generate(spec: DatasetSpec) -> Dataset:
    """Draw the three splits of a spec; the same spec gives the same points."""
    kind = DATASETS[spec.kind]

    def draw(split: int, n: int) -> Split:
        generator = np.random.default_rng([spec.seed, split])
        x = np.concatenate(
            [
                kind.generate(generator, k, spec.classes, spec.sigma, n)
                for k in range(spec.classes)
            ]
        )
        labels = np.repeat(np.arange(spec.classes), n)
        return Split(
            read_only(x, np.float32), read_only(labels, np.int32), spec.classes
        )

    return Dataset(draw(0, spec.n_train), draw(1, spec.n_test), draw(2, spec.n_test))


def class_name(k: int) -> str:
    """Return the name of class k counted from 0, as the lab writes it: "Class 01"."""
    return f"Class {k + 1:02d}"
