"""Weight initialisers, by Keras's names and definitions."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from mlpviz.core.errors import MlpvizError

# The standard deviation of a standard normal cut off at two of them; Keras divides
# by it so that the cut-off draw has the wanted variance.
TRUNCATED_STDDEV = 0.87962566103423978


class InitializerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An initialiser of the kernels (biases start at zero) and its settings.

    Attributes
    ----------
    shared_draw : bool
        Every layer draws from the same random stream, so that kernels of one shape
        start identical: what an unseeded initialiser object shared by all layers
        does in Keras 3. The default is an independent draw for each layer.
    """

    name: str = "glorot_uniform"
    mean: float = 0.0
    stddev: float = 0.05
    minval: float = -0.05
    maxval: float = 0.05
    shared_draw: bool = False

    def __post_init__(self) -> None:
        """Raise MlpvizError if a setting is unknown or out of range."""
        if self.name not in INITIALIZERS:
            raise MlpvizError(
                f"there is no initialiser {self.name!r}",
                advice="Choose one of " + ", ".join(INITIALIZERS) + ".",
            )
        for name in ("mean", "minval", "maxval"):
            if not abs(getattr(self, name)) <= 100:
                raise MlpvizError(
                    f"{name} of the initialiser is {getattr(self, name):g}",
                    advice="It must be from −100 to 100.",
                )
        if not 0 <= self.stddev <= 100:
            raise MlpvizError(
                f"the standard deviation of the initialiser is {self.stddev:g}",
                advice="It must be from 0 to 100.",
            )
        if self.minval > self.maxval:
            raise MlpvizError(
                f"minval {self.minval:g} is above maxval {self.maxval:g}",
                advice="Give minval the smaller number.",
            )


Kernel = NDArray[np.float64]
Draw = Callable[[InitializerSpec, np.random.Generator, int, int], Kernel]
"""(spec, generator, inputs, units) to a kernel, (units, inputs)."""


def _truncated_normal(
    generator: np.random.Generator, shape: tuple[int, int], mean: float, stddev: float
) -> Kernel:
    """Draw normals, again wherever one is more than two deviations off."""
    draw = generator.standard_normal(shape)
    while (far := np.abs(draw) > 2).any():
        draw[far] = generator.standard_normal(int(far.sum()))
    return mean + stddev * draw


def _zeros(
    spec: InitializerSpec, generator: np.random.Generator, inputs: int, units: int
) -> Kernel:
    return np.zeros((units, inputs))


def _random_normal(
    spec: InitializerSpec, generator: np.random.Generator, inputs: int, units: int
) -> Kernel:
    return generator.normal(spec.mean, spec.stddev, (units, inputs))


def _random_uniform(
    spec: InitializerSpec, generator: np.random.Generator, inputs: int, units: int
) -> Kernel:
    return generator.uniform(spec.minval, spec.maxval, (units, inputs))


def _truncated(
    spec: InitializerSpec, generator: np.random.Generator, inputs: int, units: int
) -> Kernel:
    return _truncated_normal(generator, (units, inputs), spec.mean, spec.stddev)


def _variance_scaling(
    scale: float, fan: Callable[[int, int], float], distribution: str
) -> Draw:
    """Return Keras's VarianceScaling: a variance of scale / fan."""

    def draw(
        spec: InitializerSpec, generator: np.random.Generator, inputs: int, units: int
    ) -> Kernel:
        variance = scale / max(1.0, fan(inputs, units))
        if distribution == "uniform":
            limit = np.sqrt(3 * variance)
            return generator.uniform(-limit, limit, (units, inputs))
        stddev = np.sqrt(variance) / TRUNCATED_STDDEV
        return _truncated_normal(generator, (units, inputs), 0.0, stddev)

    return draw


def _fan_in(inputs: int, units: int) -> float:
    return inputs


def _fan_average(inputs: int, units: int) -> float:
    return (inputs + units) / 2


@dataclass(frozen=True)
class Initializer:
    """One initialiser: its label, Keras's name for it, the settings it uses."""

    label: str
    keras_name: str
    settings: tuple[str, ...]
    draw: Draw


def _scaled(name: str, draw: Draw) -> Initializer:
    return Initializer(name, name, (), draw)


INITIALIZERS: dict[str, Initializer] = {
    "random_normal": Initializer(
        "RandomNormal", "random_normal", ("mean", "stddev"), _random_normal
    ),
    "truncated_normal": Initializer(
        "TruncatedNormal", "truncated_normal", ("mean", "stddev"), _truncated
    ),
    "random_uniform": Initializer(
        "RandomUniform", "random_uniform", ("minval", "maxval"), _random_uniform
    ),
    "glorot_normal": _scaled(
        "glorot_normal", _variance_scaling(1.0, _fan_average, "normal")
    ),
    "glorot_uniform": _scaled(
        "glorot_uniform", _variance_scaling(1.0, _fan_average, "uniform")
    ),
    "he_normal": _scaled("he_normal", _variance_scaling(2.0, _fan_in, "normal")),
    "he_uniform": _scaled("he_uniform", _variance_scaling(2.0, _fan_in, "uniform")),
    "lecun_normal": _scaled("lecun_normal", _variance_scaling(1.0, _fan_in, "normal")),
    "lecun_uniform": _scaled(
        "lecun_uniform", _variance_scaling(1.0, _fan_in, "uniform")
    ),
    "zeros": Initializer("zeros", "zeros", (), _zeros),
}
