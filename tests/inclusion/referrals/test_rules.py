"""Rules of referrals: texts, times to propose, who sees which line of a path, counts that reveal nobody."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.health import text_fault
from inclusion.core.suppression import THRESHOLD
from inclusion.referrals.enums import ReferralState
from inclusion.referrals.rules import (
    OUTCOMES,
    LineKind,
    Relation,
    appointment_words,
    lapses_on,
    may_see_line,
    next_openings,
    outcome_of,
    shown_table,
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Créer un compte sur le site de l’assurance maladie", ""),
        ("Demander une carte grise", ""),
        ("Elle est malade depuis mars", "santé"),
        ("suivi psychiatrique", "santé"),
        ("n° 2 58 07 47 157 001 22", "sécurité sociale"),
        ("Rappeler au 06 39 98 01 01", ""),
    ],
)
def test_what_may_be_written_about_a_person(text, fault):
    assert (fault in text_fault(text)) if fault else text_fault(text) == ""


def test_a_week_to_answer():
    assert lapses_on(date(2026, 11, 24)) == date(2026, 12, 1)


def test_the_next_openings_are_on_different_days_and_not_at_once():
    tuesday = datetime(2026, 11, 24, 10, 0)
    found = next_openings(["Tu,Th 14:00-17:00", "Th 09:00-12:00; Fr 14:00-16:00"], after=tuesday)
    assert found == [datetime(2026, 11, 26, 9, 0), datetime(2026, 11, 27, 14, 0), datetime(2026, 12, 1, 14, 0)]
    assert next_openings(["sur rendez-vous", "", "24/7"], after=tuesday) == []


def test_an_appointment_in_words():
    assert appointment_words(datetime(2026, 12, 1, 14, 0)) == "mardi 1er décembre 2026 à 14\u00a0h"


#: relation, consent in force, path shared → the kinds of lines that are read.
SEEN = [
    (Relation.FOLLOWS, True, True, set(LineKind)),
    (Relation.FOLLOWS, False, False, set(LineKind)),
    (Relation.RECEIVES, True, True, {LineKind.OWN_REFERRAL, LineKind.LEVEL, LineKind.END}),
    (Relation.RECEIVES, True, False, {LineKind.OWN_REFERRAL}),
    (Relation.RECEIVES, False, True, set()),
    (Relation.NONE, True, True, set()),
]


@pytest.mark.parametrize(("relation", "consents", "shares", "seen"), SEEN)
def test_who_sees_which_line(relation, consents, shares, seen):
    found = {kind for kind in LineKind if may_see_line(kind, relation=relation, consents=consents, shares_path=shares)}
    assert found == seen


def test_each_state_counts_as_one_outcome():
    assert {outcome_of(state) for state in ReferralState.values} == {label for _, label in OUTCOMES}


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.sets(st.integers(0, 30), max_size=20)))
def test_no_hidden_number_can_be_computed(people):
    """Groups may share people; each of these is sent once to each of its groups."""
    shown = shown_table({label: len(group) for label, group in people.items()}, people)
    hidden = [people[label] for label, count in shown.rows if count is None and people[label]]
    assert all(count is None or count == 0 or count >= THRESHOLD for _, count in shown.rows)
    if shown.total is not None:
        assert not hidden or (len(hidden) > 1 and len(set().union(*hidden)) >= THRESHOLD)


def alone(counts: dict[str, int]) -> dict[str, set]:
    """As many people in each group, none in two."""
    return {label: {(label, n) for n in range(count)} for label, count in counts.items()}


def test_a_small_group_takes_another_with_it():
    counts = {"Avignon": 30, "Apt": 6, "Sault": 2}
    shown = shown_table(counts, alone(counts))
    assert shown.rows == [("Avignon", 30), ("Apt", None), ("Sault", None)]
    assert shown.total == 38
    assert shown_table({"Sault": 3}, alone({"Sault": 3})).total is None
    # One person who is sent nine times is one person.
    assert shown_table({"Sault": 9}, {"Sault": {1}}).rows == [("Sault", None)]
