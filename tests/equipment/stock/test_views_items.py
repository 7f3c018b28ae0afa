"""Pages of items: the list, one of them, what is done with them; refused in sentences, in as many queries."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from equipment.enums import ItemState
from equipment.maintenance.actions import begin_maintenance
from equipment.models import Device, Item
from inclusion.core.scope import scoped_to
from inclusion.core.web import exports
from tests.builders import AT, make_user
from tests.equipment.aid_builders import make_device
from tests.equipment.builders import make_bank, make_incomplete, make_item, make_kit, make_loan, make_model, make_out
from tests.pages import address, plain, words
from tests.setup_data import setup_data

TODAY = AT.date()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The Tuesday on which everything here happens."""
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: real(value, tz) if value else TODAY)


@setup_data
def bank(made):
    return made(make_bank, phone="02 51 44 00 00")


@setup_data
def pen(made):
    return made(make_model, "Stylo lecteur", brand="Maquette")


# -- The list ------------------------------------------------------------------------------------------------------


@setup_data
def shelf(made, bank, pen):
    by = made(make_user)
    free = made(make_item, pen, inventory_number="LIBRE", place="Armoire A")
    out = made(make_item, pen, inventory_number="SORTI", place="Armoire B")
    repaired = made(make_item, pen, inventory_number="ATELIER", serial="SN-77")
    lost = made(make_item, pen, inventory_number="PERDU", state=ItemState.LOST)
    loan = made(make_loan, pen, item=out, start=TODAY, end=TODAY + timedelta(days=1))
    made(make_out, loan)
    made(begin_maintenance, repaired, reason="Écran", start=TODAY, by=by, at=AT)
    made(lambda: make_incomplete(make_item(pen, inventory_number="SEUL")))
    return {"free": free, "out": out, "repaired": repaired, "lost": lost, "loan": loan}


def numbers(response) -> set[str]:
    """The numbers that the page shows."""
    return set(re.findall(r'materiel/stock/\d+/">([A-Z]+)</a>', response.content.decode()))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"LIBRE", "SORTI", "ATELIER", "PERDU", "SEUL"}),
        ("now=free", {"LIBRE"}),
        ("now=out", {"SORTI"}),
        ("now=overdue", set()),
        ("now=maintenance", {"ATELIER"}),
        ("state=lost", {"PERDU"}),
        ("place=Armoire A", {"LIBRE"}),
        ("q=sn-77", {"ATELIER"}),
        ("need=hearing", set()),
        ("need=reading&now=out", {"SORTI"}),
    ],
)
def test_the_list_is_filtered_by_where_things_are(manager, shelf, asked, shown):
    assert numbers(manager.get(f"{address('item_list')}?{asked}")) == shown


def test_the_list_says_who_has_what_and_is_exported(manager, shelf):
    page = words(manager.get(address("item_list")))
    assert "4 matériels en service" in page
    assert "Pas complet" in page and "manque : Chargeur" in page
    assert shelf["loan"].school.name in page
    assert "jusqu’au 24 novembre 2026" in page
    data = manager.get(f"{address('item_list')}?export=csv&now=out").content.decode("utf-8-sig")
    assert data.splitlines()[0].startswith("Numéro;Modèle;Où il est;Rangé à")
    assert f"SORTI;Stylo lecteur;En prêt, {shelf['loan'].school.name};Armoire B" in data
    data = manager.get(f"{address('item_list')}?export=csv&q=seul").content.decode("utf-8-sig")
    assert "SEUL;Stylo lecteur;Pas complet, manque\u00a0: Chargeur;" in data


def test_the_page_of_what_lacks_a_part_says_what_to_do(manager, shelf, network):
    with scoped_to(network):
        page = words(manager.get(Item.objects.get(inventory_number="SEUL").get_absolute_url()))
    assert "Chargeur" in page and "Quand il l’est, mettez-le en maintenance, puis terminez-la" in page


@pytest.mark.parametrize("sort", ["model", "-place", "condition", "acquired_on", "-inventory_number"])
def test_every_column_sorts(manager, shelf, sort):
    assert len(numbers(manager.get(f"{address('item_list')}?sort={sort}"))) == 5


def test_an_empty_stock_says_how_to_begin(manager, db):
    assert "Rien n’est encore inventorié." in words(manager.get(address("item_list")))


# -- One item ------------------------------------------------------------------------------------------------------


def test_the_page_of_an_item_shows_all_of_it(manager, made, shelf):
    kit = made(make_kit, shelf["out"], name="Mallette lecture")
    page = words(manager.get(address("item_detail", shelf["out"].pk)))
    assert f"Il est chez <b>{shelf['loan'].school}</b>" in page
    assert f"Remis à « {shelf['loan'].school} » (prêt {shelf['loan']})" in page
    assert str(kit) in page
    assert f"prêt {shelf['loan']}, {shelf['loan'].school}" in page  # in the calendar
    assert f"Il est attendu pour le prêt {shelf['loan']}." in page


def test_the_page_of_an_item_in_maintenance_leads_to_it(manager, shelf):
    page = words(manager.get(address("item_detail", shelf["repaired"].pk)))
    assert "Écran" in page
    assert "sans fin connue" in page
    assert "Mettre en maintenance" not in page


# -- What a label leads to -----------------------------------------------------------------------------------------


def test_a_label_leads_to_the_item_or_to_its_model(client_of, made, pen):
    item = made(make_item, pen)
    for typed in (item.code, item.code.lower(), item.inventory_number):
        found = client_of("bank_manager").get(address("equipment_by_code", typed))
        assert found.url == address("item_detail", item.pk)
    found = client_of("school").get(address("equipment_by_code", item.code))
    assert found.url == address("equipment_model_detail", pen.pk)


def test_the_label_of_a_device_leads_to_it(client_of, made):
    device: Device = made(make_device)
    found = client_of("coordinator").get(address("equipment_by_code", device.code))
    assert found.url == address("device_detail", device.pk)
    assert client_of("coordinator").get(address("equipment_by_code", "RIEN")).status_code == 404


# -- Steps ---------------------------------------------------------------------------------------------------------


def test_several_are_inventoried_and_their_labels_offered(manager, made, pen, network):
    made(make_item, pen, inventory_number="EXP-0099")
    page = words(manager.get(f"{address('item_add')}?nombre=2"))
    assert "EXP-0100 EXP-0101" in page
    typed = {"model": pen.pk, "numbers": "EXP-0100 ; S-1\nEXP-0101", "condition": "new", "place": "Armoire A"}
    answer = manager.post(address("item_add"), typed)
    with scoped_to(network):
        added = list(Item.objects.filter(place="Armoire A").order_by("pk"))
    assert [(one.inventory_number, one.serial) for one in added] == [("EXP-0100", "S-1"), ("EXP-0101", "")]
    page = words(manager.get(answer.url))
    assert "Imprimer 2 étiquettes" in page
    assert "2 matériels sont inventoriés. Voici leurs étiquettes" in page
    page = words(manager.post(address("item_add"), {**typed, "numbers": "EXP-0102"}, follow=True))
    assert "1 matériel est inventorié. Voici son étiquette" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"numbers": "PRIS"}, "Ce numéro est déjà pris : PRIS. Rien n’a été ajouté."),
        ({"numbers": "N1\nN1"}, "Ce numéro est donné deux fois : N1."),
        ({"numbers": ""}, "Ce champ est obligatoire."),
        ({"numbers": " ; "}, "Donnez au moins un numéro d’inventaire."),
        ({"model": ""}, "Ce champ est obligatoire."),
        ({"acquired_on": "31/02/2026"}, "Écrivez une date, par exemple 24/11/2026."),
    ],
)
def test_what_cannot_be_inventoried_is_said_and_kept(manager, made, pen, typed, sentence):
    made(make_item, pen, inventory_number="PRIS")
    values = {"model": pen.pk, "numbers": "N2", "condition": "new", "place": "Gardé", **typed}
    answer = manager.post(address("item_add"), values)
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert 'value="Gardé"' in words(answer)


def test_an_item_is_corrected(manager, made, pen, network):
    item = made(make_item, pen, place="A")
    made(make_item, pen, inventory_number="PRIS")
    typed = {"model": pen.pk, "inventory_number": "pris", "condition": "worn", "place": "B"}
    assert "porte déjà ce numéro" in words(manager.post(address("item_edit", item.pk), typed))
    answer = manager.post(address("item_edit", item.pk), typed | {"inventory_number": "NOUVEAU"})
    assert answer.url == address("item_detail", item.pk)
    page = words(manager.get(answer.url))
    assert "De « A » à « B »" in page
    assert "numéro d’inventaire, usure" in page


def test_lost_and_back(manager, made, pen):
    item = made(make_item, pen)
    manager.post(address("item_lost", item.pk), {"reason": "Introuvable"})
    page = words(manager.get(address("item_detail", item.pk)))
    assert "Perdu (Introuvable)" in page
    manager.post(address("item_restore", item.pk), {})
    manager.post(address("item_retire", item.pk), {})
    assert "Il est sorti du parc." in words(manager.get(address("item_detail", item.pk)))


def test_what_stands_in_the_way_is_shown_before_and_after(manager, shelf):
    for ask in (manager.get, manager.post):
        page = words(ask(address("item_lost", shelf["out"].pk)))
        assert "en notant le retour de ce prêt" in page


def test_a_lost_item_that_is_promised_names_the_loans(manager, made, bank, pen):
    made(make_item, pen)
    loan = made(make_loan, pen)
    item = loan.loan_items
    with scoped_to(loan.network):
        key = item.get().item_id
    page = words(manager.get(address("item_lost", key)))
    assert "Il est promis à 1 prêt : remplacez-le ensuite dans chacun." in page
    assert str(loan) in page


def test_many_are_moved(manager, shelf, network):
    keys = [shelf["free"].pk, shelf["lost"].pk]
    url = f"{address('item_move')}?item={keys[0]}&item={keys[1]}&item=zzz"
    assert "Ranger 2 matériels ailleurs" in words(manager.get(url))
    assert "Ce champ est obligatoire" in words(manager.post(address("item_move"), {"item": keys, "place": ""}))
    manager.post(address("item_move"), {"item": keys, "place": "Cave"})
    with scoped_to(network):
        assert Item.objects.filter(place="Cave").count() == 2
    assert "Rien n’est choisi" in words(manager.get(address("item_move")))


# -- Labels --------------------------------------------------------------------------------------------------------


def test_labels_of_what_was_chosen_and_of_the_whole_list(manager, shelf):
    url = address("item_labels")
    assert "Imprimer 1 étiquette" in words(manager.get(f"{url}?item={shelf['free'].pk}"))
    assert "Imprimer 5 étiquettes" in words(manager.get(f"{url}?tous=1"))
    assert "Imprimer 1 étiquette" in words(manager.get(f"{url}?tous=1&now=out"))
    pdf = manager.get(f"{url}?tous=1&layout=small&first=3&imprimer=1")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "Aucune étiquette à imprimer" in words(manager.get(f"{url}?item=999999"))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("layout=large&first=25", "Cette feuille n’a pas autant d’étiquettes."),
        ("layout=large&first=0", "La première étiquette d’une feuille porte le numéro 1."),
        ("layout=huge&first=1", "huge"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(manager, shelf, asked, sentence):
    page = manager.get(f"{address('item_labels')}?tous=1&imprimer=1&{asked}")
    assert sentence in words(page)


# -- Files ---------------------------------------------------------------------------------------------------------


def brought(manager, rows, name="stock.csv"):
    fmt = name.rpartition(".")[2]
    data = exports.to_csv(rows) if fmt == "csv" else exports.to_xlsx(rows, title="stock")
    return manager.post(address("item_import"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def applied(manager, answer):
    return words(manager.post(address("item_import_apply", answer.context["trial"].pk), follow=True))


HEADERS = ("Modèle", "Numéro d’inventaire", "Numéro de série", "État", "Lieu", "Acquis le")


@pytest.mark.parametrize("name", ["stock.csv", "stock.xlsx"])
def test_a_file_is_tried_then_added_as_a_whole(manager, made, pen, network, name):
    rows = [
        HEADERS,
        ("stylo LECTEUR", "EXP-1", "S-1", "Usagé", "Armoire A", date(2026, 1, 15)),
        ("Stylo lecteur Maquette", 1042, "", "", "", ""),
    ]
    answer = brought(manager, rows, name)
    assert "2 matériels à inventorier" in words(answer)
    with scoped_to(network):
        assert Item.objects.count() == 0
    assert "2 matériels sont inventoriés. Leurs étiquettes s’impriment depuis cette liste." in applied(manager, answer)
    with scoped_to(network):
        found = list(Item.objects.values_list("inventory_number", "condition", "place", "acquired_on"))
    assert found == [("1042", "new", "", None), ("EXP-1", "worn", "Armoire A", date(2026, 1, 15))]
    assert "2 lignes à corriger" in words(brought(manager, rows, name))


def test_each_line_that_cannot_be_taken_is_reported(manager, made, pen, network):
    made(make_model, "Stylo lecteur", brand="Autre")
    made(make_item, pen, inventory_number="PRIS")
    rows = [
        HEADERS,
        ("Stylo lecteur Autre", "PRIS", "", "", "", ""),
        ("Stylo lecteur", "N-1", "", "Cassé", "", "hier"),
        ("Rien", "N-2", "", "", "", ""),
        ("", "", "", "", "", ""),
        ("Stylo lecteur Autre", "N-2", "", "", "", ""),
        ("Stylo lecteur Autre", "", "", "", "x" * 81, ""),
        ("Stylo lecteur Autre", "N-9", "", "", "", ""),
    ]
    page = words(brought(manager, rows))
    assert "5 lignes à corriger" in page
    for sentence in (
        "Le numéro PRIS est déjà celui d’un matériel de la banque.",
        "Plusieurs modèles s’appellent « Stylo lecteur » : ajoutez la marque",
        "l’état « Cassé » n’est pas un de « Neuf »",
        "la date « hier » ne se lit pas",
        "Aucun modèle du catalogue ne s’appelle « Rien »",
        "Le numéro N-2 est déjà à la ligne 4.",
        "Le numéro d’inventaire manque ; le lieu a plus de 80 signes.",
        "1 autre ligne convient.",
    ):
        assert sentence in page
    with scoped_to(network):
        assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.4\x00\x01", "est un PDF, pas un classeur"),
        ("Modèle;Lieu\nStylo;A\n".encode(), "n’a pas de colonne « Numéro d’inventaire »"),
        ("Modèle;Numéro d’inventaire\n".encode(), "n’a que ses titres"),
        (b"x" * (2 * 1024 * 1024 + 10), "dépasse 2 Mo"),
    ],
)
def test_what_is_no_file_of_items_is_refused(manager, data, sentence):
    answer = manager.post(address("item_import"), {"file": SimpleUploadedFile("a.csv", data)})
    assert sentence in words(answer)


def test_a_file_that_is_not_right_any_more_adds_nothing(manager, made, pen, network):
    answer = brought(
        manager, [HEADERS, ("Stylo lecteur", "N-1", "", "", "", ""), ("Stylo lecteur", "N-2", "", "", "", "")]
    )
    made(make_item, pen, inventory_number="N-2")
    page = applied(manager, answer)
    assert "Le stock a changé depuis que ce fichier a été lu : rien n’est ajouté." in page
    assert "Le numéro N-2 est déjà celui d’un matériel" in page
    with scoped_to(network):
        assert Item.objects.count() == 1


def test_the_file_to_fill_in_is_one_that_is_taken(manager, made):
    made(make_model, "Stylo de lecture")
    data = manager.get(f"{address('item_import')}?export=xlsx").content
    upload = SimpleUploadedFile("modele.xlsx", io.BytesIO(data).read())
    assert "1 matériel à inventorier" in plain(
        words(manager.post(address("item_import"), {"file": upload}, follow=True))
    )
