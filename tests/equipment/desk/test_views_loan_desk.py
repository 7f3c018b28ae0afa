"""The desk: what waits today, where a label leads, what is late."""

from datetime import date, timedelta

import pytest

from equipment.enums import Need
from equipment.loans import queries as loan_queries
from equipment.loans.actions.booking import book
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.builders import MONDAY, make_item, make_loan, make_out, make_school
from tests.pages import address, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)


def page_at(client_of, clock, day):
    clock(day)
    return words(client_of("bank_manager").get(address("loan_desk")))


def test_the_day_in_its_order(rows, client_of, clock):
    late = rows.loan(start=WEDNESDAY, end=date(2026, 11, 28))
    today = rows.loan(start=MONDAY)
    back = rows.made(make_out, rows.made(make_loan, start=THURSDAY, end=date(2026, 12, 1)))
    overdue = rows.made(make_out, rows.made(make_loan, start=WEDNESDAY, end=THURSDAY))
    offer = rows.made(make_loan, start=MONDAY, offer_until=date(2026, 12, 2))
    page = page_at(client_of, clock, MONDAY)
    assert "2 à remettre, 1 à recevoir, 1 en retard" in page
    below = page.index(">Ouvrir</button>")  # the field above names a loan as an example
    order = [page.index(one.number, below) for one in (late, today, back, overdue, offer)]
    assert order == sorted(order)
    for title in ("À remettre, en retard", "À remettre aujourd’hui", "À recevoir aujourd’hui", "En retard"):
        assert title in page
    assert "5 jours de retard" in page and "réponse attendue jusqu’au 2 décembre 2026" in page


def test_a_quiet_day_and_no_bank(rows, client_of, clock):
    assert "Rien n’attend au comptoir aujourd’hui" in page_at(client_of, clock, MONDAY)


def test_without_a_bank_the_page_says_how_to_open_one(client_of, network):
    page = words(client_of("bank_manager").get(address("loan_desk")))
    assert "Ce réseau n’a pas encore de banque de prêt" in page
    assert client_of("bank_manager").get(address("loan_add")).url == address("loan_desk")


def test_what_is_promised_and_still_away_can_be_swapped(rows, client_of, clock):
    with rows.scope():
        item = rows.items[0]
        make_out(make_loan(rows.model, item=item, start=WEDNESDAY, end=THURSDAY))
        promised = book(
            school=rows.school,
            wanted=rows.model,
            item=item,
            start=date(2026, 12, 2),
            end=date(2026, 12, 5),
            needs=[Need.READING],
            by=None,
            at=AT,
        )
    page = page_at(client_of, clock, MONDAY)
    assert "Promis, mais pas prêts" in page
    with rows.scope():
        assert address("loan_swap", promised.loan_items.get().pk) in page


def test_a_long_part_shows_its_beginning_and_leads_on(rows, client_of, clock, monkeypatch):
    monkeypatch.setattr(loan_queries, "MAX_LINES", 2)
    for _ in range(4):
        rows.made(make_loan, start=MONDAY)
    page = page_at(client_of, clock, MONDAY)
    assert "4 à remettre" in page and "Voir les autres (2)" in page


def go(client, typed):
    return client.get(address("loan_desk"), {"code": typed})


def test_a_label_leads_where_its_item_must_go(rows, client_of, network):
    client, (first, second) = client_of("bank_manager"), rows.items
    booked = rows.loan(item=first)
    assert go(client, first.code.lower()).url == f"{address('loan_hand_over', booked.pk)}?vu={first.code}"
    rows.made(make_out, booked)
    assert go(client, first.inventory_number).url == f"{address('loan_return', booked.pk)}?vu={first.code}"
    with scoped_to(network):
        later = make_loan(rows.model, item=second, start=date(2027, 1, 11), end=date(2027, 1, 15))
    answer = go(client, second.inventory_number)
    assert answer.status_code in (200, 302) and str(later.pk) not in getattr(answer, "url", "")


def test_the_number_of_a_loan_and_a_school_lead_on(rows, client_of):
    client, loan = client_of("bank_manager"), rows.loan()
    assert go(client, f" {loan.number.lower()} ").url == address("loan_hand_over", loan.pk)
    assert go(client, rows.school.uai).url == f"{address('loan_list')}?school={rows.school.pk}"
    assert go(client, "pins").url == f"{address('loan_list')}?school={rows.school.pk}"
    rows.made(make_school, "Collège des Pins bleus")
    page = words(go(client, "pins"))
    assert "Plusieurs établissements répondent" in page and "Collège des Pins bleus" in page


@pytest.mark.parametrize("typed", ["rien du tout", "P99999", "<script>", "9" * 300])
def test_what_nobody_knows_is_reported_and_kept_in_the_field(rows, client_of, typed):
    page = words(go(client_of("bank_manager"), typed))
    assert "Rien ne porte" in page
    assert "<script>" not in page.split("Rien ne porte")[1][:40]


def test_the_sheet_of_what_is_late_has_whom_to_call(rows, client_of, clock):
    with rows.scope():
        rows.school.partner.phone = "02 51 12 34 56"
        rows.school.partner.save()
    rows.made(make_out, rows.loan(start=WEDNESDAY, end=THURSDAY))
    clock(MONDAY + timedelta(days=1))
    page = words(client_of("bank_manager").get(address("loan_overdue")))
    assert "1 prêt en retard" in page and "02 51 12 34 56" in page
    clock(AT)
    assert "Aucun prêt n’est en retard" in words(client_of("bank_manager").get(address("loan_overdue")))


def test_an_item_without_a_loan_leads_to_its_page(rows, client_of):
    item = rows.made(make_item)
    answer = go(client_of("bank_manager"), item.code)
    if answer.status_code == 302:
        assert str(item.pk) in answer.url


@pytest.mark.parametrize("typed", ["\0", "\0EXP\0", "9" * 5000, "P" + "9" * 15])
def test_a_mangled_address_finds_nothing_and_breaks_nothing(rows, client_of, typed):
    assert client_of("bank_manager").get(address("loan_desk"), {"code": typed}).status_code == 200
