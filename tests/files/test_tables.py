"""Points are read however a spreadsheet wrote them, and errors name the row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.core.errors import MlpvizError
from mlpviz.files.tables import parse_points, read_points


@pytest.mark.parametrize(
    "text",
    [
        "0.5,1\n-2,1e-3",
        "x1,x2\n0.5,1\n-2,1e-3\n",
        "x1;x2\n0,5;1\n\u22122;0,001",
        "0,5\t1\r\n-2\t0,001\r\n",
        "0.5 1\n-2 0.001",
        "  0.5 , 1\n\n  -2,\t0.001\n".replace("\t", " "),
        "label,x2,x1\n1,1,0.5\n0,0.001,-2",
        '"x1","x2"\n"0.5","1"\n"-2","0.001"',
        "a,b\n1/2,1\n-2,1/1000",
        "X_1, X_2\n.5,1.\n-2,0.001",
        "0.5,1,0\n-2,0.001,1",
    ],
)
def test_reads_points_however_they_are_written(text):
    np.testing.assert_array_equal(
        parse_points(text), np.array([[0.5, 1], [-2, 0.001]], np.float32)
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["no points"]),
        ("x1,x2\n", ["no points"]),
        ("x1,x2\n1,2\n3", ["row 3", "1 cell"]),
        ("x1,x2\n1,2\n3,4,5", ["row 3", "3 cells"]),
        ("1,2\n3,four", ["row 2, x2", "four"]),
        ("1,2\n\n\nnan,4", ["row 4, x1", "finite"]),
        ("1,2\n3,1e400", ["row 2, x2"]),
        ("1,2\n3,1e39", ["row 2", "too large"]),
        ("1\n2", ["row 1", "one cell"]),
        ("1,2\n" + "9" * 200_000 + ",2", ["limit"]),
        ("a,b,c\n1,2,3", ["row 1", "x1"]),
        ("1,2\n=1+1,2", ["row 2, x1"]),
    ],
)
def test_errors_name_the_row(text, parts):
    with pytest.raises(MlpvizError) as caught:
        parse_points(text)
    for part in parts:
        assert part in str(caught.value)


@given(st.text(alphabet="0123456789.,;-\t \nx\"'e", max_size=60))
def test_any_text_gives_points_or_a_plain_error(text):
    try:
        points = parse_points(text)
    except MlpvizError:
        return
    assert points.shape[1] == 2
    assert np.isfinite(points).all()


def test_a_file_is_named_in_its_errors(tmp_path):
    path = tmp_path / "points.csv"
    path.write_bytes("\ufeffx1,x2\n1,2\n".encode())
    assert read_points(path).tolist() == [[1, 2]]
    path.write_text("1,2\n3,x")
    with pytest.raises(MlpvizError, match=r"points.csv, row 2, x2"):
        read_points(path)
    path.write_bytes(b"\xff\xfe1")
    with pytest.raises(MlpvizError, match="UTF-8"):
        read_points(path)
    with pytest.raises(MlpvizError, match="no such file"):
        read_points(tmp_path / "none.csv")


def test_too_many_points_are_refused():
    with pytest.raises(MlpvizError, match="200,001"):
        parse_points("1,2\n" * 200_001)
