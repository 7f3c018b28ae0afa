"""Statements on screen: the operator's own space, the coordinator's list, the public check."""

import io
from decimal import Decimal

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.actions.funded_actions import record_reach
from funding.actions.statements import issue_statement
from funding.models import Contribution, FundingStatement
from inclusion.rules.periods import civil_year
from inclusion.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import engage, make_contribution, make_fund, receive, worked_example

SLUG = "lot-et-garonne"
NBSP, THIN = "\u00a0", "\u202f"


def address(name, *args):
    return reverse(name, args=[SLUG, *args])


def words(response):
    """The text of the page, spaces made plain."""
    return " ".join(response.content.decode().replace(NBSP, " ").replace(THIN, " ").split())


@pytest.fixture
def worked(network, cast):
    """The worked example, in which the operator of the cast gave 2 000 € and the Forum helped 37 of its users."""
    with scoped_to(network):
        example = worked_example()
        own = make_contribution(example.fund, cast["operator"].partner, "2000.00", by=example.by)
        receive(own, "2000.00", by=example.by)
        engage(example.forum, "3300.00", by=example.by, on=timezone.localdate(AT))
        record_reach(
            example.forum, partner=cast["operator"].partner, year=2026, people=37, by=example.by, at=AT
        )
        return example


def issued(worked, partner, year=2026, at=AT):
    return issue_statement(worked.fund, partner=partner, **civil_year(year)._asdict(), by=worked.by, at=at)


def pdf_of(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    return pikepdf.open(io.BytesIO(response.content))


# -- The operator's own space --------------------------------------------------------------------------


def test_an_operator_sees_what_its_euros_became(worked, client_of):
    """2 000 € + 4 000 € of match; of the 3 300 € of the Forum, 3 300 × 6 000 ÷ 33 000 = 600 €."""
    page = words(client_of("operator").get(address("statement_own"), {"annee": "2026"}))
    assert "En 2026, vos 2 000 € sont devenus 6 000 € d’actions" in page
    assert "Votre part a payé 600,00 € pour une action ; il vous reste 5 400,00 € à employer." in page
    assert "(2 000 + 4 000) ÷ 2 000 = 3,00 €" in page
    assert "Forum" in page
    assert '<td class="num">37</td>' in page
    assert "Mes droits" not in page
    assert "10 000" not in page


def test_an_operator_that_never_gave_is_told_how_it_begins(network, client_of):
    page = words(client_of("operator").get(address("statement_own")))
    assert "ne contribue encore à aucun fonds" in page
    assert "Télécharger" not in page


def test_a_member_with_0_euros_has_its_page(network, cast, client_of):
    with scoped_to(network):
        example = worked_example()
        make_contribution(example.fund, cast["operator"].partner, "0.00", by=example.by)
    page = words(client_of("operator").get(address("statement_own"), {"annee": "2026"}))
    assert "fait de vous un membre du fonds à part entière" in page


@pytest.mark.parametrize("odd", ["", "1999", "abc", "9" * 40])
def test_an_odd_year_shows_the_present_one(worked, client_of, odd):
    response = client_of("operator").get(address("statement_own"), {"annee": odd, "fonds": odd})
    assert response.status_code == 200
    assert f"En {min(timezone.localdate().year, 2028)}" in words(response) or "devenus" in words(response)


def test_the_statement_is_issued_and_downloaded_at_once(worked, network, cast, client_of):
    client, asked = client_of("operator"), {"fund": worked.fund.pk, "year": 2026}
    with pdf_of(client.post(address("statement_own_issue"), asked)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Relevé de financement n° 1, Organisme operator"
    again = client.post(address("statement_own_issue"), asked)
    with scoped_to(network):
        statement = FundingStatement.objects.get()
        assert statement.partner == cast["operator"].partner
        assert again.content == bytes(statement.document.content.data)
    assert "Relevé n° 1 (PDF)" in words(client.get(address("statement_own")))
    assert client.get(address("statement_own_document", statement.pk)).content == again.content


@pytest.mark.parametrize("year", ["2025", "2029", "", "abc"])
def test_a_year_outside_the_fund_issues_nothing(worked, network, client_of, year):
    response = client_of("operator").post(
        address("statement_own_issue"), {"fund": worked.fund.pk, "year": year}, follow=True
    )
    assert "Choisissez un fonds et une année de ce fonds." in words(response)
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


def test_a_fund_to_which_one_never_gave_issues_nothing(worked, network, client_of):
    with scoped_to(network):
        other = make_fund("Autre fonds")
    response = client_of("operator").post(
        address("statement_own_issue"), {"fund": other.pk, "year": 2026}, follow=True
    )
    assert "n’a pas de contribution" in words(response)


def test_nobody_issues_by_asking_to_read(worked, client_of):
    assert client_of("operator").get(address("statement_own_issue")).status_code == 405


def test_an_operator_never_gets_another_s_statement(worked, network, client_of):
    with scoped_to(network):
        foreign = issued(worked, worked.caf)
    client = client_of("operator")
    assert client.get(address("statement_own_document", foreign.pk)).status_code == 404
    assert client.get(address("statement_document", foreign.pk)).status_code == 403
    assert "Relevé n°" not in words(client.get(address("statement_own")))


# -- The coordinator's list ------------------------------------------------------------------------------


def test_a_coordinator_issues_for_any_operator(worked, network, client_of):
    client = client_of("coordinator")
    asked = {"fund": worked.fund.pk, "partner": worked.caf.pk, "year": 2026}
    assert client.get(address("statement_issue")).status_code == 200
    response = client.post(address("statement_issue"), asked, follow=True)
    assert "Le relevé n° 1 de CAF est établi." in words(response)
    with scoped_to(network):
        statement = FundingStatement.objects.get()
    with pdf_of(client.get(address("statement_document", statement.pk))) as pdf:
        assert "CAF" in str(pdf.docinfo["/Title"])


def test_what_is_missing_is_said(worked, network, client_of):
    client = client_of("coordinator")
    asked = {"fund": worked.fund.pk, "partner": worked.fund.host_id, "year": 2026}
    assert "Sélectionnez un choix valide" in words(client.post(address("statement_issue"), asked))
    with scoped_to(network):
        other = make_fund("Autre fonds")
    asked = {"fund": other.pk, "partner": worked.caf.pk, "year": 2026}
    assert "n’a pas de contribution" in words(client.post(address("statement_issue"), asked))
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


def test_the_list_says_which_statement_replaced_which(worked, network, client_of):
    with scoped_to(network):
        issued(worked, worked.caf)
        engage(worked.forum, "10.00", by=worked.by)
        issued(worked, worked.caf)
        issued(worked, worked.orange)
    client = client_of("coordinator")
    page = words(client.get(address("statement_list")))
    assert "3 relevés" in page
    assert "n° 2" in page
    assert "2 relevés" in words(client.get(address("statement_list"), {"partner": worked.caf.pk}))
    lines = client.get(address("statement_list"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4


def test_lists_do_not_show_another_network(worked, network, other_network, client_of):
    with scoped_to(other_network):
        example = worked_example()
        foreign = issue_statement(
            example.fund, partner=example.caf, **civil_year(2026)._asdict(), by=example.by, at=AT
        )
    client = client_of("coordinator")
    assert "Aucun résultat" in words(client.get(address("statement_list")))
    assert client.get(address("statement_document", foreign.pk)).status_code == 404
    asked = {"fund": example.fund.pk, "partner": example.caf.pk, "year": 2026}
    assert "Sélectionnez un choix valide" in words(client.post(address("statement_issue"), asked))


def test_more_rows_ask_no_more_queries(worked, network, cast, client_of):
    clients = {"coordinator": client_of("coordinator"), "operator": client_of("operator")}

    def asked():
        numbers = []
        for role, name in (("coordinator", "statement_list"), ("operator", "statement_own")):
            with CaptureQueriesContext(connection) as captured:
                assert clients[role].get(address(name)).status_code == 200
            numbers.append(len(captured))
        return numbers

    with scoped_to(network):
        issued(worked, cast["operator"].partner)
    asked()
    before = asked()
    with scoped_to(network):
        for amount in ("10.00", "20.00"):
            engage(worked.rights, amount, by=worked.by)
            engage(worked.forum, amount, by=worked.by)
            receive(Contribution.objects.get(partner=cast["operator"].partner), amount, by=worked.by)
            issued(worked, cast["operator"].partner)
    assert asked() == before


# -- The public check -----------------------------------------------------------------------------------------


def check(client, number, seal):
    return words(client.get(address("statement_check"), {"numero": number, "sceau": seal}))


def test_anybody_checks_a_statement_and_no_amount_shows(worked, network, client_of):
    with scoped_to(network):
        statement = issued(worked, worked.caf)
    visitor = client_of("visitor")
    assert "Vérifier un relevé de financement" in words(visitor.get(address("statement_check")))
    page = check(visitor, 1, statement.seal)
    assert "Ce relevé est conforme" in page
    assert "CAF" not in page
    assert "€" not in page
    spaced = " ".join(statement.seal[at : at + 8] for at in range(0, 64, 8)).upper()
    assert "Ce relevé est conforme" in check(visitor, 1, spaced)


def test_what_does_not_match_is_said_to(worked, network, client_of):
    with scoped_to(network):
        first, second = issued(worked, worked.caf), issued(worked, worked.orange)
    visitor = client_of("visitor")
    wrong = first.seal[:-1] + ("0" if first.seal[-1] != "0" else "1")
    for number, seal in ((1, wrong), (2, first.seal), (1, second.seal), (9, first.seal)):
        page = check(visitor, number, seal)
        assert "Ne correspond pas" in page
        assert "est conforme" not in page
    assert "64 caractères" in check(visitor, 1, "abc")
    assert "fait de chiffres" in check(visitor, "un", first.seal)


def test_a_replaced_statement_says_so(worked, network, client_of):
    with scoped_to(network):
        first = issued(worked, worked.caf)
        engage(worked.forum, "10.00", by=worked.by)
        issued(worked, worked.caf)
    page = check(client_of("visitor"), 1, first.seal)
    assert "Ce relevé est conforme" in page
    assert "le n° 2" in page


def test_another_network_s_statement_is_not_this_one_s(worked, other_network, client_of):
    with scoped_to(other_network):
        example = worked_example()
        foreign = issue_statement(
            example.fund, partner=example.caf, **civil_year(2026)._asdict(), by=example.by, at=AT
        )
    assert "Ne correspond pas" in check(client_of("visitor"), 1, foreign.seal)


def test_the_code_on_paper_leads_to_the_check(worked, network, client_of):
    """Read the QR code of the PDF back: it opens this page, filled in, and the page confirms."""
    import subprocess
    import tempfile
    from pathlib import Path
    from urllib.parse import urlsplit

    import zxingcpp
    from PIL import Image

    with scoped_to(network):
        statement = issued(worked, worked.caf)
        data = bytes(statement.document.content.data)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "releve.pdf"
        file.write_bytes(data)
        subprocess.run(["pdftoppm", "-r", "150", "-png", str(file), f"{folder}/page"], check=True)
        found = []
        for page in sorted(Path(folder).glob("page*.png")):
            with Image.open(page) as image:
                found += [code.text for code in zxingcpp.read_barcodes(image)]
    assert len(found) == 1
    address_ = urlsplit(found[0])
    page = words(client_of("visitor").get(f"{address_.path}?{address_.query}"))
    assert "Ce relevé est conforme" in page
    assert Decimal(statement.figures["closing"]) > 0
