"""The code of a person: made from four answers, kept as hashes, found again, and found nearly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.surveys.rules import HASH_SIZE, Pairs, code_of, new_key, paired, plain_answers
from inclusion.core.errors import DomainError

KEY = bytes(32)
MARIE = ("MA", "7", "DA", "E")


def codes(*answers, key=KEY, start=1):
    """Codes by number."""
    return {number: code_of(one, key=key) for number, one in enumerate(answers, start=start)}


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(("ma", " 7 ", "da", "e"), id="small letters"),
        pytest.param(("Mà", "07", "Dà", "é"), id="accents and a zero"),
        pytest.param(("Marie", "7", "Dax", "Camille"), id="whole names"),
        pytest.param(("M. A.", "7", "D’A", "e."), id="signs"),
    ],
)
def test_ways_to_write_one_code(answers):
    assert plain_answers(answers) == MARIE
    assert code_of(answers, key=KEY) == code_of(MARIE, key=KEY)


def test_letters_that_one_keyboard_writes_in_one_sign():
    assert plain_answers(("Œdipe", "1", "Ýport", "ß"))[0] == "OE"


@pytest.mark.parametrize(
    ("answers", "said", "place"),
    [
        pytest.param(("12", "7", "DA", "E"), "Écrivez deux lettres.", 0, id="figures for letters"),
        pytest.param(("MA", "0", "DA", "E"), "Écrivez un jour, de 1 à 31.", 1, id="day 0"),
        pytest.param(("MA", "32", "DA", "E"), "Écrivez un jour, de 1 à 31.", 1, id="day 32"),
        pytest.param(("MA", "²", "DA", "E"), "Écrivez un jour, de 1 à 31.", 1, id="a raised figure"),
        pytest.param(("MA", "9" * 5000, "DA", "E"), "Écrivez un jour, de 1 à 31.", 1, id="a book of figures"),
        pytest.param(("MA", "sept", "DA", "E"), "Écrivez un jour, de 1 à 31.", 1, id="a word"),
        pytest.param(("MA", "7", "", "E"), "Écrivez deux lettres.", 2, id="nothing"),
        pytest.param(("MA", "7", "DA", "1"), "Écrivez une lettre, sans chiffre.", 3, id="a figure for a letter"),
    ],
)
def test_answers_that_cannot_be(answers, said, place):
    with pytest.raises(DomainError) as refused:
        code_of(answers, key=KEY)
    assert (str(refused.value), refused.value.field) == (said, str(place))


def test_nothing_of_the_answers_is_kept():
    code = code_of(MARIE, key=KEY)
    assert [len(one) for one in (code.whole, *code.nearly)] == [HASH_SIZE] * 5
    assert len({code.whole, *code.nearly}) == 5
    for one in (code.whole, *code.nearly):
        assert b"MA" not in one


def test_another_survey_has_another_code_for_the_same_person():
    assert code_of(MARIE, key=new_key()) != code_of(MARIE, key=new_key())


def test_pairs_doubles_and_near_misses():
    before = codes(
        MARIE, ("JE", "3", "TA", "S"), ("LU", "9", "DA", "N"), ("LU", "9", "DA", "N"), ("AN", "30", "PA", "A")
    )
    after = codes(("AN", "31", "PA", "A"), MARIE, ("LU", "9", "DA", "N"), ("ZO", "1", "LA", "E"), start=11)
    assert paired(before, after) == Pairs(found=((1, 12),), doubles=2, likely=((5, 11),))


def test_who_comes_near_two_people_is_left_alone():
    before = codes(("AN", "30", "PA", "A"))
    after = codes(("AN", "31", "PA", "A"), ("AN", "30", "PO", "A"), start=11)
    assert paired(before, after).likely == ()


def test_two_answers_of_four_are_not_near():
    before, after = codes(("AN", "30", "PA", "A")), codes(("AN", "31", "PO", "A"), start=11)
    assert paired(before, after).likely == ()


ANSWERS = st.tuples(
    st.sampled_from(["MA", "JE", "LU"]),
    st.integers(1, 3).map(str),
    st.sampled_from(["DA", "TA"]),
    st.sampled_from("EA"),
)


@given(st.lists(ANSWERS, max_size=12), st.lists(ANSWERS, max_size=12))
def test_each_answer_has_one_partner_at_the_most(before, after):
    found = paired(codes(*before), codes(*after, start=101))
    for pairs in (found.found, found.likely, found.found + found.likely):
        assert len({one for one, _ in pairs}) == len({one for _, one in pairs}) == len(pairs)
    for one, other in found.found:
        assert before[one - 1] == after[other - 101]
    for one, other in found.likely:
        assert sum(a == b for a, b in zip(before[one - 1], after[other - 101], strict=True)) == 3


@given(st.lists(ANSWERS, max_size=12, unique=True))
def test_who_answers_twice_the_same_is_found_again(people):
    found = paired(codes(*people), codes(*reversed(people), start=101))
    assert len(found.found) == len(people)
    assert found.likely == ()
