"""An operator's own space: what it is asked, what it has to pay, what it gave; never another's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.actions.pledges import withdraw_contribution
from funding.contributions.actions.requests import ask_contributors
from funding.models import Contribution
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import make_partner, make_user
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.pages import address, words
from tests.setup_data import setup_data

START, END = date(2025, 1, 1), date(2036, 1, 1)


@pytest.fixture
def today():
    return timezone.localdate()


@setup_data
def by(network):
    return make_user()


@setup_data
def fund(network, by):
    with scoped_to(network):
        fund = make_fund(start=START, end=END)
        make_rule(fund, by=by)
        return fund


@setup_data
def own(cast):
    """The operator's organisation."""
    return cast["operator"].partner


def asked_of(fund, partner, *, by, year=None):
    today = timezone.localdate()
    (one,) = ask_contributors(
        fund,
        year=year or today.year + 1,
        partners=[partner],
        answer_by=today + timedelta(days=12),
        on=today,
        by=by,
        at=timezone.now(),
    )
    return one


def called_of(fund, partner, amount, *, by, in_days=12, year=None):
    today = timezone.localdate()
    promised = make_contribution(fund, partner, amount, by=by, year=year or today.year)
    return call_for_funds(promised, due_on=today + timedelta(days=in_days), on=today, by=by, at=timezone.now())


@setup_data
def asked(network, fund, own, by):
    with scoped_to(network):
        return asked_of(fund, own, by=by)


@setup_data
def call(network, fund, own, by):
    with scoped_to(network):
        return called_of(fund, own, "5000.00", by=by)


# -- The page -----------------------------------------------------------------------------------


def test_the_page_says_what_waits_and_what_came(network, asked, call, own, by, today, client_of):
    with scoped_to(network):
        receive(call.contribution, "1500.00", by=by, on=today, at=timezone.now())
    page = words(client_of("operator").get(address("own_contributions")))
    assert "Vos contributions : une réponse à donner et 3 500 € à verser" in page
    assert f"Combien verserez-vous en {today.year + 1} ?" in page
    assert address("own_answer", asked.pk) in page
    assert "dans 12 jours, le" in page
    assert call.reference in page
    assert '3 500,00 €<br><span class="muted">sur 5 000,00 €</span>' in page
    assert address("own_call_document", call.pk) in page
    assert "1 500,00 €" in page
    assert address("fund_simulator", asked.fund_id) in page
    assert address("statement_own") in page


def test_nothing_waits_for_who_paid_and_answered(network, asked, call, own, by, today, client_of):
    with scoped_to(network):
        receive(call.contribution, "5000.00", by=by, on=today, at=timezone.now())
        make_contribution(asked.fund, own, "0.00", by=by, year=asked.year)
    page = words(client_of("operator").get(address("own_contributions")))
    assert "Vos contributions : rien ne vous attend" in page
    assert "À verser</caption>" not in page


def test_who_never_gave_sees_how_it_begins(network, client_of):
    page = words(client_of("operator").get(address("own_contributions")))
    assert "ne contribue encore à aucun fonds" in page


def test_who_is_asked_for_the_first_time_is_not_asked_to_wait_for_a_question(asked, client_of):
    page = words(client_of("operator").get(address("own_contributions")))
    assert "Vos contributions : une réponse à donner" in page
    assert "ne contribue encore à aucun fonds" not in page


def test_a_late_question_and_a_late_call_say_so(network, asked, call, today, client_of):
    with scoped_to(network):
        type(asked).objects.update(answer_by=today - timedelta(days=3), asked_on=today - timedelta(days=9))
        type(call).objects.update(due_on=today - timedelta(days=2), called_on=today - timedelta(days=9))
    page = words(client_of("operator").get(address("own_contributions")))
    assert page.count("En retard") == 2
    assert "depuis 3 jours" in page
    assert "depuis 2 jours" in page
    assert "En retard" in words(client_of("operator").get(address("own_answer", asked.pk)))


def test_a_promise_that_was_withdrawn_is_shown_and_not_counted(network, fund, call, own, by, today, client_of):
    with scoped_to(network):
        gone = make_contribution(fund, own, "777.00", by=by, year=today.year + 1)
        withdraw_contribution(gone, by=by, at=timezone.now())
    response = client_of("operator").get(address("own_contributions"))
    assert "Retiré" in words(response)
    assert response.context["totals"]["pledged"] == Decimal("5000.00")


def test_a_cancelled_call_waits_no_more(network, call, by, client_of):
    with scoped_to(network):
        cancel_call(call, by=by, at=timezone.now())
    page = words(client_of("operator").get(address("own_contributions")))
    assert call.reference not in page


def test_the_navigation_counts_what_waits(asked, call, client_of):
    page = words(client_of("operator").get(address("network_home")))
    assert 'Vos contributions <span class="count">2' in page
    assert "Vos contributions" not in words(client_of("coordinator").get(address("network_home")))


# -- The answer ---------------------------------------------------------------------------------


def test_the_question_says_what_amounts_would_become(network, asked, own, by, client_of):
    with scoped_to(network):
        make_contribution(asked.fund, own, "2500.00", by=by, year=asked.year - 1)
    page = words(client_of("operator").get(address("own_answer", asked.pk)))
    assert f"Combien votre organisme verse-t-il pour {asked.year} ?" in page
    assert "« Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €. »" in page
    for amount, match, together in (
        ("1 000 €", "2 000 €", "3 000 €"),
        ("2 500 €", "5 000 €", "7 500 €"),
        ("10 000 €", "20 000 €", "30 000 €"),
    ):
        row = f'class="num">{amount}</th><td class="num">{match}</td><td class="num">{together}</td>'
        assert row in page


@pytest.mark.parametrize(
    ("typed", "pledged", "sentence"),
    [("5 000", "5000.00", "votre promesse de 5 000,00 €"), ("0", "0.00", "votre organisme est membre du fonds à 0 €")],
)
def test_an_operator_answers(network, asked, own, client_of, typed, pledged, sentence):
    client = client_of("operator")
    response = client.post(address("own_answer", asked.pk), {"amount": typed}, follow=True)
    assert sentence in words(response)
    assert response.redirect_chain == [(address("own_contributions"), 302)]
    with scoped_to(network):
        made = Contribution.objects.get()
        assert (made.partner, made.year, made.pledged) == (own, asked.year, Decimal(pledged))
    page = words(client.get(address("own_answer", asked.pk)))
    assert f"Votre organisme a répondu pour {asked.year}" in page
    assert 'name="amount"' not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "négatif"),
        ("1,005", "deux décimales"),
        ("beaucoup", "Écrivez un montant en chiffres"),
        ("", "Ce champ est obligatoire"),
        ("99999999999999", "Ce montant est trop grand"),
    ],
)
def test_an_answer_that_is_wrong_is_said_at_its_field(network, asked, client_of, typed, sentence):
    response = client_of("operator").post(address("own_answer", asked.pk), {"amount": typed})
    assert sentence in words(response)
    assert 'class="field wrong"' in response.content.decode()
    with scoped_to(network):
        assert not Contribution.objects.exists()


def test_a_second_answer_is_refused(network, asked, own, by, client_of):
    with scoped_to(network):
        Network.objects.update(email="declic47@exemple.example")
        make_contribution(asked.fund, own, "7.00", by=by, year=asked.year)
    client = client_of("operator")
    assert "declic47@exemple.example" in words(client.get(address("own_answer", asked.pk)))
    client.post(address("own_answer", asked.pk), {"amount": "9"})
    with scoped_to(network):
        assert Contribution.objects.get().pledged == Decimal("7.00")


# -- Who comes in -------------------------------------------------------------------------------


def test_the_letter_is_the_one_that_was_made(network, call, client_of):
    response = client_of("operator").get(address("own_call_document", call.pk))
    assert response.headers["Content-Type"] == "application/pdf"
    with scoped_to(network):
        assert response.content == bytes(call.document.content.data)


def test_another_operator_s_rows_are_not_found(network, other_network, fund, by, client_of):
    with scoped_to(network):
        other = make_partner("Orange")
        rows = [(asked_of(fund, other, by=by), called_of(fund, other, "70.00", by=by))]
    with scoped_to(other_network):
        foreign_fund, foreign = make_fund(start=START, end=END), make_partner("CAF 49")
        rows.append((asked_of(foreign_fund, foreign, by=by), called_of(foreign_fund, foreign, "80.00", by=by)))
    client = client_of("operator")
    for asked, call in rows:
        assert client.get(address("own_answer", asked.pk)).status_code == 404
        assert client.post(address("own_answer", asked.pk), {"amount": "5"}).status_code == 404
        assert client.get(address("own_call_document", call.pk)).status_code == 404
    page = words(client.get(address("own_contributions")))
    assert "Orange" not in page
    assert "70,00" not in page


def test_who_withdrew_may_answer_again(network, asked, own, by, today, client_of):
    client, url = client_of("operator"), address("own_answer", asked.pk)
    client.post(url, {"amount": "50"})
    page = words(client.get(address("own_contributions")))
    assert "Répondre de nouveau" not in page
    with scoped_to(network):
        withdraw_contribution(Contribution.objects.get(partner=own), by=by, at=timezone.now())
    page = words(client.get(address("own_contributions")))
    assert "Répondre de nouveau" in page and url in page
    assert "Combien votre organisme verse-t-il" in words(client.get(url))
    page = words(client.post(url, {"amount": "70"}, follow=True))
    assert f"votre promesse de 70,00 € pour {today.year + 1} est notée." in page
    assert "Répondre de nouveau" not in page


def test_an_answer_above_the_envelope_asks(network, asked, own, client_of):
    client, url = client_of("operator"), address("own_answer", asked.pk)
    page = words(client.post(url, {"amount": "500 000"}))
    assert "dépasse l’enveloppe visée" in page and "Oui, ce montant est exact" in page
    with scoped_to(network):
        assert not Contribution.objects.filter(partner=own).exists()
    client.post(url, {"amount": "500 000", "above_envelope": "on"})
    with scoped_to(network):
        assert Contribution.objects.get(partner=own).pledged == Decimal("500000.00")
