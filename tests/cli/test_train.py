"""`mlpviz train`: its results, its settings, its seeds, and what it saves."""

import json
import statistics
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.cli import train as train_command
from mlpviz.core import edits
from mlpviz.core.evaluation import evaluate
from mlpviz.files.examples import example_session
from mlpviz.files.session_file import read_session, write_session

FAST = ["--engine", "numpy"]
KEYS = [
    "source",
    "engine",
    "seed",
    "epochs",
    "updates",
    "updates_per_epoch",
    "parameters",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "test_loss",
    "test_accuracy",
    "seconds",
    "compile_seconds",
]


@pytest.fixture
def train(run):
    """Run `mlpviz train … --json` with the NumPy engine; return its object."""

    def call(*arguments: object):
        code, out, err = run("train", *arguments, *FAST, "--json")
        assert code == 0, err
        return json.loads(out)

    return call


def weights(path):
    return [a.tobytes() for a in read_session(path).network.arrays]


def test_the_object_has_the_documented_keys(train):
    row = train("task-1.1-batch-16")
    assert list(row) == KEYS
    assert row["source"] == "task-1.1-batch-16"
    assert row["engine"] == "numpy"
    assert (row["epochs"], row["updates"], row["updates_per_epoch"]) == (4, 256, 64)
    assert row["parameters"] == 6
    assert row["compile_seconds"] == 0
    assert 0 < row["seconds"] < 60


def test_many_small_updates_beat_few_large_ones(train):
    small = train("task-1.1-batch-16")
    large = train("task-1.1-batch-512")
    assert (large["updates"], large["updates_per_epoch"]) == (8, 2)
    assert small["test_accuracy"] > 0.98
    assert large["test_accuracy"] < small["test_accuracy"] - 0.15


def test_relu_separates_the_rings_and_linear_cannot(train):
    assert train("task-1.2-relu")["test_accuracy"] > 0.97
    # Not even the best straight line gets 70 %.
    assert train("task-1.2-linear")["test_accuracy"] < 0.7
    assert train("task-1.2-sigmoid")["test_accuracy"] < 0.7


def test_what_is_printed_is_the_measure_of_what_is_saved(train, tmp_path):
    path = tmp_path / "out.mlpviz"
    row = train("task-1.1-batch-16", "-o", path)
    session = read_session(path)
    assert session.engine == "numpy"
    assert session.task == "task-1.1-batch-16"
    assert session.target_epoch is None
    for name, split in session.dataset.splits.items():
        found = evaluate(session.network, split, "mse")
        assert row[f"{name}_loss"] == found.loss
        assert row[f"{name}_accuracy"] == found.accuracy
    assert session.curves.column("epoch").tolist() == [0, 1, 2, 3, 4]


def test_a_run_can_be_repeated_and_the_seed_is_all_three(train, tmp_path):
    first, again, other = (tmp_path / name for name in ("a", "b", "c"))
    stored = train("task-1.1-batch-16", "-o", first)
    assert train("task-1.1-batch-16", "--seed", "1", "-o", again) == {
        **stored,
        "seconds": pytest.approx(stored["seconds"], abs=60),
    }
    assert weights(first) == weights(again)
    assert train("task-1.1-batch-16", "--seed", "5", "-o", other)["seed"] == 5
    session = read_session(other)
    assert session.dataset_spec.seed == 5
    assert session.hyperparameters.weight_seed == 5
    assert session.hyperparameters.order_seed == 5
    assert (session.dataset.train.x != read_session(first).dataset.train.x).all()


def test_train_begins_with_the_seeds_weights_even_if_others_are_stored(train, tmp_path):
    by_hand, drawn = tmp_path / "a.mlpviz", tmp_path / "b.mlpviz"
    train("task-3", "--epochs", "1", "-o", by_hand)
    train("task-1.1-batch-16", "--epochs", "1", "-o", drawn)
    assert weights(by_hand) == weights(drawn)


def test_stopping_and_going_on_is_the_same_to_the_bit(train, tmp_path):
    whole, half, rest = (tmp_path / f"{name}.mlpviz" for name in "abc")
    settings = ["optimizer=adam", "learning_rate=0.01"]
    train("task-1.2-relu", "--set", *settings, "--epochs", "6", "-o", whole)
    train("task-1.2-relu", "--set", *settings, "--epochs", "2", "-o", half)
    row = train(half, "--continue", "--epochs", "4", "-o", rest)
    assert (row["epochs"], row["updates"]) == (6, 6 * 64)
    assert weights(rest) == weights(whole)
    kinds = [stroke.kind for stroke in read_session(rest).curves.strokes]
    assert kinds == ["train", "continue"]


def test_continue_without_a_number_makes_the_set_epochs_more(train, tmp_path):
    path = tmp_path / "a.mlpviz"
    train("task-1.1-batch-16", "-o", path)
    assert train(path, "--continue")["epochs"] == 8


@pytest.mark.parametrize("more", [["--epochs", "3"], ["--set", "epochs=3"]])
def test_a_number_of_epochs_is_counted_from_where_a_run_was_left(train, tmp_path, more):
    path = tmp_path / "a.mlpviz"
    session = edits.begin_run(example_session("task-1.1-batch-16"))
    write_session(session, path)
    assert train(path, "--continue", *more)["epochs"] == 3
    assert train(path, "--continue")["epochs"] == 4
    half = replace(session, state=replace(session.state, updates=128, epoch=2))
    write_session(half, path)
    assert train(path, "--continue", *more)["epochs"] == 5
    assert train(path, "--continue")["epochs"] == 4


@pytest.mark.parametrize(
    "setting",
    ["hidden_layers=1", "init_stddev=2", "weight_seed=9", "seed=9", "classes=3"],
)
def test_continue_refuses_what_would_begin_anew(train, run, tmp_path, setting):
    path = tmp_path / "a.mlpviz"
    train("task-1.1-batch-16", "-o", path)
    code, out, err = run("train", path, *FAST, "--continue", "--set", setting)
    assert (code, out) == (1, "")
    assert err == (
        "mlpviz: this would begin the training anew. Leave out --continue.\n"
    )


def test_continue_takes_settings_that_keep_the_training(train, tmp_path):
    path = tmp_path / "a.mlpviz"
    train("task-1.1-batch-16", "-o", path)
    settings = ["batch_size=64", "optimizer=adam", "order_seed=9", "sigma=0.1"]
    row = train(path, "--continue", "--set", *settings)
    assert (row["epochs"], row["updates"]) == (8, 256 + 64)


def test_settings_are_changed_by_name(train, tmp_path):
    path = tmp_path / "a.mlpviz"
    row = train(
        "task-1.1-batch-16",
        "--set",
        "classes=3",
        "n_train=32",
        "hidden_layers=2",
        "--set",
        "layer_width=7",
        "--set=batch_size=10",
        "--epochs",
        "2",
        "-o",
        path,
    )
    assert row["parameters"] == 21 + 56 + 24
    assert (row["updates_per_epoch"], row["epochs"]) == (10, 2)
    session = read_session(path)
    assert session.dataset.classes == 3
    assert [layer.units for layer in session.network.layers] == [7, 7, 3]


def test_the_source_may_stand_behind_the_settings(train):
    row = train("--set", "epochs=1", "batch_size=64", "task-1.1-batch-16")
    assert (row["epochs"], row["updates_per_epoch"]) == (1, 16)


def test_repeats_count_the_seeds_up_and_give_mean_and_scatter(train):
    found = train("task-1.1-batch-16", "--repeats", "3", "--seed", "4", "--epochs", "1")
    runs = found["runs"]
    assert [row["seed"] for row in runs] == [4, 5, 6]
    assert list(runs[0]) == KEYS
    for key in ("test_loss", "test_accuracy", "train_loss"):
        values = [row[key] for row in runs]
        assert len(set(values)) > 1
        assert found["mean"][key] == pytest.approx(np.mean(values))
        assert found["std"][key] == pytest.approx(statistics.stdev(values))
    single = train("task-1.1-batch-16", "--seed", "5", "--epochs", "1")
    assert single["test_loss"] == runs[1]["test_loss"]


def test_the_repeats_count_up_from_a_seed_that_is_set(train):
    once = ["task-1.1-batch-16", "--epochs", "1", "--set", "data_seed=3"]
    found = train(*once, "seed=5", "--repeats", "2")
    assert [row["seed"] for row in found["runs"]] == [5, 6]
    for row, seed in zip(found["runs"], (5, 6), strict=True):
        assert train(*once, f"seed={seed}")["test_loss"] == row["test_loss"]
    # The order of the batches counts up with the weights.
    fixed = train(*once, "seed=5", "order_seed=5", "--repeats", "2")["runs"]
    assert fixed[0]["test_loss"] == found["runs"][0]["test_loss"]
    assert fixed[1]["test_loss"] != found["runs"][1]["test_loss"]


def test_a_seed_set_by_its_own_name_stays_over_the_repeats(train):
    same = ["--set", "data_seed=3", "weight_seed=3", "order_seed=3"]
    found = train("task-1.1-batch-16", "--repeats", "2", "--epochs", "1", *same)
    assert found["runs"][0]["test_loss"] == found["runs"][1]["test_loss"]
    assert found["std"]["test_loss"] == 0


def test_one_repeat_has_no_scatter(train):
    found = train("task-1.1-batch-16", "--repeats", "1", "--epochs", "1")
    assert found["std"]["test_loss"] is None
    assert found["mean"]["test_loss"] == found["runs"][0]["test_loss"]


DIVERGING = ["--set", "activation=linear", "learning_rate=1000", "init_stddev=3"]


def test_a_diverged_run_says_when_and_keeps_the_last_finite_weights(run, tmp_path):
    path = tmp_path / "a.mlpviz"
    arguments = ["hidden_layers=4", "loss=categorical_crossentropy"]
    code, out, err = run(
        "train", "task-1.2-linear", *DIVERGING, *arguments, *FAST, "--json", "-o", path
    )
    assert code == 1
    row = json.loads(out)
    assert row["diverged_epoch"] >= 1
    assert f"epoch {row['diverged_epoch']}" in err
    assert len(err.strip().splitlines()) == 1
    session = read_session(path)
    assert all(np.isfinite(a).all() for a in session.network.arrays)


def test_a_diverged_repeat_is_a_row_and_the_others_are_kept(run, monkeypatch, tmp_path):
    real = train_command.train_session
    calls = iter([False, True, False])

    def sometimes(session, trainer):
        diverge = next(calls)
        for progress in real(session, trainer):
            if diverge:
                object.__setattr__(progress.snapshot, "diverged_epoch", 1)
            yield progress

    monkeypatch.setattr(train_command, "train_session", sometimes)
    code, out, err = run(
        "train", "task-1.1-batch-16", "--repeats", "3", *FAST, "--json"
    )
    found = json.loads(out)
    assert code == 1
    assert "1 of 3 runs" in err
    assert [row.get("diverged_epoch") for row in found["runs"]] == [None, 1, None]
    kept = [row["test_loss"] for row in found["runs"] if "diverged_epoch" not in row]
    assert found["mean"]["test_loss"] == pytest.approx(np.mean(kept))


def test_ctrl_c_saves_what_there_is(run, monkeypatch, tmp_path):
    real = train_command.train_session

    def interrupted(session, trainer):
        for progress in real(session, trainer):
            yield progress
            if progress.session.state.epoch >= 1:
                raise KeyboardInterrupt

    monkeypatch.setattr(train_command, "train_session", interrupted)
    path = tmp_path / "a.mlpviz"
    code, out, err = run(
        "train", "task-1.2-relu", "--epochs", "100000", *FAST, "-o", path
    )
    assert (code, out) == (130, "")
    assert path.name in err
    session = read_session(path)
    assert session.state.epoch >= 1
    assert session.target_epoch == 100_000


def test_a_person_reads_a_table(run):
    code, out, err = run("train", "task-1.1-batch-16", *FAST)
    assert (code, err) == (0, "")
    for part in ("256 updates (64 an epoch)", "6 parameters", "seed 1", "NumPy"):
        assert part in out
    assert "1,024 wrong" in out
    code, out, _ = run(
        "train", "task-1.1-batch-16", *FAST, "--repeats", "2", "--epochs", "1"
    )
    assert code == 0
    assert "mean" in out
    assert "std" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "x.mlpviz", "--repeats", "2"],
        ["--continue", "--repeats", "2"],
        ["--continue", "--seed", "2"],
        ["--repeats", "0"],
        ["--repeats", "x"],
        ["--epochs", "x"],
        ["--engine", "abacus"],
        ["--set", "epochs"],
        ["--surprise"],
        ["another"],
    ],
)
def test_a_wrong_usage_ends_with_2(run, arguments):
    code, out, err = run("train", "task-1.1-batch-16", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: mlpviz")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "learning_rte=1"], ["learning_rate"]),
        (["--set", "batch_size=x"], ["batch_size", "x"]),
        (["--set", "layer_width=0", "hidden_layers=1"], ["0 units"]),
        (["--set", "classes=1"], ["classes"]),
        (["--set", "n_train=0"], ["training points"]),
        (["--set", "sigma=-1"], ["σ"]),
        (["--epochs", "0"], ["epochs"]),
        (["--seed", "-1"], ["seed"]),
        (["-o", "nowhere/x.mlpviz"], ["nowhere"]),
        (["-o", "."], ["folder"]),
        (["--set", "hidden_layers=63", "layer_width=2048"], ["parameters"]),
    ],
)
def test_what_cannot_be_is_one_plain_line(run, arguments, words):
    code, out, err = run("train", "task-1.1-batch-16", *arguments, *FAST)
    assert (code, out) == (1, "")
    assert err.startswith("mlpviz: ")
    assert len(err.splitlines()) == 1
    for word in words:
        assert word in err


@pytest.mark.keras
def test_keras_is_the_engine_of_the_examples(run, tmp_path):
    path = tmp_path / "a.mlpviz"
    code, out, err = run("train", "task-1.1-batch-16", "--json", "-o", path)
    assert code == 0
    # A slow machine may have said how far it is, and nothing else.
    assert all(line.startswith("task-1.1-batch-16: ") for line in err.splitlines())
    row = json.loads(out)
    assert list(row) == KEYS
    assert row["engine"] == "keras"
    assert row["test_accuracy"] > 0.98
    assert 0 < row["compile_seconds"] < row["seconds"]
    # The same start, order and mathematics as NumPy: the same weights but for rounding.
    code, *_ = run("train", "task-1.1-batch-16", *FAST, "-o", tmp_path / "b.mlpviz")
    ours = read_session(tmp_path / "b.mlpviz").network
    for a, b in zip(read_session(path).network.arrays, ours.arrays, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4 * np.abs(b).max())


def test_the_examples_are_left_as_they_are(train):
    before = example_session("task-1.1-batch-16")
    train("task-1.1-batch-16")
    after = example_session("task-1.1-batch-16")
    assert [a.tobytes() for a in before.network.arrays] == [
        a.tobytes() for a in after.network.arrays
    ]
