"""Articles with named fields: what is a field, what is wrong with it, and that a value is never markup."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.agreements.rules.texts import (
    MissingValue,
    UnknownField,
    fields_in,
    filled_html,
    nearest_field,
    text_faults,
    unknown_fields,
)

KNOWN = ["objet", "porteur", "nouvelle_fin", "echeancier"]
BLOCKS = ["echeancier"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("Sans champ, avec { une accolade }.", []),
        ("{{ objet }} et {{objet}}", ["objet"]),
        ("{{ porteur }} puis **{{ objet }}**", ["porteur", "objet"]),
        ("{{ }}", [""]),
        ("{{ deux\nlignes }}", []),
    ],
)
def test_the_fields_of_a_text(text, names):
    assert fields_in(text) == names


def test_what_is_no_field_is_named():
    assert unknown_fields("{{ objet }} {{ objett }} {{ Porteur }}", KNOWN) == ["objett", "Porteur"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("objett", "objet"),
        ("Objet", "objet"),
        ("échéancier", "echeancier"),
        ("nouvelle fin", "nouvelle_fin"),
        ("xyz", None),
    ],
)
def test_the_nearest_field(typed, meant):
    assert nearest_field(typed, KNOWN) == meant


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("{{ objet }}\n\n{{ echeancier }}", []),
        ("{{ objett }}", ["Le champ « objett » n’existe pas : vouliez-vous dire « objet » ?"]),
        ("{{ xyz }}", ["Le champ « xyz » n’existe pas dans ce texte."]),
        ("{{ }}", ["Un champ n’a pas de nom : écrivez-le entre les accolades, ou retirez-les."]),
        ("Voici {{ objet", ["Des accolades ne sont pas refermées après « {{ objet »."]),
        (
            "Voici {{ echeancier }} dans la phrase",
            ["Le champ « echeancier » est un tableau : mettez-le seul, entre deux lignes vides."],
        ),
        ("- {{ echeancier }}", ["Le champ « echeancier » est un tableau : mettez-le seul, entre deux lignes vides."]),
    ],
)
def test_what_is_wrong_with_a_text(text, faults):
    found = text_faults(text, known=KNOWN, blocks=BLOCKS)
    assert [fault.replace("\u00a0", " ") for fault in found] == faults


def test_a_text_becomes_html_with_its_values():
    text = "Le **{{ porteur }}** :\n\n- anime\n- {{ objet }}\n\n## Suite\n\n{{ echeancier }}\n\nFin."
    html = filled_html(text, {"porteur": "CAF", "objet": "deux\nlignes"}, {"echeancier": "<table></table>"})
    assert "<strong>CAF</strong>" in html
    assert "<li>deux<br>\nlignes</li>" in html
    assert "<h3>Suite</h3>" in html
    assert "<p><table>" not in html
    assert "<table></table>" in html


def test_headings_begin_where_asked_and_skip_no_level():
    html = filled_html("# A\n\n### B\n\n# C\n\n## D", {}, {}, heading=4)
    assert re.findall(r"<(h\d)>(.)", html) == [("h4", "A"), ("h5", "B"), ("h4", "C"), ("h5", "D")]


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "<script>x</script>", "[x](http://a.example)", "![x](http://a.example)", "`x`", "    x"]
)
def test_no_html_link_picture_or_code_comes_out_of_a_text(text):
    html = filled_html(text, {}, {})
    assert not re.search(r"<(b|script|a|img|code|pre)\b", html)


def test_a_column_that_asks_for_an_alignment_gets_no_inline_style():
    assert "style" not in filled_html("| a |\n|:-:|\n| b |", {}, {})


@pytest.mark.parametrize("value", ["", "  ", "\n"])
def test_a_value_that_is_missing_is_an_error_that_names_it(value):
    with pytest.raises(MissingValue, match="objet"):
        filled_html("{{ objet }}", {"objet": value}, {})
    with pytest.raises(MissingValue, match="echeancier"):
        filled_html("{{ echeancier }}", {}, {"echeancier": ""})


def test_a_draft_marks_what_is_missing():
    html = filled_html("{{ objet }}", {"objet": ""}, {}, missing=lambda name: f"[{name} & co]")
    assert "<mark>[objet &amp; co]</mark>" in html


@pytest.mark.parametrize("text", ["{{ objett }}", "{{ objet", "{{ }}"])
def test_an_unknown_field_is_never_a_blank(text):
    with pytest.raises(UnknownField):
        filled_html(text, {"objet": "x"}, {})


MARKUP = st.sampled_from(
    ["**gras**", "*i*", "<b>", "</p>", "{{ objet }}", "{{", "}}", "# t", "- l", "| a |", "&amp;", "[x](y)", "`c`", "\\"]
)
VALUES = st.lists(MARKUP | st.text("abé <>&\"'*_{}|#", min_size=1, max_size=5), min_size=1, max_size=6).map("".join)


@given(VALUES.filter(lambda value: bool(value.strip())))
def test_a_value_is_never_markup(value):
    """What comes out around a value is what comes out around a plain word, and the value reads as it was typed."""
    text = "Le {{ objet }}, **{{ objet }}**\n\n- {{ objet }}\n\n| a |\n|---|\n| {{ objet }} |"
    plain = filled_html(text, {"objet": "mot"}, {})
    html = filled_html(text, {"objet": value}, {})
    assert re.findall(r"<[^>]*>", html) == re.findall(r"<[^>]*>", plain)
    assert unescape(re.sub(r"<[^>]*>", "", html)) == unescape(re.sub(r"<[^>]*>", "", plain)).replace(
        "mot", value.strip()
    )
