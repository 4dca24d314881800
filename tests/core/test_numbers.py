"""Numbers as typed and as shown."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.core.errors import MlpvizError
from mlpviz.core.numbers import (
    format_integer,
    format_number,
    format_weight,
    parse_integer,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", 1 / 3),
        ("1e-3", 0.001),
        ("−0.5", -0.5),
        (" -0.5 ", -0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("+2", 2.0),
        ("−1 / −4", 0.25),
        ("1e−3", 0.001),
        ("1.5/3e1", 0.05),
        ("0", 0.0),
        ("1.7976931348623157e308", 1.7976931348623157e308),
    ],
)
def test_reads(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no number"),
        ("   ", "no number"),
        ("nan", "finite"),
        ("−inf", "finite"),
        ("1e400", "too large"),
        ("1e-400", "too small"),
        ("1/0", "divides by zero"),
        ("half", "not a number"),
        ("1.2.3", "not a number"),
        ("1/2/3", "not a number"),
        ("0x10", "not a number"),
        ("1_000", "not a number"),
        ("0,5", "comma"),
        ("1e999999999", "not a number"),
        ("9" * 200, "not a number"),
        ("١", "not a number"),
    ],
)
def test_refuses(text, says):
    with pytest.raises(MlpvizError, match=says) as caught:
        parse_number(text)
    assert caught.value.advice


def test_refuses_a_half_as_a_whole_number():
    with pytest.raises(MlpvizError, match="whole"):
        parse_integer("2.5")


@pytest.mark.parametrize(
    ("text", "value"), [("512", 512), ("1e3", 1000), ("4/2", 2), ("−3", -3)]
)
def test_reads_whole_numbers(text, value):
    result = parse_integer(text)
    assert result == value
    assert isinstance(result, int)


def test_whole_numbers_are_exact_beyond_the_floats():
    assert parse_integer("9007199254740993") == 9007199254740993


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (-0.4321, {"decimals": 2}, "−0.43"),
        (-0.001, {"decimals": 2}, "0.00"),
        (0.7962, {"significant": 3}, "0.796"),
        (1e-5, {"significant": 3}, "1e−5"),
        (1234567.0, {"significant": 3}, "1.23e6"),
        (0.1, {}, "0.1"),
        (1.0, {}, "1.0"),
        (-0.0, {}, "0.0"),
        (math.nan, {"decimals": 2}, "NaN"),
        (-math.inf, {}, "−∞"),
    ],
)
def test_shows(value, options, text):
    assert format_number(value, **options) == text


def test_shows_whole_numbers_with_thousands_apart():
    assert format_integer(23355) == "23,355"
    assert format_integer(-1000) == "−1,000"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_reads_back(value):
    assert parse_number(format_number(value)) == value


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_weight_reads_back_as_the_same_float32(value):
    assert float32(parse_number(format_weight(value))) == value


def test_a_weight_has_no_more_digits_than_it_needs():
    assert format_weight(float32(0.1)) == "0.1"
    assert format_weight(float32(-1.0)) == "−1"
    assert format_weight(float32(-1.0), minus="-") == "-1"
    assert format_weight(float32(1 / 3)) == "0.33333334"


@given(
    st.from_regex(
        r"[+−-]?[0-9]{0,4}\.?[0-9]{0,20}([eE][+-]?[0-9]{1,3})?", fullmatch=True
    )
)
def test_decimals_are_read_exactly_like_their_fractions(text):
    # The second number makes the text a fraction, which is computed exactly.
    try:
        expected = parse_number(f"{text}/1")
    except MlpvizError:
        with pytest.raises(MlpvizError):
            parse_number(text)
        return
    found = parse_number(text)
    assert struct.pack("<d", found) == struct.pack("<d", expected)
