"""What the home pages say of loans."""

from datetime import date

import pytest

from tests.equipment.builders import MONDAY, make_item, make_loan, make_model, make_out, make_school
from tests.pages import address, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_bank_sees_what_leaves_today_and_what_is_late(rows, client_of, clock):
    rows.loan(start=MONDAY)
    rows.made(make_out, rows.made(make_loan, start=date(2026, 11, 25), end=date(2026, 12, 1)))
    rows.made(make_out, rows.made(make_loan, start=date(2026, 11, 25), end=date(2026, 11, 27)))
    clock(MONDAY)
    page = words(client_of("bank_manager").get(address("network_home")))
    assert "1 prêt de matériel à remettre" in page and "et 1 retour attendu" in page
    assert "1 prêt de matériel n’est pas revenu" in page


def test_a_school_sees_what_it_must_bring_back(rows, client_of, clock):
    rows.made(make_out, rows.loan())
    with rows.scope():
        make_out(make_loan(make_item(make_model("Casque")).model, school=make_school("Collège des Lilas")))
    clock(date(2026, 12, 2))
    page = words(client_of("school").get(address("network_home")))
    assert "Stylo lecteur" in page and "à rapporter dans 2 jours" in page and "Casque" not in page
    clock(date(2026, 12, 7))
    page = words(client_of("school").get(address("network_home")))
    assert "attendu depuis 3 jours" in page


def test_nobody_else_hears_of_them(rows, client_of, clock):
    rows.made(make_out, rows.loan())
    clock(date(2026, 12, 7))
    assert "Stylo lecteur" not in words(client_of("prescriber").get(address("network_home")))
