"""`mlpviz examples`, `evaluate`, `predict` and `compare`."""

import json

import numpy as np
import pytest

from mlpviz.files.examples import EXAMPLES, example_session
from mlpviz.files.session_file import write_session


def test_examples_say_which_are_trained(run):
    code, out, err = run("examples")
    assert (code, err) == (0, "")
    for name in EXAMPLES:
        assert name in out
    rows = json.loads(run("examples", "--json")[1])["examples"]
    assert [row["name"] for row in rows] == list(EXAMPLES)
    assert [row["name"] for row in rows if row["trained"]] == ["task-2"]
    by_hand = [row["name"] for row in rows if row["weights"] == "by hand"]
    assert by_hand == ["task-3-swapped", "task-3"]
    assert {row["parameters"] for row in rows} == {6, 27, 23_355}


@pytest.mark.parametrize(
    ("name", "accuracy", "loss"),
    [
        ("task-3", (0.98, 1), (0.17, 0.18)),
        ("task-3-swapped", (0, 0.02), (0.33, 0.35)),
        ("task-2", (0.945, 0.955), (0.0135, 0.021)),
        ("task-1.4", (0.15, 0.25), (0.159, 0.161)),
    ],
)
def test_the_weights_are_measured_as_they_are(run, name, accuracy, loss):
    code, out, err = run("evaluate", name, "--json")
    assert (code, err) == (0, "")
    row = json.loads(out)
    assert accuracy[0] <= row["test_accuracy"] <= accuracy[1]
    assert loss[0] <= row["test_loss"] <= loss[1]
    matrix = np.array(row["test_confusion_matrix"])
    assert matrix.trace() / matrix.sum() == pytest.approx(row["test_accuracy"])
    assert matrix.sum(axis=1).tolist() == [512] * len(matrix)
    assert row["engine"] == "numpy"


def test_a_person_reads_a_table(run):
    _, out, _ = run("evaluate", "task-3")
    assert "99.02 %" in out
    assert "10 of 1,024 wrong" in out


def test_a_session_file_is_a_source_like_an_example(run, tmp_path):
    path = tmp_path / "mine.mlpviz"
    data = json.loads(run("evaluate", "task-3", "--json")[1])
    write_session(example_session("task-3"), path)
    again = json.loads(run("evaluate", path, "--json")[1])
    assert again == {**data, "source": str(path)}


def test_points_are_classified_as_the_line_says(run, tmp_path):
    points = tmp_path / "points.csv"
    points.write_text("x1;x2\n0,25;0,25\n0,75;0,75\n0;0\n")
    code, out, err = run("predict", "task-3", "--points", points, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["classes"] == ["Class 01", "Class 02"]
    rows = found["predictions"]
    assert [row["class"] for row in rows] == ["Class 01", "Class 02", "Class 01"]
    # z1 = 1 and z2 = x1 + x2.
    for row, total in zip(rows, (0.5, 1.5, 0), strict=True):
        first = 1 / (1 + np.exp(total - 1))
        assert row["probabilities"] == pytest.approx([first, 1 - first], rel=1e-6)
    _, out, _ = run("predict", "task-3", "--points", points)
    assert len(out.splitlines()) == 4
    assert "0.6225" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate", "task-9"], ["task-9"]),
        (["evaluate", "task-1.1"], ["task-1.1-batch-16"]),
        (["evaluate", "none.mlpviz"], ["none.mlpviz", "no such file"]),
        (["evaluate", "/"], ["no file"]),
        (["predict", "task-3", "--points", "none.csv"], ["none.csv"]),
        (["render", "task-3", "-o", "x.gif"], [".png"]),
        (["render", "task-3", "-o", "nowhere/x.png"], ["nowhere"]),
        (["render", "task-9", "-o", "x.png"], ["task-9"]),
        (["none.mlpviz"], ["none.mlpviz", "no such file"]),
        (["evalute"], ["evaluate"]),
        (["task-3"], ["Lab menu"]),
    ],
)
def test_what_cannot_be_is_one_plain_line(run, arguments, words):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith("mlpviz: ")
    assert len(err.splitlines()) == 1
    for word in words:
        assert word in err


def test_a_damaged_file_is_one_plain_line(run, tmp_path):
    path = tmp_path / "net.mlpviz"
    write_session(example_session("task-3"), path)
    path.write_bytes(path.read_bytes()[:-100])
    code, _, err = run("evaluate", path)
    assert code == 1
    assert err.startswith("mlpviz: net.mlpviz: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate"],
        ["predict", "task-3"],
        ["evaluate", "task-3", "--engine", "x"],
        ["render", "task-3"],
        ["render", "task-3", "-o", "x.png", "--size", "big"],
        ["render", "task-3", "-o", "x.png", "--size", "10x10"],
        ["evalute", "task-3"],
        ["--surprise"],
    ],
)
def test_a_wrong_usage_ends_with_2(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: mlpviz")


def test_help_and_version_end_well(run):
    assert run("--version")[1] == "MLPViz 0.1.0\n"
    code, out, _ = run("--help")
    assert code == 0
    for command in ("examples", "train", "evaluate", "predict", "compare", "render"):
        assert command in out
        assert run(command, "--help")[0] == 0
    assert "decay_rate" in run("train", "--help")[1]


@pytest.mark.keras
@pytest.mark.filterwarnings("default")
def test_keras_and_numpy_say_the_same(run, tmp_path):
    code, out, _ = run("compare", "task-2", "--json")
    assert code == 0
    row = json.loads(out)
    assert row["parameters"] == 23_355
    assert row["points"] == 3 * 2560
    assert row["differing_classes"] <= 1
    assert [layer["layer"] for layer in row["largest_difference"]] == list(range(1, 12))
    assert all(0 <= layer["z"] < 1e-3 for layer in row["largest_difference"])
    # Two implementations of e^x never round alike everywhere.
    assert row["largest_difference"][-1]["h"] > 0
    for key, value in row["numpy"].items():
        assert row["keras"][key] == pytest.approx(value, abs=1e-3)
    ours = json.loads(run("evaluate", "task-2", "--json")[1])
    theirs = json.loads(run("evaluate", "task-2", "--engine", "keras", "--json")[1])
    for key in ("train_loss", "validation_loss", "test_loss"):
        assert theirs[key] == pytest.approx(ours[key], rel=1e-4)
    points = tmp_path / "points.csv"
    points.write_text("0,0\n0.5,0.25\n")
    numpy_, keras_ = (
        json.loads(
            run("predict", "task-2", "--points", points, "--json", "--engine", engine)[
                1
            ]
        )
        for engine in ("numpy", "keras")
    )
    for a, b in zip(numpy_["predictions"], keras_["predictions"], strict=True):
        assert a["probabilities"] == pytest.approx(b["probabilities"], abs=1e-5)
