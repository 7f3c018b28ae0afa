"""A person is sent, received, met; what is refused, what comes back, what a withdrawn consent ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.scope import scoped_to
from inclusion.guide.rules.search import NEEDS
from inclusion.people.actions.rights import anonymise, anonymise_due, erase, records_about
from inclusion.referrals.actions import answering, paths, sending
from inclusion.referrals.enums import DeclineReason, ReachBy, ReferralState
from inclusion.referrals.models import FeltLevel, PathEnding, Referral
from inclusion.referrals.queries import shared_of
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_person, make_user
from tests.inclusion.place_builders import make_place
from tests.inclusion.referral_builders import NEED, TOMORROW, make_accepted, make_met, make_receiver, make_referral
from tests.setup_data import setup_data

OTHER_NEED = list(NEEDS)[1]


@setup_data
def by(scope):
    return make_user(first_name="Samira", last_name="Témoin")


@setup_data
def ccas(scope, by):
    partner = make_partner("CCAS", kind="ccas")
    make_membership(partner, roles=("prescriber",), user=by)
    return partner


@setup_data
def person(ccas, by):
    return make_person(
        ccas, by=by, phone="06 39 98 01 01", email="jeanne@exemple.example", commune=make_commune(epci=make_epci())
    )


@setup_data
def place(scope):
    return make_place(name="Espace numérique", emails=["espace@exemple.example"])


@setup_data
def mediator(scope):
    """A member of an organisation that receives."""
    return make_membership(make_partner("Médiathèque", kind="training_place"), roles=("training_place",))


def kinds() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_referral_keeps_what_was_agreed_and_names_nobody_in_the_journal(person, place, by):
    sent = make_referral(person, place=place, by=by, shares_phone=True, hours="le mardi")
    assert (sent.state, sent.sent_on, sent.lapses_on) == ("sent", AT.date(), AT.date() + timedelta(days=7))
    assert shared_of(sent) == {"Nom": "Jeanne Exemple", "Téléphone": "06 39 98 01 01"}
    assert sent.epci.siren == "200000001"
    line = JournalEntry.objects.get(verb="referral.sent")
    assert line.target_label == f"Orientation n° {sent.pk}"
    assert "Jeanne" not in str(line.details)


def test_everybody_who_answers_there_is_written_to(person, mediator, by):
    make_membership(mediator.partner, roles=("training_place",))
    make_membership(mediator.partner, roles=("reader",))
    make_referral(person, receiver=mediator.partner, by=by)
    assert kinds() == ["referral_new"] * 2


def test_what_is_refused(person, place, ccas, by, other_network, network):
    with scoped_to(other_network):
        far = make_place(name="Ailleurs")
        stranger = make_person(make_partner("CCAS"), by=by)
    closed = make_place(name="Fermé", closed_on=AT.date())
    silent = make_place(name="Muet", emails=[])
    cases = (
        ({"place": closed}, "est fermé"),
        ({"receiver": ccas}, "l’a envoyée"),
        ({"place": far}, "autre réseau"),
        ({"place": silent}, "ni compte ni adresse"),
        ({}, "Choisissez un lieu"),
        ({"place": place, "consented_on": TOMORROW.date()}, "avenir"),
        ({"place": place, "note": "NIR 1 58 07 47 157 001 22"}, "numéro de sécurité sociale"),
        ({"place": place, "note": "En dépression depuis un an"}, "parle de santé"),
        ({"place": place, "reach_by": ReachBy.PHONE}, "accepter de montrer"),
    )
    for fields, sentence in cases:
        with pytest.raises(DomainError, match=sentence):
            make_referral(person, by=by, **fields)
    with pytest.raises(DomainError, match="autre réseau"):
        sending.send(stranger, need=NEED, sender=ccas, place=place, consented_on=AT.date(), by=by, at=AT)
    assert not Referral.objects.exists() and kinds() == []


def test_ones_own_place_may_receive(person, ccas, by):
    own = make_place(name="Chez nous", partner=ccas)
    assert make_referral(person, place=own, by=by).receiver == ccas


def test_not_twice_for_one_need_on_a_day(person, place, mediator, by):
    first = make_referral(person, place=place, by=by)
    with pytest.raises(DomainError, match="déjà orientée aujourd’hui"):
        make_referral(person, receiver=mediator.partner, by=by)
    make_referral(person, place=place, need=OTHER_NEED, by=by)
    make_referral(person, place=place, by=by, at=TOMORROW)
    answering.decline(first, reason="full", by=None, at=AT)
    make_referral(person, receiver=mediator.partner, by=by)
    assert Referral.objects.count() == 4


def test_the_database_refuses_a_second_one_by_itself(person, place, by):
    first = make_referral(person, place=place, by=by)
    values = {f.attname: getattr(first, f.attname) for f in Referral._meta.concrete_fields if f.name != "id"}
    with pytest.raises(IntegrityError, match="referral_once_a_day"), transaction.atomic():
        Referral.objects.create(**values | {"link_sha256": "0" * 64})


def test_nobody_is_sent_in_the_name_of_an_emptied_file(person, place, by):
    anonymise(person, by=None, at=AT)
    with pytest.raises(DomainError, match="anonymisée"):
        make_referral(person, place=place, by=by)


def test_from_sent_to_a_word_back(person, place, by):
    referral = make_accepted(make_referral(person, place=place, by=by, mails_person=True))
    assert "Espace numérique" in referral.appointment_where
    with pytest.raises(DomainError, match="pas encore eu lieu"):
        answering.note_met(referral, by=None, at=AT)
    referral = answering.note_met(referral, by=None, at=TOMORROW)
    with pytest.raises(DomainError, match="mot en retour"):
        answering.finish(referral, word_back=" ", by=None, at=TOMORROW)
    referral = answering.finish(referral, word_back="Dossier envoyé.", by=None, at=TOMORROW)
    assert (referral.state, referral.ended_at) == ("done", TOMORROW)
    assert Referral.objects.returned().get() == referral
    sending.acknowledge(referral, by=by, at=TOMORROW)
    assert not Referral.objects.returned().exists()
    assert kinds() == ["referral_new", "referral_answer", "referral_appointment", "referral_answer"]


def test_who_did_not_come_gets_another_appointment(person, place, by):
    referral = answering.note_missed(make_accepted(make_referral(person, place=place, by=by)), by=None, at=TOMORROW)
    later = TOMORROW + timedelta(days=2)
    referral = answering.accept(referral, appointment_at=later, by=None, at=TOMORROW)
    assert (referral.state, referral.appointment_at) == ("accepted", later)
    with pytest.raises(DomainError, match="à venir"):
        answering.accept(referral, appointment_at=AT, by=None, at=TOMORROW)


def test_passed_on_is_the_same_request_elsewhere(person, place, mediator, by):
    first = make_referral(person, receiver=mediator.partner, by=by, shares_phone=True, note="Ouvrir un compte")
    second = sending.pass_on(first, place=place, consented_on=AT.date(), by=mediator.user, at=AT)
    first.refresh_from_db()
    assert (first.state, second.state, second.passed_from, second.sender) == ("passed_on", "sent", first, first.sender)
    assert (second.shares_phone, second.note) == (True, "Ouvrir un compte")
    assert second.link_token != first.link_token
    with pytest.raises(DomainError):
        sending.pass_on(first, place=place, consented_on=AT.date(), by=mediator.user, at=AT)


def test_nobody_is_passed_on_to_where_they_are(person, mediator, by):
    first = make_referral(person, receiver=mediator.partner, by=by)
    for consented_on in (AT.date(), TOMORROW.date()):
        with pytest.raises(DomainError, match="déjà orientée" if consented_on == AT.date() else "avenir"):
            sending.pass_on(
                first,
                receiver=mediator.partner if consented_on == AT.date() else make_receiver(),
                consented_on=consented_on,
                by=mediator.user,
                at=AT,
            )


def test_a_place_that_closes_receives_nothing_that_is_passed_on(person, place, mediator, by):
    first = make_referral(person, receiver=mediator.partner, by=by)
    place.closed_on = AT.date()
    place.save()
    with pytest.raises(DomainError, match="fermé"):
        sending.pass_on(first, place=place, consented_on=AT.date(), by=mediator.user, at=AT)
    first.refresh_from_db()
    assert first.state == "sent"


def test_reminded_after_three_days_given_back_after_seven(person, place, by):
    referral = make_referral(person, place=place, by=by)
    assert answering.remind_due(at=AT + timedelta(days=2)) == 0
    assert [answering.remind_due(at=AT + timedelta(days=3)) for _ in range(2)] == [1, 0]
    assert answering.lapse_due(at=AT + timedelta(days=6)) == 0
    assert [answering.lapse_due(at=AT + timedelta(days=7)) for _ in range(2)] == [1, 0]
    referral.refresh_from_db()
    assert (referral.state, StateChange.objects.get().by) == ("lapsed", None)
    assert Referral.objects.returned().exists()
    assert kinds() == ["referral_new", "referral_reminder", "referral_answer"]
    # Sending the person elsewhere deals with what came back.
    make_referral(person, place=place, by=by, at=AT + timedelta(days=8))
    assert not Referral.objects.returned().exists()


def test_consent_withdrawn_ends_and_hides_everything_and_counts_stay(person, place, mediator, by):
    done = answering.finish(
        make_met(make_referral(person, receiver=mediator.partner, by=by)), word_back="Fait.", by=None, at=TOMORROW
    )
    under_way = make_referral(person, receiver=mediator.partner, need=OTHER_NEED, by=by)
    assert Referral.objects.received_by(mediator.partner).count() == 2
    assert [sending.withdraw_consent(person, by=by, at=TOMORROW) for _ in range(2)] == [2, 0]
    assert not Referral.objects.received_by(mediator.partner).exists()
    under_way.refresh_from_db()
    assert (under_way.state, shared_of(under_way)) == ("withdrawn", {})
    done.refresh_from_db()
    assert (done.state, shared_of(done)) == ("done", {})
    assert Referral.objects.count() == 2
    with pytest.raises(DomainError):
        make_accepted(under_way)


def test_what_is_kept_is_given_to_the_person_and_erased_with_her_file(person, place, by):
    referral = make_referral(person, place=place, by=by, note="Ouvrir un compte", hours="le mardi")
    paths.note_level(person, partner=person.followed_by, device=2, by=by, at=AT)
    tables = records_about(person).tables
    assert tables["Vos orientations"][0]["Ce dont vous avez besoin"] == "Ouvrir un compte"
    level = tables["Comment vous vous sentez avec le numérique"][0]
    assert "Avec de l’aide" in level.values()
    erase(person, by=by, at=AT)
    referral.refresh_from_db()
    assert (referral.state, referral.note, referral.hours, referral.epci) == ("withdrawn", "", "", None)
    assert shared_of(referral) == {}
    assert not FeltLevel.objects.exists()


def test_at_night_a_referral_under_way_keeps_the_file(person, place, by):
    make_referral(person, place=place, by=by)
    person.refresh_from_db()
    person.keep_until = AT.date()
    person.save()
    assert anonymise_due(clock=lambda: AT) == 0
    sending.withdraw(Referral.objects.get(), by=by, at=AT)
    assert anonymise_due(clock=lambda: AT) == 1


def test_a_path_ends_once_and_goes_on(person, place, by):
    referral = make_referral(person, place=place, by=by)
    ends = {"reason": "autonomous", "ended_on": AT.date(), "by": by, "at": AT}
    with pytest.raises(DomainError, match="encore en cours"):
        paths.end_path(person, **ends)
    sending.withdraw(referral, by=by, at=AT)
    with pytest.raises(DomainError, match="passé"):
        paths.end_path(person, **ends | {"ended_on": TOMORROW.date()})
    paths.end_path(person, **ends)
    with pytest.raises(DomainError, match="déjà terminé"):
        paths.end_path(person, **ends)
    paths.reopen_path(person, by=by, at=AT)
    paths.reopen_path(person, by=by, at=AT)
    assert PathEnding.objects.get().reopened_at == AT
    paths.end_path(person, **ends)
    make_referral(person, place=place, need=OTHER_NEED, by=by)  # whoever is sent somewhere goes on
    assert not PathEnding.objects.filter(reopened_at=None).exists()
    assert JournalEntry.objects.filter(verb="path.reopened").count() == 2


@pytest.mark.parametrize("reason", DeclineReason)
def test_each_reason_to_decline_is_kept(person, place, by, reason):
    referral = answering.decline(make_referral(person, place=place, by=by), reason=reason, by=None, at=AT)
    assert (referral.decline_reason, referral.ended_at) == (reason, AT)
    with pytest.raises(DomainError, match="pas possible"):
        make_accepted(referral)


def test_every_state_is_reached(person, place, by):
    """The table of transitions names no state that nothing leads to."""
    reached = {str(to) for targets in Referral.TRANSITIONS.values() for to in targets}
    assert reached | {"sent"} == set(ReferralState.values)


def test_an_organisation_that_can_be_written_to_receives_without_an_account(person, by):
    make_referral(person, receiver=make_receiver(), by=by)
    assert OutgoingMail.objects.get().recipient_id is None
