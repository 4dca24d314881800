"""Weights as text: everything students write is read, and nothing is evaluated."""

import ast
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mlpviz.core.array_text import (
    format_cells,
    format_matrix,
    format_W_b,
    parse_matrix,
    parse_W_b,
    paste_weights,
)
from mlpviz.core.errors import MlpvizError
from mlpviz.core.network import Network, network_from_arrays

FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)


def two_layers() -> Network:
    rng = np.random.default_rng(5)
    parts = [rng.normal(size=shape) for shape in ((3, 2), (3,), (2, 3), (2,))]
    return network_from_arrays(parts, ["relu", "softmax"])


def perceptron() -> Network:
    return network_from_arrays([np.zeros((2, 2)), np.zeros(2)], ["softmax"])


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 1], [0, 0.5]]",
        "[[1 1]\n [0 0.5]]",
        "[[1.  1. ]\n [0.  0.5]]",
        "np.array([[1,1],[0,0.5]])",
        "numpy.array([[1,1],\n    [0,1/2]], dtype=np.float32)",
        "array([[1., 1.],\n       [0., 0.5]], dtype=float32)",
        "[np.array([[1,1],[0,5e-1]])]",
        "W = [np.array([[1,1],[0,.5]])]",
        "W=np.array([[1,1],[0,0.5]])  # by hand",
        "((1, 1), (0, 0.5),)",
        "1\t1\n0\t0.5\n",
        "1\t1\r\n0\t0,5\r\n",
        "1;1\n0;0,5",
        "1, 1\n0, 1/2",
        "1 1\n0 0.5",
        "[[np.float32(1.0), 1], [0, 0.5]]",
    ],
)
def test_reads_a_matrix_however_it_is_written(text):
    np.testing.assert_array_equal(parse_matrix(text), [[1, 1], [0, 0.5]])


def test_numbers_may_be_fractions_exponents_and_typographic_minus():
    given_ = parse_matrix("[[1/3, 1e-3, \u22120.5, +2, -1e\u22122, -1/4]]")
    np.testing.assert_array_equal(given_, [[1 / 3, 1e-3, -0.5, 2, -1e-2, -0.25]])


@pytest.mark.parametrize(
    ("text", "b"),
    [
        ("b = [np.array([[1],[0]])]", [[1, 0]]),
        ("b = [np.array([1, 0])]", [[1, 0]]),
        ("b = np.array([[1, 0]])", [[1, 0]]),
        ("b = [1, 0]", [[1, 0]]),
        ("b = [[1], [0]]", [[1, 0]]),
        ("b = [[1, 0]]", [[1, 0]]),
        ("b = [np.array([[1],[0],[2]]), np.array([[3],[4]])]", [[1, 0, 2], [3, 4]]),
        ("b = [[1, 0, 2], [3, 4]]", [[1, 0, 2], [3, 4]]),
        ("b = [[[1],[0]], [[3],[4]]]", [[1, 0], [3, 4]]),
        ("b = np.array([[[1],[0]], [[3],[4]]])", [[1, 0], [3, 4]]),
    ],
)
def test_b_may_be_a_row_or_a_column(text, b):
    found = parse_W_b(text)
    assert found.W is None
    assert found.b is not None
    assert [array.tolist() for array in found.b] == b


@pytest.mark.parametrize("gap", ["\n", "; ", "\n\n"])
def test_W_and_b_may_stand_together(gap):
    text = f"W = [np.array([[0,0],[1,1]])]{gap}b = [np.array([[1],[0]])]"
    network = paste_weights(perceptron(), 0, text)
    assert network.layers[0].W.tolist() == [[0, 0], [1, 1]]
    assert network.layers[0].b.tolist() == [1, 0]


def test_all_layers_are_pasted_at_once():
    network = two_layers()
    text = (
        "W = [[[1,2],[3,4],[5,6]], [[7,8,9],[10,11,12]]]; "
        "b = [np.array([1,2,3]), np.array([[4],[5]])]"
    )
    pasted = paste_weights(network, 0, text)
    assert [a.tolist() for a in pasted.arrays] == [
        [[1, 2], [3, 4], [5, 6]],
        [1, 2, 3],
        [[7, 8, 9], [10, 11, 12]],
        [4, 5],
    ]


def test_a_bare_matrix_is_W_or_b_or_both_by_its_shape():
    network = two_layers()
    W, b = network.layers[1].W, network.layers[1].b
    only_W = paste_weights(network, 1, "1 2 3\n4 5 6").layers[1]
    assert only_W.W.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert only_W.b is b
    only_b = paste_weights(network, 1, "[[7], [8]]").layers[1]
    assert only_b.b.tolist() == [7, 8]
    assert only_b.W is W
    both = paste_weights(network, 1, "1\t2\t3\t4\n5\t6\t7\t8").layers[1]
    assert both.W.tolist() == [[1, 2, 3], [5, 6, 7]]
    assert both.b.tolist() == [4, 8]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[[1, 1, 1], [0, 0, 0], [1, 1, 1]]", ["(3, 3)", "(2, 2)"]),
        ("W = [[1, 1, 1]]", ["(1, 3)", "(2, 2)"]),
        ("b = [1, 2, 3]", ["(3,)", "(2,)"]),
        ("W = [np.ones((2, 2))]", ["line 1, character 6", "np.ones"]),
        ("W = [[[1,1],[0,0]], [[1,1],[0,0]]]", ["2 arrays", "1 layers"]),
        ("[[1, 1], [0]]", ["(2,)", "(1,)"]),
        ("1 2\n3", ["row 2", "1"]),
        ("1 2\n3 x", ["row 2, column 2", "x"]),
        ("b = [[1, 2], [3, 4]]", ["b has 2 arrays"]),
        ("b = np.array([[1, 2], [3, 4]])", ["(2, 2)"]),
    ],
)
def test_a_wrong_shape_names_both_and_changes_nothing(text, parts):
    with pytest.raises(MlpvizError) as caught:
        paste_weights(perceptron(), 0, text)
    for part in parts:
        assert part in str(caught.value)


def test_a_transposed_W_is_recognised():
    with pytest.raises(MlpvizError, match="transpose"):
        paste_weights(two_layers(), 0, "[[1, 2, 3], [4, 5, 6]]")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "[]",
        "[[]]",
        "[[1, 2], [3, nan]]",
        "[[1, 2], [3, np.inf]]",
        "[[1, 2], [3, -inf]]",
        "[[1, 2], [3, 1e400]]",
        "[[1, 2], [3, 1/0]]",
        "1 2\n3 1e999",
        "[[1, 2], [3, 4]",
        "[[1, 2], [3, 4]]]",
        "[[1, 2], [3, 4)]",
        "[[1-2, 2], [3, 4]]",
        "[[1.2.3, 2], [3, 4]]",
        "[[0x10, 2], [3, 4]]",
        "[[1, 2], ..., [3, 4]]",
        "__import__('os').system('true')",
        "W = __import__('os')",
        "[" * 100_000,
        "-" * 100_000,
        "[[1, 2], [3, 4]]; [[1, 2], [3, 4]]",
        "W = [[1]]; W = [[1]]",
        "V = [[1, 2], [3, 4]]",
        "W = [[1, 2], [3, 4]] b = [1, 2]",
        "np.array([1, 2], dtype=)",
        "np.array([1, 2], 3)",
        "\x00",
        "[[1, 2], [3, 4\x00]]",
        "[[" + "9" * 5000 + ", 2], [3, 4]]",
        "[[1, 2], [3, 1e39]]",
        "W = ",
        "= 1",
        "=",
        "W",
    ],
)
def test_what_is_not_weights_is_a_plain_error(text):
    network = perceptron()
    with pytest.raises(MlpvizError):
        paste_weights(network, 0, text)


@given(st.text(alphabet="[](),;=\n\t 0123456789.e-+/WbnpArayx#'\u2212…", max_size=40))
def test_any_text_gives_a_network_or_a_plain_error(text):
    try:
        pasted = paste_weights(perceptron(), 0, text)
    except MlpvizError:
        return
    assert pasted.layers[0].W.shape == (2, 2)


@given(
    arrays(
        np.float32, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=FLOAT32
    )
)
def test_a_printed_matrix_reads_back_to_the_same_bits(matrix):
    for text in (format_matrix(matrix), format_cells(matrix)):
        again = parse_matrix(text).astype(np.float32)
        assert again.tobytes() == matrix.tobytes()
    # A second reader: Python itself.
    literal = np.array(ast.literal_eval(format_matrix(matrix)), np.float32)
    assert literal.tobytes() == matrix.tobytes()


@given(st.data())
def test_a_printed_network_reads_back_to_the_same_bits(data):
    widths = data.draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    parts = []
    for before, units in pairwise(widths):
        parts.append(data.draw(arrays(np.float32, (units, before), elements=FLOAT32)))
        parts.append(data.draw(arrays(np.float32, units, elements=FLOAT32)))
    names = ["tanh"] * (len(widths) - 2) + ["softmax"]
    network = network_from_arrays(parts, names)
    blank = network_from_arrays([np.zeros_like(a) for a in parts], names)
    again = paste_weights(blank, 0, format_W_b(network))
    assert [a.tobytes() for a in again.arrays] == [a.tobytes() for a in network.arrays]


def test_printing_is_what_students_write():
    network = network_from_arrays(
        [np.array([[0, 0], [1, 1]]), np.array([1, 0.1])], ["softmax"]
    )
    assert format_W_b(network) == (
        "W = [np.array([[0, 0], [1, 1]])]\nb = [np.array([[1], [0.1]])]\n"
    )
    assert (
        format_cells(np.array([[1, -0.5], [1e-10, 3]], np.float32))
        == "1\t-0.5\n1e-10\t3\n"
    )


def test_the_printed_text_is_numpy_code():
    network = two_layers()
    scope: dict[str, Any] = {"np": np}
    exec(format_W_b(network), scope)
    for layer, W, b in zip(network.layers, scope["W"], scope["b"], strict=True):
        np.testing.assert_array_equal(np.float32(W), layer.W)
        np.testing.assert_array_equal(np.float32(b), layer.b[:, None])
