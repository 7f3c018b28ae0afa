"""Text without what no file can carry."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.text import TooDeep, on_one_line, printable, read_json

ANYTHING = st.text(st.characters(exclude_categories=[]))


@given(ANYTHING)
def test_what_is_printable_is_carried_by_xml_and_utf_8(text):
    clean = printable(text)
    read = ElementTree.fromstring(f"<a>{clean.replace('&', '').replace('<', '').replace('\r', '')}</a>").text
    assert (read or "").encode() is not None
    assert printable(clean) == clean


@given(ANYTHING)
def test_one_line_has_no_second_one(text):
    assert len(on_one_line(text).splitlines()) <= 1


@pytest.mark.parametrize("text", ["", "Nérac", "a\tb\nc\r\nd", "« l’été »\u00a0!", "😀", "e\u0301", "\u200d", "\ufffd"])
def test_what_people_write_stays(text):
    assert printable(text) == text


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x7f", "\x85", "\ud800", "\ufdd0", "\ufffe", "\uffff", "\U0010ffff"])
def test_what_no_file_carries_goes(sign):
    assert printable(f"Po{sign}ison") == "Poison"


def test_json_from_outside_says_clean_text():
    assert read_json('{"a": ["\\u0000x\\ud800", 1, null]}') == {"a": ["x", 1, None]}
    assert read_json("\ufeff[true]".encode()) == [True]


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", b"\xff", "9" * 5000])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_json(text)


def test_what_is_nested_too_deep_is_refused():
    for document in ("[" * 100_000, json.dumps("x").join(["[" * 900, "]" * 900]) + "[" * 100_000):
        with pytest.raises(ValueError, match=r".*"):
            read_json(document)
    with pytest.raises(TooDeep):
        read_json("[" * 100_000 + "]" * 100_000)
