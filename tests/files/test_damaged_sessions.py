"""Whatever a file holds, reading it gives a session or a plain error, and quickly."""

import hashlib
import io
import json
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.core.errors import MlpvizError
from mlpviz.files.session_file import (
    open_session_bytes,
    read_session_bytes,
    session_bytes,
)
from tests.files.sessions import assert_same, golden_session

DATA = session_bytes(golden_session())


def refused(data, *words):
    with pytest.raises(MlpvizError) as caught:
        read_session_bytes(data, "net.mlpviz")
    text = str(caught.value)
    assert "net.mlpviz" in text
    for word in words:
        assert word in text
    return text


def members():
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, method=zipfile.ZIP_STORED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return target.getvalue()


def with_manifest(change):
    """Return the file with its manifest changed in place by a function."""
    parts = members()
    tree = json.loads(parts["manifest.json"])
    change(tree)
    parts["manifest.json"] = json.dumps(tree).encode()
    return zipped(parts.items())


def with_array(name, array, **entry):
    """Return the file with another array, and a manifest that fits to it."""
    parts = members()
    target = io.BytesIO()
    np.save(target, array)
    parts[f"arrays/{name}.npy"] = target.getvalue()
    tree = json.loads(parts["manifest.json"])
    tree["arrays"][name] = {
        "dtype": array.dtype.str,
        "shape": list(array.shape),
        "sha256": hashlib.sha256(target.getvalue()).hexdigest(),
        **entry,
    }
    parts["manifest.json"] = json.dumps(tree).encode()
    return zipped(parts.items())


def with_header(name, text, **entry):
    """Return the file with another header before an array's numbers."""
    parts = members()
    text = text.ljust(117) + b"\n"
    body = parts[f"arrays/{name}.npy"][128:]
    made = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body
    parts[f"arrays/{name}.npy"] = made
    tree = json.loads(parts["manifest.json"])
    tree["arrays"][name] |= {"sha256": hashlib.sha256(made).hexdigest(), **entry}
    parts["manifest.json"] = json.dumps(tree).encode()
    return zipped(parts.items())


def test_the_tools_of_these_tests_make_good_files():
    for data in (
        zipped(members().items()),
        with_manifest(lambda tree: None),
        with_array("train_x", golden_session().dataset.train.x),
        with_header(
            "curves", b"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 7), }"
        ),
    ):
        assert_same(read_session_bytes(data, "x"), golden_session())


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_noticed_or_harmless(place, flip):
    data = bytearray(DATA)
    data[place] ^= flip
    try:
        session = read_session_bytes(bytes(data), "x")
    except MlpvizError:
        return
    # Times, permissions and the like: nothing the session is made of.
    assert_same(session, golden_session())


@given(st.integers(0, len(DATA) - 1))
def test_a_cut_file_is_refused(length):
    refused(DATA[:length])
    refused(DATA[length:] if length else b"")


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data):
    refused(data)
    refused(b"PK\x03\x04" + data)
    refused(DATA + b"x" + data)


def test_compressed_members_are_refused():
    refused(zipped(members().items(), zipfile.ZIP_DEFLATED), "compressed")


def test_a_bomb_is_refused_without_unpacking_it():
    bomb = zipped([("manifest.json", b"{" + b" " * 50_000_000)], zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    refused(bomb, "compressed")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_claim_of_many_numbers_allocates_nothing():
    text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1190000, 7), }"
    lying = with_header("curves", text, shape=[1_190_000, 7])
    too_many = with_array("curves", np.zeros((1, 7)), shape=[1_200_000, 7])
    tracemalloc.start()
    refused(lying, "size")
    refused(too_many, "8,400,000 elements")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_given_twice_is_refused():
    parts = [*members().items(), ("arrays/curves.npy", b"")]
    refused(zipped(parts), "twice")


@pytest.mark.parametrize(
    "name",
    ["../evil.npy", "/etc/passwd", "arrays/../x.npy", "arrays/X.npy", "arrays/x.py"],
)
def test_other_names_are_refused(name):
    refused(zipped([*members().items(), (name, b"")]), "holds")


def test_too_many_members_are_refused():
    parts = [(f"arrays/a{i}.npy", b"") for i in range(513)]
    refused(zipped(parts), "513 members")


def test_a_wrong_count_of_members_is_refused():
    end = DATA.rfind(b"PK\x05\x06")
    for count in (0, 1, 10, 12, 65535):
        data = bytearray(DATA)
        data[end + 8 : end + 12] = struct.pack("<2H", count, count)
        refused(bytes(data))


def test_overlapping_members_are_refused():
    # Two entries of the list that point to the same bytes.
    data = zipped([("arrays/aa.npy", b"same"), ("arrays/bb.npy", b"same")])
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 1)
    changed = bytearray(data.replace(b"arrays/bb.npy", b"arrays/aa.npy"))
    changed[second + 42 : second + 46] = bytes(4)
    at = changed.rfind(b"arrays/aa.npy")
    changed[at : at + 13] = b"arrays/bb.npy"
    refused(bytes(changed))


def test_missing_and_extra_members_are_refused():
    parts = members()
    for name in parts:
        refused(zipped((n, d) for n, d in parts.items() if n != name))
    refused(zipped([*parts.items(), ("arrays/more.npy", b"")]), "manifest names")
    refused(with_array("more", np.zeros(1, np.float32)), "too many")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b'{"format": "mlpviz-session"}',
        b'{"format": "other"}',
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"a": 1, "a": 1}',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe",
        b" " * (1024 * 1024 + 1),
        b'"\\ud800"',
    ],
)
def test_a_manifest_that_is_none_is_refused(text):
    parts = members()
    parts["manifest.json"] = text
    refused(zipped(parts.items()), "manifest")


def _set(*path_and_value):
    *path, last, value = path_and_value

    def change(tree):
        for key in path:
            tree = tree[key]
        tree[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("surprise", 1),
        _set("dataset", "surprise", 1),
        _set("arrays", "curves", "surprise", 1),
        _set("hyperparameters", "batch_size", 0),
        _set("hyperparameters", "batch_size", 16.0),
        _set("hyperparameters", "batch_size", "16"),
        _set("hyperparameters", "batch_size", True),
        _set("hyperparameters", "loss", "love"),
        _set("hyperparameters", "hidden", [{"units": 4, "activation": "tanh"}]),
        _set("hyperparameters", "optimizer", "name", "adam"),
        _set("hyperparameters", "optimizer", "learning_rate", -1),
        _set("dataset", "classes", 3),
        _set("dataset", "sigma", 11),
        _set("engine", "magic"),
        _set("task", "\ud800"),
        _set("program", "\ud800"),
        _set("dataset", "\udc80", 1),
        _set("task", "<b>"),
        _set("layers", []),
        _set("layers", 0, "units", 4),
        _set("layers", 0, "inputs", 3),
        _set("layers", 0, "activation", "magic"),
        _set("layers", 1, "activation", "relu"),
        _set("layers", [{"units": 1, "inputs": 1, "activation": "relu"}] * 65),
        _set("layers", 0, {"units": 10**9, "inputs": 2, "activation": "tanh"}),
        _set("training", "position", 3),
        _set("training", "position", -1),
        _set("training", "updates", 10**13),
        _set("training", "updates", 0),
        _set("training", "epoch", 1),
        _set("training", "running_loss", -1.0),
        _set("training", "running_correct", -1.0),
        _set("training", "running_correct", 2.5),
        _set("training", "slots", []),
        _set("training", "slots", ["momentum", "momentum"]),
        _set("training", "slots", ["velocity"]),
        _set("training", "edited", 1),
        _set("curves", "columns", ["epoch"]),
        _set("curves", "strokes", [{"kind": "guess"}]),
        _set("curves", "strokes", 0, "first_epoch", -0.5),
        _set("curves", "strokes", 0, "first_epoch", 3.5),
        _set("curves", "strokes", 0, "first_epoch", 1e300),
        _set("arrays", "curves", "shape", [21]),
        _set("arrays", "curves", "shape", [3, 7, 1]),
        _set("arrays", "curves", "shape", [-3, -7]),
        _set("arrays", "curves", "shape", []),
        _set("arrays", "curves", "dtype", "<f4"),
        _set("arrays", "curves", "dtype", "|O"),
        _set("arrays", "curves", "sha256", "0" * 64),
        _set("arrays", "start", "shape", [16]),
        _set("arrays", "train_x", "shape", [200_001, 2]),
        _set("arrays", {}),
        _set("write_version", "1"),
        _set("write_version", 0),
        _set("read_version", 0),
        _set("read_version", None),
        lambda tree: tree.pop("engine"),
        lambda tree: tree["training"].pop("running_loss"),
        lambda tree: tree["arrays"].pop("curves"),
    ],
)
def test_a_manifest_with_anything_wrong_is_refused(change):
    refused(with_manifest(change))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("train_x", np.full((3, 2), np.nan, "<f4")),
        ("train_x", np.full((3, 2), np.inf, "<f4")),
        ("train_x", np.zeros((0, 2), "<f4")),
        ("train_x", np.zeros((3, 3), "<f4")),
        ("train_x", np.zeros((3, 2), "<f8")),
        ("train_x", np.zeros((3, 2), ">f4")),
        ("train_labels", np.array([0, 1, 2], "<i4")),
        ("train_labels", np.array([0, 1, -1], "<i4")),
        ("train_labels", np.array([0, 1], "<i4")),
        ("network", np.full(17, np.nan, "<f4")),
        ("start", np.full(17, np.inf, "<f4")),
        ("network", np.zeros(16, "<f4")),
        ("curves", np.asfortranarray(np.ones((3, 7)))),
        ("curves", np.array([None, 1], object)),
        ("curves", np.zeros((2, 7), "<c16")),
    ],
)
def test_an_array_with_anything_wrong_is_refused(name, array):
    refused(with_array(name, array))


def curves(row, column, value):
    points = golden_session().curves.points.copy()
    points[row, column] = value
    return with_array("curves", points)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (0, 0, -1),
        (0, 0, 1.5),
        (1, 0, np.nan),
        (2, 0, np.inf),
        (2, 0, 3),
        (2, 0, 1e300),
        (1, 1, -0.5),
        (1, 3, -np.inf),
        (1, 5, -1e300),
        (1, 2, 1.5),
        (1, 4, -0.5),
        (1, 6, np.inf),
    ],
)
def test_curves_that_no_run_leaves_are_refused(row, column, value):
    refused(curves(row, column, value), "curves")


@pytest.mark.parametrize(
    ("column", "value"),
    [(1, np.inf), (3, np.nan), (5, np.inf), (2, np.nan), (6, 1), (1, -1e-9)],
)
def test_curves_of_a_diverged_run_are_read(column, value):
    points = read_session_bytes(curves(2, column, value), "x").curves.points
    np.testing.assert_array_equal(points[2, column], value)


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (7, 3), }",
        b"{'descr': '|O', 'fortran_order': False, 'shape': (3, 7), }",
        b"{'descr': __import__('os'), 'fortran_order': False, 'shape': (3, 7), }",
        b"",
    ],
)
def test_another_header_than_the_manifest_says_is_refused(header):
    refused(with_header("curves", header), "curves")


def test_a_newer_file_opens_without_what_is_new_in_it():
    def change(tree):
        tree["write_version"] = 2
        tree["notes"] = {"text": "of a later program"}
        tree["training"]["mood"] = "good"
        tree["hyperparameters"]["hidden"][0]["dropout"] = 0.5

    opened = open_session_bytes(with_manifest(change), "x")
    assert opened.newer
    assert_same(opened.session, golden_session())


def test_an_array_of_a_newer_program_is_left_alone():
    parts = members()
    parts["arrays/notes.npy"] = b"whatever"
    tree = json.loads(parts["manifest.json"])
    tree["write_version"] = 2
    tree["arrays"]["notes"] = {"dtype": "|u1", "shape": [8], "sha256": ""}
    parts["manifest.json"] = json.dumps(tree).encode()
    opened = open_session_bytes(zipped(parts.items()), "x")
    assert_same(opened.session, golden_session())


def test_a_file_for_newer_readers_names_the_version_needed():
    def change(tree):
        tree["read_version"] = tree["write_version"] = 7

    refused(with_manifest(change), "version 7", "newer MLPViz")
