"""Cohorts, contracts, training days and presence: what is refused, by hand, by the database, at one moment."""

from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from inclusion.civic_service import actions
from inclusion.civic_service.enums import Presence, TrainingDayState
from inclusion.civic_service.forms import ListForm
from inclusion.civic_service.models import Attendance, TrainingDay, Volunteer, balances_of
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.mediators.actions.entries import leave
from inclusion.mediators.enums import HelperStatus
from inclusion.partners.actions import merge_partners
from tests.builders import AT, make_partner
from tests.crowds import at_once
from tests.inclusion.helper_builders import make_cohort, make_helper, make_training_day, make_volunteer

TODAY = AT.date()
DOES = {"by": None, "at": AT}
PRESENT, ABSENT, EXPECTED = Presence.PRESENT, Presence.ABSENT, Presence.EXPECTED


def note(day, volunteer, presence=PRESENT):
    return actions.note_presence(day, volunteer=volunteer, presence=presence, **DOES)


def test_presence_counts_towards_the_days_that_are_due(scope):
    cohort = make_cohort(days_due=2)
    volunteer = make_volunteer(cohort)
    first = make_training_day(cohort, volunteer, on=date(2026, 10, 8))
    second = make_training_day(cohort, volunteer, on=TODAY)
    note(first, volunteer)
    assert balances_of([volunteer], today=TODAY)[volunteer.pk].words == "1\u00a0jour sur 2"
    note(second, volunteer, ABSENT)
    assert not balances_of([volunteer], today=TODAY)[volunteer.pk].is_complete
    note(second, volunteer)
    note(second, volunteer)
    assert balances_of([volunteer], today=TODAY)[volunteer.pk].is_complete
    assert JournalEntry.objects.filter(verb="training_day.presence").count() == 3
    row = note(second, volunteer, EXPECTED)
    assert (row.noted_at, row.presence) == (None, "expected")


def test_a_cancelled_day_counts_for_nobody(scope):
    cohort = make_cohort()
    volunteer = make_volunteer(cohort)
    day = make_training_day(cohort, volunteer)
    cancelled = actions.cancel_day(day, **DOES)
    assert cancelled.state == TrainingDayState.CANCELLED
    with pytest.raises(DomainError, match="annulée"):
        note(day, volunteer)
    with pytest.raises(DomainError, match="annulée"):
        actions.set_list(day, volunteers=[volunteer], **DOES)
    with pytest.raises(DomainError, match="rétablissez-la"):
        actions.change_day(day, on=day.on, title="Autre", **DOES)
    actions.restore_day(day, **DOES)
    note(day, volunteer)
    with pytest.raises(DomainError, match="a eu lieu et ne s’annule plus"):
        actions.cancel_day(day, **DOES)


def test_a_restored_day_does_not_take_the_date_of_another_nor_who_left(scope):
    cohort = make_cohort()
    volunteer = make_volunteer(cohort)
    day = actions.cancel_day(make_training_day(cohort, volunteer), **DOES)
    actions.change_volunteer(volunteer, end=day.on, **DOES)
    actions.restore_day(day, **DOES)
    assert not day.attendances.exists()
    actions.cancel_day(day, **DOES)
    make_training_day(cohort, on=day.on, title="Autre")
    with pytest.raises(DomainError, match="prévue ce jour-là"):
        actions.restore_day(day, **DOES)


def test_days_outside_a_contract_are_refused(scope):
    cohort = make_cohort()
    short = make_volunteer(cohort, end=date(2026, 11, 1))
    day = make_training_day(cohort)
    for act in (lambda: actions.set_list(day, volunteers=[short], **DOES), lambda: note(day, short)):
        with pytest.raises(DomainError, match="en dehors du contrat"):
            act()
    early = make_training_day(cohort, short, on=date(2026, 10, 8))
    with pytest.raises(DomainError, match="8 octobre 2026 serait en dehors du contrat"):
        actions.change_volunteer(short, end=date(2026, 10, 8), **DOES)
    with pytest.raises(DomainError, match="n’est pas sous contrat"):
        actions.change_day(early, on=date(2026, 11, 5), title="Autre", **DOES)


def test_other_cohorts_days_to_come_and_seasons_are_refused(scope):
    cohort = make_cohort()
    other = make_cohort(title="Autre", start=date(2025, 10, 1), end=date(2026, 6, 1))
    stranger = make_volunteer(other, make_helper(status=HelperStatus.CIVIC_SERVICE, first_name="Autre"))
    day, ahead = make_training_day(cohort), make_training_day(cohort, on=TODAY + timedelta(days=1))
    for act, sentence in (
        (lambda: note(day, stranger), "autre cohorte"),
        (lambda: actions.set_list(day, volunteers=[stranger], **DOES), "autre cohorte"),
        (lambda: note(ahead, make_volunteer(cohort)), "pas encore venue"),
        (lambda: make_training_day(cohort, on=date(2027, 6, 1)), "en dehors de la saison"),
        (lambda: actions.change_cohort(cohort, start=TODAY, **DOES), "en dehors de la saison"),
        (lambda: make_volunteer(cohort, make_helper(first_name="M")), "en service civique"),
    ):
        with pytest.raises(DomainError, match=sentence):
            act()
    with pytest.raises(ValidationError, match="déjà prévue ce jour-là"):
        make_training_day(cohort, on=day.on)


def test_nobody_is_twice_in_cohorts_of_one_season(scope):
    cohort = make_cohort()
    helper = make_helper(status=HelperStatus.CIVIC_SERVICE)
    first = make_volunteer(cohort, helper, end=date(2026, 12, 1))
    beside = make_cohort(title="Autre", start=date(2026, 11, 1), end=date(2027, 7, 1))
    with pytest.raises(DomainError, match="à la même saison"):
        make_volunteer(beside, helper, start=date(2027, 1, 1))
    later = make_cohort(title="Plus tard", start=date(2027, 6, 1), end=date(2028, 6, 1))
    second = make_volunteer(later, helper)
    # The database itself refuses contracts that overlap, and a second place in one cohort.
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=second.pk).update(start=first.start)
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=second.pk).update(cohort=cohort, start=date(2027, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=second.pk).update(tutor=helper)


def test_what_a_coordinator_must_do_is_found(scope):
    cohort = make_cohort()
    done = make_volunteer(cohort, end=TODAY + timedelta(days=30))
    lost = make_volunteer(cohort, make_helper(status=HelperStatus.CIVIC_SERVICE, first_name="Seule"), tutor_name="")
    past = make_training_day(cohort, done, lost)
    ahead = make_training_day(cohort, on=TODAY + timedelta(days=10))
    make_training_day(cohort, on=TODAY + timedelta(days=15))
    assert [*TrainingDay.objects.not_noted(today=TODAY)] == [past]
    assert [*TrainingDay.objects.without_list(today=TODAY)] == [ahead]
    assert [*Volunteer.objects.without_tutor()] == [lost]
    assert [*Volunteer.objects.ending(today=TODAY)] == [done]
    for volunteer in (done, lost):
        note(past, volunteer)
    actions.set_list(ahead, volunteers=[lost], **DOES)
    actions.change_cohort(cohort, days_due=1, **DOES)
    for found in (
        TrainingDay.objects.not_noted(today=TODAY),
        TrainingDay.objects.without_list(today=TODAY),
        Volunteer.objects.ending(today=TODAY),
    ):
        assert not found.exists()


def test_dates_the_wrong_way_round_are_refused_before_the_database_reads_them(scope):
    cohort = make_cohort()
    volunteer = make_volunteer(cohort)
    turned = {"start": date(2027, 1, 1), "end": date(2026, 12, 1)}
    for act, sentence in (
        (lambda: actions.change_volunteer(volunteer, **turned, **DOES), "contrat finit après"),
        (lambda: actions.change_volunteer(volunteer, end=date(2026, 10, 1), **DOES), "contrat finit après"),
        (
            lambda: make_volunteer(
                cohort, make_helper(status=HelperStatus.CIVIC_SERVICE, first_name="Autre"), **turned
            ),
            "contrat finit après",
        ),
        (lambda: make_cohort(title="Autre", **turned), "saison finit après"),
        (lambda: actions.change_cohort(cohort, **turned, **DOES), "saison finit après"),
    ):
        with pytest.raises(DomainError, match=sentence) as refused:
            act()
        assert refused.value.field == "end"


def test_a_list_loses_nobody_whose_presence_is_noted(scope):
    cohort = make_cohort()
    came = make_volunteer(cohort)
    missed, waits = (
        make_volunteer(cohort, make_helper(status=HelperStatus.CIVIC_SERVICE, first_name=name))
        for name in ("Absente", "Attendue")
    )
    day = make_training_day(cohort, came, missed, waits)
    note(day, came)
    note(day, missed, ABSENT)
    with pytest.raises(DomainError, match=r"Absente Exemple, Solène Volontaire.*restent sur la liste"):
        actions.set_list(day, volunteers=[], **DOES)
    with pytest.raises(DomainError, match=r"pour Absente Exemple.*reste sur la liste"):
        actions.set_list(day, volunteers=[came], **DOES)
    assert day.attendances.count() == 3
    note(day, missed, EXPECTED)
    actions.set_list(day, volunteers=[came], **DOES)
    assert day.attendances.get().volunteer == came


def test_who_was_added_by_mistake_is_taken_out_until_a_presence_is_noted(scope):
    cohort = make_cohort()
    volunteer = make_volunteer(cohort)
    day = make_training_day(cohort, volunteer)
    note(day, volunteer, ABSENT)
    with pytest.raises(DomainError, match="présences de cette personne sont notées"):
        actions.remove_volunteer(volunteer, **DOES)
    note(day, volunteer, EXPECTED)
    actions.remove_volunteer(volunteer, **DOES)
    actions.remove_volunteer(volunteer, **DOES)
    assert not cohort.volunteers.exists()
    assert not day.attendances.exists()
    line = JournalEntry.objects.get(verb="volunteer.removed")
    assert "Solène" not in f"{line.target_label} {line.details}"
    with pytest.raises(DomainError, match="plus dans la cohorte"):
        note(day, volunteer)


def test_who_has_left_is_expected_on_no_day_to_come(scope):
    cohort = make_cohort()
    gone = make_volunteer(cohort, end=TODAY + timedelta(days=30), tutor_name="")
    before, after = make_training_day(cohort, gone), make_training_day(cohort, on=TODAY + timedelta(days=7))
    assert [*Volunteer.objects.ending(today=TODAY)] == [gone]
    leave(gone.helper, last_day=TODAY - timedelta(days=1), **DOES)
    with pytest.raises(DomainError, match="aura quitté son poste"):
        actions.set_list(after, volunteers=[gone], **DOES)
    assert not ListForm(day=after).fields["volunteers"].queryset.exists()
    assert ListForm(day=before).fields["volunteers"].queryset.get() == gone
    assert not Volunteer.objects.ending(today=TODAY).exists()


def test_who_left_before_a_day_stays_proposed_where_a_presence_is_noted(scope):
    cohort = make_cohort()
    gone = make_volunteer(cohort)
    day = make_training_day(cohort, gone)
    note(day, gone)
    leave(gone.helper, last_day=day.on - timedelta(days=1), **DOES)
    assert ListForm(day=day).fields["volunteers"].queryset.get() == gone
    actions.set_list(day, volunteers=[gone], **DOES)
    assert day.attendances.get().presence == PRESENT


def test_texts_about_people_hold_no_social_security_number(scope):
    with pytest.raises(DomainError, match="sécurité sociale"):
        make_volunteer(make_cohort(), missions="2 55 08 14 168 025 38")


# -- Two people at one moment; over a third of a second: real threads commit.


def two_note(scope, day, volunteer):
    answers = (PRESENT, ABSENT)
    return at_once(scope, lambda n: note(day, volunteer, answers[n]), 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_note_the_same_presence_write_one_row(scope):
    cohort = make_cohort()
    volunteer = make_volunteer(cohort)
    day = make_training_day(cohort)
    outcomes = two_note(scope, day, volunteer)
    assert {type(one) for one in outcomes} == {Attendance}
    assert Attendance.objects.get().presence in (PRESENT, ABSENT)
    assert JournalEntry.objects.filter(verb="training_day.presence").count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_the_two_is_refused(scope, monkeypatch):
    """The guard off: both find no row; the unique constraint lets one of them through."""
    both = Barrier(2, timeout=60)

    def unlocked(day):
        both.wait()
        return TrainingDay.objects.select_related("cohort").get(pk=day.pk)

    monkeypatch.setattr(actions, "lock_day", unlocked)
    monkeypatch.setattr(
        actions,
        "lock_volunteers",
        lambda keys: both.wait() is not None and {one.pk: one for one in Volunteer.objects.filter(pk__in=keys)},
    )
    cohort = make_cohort()
    volunteer = make_volunteer(cohort)
    day = actions.plan_day(cohort, on=TODAY, title="Journée", **DOES)
    full_clean = Attendance.full_clean

    def both_have_looked(self, *args, **fields):
        full_clean(self, *args, **fields)
        both.wait()

    monkeypatch.setattr(Attendance, "full_clean", both_have_looked)
    outcomes = two_note(scope, day, volunteer)
    assert sorted(type(one).__name__ for one in outcomes) == ["Attendance", "IntegrityError"]


def test_a_host_that_is_merged_keeps_its_volunteers(scope):
    gone, kept = make_partner("Centre social A"), make_partner("Centre social B")
    volunteer = make_volunteer(make_cohort(), host=gone)
    helper = make_helper(gone, first_name="Autre")
    merge_partners(gone, kept=kept, **DOES)
    volunteer.refresh_from_db()
    helper.refresh_from_db()
    assert (volunteer.host_id, helper.partner_id) == (kept.pk, kept.pk)
