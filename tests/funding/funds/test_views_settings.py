"""Pages of a fund's settings: open, change, leverage rules, closed periods; what is wrong is said at its field."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from funding.funds.actions import close_period
from funding.ledger.enums import PostEmployers
from funding.models import Fund, LeverageRule
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import department, make_contribution, make_fund, make_rule, receive, worked_example
from tests.pages import words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
D = Decimal


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


@setup_data
def bare(network):
    """A fund of 2024 to 2027 that nothing happened in."""
    with scoped_to(network):
        return make_fund("Fonds nu", start=date(2024, 1, 1), end=date(2028, 1, 1))


def url(name, fund):
    return reverse(name, args=[SLUG, fund.pk])


def wrong(response, field):
    """What the page says is wrong at a field."""
    assert response.status_code == 200
    return " ".join(str(one) for one in response.context["form"].errors.get(field, ())).replace("\u00a0", " ")


PAGES = ("fund_settings", "fund_change", "leverage_add", "fund_close", "fund_reopen")


@pytest.mark.parametrize("role", ["operator", "reader", "epci_referent", "prescriber"])
def test_only_the_coordination_settles_a_fund(worked, client_of, role):
    client = client_of(role)
    for name in PAGES:
        assert client.get(url(name, worked.fund)).status_code == 403
    assert client.post(reverse("fund_open", args=[SLUG]), opening()).status_code == 403
    assert client.post(url("fund_close", worked.fund), {"until": "2026-06-30"}).status_code == 403
    with scoped_to(worked.fund.network):
        worked.fund.refresh_from_db()
        assert (Fund.objects.count(), worked.fund.closed_until) == (1, None)


# -- The list ----------------------------------------------------------------------------------------------------


def test_the_list_shows_how_far_each_fund_is(worked, client_of):
    page = words(client_of("coordinator").get(reverse("fund_list", args=[SLUG])))
    assert "45 000 € réunis sans les subventions, sur 300 000 € visés, soit 15 %." in page
    assert "Encore 27 000 € à engager" in page
    assert '<progress value="45000.00" max="300000.00"' in page
    assert "Ouvrir un fonds" in page
    assert "Ouvrir un fonds" not in words(client_of("reader").get(reverse("fund_list", args=[SLUG])))


def test_what_one_fund_lacks_is_not_taken_from_another_and_an_example_counts_in_no_title(worked, client_of):
    with scoped_to(worked.fund.network):
        example = make_fund("Exemple", is_example=True)
        receive(make_contribution(example, worked.caf, "500.00", by=worked.by), "500.00", by=worked.by)
        short = make_fund("Court")
        receive(make_contribution(short, worked.caf, "100.00", by=worked.by), "100.00", by=worked.by)
        receive(make_contribution(short, worked.orange, "0.99", by=worked.by), "0.99", by=worked.by)
    page = words(client_of("coordinator").get(reverse("fund_list", args=[SLUG])))
    assert "Encore 27 100 € à engager" in page, "rounded down, without the example"
    assert page.count("Aucun total du réseau ne le compte.") == 1
    assert "Aucun total du réseau ne le compte." in words(client_of("coordinator").get(example.get_absolute_url()))


def test_a_fund_without_an_envelope_has_no_progress(network, client_of):
    with scoped_to(network):
        make_fund(envelope=D("0.00"))
    page = words(client_of("reader").get(reverse("fund_list", args=[SLUG])))
    assert "<progress" not in page
    assert "Réuni, sans les subventions" in page


def test_an_envelope_that_is_reached_is_reported(worked, client_of):
    with scoped_to(worked.fund.network):
        worked.fund.envelope = D("45000.00")
        worked.fund.save()
    page = words(client_of("reader").get(reverse("fund_list", args=[SLUG])))
    assert "pour 45 000 € visés : l’enveloppe est atteinte." in page


# -- Open --------------------------------------------------------------------------------------------------------


def opening(**fields):
    return {
        "name": "Fonds 2027",
        "host": "",
        "purpose": "Co-financer des postes.",
        "envelope": "500 000,00",
        "start": "2027-01-01",
        "end": "2029-12-31",
        **fields,
    }


def test_a_fund_is_opened(network, client_of):
    with scoped_to(network):
        host = department()
    client = client_of("coordinator")
    address = reverse("fund_open", args=[SLUG])
    assert "Ouvrir ce fonds" in words(client.get(address))
    response = client.post(address, opening(host=host.pk, finances_posts="on", post_employers="private"), follow=True)
    assert "« Fonds 2027 » est ouvert." in words(response)
    assert "du 1er janvier 2027 au 31 décembre 2029" in words(response)
    with scoped_to(network):
        fund = Fund.objects.get()
        assert fund.finances_posts
        assert fund.post_employers == PostEmployers.PRIVATE
        assert (fund.name, fund.host, fund.purpose, fund.envelope, fund.start, fund.end) == (
            "Fonds 2027",
            host,
            "Co-financer des postes.",
            D("500000.00"),
            date(2027, 1, 1),
            date(2030, 1, 1),
        )
    assert response.redirect_chain == [(url("fund_settings", fund), 302)]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": "  "}, "name", "obligatoire"),
        ({"name": "Pris"}, "name", "s’appelle déjà « Pris »"),
        ({"host": "0"}, "host", ""),
        ({"envelope": "-1"}, "envelope", "n’est pas négative"),
        ({"envelope": "10,001"}, "envelope", "deux décimales au plus"),
        ({"envelope": "beaucoup"}, "envelope", "en chiffres"),
        ({"end": "2026-12-31"}, "end", "vient après son début"),
        ({"end": "9999-12-31"}, "end", "entre 2000 et 2100"),
        ({"start": "0027-01-01"}, "start", "entre 2000 et 2100"),
        ({"start": "hier"}, "start", "Écrivez une date, par exemple 24/11/2026."),
    ],
)
def test_what_is_wrong_with_a_new_fund_is_said(network, client_of, fields, field, sentence):
    with scoped_to(network):
        host = department()
        make_fund("Pris", host=host)
    values = {**opening(host=host.pk), **fields}
    found = wrong(client_of("coordinator").post(reverse("fund_open", args=[SLUG]), values), field)
    assert found and sentence in found
    with scoped_to(network):
        assert Fund.objects.count() == 1


def test_a_partner_of_another_network_carries_no_fund_here(network, other_network, client_of):
    with scoped_to(other_network):
        stranger = make_partner("Ailleurs")
    response = client_of("coordinator").post(reverse("fund_open", args=[SLUG]), opening(host=stranger.pk))
    assert wrong(response, "host")
    with scoped_to(network):
        assert not Fund.objects.exists()


# -- Change ------------------------------------------------------------------------------------------------------


def test_a_fund_is_changed(worked, client_of):
    client = client_of("coordinator")
    page = words(client.get(url("fund_change", worked.fund)))
    assert 'value="300 000,00"' in page
    assert 'value="2028-12-31"' in page
    values = {"host": worked.caf.pk, "envelope": "320 000", "end": "2029-12-31", "purpose": "Un an de plus."}
    response = client.post(url("fund_change", worked.fund), values, follow=True)
    assert "Les changements sont enregistrés." in words(response)
    with scoped_to(worked.fund.network):
        worked.fund.refresh_from_db()
        assert (worked.fund.host, worked.fund.envelope, worked.fund.end, worked.fund.purpose) == (
            worked.caf,
            D("320000.00"),
            date(2030, 1, 1),
            "Un an de plus.",
        )


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"end": "2025-12-31"}, "end", "après son début"),
        ({"end": "2026-05-31"}, "end", "Un mouvement du 1 juin 2026"),
        ({"end": "2028-06-30"}, "end", "règle d’effet levier"),
        ({"envelope": "-0,01"}, "envelope", "n’est pas négative"),
    ],
)
def test_what_cannot_change_is_said(worked, client_of, fields, field, sentence):
    values = {"host": worked.caf.pk, "envelope": "320 000", "end": "2029-12-31", "purpose": "", **fields}
    found = wrong(client_of("coordinator").post(url("fund_change", worked.fund), values), field)
    assert sentence.replace("1 juin", "1er juin") in found
    with scoped_to(worked.fund.network):
        worked.fund.refresh_from_db()
        assert (worked.fund.envelope, worked.fund.end) == (D("300000.00"), date(2029, 1, 1))


# -- Settings ----------------------------------------------------------------------------------------------------


def test_the_settings_show_what_each_rule_added(worked, client_of):
    page = words(client_of("coordinator").get(url("fund_settings", worked.fund)))
    assert "« Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €. »" in page
    assert "30 000,00 €" in page
    assert "aucun" in page
    assert "Tous les comptes sont ouverts" in page


def test_a_fund_without_rules_says_how_to_begin(bare, client_of):
    page = words(client_of("coordinator").get(url("fund_settings", bare)))
    assert "Personne n’ajoute encore rien" in page
    assert "Ajouter une règle d’effet levier" in page


# -- Leverage rules ----------------------------------------------------------------------------------------------


def rule(network, **fields):
    with scoped_to(network):
        matcher = department()
    return {
        "matcher": matcher.pk,
        "ratio_added": "2",
        "ratio_received": "1",
        "start": "2024-01-01",
        "end": "2024-12-31",
        "contributor_cap": "",
        "year_cap": "",
        **fields,
    }


def test_a_rule_is_added(bare, network, client_of):
    client = client_of("coordinator")
    page = words(client.get(url("leverage_add", bare)))
    assert 'value="2024-01-01"' in page
    assert 'value="2027-12-31"' in page
    values = rule(network, contributor_cap="10 000", year_cap="50 000,50")
    response = client.post(url("leverage_add", bare), values, follow=True)
    assert "La règle vaut du 1er janvier au 31 décembre 2024 : « Vous donnez 1 €, le Département en ajoute 2" in words(
        response
    )
    assert "10 000,00 €" in words(response)
    assert "50 000,50 €" in words(response)
    with scoped_to(network):
        found = LeverageRule.objects.get()
        assert (found.start, found.end, found.contributor_cap, found.year_cap) == (
            date(2024, 1, 1),
            date(2025, 1, 1),
            D("10000.00"),
            D("50000.50"),
        )


def test_a_rule_is_described_before_it_is_added(bare, network, client_of):
    """Of a first 1 000 €, 3 for 2 would draw 1 500 €; a cap of 1 200 € cuts it."""
    values = rule(network, ratio_added="3", ratio_received="2", contributor_cap="1 200,00")
    page = words(client_of("coordinator").post(url("leverage_add", bare), {**values, "try": "1"}))
    assert "« Vous donnez 2 €, le Département en ajoute 3 : cela fait 5 €. »" in page
    assert "un premier versement de 1 000 € attire 1 200,00 € : 2 200,00 € entrent dans le pot commun" in page
    assert "Jamais plus de 1 200,00 € ne s’ajoutent pour un contributeur et une année." in page
    with scoped_to(network):
        assert not LeverageRule.objects.exists()


def test_a_cap_for_the_year_cuts_the_example_too(bare, network, client_of):
    values = rule(network, year_cap="700")
    page = words(client_of("coordinator").post(url("leverage_add", bare), {**values, "try": "1"}))
    assert "attire 700,00 € : 1 700,00 € entrent" in page
    assert "Jamais plus de 700,00 € ne s’ajoutent par an pour tous ensemble." in page


def test_a_rule_that_is_not_finished_names_what_is_missing(bare, network, client_of):
    response = client_of("coordinator").post(url("leverage_add", bare), rule(network, ratio_added="", **{"try": "1"}))
    assert "obligatoire" in wrong(response, "ratio_added")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"ratio_added": "0"}, "ratio_added", "1 au moins"),
        ({"ratio_added": "1,5"}, "ratio_added", "nombre entier"),
        ({"ratio_added": "40000"}, "ratio_added", "1 000 au plus"),
        ({"ratio_received": "-1"}, "ratio_received", "1 au moins"),
        ({"contributor_cap": "0"}, "contributor_cap", "supérieur à zéro"),
        ({"year_cap": "-5"}, "year_cap", "supérieur à zéro"),
        ({"year_cap": "5,001"}, "year_cap", "deux décimales au plus"),
        ({"start": "2023-12-31"}, "start", "pendant la période du fonds"),
        ({"end": "2028-01-01"}, "end", "pendant la période du fonds"),
        ({"end": "2023-12-31"}, "end", "après son début"),
        ({"start": "2025-06-30", "end": "2025-12-31"}, "start", "Une autre règle"),
        ({"start": "2026-01-01", "end": "2026-12-31"}, "start", "déjà été reçu"),
        ({"matcher": "0"}, "matcher", ""),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(bare, network, cast, client_of, fields, field, sentence):
    by = cast["coordinator"].user
    with scoped_to(network):
        make_rule(bare, by=by, start=date(2025, 1, 1), end=date(2025, 7, 1))
        receive(make_contribution(bare, make_partner("CAF"), "10.00", by=by), "10.00", by=by)
    response = client_of("coordinator").post(url("leverage_add", bare), rule(network, **fields))
    found = wrong(response, field)
    assert found and sentence in found
    with scoped_to(network):
        assert LeverageRule.objects.count() == 1


def test_the_next_rule_begins_where_the_last_ends_and_after_the_money(bare, network, cast, client_of):
    by = cast["coordinator"].user
    client = client_of("coordinator")
    with scoped_to(network):
        make_rule(bare, by=by, start=date(2025, 1, 1), end=date(2025, 7, 1))
    assert 'value="2025-07-01"' in words(client.get(url("leverage_add", bare)))
    with scoped_to(network):
        caf = make_contribution(bare, make_partner("CAF"), "10.00", by=by)
        receive(caf, "10.00", by=by, on=date(2026, 3, 2))
    assert 'value="2026-03-03"' in words(client.get(url("leverage_add", bare)))


# -- Closed periods ----------------------------------------------------------------------------------------------


def test_a_year_that_is_over_is_closed_in_two_clicks(bare, network, cast, client_of):
    with scoped_to(network):
        make_contribution(bare, make_partner("MSA"), "4000.00", by=cast["coordinator"].user, year=2025)
        make_contribution(bare, make_partner("Orange"), "70.00", by=cast["coordinator"].user, year=2026)
    client = client_of("coordinator")
    settings = words(client.get(url("fund_settings", bare)))
    assert "Clore 2024" in settings
    assert "Le nombre d’usagers aidés peut encore être complété." in settings
    assert "Clore 2025" in settings
    page = words(client.get(url("fund_close", bare), {"annee": "2025"}))
    assert "le nombre d’usagers aidés peut encore y être complété" in page
    assert "Clore les comptes de 2025 ?" in page
    assert 'value="2025-12-31"' in page
    assert "Plus aucun versement, engagement, paiement ni remboursement" in page
    assert "MSA, 2025 : 4 000,00 €" in page
    assert "Orange" not in page
    response = client.post(url("fund_close", bare), {"until": "2025-12-31"}, follow=True)
    assert "Les comptes sont clos jusqu’au 31 décembre 2025." in words(response)
    assert "Clore 2025" not in words(response)
    assert "Comptes clos" in words(response)
    with scoped_to(network):
        bare.refresh_from_db()
        assert bare.closed_until == date(2026, 1, 1)


def test_any_other_day_may_be_chosen(bare, client_of):
    page = words(client_of("coordinator").get(url("fund_close", bare), {"annee": "abc"}))
    assert "Clore les comptes jusqu’à un jour ?" in page


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("", "obligatoire"),
        ("2023-12-31", "jour de la période du fonds"),
        ("2027-12-31", "n’est pas terminée"),
        ("2024-06-30", "déjà clos jusqu’au 30 juin 2024"),
        ("9999-12-31", "entre 2000 et 2100"),
    ],
)
def test_what_cannot_be_closed_is_said(bare, network, cast, client_of, until, sentence):
    with scoped_to(network):
        close_period(bare, until=date(2024, 7, 1), by=cast["coordinator"].user, at=AT)
    response = client_of("coordinator").post(url("fund_close", bare), {"until": until})
    assert sentence in wrong(response, "until")
    with scoped_to(network):
        bare.refresh_from_db()
        assert bare.closed_until == date(2024, 7, 1)


def test_what_is_closed_is_opened_again_for_a_reason(bare, network, cast, client_of):
    client = client_of("coordinator")
    assert "Tous les comptes sont déjà ouverts" in words(client.get(url("fund_reopen", bare)))
    with scoped_to(network):
        close_period(bare, until=date(2024, 7, 1), by=cast["coordinator"].user, at=AT)
    assert "Rouvrir les comptes d’avant le 1er juillet 2024 ?" in words(client.get(url("fund_reopen", bare)))
    assert "obligatoire" in wrong(client.post(url("fund_reopen", bare), {"reason": " "}), "reason")
    response = client.post(url("fund_reopen", bare), {"reason": "Un versement oublié."}, follow=True)
    assert "Tous les comptes du fonds sont de nouveau ouverts." in words(response)
    assert "Un versement oublié." in words(response)
    with scoped_to(network):
        bare.refresh_from_db()
        assert bare.closed_until is None
        assert JournalEntry.objects.filter(verb="fund.reopened").count() == 1


def test_what_is_open_is_not_opened_again(bare, network, client_of):
    response = client_of("coordinator").post(url("fund_reopen", bare), {"reason": "Pour rien"})
    assert "Aucune période n’est close." in words(response)
    with scoped_to(network):
        assert not JournalEntry.objects.filter(verb="fund.reopened").exists()


# -- Ends of rules ---------------------------------------------------------------------------------


def test_a_rule_ends_earlier_on_its_page(network, worked, client_of):
    with scoped_to(network):
        made = LeverageRule.objects.get(fund=worked.fund)
    client, address = client_of("coordinator"), reverse("leverage_end", args=[SLUG, made.pk])
    assert "Retirer cette règle" not in words(client.get(address))
    assert "a déjà servi" in words(client.post(address, {"end": "2026-01-31"}))
    assert "obligatoire" in words(client.post(address, {"end": ""}))
    page = words(client.post(address, {"end": "2027-12-31"}, follow=True))
    assert "La règle s’arrête le 31 décembre 2027." in page
    response = client.post(reverse("leverage_remove", args=[SLUG, made.pk]), follow=True)
    assert "elle peut s’arrêter, mais plus être retirée" in words(response)


def test_caps_are_raised_on_their_page(network, client_of):
    """3 000 € draw 4 000 € of 6 000 € under the cap of the year; at 5 000 € the 1 000 € more come at once."""
    with scoped_to(network):
        fund, by = make_fund("Neuf"), make_user()
        make_rule(fund, by=by, year_cap=Decimal("4000.00"))
        receive(make_contribution(fund, make_partner("Carsat"), "3000.00", by=by), "3000.00", by=by)
        made = LeverageRule.objects.get(fund=fund)
    client, address = client_of("coordinator"), reverse("leverage_raise", args=[SLUG, made.pk])
    assert f'href="{address}"' in client.get(url("fund_settings", fund)).content.decode()
    assert "Un plafond ne baisse pas" in words(client.post(address, {"year_cap": "3 999,99"}))
    page = words(client.post(address, {"year_cap": "5 000"}, follow=True))
    assert "Les plafonds sont relevés : 1 000,00 € s’ajoutent aux versements déjà enregistrés." in page
    assert "5 000,00 €" in page
    page = words(client.post(address, {"year_cap": ""}, follow=True))
    assert "1 000,00 € s’ajoutent" in page
    assert "Les plafonds sont relevés" in page and address not in page


def test_a_rule_that_never_served_is_removed_on_its_page(network, client_of):
    with scoped_to(network):
        fund = make_fund("Neuf")
        make_rule(fund, by=make_user())
        made = LeverageRule.objects.get(fund=fund)
    client = client_of("coordinator")
    assert "Retirer cette règle" in words(client.get(reverse("leverage_end", args=[SLUG, made.pk])))
    page = words(client.post(reverse("leverage_remove", args=[SLUG, made.pk]), follow=True))
    assert "La règle est retirée" in page
    with scoped_to(network):
        assert not LeverageRule.objects.filter(fund=fund).exists()
