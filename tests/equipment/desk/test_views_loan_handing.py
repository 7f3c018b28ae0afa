"""The counter: items leave and come back, what was not seen is said first, what was typed is kept."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipment.desk import views as desk_views
from equipment.enums import Condition, ItemState, LoanState
from equipment.inventory.enums import SupplyKind
from equipment.models import Item, Loan, LoanPhoto, Maintenance, Supply
from equipment.stock.actions import add_supply
from inclusion.core.imports import uploads as photo_rules
from tests.builders import AT
from tests.equipment.builders import MONDAY, make_item, make_kit, make_loan, make_out
from tests.equipment.loan_builders import make_picture
from tests.pages import address, words
from tests.setup_data import setup_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@setup_data
def kit_loan(rows) -> Any:
    """A kit of three items, booked from Monday to Friday by the school of the cast."""
    with rows.scope():
        kit = make_kit(*rows.items, make_item(), name="Mallette Lire")
        loan = make_loan(kit, school=rows.school)
        loan.parts_in_order = [row.item for row in loan.loan_items.order_by("pk")]
    return loan


@setup_data
def batteries(rows):
    return rows.made(add_supply, name="Piles", kind=SupplyKind.CONSUMABLE, stock=4, by=None, at=AT)


def looked_at(*items, **fields):
    data = {"step": "record", "received_by": "CPE"}
    for item in items:
        data[f"item_{item.pk}-seen"] = "on"
        data[f"item_{item.pk}-condition"] = "good"
    return {**data, **fields}


def picture(name="photo.jpg", data=None):
    return SimpleUploadedFile(name, make_picture() if data is None else data, content_type="image/jpeg")


def test_everything_leaves_with_its_check_list_and_supplies(rows, kit_loan, batteries, client_of):
    client, url = client_of("bank_manager"), address("loan_hand_over", kit_loan.pk)
    first, *_ = items = kit_loan.parts_in_order
    page = words(client.get(url))
    assert "Rangé à : Étagère 2" in page and "4 en stock" in page and "À vérifier" in page
    answer = client.post(
        url,
        looked_at(
            *items,
            **{
                f"item_{first.pk}-check_0": "on",
                f"item_{first.pk}-remark": "Rayure au dos",
                f"item_{first.pk}-condition": "worn",
                f"item_{first.pk}-photos": picture(),
                f"supply_{batteries.pk}": "2",
            },
        ),
    )
    assert answer.url == address("loan_detail", kit_loan.pk)
    with rows.scope():
        loan = Loan.objects.get(pk=kit_loan.pk)
        row = loan.loan_items.get(item=first)
        assert (loan.state, loan.received_by, loan.slip.kind) == (LoanState.OUT, "CPE", "loan_slip")
        assert row.checks_out == [{"label": "Chargeur", "ok": True}, {"label": "Housse", "ok": False}]
        assert (row.condition_out, row.remark_out) == (Condition.WORN, "Rayure au dos")
        assert LoanPhoto.objects.get().loan_item == row
        assert Supply.objects.get().stock == 2
    page = words(client.get(answer.url))
    assert "Avec : 2 × Piles" in page and "Housse : <b>non vérifié</b>" in page


def test_what_was_not_scanned_is_named_before_it_stays(rows, kit_loan, client_of):
    client, url = client_of("bank_manager"), address("loan_hand_over", kit_loan.pk)
    first, second, third = kit_loan.parts_in_order
    page = words(client.post(url, looked_at(first, second)))
    assert f"1 matériel n’a pas été vu : {third.inventory_number}" in page
    assert "Remettre le reste sans eux" in page
    with rows.scope():
        assert Loan.objects.get().state == LoanState.BOOKED
    assert client.post(url, looked_at(first, second, without="on")).status_code == 302
    with rows.scope():
        assert Loan.objects.get().loan_items.count() == 2


def test_a_label_is_ticked_without_javascript_and_nothing_is_lost(rows, kit_loan, client_of):
    client, url = client_of("bank_manager"), address("loan_hand_over", kit_loan.pk)
    first, second, _ = kit_loan.parts_in_order
    typed = looked_at(first, step="scan", code=second.inventory_number.lower(), received_by="Documentaliste")
    page = words(client.post(url, typed))
    assert f"({second.inventory_number}) est coché." in page and 'value="Documentaliste"' in page
    for item in (first, second):
        assert "checked" in page.split(f'name="item_{item.pk}-seen"')[1].split(">")[0]
    page = words(client.post(url, {"step": "scan", "code": "INCONNU"}))
    assert "« INCONNU » n’est pas un matériel attendu ici." in page
    assert "Scannez une étiquette" in words(client.post(url, {"step": "scan", "code": ""}))
    page = words(client.get(url, {"vu": first.code}))
    assert "checked" in page.split(f'name="item_{first.pk}-seen"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("note.jpg", b"ceci n'est pas une photo", "n’est pas une photo lisible"),
        ("vide.jpg", b"", "est vide"),
        ("lourde.jpg", b"0" * 3000, "le portail en accepte"),
    ],
)
def test_a_picture_that_is_none_is_refused_and_the_rest_is_kept(
    rows, kit_loan, client_of, name, data, sentence, monkeypatch
):
    monkeypatch.setattr(photo_rules, "MAX_PHOTO_BYTES", 2000)
    first, *_ = items = kit_loan.parts_in_order
    good = make_picture(size=(8, 8))
    answer = client_of("bank_manager").post(
        address("loan_hand_over", kit_loan.pk),
        looked_at(
            *items,
            received_by="Principale",
            **{
                f"item_{first.pk}-photos": [picture(name, data), picture(data=good)],
                f"item_{first.pk}-remark": "Coin abîmé",
            },
        ),
    )
    page = words(answer)
    assert sentence in page and "Coin abîmé" in page and 'value="Principale"' in page
    assert "checked" in page.split(f'name="item_{first.pk}-seen"')[1].split(">")[0]
    with rows.scope():
        assert Loan.objects.get().state == LoanState.BOOKED
        kept = LoanPhoto.objects.get()  # the good one: nobody takes it again
    assert address("loan_photo", kept.pk) in page


def test_a_heavy_picture_is_never_read(rows, kit_loan, client_of, monkeypatch):
    monkeypatch.setattr(photo_rules, "MAX_PHOTO_BYTES", 2000)
    monkeypatch.setattr(desk_views, "add_photo", lambda *_, **__: pytest.fail("it was read"))
    first, *_ = items = kit_loan.parts_in_order
    page = words(
        client_of("bank_manager").post(
            address("loan_hand_over", kit_loan.pk),
            looked_at(*items, **{f"item_{first.pk}-photos": SimpleUploadedFile("a.jpg", b"0" * 9000)}),
        )
    )
    assert "La photo « a.jpg » pèse" in page


def test_nobody_who_takes_it_nothing_seen_and_too_many_supplies(rows, kit_loan, batteries, client_of):
    client, url = client_of("bank_manager"), address("loan_hand_over", kit_loan.pk)
    items = kit_loan.parts_in_order
    assert "Indiquez qui reçoit le matériel" in words(client.post(url, looked_at(*items, received_by=" ")))
    assert "Scannez ou cochez au moins un matériel" in words(client.post(url, looked_at()))
    page = words(client.post(url, looked_at(*items, **{f"supply_{batteries.pk}": "9"})))
    assert "Il n’y en a pas autant : 4 exemplaires de « Piles » en stock" in page
    with rows.scope():
        assert Loan.objects.get().state == LoanState.BOOKED
        assert Supply.objects.get().stock == 4


def test_an_item_that_is_still_with_somebody_else_is_reported(rows, client_of, clock):
    with rows.scope():
        item = rows.items[0]
        make_out(make_loan(rows.model, item=item, start=date(2026, 11, 25), end=date(2026, 11, 26)))
        loan = make_loan(rows.model, item=item, school=rows.school)
    clock(MONDAY)
    page = words(client_of("bank_manager").post(address("loan_hand_over", loan.pk), looked_at(item)))
    assert "est encore chez un autre emprunteur" in page
    page = words(client_of("school").get(address("loan_detail", loan.pk)))
    assert "Pas encore prêt" in page and "appelez-la avant de venir" in page


def test_a_return_in_two_parts_with_a_loss_a_repair_and_supplies(rows, kit_loan, batteries, client_of):
    first, second, third = items = kit_loan.parts_in_order
    client = client_of("bank_manager")
    handed = looked_at(*items, **{f"supply_{batteries.pk}": "3"})
    client.post(address("loan_hand_over", kit_loan.pk), handed)
    url = address("loan_return", kit_loan.pk)
    page = words(client.get(url))
    assert "3 remis avec ce prêt" in page and "Mettre en maintenance" in page
    page = words(client.post(url, looked_at(first)))
    assert "2 matériels n’ont pas été vus" in page and "Noter le retour du reste" in page
    answer = client.post(
        url,
        looked_at(
            first,
            without="on",
            **{
                f"item_{first.pk}-condition": "damaged",
                f"item_{first.pk}-repair": "on",
                f"item_{first.pk}-reason": "Écran fendu",
                f"item_{first.pk}-photos": picture(),
                f"supply_{batteries.pk}": "2",
            },
        ),
    )
    page = words(client.get(answer.url))
    assert "2 matériels restent attendus" in page
    assert f"En maintenance : {first}." in page
    with rows.scope():
        assert Loan.objects.get().state == LoanState.OUT
        repair = Maintenance.objects.get()
        assert (repair.item, repair.reason, repair.expected_end) == (first, "Écran fendu", None)
        assert Supply.objects.get().stock == 3
        assert LoanPhoto.objects.get().moment == "return"
    answer = client.post(url, looked_at(second, **{f"item_{third.pk}-lost": "on"}))
    assert "est terminé" in words(client.get(answer.url))
    with rows.scope():
        assert Loan.objects.get().state == LoanState.RETURNED
        assert Item.objects.get(pk=third.pk).state == ItemState.LOST


def test_a_return_that_says_two_things_at_once_is_asked_about(rows, kit_loan, client_of):
    first, second, third = items = kit_loan.parts_in_order
    rows.made(make_out, kit_loan)
    client, url = client_of("bank_manager"), address("loan_return", kit_loan.pk)
    page = words(client.post(url, looked_at(*items, **{f"item_{first.pk}-lost": "on"})))
    assert "est à la fois vu et perdu" in page
    page = words(client.post(url, looked_at(*items, **{f"item_{first.pk}-repair": "on"})))
    assert "Indiquez ce qui est à réparer." in page
    page = words(
        client.post(
            url,
            looked_at(
                second, third, without="on", **{f"item_{first.pk}-repair": "on", f"item_{first.pk}-reason": "Pile"}
            ),
        )
    )
    assert "il ne peut pas être réparé" in page


def test_a_repair_of_what_is_promised_next_says_so(rows, client_of):
    item = rows.items[0]
    with rows.scope():
        loan = make_out(make_loan(rows.model, item=item, school=rows.school))
        following = make_loan(rows.model, item=item, start=date(2026, 12, 14), end=date(2026, 12, 18))
    client = client_of("bank_manager")
    repair = {f"item_{item.pk}-repair": "on", f"item_{item.pk}-reason": "Batterie"}
    page = words(client.post(address("loan_return", loan.pk), looked_at(item, **repair)))
    assert f"Pas cochés : Chargeur ({item}), Housse ({item})" in page and "Noter qu’ils manquent" in page
    answer = client.post(address("loan_return", loan.pk), looked_at(item, incomplete="on", **repair))
    page = words(client.get(answer.url))
    assert f"est promis au prêt {following.number} dès le 14 décembre 2026" in page
    assert f"est terminé. Il manque : Chargeur ({item}), Housse ({item})." in page
    assert "Chargeur : <b>manquant</b>" in page and "tout est" not in page
    desk = words(client.get(address("loan_desk")))
    assert "Pas complets" in desk and f"manque : Chargeur, Housse ; rendu par {rows.school}" in desk
    assert "1 matériel rendu n’est pas complet" in words(client.get(address("network_home")))
    with rows.scope():
        assert Maintenance.objects.get().expected_end == date(2026, 12, 14)
    # Whoever gives it out next reads what is missing, as on its own page.
    assert "Manquait au retour du 24 novembre 2026 : Chargeur, Housse" in words(
        client.get(address("loan_hand_over", following.pk))
    )
    assert "Il n’est pas complet. Manquait au retour du 24 novembre 2026 : Chargeur, Housse." in words(
        client.get(address("item_detail", item.pk))
    )
