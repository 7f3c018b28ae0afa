"""The form of a schedule: lines that grow, lines left empty, amounts at zero and below."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from funding.models import StateAidSchedule
from funding.posts.actions.state_aid import begin_with_known_waves
from funding.posts.forms.state_aid import StateAidForm
from tests.builders import AT, make_user

D = Decimal
GOOD = {"name": "Barème", "private": "non", "start": "2027-01-01", "lines": "3"}


def form(**sent):
    data = QueryDict(mutable=True)
    data.update({**GOOD, **sent})
    return StateAidForm(data)


def test_lines_left_empty_at_the_end_are_no_years():
    one = form(amount_1="10 000", uplift_3="0", end="2027-12-31")
    assert one.is_valid()
    terms = one.terms()
    assert terms.years == [(D("10000"), D(0)), (D(0), D(0)), (D(0), D(0))]
    assert (terms.start, terms.end, terms.paid_until) == (date(2027, 1, 1), date(2028, 1, 1), None)
    assert form(amount_1="0").is_valid()


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        ({}, 3),
        ({"more": "1"}, 4),
        ({"lines": "6", "more": "1"}, 6),
        ({"lines": "-1"}, 3),
        ({"lines": "99"}, 6),
        ({"lines": "٣"}, 3),
        ({"lines": "0"}, 1),
    ],
)
def test_lines_grow_one_by_one_up_to_six(sent, lines):
    assert len(form(**sent).lines) == lines
    assert form(**sent).may_grow == (lines < 6)


def test_amounts_below_zero_are_all_said():
    one = form(amount_1="-1", uplift_2="-0,01", amount_3="beaucoup")
    assert set(one.errors) == {"amount_1", "uplift_2", "amount_3"}


@pytest.mark.django_db
def test_a_schedule_shows_what_it_holds(scope):
    begin_with_known_waves(by=make_user(), at=AT)
    schedule = StateAidSchedule.objects.get(name="Renouvellement, employeur public")
    one = StateAidForm(schedule=schedule)
    values = [(amount.value(), uplift.value()) for _, amount, uplift in one.rows]
    assert values == [
        ("17\u202f500,00", "2\u202f500,00"),
        ("12\u202f500,00", "5\u202f000,00"),
        ("12\u202f500,00", "0,00"),
    ]
    assert "2026-12-31" in str(one["end"].value()) or one["end"].value() == date(2026, 12, 31)
