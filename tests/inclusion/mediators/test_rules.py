"""Who sees what of somebody who helps; when they are asked; how long they are kept."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.mediators.enums import Audience, HelperMailKind
from inclusion.mediators.rules import (
    BETWEEN,
    STALE_AFTER,
    Consent,
    Sight,
    Viewer,
    counted,
    due_mail,
    hours_words,
    kept_until,
    left_before,
    sight,
)

NOBODY, PARTNERS, PUBLIC = Audience.NOBODY, Audience.PARTNERS, Audience.PUBLIC
NOTHING, FOUND, NAMED = Sight(False), Sight(True), Sight(True, name=True)
REACHED, ALL = Sight(True, name=True, contact=True), Sight(True, True, True, True)


@pytest.mark.parametrize(
    ("consent", "partner", "public"),
    [
        (Consent(), NOTHING, NOTHING),
        (Consent(PARTNERS), FOUND, NOTHING),
        (Consent(PARTNERS, PARTNERS), NAMED, NOTHING),
        (Consent(PARTNERS, PARTNERS, True), REACHED, NOTHING),
        (Consent(PUBLIC), FOUND, FOUND),
        (Consent(PUBLIC, PARTNERS), NAMED, FOUND),
        (Consent(PUBLIC, PARTNERS, True), REACHED, FOUND),
        (Consent(PUBLIC, PUBLIC), NAMED, NAMED),
        (Consent(PUBLIC, PUBLIC, True), REACHED, NAMED),
    ],
)
def test_what_each_sees_by_what_was_agreed(consent, partner, public):
    assert consent.fault == ""
    seen = {one: sight(one, consent, in_post=True, is_stale=False) for one in Viewer}
    assert seen == {Viewer.PUBLIC: public, Viewer.PARTNER: partner, Viewer.EMPLOYER: ALL, Viewer.COORDINATION: ALL}
    assert sight(Viewer.PUBLIC, consent, in_post=True, is_stale=True) == NOTHING
    assert sight(Viewer.PARTNER, consent, in_post=True, is_stale=True) == partner
    for one in (Viewer.PUBLIC, Viewer.PARTNER):
        assert sight(one, consent, in_post=False, is_stale=False) == NOTHING


CONSENTS = st.builds(Consent, st.sampled_from(Audience), st.sampled_from(Audience), st.booleans())


@given(CONSENTS, st.booleans(), st.booleans())
def test_nobody_outside_sees_more_than_was_agreed(consent, in_post, is_stale):
    public, partner, employer, coordination = (
        sight(one, consent, in_post=in_post, is_stale=is_stale) for one in Viewer
    )
    assert employer == coordination == ALL
    assert not public.contact
    assert not public.everything
    assert not partner.everything
    assert public.name <= (consent.named_for == PUBLIC)
    assert partner.contact <= (consent.shares_contact and partner.name)
    if not consent.fault:
        assert public.is_found <= partner.is_found
        assert public.name <= partner.name


@given(CONSENTS, CONSENTS)
def test_who_agrees_to_less_is_seen_less(one, other):
    if one.is_within(other):
        for viewer in (Viewer.PUBLIC, Viewer.PARTNER):
            less, more = (sight(viewer, each, in_post=True, is_stale=False) for each in (one, other))
            assert less.is_found <= more.is_found
            assert less.name <= more.name
            assert less.contact <= more.contact


def test_what_does_not_go_together_is_said():
    assert "plus de monde" in Consent(PARTNERS, PUBLIC).fault
    assert "plus de monde" in Consent(NOBODY, PARTNERS).fault
    assert "laissez-les aussi voir le nom" in Consent(PUBLIC, NOBODY, True).fault


SINCE = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("days", "written", "kind"),
    [
        (364, {}, None),
        (365, {}, HelperMailKind.QUESTION),
        (378, {"question": 365}, None),
        (379, {"question": 365}, HelperMailKind.FIRST_REMINDER),
        (393, {"question": 365, "first_reminder": 379}, HelperMailKind.SECOND_REMINDER),
        (500, {"question": 365, "first_reminder": 379, "second_reminder": 393}, None),
        # The nightly work did not run for a month: one e-mail, and the next two weeks later.
        (420, {}, HelperMailKind.QUESTION),
        (425, {"question": 420}, None),
        (434, {"question": 420}, HelperMailKind.FIRST_REMINDER),
    ],
)
def test_one_question_and_two_reminders_a_year(days, written, kind):
    said = {name: SINCE + timedelta(days=day) for name, day in written.items()}
    assert due_mail(SINCE, said, today=SINCE + timedelta(days=days)) == kind


def test_an_entry_is_hidden_two_weeks_after_the_second_reminder():
    assert STALE_AFTER == 393 + BETWEEN


def test_an_entry_is_kept_a_year_after_the_departure():
    assert kept_until(date(2026, 3, 10)) == date(2027, 3, 10)
    assert kept_until(date(2028, 2, 29)) == date(2029, 3, 1)
    assert left_before(date(2027, 3, 10)) == date(2026, 3, 10)
    assert left_before(date(2028, 2, 29)) == date(2027, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_the_night_anonymises_on_the_day_that_the_page_says(left_on):
    end = kept_until(left_on)
    assert left_on <= left_before(end)
    assert left_on > left_before(end - timedelta(days=1))


def test_people_are_counted_by_status():
    assert counted({"volunteer": 1, "mediator": 2}) == "2\u00a0médiateurs numériques, 1\u00a0bénévole"
    assert counted({}) == ""
    assert [hours_words(Decimal(one)) for one in ("3.5", "10", "7.0")] == ["3,5\u00a0h", "10\u00a0h", "7\u00a0h"]
