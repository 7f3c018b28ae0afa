"""Organisations ask to accept passes; the coordination answers once, whoever answers with it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from funding.bank_details.actions import confirm_bank_details, withdraw_bank_details
from funding.bank_details.queries import confirmers
from funding.enums import ApprovalState, Verb
from funding.models import BankDetailsChange, PassProgramme, PlaceRequest, TrainingPlace
from funding.passes.enums import PlaceRequestState
from funding.passes.place_requests import mails
from funding.passes.place_requests.actions import (
    KEPT_DAYS,
    accept_place_request,
    decline_place_request,
    forget_old_place_requests,
    forget_place_request,
    withdraw_place_request,
)
from funding.passes.place_requests.queries import known_as, programmes_to_join, way_in
from funding.passes.programmes.actions import choose_places
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Invitation
from inclusion.members.actions import add_member
from inclusion.partners.models import Partner
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_user
from tests.funding.pass_builders import IBAN, SIRET, make_place, make_place_request, make_programme
from tests.setup_data import setup_data

HERE = {"latitude": 44.5, "longitude": 0.16}


@setup_data
def asked(scope):
    return make_place_request()


def test_who_asks_is_written_to_and_the_coordinators_are(scope):
    coordinator = make_membership(make_partner("Département"), roles=("coordinator",))
    asked = make_place_request()
    received, confirmed = OutgoingMail.objects.order_by("kind").values_list("kind", "recipient_id")[::-1]
    assert received == ("place_request_received", coordinator.pk)
    assert confirmed == ("place_request_confirmed", None)
    row = OutgoingMail.objects.get(kind="place_request_confirmed")
    sent = mails._confirmed(row)
    assert sent.to == ["lea@exemple.example"] and asked.token in sent.body
    assert (
        IBAN not in sent.body
        and IBAN not in mails._received(OutgoingMail.objects.get(kind="place_request_received")).body
    )


def test_a_second_request_for_the_same_siret_waits_for_the_first(asked, by):
    with pytest.raises(DomainError, match="attend déjà une réponse") as refused:
        make_place_request(name="Annexe")
    assert refused.value.field == "siret"
    withdraw_place_request(asked, at=AT)
    assert make_place_request(name="Annexe").state == PlaceRequestState.WAITING


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"siret": "26470012100018"}, "siret"),
        ({"iban": "FR76 3000"}, "iban"),
        ({"account_holder": ""}, "account_holder"),
        ({"iban": ""}, "iban"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(scope, fields, field):
    with pytest.raises(DomainError) as refused:
        make_place_request(**fields)
    assert refused.value.field == field
    assert not PlaceRequest.objects.exists()


def test_accepted_it_makes_the_partner_the_place_and_an_invitation(asked, by):
    asked = accept_place_request(asked, **HERE, by=by, at=AT)
    place = TrainingPlace.objects.get()
    assert (asked.state, asked.place, asked.decided_by) == (PlaceRequestState.ACCEPTED, place, by)
    assert (place.partner.siret, place.partner.name) == (SIRET, "Ville de Marmande")
    assert (place.services, place.labels) == (["Utilisation sécurisée du numérique"], ["Aptic"])
    assert place.is_accessible and place.accepts_passes
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.roles) == ("lea@exemple.example", ["training_place"])
    answered = mails._answered(OutgoingMail.objects.get(kind="place_request_answered"))
    assert "a accepté votre demande" in answered.body and answered.to == ["lea@exemple.example"]


def test_the_siret_alone_finds_the_partner(asked, by):
    known = make_partner("CCAS", siret=SIRET)
    make_partner("Ville de Marmande")
    make_place("Cyber-base", by=by, partner=known)
    assert known_as(asked).partner == known
    assert [str(one) for one in known_as(asked).places] == ["Cyber-base"]
    asked = accept_place_request(asked, **HERE, by=by, at=AT)
    assert asked.place.partner == known
    assert Partner.objects.filter(siret=SIRET).count() == 1


def test_a_partner_without_siret_receives_it_and_its_place_is_not_doubled(asked, by):
    known = make_partner("Mairie")
    place = make_place("Médiathèque de MARMANDE", by=by, partner=known)
    assert known_as(asked).partner is None and known in known_as(asked).like
    asked = accept_place_request(asked, partner=known, **HERE, by=by, at=AT)
    known.refresh_from_db()
    assert (asked.place, known.siret, TrainingPlace.objects.count()) == (place, SIRET, 1)
    assert BankDetailsChange.objects.get().place == place


def test_what_resembles_is_found_by_the_name_of_either_or_by_the_siren(asked):
    other = f"{SIRET[:9]}00025"
    by_siren = Partner.objects.create(network=asked.network, name="Autre", kind="commune", siret=other, added_at=AT)
    alike = {make_partner("Ville de Marmande."), make_partner("Mediatheque de Marmande"), by_siren}
    make_partner("France Travail")
    assert set(known_as(asked).like) == alike


@pytest.mark.parametrize(
    ("roles", "here", "way", "words"),
    [
        (("training_place",), True, "member", "connectez-vous"),
        (("reader",), True, "", "doit encore vous le donner"),
        (("training_place",), False, "", "doit encore vous le donner"),
        ((), True, "invited", "lien de l’invitation"),
    ],
)
def test_who_asked_reads_how_they_come_in(asked, by, roles, here, way, words):
    if roles:
        partner = make_partner("CCAS", siret=SIRET if here else "")
        make_membership(partner, roles=roles, user=make_user("lea@exemple.example"))
    asked = accept_place_request(asked, **HERE, by=by, at=AT)
    sent = mails._answered(OutgoingMail.objects.get(kind="place_request_answered"))
    assert way_in(asked) == way and words in sent.body


def test_the_answer_speaks_of_an_account_only_where_one_was_given(scope, by):
    for siret, account in ((SIRET, {}), ("35600000000048", {"iban": "", "account_holder": ""})):
        asked = accept_place_request(make_place_request(siret=siret, **account), **HERE, by=by, at=AT)
        row = OutgoingMail.objects.get(kind="place_request_answered", target_id=asked.pk)
        assert ("que vous avez donné" in mails._answered(row).body) == (not account)


def test_a_member_gets_no_invitation(asked, by):
    partner = make_partner("CCAS", siret=SIRET)
    member = make_membership(partner, roles=("reader",), user=make_user("lea@exemple.example"))
    assert known_as(asked).member == member
    accept_place_request(asked, **HERE, by=by, at=AT)
    assert not Invitation.objects.exists()


def test_the_account_is_confirmed_by_another_coordinator_and_never_by_the_place(asked, by, network):
    """Who typed it into the public form gets into the network by that form: they may not confirm it."""
    asked = accept_place_request(asked, **HERE, by=by, at=AT)
    change = BankDetailsChange.objects.get()
    assert (change.iban, change.account_holder, change.asked_by) == (IBAN, "Ville de Marmande", by)
    assert (change.place.iban, asked.iban, asked.account_holder) == ("", "", "")
    host = make_partner("Département", is_host=True)
    add_member(by, host, ["coordinator"], by=None, at=AT)
    theirs, other = make_user(), make_user()
    add_member(theirs, asked.place.partner, ["training_place"], by=None, at=AT)
    add_member(other, host, ["coordinator"], by=None, at=AT)
    for user, sentence in ((by, "vous-même"), (theirs, "la coordination le confirme")):
        with pytest.raises(DomainError, match=sentence):
            confirm_bank_details(change, by=user, at=AT)
    assert confirmers(asked.place, without=by, is_from_place=True) == [other]
    confirm_bank_details(change, by=other, at=AT)
    asked.place.refresh_from_db()
    assert asked.place.iban == IBAN


def test_what_the_coordination_notes_itself_is_confirmed_by_the_place_as_before(asked, by):
    asked = accept_place_request(asked, **HERE, by=by, at=AT)
    change = withdraw_bank_details(BankDetailsChange.objects.get(), by=by, at=AT)
    assert change.state == ApprovalState.WITHDRAWN
    assert not BankDetailsChange.objects.filter(is_from_place=False).exists()


def test_it_joins_the_programmes_that_choose_their_places(asked, by):
    chosen, everywhere = make_programme(by=by, name="Choisis"), make_programme(by=by, name="Tous")
    first = make_place("Cyber-base", by=by)
    choose_places(chosen, places=[first], by=by, at=AT)
    assert list(programmes_to_join(date(2026, 12, 1))) == [chosen]
    asked = accept_place_request(asked, programmes=[chosen], **HERE, by=by, at=AT)
    assert set(PassProgramme.objects.accepted_by(asked.place)) == {chosen, everywhere}
    assert set(chosen.places.all()) == {first, asked.place}


def test_refused_with_a_reason_that_is_mailed(asked, by):
    with pytest.raises(DomainError, match="pourquoi"):
        decline_place_request(asked, reason=" ", by=by, at=AT)
    asked = decline_place_request(asked, reason="Trop loin.", by=by, at=AT)
    assert (asked.state, asked.reason, asked.iban) == (PlaceRequestState.DECLINED, "Trop loin.", "")
    assert "Trop loin." in mails._answered(OutgoingMail.objects.get(kind="place_request_answered")).body
    assert not TrainingPlace.objects.exists()


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
def test_what_was_answered_is_not_answered_again(asked, by, first):
    acts = {
        "accept": lambda: accept_place_request(asked, **HERE, by=by, at=AT),
        "decline": lambda: decline_place_request(asked, reason="Non.", by=by, at=AT),
        "withdraw": lambda: withdraw_place_request(asked, at=AT),
    }
    acts[first]()
    for act in acts.values():
        with pytest.raises(DomainError, match="déjà reçu une réponse"):
            act()


def test_the_database_keeps_no_account_of_a_decided_request(asked, by):
    withdraw_place_request(asked, at=AT)
    for values, name in (
        ({"iban": IBAN}, "account_while_waiting"),
        ({"state": "accepted"}, "accepted_as_place"),
        ({"state": "declined"}, "decided_by_someone"),
        ({"state": "declined", "decided_by": by}, "declined_with_reason"),
        ({"forgotten_at": AT}, "place_request_forgotten"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PlaceRequest.objects.update(**values)


def test_one_that_nobody_answers_is_withdrawn_and_emptied(asked):
    assert forget_old_place_requests(at=AT + timedelta(days=KEPT_DAYS)) == 0
    assert forget_old_place_requests(at=AT + timedelta(days=KEPT_DAYS, seconds=1)) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.email, asked.iban) == (PlaceRequestState.WITHDRAWN, "", "")


def test_a_new_partner_is_no_intercommunality_by_its_own_word(scope, by):
    commune = make_commune(epci=make_epci())
    asked = make_place_request(kind="intercommunality", commune=commune)
    assert accept_place_request(asked, **HERE, by=by, at=AT).place.partner.epci is None


def test_who_asked_is_forgotten_after_a_while_or_when_they_ask(asked, by):
    decline_place_request(asked, reason="Non.", by=by, at=AT)
    assert forget_old_place_requests(at=AT + timedelta(days=KEPT_DAYS)) == 0
    assert forget_old_place_requests(at=AT + timedelta(days=KEPT_DAYS, seconds=1)) == 1
    assert forget_old_place_requests(at=AT + timedelta(days=400)) == 0
    waiting = make_place_request(siret=SIRET)
    forget_place_request(waiting, by=by, at=AT)
    for row in PlaceRequest.objects.all():
        assert (row.contact, row.email, row.phone, row.iban) == ("", "", "", "")
    waiting.refresh_from_db()
    assert waiting.state == PlaceRequestState.WITHDRAWN
    assert JournalEntry.objects.filter(verb=Verb.PLACE_REQUEST_FORGOTTEN).count() == 2
    assert all(mails._own_skip_reason(row) for row in OutgoingMail.objects.filter(kind="place_request_confirmed"))
    assert not mail.outbox
