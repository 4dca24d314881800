"""The examples are the lab's tasks, and their files are what the table says."""

import numpy as np
import pytest

from mlpviz.core.errors import MlpvizError
from mlpviz.core.evaluation import evaluate
from mlpviz.core.settings_table import read_settings
from mlpviz.files.examples import EXAMPLES, example_session, untrained_session
from mlpviz.resource_files import resource_path

LAB = {
    "task-1.1-batch-512": {"dataset": "linear", "batch_size": 512, "epochs": 4},
    "task-1.1-batch-16": {"dataset": "linear", "batch_size": 16, "epochs": 4},
    "task-1.2-linear": {"activation": "linear", "layer_width": 5, "sigma": 0.1},
    "task-1.2-sigmoid": {"activation": "sigmoid", "hidden_layers": 1, "epochs": 20},
    "task-1.2-relu": {"activation": "relu", "learning_rate": 1.0, "batch_size": 16},
    "task-1.3": {"init_mean": 0.01, "learning_rate": 0.06, "momentum": 0.8},
    "task-1.3-decay": {
        "learning_rate": 0.1,
        "schedule": "exponential_decay",
        "decay_steps": 5000,
        "decay_rate": 0.96,
        "staircase": False,
        "momentum": 0.8,
    },
    "task-1.4": {
        "init": "glorot_normal",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-7,
    },
    "task-2": {"init": "glorot_normal", "optimizer": "adam"},
    "task-3-swapped": {"dataset": "linear", "hidden_layers": 0},
    "task-3": {"dataset": "linear", "hidden_layers": 0},
}


def test_these_are_all_tasks_of_the_lab():
    assert list(EXAMPLES) == list(LAB)
    files = {path.name for path in resource_path("examples").glob("*.mlpviz")}
    assert files == {f"{name}.mlpviz" for name in LAB}


@pytest.mark.parametrize("name", LAB)
def test_an_example_has_the_settings_of_the_lab(name):
    session = example_session(name)
    settings = read_settings(session)
    assert settings == EXAMPLES[name].settings
    for key, value in LAB[name].items():
        assert settings[key] == value, key
    polar = name.startswith(("task-1.2", "task-1.3", "task-1.4", "task-2"))
    assert settings["dataset"] == ("polar" if polar else "linear")
    assert (settings["n_train"], settings["n_test"]) == (512, 512)
    assert settings["loss"] == "mse"
    assert settings["shared_draw"] is False
    deep = name.startswith(("task-1.3", "task-1.4", "task-2"))
    assert settings["classes"] == (5 if deep else 2)
    if deep:
        assert settings["sigma"] == 0.05
        assert (settings["hidden_layers"], settings["layer_width"]) == (10, 50)
        assert (settings["activation"], settings["epochs"]) == ("relu", 100)
        assert settings["batch_size"] == 16
        assert session.network.parameters == 23_355
    else:
        assert (settings["init"], settings["init_stddev"]) == ("random_normal", 0.1)
        assert settings["init_mean"] == 0.1
        assert (settings["optimizer"], settings["momentum"]) == ("sgd", 0.0)
    # One seed for all three: `mlpviz train NAME --seed S` is the stored run.
    assert settings["seed"] == settings["data_seed"]


@pytest.mark.parametrize("name", LAB)
def test_the_file_is_what_the_table_builds(name):
    session = example_session(name)
    built = untrained_session(EXAMPLES[name])
    assert session.task == name
    assert session.start.same_shapes(built.start)
    for ours, theirs in zip(session.start.arrays, built.start.arrays, strict=True):
        # Other versions of NumPy may round a drawn number differently.
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)
    for split, other in zip(
        session.dataset.splits.values(), built.dataset.splits.values(), strict=True
    ):
        np.testing.assert_allclose(split.x, other.x, rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(split.labels, other.labels)
    assert session.trained == (name == "task-2")


def test_task_2_is_task_1_4_trained():
    trained, start = example_session("task-2"), example_session("task-1.4")
    assert (trained.state.epoch, trained.state.updates) == (100, 16_000)
    assert trained.target_epoch is None
    for a, b in zip(trained.start.arrays, start.network.arrays, strict=True):
        np.testing.assert_array_equal(a, b)
    assert trained.curves.column("epoch").tolist() == list(range(101))
    test = evaluate(trained.network, trained.dataset.test, "mse")
    assert 0.945 <= test.accuracy <= 0.955
    assert 0.0135 <= test.loss <= 0.021
    # The last point of the curve is the measure of the weights as they are.
    assert trained.curves.column("test_loss")[-1] == pytest.approx(test.loss, rel=1e-5)
    assert trained.curves.column("test_accuracy")[-1] == pytest.approx(test.accuracy)


@pytest.mark.parametrize(
    ("name", "W", "b"),
    [
        ("task-3", [[0, 0], [1, 1]], [1, 0]),
        ("task-3-swapped", [[1, 1], [0, 0]], [0, 1]),
    ],
)
def test_task_3_is_set_by_hand(name, W, b):
    session = example_session(name)
    layer = session.network.layers[0]
    assert (layer.W.tolist(), layer.b.tolist()) == (W, b)
    assert session.start is session.network
    test = evaluate(session.network, session.dataset.test, "mse")
    if name == "task-3":
        assert test.accuracy > 0.98
        assert 0.17 <= test.loss <= 0.18
    else:
        assert test.accuracy < 0.02


def test_an_unknown_example_is_a_plain_error():
    with pytest.raises(MlpvizError, match=r"task-1\.4"):
        example_session("task-9")
