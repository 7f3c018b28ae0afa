"""The simulation on paper, read back: its words, its tags, its two pages at most."""

import io
import subprocess
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from funding.posts.papers import simulation_pdf
from funding.posts.rules.plans import PlannedPost
from funding.posts.rules.simulation import simulate
from funding.posts.rules.state_aid import known_waves
from funding.posts.rules.years import FundTerms

pytestmark = pytest.mark.papers

D = Decimal
PLAIN = {"contract": date(2025, 1, 1)}
#: The most that a page has to contain: every payer in every year, part of them too small to be named in the bar.
FULLEST = {
    "yearly_cost": D("45678.90"),
    "fte": D("1.75"),
    "start": date(2024, 9, 1),
    "months": 33,
    "private": True,
    "contract": date(2023, 3, 1),
    "uplifted": True,
    "other_aid_yearly": D("3000"),
    "offers": (D("8000"), D("8000.55"), D("5000")),
}


def made(network, end=date(2101, 1, 1), **fields):
    values = {"yearly_cost": D("45000"), "fte": D(1), "start": date(2026, 1, 1), "months": 36, **fields}
    return simulation_pdf(
        simulate(PlannedPost(**values), known_waves(), [FundTerms("Fonds", date(2000, 1, 1), end)]),
        network=network,
        on=date(2026, 11, 24),
        address="https://exemple.example/lot-et-garonne/postes/simulateur/",
    )


def said(data, *options):
    out = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.fixture
def paper(scope):
    return lambda **fields: made(scope, **fields)


def test_the_council_reads_the_answer_the_table_the_conditions_and_the_calculation(paper):
    data = paper(**PLAIN)
    words = said(data) + said(data, "-layout")
    for part in (
        "Déclic 47",
        "Conseil départemental",
        "Simulation d’un poste cofinancé, le 24 novembre 2026",
        "estimation, ne vaut pas engagement",
        "En trois ans, votre commune paie 61 250 € ; le fonds 61 250 € ; il reste 0 € à trouver",
        "Le poste coûte 135 000 € ; l’État en paie 12 500 €.",
        "L’État ne paie plus rien à partir du 1er janvier 2027",
        "la convention se signe à deux",
        "feuille de route locale",
        "45 000 − 12 500 = 32 500,00 €",
        "32 500 ÷ 2 = 16 250,00 €",
        "commencé le 1er janvier 2025",
        "exemple.example/lot-et-garonne/postes/simulateur/",
        "Page 1 sur 2",
    ):
        assert part in words, part
    assert "135 000,00 € 12 500,00 € 61 250,00 € 61 250,00 € 0,00 €" in said(data, "-layout")


@pytest.mark.parametrize("fields", [PLAIN, FULLEST, {"months": 1}])
def test_it_is_two_pages_at_most_and_tagged(paper, fields):
    data = paper(**fields)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) <= 2
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        tags = {
            str(one.S) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        }
        pictures = [
            str(one.Alt)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        ]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/LI", "/Figure"} <= tags
    assert any("1re année" in one and "Votre commune" in one for one in pictures)


def test_everything_that_was_asked_stands_on_it(paper):
    words = said(paper(**FULLEST))
    for part in (
        "45 678,90 € sur douze mois",
        "1,75 équivalent temps plein (ETP)",
        "du 1er septembre 2024 au 31 mai 2027 (33 mois)",
        "Privé (association, entreprise)",
        "commencé le 1er mars 2023",
        "3 000,00 € sur douze mois",
        "8 000,00 € puis 8 000,55 € puis 5 000,00 €",
        "la convention se signe à trois",
    ):
        assert part in words, part


def test_the_same_simulation_is_the_same_bytes(paper):
    assert paper(**PLAIN) == paper(**PLAIN)
    assert paper(**PLAIN) != paper()
