"""The page of the shared follow-up: its figures, its file, its PDF."""

import io
import subprocess
from itertools import pairwise

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from equipment.feedback.home import latest_outcomes
from equipment.follow_up import rules
from equipment.follow_up.home import last_return
from equipment.loans.actions import lifecycle
from equipment.models import Loan
from inclusion.core.access import Member
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.builders import make_bank, make_loan, make_model, make_out, make_pupil, make_school, write_loans
from tests.pages import address, plain, words
from tests.setup_data import setup_data


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: AT.date() if not args else args[0].date())


@setup_data
def lent(network, cast):
    with scoped_to(network):
        make_bank()
        school = make_school("Collège des Quatre-Vents", partner=cast["school"].partner)
        for _ in range(2):
            make_out(make_loan(school=school, pupil=make_pupil(school)))
        other = make_school("Collège du Marais")
        for _ in range(5):
            make_out(make_loan(school=other, pupil=make_pupil(other)))


def test_without_a_bank_the_page_says_so(client_of):
    page = words(client_of("coordinator").get(address("equipment_follow")))
    assert "Aucune banque de prêt n’est ouverte" in page
    paper = client_of("coordinator").get(address("equipment_year_report", 2026))
    assert paper.status_code == 404


def test_the_bank_sees_every_school(lent, client_of):
    page = words(client_of("bank_manager").get(address("equipment_follow")))
    assert '7 prêts en <span class="nowrap">2026-2027</span>, pour 7 élèves' in page
    assert "Collège des Quatre-Vents" in page and "Collège du Marais" in page


def test_a_school_sees_its_own(lent, client_of):
    page = words(client_of("school").get(address("equipment_follow")))
    assert '2 prêts en <span class="nowrap">2026-2027</span>' in page
    assert "Collège du Marais" not in page


def test_a_reader_sees_no_school_and_a_file_that_hides_the_same(lent, client_of):
    client = client_of("reader")
    page = words(client.get(address("equipment_follow")))
    assert "Collège" not in page.split("<main")[1]
    assert '7 prêts en <span class="nowrap">2026-2027</span>' in page
    book = load_workbook(io.BytesIO(client.get(address("equipment_follow"), {"export": "xlsx"}).content))
    rows = list(book.active.values)
    assert ("2026-2027", "Ensemble", "Prêts et élèves", 7, 7) in rows
    models = [row for row in rows if row[1] == "Par matériel"]
    assert len(models) == 7 and {row[3] for row in models} == {"masqué"}


def drops_among_hidden(client) -> list[int]:
    """How many times the alphabet begins again among the hidden models of the files of two years."""
    found = []
    for year in (2025, 2026):
        answer = client.get(address("equipment_follow"), {"export": "xlsx", "annee": str(year)})
        rows = load_workbook(io.BytesIO(answer.content)).active.values
        names = [row[2] for row in rows if row[1] == "Par matériel" and row[3] == "masqué"]
        assert len(names) == 6
        found.append(sum(one > after for one, after in pairwise(names)))
    return found


@pytest.fixture
def in_order(monkeypatch):
    """Hidden rows stay where their size puts them."""
    monkeypatch.setattr(rules, "_without_order", tuple)


@setup_data
def many_small(network, cast):
    with scoped_to(network):
        make_bank()
        school = make_school("Collège du Marais")
        pupils = [make_pupil(school) for _ in range(5)]
        for name, count in (("Clavier", 4), ("Loupe", 4), ("Balle", 3), ("Stylo", 3), ("Appui", 1), ("Casque", 2)):
            model = make_model(name)
            for pupil in pupils[:count]:
                write_loans(school, model, [(year, pupil, ["reading"], "") for year in (2025, 2026)])


def test_the_order_of_hidden_rows_says_their_size(many_small, in_order, client_of):
    assert drops_among_hidden(client_of("reader")) == [3, 3]


def test_the_order_of_hidden_rows_says_nothing(many_small, client_of):
    assert drops_among_hidden(client_of("reader")) == [0, 0]


def test_a_choice_that_is_none_is_the_running_year(lent, client_of):
    page = words(client_of("bank_manager").get(address("equipment_follow"), {"annee": "1789", "territoire": "x"}))
    assert '7 prêts en <span class="nowrap">2026-2027</span>' in page


def test_the_home_of_the_mdph_counts_its_own_files_that_wait(network, cast):
    """The loans of others are not counted; nor who has an answer, nor a loan that was cancelled."""
    with scoped_to(network):
        bank, mdph = make_bank(), Member(cast["reader"])
        bank.mdph = mdph.partner
        bank.save()
        school = make_school()
        pupils = [make_pupil(school) for _ in range(6)]
        for pupil in pupils:
            make_out(make_loan(school=school, pupil=pupil, mdph_step="requested"))
        make_out(make_loan(school=school, pupil=make_pupil(school)))
        Loan.objects.filter(pupil=pupils[0]).update(outcome="kept", outcome_on=AT.date())
        make_out(make_loan(school=school, pupil=pupils[0], mdph_step="notified"))
        gone = make_loan(school=school, pupil=make_pupil(school), mdph_step="requested")
        lifecycle.cancel(gone, reason="Erreur.", by=cast["school"].user, at=AT)
        (coming,) = last_return(mdph, AT.date())
        assert plain(coming.title) == "Retour du dernier des 7 prêts en cours qui ne sont pas en retard"
        assert plain(latest_outcomes(mdph, AT.date()).sentence) == "5 élèves attendent une réponse de la MDPH"


@pytest.mark.papers
def test_the_note_and_the_home_of_a_reader_say_the_years_of_the_needs(network, cast, client_of):
    with scoped_to(network):
        make_bank()
        school, model = make_school(), make_model()
        for year, needs in ((2025, ["reading"] * 6), (2026, ["reading"] * 5 + ["attention"])):
            write_loans(school, model, [(year, make_pupil(school), [one], "") for one in needs])
    client = client_of("reader")
    home = words(client.get(address("network_home")))
    assert '<p class="muted drawing-caption">Prêts par besoin, année 2025-2026</p>' in home
    assert "Prêts et élèves 2026-2027, au 24 novembre 2026" in plain(home)
    answer = client.get(address("network_note"))
    read = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True)
    assert "Prêts par besoin, année 2025-2026" in plain(read.stdout.decode())


@pytest.mark.papers
def test_the_paper_for_the_elected_hides_for_everybody(lent, client_of):
    client = client_of("bank_manager")
    answer = client.get(address("equipment_year_report", 2026))
    read = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True)
    text = plain(read.stdout.decode())
    assert "7 prêts de matériel en 2026-2027" in text
    assert "masqué" in text and "Quatre-Vents" not in text
    assert client.get(address("equipment_year_report", 1999)).status_code == 404
