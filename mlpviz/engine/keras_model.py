# pyright: basic
"""Networks and settings as Keras's own objects, and back; imports Keras on first use.

Only here and in the Keras trainer is it known that Keras keeps a kernel as (inputs,
units), the transpose of W.
"""

import gc
import math
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from mlpviz.core.arrays import Float32Array
from mlpviz.core.datasets import Split
from mlpviz.core.losses import LOSSES
from mlpviz.core.network import Layer, Network
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec
from mlpviz.core.schedules import SCHEDULES, ScheduleSpec
from mlpviz.core.training_state import TrainingState

BLOCK = 1024


def import_keras() -> tuple[Any, Any]:
    """Return the modules tensorflow and keras, set up for small networks on a CPU.

    The first call takes seconds. Thread counts are left alone if TensorFlow has
    been used before.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    # A graphics card is slower here than one core, and not the same to the bit.
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    first = "tensorflow" not in sys.modules

    import keras
    import tensorflow as tf

    if first:
        # TensorFlow's own objects stay for ever; looking through all of them at each
        # full collection would stop a training for 150 ms.
        gc.freeze()
    # A keras.json in the user's home may say otherwise.
    keras.config.set_floatx("float32")
    try:
        # Measured: two threads make an update on 10 x 50 slower by a half.
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        pass
    return tf, keras


def to_keras(arrays: Iterable[Float32Array]) -> list[Float32Array]:
    """Return W1, b1, … as Keras keeps them: kernels transposed."""
    return [array.T for array in arrays]


def from_keras(arrays: Iterable[Any]) -> tuple[Float32Array, ...]:
    """Return Keras's kernels and biases as W1, b1, W2, b2, and so on."""
    return tuple(np.ascontiguousarray(np.asarray(array).T) for array in arrays)


def to_vector(arrays: Iterable[Float32Array]) -> Float32Array:
    """Return W1, b1, … as Keras keeps them, all in one vector."""
    return np.concatenate([array.ravel() for array in to_keras(arrays)])


def from_vector(vector: Float32Array, like: Network) -> tuple[Float32Array, ...]:
    """Return the W1, b1, … in a vector, in the shapes of a network's."""
    shapes = [array.T.shape for array in like.arrays]
    cuts = np.cumsum([math.prod(shape) for shape in shapes])[:-1]
    pieces = np.split(vector, cuts)
    return from_keras(
        piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)
    )


def build_model(layers: Sequence[Layer]) -> Any:
    """Return a `keras.Sequential` of Dense layers with the layers' weights."""
    _, keras = import_keras()
    model = keras.Sequential([keras.Input((layers[0].inputs,))])
    for number, layer in enumerate(layers, start=1):
        model.add(
            keras.layers.Dense(
                layer.units,
                activation=layer.activation,
                kernel_initializer="zeros",
                name="output" if number == len(layers) else f"hidden_{number}",
            )
        )
    model.set_weights(to_keras([a for layer in layers for a in (layer.W, layer.b)]))
    return model


def network_of(model: Any) -> Network:
    """Return the network in a model of Dense layers."""
    layers = [
        (from_keras(layer.get_weights()), layer.activation.__name__)
        for layer in model.layers
    ]
    return Network(tuple(Layer(W, b, activation) for (W, b), activation in layers))


def build_loss(name: str) -> Any:
    """Return the Keras loss of a key of `LOSSES`."""
    _, keras = import_keras()
    return getattr(keras.losses, LOSSES[name].keras_class)()


def build_schedule(spec: ScheduleSpec, learning_rate: float) -> Any:
    """Return the Keras schedule; for a constant one the rate itself."""
    _, keras = import_keras()
    schedule = SCHEDULES[spec.name]
    if not schedule.keras_class:
        return float(learning_rate)
    settings = {name: getattr(spec, name) for name in schedule.settings}
    kind = getattr(keras.optimizers.schedules, schedule.keras_class)
    # Given an int, Keras would compute the whole schedule in integers.
    return kind(float(learning_rate), **settings)


def build_optimizer(spec: OptimizerSpec, learning_rate: Any = None) -> Any:
    """Return the Keras optimiser, its rate from the spec or the schedule given."""
    _, keras = import_keras()
    optimizer = OPTIMIZERS[spec.name]
    if learning_rate is None:
        learning_rate = float(spec.learning_rate)
    settings = {name: getattr(spec, name) for name in optimizer.settings}
    for name, value in settings.items():
        if not isinstance(value, bool):
            # SGD refuses a momentum that is an int.
            settings[name] = float(value)
    return getattr(keras.optimizers, optimizer.keras_class)(learning_rate, **settings)


def slot_variables(optimizer: Any, spec: OptimizerSpec) -> dict[str, list[Any]]:
    """Return a built optimiser's slots by name, in the order of the parameters."""
    return {
        name: [v for v in optimizer.variables if v.name.endswith(f"_{name}")]
        for name in OPTIMIZERS[spec.name].slot_names(spec)
    }


def put_state(
    model: Any, optimizer: Any, spec: OptimizerSpec, state: TrainingState
) -> None:
    """Make a model and its optimiser stand where a training state does."""
    optimizer.build(model.trainable_variables)
    model.set_weights(to_keras(state.network.arrays))
    for name, variables in slot_variables(optimizer, spec).items():
        for variable, array in zip(variables, to_keras(state.slots[name]), strict=True):
            variable.assign(array)
    optimizer.iterations.assign(state.iterations)


def take_slots(
    optimizer: Any, spec: OptimizerSpec
) -> dict[str, tuple[Float32Array, ...]]:
    """Return the slots of a built optimiser, for a `TrainingState`."""
    return {
        name: from_keras(variable.numpy() for variable in variables)
        for name, variables in slot_variables(optimizer, spec).items()
    }


def keras_predict(network: Network, x: Float32Array) -> Float32Array:
    """Return the class probabilities by `keras.Model.predict`, (n, K)."""
    return build_model(network.layers).predict(x, batch_size=BLOCK, verbose=0)


def keras_evaluate(network: Network, split: Split, loss: str) -> tuple[float, float]:
    """Return loss and accuracy (0 to 1) by `keras.Model.evaluate`."""
    model = build_model(network.layers)
    model.compile(loss=build_loss(loss), metrics=["accuracy"])
    measures = model.evaluate(
        split.x, split.targets, batch_size=BLOCK, verbose=0, return_dict=True
    )
    return float(measures["loss"]), float(measures["accuracy"])


def keras_layer_outputs(
    network: Network, x: Float32Array
) -> list[tuple[Float32Array, Float32Array]]:
    """Return (z, h) of every layer by Keras, each (n, units).

    Activations are layers of their own here, so that z can be seen.
    """
    _, keras = import_keras()
    inputs = keras.Input((network.inputs,))
    h, outputs = inputs, []
    for layer in network.layers:
        z = keras.layers.Dense(layer.units, kernel_initializer="zeros")(h)
        h = keras.layers.Activation(layer.activation)(z)
        outputs += [z, h]
    model = keras.Model(inputs, outputs)
    model.set_weights(to_keras(network.arrays))
    results = model.predict(x, batch_size=BLOCK, verbose=0)
    return list(zip(results[::2], results[1::2], strict=True))
