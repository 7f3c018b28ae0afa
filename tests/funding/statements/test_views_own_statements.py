"""An operator's own space: what its euros became, its statements."""

from datetime import date

import pytest
from django.utils import timezone

from funding.models import FundingStatement
from funding.statements.actions.issue import end_of_day
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import close, engage, make_action, make_contribution, make_fund, make_grant, worked_example
from tests.funding.statement_pages import issued, pdf_of, worked_with_operator
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def worked(network, cast):
    return worked_with_operator(network, cast)


def test_an_operator_sees_what_its_euros_became(worked, client_of):
    """2 000 € + 4 000 € of match; of the 3 300 € of the Forum, 3 300 × 6 000 ÷ 33 000 = 600 €."""
    page = words(client_of("operator").get(address("statement_own"), {"year": "2026"}))
    assert "<h1>Vos 2 000 € en ont réuni 6 000 € ; 600 € financent déjà une action</h1>" in page
    lead = "600,00 € de votre part sont engagés. Il vous reste 5 400,00 € à engager. Pour 1 € versé, 3,00 € réunis."
    assert lead in page
    assert "(2 000 + 4 000) ÷ 2 000 = 3,00 €" in page
    assert "Forum" in page
    assert "Ce qui a changé" in page and "Pas mesuré." in page
    assert "37 usagers en 2026" in page and "nombre saisi" in page
    assert "6 000 réunis − 600 engagés = 5 400,00 €" in page
    assert "Mes droits" not in page
    assert "10 000" not in page


def test_an_operator_that_never_gave_sees_how_it_begins(network, client_of):
    page = words(client_of("operator").get(address("statement_own")))
    assert "ne contribue encore à aucun fonds" in page
    assert "Télécharger" not in page


def test_a_member_with_0_euros_has_its_page(network, cast, client_of):
    with scoped_to(network):
        example = worked_example()
        make_contribution(example.fund, cast["operator"].partner, "0.00", by=example.by)
    page = words(client_of("operator").get(address("statement_own"), {"year": "2026"}))
    assert "vous êtes membre du fonds à part entière" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"year": "1999"}, "Choisissez une année du fonds dans la liste."),
        ({"year": "abc"}, "Choisissez une année du fonds dans la liste."),
        ({"year": ""}, "Choisissez une année, ou donnez deux jours."),
        ({"fund": "9" * 40}, "Sélectionnez un choix valide"),
        ({"start": "2026-03-01"}, "Le premier jour est donné : donnez aussi celui-ci."),
        ({"end": "2026-03-01"}, "Le dernier jour est donné : donnez aussi celui-ci."),
        ({"start": "2026-05-02", "end": "2026-05-01"}, "La fin de la période vient après son début."),
        ({"start": "2025-05-02", "end": "2025-06-01"}, "n’était pas ouvert pendant cette période"),
        ({"start": "demain", "end": "2026-05-01"}, "Écrivez une date, par exemple 24/11/2026."),
        ({"as_at": "2099-01-01"}, "Le 1er janvier 2099 n’est pas encore passé : choisissez un jour déjà venu."),
        ({"as_at": "0001-01-01"}, "Choisissez une date entre 2000 et 2100."),
    ],
)
def test_an_odd_period_is_said_at_its_field_and_no_figure_shows(worked, network, client_of, asked, sentence):
    client = client_of("operator")
    page = words(client.get(address("statement_own"), asked))
    assert sentence in page
    assert "en ont réuni" not in page
    assert "Télécharger le relevé" not in page
    refused = client.post(address("statement_own_issue"), {"year": "2026", **asked}, follow=True)
    assert sentence in words(refused)
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


def test_an_operator_looks_at_any_days_as_known_on_any_day(worked, client_of):
    """Its 2 000 € came on 2 March and were recorded on 24 November; its share paid 600 € on that day."""
    client = client_of("operator")
    page = words(client.get(address("statement_own"), {"start": "2026-03-02", "end": "2026-11-23"}))
    assert "<h1>Vos 2 000 € en ont réuni 6 000 € ; rien n’a été engagé</h1>" in page
    assert "Part restante au 23 novembre 2026" in page
    assert "Rien n’a été engagé de votre part sur cette période. Il vous reste 6 000,00 € à engager." in page
    assert "Télécharger la situation de ces jours (PDF)" in page
    page = words(client.get(address("statement_own"), {"year": "2026", "as_at": "2026-11-23"}))
    assert "D’après ce qui était enregistré le 23 novembre 2026." in page
    assert "Situation au 23 novembre 2026 (année en cours)" in page
    assert "<h1>Vous n’avez rien versé en 2026</h1>" in page
    page = words(client.get(address("statement_own"), {"year": "2026", "as_at": "2026-11-24"}))
    assert "<h1>Vos 2 000 € en ont réuni 6 000 € ; 600 € financent déjà une action</h1>" in page


def test_the_page_opens_on_the_fund_of_today_and_can_show_another(worked, network, cast, client_of):
    with scoped_to(network):
        past = make_fund("Fonds passé", start=date(2020, 1, 1), end=date(2022, 1, 1))
        make_contribution(past, cast["operator"].partner, "50.00", by=worked.by, year=2021)
        close(past)
    client = client_of("operator")
    today = words(client.get(address("statement_own")))
    assert "· Fonds d’inclusion numérique" in today
    other = words(client.get(address("statement_own"), {"fund": past.pk}))
    assert "· Fonds passé" in other
    assert "<h1>Vous n’avez rien versé en 2021</h1>" in other


def test_the_part_of_the_grants_has_its_calculation(worked, network, cast, client_of):
    """9 000 € of workshops: a grant of 3 000 €, then 6 000 € of the shares in proportion to what is left of them."""
    with scoped_to(network):
        action = make_action(worked.fund, "Ateliers", by=worked.by)
        make_grant(worked.fund, action, "3000.00", by=worked.by, on=date(2026, 6, 15))
        engage(action, "9000.00", by=worked.by, on=timezone.localdate(AT))
    page = words(client_of("operator").get(address("statement_own"), {"year": "2026"}))
    # 6 000 × 5 400 ÷ 29 700 ≈ 1 090,91; 3 000 × 1 090,91 ÷ 6 000 = 545,455: the cent goes to a larger remainder
    assert "et 545,45 € de subventions" in page
    assert '<th scope="row">Votre part des subventions</th>' in page
    assert "Voir le calcul" in page
    assert "3 000 × 1 090,91 ÷ 6 000 ≈ 545,45 €" in page


@pytest.mark.papers
def test_the_statement_is_issued_and_downloaded_at_once(worked, network, cast, client_of):
    client, asked = client_of("operator"), {"fund": worked.fund.pk, "year": 2026}
    with scoped_to(network):
        close(worked.fund)
    assert "Vos 2 000 € en ont réuni" in words(client.get(address("statement_own"), {"year": 2026}))
    with pdf_of(client.post(address("statement_own_issue"), asked, follow=True)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Relevé de financement n° 1, Organisme operator"
    again = client.post(address("statement_own_issue"), asked, follow=True)
    with scoped_to(network):
        statement = FundingStatement.objects.get()
        assert statement.partner == cast["operator"].partner
        assert again.content == bytes(statement.file.document.content.data)
    page = words(client.get(address("statement_own")))
    assert "Votre relevé n° 1 est établi." in page
    assert address("statement_own_detail", statement.pk) in page
    assert client.get(address("statement_own_document", statement.pk)).content == again.content
    own = words(client.get(address("statement_own_detail", statement.pk)))
    assert "Vos 2 000 € en ont réuni 6 000 € ; 600 € financent déjà une action" in own
    assert address("statement_own_document", statement.pk) in own


@pytest.mark.papers
def test_a_situation_is_downloaded_and_nothing_is_kept_of_it(worked, network, client_of, clock):
    asked = {"fund": worked.fund.pk, "year": 2026}
    clock(date(2026, 11, 28))
    client = client_of("operator")
    with pdf_of(client.post(address("statement_own_issue"), asked)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Situation au 28 novembre 2026 (année en cours), Organisme operator"
    page = words(client.get(address("statement_own"), asked))
    assert "<title>Situation au 28 novembre 2026 (année en cours)" in page
    assert "Part restante au 28 novembre 2026" in page
    assert "31 décembre" not in page and "Relevé n°" not in page
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


def test_days_and_a_moment_are_issued_as_they_were_shown(worked, network, client_of):
    with scoped_to(network):
        close(worked.fund)
    asked = {"fund": worked.fund.pk, "year": 2026, "start": "2026-03-02", "end": "2026-11-23", "as_at": "2026-11-24"}
    assert client_of("operator").post(address("statement_own_issue"), asked).status_code == 302
    with scoped_to(network):
        statement = FundingStatement.objects.get()
    assert (statement.start, statement.end) == (date(2026, 3, 2), date(2026, 11, 24))
    assert statement.as_at == end_of_day(date(2026, 11, 24))


def test_a_fund_to_which_one_never_gave_issues_nothing(worked, network, client_of):
    with scoped_to(network):
        other = make_fund("Autre fonds")
    response = client_of("operator").post(address("statement_own_issue"), {"fund": other.pk, "year": 2026}, follow=True)
    assert "Sélectionnez un choix valide" in words(response)
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


@pytest.mark.parametrize("name", ["statement_own_issue", "statement_own_prepare", "statement_prepare"])
def test_nobody_writes_by_asking_to_read(worked, network, cast, client_of, name):
    with scoped_to(network):
        statement = issued(worked, cast["operator"].partner)
    role = "coordinator" if name == "statement_prepare" else "operator"
    args = [] if name == "statement_own_issue" else [statement.pk]
    assert client_of(role).get(address(name, *args)).status_code == 405


def test_an_operator_never_gets_another_s_statement(worked, network, client_of):
    with scoped_to(network):
        foreign = issued(worked, worked.caf)
    client = client_of("operator")
    for name in ("statement_own_detail", "statement_own_document"):
        assert client.get(address(name, foreign.pk)).status_code == 404
    assert client.post(address("statement_own_prepare", foreign.pk)).status_code == 404
    assert client.get(address("statement_document", foreign.pk)).status_code == 403
    assert "Relevé n°" not in words(client.get(address("statement_own")))


def test_an_operator_takes_its_own_figures_home(worked, network, cast, client_of):
    with scoped_to(network):
        own = issued(worked, cast["operator"].partner)
    page = client_of("operator").get(address("statement_own_detail", own.pk), {"export": "csv"})
    assert "Forum;600,00;0,00;0,00;4,88;37" in page.content.decode("utf-8-sig")
