"""An organisation asks to join; a coordinator answers."""

import pytest

from inclusion.core import states
from inclusion.core.enums import JoinState
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Invitation, JoinRequest
from inclusion.members import actions as member_actions
from inclusion.partners.models import Partner
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_user
from tests.inclusion.builders import make_join_request

SIRET = "26470012100017"  # 14 digits whose key is right


def ask(**changes):
    values = {
        "organisation": " CCAS de Marmande ",
        "kind": "ccas",
        "commune": make_commune(),
        "first_name": "Alix",
        "last_name": "Exemple",
        "email": "Alix@Exemple.example",
        "at": AT,
    }
    return member_actions.ask_to_join(**values | changes)


def test_a_request_is_kept_and_recorded_in_the_journal_without_a_name(scope):
    asked = ask()
    assert (asked.organisation, asked.email, asked.state) == (
        "CCAS de Marmande",
        "alix@exemple.example",
        JoinState.WAITING,
    )
    line = JournalEntry.objects.get()
    assert (line.verb, line.target_label, line.by) == ("join.asked", "CCAS de Marmande", None)


def test_asked_twice_it_is_kept_once(scope):
    assert ask() == ask(email="ALIX@exemple.example")
    assert JoinRequest.objects.count() == 1


def test_accepted_it_becomes_a_partner_and_invites_who_asked(scope):
    asked, by = make_join_request(phone="05 53 00 00 00"), make_user()
    done = member_actions.accept_join(asked, partner=None, roles=["prescriber"], by=by, at=AT)
    partner = Partner.objects.get(name="CCAS de Marmande")
    assert (done.state, done.partner, done.decided_by, done.decided_at) == (JoinState.ACCEPTED, partner, by, AT)
    assert (partner.kind, partner.commune_id, partner.epci, partner.phone) == ("ccas", "47157", None, "05 53 00 00 00")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.partner, invitation.roles) == ("alix@exemple.example", partner, ["prescriber"])
    assert [change.to_state for change in states.history(done)] == ["accepted"]


def test_an_intercommunality_becomes_the_partner_of_its_territory(scope):
    epci = make_epci()
    commune = make_commune("47001", "Agen", ("47000",), epci=epci)
    asked = make_join_request(organisation="Agglomération", kind="intercommunality", commune=commune)
    assert member_actions.accept_join(asked, partner=None, roles=["reader"], by=make_user(), at=AT).partner.epci == epci


def test_accepted_as_a_partner_that_was_there_it_adds_none(scope):
    known, asked = make_partner("CCAS Marmande"), make_join_request()
    before = Partner.objects.count()
    assert member_actions.accept_join(asked, partner=known, roles=["reader"], by=make_user(), at=AT).partner == known
    assert Partner.objects.count() == before


def test_a_siret_that_is_there_names_its_partner(scope):
    make_partner("CCAS Marmande", siret=SIRET)
    asked = make_join_request(siret=SIRET)
    with pytest.raises(DomainError, match="CCAS Marmande porte déjà ce SIRET"):
        member_actions.accept_join(asked, partner=None, roles=["reader"], by=make_user(), at=AT)


def test_a_member_who_asks_is_not_invited_and_nothing_is_kept(scope):
    make_membership(user=make_user("alix@exemple.example"))
    asked, before = make_join_request(), Partner.objects.count()
    with pytest.raises(DomainError, match="déjà membre"):
        member_actions.accept_join(asked, partner=None, roles=["reader"], by=make_user(), at=AT)
    asked.refresh_from_db()
    assert (asked.state, Partner.objects.count()) == (JoinState.WAITING, before)


def test_a_refusal_has_its_reason(scope):
    asked, by = make_join_request(), make_user()
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        member_actions.decline_join(asked, reason="  ", by=by, at=AT)
    done = member_actions.decline_join(asked, reason="Hors du département.", by=by, at=AT)
    assert (done.state, done.reason) == (JoinState.DECLINED, "Hors du département.")


def test_what_was_decided_stays_decided(scope):
    by, asked = make_user(), make_join_request()
    member_actions.decline_join(asked, reason="Hors du département.", by=by, at=AT)
    with pytest.raises(DomainError, match="pas possible"):
        member_actions.accept_join(asked, partner=None, roles=["reader"], by=by, at=AT)
    assert not Invitation.objects.exists()
