"""Places of an event: taken, waited for, given up, passed on, noted at check-in, forgotten."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.events.actions import attendance
from inclusion.events.actions import registrations as actions
from inclusion.events.actions import registrations as nights
from inclusion.events.actions.registrations import notify_cancelled, notify_changed
from inclusion.events.enums import EventState, RegistrationMailKind, RegistrationState
from inclusion.events.models import Event, Registration, RegistrationMail
from tests.builders import AT, make_user
from tests.crowds import at_once
from tests.inclusion.event_builders import make_event, make_event_with_places
from tests.inclusion.registration_builders import make_registration, make_waiting

REGISTERED, WAITING = RegistrationState.REGISTERED, RegistrationState.WAITING


def ask(event, email="alix@exemple.example", *, people=1, at=AT, **more):
    return actions.register(event, name="Alix Exemple", email=email, people=people, by=None, at=at, **more).registration


def mails():
    return [(one.registration.email, one.kind) for one in RegistrationMail.objects.order_by("pk")]


def state(registration):
    return Registration.objects.get(pk=registration.pk).state


def test_who_asks_gets_a_place_and_an_e_mail(scope):
    event = make_event_with_places(2)
    registration = ask(event, " Alix@Exemple.example ", people=2, needs="boucle magnétique")
    assert (registration.state, registration.email) == (REGISTERED, "alix@exemple.example")
    assert len(registration.token) == 43
    assert mails() == [("alix@exemple.example", RegistrationMailKind.CONFIRMED)]
    line = JournalEntry.objects.get()
    assert (line.verb, line.target_label) == ("registration.added", event.title)
    assert "alix" not in str(line.details).lower()


def test_a_group_for_which_too_few_places_are_left_waits_and_nobody_overtakes_it(scope):
    event = make_event_with_places(4)
    first = ask(event, "un@exemple.example", people=2)
    group = ask(event, "trois@exemple.example", people=3)
    late = ask(event, "seul@exemple.example")
    assert [group.state, late.state] == [WAITING, WAITING]
    actions.cancel(first, by=None, at=AT)
    assert [state(group), state(late)] == [REGISTERED, REGISTERED]
    assert mails()[-2:] == [
        ("trois@exemple.example", RegistrationMailKind.PROMOTED),
        ("seul@exemple.example", RegistrationMailKind.PROMOTED),
    ]


def test_coming_with_fewer_frees_places(scope):
    event = make_event_with_places(4)
    group, late = ask(event, people=4), ask(event, "b@exemple.example", people=2)
    with pytest.raises(DomainError, match="vaut pour 4"):
        actions.come_with_fewer(group, people=5, by=None, at=AT)
    with pytest.raises(DomainError, match="annulez"):
        actions.come_with_fewer(group, people=0, by=None, at=AT)
    assert actions.come_with_fewer(group, people=2, by=None, at=AT).people == 2
    assert state(late) == REGISTERED


def test_a_waiting_group_that_shrinks_comes_in(scope):
    event = make_event_with_places(2)
    group = ask(event, people=3)
    assert actions.come_with_fewer(group, people=2, by=None, at=AT).state == REGISTERED


def test_a_group_that_the_event_could_never_hold_keeps_nobody_waiting(scope):
    event = make_event_with_places(2)
    group, single, late = (ask(event, f"{n}@exemple.example", people=n) for n in (3, 1, 2))
    assert [group.state, single.state, late.state] == [WAITING, REGISTERED, WAITING]
    actions.cancel(single, by=None, at=AT)
    assert [state(group), state(late)] == [WAITING, REGISTERED]


def test_the_same_address_keeps_what_it_has_and_is_notified_once_more(scope):
    event = make_event_with_places(5)
    ask(event, people=2)
    RegistrationMail.objects.update(mailed_at=AT)
    again = actions.register(event, name="Autre", email="ALIX@exemple.example", people=5, by=None, at=AT)
    assert (again.is_new, again.registration.people) == (False, 2)
    assert RegistrationMail.objects.waiting().count() == Registration.objects.count() == 1


def test_after_a_cancellation_the_address_may_come_back(scope):
    event = make_event_with_places(5)
    actions.cancel(ask(event), by=None, at=AT)
    assert ask(event).state == REGISTERED
    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"state": EventState.CANCELLED}, "annulé"),
        ({"state": EventState.DRAFT}, "pas encore publié"),
        ({"starts_at": AT - timedelta(days=2)}, "passé"),
        ({"starts_at": AT - timedelta(minutes=5)}, "commencé"),
        ({"registration_until": AT}, "closes"),
        ({"entrance": "free"}, "entrée est libre"),
    ],
)
def test_where_nobody_can_register(scope, fields, why):
    event = make_event_with_places(5, **fields)
    with pytest.raises(DomainError, match=why):
        ask(event)


def test_whoever_organises_adds_after_the_closing_day(scope):
    event = make_event_with_places(5, registration_until=AT)
    assert ask(event, by_hand=True).state == REGISTERED


def test_too_many_people_are_refused(scope):
    with pytest.raises(ValidationError, match="trente"):
        ask(make_event_with_places(50), people=31)


def test_a_place_given_out_of_turn_must_be_free(scope):
    event = make_event_with_places(2)
    ask(event, "a@exemple.example")
    group, single = ask(event, "b@exemple.example", people=2), ask(event, "c@exemple.example")
    user = make_user()
    with pytest.raises(DomainError, match="Il reste 1"):
        actions.give_place(group, by=user, at=AT)
    assert actions.give_place(single, by=user, at=AT).state == REGISTERED
    with pytest.raises(DomainError, match="plus sur la liste"):
        actions.give_place(single, by=user, at=AT)


def test_what_cannot_be_cancelled(scope):
    event = make_event_with_places(2)
    registration = ask(event)
    actions.cancel(registration, by=None, at=AT)
    with pytest.raises(DomainError, match="ne s’annule plus"):
        actions.cancel(registration, by=None, at=AT)
    late = make_registration(make_event_with_places(2, starts_at=AT - timedelta(days=3)))
    with pytest.raises(DomainError, match="passé"):
        actions.cancel(late, by=None, at=AT)


def test_when_the_capacity_grows_places_are_given_by_the_sweep(scope):
    event = make_event_with_places(1)
    ask(event, "a@exemple.example")
    waiting = ask(event, "b@exemple.example")
    assert nights.fill_all(at=AT) == []
    event.capacity = 2
    event.save()
    assert nights.fill_all(at=AT) == [waiting]


def test_who_has_or_waits_for_a_place_hears_of_changes_once_each(scope):
    event = make_event_with_places(1, sequence=1)
    for email in ("a@exemple.example", "b@exemple.example"):
        ask(event, email)
    actions.cancel(ask(event, "c@exemple.example"), by=None, at=AT)
    assert len(notify_changed(event, at=AT)) == 2
    assert notify_changed(event, at=AT) == []
    event.sequence = 2
    assert len(notify_changed(event, at=AT)) == 2
    assert len(notify_cancelled(event, at=AT)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_thirty_ask_at_once_for_ten_places(network, monkeypatch, guarded):
    """With the lock exactly ten come in; without it more than ten would."""
    if not guarded:
        counted = actions.free_places

        def slowly(event):
            found = counted(event)
            time.sleep(0.2)
            return found

        monkeypatch.setattr(actions, "_locked", lambda pk: Event.objects.get(pk=pk))
        monkeypatch.setattr(actions, "free_places", slowly)
    with scoped_to(network):
        event = make_event_with_places(10)
        at_once(network, lambda n: ask(event, f"p{n}@exemple.example"), 30)
        taken = Registration.objects.filter(event=event).places_taken()
        assert Registration.objects.count() == 30
    assert taken == 10 if guarded else taken > 10


def test_presence_is_noted_at_check_in_and_taken_back(scope):
    user, event = make_user(), make_event_with_places(5)
    registration = ask(event, people=2)
    with pytest.raises(DomainError, match="trois heures"):
        attendance.note_one(registration, RegistrationState.ATTENDED, by=user, at=AT)
    then = event.starts_at
    for wanted in (RegistrationState.ATTENDED, RegistrationState.ATTENDED):
        assert attendance.note_one(registration, wanted, by=user, at=then).state == wanted
    assert attendance.people_present(event) == 2
    attendance.note_one(registration, RegistrationState.REGISTERED, by=user, at=then)
    assert attendance.people_present(event) == 0


def test_the_whole_list_is_noted_and_who_waited_may_have_come(scope):
    user, event = make_user(), make_event_with_places(2)
    came, missed = make_registration(event), make_registration(event)
    found_a_place, stayed_away = make_waiting(event), make_waiting(event)
    made = attendance.note_all(event, present=[came.pk, found_a_place.pk], by=user, at=event.starts_at)
    assert made == 3
    assert [state(one) for one in (came, missed, found_a_place, stayed_away)] == [
        "attended",
        "missed",
        "attended",
        "waiting",
    ]


def test_who_comes_unannounced_is_counted(scope):
    user, event = make_user(), make_event_with_places(1)
    make_registration(event, email="a@exemple.example")
    row = attendance.note_walk_in(event, name="Dominique", people=3, by=user, at=event.starts_at)
    assert state(row) == RegistrationState.ATTENDED
    assert attendance.people_present(event) == 3
    with pytest.raises(DomainError, match="cochez"):
        attendance.note_walk_in(event, name="A", email="A@exemple.example", by=user, at=event.starts_at)


def test_reminders_leave_two_days_before_once_and_not_to_who_just_registered(scope):
    event = make_event_with_places(5, starts_at=AT + timedelta(days=2))
    make_registration(event, registered_at=AT - timedelta(days=5))
    make_registration(event, registered_at=AT)
    make_waiting(event, registered_at=AT - timedelta(days=5))
    make_registration(make_event_with_places(5), registered_at=AT - timedelta(days=5))
    assert len(nights.remind(at=AT)) == 1
    assert nights.remind(at=AT) == []


def test_opinions_are_asked_the_day_after(scope):
    address = "https://exemple.example/avis"
    event = make_event_with_places(5, starts_at=AT - timedelta(days=1), feedback_url=address)
    make_registration(event)
    make_registration(event, state=RegistrationState.ATTENDED)
    make_registration(event, state=RegistrationState.MISSED)
    make_registration(make_event(starts_at=AT - timedelta(days=1)))
    make_registration(make_event_with_places(5, starts_at=AT - timedelta(days=9), feedback_url=address))
    assert len(nights.ask_for_feedback(at=AT)) == 2
    assert nights.ask_for_feedback(at=AT) == []


def test_three_months_after_nobody_can_be_recognised_and_the_counts_stay(scope):
    old = make_event_with_places(5, starts_at=AT - timedelta(days=100))
    attended = make_registration(old, state=RegistrationState.ATTENDED, people=3, phone="06 00 00 00 00")
    recent = make_registration(make_event_with_places(5, starts_at=AT - timedelta(days=80)))
    assert nights.forget_due(today=AT.date(), at=AT) == 1
    row = Registration.objects.get(pk=attended.pk)
    assert (row.name, row.email, row.phone, row.people, row.state) == ("", "", "", 3, "attended")
    assert row.token != attended.token
    assert Registration.objects.get(pk=recent.pk).name
    assert nights.forget_due(today=AT.date(), at=AT) == 0


def test_a_sheet_is_not_copied_for_a_draft(scope):
    event = make_event(state=EventState.DRAFT)
    with pytest.raises(DomainError, match="événement publié"):
        attendance.copy_sheet(event, pasted="Alix Exemple", by=make_user(), at=AT)
    assert not Registration.objects.exists()
