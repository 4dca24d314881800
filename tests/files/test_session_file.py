"""Sessions survive the disk to the bit, and a failed save loses nothing."""

import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from mlpviz.core.errors import MlpvizError
from mlpviz.files import atomic_file
from mlpviz.files.session_file import (
    open_session_bytes,
    read_session,
    read_session_bytes,
    session_bytes,
    write_session,
)
from tests.files.sessions import assert_same, golden_session, sessions

GOLDEN = Path(__file__).parent / "golden" / "v1.mlpviz"


@given(sessions())
def test_a_session_comes_back_to_the_bit(session):
    data = session_bytes(session)
    again = read_session_bytes(data, "x.mlpviz")
    assert_same(again, session)
    assert session_bytes(again) == data


def test_version_1_is_read_for_ever():
    opened = open_session_bytes(GOLDEN.read_bytes(), GOLDEN.name)
    assert not opened.newer
    assert_same(opened.session, golden_session())


def test_what_is_read_is_read_only_and_shared_where_it_is_the_same():
    session = read_session_bytes(session_bytes(golden_session()), "x")
    for array in (
        *session.network.arrays,
        *session.start.arrays,
        *session.state.slots["momentum"],
        session.curves.points,
        session.dataset.train.x,
    ):
        assert not array.flags.writeable
        assert array.flags.aligned
    assert session.start is not session.network
    with pytest.raises(ValueError, match="read-only"):
        session.network.layers[0].W[0, 0] = 1


def test_the_file_is_plain_data_for_zipfile_json_and_numpy():
    session = golden_session()
    with zipfile.ZipFile(io.BytesIO(session_bytes(session))) as archive:
        assert archive.testzip() is None
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}
        manifest = json.loads(archive.read("manifest.json"))
        x = np.load(io.BytesIO(archive.read("arrays/train_x.npy")), allow_pickle=False)
        flat = np.load(io.BytesIO(archive.read("arrays/network.npy")))
    np.testing.assert_array_equal(x, session.dataset.train.x)
    first = manifest["layers"][0]
    W = flat[: first["units"] * first["inputs"]].reshape(first["units"], -1)
    np.testing.assert_array_equal(W, session.network.layers[0].W)
    assert manifest["hyperparameters"]["optimizer"]["momentum"] == 0.75


def test_saving_over_a_file_keeps_the_old_one_as_bak(tmp_path):
    path = tmp_path / "net.mlpviz"
    write_session(golden_session(), path)
    before = path.read_bytes()
    path.chmod(0o640)
    write_session(read_session(GOLDEN), path)
    assert (tmp_path / "net.mlpviz.bak").read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "net.mlpviz",
        "net.mlpviz.bak",
    ]


def test_a_link_stays_a_link(tmp_path):
    real = tmp_path / "real.mlpviz"
    write_session(golden_session(), real)
    link = tmp_path / "link.mlpviz"
    link.symlink_to(real)
    write_session(golden_session(), link)
    assert link.is_symlink()
    assert_same(read_session(link), golden_session())


def _short_write(descriptor, data):
    return os.pwrite(descriptor, bytes(data[:0]), 0)


def _full(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("name", "failing"),
    [
        ("os.write", _full),
        ("os.write", _short_write),
        ("os.fsync", _full),
        ("os.replace", _full),
        ("os.link", None),
    ],
)
def test_a_failing_disk_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, name, failing
):
    path = tmp_path / "net.mlpviz"
    write_session(golden_session(), path)
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(atomic_file.os, name.partition(".")[2], failing or _full)
        if name == "os.link":
            # Disks without links get a copy.
            write_session(golden_session(), path)
            assert (tmp_path / "net.mlpviz.bak").read_bytes() == before
        else:
            with pytest.raises(MlpvizError, match="Save As"):
                write_session(golden_session(), path)
    assert path.read_bytes() == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_bytes_that_come_back_different_are_not_kept(tmp_path, monkeypatch):
    path = tmp_path / "net.mlpviz"
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: real(self)[:-1] + b"?")
    with pytest.raises(MlpvizError, match="other bytes"):
        write_session(golden_session(), path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["missing/net.mlpviz", "folder", "x" * 300])
def test_a_place_that_cannot_be_is_a_plain_error(tmp_path, place):
    (tmp_path / "folder").mkdir()
    with pytest.raises(MlpvizError):
        write_session(golden_session(), tmp_path / place)
    assert [p.name for p in tmp_path.rglob("*")] == ["folder"]


def test_a_device_is_never_replaced():
    with pytest.raises(MlpvizError, match="ordinary"):
        write_session(golden_session(), "/dev/null")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["missing.mlpviz", ".", "bad\0name"])
def test_a_file_that_is_not_there_is_a_plain_error(tmp_path, name):
    with pytest.raises(MlpvizError):
        read_session(tmp_path / name)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mlpviz")
    with pytest.raises(MlpvizError, match="no file"):
        read_session(tmp_path / "pipe.mlpviz")


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.mlpviz"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(MlpvizError, match="64 MiB"):
        read_session(path)
