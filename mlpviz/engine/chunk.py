"""The updates to come, gathered in arrays of fixed shape; knows no TensorFlow.

A compiled loop holds the shapes of its arguments. So that it need not hold the number
of points, batches are gathered here into arrays of always the same shape, with a
count; the last batch of an epoch is padded, and its true size tells the rest apart.
"""

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.progress import Progress


class Chunk:
    """Room for some updates, filled again and again.

    Parameters
    ----------
    updates : int
        Room for so many updates.
    epochs : int
        They may lie in at most so many epochs.
    batch_size, inputs, classes : int

    Attributes
    ----------
    x : array, (updates, batch_size, inputs)
    targets : array, (updates, batch_size, classes)
    sizes : array, (updates,)
        True size of each batch.
    first_iteration : int
        Updates the optimiser made before those here.
    count : int
        Updates filled in.
    epoch_ends : list of int
        After which of them, counted from 1, an epoch is complete.
    """

    def __init__(
        self, updates: int, epochs: int, batch_size: int, inputs: int, classes: int
    ) -> None:
        self.epochs = epochs
        self.batch_size = batch_size
        self.x = np.zeros((updates, batch_size, inputs), np.float32)
        self.targets = np.zeros((updates, batch_size, classes), np.float32)
        self.sizes = np.ones(updates, np.float32)
        self.first_iteration = 0
        self.count = 0
        self.epoch_ends: list[int] = []

    def fill(self, progress: Progress, updates: int, epochs: int) -> None:
        """Gather the next updates of a run: at most so many, and as fit."""
        request = progress.request
        room = min(updates, len(self.x), progress.last_update - progress.updates)
        epoch, position = progress.epoch, progress.position
        last_epoch = min(request.target_epoch, epoch + min(epochs, self.epochs))
        self.first_iteration = progress.iterations
        self.count, self.epoch_ends = 0, []
        while self.count < room and epoch < last_epoch:
            left = int(room) - self.count
            rows = progress.order(epoch)[position : position + left * self.batch_size]
            self._gather(progress, rows)
            position += len(rows)
            if position == progress.n:
                self.epoch_ends.append(self.count)
                epoch, position = epoch + 1, 0

    def _gather(self, progress: Progress, rows: NDArray[np.intp]) -> None:
        train = progress.request.dataset.train
        full, rest = divmod(len(rows), self.batch_size)
        whole = full * self.batch_size
        place = slice(self.count, self.count + full)
        for source, target in ((train.x, self.x), (train.targets, self.targets)):
            chosen = source[rows[:whole]]
            target[place] = chosen.reshape(full, *target.shape[1:])
        self.sizes[place] = self.batch_size
        self.count += full
        if rest:
            # What is left of an older batch behind it has no weight.
            self.x[self.count, :rest] = train.x[rows[whole:]]
            self.targets[self.count, :rest] = train.targets[rows[whole:]]
            self.sizes[self.count] = rest
            self.count += 1
