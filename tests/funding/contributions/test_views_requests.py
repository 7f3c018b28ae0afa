"""Who has not answered or paid: the two lists, reminders, and the question to partners."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.requests import ask_contributors
from funding.models import ContributionMail, ContributionRequest
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import scoped_to
from inclusion.partners.actions import add_contact
from tests.builders import make_partner, make_user
from tests.funding.builders import make_contribution, make_fund
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
def fund(network):
    with scoped_to(network):
        return make_fund(start=START, end=END)


def ask(fund, *partners, by, answer_by=None, days_ago=0):
    at = timezone.localtime() - timedelta(days=days_ago)  # by local time, whatever the season
    on = timezone.localdate(at)
    return ask_contributors(
        fund, year=on.year + 1, partners=partners, answer_by=answer_by or on + timedelta(days=20), on=on, by=by, at=at
    )


@pytest.fixture
def waited_for(network, fund, by, today):
    """CAF was asked thirty days ago, MSA has no address, Orange's call is late, La Poste promised."""
    with scoped_to(network):
        (caf,) = ask(fund, make_partner("CAF", email="caf@exemple.example"), by=by, days_ago=30)
        (msa,) = ask(fund, make_partner("MSA"), by=by)
        orange = make_contribution(
            fund, make_partner("Orange", email="orange@exemple.example"), "5000.00", by=by, year=today.year
        )
        before = timezone.localtime() - timedelta(days=40)
        called = call_for_funds(
            orange,
            due_on=timezone.localdate(before) + timedelta(days=10),
            on=timezone.localdate(before),
            by=by,
            at=before,
        )
        poste = make_contribution(fund, make_partner("La Poste"), "900.00", by=by, year=today.year)
        ContributionMail.objects.update(mailed_at=before)
        return {"caf": caf, "msa": msa, "orange": orange, "call": called, "poste": poste}


def remind(client, fund, **data):
    return client.post(address("fund_requests_remind", fund.pk), data, follow=True)


# -- The two lists -----------------------------------------------------------------------------


def test_both_lists_say_who_is_waited_for_and_how_far_reminders_went(fund, waited_for, client_of):
    page = words(client_of("coordinator").get(address("fund_requests", fund.pk)))
    assert "2 réponses manquent, 2 versements sont attendus" in page
    assert "1 réponse est en retard, 1 appel de fonds a passé son échéance." in page
    assert "à caf@exemple.example" in page
    assert "depuis 10 jours" in page  # CAF should have answered ten days ago
    assert "depuis 30 jours" in page  # Orange should have paid thirty days ago
    assert waited_for["call"].reference in page
    assert page.index("Orange") < page.index("La Poste")
    assert "5 900,00 €" in page
    assert address("partner_contact_add", waited_for["msa"].partner_id) in page
    assert f'name="requests" id="request-{waited_for["msa"].pk}"' not in page
    assert f'name="requests" id="request-{waited_for["caf"].pk}"' in page


def test_nobody_waited_for_is_shown_with_the_way_to_begin(fund, client_of):
    page = words(client_of("coordinator").get(address("fund_requests", fund.pk)))
    assert "Personne n’a encore été sollicité" in page
    assert "Personne n’est attendu" in page
    assert address("fund_request_ask", fund.pk) in page
    assert "Relancer" not in page


def test_nobody_who_can_be_written_to_is_reported(network, fund, by, client_of):
    with scoped_to(network):
        ask(fund, make_partner("MSA"), by=by)
    page = words(client_of("coordinator").get(address("fund_requests", fund.pk)))
    assert "1 réponse manque" in page
    assert "ajoutez un contact à leur fiche" in page
    assert "Relancer ceux" not in page


@pytest.mark.parametrize(
    ("mailed", "problem", "shown"),
    [
        (False, "", "Envoi en cours"),
        (True, "", "à caf@exemple.example"),
        (False, "Le serveur de messagerie refuse cette adresse.", "refuse cette adresse"),
    ],
)
def test_the_last_e_mail_is_shown_with_what_became_of_it(network, fund, waited_for, client_of, mailed, problem, shown):
    with scoped_to(network):
        ContributionMail.objects.update(mailed_at=timezone.now() if mailed else None, problem=problem)
    assert shown in words(client_of("coordinator").get(address("fund_requests", fund.pk)))


# -- Reminders ---------------------------------------------------------------------------------


def test_those_who_were_ticked_are_written_to(network, fund, waited_for, client_of):
    response = remind(
        client_of("coordinator"), fund, requests=[waited_for["caf"].pk], contributions=[waited_for["orange"].pk]
    )
    assert "2 relances sont en route : 2 courriels partent." in words(response)
    with scoped_to(network):
        rows = ContributionMail.objects.waiting().order_by("pk")
        assert [(one.kind, one.to) for one in rows] == [
            ("request_reminder", "caf@exemple.example"),
            ("payment_reminder", "orange@exemple.example"),
        ]
        assert rows[1].call == waited_for["call"]


def test_several_addresses_are_several_e_mails(network, fund, waited_for, by, client_of):
    with scoped_to(network):
        for name in ("a", "b"):
            add_contact(waited_for["msa"].partner, name=name, email=f"{name}@msa.example", by=by, at=timezone.now())
    response = remind(client_of("coordinator"), fund, requests=[waited_for["msa"].pk])
    assert "1 relance est en route : 2 courriels partent." in words(response)


def test_somebody_written_to_this_week_is_asked_about_first(network, fund, waited_for, client_of):
    client, chosen = client_of("coordinator"), {"requests": [waited_for["caf"].pk]}
    remind(client, fund, **chosen)
    response = remind(client, fund, **chosen)
    page = words(response)
    assert "Un courriel est déjà parti il y a moins de sept jours à CAF" in page
    assert 'name="anyway"' in page
    assert f'value="{waited_for["caf"].pk}" checked' in page
    with scoped_to(network):
        assert ContributionMail.objects.waiting().count() == 1
    response = remind(client, fund, anyway="on", **chosen)
    assert "1 relance est en route" in words(response)
    with scoped_to(network):
        assert ContributionMail.objects.waiting().count() == 2


def test_what_is_wrong_is_said_and_nobody_is_written_to(network, fund, waited_for, by, client_of):
    client = client_of("coordinator")
    assert "Choisissez au moins un contributeur à relancer." in words(remind(client, fund))
    page = words(remind(client, fund, requests=[waited_for["msa"].pk]))
    assert "Aucune adresse n’est connue pour MSA" in page
    assert 'name="anyway"' not in page
    for odd in ("abc", "999999"):
        assert "choix valide" in words(remind(client, fund, requests=[odd])) or "pas une valeur" in words(
            remind(client, fund, requests=[odd])
        )
    with scoped_to(network):
        caf = waited_for["caf"]
        make_contribution(fund, caf.partner, "0.00", by=by, year=caf.year)
    assert "CAF a répondu entre-temps" in words(remind(client, fund, requests=[caf.pk]))
    with scoped_to(network):
        assert not ContributionMail.objects.waiting().exists()
    assert client.get(address("fund_requests_remind", fund.pk)).status_code == 405


# -- The question ------------------------------------------------------------------------------


def test_partners_are_asked_for_a_year(network, fund, by, today, client_of):
    with scoped_to(network):
        caf = make_partner("CAF", email="caf@exemple.example")
        msa = make_partner("MSA", kind=PartnerKind.OTHER)
        make_contribution(fund, caf, "10.00", by=by, year=today.year)
    client, page = client_of("coordinator"), f"{address('fund_request_ask', fund.pk)}?annee={today.year + 1}"
    shown = client.get(page)
    assert f"Demander qui contribue en {today.year + 1}" in words(shown)
    assert "MSA (aucune adresse électronique)" in words(shown)
    assert shown.context["form"].fields["partners"].initial == [caf.pk]
    groups = [name for name, _ in shown.context["form"].fields["partners"].choices]
    assert groups == ["Opérateur de services publics", "Autre organisme"]
    response = client.post(page, {"partners": [caf.pk, msa.pk], "answer_by": today + timedelta(days=20)}, follow=True)
    assert "2 partenaires sont sollicités. Aucune adresse n’est connue pour MSA" in words(response)
    with scoped_to(network):
        assert ContributionRequest.objects.filter(year=today.year + 1, asked_on=today).count() == 2
        assert [one.to for one in ContributionMail.objects.all()] == ["caf@exemple.example"]
    assert str(caf.pk) not in {
        str(key) for _, group in client.get(page).context["form"].fields["partners"].choices for key, _ in group
    }


def test_for_who_has_an_address_an_e_mail_is_announced(network, fund, today, client_of):
    with scoped_to(network):
        caf = make_partner("CAF", email="caf@exemple.example")
    asked = {"partners": [caf.pk], "answer_by": today}
    response = client_of("coordinator").post(address("fund_request_ask", fund.pk), asked, follow=True)
    assert "1 partenaire est sollicité : un courriel part." in words(response)


def test_what_is_wrong_with_a_question_asks_nobody(network, fund, today, client_of):
    with scoped_to(network):
        caf = make_partner("CAF")
    client = client_of("coordinator")
    for data, sentence in (
        ({"answer_by": today}, "Choisissez au moins un partenaire à solliciter."),
        ({"partners": [caf.pk], "answer_by": today - timedelta(days=1)}, "est passé"),
        ({"partners": [caf.pk], "answer_by": END}, "Le fonds se termine le 31 décembre 2035"),
        ({"partners": [fund.host_id], "answer_by": today}, "Sélectionnez un choix valide"),
    ):
        assert sentence in words(client.post(address("fund_request_ask", fund.pk), data)), sentence
    with scoped_to(network):
        assert not ContributionRequest.objects.exists()


def test_a_fund_that_has_ended_asks_nobody(network, client_of):
    with scoped_to(network):
        over = make_fund("Ancien", start=date(2020, 1, 1), end=date(2021, 1, 1))
    page = words(client_of("coordinator").get(address("fund_request_ask", over.pk)))
    assert "Ce fonds est terminé" in page
    assert 'name="partners"' not in page


# -- Who comes in ------------------------------------------------------------------------------


def test_another_network_s_fund_and_rows_are_not_found(network, other_network, fund, by, client_of):
    with scoped_to(other_network):
        foreign = make_fund(start=START, end=END)
        (asked,) = ask(foreign, make_partner("CAF 49", email="caf@exemple.example"), by=by)
        ContributionMail.objects.update(mailed_at=timezone.now())
    client = client_of("coordinator")
    for name in ("fund_requests", "fund_request_ask"):
        assert client.get(address(name, foreign.pk)).status_code == 404
    assert remind(client, foreign, requests=[asked.pk]).status_code == 404
    assert "choix valide" in words(remind(client, fund, requests=[asked.pk]))
    assert "CAF 49" not in words(client.get(address("fund_requests", fund.pk)))


@pytest.mark.parametrize("role", ["operator", "reader", "epci_referent", "prescriber"])
def test_only_the_coordination_asks_and_reminds(network, fund, waited_for, client_of, role):
    client = client_of(role)
    assert client.get(address("fund_requests", fund.pk)).status_code == 403
    assert client.post(address("fund_request_ask", fund.pk)).status_code == 403
    assert remind(client, fund, requests=[waited_for["caf"].pk]).status_code == 403
    with scoped_to(network):
        assert not ContributionMail.objects.waiting().exists()
