"""Pages of audits: begun, each reading answered on the page, closed, settled, exported; all without JavaScript."""

import pytest
from django.utils import timezone

from equipment.enums import ItemState
from equipment.models import AuditScan, Item, StockAudit
from equipment.stock.actions import begin_audit, close_audit, scan
from inclusion.core.scope import scoped_to
from tests.builders import make_user
from tests.equipment.builders import make_bank, make_item, make_model
from tests.pages import address, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def shelf(made):
    made(make_bank)
    pen = made(make_model, "Stylo")
    return [
        made(make_item, pen, place="Armoire A", inventory_number="A1"),
        made(make_item, pen, place="Armoire A", inventory_number="A2"),
        made(make_item, pen, place="Armoire B", inventory_number="B1"),
        made(make_item, pen, place="Armoire A", inventory_number="L1", state=ItemState.LOST),
    ]


@setup_data
def audit(made, shelf) -> StockAudit:
    return made(begin_audit, place="Armoire A", by=made(make_user), at=timezone.now())


def test_an_audit_is_begun_once_for_a_place(manager, shelf):
    assert "Armoire B" in words(manager.get(address("stock_audit_begin")))
    answer = manager.post(address("stock_audit_begin"), {"place": "Armoire A"})
    assert "0 matériel vu sur 2 attendus" in words(manager.get(answer.url))
    again = words(manager.post(address("stock_audit_begin"), {"place": "Armoire A"}))
    assert "L’inventaire d’Armoire A est déjà en cours" in again
    assert "Continuer" in words(manager.get(address("stock_audit_list")))


def test_without_a_bank_it_is_said_kindly(manager, db):
    page = words(manager.post(address("stock_audit_begin"), {"place": ""}))
    assert "Ce réseau n’a pas encore ouvert de banque de prêt." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a1", "A1, vu"),
        ("B1", "B1, inattendu ici"),
        ("L1", "vous venez de le retrouver"),
        ("XX", "« XX » n’est ni un code ni un numéro d’inventaire"),
        ("", "Scannez une étiquette, ou tapez un numéro d’inventaire."),
        ("<b>", "« &lt;b&gt; »"),
        ("é" * 500, "400"),
    ],
)
def test_each_reading_is_answered_on_the_page(manager, audit, typed, said):
    page = words(manager.post(address("stock_audit_detail", audit.pk), {"code": typed}))
    assert said in page


def test_a_code_and_an_address_are_read_and_counted_once(manager, audit, shelf, network):
    url = address("stock_audit_detail", audit.pk)
    manager.post(url, {"code": shelf[0].code})
    page = words(manager.post(url, {"code": f"http://localhost/x/materiel/c/{shelf[0].code}/"}))
    assert "A1, déjà vu" in page
    assert "1 matériel vu sur 2 attendus" in page
    with scoped_to(network):
        reading = AuditScan.objects.get()
    manager.post(address("stock_audit_forget", reading.pk))
    assert "0 matériel vu" in words(manager.get(url))


def test_from_the_last_reading_to_what_is_done_with_the_result(manager, audit, shelf, network):
    url = address("stock_audit_detail", audit.pk)
    for typed in ("A1", "B1", "L1", "??"):
        manager.post(url, {"code": typed})
    page = words(manager.get(address("stock_audit_close", audit.pk)))
    assert "1 matériel attendu n’a pas été vu : rien n’est déclaré perdu sans vous" in page
    manager.post(address("stock_audit_close", audit.pk))
    page = words(manager.get(url))
    assert "1 matériel n’a pas été vu" in page
    assert "Rangé ailleurs" in page
    assert "??" in page
    settle = address("stock_audit_settle", audit.pk)
    manager.post(settle, {"do": "lost", "item": shelf[1].pk})
    manager.post(settle, {"do": "here", "item": [shelf[2].pk, shelf[3].pk]})
    with scoped_to(network):
        found = dict(Item.objects.values_list("inventory_number", "state"))
        assert Item.objects.get(pk=shelf[2].pk).place == "Armoire A"
    assert found == {"A1": "in_service", "A2": "lost", "B1": "in_service", "L1": "in_service"}
    data = manager.get(f"{address('stock_audit_file', audit.pk)}?export=csv").content.decode("utf-8-sig")
    assert data.splitlines()[1:] == [
        "Manquant;A2;Stylo;Armoire A;;Perdu",
        "Rangé ailleurs;B1;Stylo;Armoire A;;En service",
        "Noté perdu;L1;Stylo;Armoire A;;En service",
        "Étiquette inconnue;??;;;;",
        "Vu;A1;Stylo;Armoire A;;En service",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"do": "lost"}, "Cochez au moins un matériel."),
        ({"do": "lost", "item": "999999"}, "n’est pas de cette liste"),
        ({"do": "here", "item": "zzz"}, "Cochez au moins un matériel."),
    ],
)
def test_what_cannot_be_settled_is_said(manager, audit, made, typed, sentence):
    made(close_audit, audit, by=None, at=timezone.now())
    page = words(manager.post(address("stock_audit_settle", audit.pk), typed, follow=True))
    assert sentence in page


def test_a_closed_one_takes_no_reading(manager, audit, made):
    made(close_audit, audit, by=None, at=timezone.now())
    assert "Manquants" in words(manager.post(address("stock_audit_detail", audit.pk), {"code": "A1"}))
    assert "déjà terminé" in words(manager.get(address("stock_audit_close", audit.pk), follow=True))


def test_the_file_of_one_under_way_is_what_it_stands_at(manager, audit, made):
    made(scan, audit, typed="B1", by=None, at=timezone.now())
    data = manager.get(f"{address('stock_audit_file', audit.pk)}?export=csv").content.decode("utf-8-sig")
    assert [line.split(";")[0] for line in data.splitlines()[1:]] == ["Manquant", "Manquant", "Rangé ailleurs"]


def test_every_place_can_be_gone_through_however_many_there_are(rows, client_of):
    with rows.scope():
        for n in range(70):
            make_item(rows.model, place=f"Rayon {n:02}")
    client, url = client_of("bank_manager"), address("stock_audit_begin")
    assert "Rayon 69" in words(client.get(url))
    assert client.post(url, {"place": "Rayon 69"}).status_code == 302
