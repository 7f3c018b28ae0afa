"""Statements on screen for the coordinator, and the public check."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from funding.models import Contribution, FundingStatement, StatementFile, StatementMail
from funding.statements.actions.issue import issue_statement, print_statement
from funding.statements.actions.outbox import record_opening
from funding.statements.tasks import record_statement_opening
from inclusion.core.french.periods import civil_year
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import close, engage, make_fund, receive, worked_example
from tests.funding.statement_pages import issued, pdf_of, worked_with_operator
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def worked(network, cast):
    return worked_with_operator(network, cast)


# -- The coordinator's list ------------------------------------------------------------------------------


@pytest.mark.papers
def test_a_coordinator_looks_at_any_operator_s_statement_before_it_is_issued(worked, network, client_of):
    client = client_of("coordinator")
    asked = {"fund": worked.fund.pk, "partner": worked.caf.pk, "year": 2026}
    with scoped_to(network):
        close(worked.fund)
    assert "Voir les chiffres" in words(client.get(address("statement_issue")))
    page = words(client.get(address("statement_preview"), asked))
    assert "CAF : 10 000 € versés en ont réuni 30 000 € ; 15 825 € financent déjà deux actions" in page
    assert "Rien n’est encore établi" in page
    assert "Établir ce relevé" in page
    assert "Part restante au 31 décembre 2026" in page
    with scoped_to(network):
        assert not FundingStatement.objects.exists()
    changed = words(client.get(address("statement_issue"), asked))
    assert f'<option value="{worked.caf.pk}" selected>' in changed
    response = client.post(address("statement_issue"), asked, follow=True)
    assert "Le relevé n° 1 de CAF est établi." in words(response)
    with scoped_to(network):
        statement = FundingStatement.objects.get()
    assert response.redirect_chain == [(address("statement_detail", statement.pk), 302)]
    with pdf_of(client.get(address("statement_document", statement.pk))) as pdf:
        assert "CAF" in str(pdf.docinfo["/Title"])
    again = words(client.get(address("statement_preview"), asked))
    assert "dit déjà ces chiffres" in again
    assert "Établir ce relevé" not in again
    with scoped_to(network):
        close(worked.fund, until=None)
        engage(worked.forum, "10.00", by=worked.by)
        close(worked.fund)
    assert "le nouveau le remplacera et le citera" in words(client.get(address("statement_preview"), asked))


@pytest.mark.papers
def test_before_the_accounts_are_closed_there_is_a_situation(worked, network, client_of, clock):
    client = client_of("coordinator")
    asked = {"fund": worked.fund.pk, "partner": worked.caf.pk, "year": 2026}
    page = words(client.get(address("statement_preview"), asked))
    assert "<title>Situation au 24 novembre 2026 (année en cours)" in page
    assert "Télécharger la situation (PDF)" in page and "Établir ce relevé" not in page
    assert address("fund_settings", worked.fund.pk) in page
    with pdf_of(client.post(address("statement_issue"), asked)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Situation au 24 novembre 2026 (année en cours), CAF"
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


def test_a_preview_of_days_as_known_on_a_day_is_issued_as_it_was_shown(worked, network, client_of):
    client = client_of("coordinator")
    with scoped_to(network):
        close(worked.fund)
    asked = {
        "fund": worked.fund.pk,
        "partner": worked.caf.pk,
        "year": "",
        "start": "2026-03-01",
        "end": "2026-05-31",
        "as_at": "2026-11-24",
    }
    page = words(client.get(address("statement_preview"), asked))
    assert "Du 1er mars au 31 mai 2026, d’après ce qui était enregistré le 24 novembre 2026." in page
    for name, value in asked.items():
        if value:
            assert f'<input type="hidden" name="{name}" value="{value}">' in page
    detail = words(client.post(address("statement_issue"), asked, follow=True))
    assert "Part restante au 31 mai 2026" in detail
    assert "<dt>D’après ce qui était enregistré le</dt><dd>24 novembre 2026</dd>" in detail


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"partner": ""}, "Ce champ est obligatoire."),
        ({"partner": "host"}, "Sélectionnez un choix valide"),
        ({"fund": "other"}, "CAF n’a pas de contribution au fonds « Autre fonds »."),
        ({"year": ""}, "Choisissez une année, ou donnez deux jours."),
        ({"year": "2029"}, "Choisissez une année du fonds dans la liste."),
        ({"start": "2026-05-02"}, "Le premier jour est donné : donnez aussi celui-ci."),
        ({"start": "2026-05-02", "end": "2026-05-01"}, "La fin de la période vient après son début."),
        ({"start": "2025-05-02", "end": "2025-05-03"}, "n’était pas ouvert pendant cette période"),
        ({"as_at": "2099-01-01"}, "Le 1er janvier 2099 n’est pas encore passé : choisissez un jour déjà venu."),
    ],
)
def test_what_cannot_be_stated_is_said_and_nothing_is_written(worked, network, client_of, changed, sentence):
    with scoped_to(network):
        other = make_fund("Autre fonds")
    keys = {"host": worked.fund.host_id, "other": other.pk}
    asked = {"fund": worked.fund.pk, "partner": worked.caf.pk, "year": 2026}
    asked |= {name: keys.get(value, value) for name, value in changed.items()}
    client = client_of("coordinator")
    assert sentence in words(client.get(address("statement_preview"), asked))
    assert sentence in words(client.post(address("statement_issue"), asked))
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


# -- A statement that was issued ---------------------------------------------------------------------------


def test_a_network_without_contributors_sees_how_it_begins(network, client_of):
    page = words(client_of("coordinator").get(address("statement_issue")))
    assert "Aucun fonds n’a encore de contributeur." in page
    assert "Voir les chiffres" not in page


def test_the_sealed_figures_are_shown_not_computed_anew(worked, network, client_of):
    with scoped_to(network):
        first = issued(worked, worked.caf)
        print_statement(first, by=worked.by, at=AT)
        engage(worked.forum, "1000.00", by=worked.by)
        second = issued(worked, worked.caf)
    client = client_of("coordinator")
    page = words(client.get(address("statement_detail", first.pk)))
    assert "14 175,00 €" in page
    assert "CAF : 10 000 € versés en ont réuni 30 000 €" in page
    assert " ".join(first.seal[at : at + 8] for at in range(0, 64, 8)) in page
    assert f'<a href="{address("statement_detail", second.pk)}">le relevé n° 2</a>' in page
    assert "Remplacé" in page
    newer = words(client.get(address("statement_detail", second.pk)))
    assert "14 175,00 €" not in newer
    assert f'<dt>Remplace</dt><dd><a href="{address("statement_detail", first.pk)}">le relevé n° 1</a>' in newer
    check_link = page.split('Ses chiffres ne changent plus. <a href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Ce relevé est conforme" in words(client_of("visitor").get(check_link))


@pytest.mark.papers
def test_a_missing_file_is_made_when_it_is_asked_for(worked, network, cast, client_of):
    """A worker died between number and paper: the pages say so and have it made; reading never writes."""
    with scoped_to(network):
        foreign, own = issued(worked, worked.caf), issued(worked, cast["operator"].partner)
    for role, prefix, statement in (("coordinator", "statement", foreign), ("operator", "statement_own", own)):
        client = client_of(role)
        page = client.get(address(f"{prefix}_document", statement.pk), follow=True)
        assert page.redirect_chain == [(address(f"{prefix}_detail", statement.pk), 302)]
        assert "Préparer le PDF" in words(page)
        assert "Télécharger le PDF" not in words(page)
        with scoped_to(network):
            assert not StatementFile.objects.filter(statement=statement).exists()
        ready = client.post(address(f"{prefix}_prepare", statement.pk), follow=True)
        assert f"relevé n° {statement.number} est prêt." in words(ready)
        assert "Télécharger le PDF" in words(ready)
        with pdf_of(client.get(address(f"{prefix}_document", statement.pk))) as pdf:
            assert f"n° {statement.number}" in str(pdf.docinfo["/Title"])


def test_the_coordinator_sees_when_a_statement_was_sent_and_opened_and_sends_it(worked, network, cast, client_of):
    with scoped_to(network):
        own = issued(worked, cast["operator"].partner)
    page = address("statement_detail", own.pk)
    client = client_of("coordinator")
    assert "Pas encore envoyé à l’opérateur" in words(client.get(page))
    assert "part à Organisme operator." in words(client.post(address("statement_send", own.pk), follow=True))
    with scoped_to(network):
        StatementMail.objects.update(mailed_at=AT)
    assert "pas encore ouvert" in words(client.get(page)) and "L’envoyer à nouveau" in words(client.get(page))
    operator = client_of("operator")
    assert "Votre relevé n° 1 est établi" in words(operator.get(address("network_home")))
    with scoped_to(network):
        record_opening(own, by=cast["operator"].user, at=AT)
    noted = {"network_id": network.pk, "statement_id": own.pk, "user_id": cast["coordinator"].user.pk}
    record_statement_opening(**noted)  # only the first is kept
    assert "L’opérateur l’a ouvert le 24 novembre 2026" in words(client.get(page))
    assert "24/11/2026" in words(client.get(address("statement_list")))
    assert "Votre relevé n° 1 est établi" not in words(operator.get(address("network_home")))


def test_the_figures_go_out_as_csv_and_workbook_with_numbers(worked, network, client_of):
    with scoped_to(network):
        statement = issued(worked, worked.caf)
    client = client_of("coordinator")
    response = client.get(address("statement_detail", statement.pk), {"export": "csv"})
    assert 'filename="releve-0001-2026-caf.csv"' in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {(row["Relevé n°"], row["Opérateur"], row["Fonds"]) for row in rows} == {
        ("1", "CAF", "Fonds d’inclusion numérique")
    }
    lines = [(row["Partie"], row["Libellé"], row["Montant (€)"]) for row in rows]
    assert lines[:12] == [
        ("En bref", "Versé", "10000,00"),
        ("En bref", "Réuni", "30000,00"),
        ("En bref", "Engagé", "15825,00"),
        ("En bref", "Rendu", "0,00"),
        ("En bref", "Payé", "0,00"),
        ("En bref", "Reste", "14175,00"),
        ("Réunis pour 1\u00a0€ versé", "(10\u202f000 + 20\u202f000) ÷ 10\u202f000 = 3,00\u00a0€", "3,00"),
        ("Part du fonds", "Part au 1er janvier 2026", "0,00"),
        ("Part du fonds", "Vos versements", "10000,00"),
        ("Part du fonds", "Effet levier que vos versements ont attiré", "20000,00"),
        ("Part du fonds", "Ce que votre part a engagé", "-15825,00"),
        ("Part du fonds", "Part restante au 31 décembre 2026", "14175,00"),
    ]
    assert ("Action financée", "Forum", "6825,00") in lines  # 5 250 and 3 300 × 15 750 ÷ 33 000
    moved = [row[2] for row in lines if row[0] == "Mouvement"]
    assert moved == ["10000,00", "20000,00", "-9000,00", "-5250,00", "-1575,00"]
    assert lines[-1] == ("Sceau SHA-256", statement.seal, "")

    book = client.get(address("statement_detail", statement.pk), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.content)).active
    cells = {row[6]: row for row in reversed(list(sheet.iter_rows(values_only=True)))}
    assert cells["Ce que votre part a engagé"][7] == -15825
    assert cells["Forum"][7:11] == (6825, 0, 0, 55.49)  # of 12 300
    assert cells["Vos versements"][3].date() == date(2026, 1, 1)
    assert cells["Vos versements"][4].date() == date(2026, 12, 31)


def test_the_list_says_which_statement_replaced_which(worked, network, client_of):
    with scoped_to(network):
        issued(worked, worked.caf)
        engage(worked.forum, "10.00", by=worked.by)
        issued(worked, worked.caf)
        issued(worked, worked.orange)
        print_statement(FundingStatement.objects.get(number=3), by=worked.by, at=AT)
    client = client_of("coordinator")
    page = words(client.get(address("statement_list")))
    assert "3 relevés" in page
    assert "année 2026" in page
    assert "À préparer" in page
    assert "n° 2" in page
    assert "2 relevés" in words(client.get(address("statement_list"), {"partner": worked.caf.pk}))
    lines = client.get(address("statement_list"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "du 1er janvier au 31 décembre 2026" in lines[1]
    with scoped_to(network):
        last = FundingStatement.objects.get(number=3)
    assert f'<a href="{address("statement_document", last.pk)}">PDF' in page
    assert lines[1].endswith(last.seal)


def test_lists_do_not_show_another_network(worked, network, other_network, client_of):
    with scoped_to(other_network):
        example = worked_example()
        close(example.fund)
        foreign = issue_statement(example.fund, partner=example.caf, **civil_year(2026)._asdict(), by=example.by, at=AT)
    client = client_of("coordinator")
    assert "Aucun résultat" in words(client.get(address("statement_list")))
    assert client.get(address("statement_document", foreign.pk)).status_code == 404
    for name in ("statement_detail", "statement_document"):
        assert client.get(address(name, foreign.pk)).status_code == 404
    assert client.post(address("statement_prepare", foreign.pk)).status_code == 404
    asked = {"fund": example.fund.pk, "partner": example.caf.pk, "year": 2026}
    assert "Sélectionnez un choix valide" in words(client.post(address("statement_issue"), asked))
    assert "Sélectionnez un choix valide" in words(client.get(address("statement_preview"), asked))


def test_more_rows_ask_no_more_queries(worked, network, cast, client_of):
    clients = {"coordinator": client_of("coordinator"), "operator": client_of("operator")}
    operator = cast["operator"].partner
    asked = {"fund": worked.fund.pk, "partner": operator.pk, "year": 2026}

    def count(statement):
        numbers = {}
        for role, name, args, query in (
            ("coordinator", "statement_list", [], {}),
            ("coordinator", "statement_issue", [], {}),
            ("coordinator", "statement_preview", [], asked),
            ("coordinator", "statement_detail", [statement.pk], {}),
            ("operator", "statement_own", [], {}),
            ("operator", "statement_own_detail", [statement.pk], {}),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert clients[role].get(address(name, *args), query).status_code == 200
            numbers[name] = len(captured)
        return numbers

    with scoped_to(network):
        issued(worked, operator)
        engage(worked.forum, "5.00", by=worked.by)
        statement = issued(worked, operator)
    count(statement)
    before = count(statement)
    with scoped_to(network):
        for amount in ("10.00", "20.00"):
            engage(worked.rights, amount, by=worked.by)
            engage(worked.forum, amount, by=worked.by)
            receive(Contribution.objects.get(partner=operator), amount, by=worked.by)
            statement = issued(worked, operator)
    assert count(statement) == before


# -- The public check -----------------------------------------------------------------------------------------


def check(client, number, seal):
    return words(client.get(address("statement_check"), {"numero": number, "sceau": seal}))


def test_whoever_has_the_number_and_the_seal_sees_whose_and_how_much_was_left(worked, network, client_of):
    with scoped_to(network):
        statement = issued(worked, worked.caf)
    visitor = client_of("visitor")
    assert "Vérifier un relevé de financement" in words(visitor.get(address("statement_check")))
    page = check(visitor, 1, statement.seal)
    assert "Ce relevé est conforme" in page
    facts = ("<dd>CAF</dd>", "<dd>du 1er janvier au 31 décembre 2026</dd>", "<dd>14 175,00 €</dd>")
    assert all(fact in page for fact in facts)
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
        assert "est conforme" not in page and "€" not in page
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
        close(example.fund)
        foreign = issue_statement(example.fund, partner=example.caf, **civil_year(2026)._asdict(), by=example.by, at=AT)
    assert "Ne correspond pas" in check(client_of("visitor"), 1, foreign.seal)


@pytest.mark.papers
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
        data = bytes(print_statement(statement, by=worked.by, at=AT).content.data)
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
