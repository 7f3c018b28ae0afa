"""Days of a hub are planned, done and given up; together they never exceed what it gives in the year."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from inclusion.core.models.documents import ContentErased, Document
from inclusion.core.models.history import JournalEntry
from inclusion.core.states import history
from inclusion.hub_days import actions
from inclusion.hub_days.enums import HubDayState, HubUse, HubVerb
from inclusion.hub_days.models import HubAllocation, HubDay, balance_of, spent_by_use
from inclusion.hub_days.rules import Balance
from inclusion.networks.models import NetworkSite
from inclusion.partners.actions import merge_partners
from tests.builders import AT, make_partner, make_user, own_details
from tests.crowds import at_once
from tests.equipment.loan_builders import make_picture
from tests.examples import examples
from tests.funding.agreement_builders import tiny_pdf
from tests.inclusion.builders import make_body
from tests.inclusion.hub_days_builders import make_allocation, make_day, make_hub
from tests.pages import plain

TODAY = AT.date()
DOES = {"by": None, "at": AT}


def refused(action, *args, **fields):
    with pytest.raises(DomainError) as refusal:
        action(*args, **fields, **DOES)
    return refusal.value


# -- What a hub gives


def test_a_hub_gives_twenty_days_a_year_unless_the_settings_say_otherwise(scope):
    hub = make_hub()
    assert actions.allot(partner=hub, year=2026, **DOES).half_days == 40
    NetworkSite.objects.create(hub_days=Decimal("12.5"))
    assert actions.allot(partner=hub, year=2027, **DOES).half_days == 25
    line = JournalEntry.objects.filter(verb=HubVerb.ALLOTTED).first()
    assert (line.target_label, own_details(line)) == ("Hub du Sud 2027", {"half_days": 25})


def test_only_a_hub_gives_days_and_once_a_year(scope):
    assert "n’est pas un hub territorial" in str(refused(actions.allot, partner=make_partner(), year=2026))
    hub = make_allocation().partner
    with pytest.raises(ValidationError, match="déjà attribués pour cette année"):
        actions.allot(partner=hub, year=2026, **DOES)


@pytest.mark.parametrize(("year", "half_days"), [(2014, 40), (2026, 0), (2026, 733)])
def test_an_implausible_year_is_refused(scope, year, half_days):
    with pytest.raises(ValidationError, match="plausibles"):
        actions.allot(partner=make_hub(), year=year, half_days=half_days, **DOES)
    assert not HubAllocation.objects.exists()


def test_what_is_given_can_change_but_not_below_what_is_spoken_for(scope):
    allocation = make_allocation()
    make_day(allocation, half_days=5)
    make_day(allocation, half_days=4, done=True)
    assert actions.change_allotment(allocation, half_days=9, note=" moins ", **DOES).note == "moins"
    refusal = refused(actions.change_allotment, allocation, half_days=8)
    assert (plain(refusal), refusal.field) == (
        "4,5 jours sont déjà faits ou prévus : gardez-en autant au moins.",
        "half_days",
    )
    other = make_allocation(year=2027)
    make_day(other, half_days=3, on=date(2027, 3, 1))
    assert plain(refused(actions.change_allotment, other, half_days=2)).startswith("1,5 jour est déjà fait ou prévu")
    assert own_details(JournalEntry.objects.get(verb=HubVerb.ALLOTMENT_CHANGED)) == {"before": 40, "half_days": 9}


# -- Planned, done, given up


def test_a_day_is_planned_done_and_counted(scope):
    body = make_body()
    day = make_day(half_days=5, body=body, title="  Un\n atelier ", use=HubUse.GOVERNANCE)
    assert (day.title, day.allocation.year, day.body) == ("Un atelier", 2026, body)
    assert balance_of(day.allocation) == Balance(40, 0, 5)
    day = actions.note_done(day, half_days=3, note="Douze personnes", **DOES)
    assert (day.state, day.done_at, day.note) == (HubDayState.DONE, AT, "Douze personnes")
    assert balance_of(day.allocation) == Balance(40, 3, 0)
    assert spent_by_use(HubDay.objects.all()) == {"workshops": (0, 0), "governance": (3, 0), "state_of_play": (0, 0)}
    assert [one.to_state for one in history(day)] == ["done"]
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {HubVerb.DAY_PLANNED, HubVerb.DAY_CHANGED, HubVerb.DAY_DONE} <= verbs


def test_what_is_left_is_named_where_it_does_not_fit(scope):
    allocation = make_allocation(half_days=6)
    make_day(allocation, half_days=3)
    refusal = refused(
        actions.plan_day, partner=allocation.partner, on=TODAY, half_days=4, use=HubUse.WORKSHOPS, title="Trop"
    )
    assert plain(refusal) == "Il reste 1,5 jour sur les 3 jours de Hub du Sud en 2026 : 2 jours n’y tiennent pas."
    assert refusal.field == "half_days"
    make_day(allocation, half_days=3)
    refusal = refused(
        actions.plan_day, partner=allocation.partner, on=TODAY, half_days=1, use=HubUse.WORKSHOPS, title="Trop"
    )
    assert plain(refusal).startswith("Il ne reste rien des 3 jours")
    assert HubDay.objects.count() == 2


def test_a_day_goes_to_the_days_of_its_own_year(scope):
    now, before = make_allocation(), None
    refusal = refused(
        actions.plan_day, partner=now.partner, on=date(2025, 12, 1), half_days=1, use=HubUse.WORKSHOPS, title="Avant"
    )
    assert (plain(refusal)[:52], refusal.field) == ("Aucun jour de Hub du Sud n’est encore attribué pour ", "on")
    before = make_allocation(now.partner, year=2025, half_days=2)
    assert make_day(now, on=date(2025, 12, 1)).allocation == before
    day = make_day(now, on=date(2026, 1, 5), half_days=1)
    assert plain(refused(actions.change_day, day, on=date(2025, 12, 31))).startswith("Il ne reste rien")
    before.half_days = 3
    before.save()
    moved = actions.change_day(day, on=date(2025, 12, 31), **DOES)
    assert moved.allocation == before
    assert (balance_of(now).free, balance_of(before).free) == (40, 0)


def test_nothing_to_come_is_done(scope):
    day = make_day(on=TODAY + timedelta(days=1))
    refusal = refused(actions.note_done, day)
    assert "n’est pas encore venu" in str(refusal)
    assert refusal.field == "on"
    done = actions.note_done(day, on=TODAY, **DOES)
    assert done.on == TODAY
    assert "n’est pas encore venu" in str(refused(actions.change_day, done, on=TODAY + timedelta(days=2)))


def test_what_is_given_up_is_free_again_and_can_come_back_while_half_days_are_left(scope):
    allocation = make_allocation(half_days=4)
    day = actions.cancel_day(make_day(allocation, half_days=3), **DOES)
    assert balance_of(allocation).free == 4
    assert "annulés" in str(refused(actions.change_day, day, title="Autre"))
    other = make_day(allocation, half_days=2)
    assert "n’y tiennent pas" in str(refused(actions.plan_again, day))
    actions.cancel_day(other, **DOES)
    assert actions.plan_again(day, **DOES).state == HubDayState.PLANNED


def test_what_was_noted_too_early_is_planned_again(scope):
    day = actions.plan_again(make_day(done=True), **DOES)
    assert (day.state, day.done_at) == (HubDayState.PLANNED, None)
    with pytest.raises(DomainError, match="pas possible"):
        actions.cancel_day(make_day(day.allocation, done=True), **DOES)


def test_a_meeting_brings_its_body_and_no_other(scope):
    from inclusion.meetings.models import Meeting

    body, other = make_body(), make_body("COTECH")
    meeting = Meeting.objects.create(body=body, title="Réunion", starts_at=AT, ends_at=AT + timedelta(hours=2))
    assert make_day(meeting=meeting).body == body
    refusal = refused(actions.change_day, HubDay.objects.get(), body=other)
    assert refusal.field == "meeting"


@pytest.mark.parametrize(
    ("fields", "field"), [({"title": " "}, "title"), ({"half_days": 0}, "__all__"), ({"who": "x" * 201}, "who")]
)
def test_what_is_wrong_is_said_by_field(scope, fields, field):
    with pytest.raises(ValidationError) as wrong:
        make_day(**fields)
    assert list(wrong.value.message_dict) == [field]
    assert not HubDay.objects.exists()


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from("pdcrm"), st.integers(1, 5)), max_size=12))
def test_whatever_happens_a_year_never_holds_more_than_is_given(scope, steps):
    with transaction.atomic():
        allocation = make_allocation(make_hub(f"Hub {len(steps)}"), half_days=8)
        for verb, count in steps:
            days = list(HubDay.objects.filter(allocation=allocation).order_by("pk"))
            day = days[count % len(days)] if days else None
            try:
                with transaction.atomic():
                    if verb == "p" or day is None:
                        make_day(allocation, half_days=count)
                    elif verb == "d":
                        actions.note_done(day, half_days=count, **DOES)
                    elif verb == "c":
                        actions.cancel_day(day, **DOES)
                    elif verb == "r":
                        actions.plan_again(day, **DOES)
                    else:
                        actions.change_day(day, half_days=count, **DOES)
            except DomainError:
                pass
            assert balance_of(allocation).free >= 0
        transaction.set_rollback(True)


# -- Papers


def test_evidence_is_a_pdf_or_a_photo_and_the_former_goes(scope):
    day = actions.add_evidence(make_day(done=True), data=tiny_pdf(), filename="emargement.pdf", **DOES)
    first = day.evidence
    assert (first.filename, first.media_type) == ("emargement.pdf", "application/pdf")
    day = actions.add_evidence(day, data=make_picture(), filename="IMG.PNG", **DOES)
    assert (day.evidence.filename, day.evidence.media_type) == ("IMG.jpg", "image/jpeg")
    with pytest.raises(ContentErased):
        _ = Document.objects.get(pk=first.pk).data
    refusal = refused(actions.add_evidence, day, data=b"PK", filename="liste.docx")
    assert refusal.field == "file"
    assert HubDay.objects.get().evidence == day.evidence


def test_a_sheet_that_is_issued_stays_when_a_later_one_stands_in_its_place(scope):
    allocation = actions.issue_sheet(make_allocation(), pdf=b"%PDF-1", **DOES)
    first = allocation.sheet
    allocation = actions.issue_sheet(allocation, pdf=b"%PDF-2", **DOES)
    assert (first.data, allocation.sheet.data) == (b"%PDF-1", b"%PDF-2")


def test_a_hub_that_gives_days_is_the_one_to_keep(scope):
    hub, double = make_allocation().partner, make_hub("Hub du Sud bis")
    by = make_user()
    with pytest.raises(DomainError, match="gardez-le et fusionnez l’autre"):
        merge_partners(hub, kept=double, by=by, at=AT)
    merge_partners(double, kept=hub, by=by, at=AT)


# -- At once


def plan_at_once(network, allocation):
    return at_once(network, lambda n: make_day(allocation, half_days=3, title=f"Jour {n}"), 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_the_last_days_one_is_refused(scope):
    allocation = make_allocation(half_days=4)
    outcomes = plan_at_once(scope, allocation)
    assert sorted(type(one).__name__ for one in outcomes) == ["DomainError", "HubDay"]
    assert balance_of(allocation) == Balance(4, 0, 3)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_be_planned(scope, monkeypatch):
    """The guard off: both read what is left before either has written."""
    from threading import Barrier

    both, real = Barrier(2, timeout=60), actions.refuse_excess

    def both_have_read(*args, **fields):
        real(*args, **fields)
        both.wait()

    monkeypatch.setattr(
        actions, "lock_allocations", lambda keys: {one.pk: one for one in HubAllocation.objects.filter(pk__in=keys)}
    )
    monkeypatch.setattr(actions, "refuse_excess", both_have_read)
    allocation = make_allocation(half_days=4)
    assert {type(one) for one in plan_at_once(scope, allocation)} == {HubDay}
    assert balance_of(allocation).free == -2


@pytest.mark.django_db(transaction=True)
def test_two_days_that_change_years_at_once_do_not_wait_for_each_other(scope):
    now = make_allocation()
    make_allocation(now.partner, year=2025)
    days = [make_day(now, on=date(2026, 3, 2)), make_day(now, on=date(2025, 3, 3))]
    to = [date(2025, 4, 1), date(2026, 4, 1)]
    moved = at_once(scope, lambda n: actions.change_day(days[n], on=to[n], **DOES), 2)
    assert [one.allocation.year for one in moved] == [2025, 2026]
