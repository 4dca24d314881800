# pyright: basic
"""Many updates in one call: Keras's model, optimiser and loss in a compiled loop.

Knows nothing of epochs or runs. `keras.Model.fit` goes through Python for every
update; here the loop itself is part of what is compiled.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.core.arrays import Float32Array
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters
from mlpviz.core.network import Network
from mlpviz.core.optimizers import OPTIMIZERS, OptimizerSpec
from mlpviz.engine.chunk import Chunk
from mlpviz.engine.keras_model import (
    build_loss,
    build_model,
    build_optimizer,
    import_keras,
    slot_variables,
)

MAX_UPDATES = 4096
MAX_EPOCHS = 256
# Numbers in the gathered batches, and in the weights kept at the ends of epochs.
MAX_CHUNK_POINTS = 2**17
MAX_KEPT_WEIGHTS = 2**18


@dataclass(frozen=True)
class Signature:
    """What a loop is compiled for: what the mathematics needs, and no mere numbers."""

    shapes: tuple[tuple[int, int], ...]
    activations: tuple[str, ...]
    loss: str
    optimizer: OptimizerSpec
    batch_size: int

    @classmethod
    def of(cls, network: Network, hp: Hyperparameters, n: int) -> "Signature":
        """Return the signature of a run on n points."""
        used = OPTIMIZERS[hp.optimizer.name].settings
        constants = {name: getattr(hp.optimizer, name) for name in used}
        # A batch larger than the data need not be padded to its full size; powers
        # of two keep n itself out of the signature.
        room = 1 << (n - 1).bit_length()
        return cls(
            tuple((layer.units, layer.inputs) for layer in network.layers),
            tuple(layer.activation for layer in network.layers),
            hp.loss,
            OptimizerSpec(hp.optimizer.name, **constants),
            min(hp.batch_size, room),
        )

    @property
    def parameters(self) -> int:
        """Return the number of weights and biases."""
        return sum(units * (inputs + 1) for units, inputs in self.shapes)

    @property
    def estimated_seconds(self) -> float:
        """Return roughly how long one update takes."""
        work = self.parameters * self.batch_size
        return 2e-6 + 1.5e-6 * len(self.shapes) + 3e-10 * work


@dataclass(frozen=True, eq=False)
class Result:
    """What some updates did.

    Attributes
    ----------
    vectors : array, (1 + slots, parameters)
        All parameters, and each slot, afterwards; Keras's order.
    segments : list of int
        The updates made lie in these segments, given by their ends: an epoch's, or
        where the call ended.
    ends : array, (segments, parameters)
        The parameters at the end of each segment.
    losses, correct : array, (updates,)
        Mean loss and number of right answers of each batch, before its update.
    """

    vectors: Float32Array
    segments: list[int]
    ends: Float32Array
    losses: Float32Array
    correct: Float32Array

    @property
    def finite(self) -> bool:
        """Say whether training can go on from here."""
        return bool(np.isfinite(self.vectors).all() and np.isfinite(self.losses).all())


class KerasLoop:
    """A compiled loop of updates on a Keras model and its optimiser.

    Where training stands is in Keras's variables: `load` puts it there, each `run`
    goes on from there.

    Parameters
    ----------
    signature : Signature
    network : Network
        Any network of these shapes.
    xla : bool
        Try XLA. Where it fails the same function runs without.

    Attributes
    ----------
    holder : object
        Whose training stands in the variables: for the callers, to tell.
    seconds_per_update : float
        An estimate at first; for the callers to keep up.
    chunk : Chunk
        Where the batches go.
    """

    def __init__(self, signature: Signature, network: Network, xla: bool) -> None:
        self._tf, _ = import_keras()
        self.signature = signature
        self.holder: object = None
        self.seconds_per_update = signature.estimated_seconds
        self.chunk = self._room()
        self._model = build_model(network.layers)
        self._optimizer = build_optimizer(signature.optimizer)
        self._optimizer.build(self._model.trainable_variables)
        self._loss = build_loss(signature.loss)
        slots = slot_variables(self._optimizer, signature.optimizer)
        self.slot_names = tuple(slots)
        self._groups = [self._model.trainable_variables, *slots.values()]
        self.xla = xla
        self._compile()

    def load(self, vectors: Float32Array, iterations: int) -> None:
        """Stand where the optimiser's updates led to these `vectors`; see `Result`."""
        for group, vector in zip(self._groups, vectors, strict=True):
            start = 0
            for variable in group:
                piece = vector[start : start + math.prod(variable.shape)]
                variable.assign(piece.reshape(variable.shape))
                start += len(piece)
        self._optimizer.iterations.assign(iterations)

    def run(self, rates: Float32Array, count: int) -> Result:
        """Make the first `count` updates in the chunk.

        It ends at the first loss that is not finite: that loss is the last in the
        result, and what is in the variables is of no use.

        Parameters
        ----------
        rates : array, (count,)
            The learning rates.
        count : int
        """
        chunk = self.chunk
        segments = [end for end in chunk.epoch_ends if end < count]
        segments += [count] if count else []
        all_rates = np.zeros(len(chunk.sizes), np.float32)
        all_rates[:count] = rates
        ends = np.zeros(chunk.epochs, np.int32)
        ends[: len(segments)] = segments
        arguments = (
            *(chunk.x, chunk.targets, chunk.sizes, all_rates),
            *(ends, np.int32(len(segments))),
        )
        outputs = self._function(*map(self._tf.constant, arguments))
        after, kept, losses, correct, done = (out.numpy() for out in outputs)
        kept = kept[: len(segments)]
        return Result(after, segments, kept, losses[:done], correct[:done])

    def _room(self) -> Chunk:
        signature = self.signature
        # Enough for a call of some 40 ms, so that nothing large is passed for nothing.
        wanted = 1 << int(0.04 / signature.estimated_seconds).bit_length()
        room = MAX_CHUNK_POINTS // signature.batch_size
        return Chunk(
            max(1, min(wanted, room, MAX_UPDATES)),
            max(1, min(MAX_KEPT_WEIGHTS // signature.parameters, MAX_EPOCHS)),
            signature.batch_size,
            signature.shapes[0][1],
            signature.shapes[-1][0],
        )

    def _compile(self) -> None:
        tf, chunk = self._tf, self.chunk
        numbers = (chunk.x, chunk.targets, chunk.sizes, chunk.sizes)
        arguments = [
            *(tf.TensorSpec(array.shape, tf.float32) for array in numbers),
            tf.TensorSpec((chunk.epochs,), tf.int32),
            tf.TensorSpec((), tf.int32),
        ]
        for xla in (True, False) if self.xla else (False,):
            self.xla = xla
            # Without autograph, which needs the source text.
            function = tf.function(self._updates, autograph=False, jit_compile=xla)
            self._function = function.get_concrete_function(*arguments)
            try:
                # XLA compiles at the first call.
                self.run(np.zeros(0, np.float32), 0)
            except tf.errors.OpError as error:
                if not xla:
                    raise MlpvizError(
                        f"TensorFlow cannot compile this network ({error.message})",
                        advice="Make it smaller or train with the NumPy engine.",
                    ) from error
            else:
                return

    def _updates(
        self,
        x: Any,
        targets: Any,
        sizes: Any,
        rates: Any,
        ends: Any,
        segments: Any,
    ) -> tuple[Any, ...]:
        """Build the graph: updates within segments, weights kept after each."""
        tf = self._tf

        def update(
            i: Any, end: Any, going: Any, losses: Any, correct: Any
        ) -> tuple[Any, ...]:
            loss, right = self._update(x[i], targets[i], sizes[i], rates[i])
            losses, correct = losses.write(i, loss), correct.write(i, right)
            return i + 1, end, tf.math.is_finite(loss), losses, correct

        def segment(
            s: Any, i: Any, going: Any, losses: Any, correct: Any, kept: Any
        ) -> tuple[Any, ...]:
            i, _, going, losses, correct = tf.while_loop(
                lambda i, end, going, *_: tf.logical_and(i < end, going),
                update,
                (i, ends[s], going, losses, correct),
                parallel_iterations=1,
            )
            kept = kept.write(s, self._vector(self._groups[0]))
            return s + 1, i, going, losses, correct, kept

        def table(rows: int, *shape: int) -> Any:
            # Not all rows will be written, and each needs a value.
            array = tf.TensorArray(tf.float32, rows, element_shape=shape)
            return array.unstack(tf.zeros((rows, *shape)))

        _, i, _, losses, correct, kept = tf.while_loop(
            lambda s, i, going, *_: tf.logical_and(s < segments, going),
            segment,
            (
                0,
                0,
                True,
                table(len(self.chunk.sizes)),
                table(len(self.chunk.sizes)),
                table(self.chunk.epochs, self.signature.parameters),
            ),
            parallel_iterations=1,
        )
        after = tf.stack([self._vector(group) for group in self._groups])
        return after, kept.stack(), losses.stack(), correct.stack(), i

    def _update(self, x: Any, targets: Any, size: Any, rate: Any) -> tuple[Any, Any]:
        """Make one update; return the batch's loss and its number of right answers."""
        tf, batch_size = self._tf, self.signature.batch_size
        real = tf.range(batch_size, dtype=tf.float32) < size
        # Keras divides by the padded size; so the mean is over the real points. In
        # a full batch the weights are exactly 1.
        weights = tf.where(real, batch_size / size, 0.0)
        self._optimizer.learning_rate.assign(rate)
        variables = self._model.trainable_variables
        with tf.GradientTape() as tape:
            output = self._model(x, training=True)
            loss = self._loss(targets, output, sample_weight=weights)
        gradients = tape.gradient(loss, variables)
        self._optimizer.apply(gradients, variables)
        hit = tf.equal(tf.argmax(output, axis=1), tf.argmax(targets, axis=1))
        return loss, tf.math.count_nonzero(hit & real, dtype=tf.float32)

    def _vector(self, variables: list[Any]) -> Any:
        """Return all numbers in some variables, one behind the other."""
        tf = self._tf
        return tf.concat([tf.reshape(v.value, [-1]) for v in variables], axis=0)
