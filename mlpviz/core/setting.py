"""Every setting by name: where it stands, what it is called, what it does.

It knows no terminal and no window; both show these texts.
"""

from mlpviz.core.activations import ACTIVATIONS
from mlpviz.core.datasets import (
    DATASETS,
    MAX_CLASSES,
    MAX_PER_CLASS,
    MAX_SIGMA,
    MIN_CLASSES,
)
from mlpviz.core.hyperparameters import (
    MAX_BATCH_SIZE,
    MAX_EPOCHS,
    MAX_LAYERS,
    MAX_SEED,
    MAX_UNITS,
)
from mlpviz.core.initializers import INITIALIZERS
from mlpviz.core.losses import LOSSES
from mlpviz.core.optimizers import MAX_LEARNING_RATE, OPTIMIZERS
from mlpviz.core.schedules import SCHEDULES
from mlpviz.core.setting_kinds import Setting, choice, integer, number, switch

__all__ = ["SETTINGS", "Setting"]

_SEEDS = (0, MAX_SEED)
_ROWS = (
    choice(
        "dataset",
        "dataset.kind",
        "Kind",
        {name: kind.label for name, kind in DATASETS.items()},
        "Which generator draws the points: linear puts the classes along the "
        "diagonal, polar on rings around the origin.",
        "",
    ),
    integer(
        "classes",
        "dataset.classes",
        "Classes K",
        (MIN_CLASSES, MAX_CLASSES),
        "Number of classes, and of units in the output layer.",
    ),
    number(
        "sigma",
        "dataset.sigma",
        "Spread σ",
        (0, MAX_SIGMA),
        "Standard deviation of a class: larger makes the classes overlap more.",
    ),
    integer(
        "n_train",
        "dataset.n_train",
        "Train per class",
        (1, MAX_PER_CLASS),
        "Training points of each class; times K is the size of the training set.",
        unit="points",
    ),
    integer(
        "n_test",
        "dataset.n_test",
        "Test per class",
        (1, MAX_PER_CLASS),
        "Points of each class in the validation set, and as many in the test set.",
        unit="points",
    ),
    integer(
        "data_seed",
        "dataset.seed",
        "Seed",
        _SEEDS,
        "Another seed draws other points from the same generator.",
    ),
    integer(
        "hidden_layers",
        "hidden.count",
        "Hidden layers",
        (0, MAX_LAYERS - 1),
        "Number of hidden layers; the softmax output layer is not counted.",
        "a Dense layer each",
    ),
    integer(
        "layer_width",
        "hidden.units",
        "Units per layer",
        (1, MAX_UNITS),
        "Width of the hidden layers: one number for all, or one for each layer, "
        "such as 16,8.",
        "Dense(units)",
        unit="units",
    ),
    choice(
        "activation",
        "hidden.activation",
        "Activation",
        {name: activation.label for name, activation in ACTIVATIONS.items()},
        "Activation function of the hidden layers: one for all, or one for each "
        "layer, such as relu,tanh.",
        "Dense(activation)",
    ),
    choice(
        "init",
        "initializer.name",
        "Initialiser",
        {name: initializer.label for name, initializer in INITIALIZERS.items()},
        "How the kernels W are drawn before training; biases start at zero.",
        "Dense(kernel_initializer)",
    ),
    number(
        "init_mean",
        "initializer.mean",
        "Mean",
        (-100, 100),
        "Mean of the normal distribution the kernels are drawn from.",
        "RandomNormal(mean)",
    ),
    number(
        "init_stddev",
        "initializer.stddev",
        "Deviation",
        (0, 100),
        "Standard deviation of the normal distribution the kernels are drawn from.",
        "RandomNormal(stddev)",
    ),
    number(
        "init_minval",
        "initializer.minval",
        "Minimum",
        (-100, 100),
        "Lower end of the uniform distribution the kernels are drawn from.",
        "RandomUniform(minval)",
    ),
    number(
        "init_maxval",
        "initializer.maxval",
        "Maximum",
        (-100, 100),
        "Upper end of the uniform distribution the kernels are drawn from.",
        "RandomUniform(maxval)",
    ),
    switch(
        "shared_draw",
        "initializer.shared_draw",
        "Same draw",
        "Same draw in every layer, as the lab's code: kernels of one shape start "
        "identical.",
        "one unseeded initialiser object for all layers",
    ),
    choice(
        "loss",
        "hyperparameters.loss",
        "Loss",
        {name: loss.label for name, loss in LOSSES.items()},
        "What training makes small: the mean over all points (and, for MSE, outputs).",
        "compile(loss)",
    ),
    choice(
        "optimizer",
        "optimizer.name",
        "Optimiser",
        {name: optimizer.label for name, optimizer in OPTIMIZERS.items()},
        "How a gradient becomes a change of the weights.",
        "compile(optimizer)",
    ),
    number(
        "learning_rate",
        "optimizer.learning_rate",
        "Learning rate",
        (0, MAX_LEARNING_RATE),
        "Size of each update; with a decay schedule, of the first one.",
        "learning_rate",
    ),
    number(
        "momentum",
        "optimizer.momentum",
        "Momentum",
        (0, 1),
        "Share of the update before that is carried into the next one.",
        "SGD(momentum)",
    ),
    switch(
        "nesterov",
        "optimizer.nesterov",
        "Nesterov",
        "Looks one momentum step ahead; without momentum it changes nothing.",
        "SGD(nesterov)",
    ),
    number(
        "beta_1",
        "optimizer.beta_1",
        "β₁",
        (0, 1),
        "Decay of Adam's running mean of the gradient.",
        "Adam(beta_1)",
    ),
    number(
        "beta_2",
        "optimizer.beta_2",
        "β₂",
        (0, 1),
        "Decay of Adam's running mean of the squared gradient.",
        "Adam(beta_2)",
    ),
    number(
        "rho",
        "optimizer.rho",
        "ρ",
        (0, 1),
        "Decay of RMSprop's running mean of the squared gradient.",
        "RMSprop(rho)",
    ),
    number(
        "epsilon",
        "optimizer.epsilon",
        "ε",
        (0, 1),
        "Small number that keeps the optimiser from dividing by zero.",
        "epsilon",
    ),
    choice(
        "schedule",
        "schedule.name",
        "Schedule",
        {name: schedule.label for name, schedule in SCHEDULES.items()},
        "How the learning rate changes over the updates.",
        "keras.optimizers.schedules",
    ),
    integer(
        "decay_steps",
        "schedule.decay_steps",
        "Decay steps",
        (1, 10_000_000),
        "After so many updates the learning rate has been multiplied by the decay "
        "rate once.",
        "ExponentialDecay(decay_steps)",
        unit="updates",
    ),
    number(
        "decay_rate",
        "schedule.decay_rate",
        "Decay rate",
        (0, 10),
        "Factor of the learning rate over each stretch of decay steps.",
        "ExponentialDecay(decay_rate)",
    ),
    switch(
        "staircase",
        "schedule.staircase",
        "Staircase",
        "The learning rate falls in steps instead of steadily.",
        "ExponentialDecay(staircase)",
    ),
    integer(
        "batch_size",
        "hyperparameters.batch_size",
        "Batch size",
        (1, MAX_BATCH_SIZE),
        "Points in each update: smaller means more updates an epoch.",
        "fit(batch_size)",
        unit="points",
    ),
    integer(
        "epochs",
        "hyperparameters.epochs",
        "Epochs",
        (1, MAX_EPOCHS),
        "How often training goes through the whole training set.",
        "fit(epochs)",
    ),
    integer(
        "seed",
        "seeds.both",
        "Seed",
        _SEEDS,
        "Seed of the starting weights and of the order of the batches.",
    ),
    integer(
        "weight_seed",
        "hyperparameters.weight_seed",
        "Weight seed",
        _SEEDS,
        "Another seed draws other starting weights.",
    ),
    integer(
        "order_seed",
        "hyperparameters.order_seed",
        "Order seed",
        _SEEDS,
        "Another seed shuffles the batches in another order.",
    ),
)

SETTINGS: dict[str, Setting] = {row.name: row for row in _ROWS}
