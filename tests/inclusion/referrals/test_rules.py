"""Rules of referrals: texts, times to propose, who sees which line of a path, counts that reveal nobody."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.suppression import THRESHOLD
from inclusion.referrals.enums import ReferralState
from inclusion.referrals.rules import (
    LineKind,
    Relation,
    appointment_words,
    lapses_on,
    may_see_line,
    next_openings,
    outcomes_of,
    shown_table,
    text_fault,
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
    assert found == [
        datetime(2026, 11, 26, 9, 0),
        datetime(2026, 11, 27, 14, 0),
        datetime(2026, 12, 1, 14, 0),
    ]
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
    found = {
        kind
        for kind in LineKind
        if may_see_line(kind, relation=relation, consents=consents, shares_path=shares)
    }
    assert found == seen


@given(st.dictionaries(st.sampled_from(ReferralState.values), st.integers(0, 40)))
def test_outcomes_add_up_to_what_was_sent(by_state):
    assert sum(outcomes_of(by_state).values()) == sum(by_state.values())


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 30)))
def test_no_hidden_number_can_be_computed(counts):
    shown = shown_table(counts)
    hidden = [counts[label] for label, count in shown.rows if count is None and counts[label]]
    assert all(count is None or count == 0 or count >= THRESHOLD for _, count in shown.rows)
    if shown.total is not None:
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= THRESHOLD)


def test_a_small_group_takes_another_with_it():
    shown = shown_table({"Avignon": 30, "Apt": 6, "Sault": 2})
    assert shown.rows == [("Avignon", 30), ("Apt", None), ("Sault", None)]
    assert shown.total == 38
    assert shown_table({"Sault": 3}).total is None
