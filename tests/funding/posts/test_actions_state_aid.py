"""Schedules of State aid: written and changed, draft posts that follow, those decided that stay."""

from datetime import date
from decimal import Decimal

import pytest

from funding.enums import Verb
from funding.models import PostYear, StateAidSchedule
from funding.posts.actions.requests import YearTerms, plan_years
from funding.posts.actions.state_aid import (
    ScheduleTerms,
    add_schedule,
    begin_with_known_waves,
    change_schedule,
    effects_of,
    remove_schedule,
    rules_with,
)
from funding.posts.rules.state_aid import known_waves
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user, own_details
from tests.funding.builders import make_fund
from tests.funding.post_builders import make_accepted, make_post, make_request
from tests.setup_data import setup_data

D = Decimal
pytestmark = pytest.mark.django_db


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


def terms(*years, **fields):
    values = {
        "name": "Nouveau barème",
        "private": False,
        "start": date(2021, 1, 1),
        "end": None,
        "paid_until": None,
        "years": [(D(amount), D(uplift)) for amount, uplift in years],
        **fields,
    }
    return ScheduleTerms(**values)


def shares(post):
    return [
        " ".join(
            str(amount)
            for amount in (one.state_aid, one.other_aid, one.fund_share, one.collectivite_share, one.to_find)
        )
        for one in PostYear.objects.filter(post=post)
    ]


def public():
    return StateAidSchedule.objects.get(name="Exemple")


def test_a_network_begins_with_the_known_waves_as_they_are(does):
    begin_with_known_waves(**does)
    assert StateAidSchedule.objects.as_rules() == sorted(
        (
            wave.__class__(
                wave.name,
                wave.private,
                wave.start,
                wave.end,
                wave.amounts,
                tuple(wave.uplifts) + (D(0),) * (len(wave.amounts) - len(wave.uplifts)),
                wave.paid_until,
            )
            for wave in known_waves()
        ),
        key=lambda one: (one.start, one.private),
    )
    assert JournalEntry.objects.filter(verb=Verb.STATE_AID_CHANGED).count() == 4
    with pytest.raises(DomainError, match="a déjà ses barèmes"):
        begin_with_known_waves(**does)


def test_a_first_schedule_keeps_the_known_waves_beside_it(does):
    add_schedule(terms((9000, 0), start=date(2027, 1, 1), name="  Après   2026 "), **does)
    names = list(StateAidSchedule.objects.values_list("name", flat=True))
    assert len(names) == 5 and "Après 2026" in names


def test_a_draft_follows_what_was_decided_stays(does):
    """40 000 a year from September 2026; the State pays 17 500, then 10 000: 15 000 each."""
    fund = make_fund()
    draft = make_post(fund, **does)
    asked = make_request(fund, by=does["by"], title="Déposé")
    decided = make_accepted(fund, by=does["by"], title="Retenu")
    before = "17500.00 0.00 11250.00 11250.00 0.00"
    assert shares(draft) == shares(asked) == shares(decided) == [before]
    new = terms((10000, 0), (10000, 0), name="Exemple")
    (effect,) = effects_of(rules_with(public(), new))
    assert (effect.post, effect.before, effect.after) == (draft, D("17500.00"), D("10000.00"))
    change_schedule(public(), new, **does)
    assert shares(draft) == ["10000.00 0.00 15000.00 15000.00 0.00"]
    assert shares(asked) == shares(decided) == [before]
    last = JournalEntry.objects.filter(verb=Verb.POST_PLANNED).latest("pk")
    assert (last.target_id, own_details(last)) == (draft.pk, {"because": "state_aid"})
    assert effects_of(rules_with(public(), new)) == []


def test_zero_is_allowed_and_removing_says_the_same(does):
    draft = make_post(**does)
    change_schedule(public(), terms((0, 0), name="Exemple"), **does)
    assert shares(draft) == ["0.00 0.00 20000.00 20000.00 0.00"]
    change_schedule(public(), terms((17500, 0), name="Exemple"), **does)
    assert shares(draft) == ["17500.00 0.00 11250.00 11250.00 0.00"]
    (effect,) = effects_of(rules_with(public(), None))
    assert effect.after == D("0.00")
    remove_schedule(public(), **does)
    assert shares(draft) == ["0.00 0.00 20000.00 20000.00 0.00"]
    assert StateAidSchedule.objects.count() == 1


def test_an_offer_is_kept_and_a_year_set_down_by_hand_stays(does):
    fund = make_fund()
    offered, by_hand = make_post(fund, **does), make_post(fund, title="À la main", **does)
    plan_years(offered, years=[YearTerms(1, D("17500"), D(0), offered=D("8000"))], **does)
    plan_years(by_hand, years=[YearTerms(1, D("5000"), D(0), offered=None)], **does)
    change_schedule(public(), terms((10000, 0), name="Exemple"), **does)
    assert shares(offered) == ["10000.00 0.00 8000.00 8000.00 14000.00"]
    assert shares(by_hand) == ["5000.00 0.00 17500.00 17500.00 0.00"]


def test_other_aids_that_the_share_of_the_state_had_cut_come_back(does):
    """30 000 of other aids for 40 000: 17 500 of the State leaves 22 500 of them; at zero all of them are paid."""
    draft = make_post(other_aid_yearly=D("30000.00"), other_aid_source="Région", **does)
    assert shares(draft) == ["17500.00 22500.00 0.00 0.00 0.00"]
    change_schedule(public(), terms((0, 0), name="Exemple"), **does)
    assert shares(draft) == ["0.00 30000.00 5000.00 5000.00 0.00"]


@pytest.mark.parametrize(
    ("fields", "years", "field", "sentence"),
    [
        ({"name": "  "}, [(1, 0)], "name", "Donnez un nom"),
        ({"end": date(2020, 1, 1)}, [(1, 0)], "end", "avant le premier"),
        ({}, [], "amount_1", "une à 6 années"),
        ({}, [(1, 0)] * 7, "amount_1", "une à 6 années"),
        ({}, [(1, 0), (-1, 0)], "amount_2", "négatif"),
        ({}, [(1, 0), (1, "-0.01")], "uplift_2", "négatif"),
        ({}, [("0.001", 0)], "amount_1", "deux décimales"),
        ({"start": date(2022, 6, 1)}, [(1, 0)], "start", "« 1re vague, employeur public » prend déjà"),
        ({"start": date(2020, 1, 1), "end": date(2021, 1, 2)}, [(1, 0)], "start", "prend déjà"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(does, fields, years, field, sentence):
    begin_with_known_waves(**does)
    with pytest.raises(DomainError) as refused:
        add_schedule(terms(*years, **fields), **does)
    assert refused.value.field == field
    assert sentence in str(refused.value).replace("\u00a0", " ")
    assert StateAidSchedule.objects.count() == 4


def test_schedules_that_only_touch_may_stand_beside_each_other(does):
    begin_with_known_waves(**does)
    add_schedule(terms((1, 0), start=date(2020, 1, 1), end=date(2021, 1, 1)), **does)
    add_schedule(terms((1, 0), start=date(2027, 1, 1)), **does)
    with pytest.raises(DomainError, match="à partir du 01/01/2027"):
        add_schedule(terms((1, 0), start=date(2029, 1, 1)), **does)
