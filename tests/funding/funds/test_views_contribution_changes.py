"""What is done with contributions on their pages: promises, receipts, refunds; what is wrong is said at its field."""

from datetime import date

import pytest

from funding.contributions.enums import ContributionState
from funding.funds.actions import close_period
from funding.models import Contribution, Receipt
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import receive, worked_example
from tests.funding.contribution_pages import PAID, D, address, counts, given_by_caf, promise_of_msa, promised_by_msa
from tests.pages import plain, words
from tests.setup_data import setup_data


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example(actions=False)


@setup_data
def awaited(worked):
    return promised_by_msa(worked)


@setup_data
def given(worked):
    return given_by_caf(worked)


# -- A promise -----------------------------------------------------------------------------------


def test_a_promise_is_noted_with_what_it_pays_first(worked, client_of):
    client, url = client_of("coordinator"), address("fund_pledge", worked.fund)
    assert "Ses euros paient d’abord" in words(client.get(url))
    response = client.post(url, promise_of_msa(worked, actions=[worked.forum.pk]), follow=True)
    assert "MSA promet 4 000,00 € pour 2026." in words(response)
    assert "Ses euros paient d’abord" in words(response)
    with scoped_to(worked.fund.network):
        made = Contribution.objects.get(partner__name="MSA")
        assert (made.pledged, made.pledged_on) == (D("4000.00"), date(2026, 1, 12))
        assert [one.funded_action for one in made.earmarks.all()] == [worked.forum]


def test_a_promise_above_the_envelope_asks_and_keeps_what_was_typed(worked, client_of):
    client, url = client_of("coordinator"), address("fund_pledge", worked.fund)
    zeros = promise_of_msa(worked, amount="4 000 000,00")
    before = counts(worked)
    assert "above_envelope" not in words(client.get(url))
    response = client.post(url, zeros)
    page = words(response)
    assert list(response.context["form"].errors) == ["amount"]
    assert "dépasse l’enveloppe visée par le fonds, 300 000,00 €" in page
    assert "Oui, ce montant est exact" in page and 'value="4 000 000,00"' in page
    assert counts(worked) == before
    page = words(client.post(url, {**zeros, "above_envelope": "on"}, follow=True))
    assert "MSA promet 4 000 000,00 € pour 2026." in page


def test_a_promise_that_becomes_greater_than_the_envelope_asks(worked, awaited, client_of):
    client, url = client_of("coordinator"), address("fund_contribution_change", awaited)
    response = client.post(url, {"amount": "300 000,01"})
    assert list(response.context["form"].errors) == ["amount"]
    assert "Oui, ce montant est exact" in words(response)
    page = words(client.post(url, {"amount": "300 000,01", "above_envelope": "on"}, follow=True))
    assert "MSA promet 300 000,01 € pour 2026." in page


def test_nothing_promised_makes_a_member(worked, client_of):
    url = address("fund_pledge", worked.fund)
    response = client_of("coordinator").post(url, promise_of_msa(worked, amount="0"), follow=True)
    assert "MSA est membre à 0 € pour 2026." in words(response)


def test_the_form_knows_whom_a_link_asks_about(worked, client_of):
    url = address("fund_pledge", worked.fund)
    page = words(client_of("coordinator").get(url, {"partner": worked.caf.pk, "year": "2027"}))
    assert f'<option value="{worked.caf.pk}" selected>CAF</option>' in page
    assert '<option value="2027" selected>2027</option>' in page


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"amount": "-1"}, "amount", "Une contribution n’est jamais négative ; 0 € est accepté."),
        ({"amount": "10,001"}, "amount", "deux décimales au plus"),
        ({"amount": ""}, "amount", "obligatoire"),
        ({"year": "2025"}, "year", "Choisissez une année du fonds : de 2026 à 2028."),
        ({"year": "2029"}, "year", "Choisissez une année du fonds : de 2026 à 2028."),
        ({"partner": "CAF"}, "partner", "CAF a déjà une contribution pour 2026."),
        ({"partner": "abroad"}, "partner", "Sélectionnez un choix valide"),
        ({"on": "hier"}, "on", "Écrivez une date, par exemple 24/11/2026."),
        ({"on": "2099-01-01"}, "on", "n’est pas encore venu"),
        ({"actions": ["abroad"]}, "actions", "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_with_a_promise_is_said_at_its_field(worked, other_network, client_of, wrong, field, sentence):
    with scoped_to(other_network):
        abroad = worked_example(actions=False)
    keys = {"CAF": worked.caf.pk, "abroad": abroad.orange.pk}
    if "partner" in wrong:
        wrong = {"partner": keys[wrong["partner"]]}
    if "actions" in wrong:
        wrong = {"actions": [abroad.forum.pk]}
    sent = promise_of_msa(worked, **wrong)
    before = counts(worked)
    response = client_of("coordinator").post(address("fund_pledge", worked.fund), sent)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert sentence in plain(form.errors[field])
    assert 'value="2026-01-12"' in response.content.decode() or field == "on"
    assert counts(worked) == before


def test_a_promise_changes(worked, awaited, client_of):
    client, url = client_of("coordinator"), address("fund_contribution_change", awaited)
    assert 'value="4 000,00"' in words(client.get(url))
    assert "MSA promet 5 000,50 € pour 2026." in words(client.post(url, {"amount": "5 000,50"}, follow=True))
    page = words(client.get(awaited.get_absolute_url()))
    assert "Promesse changée : 5 000,50 € au lieu de 4 000,00 €" in page


def test_a_promise_does_not_fall_below_what_came(worked, awaited, client_of):
    with scoped_to(worked.fund.network):
        receive(awaited, "1500.00", by=worked.by)
    url = address("fund_contribution_change", awaited)
    for amount, sentence in (("1 499,99", "1 500,00 € sont déjà arrivés"), ("-1", "jamais négative")):
        response = client_of("coordinator").post(url, {"amount": amount})
        assert sentence in plain(response.context["form"].errors["amount"])
    with scoped_to(worked.fund.network):
        assert Contribution.objects.get(pk=awaited.pk).pledged == D("4000.00")


def test_a_promise_is_withdrawn_after_a_question(worked, awaited, client_of):
    client, url = client_of("coordinator"), address("fund_contribution_withdraw", awaited)
    assert "Retirer la promesse de MSA pour 2026 ?" in words(client.get(url))
    page = words(client.post(url, follow=True))
    assert "MSA a retiré sa promesse pour 2026" in page
    assert "Enregistrer un versement" not in page
    with scoped_to(worked.fund.network):
        assert Contribution.objects.get(pk=awaited.pk).state == ContributionState.WITHDRAWN


def test_a_withdrawn_promise_offers_to_note_the_next(worked, awaited, client_of):
    client = client_of("coordinator")
    client.post(address("fund_contribution_withdraw", awaited))
    link = f"{address('fund_pledge', worked.fund)}?partner={awaited.partner_id}&amp;year=2026"
    assert link in words(client.get(awaited.get_absolute_url()))
    assert link not in words(client_of("operator").get(awaited.get_absolute_url()))
    again = {"partner": awaited.partner_id, "year": "2026", "amount": "500", "on": "2026-11-02"}
    page = words(client.post(address("fund_pledge", worked.fund), again, follow=True))
    assert "MSA promet 500,00 € pour 2026." in page
    assert "Nouvelle promesse de 500,00 €" in page and "Promesse retirée" in page
    assert link not in page


def test_what_came_in_is_not_withdrawn(worked, given, client_of):
    response = client_of("coordinator").post(address("fund_contribution_withdraw", given), follow=True)
    assert "n’est pas possible" in words(response)
    with scoped_to(worked.fund.network):
        assert Contribution.objects.get(pk=given.pk).state == ContributionState.RECEIVED


def test_what_a_contributor_pays_first_is_chosen_and_taken_back(worked, awaited, client_of):
    client, url = client_of("coordinator"), address("fund_contribution_earmark", awaited)
    page = words(client.post(url, {"actions": [worked.forum.pk, worked.rights.pk]}, follow=True))
    assert "C’est noté" in page and "Forum" in page
    assert "checked" in words(client.get(url))
    page = words(client.post(url, {}, follow=True))
    assert "comme ceux des autres contributeurs" in page
    with scoped_to(worked.fund.network):
        assert not Contribution.objects.get(pk=awaited.pk).earmarks.exists()


# -- A receipt, a refund -------------------------------------------------------------------------


def test_a_coordinator_records_a_receipt(worked, awaited, client_of):
    client, url = client_of("coordinator"), address("fund_receipt", awaited)
    assert "4 000,00 € promis pour 2026" in words(client.get(url))
    page = words(client.post(url, PAID, follow=True))
    assert "Le versement de MSA, 4 000,00 €, est enregistré : il attire 8 000,00 € d’effet levier." in page
    assert "MSA a versé 4 000 € pour 2026" in page
    with scoped_to(worked.fund.network):
        assert Receipt.objects.get(contribution=awaited).amount == D("4000.00")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"amount": "-10"}, "amount", "Un versement est supérieur à zéro"),
        ({"amount": "0"}, "amount", "Un versement est supérieur à zéro"),
        ({"amount": "10,001"}, "amount", "deux décimales au plus"),
        ({"amount": "beaucoup"}, "amount", "Écrivez un montant en chiffres"),
        ({"amount": "99999999999"}, "amount", "Ce montant est trop grand"),
        ({"on": "2025-12-31"}, "on", "hors de la période du fonds"),
        ({"on": "2029-01-01"}, "on", "hors de la période du fonds"),
        ({"on": "2026-02-15"}, "on", "sont clos jusqu’au 28 février 2026"),
        ({"bank_reference": "VIR-DEJA"}, "bank_reference", "est déjà enregistrée"),
        ({"bank_reference": "  "}, "bank_reference", "obligatoire"),
    ],
)
def test_what_is_wrong_with_a_receipt_is_said_at_its_field(worked, awaited, given, client_of, wrong, field, sentence):
    with scoped_to(worked.fund.network):
        receive(given, "1.00", by=worked.by, bank_reference="VIR-DEJA")
        close_period(worked.fund, until=date(2026, 3, 1), by=worked.by, at=AT)
    before = counts(worked)
    response = client_of("coordinator").post(address("fund_receipt", awaited), {**PAID, **wrong})
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert sentence in plain(form.errors[field])
    assert "above_call" not in form.fields
    assert counts(worked) == before


def test_more_than_was_promised_asks_and_keeps_what_was_typed(worked, awaited, client_of):
    client, url = client_of("coordinator"), address("fund_receipt", awaited)
    more = {**PAID, "amount": "4 500,50"}
    before = counts(worked)
    assert "above_call" not in words(client.get(url))
    response = client.post(url, more)
    page = words(response)
    assert "MSA aurait donné 500,50 € de plus que les 4 000,00 € promis" in page
    assert list(response.context["form"].errors) == ["amount"]
    assert "Oui, ce montant est exact" in page
    assert 'value="4 500,50"' in page and 'value="VIR 2026-10-001"' in page and 'value="2026-10-01"' in page
    assert counts(worked) == before
    page = words(client.post(url, {**more, "above_call": "on"}, follow=True))
    assert "il attire 9 001,00 € d’effet levier" in page


def test_the_tick_stays_when_something_else_is_wrong(worked, awaited, client_of):
    sent = {**PAID, "amount": "4 500", "bank_reference": "", "above_call": "on"}
    response = client_of("coordinator").post(address("fund_receipt", awaited), sent)
    assert list(response.context["form"].errors) == ["bank_reference"]
    assert response.context["form"]["above_call"].value() is True


def test_a_refund_says_how_much_of_the_match_goes_back(worked, given, client_of):
    client, url = client_of("coordinator"), address("fund_refund", given)
    assert "10 000,00 € reçus pour 2026" in words(client.get(url))
    back = {"amount": "1 000", "on": "2026-06-01", "bank_reference": "REMB-1"}
    page = words(client.post(url, back, follow=True))
    assert "1 000,00 € rendus à CAF, 2 000,00 € d’effet levier repris." in page
    all_back = {"amount": "9 000", "on": "2026-07-01", "bank_reference": "REMB-2"}
    assert "Tout a été rendu à CAF pour 2026" in words(client.post(url, all_back, follow=True))


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"amount": "0"}, "amount", "Un remboursement est supérieur à zéro"),
        ({"amount": "-5"}, "amount", "Un remboursement est supérieur à zéro"),
        ({"amount": "1,005"}, "amount", "deux décimales au plus"),
        ({"amount": "10 000,01"}, "amount", "n’a versé que 10 000,00 €"),
        ({"on": "2029-01-01"}, "on", "hors de la période du fonds"),
        ({"bank_reference": "REMB-DEJA"}, "bank_reference", "est déjà enregistrée"),
    ],
)
def test_what_is_wrong_with_a_refund_is_said_at_its_field(worked, given, client_of, wrong, field, sentence):
    with scoped_to(worked.fund.network):
        orange = Contribution.objects.get(partner=worked.orange)
        receive(orange, "1.00", by=worked.by, bank_reference="REMB-DEJA")
    before = counts(worked)
    sent = {"amount": "1 000", "on": "2026-06-01", "bank_reference": "REMB-1", **wrong}
    response = client_of("coordinator").post(address("fund_refund", given), sent)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert sentence in plain(form.errors[field])
    assert counts(worked) == before
