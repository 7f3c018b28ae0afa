"""Pages of loans: the list, one of them with what may be done, its slip."""

from datetime import date, timedelta

import pytest

from equipment.enums import LoanState
from equipment.loans.actions.lifecycle import extend
from equipment.loans.actions.mails import remind
from equipment.loans.actions.slips import keep_slip
from equipment.models import LoanReminder
from equipment.requests.actions import let_wait
from tests.builders import AT
from tests.equipment.builders import MONDAY, make_kit, make_loan, make_out, make_request, make_returned, make_school
from tests.equipment.loan_builders import make_photo
from tests.pages import address, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_list_says_what_is_out_and_what_is_late(rows, client_of, clock):
    client = client_of("bank_manager")
    assert "Aucun prêt n’est en cours" in words(client.get(address("loan_list")))
    rows.made(make_out, rows.loan())
    page = words(client.get(address("loan_list")))
    assert "1 prêt est en cours" in page and "Collège des Pins" in page
    clock(AT + timedelta(days=15))
    page = words(client_of("bank_manager").get(address("loan_list")))
    assert "1 prêt en retard, 1 en cours" in page and "jours de retard" in page


def test_a_network_without_a_bank_sees_that_none_is_open(client_of, network):
    for role in ("bank_manager", "school"):
        assert "Aucune banque de prêt n’est ouverte" in words(client_of(role).get(address("loan_list")))


def test_a_school_sees_its_own_loans_alone(rows, client_of):
    own = rows.loan()
    other = rows.made(make_loan, school=rows.made(make_school, "Collège étranger"))
    client = client_of("school")
    page = words(client.get(address("loan_list")))
    assert own.number in page and other.number not in page
    assert client.get(address("loan_detail", own.pk)).status_code == 200
    assert client.get(address("loan_detail", other.pk)).status_code == 404
    assert client.get(address("loan_slip", other.pk)).status_code == 404
    assert "Collège étranger" not in page


def test_the_list_is_filtered(rows, client_of, clock):
    loan = rows.loan()
    client = client_of("bank_manager")
    cases = {
        "state=booked": True,
        "state=out": False,
        "need=reading": True,
        "need=hearing": False,
        "since=2026-12-04": True,
        "since=2026-12-05": False,
        "until=2026-11-30": True,
        "until=2026-11-29": False,
        "overdue=on": False,
    }

    def shows(query):
        return loan.number in words(client.get(f"{address('loan_list')}?{query}"))

    assert {query: shows(query) for query in cases} == cases
    rows.made(make_out, loan)
    assert shows("state=out") and not shows("overdue=on"), "out, and not late"
    clock(AT + timedelta(days=15))
    client = client_of("bank_manager")
    assert shows("overdue=on")


def test_the_list_is_filtered_by_what_and_whom_and_exported(rows, client_of):
    loan = rows.loan()
    kit = rows.made(make_kit)
    other = rows.made(make_loan, kit)
    client, url = client_of("bank_manager"), address("loan_list")
    assert other.number not in words(client.get(f"{url}?school={rows.school.pk}"))
    assert other.number not in words(client.get(f"{url}?model={rows.model.pk}"))
    page = words(client.get(f"{url}?kit={kit.pk}"))
    assert other.number in page and loan.number not in page
    file = client.get(f"{url}?export=csv&model={rows.model.pk}").content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith(f"{loan.number};Stylo lecteur;")
    assert "30/11/2026;04/12/2026;Lire;Avant toute demande" in file


def test_one_loan_shows_what_may_be_done(rows, client_of):
    loan = rows.loan()
    page = words(client_of("bank_manager").get(address("loan_detail", loan.pk)))
    for said in ("Remettre le matériel", "Prolonger", "Déplacer les dates", "Annuler le prêt", "Remplacer"):
        assert said in page
    own = words(client_of("school").get(address("loan_detail", loan.pk)))
    assert "Prolonger" in own and "Possible jusqu’au" in own
    assert "Remettre le matériel" not in own and "Annuler le prêt" not in own


def test_a_loan_that_somebody_waits_for_says_why_it_cannot_last_longer(rows, client_of):
    loan = rows.made(make_out, rows.loan())
    with rows.scope():
        make_loan(rows.model)  # takes the second item
        let_wait(make_request(wanted=rows.model, start=MONDAY, end=date(2026, 12, 5)), by=None, at=AT)
    page = words(client_of("school").get(address("loan_detail", loan.pk)))
    assert "Prolonger : pas possible" in page and "Un autre établissement attend ce matériel" in page


def test_a_loan_that_came_back_shows_how(rows, client_of):
    loan = rows.made(make_returned, rows.loan())
    with rows.scope():
        make_photo(loan.loan_items.get())
    page = words(client_of("bank_manager").get(address("loan_detail", loan.pk)))
    assert "Au retour, le 24 novembre 2026 : bon état." in page and "À la remise" in page
    assert "Photo d’INV" in page
    assert loan.state == LoanState.RETURNED


def test_the_slip_is_a_draft_until_the_items_leave_and_then_never_changes(rows, client_of):
    loan, client = rows.loan(), client_of("school")
    draft = client.get(address("loan_slip", loan.pk))
    assert draft.headers["Content-Type"] == "application/pdf" and draft.content.startswith(b"%PDF")
    assert "projet-bon-de-pret" in draft.headers["Content-Disposition"]
    with rows.scope():
        kept = keep_slip(make_out(loan), by=None, at=AT)
        assert keep_slip(loan, by=None, at=AT) == kept
    answer = client.get(address("loan_slip", loan.pk))
    assert f"bon-de-pret-{loan.number}.pdf" in answer.headers["Content-Disposition"]
    with rows.scope():
        assert answer.content == kept.data


def test_the_number_on_a_slip_leads_the_bank_to_the_counter_and_the_school_to_the_page(rows, client_of):
    loan = rows.loan()
    url = address("loan_by_number", loan.number)
    assert client_of("bank_manager").get(url).url == address("loan_hand_over", loan.pk)
    assert client_of("school").get(url).url == address("loan_detail", loan.pk)
    assert client_of("school").get(address("loan_by_number", "P99999")).status_code == 404
    assert client_of("school").get(address("loan_by_number", "x")).status_code == 404


def test_the_bank_reads_which_reminders_left_and_which_did_not(rows, client_of, clock):
    loan = rows.made(make_out, rows.loan())
    with rows.scope():
        remind(on=date(2026, 12, 7), at=AT)
        LoanReminder.objects.filter(loan=loan).update(problem="Le serveur de messagerie refuse cette adresse.")
    page = words(client_of("bank_manager").get(address("loan_detail", loan.pk)))
    assert "Rappels envoyés" in page and "Le serveur de messagerie refuse cette adresse." in page
    assert "Rappels envoyés" not in words(client_of("school").get(address("loan_detail", loan.pk)))
    assert "Dernier rappel" in page
    with rows.scope():
        extend(loan, end=date(2026, 12, 12), by=None, at=AT)
    assert "Dernier rappel" not in words(client_of("bank_manager").get(address("loan_detail", loan.pk)))
