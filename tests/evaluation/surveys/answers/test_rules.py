"""Answers as they are sent, against the questionnaire that was asked."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.surveys.answers.rules import LONGEST_TEXT, NOT_A_CHOICE, Answered, read_answers
from tests.evaluation.written import EVERY_KIND, forms

#: Nothing more than what is required.
LEAST = {"search": ["alone"], "equipped": ["no"]}


def read(**sent):
    """What is read of these words, beside what is required."""
    return read_answers(EVERY_KIND, {**LEAST, **sent})


def test_every_kind_of_answer():
    answers = read(
        equipped=["yes"],
        age=["42"],
        since=["2024-05-17"],
        uses=["no", "sometimes"],
        places__yes=["often"],
        address=["b"],
        words=["  Merci\r\nbeaucoup "],
    )
    assert answers.problems == {}
    assert answers.given == {
        "equipped": Answered(choices=("yes",)),
        "age": Answered(number=Decimal(42)),
        "since": Answered(day=date(2024, 5, 17)),
        "search": Answered(choices=("alone",)),
        "uses": Answered(choices=("sometimes", "no")),
        "places__yes": Answered(choices=("often",)),
        "address": Answered(choices=("b",)),
        "words": Answered(text="Merci\nbeaucoup"),
    }


@pytest.mark.parametrize(
    ("sent", "problems"),
    [
        pytest.param({"search": [" "]}, {"search": "Répondez à cette question."}, id="required"),
        pytest.param({"search": ["perfectly"]}, {"search": NOT_A_CHOICE}, id="outside the choices"),
        pytest.param({"places__yes": ["<script>"]}, {"places__yes": NOT_A_CHOICE}, id="outside in a matrix"),
        pytest.param({"equipped": ["yes", "no"]}, {"equipped": "Choisissez une seule réponse."}, id="two of one"),
        pytest.param({"age": ["douze"]}, {"age": "Écrivez un nombre, en chiffres."}, id="a word for a number"),
        pytest.param({"age": ["NaN"]}, {"age": "Ce nombre est trop grand."}, id="not a number"),
        pytest.param({"age": ["1e99"]}, {"age": "Ce nombre est trop grand."}, id="beyond all sense"),
        pytest.param({"age": ["9"]}, {"age": "Écrivez 10 au moins."}, id="too small"),
        pytest.param({"age": ["121"]}, {"age": "Écrivez 120 au plus."}, id="too large"),
        pytest.param(
            {"equipped": ["yes"], "since": ["2024-02-30"]}, {"since": "Écrivez un jour qui existe."}, id="no such day"
        ),
    ],
)
def test_what_cannot_be_an_answer(sent, problems):
    assert read(**sent).problems == problems


def test_numbers_as_people_write_them():
    assert read(age=["42,5"]).given["age"].number == Decimal("42.5")
    assert read(age=["1\u202f0"]).given["age"].number == Decimal(10)


@pytest.mark.parametrize(
    ("written", "kept"), [("42.00005", "42"), ("42,12346", "42.1235"), ("42." + "0" * 900 + "1", "42")]
)
def test_a_number_is_no_finer_than_what_is_kept(written, kept):
    """One with a million decimals would stop the database."""
    assert read(age=[written]).given["age"].number == Decimal(kept)
    assert "age" not in read(age=["1E-999999"]).given


def test_what_is_not_shown_is_left_out():
    """Somebody said yes, gave the day, went back and said no."""
    assert "since" not in read(equipped=["no"], since=["2024-05-17"]).given
    assert "search" not in read(equipped=[]).given
    assert read(equipped=[]).problems == {}
    assert "address" not in read(uses=["never"], address=["a"]).given
    assert "address" not in read(address=["a"]).given
    assert "address" in read(uses=["sometimes"], address=["a"]).given


def test_nothing_is_missing_from_what_is_unfinished():
    unfinished = read_answers(EVERY_KIND, {"equipped": ["no"], "age": ["douze"]}, unfinished=True)
    assert unfinished.given == {"equipped": Answered(choices=("no",))}
    assert unfinished.problems == {"age": "Écrivez un nombre, en chiffres."}


def test_a_text_of_any_length_without_signs_that_hide():
    said = read(words=["a\u202eb\x00" + "é" * 5000]).given["words"].text
    assert said.startswith("abé")
    assert len(said) == LONGEST_TEXT


@given(forms(), st.data())
def test_whatever_is_sent_is_read_without_a_fall(form, data):
    """What was read is read again as it is: nothing that was kept is ever refused."""
    codes = [code for item in form.items() for code, _ in item.questions()]
    words = st.one_of(st.text(max_size=8), st.sampled_from(["c0", "c1", "alone", "1", "2026-01-01"]))
    sent = data.draw(st.dictionaries(st.sampled_from([*codes, "unknown"]), st.lists(words, max_size=3)))
    once = read_answers(form, sent, unfinished=True)
    assert not set(once.given) & set(once.problems)
    assert set(once.given) <= set(codes)
    again = {
        code: [
            *given.choices,
            *([str(given.number)] if given.number is not None else []),
            *([str(given.day)] if given.day else []),
            *([given.text] if given.text else []),
        ]
        for code, given in once.given.items()
    }
    assert read_answers(form, again, unfinished=True).given == once.given
