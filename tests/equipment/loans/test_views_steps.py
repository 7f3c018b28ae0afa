"""Lend without a request, move, extend, swap, cancel: what is possible, and why something is not."""

from datetime import date, timedelta

import pytest

from equipment.enums import LoanState
from equipment.models import Loan, Pupil
from equipment.requests.actions import let_wait, offer_dates
from tests.builders import AT
from tests.equipment.builders import MONDAY, make_item, make_loan, make_out, make_request, make_school
from tests.pages import address, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def lend(rows, **fields):
    return {
        "start": "2026-11-30",
        "end": "2026-12-04",
        "wanted": f"m{rows.model.pk}",
        "school": rows.school.pk,
        "needs": ["reading"],
        "mdph_step": "before",
        "pseudonym": "",
        "number": "",
        **fields,
    }


def test_the_bank_lends_without_a_request(rows, client_of):
    client, url = client_of("bank_manager"), address("loan_add")
    assert "Prêter du matériel" in words(client.get(url, {"school": rows.school.pk}))
    answer = client.post(url, lend(rows, pseudonym="HERON-12", number=rows.items[1].inventory_number))
    with rows.scope():
        loan = Loan.objects.get()
        assert answer.url == loan.get_absolute_url()
        assert (loan.start, loan.end, loan.state) == (MONDAY, date(2026, 12, 5), LoanState.BOOKED)
        assert loan.loan_items.get().item == rows.items[1]
        assert loan.pupil.pseudonym == "HERON-12"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start": "2026-11-20"}, "Le départ, le 20 novembre 2026, est déjà passé."),
        ({"start": "2026-11-29"}, "la banque est fermée le dimanche."),
        ({"end": "2026-11-27"}, "Le retour ne peut pas précéder le départ."),
        ({"end": "2027-12-03"}, "Un prêt dure 90 jours au plus."),
        ({"number": "RIEN-1"}, "Aucun matériel ne porte ce numéro."),
        ({"wanted": "m999999"}, "Sélectionnez un choix valide"),
        ({"wanted": ""}, "obligatoire"),
        ({"needs": []}, "obligatoire"),
        ({"pseudonym": "Emma Martin"}, "ressemble au nom d’une personne"),
        ({"start": ""}, "obligatoire"),
        ({"start": "pas un jour"}, "date"),
    ],
)
def test_what_cannot_be_says_why_and_keeps_what_was_typed(rows, client_of, fields, sentence):
    page = words(client_of("bank_manager").post(address("loan_add"), lend(rows, **fields)))
    assert sentence in page, page[page.find("summary") :][:900]
    assert f'value="{rows.school.pk}" selected' in page
    with rows.scope():
        assert not Loan.objects.exists()


def test_a_pseudonym_that_reads_like_a_name_is_taken_once_it_is_said_to_be_none(rows, client_of):
    client, url = client_of("bank_manager"), address("loan_add")
    page = words(client.post(url, lend(rows, pseudonym="Rose")))
    assert "Ce n’est pas le nom d’une personne" in page
    client.post(url, lend(rows, pseudonym="Rose", is_no_name="on"))
    with rows.scope():
        assert Pupil.objects.get().pseudonym == "Rose"
        assert Loan.objects.count() == 1


def test_days_that_are_taken_offer_the_nearest_ones_as_buttons(rows, client_of):
    for _ in rows.items:
        rows.loan()
    client, url = client_of("bank_manager"), address("loan_add")
    page = words(client.post(url, lend(rows)))
    assert "Aucun des 2 exemplaires n’est libre à ces dates." in page
    assert ("Ces dates sont possibles" in page and 'value="2026-12-08/2026-12-14"' in page) or "2026-12-08/" in page
    days = page.split('name="days" value="')[1].split('"')[0]
    answer = client.post(url, lend(rows, days=days))
    with rows.scope():
        latest = Loan.objects.order_by("pk").last()
        assert answer.url == latest.get_absolute_url()
        assert str(latest.start) == days.split("/")[0] and str(latest.due) == days.split("/")[1]


def test_a_booked_loan_is_moved_or_refused_with_the_reason(rows, client_of):
    loan, client = rows.loan(), client_of("bank_manager")
    url = address("loan_reschedule", loan.pk)
    assert "Déplacer le prêt" in words(client.get(url))
    page = words(client.post(url, {"start": "2026-12-05", "end": "2026-12-08"}))
    assert "la banque est fermée le samedi" in page
    assert client.post(url, {"start": "2026-12-07", "end": "2026-12-08"}).status_code == 302
    with rows.scope():
        loan = Loan.objects.get(pk=loan.pk)
        assert (loan.start, loan.due) == (date(2026, 12, 7), date(2026, 12, 8))


def test_a_school_extends_its_own_loan_until_the_day_that_it_chooses(rows, client_of):
    loan = rows.made(make_out, rows.loan())
    client, url = client_of("school"), address("loan_extend", loan.pk)
    page = client.get(url)
    assert "Ce prêt peut durer jusqu’au" in words(page)
    assert page.context["form"]["end"].value() is None  # not the longest that is possible
    assert client.post(url, {"end": "2026-12-08"}).status_code == 302
    with rows.scope():
        loan = Loan.objects.get(pk=loan.pk)
        assert loan.due == date(2026, 12, 8) and loan.extensions == 1


def test_an_extension_is_refused_with_its_reason(rows, client_of):
    loan = rows.made(make_out, rows.loan())
    client, url = client_of("school"), address("loan_extend", loan.pk)
    for end, sentence in (
        ("2026-12-04", "Le retour est déjà prévu"),
        ("2026-12-06", "fermée le dimanche"),
        ("2028-01-10", "jours au plus"),
    ):
        assert sentence in words(client.post(url, {"end": end}))
    with rows.scope():
        make_loan(rows.model)
        let_wait(make_request(wanted=rows.model, start=MONDAY, end=date(2026, 12, 5)), by=None, at=AT)
    page = words(client.get(url))
    assert "Ce prêt ne peut pas être prolongé" in page and "Un autre établissement attend" in page
    assert "attend ce matériel" in words(client.post(url, {"end": "2026-12-08"}))


def test_the_last_day_that_is_proposed_comes_before_the_next_loan(rows, client_of):
    with rows.scope():
        loan = make_out(make_loan(rows.model, item=rows.items[0], school=rows.school))
        make_loan(rows.model, item=rows.items[0], start=date(2026, 12, 14), end=date(2026, 12, 18))
    page = words(client_of("school").get(address("loan_extend", loan.pk)))
    assert "jusqu’au 10 décembre 2026" in page  # the 11th is the day that checks it


def test_another_school_extends_nothing(rows, client_of):
    other = rows.made(make_out, school=rows.made(make_school))
    assert client_of("school").get(address("loan_extend", other.pk)).status_code == 404
    assert client_of("school").post(address("loan_extend", other.pk), {"end": "2026-12-08"}).status_code == 404


def test_an_item_is_swapped_for_another_that_is_free(rows, client_of):
    loan = rows.loan(item=rows.items[0])
    with rows.scope():
        row = loan.loan_items.get()
    client, url = client_of("bank_manager"), address("loan_swap", row.pk)
    assert rows.items[1].inventory_number in words(client.get(url))
    assert client.post(url, {"item": rows.items[1].pk}).status_code == 302
    with rows.scope():
        assert loan.loan_items.get().item == rows.items[1]


def test_no_other_item_is_free(rows, client_of):
    loan = rows.loan(item=rows.items[0])
    rows.loan(item=rows.items[1])
    stranger = rows.made(make_item)
    with rows.scope():
        row = loan.loan_items.get()
    client, url = client_of("bank_manager"), address("loan_swap", row.pk)
    assert "Aucun autre exemplaire" in words(client.get(url))
    assert "Sélectionnez un choix valide" in words(client.post(url, {"item": stranger.pk}))


def test_a_loan_is_cancelled_with_a_reason(rows, client_of):
    loan, client = rows.loan(), client_of("bank_manager")
    url = address("loan_cancel", loan.pk)
    assert "obligatoire" in words(client.post(url, {"reason": " "}))
    assert client.post(url, {"reason": "Le collège n’en a plus besoin."}).status_code == 302
    page = words(client.get(address("loan_detail", loan.pk)))
    assert "Annulé" in page and "Le collège n’en a plus besoin." in page


@pytest.mark.parametrize("name", ["loan_reschedule", "loan_cancel", "loan_hand_over", "loan_return", "loan_extend"])
def test_a_page_that_stayed_open_says_how_the_loan_stands(rows, client_of, name):
    with rows.scope():
        loan = make_out(make_loan(rows.model, school=rows.school))
        if name in ("loan_return", "loan_extend"):
            loan = make_loan(rows.model, school=rows.school, start=MONDAY + timedelta(days=1))
            Loan.objects.filter(pk=loan.pk).update(state="cancelled", cancelled_at=AT, cancel_reason="Doublon")
    client = client_of("bank_manager")
    answer = client.post(address(name, loan.pk), {"reason": "x", "end": "2026-12-10"})
    assert answer.url == address("loan_detail", loan.pk)
    assert "rien n’est changé" in words(client.get(answer.url))


def test_an_offer_that_is_cancelled_ends_the_request_of_the_school(rows, client_of):
    with rows.scope():
        asked = make_request(rows.school, rows.model)
        offer = offer_dates(asked, start=MONDAY, end=date(2026, 12, 5), by=rows.by, at=AT)
    client, url = client_of("bank_manager"), address("loan_cancel", offer.pk)
    assert "La demande de l’établissement est refusée en même temps" in words(client.get(url))
    assert client.post(url, {"reason": "Le matériel est cassé."}).status_code == 302
    page = words(client_of("school").get(address("loan_request_detail", asked.pk)))
    assert "Refusée" in page and "Le matériel est cassé." in page
