"""Pages of calls for funds: each works, hides from strangers, says what is wrong, asks no more of more rows."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.enums import CallState, ContributionState
from funding.models import CallForFunds, Contribution, ContributionMail
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


@pytest.fixture
def caf(network, fund, by, today):
    """CAF promised 10 000 € for this year."""
    with scoped_to(network):
        partner = make_partner("CAF", email="contact@caf.example")
        return make_contribution(fund, partner, "10000.00", by=by, year=today.year)


def call(contribution, amount=None, *, by, due_on=None, called_on=None):
    on = called_on or timezone.localdate()
    return call_for_funds(
        contribution,
        amount=amount and Decimal(amount),
        due_on=due_on or on + timedelta(days=30),
        on=on,
        by=by,
        at=timezone.make_aware(timezone.datetime(on.year, on.month, on.day, 12)),
    )


@pytest.fixture
def made(network, caf, by):
    with scoped_to(network):
        return call(caf, by=by)


# -- One call -----------------------------------------------------------------------------


def test_a_promise_is_called_from_its_form(network, caf, today, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("fund_call", caf.pk)))
    assert "Demander à CAF ce qui est promis" in page
    assert "Il reste 10 000,00 € à appeler." in page
    assert "À contact@caf.example, la lettre en PDF jointe." in page
    asked = {"amount": "4 000,50", "due_on": today + timedelta(days=10)}
    response = client.post(address("fund_call", caf.pk), asked, follow=True)
    assert f"L’appel de fonds AF-{today.year}-0001 est émis." in words(response)
    with scoped_to(network):
        made = CallForFunds.objects.get()
        assert (made.amount, made.called_on) == (Decimal("4000.50"), today)
        assert not ContributionMail.objects.exists()
    assert response.redirect_chain[-1][0] == address("fund_call_detail", made.pk)


def test_a_year_without_promises_shows_how_it_begins(fund, client_of):
    page = words(client_of("coordinator").get(address("fund_call_promised", fund.pk)))
    assert "Rien n’est encore promis pour cette année" in page
    assert address("fund_pledge", fund.pk) in page
    assert "déjà appelé ou versé" not in page


def test_the_state_of_a_call_and_its_last_day_read_as_one_sentence(made, client_of):
    page = words(client_of("coordinator").get(address("fund_call_detail", made.pk)))
    lead = re.sub(r"<[^>]+>", " ", page[page.index("</h1>") :])
    assert " ".join(lead.split()).startswith("À verser au plus tard le ")


def test_the_form_that_is_sent_twice_calls_once(network, caf, today, client_of):
    client = client_of("coordinator")
    form = client.get(address("fund_call", caf.pk)).context["form"]
    asked = {"amount": "4 000", "due_on": today, "seen": form["seen"].field.prepare_value(form["seen"].value())}
    assert asked["seen"] == "0,00"
    client.post(address("fund_call", caf.pk), asked)
    again = client.post(address("fund_call", caf.pk), asked, follow=True)
    assert again.redirect_chain[-1][0] == caf.get_absolute_url()
    assert "Cet appel n’a pas été émis" in words(again)
    assert "Regardez le dernier appel avant de recommencer." in words(again)
    page = client.get(address("fund_call", caf.pk)).content.decode()
    assert re.search(r'<input type="hidden" name="seen" value="4\u202f000,00"', page)
    with scoped_to(network):
        assert CallForFunds.objects.count() == 1


def test_it_leaves_by_e_mail_where_that_was_ticked(network, caf, today, client_of):
    asked = {"amount": "10", "due_on": today, "send": "on"}
    response = client_of("coordinator").post(address("fund_call", caf.pk), asked, follow=True)
    assert "est émis et part par courriel" in words(response)
    assert "Envoi en cours" in words(response)
    with scoped_to(network):
        assert [one.to for one in ContributionMail.objects.all()] == ["contact@caf.example"]


@pytest.mark.parametrize(
    ("amount", "in_days", "sentence"),
    [
        ("0", 10, "Un appel de fonds porte sur un montant supérieur à zéro."),
        ("10000,01", 10, "il n’en reste que 10 000,00 € à appeler."),
        ("1,005", 10, "deux décimales"),
        ("beaucoup", 10, "Écrivez un montant en chiffres"),
        ("10", -1, "est passé : choisissez un jour à venir."),
        ("10", 6000, "est un jour du fonds"),
        ("", 10, "Ce champ est obligatoire."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(network, caf, today, client_of, amount, in_days, sentence):
    asked = {"amount": amount, "due_on": today + timedelta(days=in_days)}
    response = client_of("coordinator").post(address("fund_call", caf.pk), asked)
    assert sentence in words(response)
    assert 'class="field wrong"' in response.content.decode()
    with scoped_to(network):
        assert not CallForFunds.objects.exists()


def test_who_has_no_address_gets_a_letter_on_paper(network, fund, by, today, client_of):
    with scoped_to(network):
        msa = make_contribution(fund, make_partner("MSA"), "10.00", by=by, year=today.year)
    client = client_of("coordinator")
    page = words(client.get(address("fund_call", msa.pk)))
    assert "Aucune adresse électronique n’est connue pour MSA" in page
    assert address("partner_contact_add", msa.partner_id) in page
    assert 'name="send"' not in page
    client.post(address("fund_call", msa.pk), {"amount": "10", "due_on": today})
    with scoped_to(network):
        made = CallForFunds.objects.get()
    page = words(client.get(made.get_absolute_url()))
    assert "ajoutez un contact" in page
    assert "par courriel</button>" not in page
    response = client.post(address("fund_call_send", made.pk), follow=True)
    assert "Aucune adresse n’est connue pour MSA" in words(response)


def test_the_page_of_a_call_says_what_it_asks_and_what_it_becomes(network, made, by, today, client_of):
    client = client_of("coordinator")
    page = words(client.get(made.get_absolute_url()))
    assert "CAF a encore 10 000 € à verser" in page
    assert "10 000,00 € + 20 000,00 €</span> d’effet levier" in page
    assert "Il irait à contact@caf.example" in page
    with scoped_to(network):
        receive(made.contribution, "2500.00", by=by, on=today, at=timezone.now() + timedelta(days=1))
    page = words(client.get(made.get_absolute_url()))
    assert "CAF a encore 7 500 € à verser" in page
    assert "d’effet levier" not in page
    with scoped_to(network):
        receive(made.contribution, "7500.00", by=by, on=today, at=timezone.now() + timedelta(days=1))
    page = words(client.get(made.get_absolute_url()))
    assert f'CAF a réglé l’appel <span class="nowrap">{made.reference}</span>' in page
    assert "par courriel</button>" not in page


def test_the_letter_is_the_one_that_was_made(network, made, client_of):
    response = client_of("coordinator").get(address("fund_call_document", made.pk))
    assert response.headers["Content-Type"] == "application/pdf"
    assert f"appel-de-fonds-{made.reference}.pdf" in response.headers["Content-Disposition"]
    with scoped_to(network):
        assert response.content == bytes(made.document.content.data)


def test_a_call_is_sent_once_at_a_time(network, made, client_of):
    client = client_of("coordinator")
    response = client.post(address("fund_call_send", made.pk), follow=True)
    assert "L’appel part par courriel à contact@caf.example." in words(response)
    response = client.post(address("fund_call_send", made.pk), follow=True)
    assert "Cet appel est déjà en cours d’envoi." in words(response)
    assert client.get(address("fund_call_send", made.pk)).status_code == 405
    with scoped_to(network):
        assert ContributionMail.objects.count() == 1


def test_a_call_is_cancelled_after_it_was_asked(network, made, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("fund_call_cancel", made.pk)))
    assert f"Annuler l’appel de fonds {made.reference} ?" in page
    response = client.post(address("fund_call_cancel", made.pk), follow=True)
    assert f'L’appel <span class="nowrap">{made.reference}</span> est annulé' in words(response)
    with scoped_to(network):
        made.refresh_from_db()
        assert made.state == CallState.CANCELLED
        assert Contribution.objects.get().state == ContributionState.PLEDGED
    assert "pas possible" in words(client.post(address("fund_call_cancel", made.pk), follow=True))
    assert "Cet appel est annulé" in words(client.post(address("fund_call_send", made.pk), follow=True))


# -- A year -----------------------------------------------------------------------------


@pytest.fixture
def year(network, fund, caf, by, today):
    """Besides CAF's 10 000 €: Orange 5 000 €, nowhere to write to; CPAM 0 €; La Poste 900 € for the year after."""
    with scoped_to(network):
        make_contribution(fund, make_partner("Orange"), "5000.00", by=by, year=today.year)
        make_contribution(fund, make_partner("CPAM"), "0.00", by=by, year=today.year)
        make_contribution(fund, make_partner("La Poste"), "900.00", by=by, year=today.year + 1)
        return {str(one.partner): one.pk for one in Contribution.objects.select_related("partner")}


def test_a_year_shows_how_many_and_how_much_and_is_called_in_one_go(network, fund, year, today, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("fund_call_promised", fund.pk)))
    assert f"2 contributions à appeler pour {today.year} : 15 000 €" in page
    assert "Orange : 5 000,00 € (aucune adresse électronique)" in page
    assert "CPAM" not in page
    asked = {"contributions": [year["CAF"], year["Orange"]], "due_on": today, "send": "on"}
    response = client.post(address("fund_call_promised", fund.pk), asked, follow=True)
    numbers = f"de AF-{today.year}-0001 à AF-{today.year}-0002 : 15 000,00 € en tout."
    assert f"2 appels de fonds sont émis, {numbers}" in words(response)
    with scoped_to(network):
        assert [one.to for one in ContributionMail.objects.all()] == ["contact@caf.example"]
    page = words(client.get(address("fund_call_promised", fund.pk)))
    assert f"Rien n’est à appeler pour {today.year}" in page


def test_another_year_is_chosen_in_the_address(network, fund, year, today, client_of):
    client, page = client_of("coordinator"), address("fund_call_promised", fund.pk)
    after = {"annee": today.year + 1}
    assert "1 contribution à appeler" in words(client.get(page, after))
    asked = {"contributions": [year["La Poste"]], "due_on": today}
    response = client.post(f"{page}?annee={today.year + 1}", asked, follow=True)
    assert f"Un appel de fonds est émis, AF-{today.year}-0001 : 900,00 €." in words(response)
    for odd in ("", "abc", "1999"):
        assert f"pour {today.year}" in words(client.get(page, {"annee": odd}))


def test_what_is_wrong_with_a_year_calls_nobody(network, fund, year, today, client_of):
    client, page = client_of("coordinator"), address("fund_call_promised", fund.pk)
    for asked, sentence in (
        ({"due_on": today}, "Choisissez au moins une contribution à appeler."),
        ({"contributions": [year["CPAM"]], "due_on": today}, "Sélectionnez un choix valide"),
        ({"contributions": [year["CAF"]], "due_on": today - timedelta(days=1)}, "est passé"),
    ):
        assert sentence in words(client.post(page, asked))
    with scoped_to(network):
        assert not CallForFunds.objects.exists()


# -- The list -----------------------------------------------------------------------------


def test_the_list_shows_what_is_awaited_and_what_is_late(network, fund, year, by, today, client_of):
    client = client_of("coordinator")
    assert "Aucun appel de fonds n’est encore émis" in words(client.get(address("fund_calls", fund.pk)))
    with scoped_to(network):
        of = Contribution.objects.in_bulk()
        before = today - timedelta(days=60)
        call(of[year["CAF"]], "4000.00", by=by, due_on=before + timedelta(days=20), called_on=before)
        call(of[year["CAF"]], by=by)
        receive(of[year["CAF"]], "1000.00", by=by, on=today, at=timezone.now() + timedelta(days=1))
        paid = call(of[year["Orange"]], by=by)
        receive(paid.contribution, "5000.00", by=by, on=today, at=timezone.now() + timedelta(days=1))
        cancel_call(call(of[year["La Poste"]], by=by), by=by, at=timezone.now())
    page = words(client.get(address("fund_calls", fund.pk)))
    assert "2 appels de fonds attendent 9 000 €" in page
    assert "1 appel est en retard : 3 000,00 €." in page
    for state in ("En retard", "À verser", "Réglé", "Annulé"):
        assert state in page
    assert "15 000,00 €" in page  # all that was called, the cancelled one aside
    for standing, how_many in (("late", 1), ("due", 1), ("paid", 1), ("cancelled", 1)):
        found = client.get(address("fund_calls", fund.pk), {"standing": standing})
        assert found.context["total"] == how_many, standing
    found = client.get(address("fund_calls", fund.pk), {"year": today.year, "partner": paid.contribution.partner_id})
    assert found.context["total"] == 1


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file(made, fund, today, client_of, fmt):
    response = client_of("coordinator").get(address("fund_calls", fund.pk), {"export": fmt})
    assert f"appels-fonds-{fund.pk}.{fmt}" in response.headers["Content-Disposition"]
    if fmt == "csv":
        head, line = response.content.decode("utf-8-sig").splitlines()
        assert head == "Référence;Contributeur;Année;Échéance;Appelé;Reste à venir;État;Appelé le"
        due = (today + timedelta(days=30)).strftime("%d/%m/%Y")
        assert line == (f"{made.reference};CAF;{today.year};{due};10000,00;10000,00;À verser;{today:%d/%m/%Y}")


# -- Who comes in -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["operator", "reader", "epci_referent", "prescriber"])
def test_only_the_coordination_calls(network, made, fund, today, client_of, role):
    client = client_of(role)
    assert client.get(address("fund_calls", fund.pk)).status_code == 403
    assert client.get(address("fund_call_document", made.pk)).status_code == 403
    for name, key in (
        ("fund_call", made.contribution_id),
        ("fund_call_promised", fund.pk),
        ("fund_call_send", made.pk),
        ("fund_call_cancel", made.pk),
    ):
        assert client.post(address(name, key)).status_code == 403
    with scoped_to(network):
        made.refresh_from_db()
        assert made.state == CallState.ISSUED
