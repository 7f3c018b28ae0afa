"""The year of a fund: its columns add up month by month, and with what was left before they make what is left."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from funding.funds import papers
from funding.funds.papers import report_words
from funding.funds.queries import fund_year
from funding.models import Fund, LedgerTransaction
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.spending.queries.funds import fund_position
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import engage, make_action, make_grant, worked_example
from tests.funding.statement_pages import pdf_of
from tests.pages import address, plain, words

D = Decimal
TODAY = date(2026, 11, 24)


def test_a_grant_counts_in_n_once_an_action_has_taken_it(scope):
    """45 000 raised by 15 000; of the grant of 3 000 the 1 000 that are committed."""
    worked = lived_in()
    position = fund_position(worked.fund)
    assert (position.raised, position.leverage) == (D("46000.00"), D("3.07"))
    assert Fund.objects.with_pot().get(pk=worked.fund.pk).raised == D("46000.00")


def lived_in():
    """The worked example (45 000 raised, 18 000 committed), then a grant of 3 000 of which 1 000 are committed; 4 000
    paid, 2 000 released, an error of 50 taken back.
    """
    worked = worked_example()
    does = {"on": date(2026, 10, 1), "by": worked.by, "at": AT}
    workshops = make_action(worked.fund, "Ateliers", by=worked.by)
    make_grant(worked.fund, workshops, "3000.00", by=worked.by)
    engage(workshops, "1000.00", by=worked.by)
    pay(worked.commitments[0], amount=D("4000.00"), reference="P1", **does)
    release(worked.commitments[1], amount=D("2000.00"), **does)
    error = engage(worked.forum, "50.00", by=worked.by)
    reverse(LedgerTransaction.objects.get(commitment=error), reason="Erreur", **does)
    return worked


def test_the_year_of_a_fund_adds_up(scope):
    report = fund_year(lived_in().fund, year=2026, today=TODAY)
    whole = report.whole
    assert (whole.received, whole.match, whole.granted) == (D("15000.00"), D("30000.00"), D("3000.00"))
    assert (whole.committed, whole.released, whole.paid) == (D("19000.00"), D("2000.00"), D("4000.00"))
    assert report.left_before + whole.raised - whole.committed + whole.released == report.left == D("31000.00")
    for name in ("raised", "committed", "released", "paid"):
        assert sum(getattr(month, name) for month in report.months.values()) == getattr(whole, name)
    said = report_words(report)
    assert plain(said["headline"]) == "En 2026, 48 000 € réunis ; 19 000 € engagés pour trois actions"
    assert plain(said["lead"]) == (
        "4 000,00 € ont été payés. 2 000,00 € engagés et non dépensés ont été rendus."
        " Il reste 29 000,00 € dans le pot commun, et 2 000,00 € de subventions réservées à leurs actions."
    )
    raised, used = said["wide"].bars
    assert sum(one.piece.amount for one in raised.pieces) == sum(one.piece.amount for one in used.pieces) == 48000
    later = fund_year(report.position.fund, year=2027, today=date(2027, 3, 1))
    assert plain(report_words(later)["headline"]) == "En 2027, rien n’a été réuni ; rien n’a été engagé"
    assert later.left_before == later.left == report.left
    content, _ = files_of(papers.report_odt(report.position.fund, later))
    assert "Aucun mouvement cette année." in content and 'table:name="Mois' not in content


def files_of(text):
    """What an OpenDocument text says and its styles, both well-formed and without a variable that is not there."""
    with zipfile.ZipFile(io.BytesIO(text)) as archive:
        files = [archive.read(name).decode() for name in ("content.xml", "styles.xml")]
    for one in files:
        ElementTree.fromstring(one)
        assert "⟦" not in one
    return files


def amounts(document):
    return re.findall(r"\d[\d ]*,\d\d €", plain(re.sub("<[^>]+>", " ", document)))


@pytest.mark.papers
def test_the_report_is_a_page_a_pdf_and_a_text(network, client_of, monkeypatch):
    """The PDF is set once, in 0.5 s: who edits the text and who reads the PDF have the same figures, in one order."""
    with scoped_to(network):
        fund = lived_in().fund
    client = client_of("reader")
    page = words(client.get(address("fund_report", fund.pk)))
    title = "En 2026, 48 000 € réunis ; 19 000 € engagés pour trois actions"
    assert f"<h1>{title}</h1>" in page
    assert "comptes non clos" in page
    asked = address("fund_report", fund.pk), {"annee": "2026", "export": "pdf"}
    with pdf_of(client.get(*asked)) as pdf:
        assert str(pdf.docinfo["/Title"]) == f"Bilan 2026, {fund.name}"
    monkeypatch.setattr(
        papers, "render_pdf", lambda template, context, **_: render_to_string(template, context).encode()
    )
    printed = client.get(*asked).content.decode()
    response = client.get(asked[0], {"annee": "2026", "export": "odt"})
    assert response.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert f"bilan-2026-fonds-{fund.pk}.odt" in response.headers["Content-Disposition"]
    content, styles = files_of(response.content)
    assert f">{title}</text:h>" in plain(content)
    asked_for = re.findall(r'(?:text|table):(?:default-cell-)?style-name="([^"]+)"', content)
    assert set(asked_for) <= set(re.findall(r'style:name="([^"]+)"', content + styles))
    assert amounts(content) == amounts(printed)
    assert set(amounts(page)) <= set(amounts(content)) and len(amounts(content)) > 40


def test_what_was_left_before_has_its_own_card(scope):
    worked = lived_in()
    for year, shown in ((2026, False), (2027, True)):
        report = fund_year(worked.fund, year=year, today=date(2027, 2, 1))
        page = render_to_string("pdf/fund_year.html", {"report": report, "whole": report.whole, "fund": worked.fund})
        assert ("Restait d’avant" in page) is shown
