"""Families are proposed, decided, given a device and followed to the end of their path."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.family_aid.actions import commissions as sittings
from equipment.family_aid.actions import paths, programmes
from equipment.family_aid.actions import proposals as actions
from equipment.family_aid.actions import sessions as training
from equipment.family_aid.actions.commissions import Decision
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.queries import path_read, with_path
from equipment.models import AidProgramme, FamilyAid, SessionAttendance
from equipment.refurbishing.enums import DeviceKind, DeviceState
from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.states import TransitionRefused
from inclusion.people.actions.files import KnownAlready
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_partner, make_person, make_user
from tests.equipment.aid_builders import make_aid, make_commission, make_device, make_programme, make_session
from tests.examples import examples
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
TODAY = AT.date()
PDF = b"%PDF-1.7"


@setup_data
def programme(by):
    return make_programme()


def accepted(programme, *, by, **fields):
    aid = make_aid(programme, by=by, **fields)
    commission = make_commission(programme, held_on=TODAY)
    sittings.put_on(commission, [aid.pk], by=by, at=AT)
    sittings.decide(commission, [Decision(aid.pk, "yes")], by=by, at=AT)
    aid.refresh_from_db()
    return aid


def given_to(aid, *, by, device=None, at=AT):
    device = device or make_device(state=DeviceState.READY, by=by)
    return paths.give(aid, device, left_on=TODAY, render=lambda _: PDF, by=by, at=at)


def attended(session, aid, state, *, by):
    """The attendance of a family in a session that is over."""
    row = training.register(session, aid, by=by, at=AT)
    after = session.starts_at + timedelta(hours=2)
    training.note_attendance(session, {row.pk: state}, by=by, at=after)
    aid.refresh_from_db()
    return row


def session_of(programme, day=15, **fields):
    return make_session(programme, starts_at=datetime(2026, 12, day, 17, tzinfo=AT.tzinfo), **fields)


# -- Programmes ----------------------------------------------------------------------------------


def test_a_programme_is_opened_changed_closed_and_opened_again(by):
    one = programmes.open_programme(name="Un  ordinateur", opened_on=TODAY, sessions_promised=3, by=by, at=AT)
    assert one.name == "Un ordinateur"
    one = programmes.change_programme(
        one, payer_key="", today=TODAY, sessions_promised=4, purpose="Suivre l’école", by=by, at=AT
    )
    assert one.sessions_promised == 4
    one = programmes.close_programme(one, on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="déjà fermée depuis le 24 novembre 2026"):
        programmes.close_programme(one, on=TODAY, by=by, at=AT)
    assert programmes.reopen_programme(one, by=by, at=AT).closed_on is None
    with pytest.raises(ValidationError):
        programmes.open_programme(name="Un ordinateur", opened_on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="de 1 à 20 séances"):
        programmes.open_programme(name="Autre", opened_on=TODAY, sessions_promised=0, by=by, at=AT)
    with pytest.raises(DomainError, match="n’est plus ouvert"):
        programmes.open_programme(name="Autre", opened_on=TODAY, payer_key="rien:1", by=by, at=AT)


def test_sessions_that_were_signed_for_stay(programme, by):
    given_to(accepted(programme, by=by), by=by)
    with pytest.raises(DomainError, match="ont déjà signé pour 3 séances") as refused:
        programmes.change_programme(programme, payer_key="", today=TODAY, sessions_promised=2, by=by, at=AT)
    assert refused.value.field == "sessions_promised"


def test_subjects_are_as_many_as_the_sessions_promised_and_each_session_treats_one(by):
    asked = ["Messagerie", "Démarches en ligne"]
    one = programmes.open_programme(name="À sujets", opened_on=TODAY, subjects=asked, by=by, at=AT)
    assert one.sessions_promised == 2
    with pytest.raises(DomainError, match="écrit deux fois"):
        programmes.open_programme(name="Deux", opened_on=TODAY, subjects=["Pronote", "pronote"], by=by, at=AT)
    when = {"starts_at": AT + timedelta(days=3), "minutes": 60, "place": "Agen", "seats": 4}
    with pytest.raises(DomainError, match="Messagerie, Démarches en ligne") as refused:
        training.plan_session(one, title="Jeux", **when, by=by, at=AT)
    assert refused.value.field == "title"
    planned = training.plan_session(one, title="  demarches EN ligne", **when, by=by, at=AT)
    assert planned.title == asked[1]
    row = training.register(planned, accepted(one, by=by), by=by, at=AT)
    training.note_attendance(planned, {row.pk: Attendance.PRESENT}, by=by, at=planned.starts_at)
    with pytest.raises(DomainError, match="son sujet ne change plus"):
        training.change_session(planned, title=asked[0], by=by, at=planned.starts_at)
    with pytest.raises(DomainError, match="les sujets restent"):
        programmes.change_programme(one, payer_key="", today=TODAY, subjects=["Pronote", "Photos"], by=by, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        AidProgramme.objects.filter(pk=one.pk).update(sessions_promised=3)


# -- Proposals -----------------------------------------------------------------------------------


def proposal(person, programme, by, **fields):
    values = {"kind": DeviceKind.LAPTOP, "children": 2, "situation": "Rien à la maison.", **fields}
    return actions.propose(person, programme=programme, proposed_for=person.followed_by, by=by, at=AT, **values)


def test_a_person_has_one_aid_of_a_programme_and_may_be_proposed_again_after_a_refusal(programme, by):
    person = make_person(make_partner(kind=PartnerKind.SCHOOL), by=by)
    first = proposal(person, programme, by)
    with pytest.raises(DomainError, match="Jeanne Exemple a déjà une aide de ce programme"):
        proposal(person, programme, by)
    proposal(person, make_programme(), by)
    actions.withdraw(first, reason="Elle a trouvé autre chose.", by=by, at=AT)
    assert proposal(person, programme, by).state == AidState.PROPOSED


def test_a_closed_programme_takes_no_proposal_and_an_emptied_file_is_not_proposed(programme, by):
    person = make_person(make_partner(), by=by)
    programmes.close_programme(programme, on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="n’est plus ouverte"):
        proposal(person, programme, by)
    person.anonymised_at = AT
    person.save()
    with pytest.raises(DomainError, match="a été effacée"):
        proposal(person, make_programme(), by)


def new_family(programme, partner, by, *, different_from=()):
    return actions.propose_new(
        {"first_name": "Jeanne", "last_name": "Exemple", "birth_year": 1958},
        among=Beneficiary.objects.filter(followed_by=partner),
        different_from=different_from,
        programme=programme,
        proposed_for=partner,
        kind=DeviceKind.LAPTOP,
        children=1,
        situation="Rien à la maison.",
        by=by,
        at=AT,
    )


def test_a_new_person_is_opened_with_the_proposal_or_shown_where_known(programme, by):
    partner = make_partner(kind=PartnerKind.SCHOOL)
    known = make_person(partner, by=by)
    with pytest.raises(KnownAlready):
        new_family(programme, partner, by)
    assert (Beneficiary.objects.count(), FamilyAid.objects.count()) == (1, 0)
    aid = new_family(programme, partner, by, different_from=[known.pk])
    assert (aid.person.followed_by, aid.person.consent_on) == (partner, TODAY)


def test_a_person_is_not_opened_where_the_proposal_is_refused(programme, by):
    programmes.close_programme(programme, on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError):
        new_family(programme, make_partner(), by)
    assert not Beneficiary.objects.exists()


def test_a_proposal_changes_until_it_is_decided_and_the_journal_names_nobody(programme, by):
    aid = make_aid(programme, by=by)
    assert actions.change_proposal(aid, children=3, by=by, at=AT).children == 3
    actions.withdraw(aid, reason="Déménagement", by=by, at=AT)
    with pytest.raises(DomainError, match="«\u00a0retirée\u00a0»\u00a0: elle ne change plus"):
        actions.change_proposal(aid, children=4, by=by, at=AT)
    lines = JournalEntry.objects.filter(target_model="equipment.FamilyAid")
    assert {line.target_label for line in lines} == {f"Aide n° {aid.pk}"}
    with pytest.raises(TransitionRefused, match="Indiquez pourquoi"):
        actions.withdraw(make_aid(programme, by=by), reason=" ", by=by, at=AT)


# -- Commissions ---------------------------------------------------------------------------------


def test_a_sitting_takes_the_families_that_wait_and_decides_them_all_or_none(programme, by):
    one, two, three = (make_aid(programme, by=by) for _ in range(3))
    make_aid(by=by)  # of another programme
    commission = sittings.call_commission(programme, held_on=TODAY, by=by, at=AT)
    assert set(commission.aids.all()) == {one, two, three}
    with pytest.raises(DomainError, match="Indiquez pourquoi") as refused:
        sittings.decide(commission, [Decision(one.pk, "yes"), Decision(two.pk, "no")], by=by, at=AT)
    assert refused.value.field == f"reason_{two.pk}"
    assert commission.aids.to_decide().count() == 3
    with pytest.raises(DomainError, match="3\u00a0familles n’ont pas de décision"):
        sittings.close_commission(commission, minutes="", by=by, at=AT)
    decisions = [
        Decision(one.pk, "yes", "Prioritaire"),
        Decision(two.pk, "no", "A déjà un ordinateur."),
        Decision(three.pk, "later"),
    ]
    assert sittings.decide(commission, decisions, by=by, at=AT) == {"yes": 1, "no": 1, "later": 1}
    assert FamilyAid.objects.get(pk=one.pk).decided_by == by
    assert FamilyAid.objects.get(pk=three.pk).commission is None
    with pytest.raises(DomainError, match="n’attend plus de décision ici"):
        sittings.decide(commission, [Decision(one.pk, "no", "Finalement non.")], by=by, at=AT)
    closed = sittings.close_commission(commission, minutes="Deux familles vues.", by=by, at=AT)
    assert closed.closed_at == AT
    with pytest.raises(DomainError, match="close depuis le 24 novembre 2026"):
        sittings.put_on(commission, [three.pk], by=by, at=AT)


def test_a_sitting_is_called_for_a_day_to_come_and_never_moved_before_its_proposals(programme, by):
    with pytest.raises(DomainError, match="Cette date est passée") as refused:
        sittings.call_commission(programme, held_on=date(2020, 1, 1), by=by, at=AT)
    assert refused.value.field == "held_on"
    make_aid(programme, by=by)  # proposed on the day of AT
    commission = sittings.call_commission(programme, held_on=TODAY + timedelta(days=7), by=by, at=AT)
    with pytest.raises(DomainError, match="proposée depuis le 24 novembre 2026"):
        sittings.change_commission(commission, held_on=TODAY - timedelta(days=1), by=by, at=AT)
    assert sittings.change_commission(commission, held_on=TODAY, by=by, at=AT).held_on == TODAY
    early = make_commission(programme, held_on=TODAY - timedelta(days=1))
    waits = make_aid(programme, by=by)
    with pytest.raises(DomainError, match="Cochez au moins une famille"):
        sittings.put_on(early, [waits.pk], by=by, at=AT)


def test_a_sitting_that_decided_is_not_moved_after_its_decisions_nor_after_a_device_that_left(programme, by):
    aid, later = accepted(programme, by=by), AT + timedelta(days=9)
    with pytest.raises(DomainError, match="elle s’est tenue le 24 novembre 2026 au plus tard") as refused:
        sittings.change_commission(aid.commission, held_on=TODAY + timedelta(days=1), by=by, at=AT)
    assert refused.value.field == "held_on"
    assert sittings.change_commission(aid.commission, held_on=later.date(), by=by, at=later)
    sittings.change_commission(aid.commission, held_on=TODAY, by=by, at=later)
    given_to(aid, by=by)
    with pytest.raises(DomainError, match="remis le 24 novembre 2026"):
        sittings.change_commission(aid.commission, held_on=later.date(), by=by, at=later)
    assert sittings.change_commission(aid.commission, held_on=TODAY, place="Agen", by=by, at=later).place == "Agen"


def test_a_sitting_to_come_decides_nothing_and_nothing_chosen_is_refused(programme, by):
    aid = make_aid(programme, by=by)
    commission = sittings.call_commission(programme, held_on=date(2026, 12, 10), by=by, at=AT)
    with pytest.raises(DomainError, match="se tient le 10 décembre 2026"):
        sittings.decide(commission, [Decision(aid.pk, "yes")], by=by, at=AT)
    with pytest.raises(DomainError, match="prévue le 10 décembre 2026"):
        sittings.close_commission(commission, minutes="", by=by, at=AT)
    commission = sittings.change_commission(commission, held_on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="Choisissez une réponse"):
        sittings.decide(commission, [], by=by, at=AT)
    with pytest.raises(DomainError, match="Cochez au moins une famille"):
        sittings.put_on(commission, [], by=by, at=AT)


# -- The device ----------------------------------------------------------------------------------


def test_a_device_is_given_with_its_receipt_once(programme, by):
    aid, device = accepted(programme, by=by), make_device(state=DeviceState.READY, by=by)
    aid = given_to(aid, device=device, by=by)
    device.refresh_from_db()
    assert (aid.state, aid.device, aid.given_at) == (AidState.GIVEN, device, AT)
    assert (device.state, device.left_on) == (DeviceState.GIVEN, TODAY)
    assert aid.receipt.data == PDF
    with pytest.raises(DomainError, match="«\u00a0appareil remis\u00a0»"):
        given_to(aid, by=by)
    with pytest.raises(DomainError, match="n’est plus disponible") as refused:
        given_to(accepted(programme, by=by), device=device, by=by)
    assert refused.value.field == "device"


def test_a_device_is_given_on_the_day_of_the_handing_over_and_not_before_the_aid_was_granted(programme, by):
    aid, device = accepted(programme, by=by), make_device(state=DeviceState.READY, by=by)
    give = partial(paths.give, aid, device, render=lambda _: PDF, by=by, at=AT + timedelta(days=9))
    with pytest.raises(DomainError, match="accordée le 24 novembre 2026") as refused:
        give(left_on=TODAY - timedelta(days=1))
    assert refused.value.field == "left_on"
    aid = give(left_on=TODAY + timedelta(days=2))
    device.refresh_from_db()
    assert timezone.localdate(aid.given_at) == device.left_on == TODAY + timedelta(days=2)


def test_a_family_is_not_proposed_in_the_name_of_a_child(programme, by):
    child = make_person(make_partner(), by=by, birth_year=2020)
    with pytest.raises(DomainError, match="née en 2020 est trop jeune") as refused:
        actions.propose(child, programme=programme, proposed_for=child.followed_by, by=by, at=AT)
    assert refused.value.field == "birth_year"


def test_no_device_goes_to_a_family_that_was_not_accepted_and_none_leaves_when_the_receipt_fails(programme, by):
    with pytest.raises(DomainError, match="«\u00a0proposée\u00a0»"):
        given_to(make_aid(programme, by=by), by=by)
    aid, device = accepted(programme, by=by), make_device(state=DeviceState.READY, by=by)
    with pytest.raises(ZeroDivisionError):
        paths.give(aid, device, left_on=TODAY, render=lambda _: b"" * (1 // 0), by=by, at=AT)
    device.refresh_from_db()
    assert device.state == DeviceState.READY
    assert FamilyAid.objects.get(pk=aid.pk).state == AidState.ACCEPTED


# -- The path ------------------------------------------------------------------------------------


def test_a_path_ends_with_the_last_promised_session_and_is_taken_up_when_a_presence_is_taken_back(by):
    programme = make_programme(sessions_promised=2)
    first, second = session_of(programme, 10), session_of(programme, 12)
    aid = accepted(programme, by=by)
    attended(first, aid, Attendance.PRESENT, by=by)
    aid = given_to(aid, by=by)
    assert aid.state == AidState.GIVEN
    row = attended(second, aid, Attendance.PRESENT, by=by)
    assert (aid.state, aid.ended_on) == (AidState.COMPLETED, date(2026, 12, 12))
    after = datetime(2026, 12, 13, 9, tzinfo=AT.tzinfo)
    training.note_attendance(second, {row.pk: Attendance.ABSENT}, by=by, at=after)
    aid.refresh_from_db()
    assert (aid.state, aid.ended_on) == (AidState.GIVEN, None)


def test_the_same_subject_twice_does_not_end_a_path(by):
    programme = make_programme(sessions_promised=2, subjects=["Messagerie", "Pronote"])
    aid = given_to(accepted(programme, by=by), by=by)
    first = session_of(programme, 8, title="Pronote")
    row = attended(first, aid, Attendance.ABSENT, by=by)
    second = session_of(programme, 9, title="Pronote")
    attended(second, aid, Attendance.PRESENT, by=by)
    # It had come after all.
    training.note_attendance(first, {row.pk: Attendance.PRESENT}, by=by, at=second.starts_at)
    assert aid.state == AidState.GIVEN
    assert paths.path_of_aid(aid).missing == ("Messagerie",)
    assert path_read(with_path(FamilyAid.objects.filter(pk=aid.pk)).get()) == paths.path_of_aid(aid)
    assert actions.misjudged_paths(programme.network) == []
    attended(session_of(programme, 10, title="Messagerie"), aid, Attendance.PRESENT, by=by)
    assert aid.state == AidState.COMPLETED


def test_a_family_takes_one_seat_in_a_subject_of_the_aid(by):
    programme = make_programme(sessions_promised=2, subjects=["Messagerie", "Pronote"])
    aid = accepted(programme, by=by)
    first, second = (session_of(programme, day, title="Pronote") for day in (8, 9))
    training.register(first, aid, by=by, at=AT)
    with pytest.raises(DomainError, match=r"déjà inscrite à la séance.*du 8 décembre 2026") as refused:
        training.register(second, aid, by=by, at=AT)
    assert refused.value.field == "session"
    assert training.register(session_of(programme, 9, title="Messagerie"), aid, by=by, at=AT)
    row, evening = aid.attendances.get(session=first), first.starts_at + timedelta(hours=3)
    training.note_attendance(first, {row.pk: Attendance.PRESENT}, by=by, at=evening)
    with pytest.raises(DomainError, match=r"a suivi la séance.*du 8 décembre 2026"):
        training.register(second, aid, by=by, at=evening)
    training.note_attendance(first, {row.pk: Attendance.ABSENT}, by=by, at=evening)
    assert training.register(second, aid, by=by, at=evening)


def test_a_path_that_was_followed_before_the_device_ends_with_it(by):
    programme = make_programme(sessions_promised=1)
    aid = accepted(programme, by=by)
    attended(session_of(programme), aid, Attendance.PRESENT, by=by)
    assert aid.state == AidState.ACCEPTED
    assert given_to(aid, by=by).state == AidState.COMPLETED


def test_a_path_is_stopped_with_its_reason_and_taken_up_again(programme, by):
    aid = given_to(accepted(programme, by=by), by=by)
    training.register(session_of(programme), aid, by=by, at=AT)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        paths.stop_path(aid, reason=" ", on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="pas encore passé"):
        paths.stop_path(aid, reason="Parti", on=date(2026, 12, 1), by=by, at=AT)
    with pytest.raises(DomainError, match="remis le 24 novembre 2026") as refused:
        paths.stop_path(aid, reason="Parti", on=TODAY - timedelta(days=1), by=by, at=AT)
    assert refused.value.field == "on"
    aid = paths.stop_path(aid, reason="La famille a déménagé.", on=TODAY, by=by, at=AT)
    assert (aid.state, aid.ended_on) == (AidState.STOPPED, TODAY)
    assert not SessionAttendance.objects.exists()
    assert paths.resume_path(aid, by=by, at=AT).state == AidState.GIVEN
    assert paths.note_outcome(aid, outcome=" Pronote chaque soir ", by=by, at=AT).outcome == "Pronote chaque soir"


def test_nothing_came_of_what_was_not_given(programme, by):
    with pytest.raises(DomainError, match="n’est pas encore remis"):
        paths.note_outcome(make_aid(programme, by=by), outcome="…", by=by, at=AT)


# -- Sessions ------------------------------------------------------------------------------------


def plan(programme, by, **fields):
    values = {
        "title": "Pronote",
        "starts_at": AT + timedelta(days=5),
        "minutes": 120,
        "place": "Médiathèque",
        "seats": 1,
        **fields,
    }
    return training.plan_session(programme, by=by, at=AT, **values)


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"starts_at": AT - timedelta(hours=1)}, "déjà passé", "starts_at"),
        ({"minutes": 5}, "de 15 minutes à 8 heures", "minutes"),
        ({"seats": 0}, "de 1 à 200 places", "seats"),
    ],
)
def test_a_session_that_makes_no_sense_is_not_planned(programme, by, fields, sentence, field):
    with pytest.raises(DomainError, match=sentence) as refused:
        plan(programme, by, **fields)
    assert refused.value.field == field


def test_the_last_seat_is_taken_once_and_free_again_when_somebody_says_no(programme, by):
    session = plan(programme, by)
    one, two = accepted(programme, by=by), accepted(programme, by=by)
    row = training.register(session, one, by=by, at=AT)
    assert training.register(session, one, by=by, at=AT) == row
    with pytest.raises(DomainError, match="complète\u00a0: 1\u00a0place prise"):
        training.register(session, two, by=by, at=AT)
    training.unregister(session, one, by=by, at=AT)
    training.register(session, two, by=by, at=AT)
    with pytest.raises(DomainError, match="n’est plus inscrite"):
        training.unregister(session, one, by=by, at=AT)


def test_who_excused_themselves_may_come_to_a_session_again(programme, by):
    session = session_of(programme)
    aid = accepted(programme, by=by)
    row = attended(session, aid, Attendance.EXCUSED, by=by)
    again = training.register(session, aid, by=by, at=AT)
    assert (again.pk, again.state, again.noted_at) == (row.pk, Attendance.EXPECTED, None)


def test_who_may_not_come_is_refused_with_the_reason(programme, by):
    with pytest.raises(DomainError, match="«\u00a0proposée\u00a0»\u00a0: la famille"):
        training.register(session_of(programme), make_aid(programme, by=by), by=by, at=AT)
    aid = accepted(programme, by=by)
    with pytest.raises(DomainError, match="autre aide"):
        training.register(session_of(make_programme()), aid, by=by, at=AT)
    with pytest.raises(DomainError, match="passée ou annulée"):
        training.register(session_of(programme), aid, by=by, at=datetime(2026, 12, 16, tzinfo=AT.tzinfo))


def test_a_session_changes_and_who_was_reminded_is_reminded_anew(programme, by):
    session = plan(programme, by, seats=2)
    for _ in range(2):
        training.register(session, accepted(programme, by=by), by=by, at=AT)
    SessionAttendance.objects.update(mailed_at=AT)
    with pytest.raises(DomainError, match="2\u00a0places sont déjà prises"):
        training.change_session(session, seats=1, by=by, at=AT)
    training.change_session(session, place="Mairie", by=by, at=AT)
    assert SessionAttendance.objects.exclude(mailed_at=None).count() == 2
    training.change_session(session, starts_at=AT + timedelta(days=6), by=by, at=AT)
    assert not SessionAttendance.objects.exclude(mailed_at=None).exists()
    training.cancel_session(session, by=by, at=AT)
    with pytest.raises(DomainError, match="annulée"):
        training.change_session(session, seats=9, by=by, at=AT)
    assert not SessionAttendance.objects.waiting().exists()


def test_presences_are_noted_from_the_beginning_on_and_then_the_session_stands(programme, by):
    session, aid = session_of(programme), accepted(programme, by=by)
    row = training.register(session, aid, by=by, at=AT)
    with pytest.raises(DomainError, match="commence le 15 décembre 2026 à 18:00"):
        training.note_attendance(session, {row.pk: Attendance.PRESENT}, by=by, at=AT)
    after = session.starts_at
    training.note_attendance(session, {row.pk: Attendance.PRESENT}, by=by, at=after)
    for refused in (
        lambda: training.cancel_session(session, by=by, at=after),
        lambda: training.change_session(session, starts_at=AT + timedelta(days=60), by=by, at=after),
        lambda: training.unregister(session, aid, by=by, at=after),
    ):
        with pytest.raises(DomainError, match="notée"):
            refused()


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noted=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(Attendance))), max_size=9))
def test_a_path_is_complete_exactly_when_what_was_promised_was_attended(scope, noted):
    """Whatever is noted, corrected and noted again, in whatever order."""
    by = make_user()
    programme = make_programme(sessions_promised=2)
    aid = given_to(accepted(programme, by=by), by=by)
    rows = [training.register(session_of(programme, day), aid, by=by, at=AT) for day in (10, 11, 12)]
    after = datetime(2026, 12, 20, tzinfo=AT.tzinfo)
    for which, state in noted:
        training.note_attendance(rows[which].session, {rows[which].pk: state}, by=by, at=after)
    aid.refresh_from_db()
    present = SessionAttendance.objects.filter(aid=aid, state=Attendance.PRESENT).count()
    assert (aid.state == AidState.COMPLETED) == (present >= 2)
    assert (aid.ended_on is not None) == (present >= 2)
