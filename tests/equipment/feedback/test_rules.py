"""Until when a link takes answers, and what reads like a name."""

from datetime import date

import pytest

from equipment.feedback.rules import name_sentence, names_in, open_until


def test_a_link_lasts_a_month_after_the_loan_or_after_today():
    assert open_until(due=date(2026, 12, 4), today=date(2026, 11, 24)) == date(2027, 1, 3)
    assert open_until(due=date(2026, 6, 4), today=date(2026, 11, 24)) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Il lit mieux avec le stylo.", []),
        ("Lucas lit mieux.", ["Lucas"]),
        ("Avec Madame Fauvette, il écrit.", ["Fauvette"]),
        ("Chloé et Anne-Marie ont lu.", ["Chloé", "Anne-Marie"]),
        ("Les roses et la pierre.", []),
        ("CDI, ULIS, TSA", []),
    ],
)
def test_names_are_found_where_they_stand(text, names):
    assert names_in([text, ""]) == names


def test_the_sentence_names_what_was_read_and_says_that_nothing_is_lost():
    assert "«\u00a0Lucas\u00a0»" in name_sentence(["Lucas"])
    assert "Rien n’est perdu" in name_sentence(["Lucas"])
