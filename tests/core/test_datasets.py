"""The generators draw what the lab's definitions say; checked against scipy."""

from typing import Any

import msgspec
import numpy as np
import pytest
import scipy.stats

from mlpviz.core.datasets import (
    DatasetSpec,
    Split,
    class_name,
    generate,
)
from mlpviz.core.errors import MlpvizError

# scipy's types are of no use to a type checker here.
stats: Any = scipy.stats
# The chance that a right generator fails one of these, with fixed seeds none.
P = 1e-3


def points(spec, k, split="train"):
    chosen = generate(spec).splits[split]
    return chosen.x[chosen.labels == k].astype(np.float64)


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("sigma", [0.1, 0.05])
def test_linear_is_normal_around_the_diagonal(classes, sigma):
    spec = DatasetSpec("linear", classes, sigma, n_train=4000, seed=11)
    for k in range(classes):
        mean = (k + 1) / (classes + 1)
        x = points(spec, k)
        for axis in (0, 1):
            assert stats.kstest(x[:, axis], "norm", (mean, sigma)).pvalue > P
        assert stats.pearsonr(x[:, 0], x[:, 1])[1] > P


@pytest.mark.parametrize(("classes", "sigma"), [(2, 0.1), (5, 0.05)])
def test_polar_has_a_folded_normal_radius_and_a_uniform_angle(classes, sigma):
    spec = DatasetSpec("polar", classes, sigma, n_train=4000, seed=12)
    for k in range(classes):
        x = points(spec, k)
        radius = np.hypot(x[:, 0], x[:, 1])
        mean = k / classes
        folded = stats.foldnorm(c=mean / sigma, scale=sigma)
        assert stats.kstest(radius, folded.cdf).pvalue > P
        angle = np.arctan2(x[:, 1], x[:, 0]) % (2 * np.pi)
        assert stats.kstest(angle, "uniform", (0, 2 * np.pi)).pvalue > P
        assert stats.pearsonr(radius, np.cos(angle))[1] > P


def test_the_inner_class_of_polar_is_folded_not_gaussian():
    # |normal(0, σ)| as a radius piles points up at the origin; two normal coordinates
    # would not.
    x = points(DatasetSpec("polar", 2, 0.1, n_train=4000, seed=2), 0)
    radius = np.hypot(x[:, 0], x[:, 1])
    assert stats.kstest(radius, "rayleigh", (0, 0.1)).pvalue < 1e-10


def test_N_is_the_number_of_points_per_class():
    dataset = generate(DatasetSpec("polar", 5, 0.05, n_train=512, n_test=128))
    assert len(dataset.train) == 2560
    assert len(dataset.validation) == len(dataset.test) == 640
    for split in dataset.splits.values():
        counts = np.bincount(split.labels)
        assert counts.tolist() == [len(split) // 5] * 5
        assert split.targets.tolist() == np.eye(5)[split.labels].tolist()


@pytest.mark.parametrize("kind", ["linear", "polar"])
def test_splits_are_independent_draws(kind):
    dataset = generate(DatasetSpec(kind, 2, 0.1, 2000, 2000, seed=5))
    train, validation, test = dataset.splits.values()
    for a, b in ((train, validation), (train, test), (validation, test)):
        assert np.intersect1d(a.x[:, 0], b.x[:, 0]).size <= 2
        # Of the same distribution, class by class.
        for k in (0, 1):
            one, other = a.x[a.labels == k, 0], b.x[b.labels == k, 0]
            assert stats.ks_2samp(one, other)[1] > P
            assert stats.pearsonr(one, other)[1] > P


def test_a_seed_repeats_and_another_does_not():
    spec = DatasetSpec("polar", 3, 0.1, 50, 20, seed=1)
    first, again = generate(spec), generate(spec)
    other = generate(msgspec.structs.replace(spec, seed=2))
    for name, split in first.splits.items():
        assert split.x.tobytes() == again.splits[name].x.tobytes()
        assert split.x.tobytes() != other.splits[name].x.tobytes()


def test_no_spread_puts_all_points_of_a_class_in_one_place():
    assert np.ptp(points(DatasetSpec("linear", 2, 0.0), 0)) == 0


def test_the_drawing_square_is_that_of_the_test_points():
    dataset = generate(DatasetSpec("polar", 2, 0.1, 20, 30))
    low, high = dataset.extent
    assert low == pytest.approx(dataset.test.x.min() - 0.1)
    assert high == pytest.approx(dataset.test.x.max() + 0.1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "spiral"},
        {"classes": 1},
        {"classes": 11},
        {"sigma": -0.1},
        {"sigma": float("nan")},
        {"sigma": float("inf")},
        {"n_train": 0},
        {"n_test": 20_001},
        {"seed": -1},
        {"seed": 2**31},
    ],
)
def test_what_cannot_be_drawn_is_refused_when_it_is_asked_for(wrong):
    with pytest.raises(MlpvizError):
        DatasetSpec(**wrong)


@pytest.mark.parametrize(
    ("x", "labels"),
    [
        (np.zeros((2, 2)), np.zeros(3, int)),
        (np.zeros((2,)), np.zeros(2, int)),
        (np.zeros((0, 2)), np.zeros(0, int)),
        (np.full((1, 2), np.nan), np.zeros(1, int)),
        (np.zeros((1, 2)), np.array([2])),
        (np.zeros((1, 2)), np.array([-1])),
    ],
)
def test_points_that_make_no_sense_are_refused(x, labels):
    with pytest.raises(MlpvizError):
        Split(x, labels, 2)


def test_classes_are_named_as_in_the_lab():
    assert [class_name(k) for k in (0, 9)] == ["Class 01", "Class 10"]
