"""Pages of actions: each works, hides from strangers, says what is wrong at its field, asks no more of more rows."""

from datetime import date
from decimal import Decimal

import pytest

from funding.grants.actions import award_grant
from funding.models import ActionReach, Contribution, FundedAction
from funding.spending.actions.funded_actions import record_reach
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.builders import (
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_grant,
    receive,
    worked_example,
)
from tests.funding.spending.spending_pages import at, booklet_commitment, give_back, queries, settle
from tests.pages import words
from tests.setup_data import setup_data

TODAY = "2026-07-01"


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


@setup_data
def foreign(other_network):
    with scoped_to(other_network):
        return worked_example()


def test_the_actions_of_a_fund_show_who_pays_what_and_whom_it_helped(worked, client_of):
    with scoped_to(worked.fund.network):
        settle(worked.commitments[1], "3000.00", worked)
        for year, people in ((2026, 40), (2026, 50), (2027, 5)):
            record_reach(worked.forum, partner=worked.caf, year=year, people=people, by=worked.by, at=AT)
    page = words(client_of("reader").get(at("fund_actions", worked.fund)))
    assert "2 actions, 18 000 € engagés" in page
    forum = page[page.index(">Forum</a>") :]
    assert 'CAF <span class="num">5 250,00 €</span><br>Orange <span class="num">3 750,00 €</span>' in forum
    cells = ('<td class="num">9 000,00 €</td>', '<td class="num">3 000,00 €</td>', '<td class="num">6 000,00 €</td>')
    assert "".join(cells) in forum
    assert '<td class="num">55</td>' in forum  # the last word of each year
    foot = page[page.index("<tfoot>") :]
    for total in ("18 000,00 €", "3 000,00 €", "15 000,00 €"):
        assert total in foot
    assert ">55<" not in foot, "somebody may be helped by two actions"
    assert "Ouvrir une action" not in page
    assert "Ouvrir une action" in words(client_of("coordinator").get(at("fund_actions", worked.fund)))


def test_the_actions_leave_as_a_file(worked, client_of):
    response = client_of("operator").get(at("fund_actions", worked.fund), {"export": "csv"})
    lines = response.content.decode("utf-8-sig").replace("\u00a0", " ").replace("\u202f", " ").splitlines()
    assert lines[0] == "Action;Qui paie;Engagé;Dont payé;Reste à payer;Usagers aidés"
    assert lines[1] == "Forum;CAF : 5 250,00 €, Orange : 3 750,00 €;9000,00;0,00;9000,00;0"
    assert len(lines) == 3


def test_people_who_were_sent_passes_count_as_helped(worked, client_of):
    action = booklet_commitment(worked).funded_action
    page = words(client_of("reader").get(at("fund_action", action)))
    assert '<th scope="row">Personnes à qui un pass a été envoyé</th><td>toutes</td><td class="num">1</td>' in page


def test_a_fund_without_actions_says_how_to_begin(network, client_of):
    with scoped_to(network):
        fund = make_fund()
    page = words(client_of("coordinator").get(at("fund_actions", fund)))
    assert "Ce fonds ne paie encore rien" in page
    assert at("fund_action_open", fund) in page
    assert at("fund_action_open", fund) not in words(client_of("reader").get(at("fund_actions", fund)))


# -- Opened and changed ---------------------------------------------------------------------------------------


def test_a_coordinator_opens_an_action_for_the_users_of_some(worked, client_of):
    client = client_of("coordinator")
    page = words(client.get(at("fund_action_open", worked.fund)))
    assert "CAF" in page and "CPAM" in page  # the contributor at 0 € as well
    data = {"name": "Bus", "description": "Un bus.", "targets": [worked.cpam.pk], "on": TODAY}
    response = client.post(at("fund_action_open", worked.fund), data, follow=True)
    assert "L’action « Bus » est ouverte" in words(response)
    assert "Pour les usagers de CPAM d’abord." in words(response)
    with scoped_to(worked.fund.network):
        action = FundedAction.objects.get(name="Bus")
        assert (action.fund, action.opened_on) == (worked.fund, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "Forum"}, "Une action de ce fonds s’appelle déjà « Forum »."),
        ({"name": " "}, "obligatoire"),
        ({"on": "2025-12-31"}, "est hors de la période du fonds"),
        ({"on": "2029-01-01"}, "est hors de la période du fonds"),
        ({"on": "2026-01-31"}, "sont clos jusqu’au"),
        ({"on": "hier"}, "Écrivez une date, par exemple 24/11/2026."),
        ({"targets": ["999999"]}, "999999"),
    ],
)
def test_what_is_wrong_with_an_action_is_said_and_nothing_is_opened(worked, client_of, wrong, sentence):
    with scoped_to(worked.fund.network):
        type(worked.fund).objects.filter(pk=worked.fund.pk).update(closed_until=date(2026, 2, 1))
    data = {"name": "Bus", "on": TODAY, **wrong}
    response = client_of("coordinator").post(at("fund_action_open", worked.fund), data)
    assert response.status_code == 200
    assert sentence in words(response)
    with scoped_to(worked.fund.network):
        assert FundedAction.objects.count() == 2


def test_a_stranger_s_partner_is_no_target(worked, foreign, client_of):
    data = {"name": "Bus", "on": TODAY, "targets": [foreign.caf.pk]}
    assert client_of("coordinator").post(at("fund_action_open", worked.fund), data).status_code == 200
    with scoped_to(worked.fund.network):
        assert FundedAction.objects.count() == 2


def test_an_action_is_changed_for_what_comes_after(worked, client_of):
    client = client_of("coordinator")
    page = words(client.get(at("fund_action_change", worked.rights)))
    assert f'value="{worked.caf.pk}" id="id_targets_0" checked' in page
    data = {"description": "À domicile.", "targets": [worked.orange.pk]}
    response = client.post(at("fund_action_change", worked.rights), data, follow=True)
    page = words(response)
    assert "valent pour ce qui sera engagé à partir de maintenant" in page
    assert "Pour les usagers d’Orange d’abord." in page and "À domicile." in page
    assert "« Mes droits depuis chez moi » paient 9 000,00 €" in page  # the calculation stays as it was made


# -- Users helped ---------------------------------------------------------------------------------------------


def test_users_helped_are_recorded_year_by_year_and_the_last_word_shows(worked, client_of):
    client, url = client_of("coordinator"), at("fund_action_reach", worked.forum) + "?annee=2026"
    data = {f"people_{worked.caf.pk}": "120", f"people_{worked.orange.pk}": "", f"people_{worked.cpam.pk}": "0"}
    page = words(client.post(url, data, follow=True))
    assert "Les usagers aidés en 2026 sont enregistrés." in page
    assert '<th scope="row">CAF</th><td>2026</td><td class="num">120</td>' in page
    assert 'value="120"' in words(client.get(url))
    client.post(url, {**data, f"people_{worked.caf.pk}": "130"})
    assert 'value="130"' in words(client.get(url))
    with scoped_to(worked.fund.network):
        said = ActionReach.objects.order_by("pk").values_list("partner__name", "people")
        assert list(said) == [("CAF", 120), ("CPAM", 0), ("CAF", 130)]  # what was said already is not said again


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("-1", "Un nombre d’usagers n’est pas négatif."),
        ("1,5", "Écrivez un nombre entier"),
        ("beaucoup", "Écrivez un nombre entier"),
        ("99999999999", "trop grand pour être juste"),
    ],
)
def test_what_is_wrong_with_a_number_of_users_is_said(worked, client_of, number, sentence):
    data = {f"people_{worked.caf.pk}": number, f"people_{worked.orange.pk}": "3"}
    response = client_of("coordinator").post(at("fund_action_reach", worked.forum), data)
    assert sentence in words(response)
    with scoped_to(worked.fund.network):
        assert not ActionReach.objects.exists()


@pytest.mark.parametrize("year", ["1999", "2400", "abc", ""])
def test_a_year_that_is_none_of_the_fund_s_shows_the_last_that_is(worked, client_of, year):
    page = words(client_of("coordinator").get(at("fund_action_reach", worked.forum), {"annee": year}))
    assert "Qui « Forum » a aidé en 20" in page


# -- One action -----------------------------------------------------------------------------------------------


def test_an_action_shows_its_calculation_as_it_was(worked, client_of):
    """Later movements change the shares, not why the Forum was paid as it was."""
    with scoped_to(worked.fund.network):
        receive(Contribution.objects.get(partner=worked.orange), "9000.00", by=worked.by, on=date(2026, 7, 1))
        engage(worked.rights, "10.00", by=worked.by, on=date(2026, 8, 1))
    page = words(client_of("reader").get(at("fund_action", worked.forum)))
    assert "9 000 × ce qui lui restait ÷ 36 000, ce qui restait à tous" in page
    assert '<td class="num" data-title="Reste après">15 750,00 €</td>' in page  # 21 000 − 5 250
    assert '<td class="num" data-title="Reste après">11 250,00 €</td>' in page  # 15 000 − 3 750


def test_an_action_shows_the_calculation_that_was_asked_for(worked, client_of):
    with scoped_to(worked.fund.network):
        second = engage(worked.forum, "270.00", by=worked.by, on=date(2026, 8, 1))
    url, client = at("fund_action", worked.forum), client_of("reader")
    # 270 × 15 750 ÷ 27 000 = 157,50
    assert ">157,50 €</td>" in words(client.get(url, {"engagement": second.pk}))
    for odd in ("", "abc", "0", "9" * 30):
        assert client.get(url, {"engagement": odd}).status_code == 200


def test_an_action_shows_its_grants_with_what_is_left_and_their_deadline(worked, client_of):
    with scoped_to(worked.fund.network):
        make_grant(worked.fund, worked.forum, "1500.00", by=worked.by, name="Appel État")
        award_grant(
            worked.fund,
            funder="FEDER",
            name="Europe",
            amount=Decimal("800.00"),
            actions=[worked.forum],
            awarded_on=date(2026, 5, 1),
            spend_by=date(2026, 12, 31),
            by=worked.by,
            at=AT,
        )
        engage(worked.forum, "400.00", by=worked.by, on=date(2026, 8, 1))
    page = words(client_of("reader").get(at("fund_action", worked.forum)))
    grants = page[page.index("<caption>Subventions réservées") :]
    assert 'sans date limite</td><td class="num">1 500,00 €</td><td class="num">1 100,00 €</td>' in grants
    assert 'au plus tard le 31/12/2026</td><td class="num">0,00 €</td>' in grants
    assert '<th scope="row">Appel État</th><td class="num">400,00 €</td>' in page  # grants pay first
    assert "Subventions réservées" not in words(client_of("reader").get(at("fund_action", worked.rights)))


def test_the_commitments_of_an_action_show_their_sums_and_leave_as_a_file(worked, client_of):
    with scoped_to(worked.fund.network):
        settle(worked.commitments[1], "3000.00", worked)
        give_back(worked.commitments[1], "1000.00", worked)
    client, url = client_of("reader"), at("fund_action", worked.forum)
    page = words(client.get(url))
    sums = {"Engagé": "9 000,00 €", "Payé": "3 000,00 €", "Rendu": "1 000,00 €", "Reste à payer": "5 000,00 €"}
    cells = [f'<td class="num" data-title="{title}">{amount}</td>' for title, amount in sums.items()]
    assert f'<td data-title="À qui">Comité des fêtes</td>{"".join(cells)}' in page
    lines = client.get(url, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Date;Objet;À qui;Engagé;Payé;Dû;Rendu;Reste à payer",
        "01/06/2026;Dépense;Comité des fêtes;9000,00;3000,00;0,00;1000,00;5000,00",
    ]


def test_many_commitments_come_in_pages(worked, client_of):
    with scoped_to(worked.fund.network):
        for day in range(1, 29):
            engage(worked.forum, "1.00", by=worked.by, on=date(2026, 7, day))
    client, url = client_of("reader"), at("fund_action", worked.forum)
    assert "Page 1 sur 2, lignes 1 à 25 sur 29" in words(client.get(url))
    page = words(client.get(url, {"page": 2, "engagement": worked.commitments[1].pk}))
    assert "lignes 26 à 29 sur 29" in page and "01/06/2026" in page


def test_an_action_without_commitments_says_so(worked, client_of):
    with scoped_to(worked.fund.network):
        action = make_action(worked.fund, "Bus", by=worked.by)
    page = words(client_of("coordinator").get(at("fund_action", action)))
    assert "Rien n’est encore engagé pour cette action." in page
    assert "Engager une dépense" in page
    assert "Engager une dépense" not in words(client_of("operator").get(at("fund_action", action)))


def grow(worked, index):
    """One more of everything that these pages show in rows."""
    partner = make_partner(f"Opérateur {index}")
    receive(make_contribution(worked.fund, partner, "300.00", by=worked.by), "300.00", by=worked.by)
    action = make_action(worked.fund, f"Action {index}", by=worked.by, targets=(partner,))
    make_grant(worked.fund, worked.forum, "50.00", by=worked.by)
    engage(action, "100.00", by=worked.by, on=date(2026, 9, 1))
    commitment = engage(worked.forum, "100.00", by=worked.by, on=date(2026, 8, 2))
    settle(commitment, "40.00", worked, reference=f"P{index}")
    record_reach(worked.forum, partner=partner, year=2026, people=3, by=worked.by, at=AT)


def test_more_rows_ask_no_more_queries(worked, client_of):
    client = client_of("coordinator")
    pages = [
        at("fund_actions", worked.fund),
        at("fund_action", worked.forum),
        at("fund_action_reach", worked.forum),
        at("fund_action_open", worked.fund),
        at("fund_action_change", worked.forum),
    ]
    with scoped_to(worked.fund.network):
        grow(worked, 1)
    for url in pages:
        client.get(url)
    before = {url: queries(client, url) for url in pages}
    with scoped_to(worked.fund.network):
        grow(worked, 2)
        grow(worked, 3)
    assert {url: queries(client, url) for url in pages} == before
