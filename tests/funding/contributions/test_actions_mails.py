"""To whom e-mails about money go, and when somebody may be written to again."""

from datetime import date, timedelta

import pytest

from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.actions.outbox import TooSoon, addresses_of, last_mails, mail_call, remind
from funding.contributions.actions.pledges import withdraw_contribution
from funding.contributions.actions.requests import ask_contributors
from funding.contributions.enums import ContributionMailKind
from funding.enums import Verb
from funding.models import ContributionMail
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.members.actions import end_membership
from inclusion.partners.actions import add_contact
from inclusion.partners.models import Partner
from tests.builders import AT, make_membership, make_partner, make_user, own_details
from tests.funding.builders import make_contribution, make_fund, receive
from tests.setup_data import setup_data

TODAY, LATER = date(2026, 11, 24), AT + timedelta(days=8)


@setup_data
def fund(scope):
    return make_fund()


@setup_data
def caf(scope):
    return make_partner("CAF", email="accueil@caf.example")


@setup_data
def asked(fund, caf, by):
    (one,) = ask_contributors(fund, year=2027, partners=[caf], answer_by=date(2026, 12, 24), on=TODAY, by=by, at=AT)
    return one


@setup_data
def called(fund, caf, by):
    """CAF promised 1 000 € for 2026; all was called, without an e-mail."""
    promised = make_contribution(fund, caf, "1000.00", by=by)
    return call_for_funds(promised, due_on=date(2026, 12, 31), on=TODAY, by=by, at=AT)


def rows():
    return [(one.kind, one.to) for one in ContributionMail.objects.order_by("pk")]


# -- Addresses -----------------------------------------------------------------------------


def test_operators_come_before_contacts_and_contacts_before_the_organisation(caf, by):
    assert addresses_of([caf]) == {caf.pk: ["accueil@caf.example"]}
    add_contact(caf, name="Zoé", email="zoe@caf.example", by=by, at=AT)
    add_contact(caf, name="Alix", email="Alix@caf.example", by=by, at=AT)
    add_contact(caf, name="Alix encore", email="alix@caf.example", by=by, at=AT)
    add_contact(caf, name="Sans adresse", by=by, at=AT)
    assert addresses_of([caf]) == {caf.pk: ["Alix@caf.example", "zoe@caf.example"]}
    make_membership(caf, roles=("reader",), user=make_user("lecture@caf.example"))
    operator = make_membership(caf, roles=("operator",), user=make_user("camille@caf.example"))
    make_membership(caf, roles=("operator", "reader"), user=make_user("dominique@caf.example"))
    make_membership(caf, roles=("operator",), user=make_user("parti@caf.example", is_active=False))
    assert addresses_of([caf]) == {caf.pk: ["camille@caf.example", "dominique@caf.example"]}
    end_membership(operator, by=by, at=AT)
    assert addresses_of([caf]) == {caf.pk: ["dominique@caf.example"]}


def test_each_organisation_has_its_own_addresses(caf):
    silent, other = make_partner("MSA"), make_partner("Orange", email="orange@exemple.example")
    assert addresses_of([caf, silent, other]) == {
        caf.pk: ["accueil@caf.example"],
        silent.pk: [],
        other.pk: ["orange@exemple.example"],
    }


@pytest.mark.parametrize("many", [1, 5])
def test_addresses_take_two_queries(scope, django_assert_num_queries, many):
    partners = [make_partner() for _ in range(many)]
    with django_assert_num_queries(2):
        addresses_of(partners)


# -- Calls -----------------------------------------------------------------------------


def test_a_call_is_sent_to_each_address(called, caf, by):
    for name in ("alix", "zoe"):
        add_contact(caf, name=name, email=f"{name}@caf.example", by=by, at=AT)
    mails = mail_call(called, by=by, at=AT)
    assert rows() == [("call", "alix@caf.example"), ("call", "zoe@caf.example")]
    assert {one.call for one in mails} == {called}
    assert {one.contribution for one in mails} == {called.contribution}
    entry = JournalEntry.objects.get(verb=Verb.CONTRIBUTION_MAILED)
    assert own_details(entry) == {"kind": "call", "addresses": 2}
    assert "caf.example" not in entry.target_label
    with pytest.raises(DomainError, match="déjà en cours d’envoi"):
        mail_call(called, by=by, at=AT + timedelta(days=1))
    mail_call(called, by=by, at=AT + timedelta(days=2))
    assert len(rows()) == 4


def test_a_call_leaves_with_its_letter_when_it_is_asked_to(fund, caf, by):
    promised = make_contribution(fund, caf, "10.00", by=by)
    call_for_funds(promised, due_on=date(2026, 12, 31), on=TODAY, send=True, by=by, at=AT)
    assert rows() == [("call", "accueil@caf.example")]


def test_a_cancelled_call_is_not_sent_and_nobody_is_no_address(called, caf, by):
    Partner.objects.filter(pk=caf.pk).update(email="")
    called.contribution.partner.email = ""
    assert mail_call(called, by=by, at=AT) == []
    assert not JournalEntry.objects.filter(verb=Verb.CONTRIBUTION_MAILED).exists()
    cancel_call(called, by=by, at=AT)
    with pytest.raises(DomainError, match="est annulé"):
        mail_call(called, by=by, at=AT)
    assert rows() == []


# -- Reminders -----------------------------------------------------------------------------


def test_those_who_are_waited_for_are_reminded(fund, caf, asked, called, by):
    mails = remind(fund, requests=[asked], contributions=[called.contribution], by=by, at=LATER)
    assert rows() == [
        ("request", "accueil@caf.example"),
        ("request_reminder", "accueil@caf.example"),
        ("payment_reminder", "accueil@caf.example"),
    ]
    assert [(one.request, one.contribution, one.call) for one in mails] == [
        (asked, None, None),
        (None, called.contribution, called),
    ]


def test_the_first_e_mail_of_a_request_is_no_reminder(fund, by):
    """MSA had no address when it was asked."""
    msa = make_partner("MSA")
    (asked,) = ask_contributors(fund, year=2027, partners=[msa], answer_by=date(2026, 12, 24), on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="Aucune adresse n’est connue pour MSA"):
        remind(fund, requests=[asked], by=by, at=AT)
    add_contact(msa, name="Alix", email="alix@msa.example", by=by, at=AT)
    remind(fund, requests=[asked], by=by, at=AT)
    assert rows() == [(ContributionMailKind.REQUEST, "alix@msa.example")]


def test_a_promise_that_was_not_called_is_reminded_without_a_call(fund, caf, by):
    promised = make_contribution(fund, caf, "10.00", by=by)
    (mail,) = remind(fund, contributions=[promised], by=by, at=AT)
    assert (mail.kind, mail.call) == ("payment_reminder", None)


def test_whoever_was_written_to_this_week_is_asked_about(fund, asked, called, by):
    soon = AT + timedelta(days=7) - timedelta(seconds=1)
    with pytest.raises(TooSoon, match=r"à CAF \(le 24 novembre\)\. Décochez ce contributeur") as refused:
        remind(fund, requests=[asked], contributions=[called.contribution], by=by, at=soon)
    assert refused.value.field == "anyway"
    assert len(rows()) == 1
    remind(fund, requests=[asked], anyway=True, by=by, at=soon)
    with pytest.raises(TooSoon):
        remind(fund, requests=[asked], by=by, at=AT + timedelta(days=13))
    remind(fund, requests=[asked], by=by, at=AT + timedelta(days=14, hours=1))
    assert len(rows()) == 3


def test_an_e_mail_that_never_left_does_not_count(fund, asked, by):
    ContributionMail.objects.update(problem="Le serveur de messagerie refuse cette adresse.")
    assert last_mails([asked]) == {}
    remind(fund, requests=[asked], by=by, at=AT)
    assert rows()[-1][0] == ContributionMailKind.REQUEST
    ContributionMail.objects.update(problem="On ne sait pas.", mailed_at=AT)
    assert last_mails([asked])[asked].pk == ContributionMail.objects.order_by("-pk")[0].pk


def test_keys_of_requests_and_contributions_are_not_mixed_up(fund, asked, by):
    """A request and a contribution may have the same key; each keeps its own e-mails."""
    orange = make_contribution(fund, make_partner("Orange", email="o@exemple.example"), "10.00", by=by)
    orange.pk, real = asked.pk, orange.pk
    assert orange not in last_mails([orange, asked])
    orange.pk = real
    remind(fund, contributions=[orange], by=by, at=AT)
    assert {one.pk for one in last_mails([asked, orange])} == {asked.pk, orange.pk}


def test_who_answered_or_paid_meanwhile_is_not_written_to(fund, caf, asked, called, by):
    make_contribution(fund, caf, "0.00", by=by, year=2027)
    with pytest.raises(DomainError, match="CAF a répondu entre-temps"):
        remind(fund, requests=[asked], contributions=[called.contribution], by=by, at=LATER)
    receive(called.contribution, "1000.00", by=by, on=TODAY)
    with pytest.raises(DomainError, match="CAF n’a plus rien à verser"):
        remind(fund, contributions=[called.contribution], by=by, at=LATER)
    with pytest.raises(DomainError, match="au moins un"):
        remind(fund, by=by, at=LATER)
    assert len(rows()) == 1


def test_what_was_withdrawn_is_not_waited_for(fund, caf, by):
    promised = make_contribution(fund, caf, "10.00", by=by)
    withdraw_contribution(promised, by=by, at=AT)
    with pytest.raises(DomainError, match="n’a plus rien à verser"):
        remind(fund, contributions=[promised], by=by, at=AT)


def test_another_fund_s_rows_are_not_reminded_from_here(fund, asked, by):
    with pytest.raises(DomainError, match="entre-temps"):
        remind(make_fund("Autre"), requests=[asked], by=by, at=LATER)
