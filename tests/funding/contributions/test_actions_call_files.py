"""The letter that calls for funds, read back: its words, its tags, its one page; what the money would become."""

import io
import subprocess
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.papers import CallLetter, becomes, call_pdf
from funding.models import Contribution
from inclusion.core.models.networks import Network
from tests.builders import AT, make_commune, make_partner, make_user
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.setup_data import setup_data

pytestmark = pytest.mark.papers

D = Decimal
TODAY, DUE = date(2026, 11, 24), date(2026, 12, 15)


@setup_data
def by(scope):
    Network.objects.update(
        host_name="Conseil départemental de Lot-et-Garonne",
        host_service="Mission inclusion numérique",
        host_address="1633 avenue du Général Leclerc\n47922 Agen Cedex 9",
        phone="05 53 69 40 00",
        email="declic47@exemple.example",
        signatory="La présidente du Conseil départemental",
    )
    return make_user()


@setup_data
def fund(by):
    fund = make_fund()
    fund.host.siret, fund.host.is_host = "22470001300013", True
    fund.host.save()
    return fund


@setup_data
def caf(fund, by):
    partner = make_partner("Caisse d’allocations familiales", address="1 rue Jean Jaurès", commune=make_commune())
    return make_contribution(fund, partner, "15000.50", by=by)


def letter_of(contribution, amount=None, *, by, due_on=DUE):
    called = call_for_funds(contribution, amount=amount and D(amount), due_on=due_on, on=TODAY, by=by, at=AT)
    return bytes(called.document.content.data)


def said(data, *options):
    out = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def test_the_letter_says_who_is_asked_what_until_when_and_what_it_becomes(caf, by):
    make_rule(caf.fund, by=by)
    data = letter_of(caf, by=by)
    words = said(data) + said(data, "-layout")
    for part in (
        "Caisse d’allocations familiales 1 rue Jean Jaurès 47200 Marmande",
        "Le 24 novembre 2026",
        "Appel de fonds AF-2026-0001 · Fonds d’inclusion numérique · contribution 2026",
        "15 000,50 € à verser au plus tard le 15 décembre 2026",
        "Votre organisme a promis 15 000,50 € au fonds « Fonds d’inclusion numérique » pour 2026.",
        "Cet appel porte sur la totalité de cette somme.",
        "En toutes lettres quinze mille euros et cinquante centimes",
        "en rappelant la référence AF-2026-0001",
        "SIRET 22470001300013",
        "Mission inclusion numérique, 05 53 69 40 00, declic47@exemple.example",
        "Effet levier, ajouté par Conseil départemental + 30 001,00 €",
        "Réuni par ce versement 45 001,50 €",
        "« Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €. » C’est une prévision",
        "La présidente du Conseil départemental",
    ):
        assert part in words
    assert "plafond" not in words
    assert "⟦" not in words


def test_the_letter_is_tagged_and_one_page(caf, by):
    make_rule(caf.fund, by=by, contributor_cap=D("10000.00"), year_cap=D("20000.00"))
    with pikepdf.open(io.BytesIO(letter_of(caf, "5000.00", by=by))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.get("/StructTreeRoot") is not None
        title = "Appel de fonds AF-2026-0001, Caisse d’allocations familiales"
        assert str(pdf.docinfo["/Title"]) == title
        assert len(pdf.pages) == 1


def test_the_account_to_pay_to_is_on_the_letter_where_it_is_known(fund, caf, by):
    without = said(letter_of(caf, "100.00", by=by))
    assert "IBAN" not in without
    assert "Les coordonnées bancaires vous sont données" in without
    fund.iban = "FR7630006000011234567890189"
    fund.save(update_fields=["iban"])
    caf.refresh_from_db()
    data = letter_of(caf, "200.00", by=by)
    assert "Compte à créditer (IBAN) FR76 3000 6000 0112 3456 7890 189" in said(data, "-layout")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1


def test_a_part_is_written_with_what_was_before_and_what_is_left(caf, by):
    first = said(letter_of(caf, "5000.00", by=by))
    assert "5 000 € à verser au plus tard le 15 décembre 2026" in first
    assert "Cet appel porte sur 5 000,00 €. Il en restera 10 000,50 € à appeler." in first
    assert "Aucune règle d’effet levier ne vaut à cette date." in first
    second = said(letter_of(caf, by=by))
    assert "5 000,00 € en ont déjà été appelés ou versés." in second
    assert "Cet appel porte sur 10 000,50 €. C’est tout ce qui en reste." in second


def test_a_cap_is_said_on_the_letter(caf, by):
    make_rule(caf.fund, by=by, contributor_cap=D("20000.00"))
    words = said(letter_of(caf, by=by))
    assert "Un plafond de cette règle est atteint : 20 000,00 € par contributeur et par an." in words


def test_the_same_letter_is_the_same_file(caf, by, network):
    make_rule(caf.fund, by=by)
    contribution = Contribution.objects.get(pk=caf.pk)
    letter = CallLetter(contribution, "AF-2026-0001", D("15000.50"), D("0.00"), TODAY, DUE)
    assert call_pdf(letter, network=network) == call_pdf(letter, network=network)


def test_what_money_becomes_follows_what_came_and_the_rule_of_the_day(caf, by):
    """Two for one capped at 20 000 € a contributor: after 8 000 €, 7 000 € more draw 4 000 €."""
    make_rule(caf.fund, by=by, contributor_cap=D("20000.00"), end=date(2027, 1, 1))
    receive(caf, "8000.00", by=by)
    would = becomes(caf, amount=D("7000.00"), on=DUE)
    assert (would.match, would.together, would.is_capped) == (D("4000.00"), D("11000.00"), True)
    assert [cap.replace("\u202f", " ").replace("\u00a0", " ") for cap in would.caps] == [
        "20 000,00 € par contributeur et par an"
    ]
    afterwards = becomes(caf, amount=D("7000.00"), on=date(2027, 1, 1))
    assert (afterwards.match, afterwards.rule, afterwards.caps) == (D("0.00"), None, [])
    assert not afterwards.is_capped


def test_a_part_of_a_cent_is_no_cap(caf, by):
    """Two euros for three received: 100 € draw 66,66 €, which the cent alone cuts."""
    make_rule(caf.fund, by=by, ratio_received=3)
    would = becomes(caf, amount=D("100.00"), on=DUE)
    assert (would.match, would.is_capped) == (D("66.66"), False)
