"""Pages of devices: the board, the list, one of them, its steps, several at once, a list that is uploaded."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from equipment.models import Device, Wipe
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.enums import DeviceState
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.aid_builders import make_device, make_donation
from tests.equipment.builders import make_bank, make_model
from tests.pages import address, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def client(client_of):
    return client_of("bank_manager")


@setup_data
def lot(made):
    """A lot of long ago: days of the present clock lie after it."""
    return made(make_donation, donor_name="Entreprise Exemple")


def today():
    return timezone.localdate()


def reload(network, device):
    with scoped_to(network):
        return Device.objects.get(pk=device.pk)


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["device_board", "device_list", "donation_list", "refurbishing_figures"])
def test_more_rows_ask_no_more_of_the_database(client, made, lot, name):
    states = (DeviceState.COLLECTED, DeviceState.WIPED, DeviceState.READY)
    for state in states:
        made(make_device, lot, state=state)
    one = queries_of(client, address(name))
    for _ in range(2):
        other = made(make_donation)
        for state in states:
            made(make_device, other, state=state)
    assert queries_of(client, address(name)) == one


def test_the_page_of_a_lot_asks_the_same_of_three_devices(client, made, lot):
    made(make_device, lot)
    one = queries_of(client, address("donation_detail", lot.pk))
    made(make_device, lot)
    made(make_device, lot)
    assert queries_of(client, address("donation_detail", lot.pk)) == one


def test_an_empty_chain_says_how_to_begin(client, client_of, made):
    assert "Enregistrez un don" in words(client.get(address("device_board")))
    for name in ("device_list", "donation_list", "refurbishing_figures"):
        assert "encore" in words(client.get(address(name)))
    reader = client_of("reader")
    assert "Enregistrez un don" not in words(reader.get(address("device_board")))
    assert address("device_board") not in reader.get(address("network_home")).content.decode()
    made(make_donation)
    assert address("device_board") in reader.get(address("network_home")).content.decode()


def test_the_board_says_what_waits_and_offers_one_column_to_a_phone(client, made, lot):
    for _ in range(7):
        made(make_device, lot)
    made(make_device, lot, state=DeviceState.READY)
    page = words(client.get(address("device_board")))
    assert "7 appareils attendent l’effacement" in page and "Voir les 2 autres" in page
    ready = client.get(address("device_board"), {"colonne": "ready"})
    assert ready.context["shown"] == "ready"
    assert client.get(address("device_board"), {"colonne": "nowhere"}).context["shown"] == "collected"


def test_the_home_page_says_what_waits(client, made, lot):
    made(make_device, lot)
    made(make_device, lot, state=DeviceState.READY)
    page = words(client.get(address("network_home")))
    assert "1 appareil attend l’effacement" in page and "prêt à partir" not in page


def test_a_device_goes_the_whole_way_by_its_pages(client, made, lot, network):
    made(make_bank)
    model = made(make_model, "Portable")
    device = made(make_device, lot)
    day = str(today())
    way = [
        ("wiped", {"method": "secure_erase", "tool": "nwipe", "done_on": day, "done_by": "Atelier", "verified": "on"}),
        ("tested", {"check_0": "ok", "check_1": "ok", "check_3": "no", "other": "Charnière", "tested_on": day}),
        ("graded", {"grade": "B"}),
        ("refurbished", {"work_done": "SSD neuf", "hours": "1,5", "is_insertion": "1", "worked_on": day}),
        ("ready", {}),
        ("lent", {"model": model.pk, "inventory_number": "bp 12", "left_on": day}),
        ("collected", {"reason": "rendu"}),
    ]
    for to, data in way:
        url = address("device_step", device.pk, to)
        assert client.get(url).status_code == 200
        answer = client.post(url, data)
        assert answer.status_code == 302, words(answer)
        assert reload(network, device).state == to
        assert client.get(address("device_detail", device.pk)).status_code == 200
    with scoped_to(network):
        assert JournalEntry.objects.filter(target_id=device.pk, verb__startswith="device").count() == 7
        assert Device.objects.get().item.inventory_number == "BP12"


def test_a_step_that_may_not_be_taken_says_why_and_changes_nothing(client, made, lot, network):
    device = made(make_device, lot)
    for to in ("tested", "ready", "given", "recycled", "lent"):
        answer = client.post(address("device_step", device.pk, to), {"left_to": "X", "left_on": str(today())})
        assert "avant son effacement" in words(answer) and "Rien n’a changé" in words(answer)
    ready = made(make_device, lot, state=DeviceState.READY)
    assert "déjà passée" in words(client.get(address("device_step", ready.pk, "tested")))
    assert "banque de prêt" in words(client.get(address("device_step", ready.pk, "lent")))
    tested = made(make_device, lot, state=DeviceState.TESTED)
    assert "L’étape qui suit est « classé »" in words(client.get(address("device_step", tested.pk, "ready")))
    assert client.get(address("device_step", ready.pk, "nowhere")).status_code == 404
    assert reload(network, device).state == DeviceState.COLLECTED


def test_what_is_wrong_with_a_wipe_is_reported_and_what_was_typed_kept(client, made, lot, network):
    device = made(make_device, lot)
    url = address("device_step", device.pk, "wiped")
    typed = {"method": "overwrite", "tool": "", "done_on": str(today()), "done_by": "Atelier du port"}
    answer = client.post(url, typed)
    assert "avec quel outil" in words(answer) and "Atelier du port" in words(answer)
    assert "pas encore passé" in words(
        client.post(url, {**typed, "tool": "nwipe", "done_on": str(today() + timedelta(2))})
    )
    paper = SimpleUploadedFile("certificat.pdf", b"MZ", content_type="application/pdf")
    assert "n’est pas un PDF" in words(client.post(url, {**typed, "tool": "nwipe", "certificate": paper}))
    assert "Choisissez un choix valide" not in words(client.get(url))
    assert reload(network, device).state == DeviceState.COLLECTED
    with scoped_to(network):
        assert not Wipe.objects.exists()


def test_a_wipe_is_not_called_done_before_it_is_verified(client, made, lot, network):
    device = made(make_device, lot)
    url = address("device_step", device.pk, "wiped")
    typed = {"method": "secure_erase", "tool": "nwipe", "done_on": str(today()), "done_by": "Atelier"}
    page = words(client.post(url, typed, follow=True))
    assert "Il reste à le vérifier" in page and "Effacement à vérifier" in page
    assert "notées effacées" not in page and "Données effacées" not in page and "Effacé" not in page
    assert "nwipe" in words(client.get(url))  # it is verified without being written again
    assert "Effacement à vérifier" in words(client.get(address("device_list")))
    assert "Effacement à vérifier" in words(client.get(address("device_board")))
    assert "et c’est vérifié" in words(client.post(url, {**typed, "verified": "on"}, follow=True))


def test_a_destroyed_storage_is_not_called_read_again(client, made, lot):
    device = made(make_device, lot)
    typed = {"method": "destroyed", "tool": "", "done_on": str(today()), "done_by": "Atelier", "verified": "on"}
    page = words(client.post(address("device_step", device.pk, "wiped"), typed, follow=True))
    assert "Support des données détruit le" in page and "Sans objet : le support est détruit" in page
    assert "relu" not in page and "vérifié." not in page and "Effacement vérifié" not in page


def test_what_awaits_its_verification_is_offered_that_and_not_to_be_ready(client, made, lot):
    device = made(make_device, lot, state=DeviceState.REFURBISHED, verified=False)
    verify = address("device_step", device.pk, "wiped")
    page = client.get(address("device_detail", device.pk))
    assert page.context["main"].url == verify and "Dire qu’il est prêt" not in words(page)
    (said, met), *_ = page.context["checks"]
    assert said.startswith("Vérifier l’effacement") and not met
    for to in ("ready", "recycled"):
        assert verify in client.get(address("device_step", device.pk, to)).content.decode()
        together = client.get(address("device_together", to))
        assert together.context["total"] == 0 and verify in together.content.decode()


def test_no_storage_is_offered_only_to_what_has_none(client, made, lot):
    laptop, screen = made(make_device, lot), made(make_device, lot, kind="screen", has_storage=False)
    assert "no_storage" not in words(client.get(address("device_step", laptop.pk, "wiped")))
    assert "no_storage" in words(client.get(address("device_step", screen.pk, "wiped")))


def test_thirty_devices_are_wiped_in_one_go(client, made, lot, network):
    devices = [made(make_device, lot) for _ in range(30)]
    made(make_device)
    url = address("device_together", "wiped")
    page = client.get(url, {"don": lot.pk})
    assert page.context["total"] == 30 and page.content.count(b" checked") == 30
    data = {
        "devices": [one.pk for one in devices],
        "method": "secure_erase",
        "tool": "nwipe",
        "done_on": str(today()),
        "done_by": "Atelier",
    }
    assert client.post(f"{url}?don={lot.pk}", data).status_code == 302
    with scoped_to(network):
        assert Device.objects.filter(state=DeviceState.WIPED).count() == 30
    assert "Cochez au moins un appareil" in words(client.post(url, {**data, "devices": []}))
    assert client.get(address("device_together", "tested")).status_code == 404


@pytest.mark.parametrize(("to", "state"), [("ready", "refurbished"), ("given", "ready"), ("recycled", "graded")])
def test_several_take_a_step_together(client, made, lot, network, to, state):
    devices = [made(make_device, lot, state=DeviceState(state)) for _ in range(2)]
    data = {"devices": [one.pk for one in devices], "left_to": "Quelqu’un", "left_on": str(today())}
    assert client.post(address("device_together", to), data).status_code == 302
    with scoped_to(network):
        assert Device.objects.filter(state=to).count() == 2


def test_a_device_is_added_and_corrected(client, lot, network):
    fields = {"kind": "laptop", "brand": "Dell", "serial": "sn 1", "has_storage": "on", "weight_kg": "1,6"}
    answer = client.post(address("device_add", lot.pk), {**fields, "again": "1"})
    assert answer.url == address("device_add", lot.pk)
    with scoped_to(network):
        device = Device.objects.get()
    wrong = client.post(address("device_edit", device.pk), {**fields, "kind": "", "weight_kg": "lourd"})
    assert "Écrivez un nombre" in words(wrong)
    assert client.post(address("device_edit", device.pk), {**fields, "brand": "HP"}).status_code == 302
    found = reload(network, device)
    assert (found.brand, found.serial, str(found.weight_kg)) == ("HP", "SN1", "1.60")


def test_a_list_is_read_before_it_is_added(client, lot, network):
    url = address("device_add_many", lot.pk)
    assert "Collez une liste" in words(client.post(url, {"rows": " "}))
    wrong = client.post(url, {"rows": "Frigo\tX", "add": "1"})
    assert "1 case est à corriger" in words(wrong) and "Frigo" in words(wrong)
    read = client.post(url, {"rows": "Portable\tDell\nÉcran\tHP"})
    assert "2 appareils sont prêts à être ajoutés" in words(read)
    with scoped_to(network):
        assert not Device.objects.exists()
    assert client.post(url, {"rows": "Portable\tDell\nÉcran\tHP", "add": "1"}).url == lot_url(lot)
    with scoped_to(network):
        assert Device.objects.count() == 2


def lot_url(lot):
    return address("donation_detail", lot.pk)


def test_a_file_is_copied_into_the_list(client, lot):
    brought = SimpleUploadedFile("liste.csv", b"Nature;Marque\nTablette;Apple")
    page = client.post(address("device_add_many", lot.pk), {"rows": "", "file": brought})
    assert "1 appareil est prêt" in words(page) and "Tablette Apple" in words(page)
    picture = SimpleUploadedFile("liste.xlsx", b"\x89PNG\r\n\x1a\n\x00")
    refused = client.post(address("device_add_many", lot.pk), {"rows": "", "file": picture})
    assert "n’est pas un tableau" in words(refused)


def test_devices_are_found_by_what_is_written_on_them_and_leave_as_a_file(client, made, lot):
    device = made(make_device, lot, serial="PF1X2", brand="Lenovo")
    made(make_device, lot, brand="Dell")
    for typed in (device.number, device.code.lower(), "pf1x", "lenovo"):
        page = client.get(address("device_list"), {"q": typed})
        assert page.context["total"] == 1, typed
    csv = client.get(address("device_list"), {"q": "lenovo", "export": "csv"}).content.decode()
    assert device.number in csv and "Dell" not in csv


def test_a_family_is_identified_by_its_aid_alone(client, made, lot):
    device = made(make_device, lot, state=DeviceState.READY)
    made(actions.give_to_family, device, left_on=AT.date(), by=None, at=AT)
    assert "à une famille" in words(client.get(address("device_detail", device.pk)))


def test_readers_change_nothing(client_of, made, lot):
    device = made(make_device, lot)
    page = words(client_of("reader").get(address("device_detail", device.pk)))
    assert "Noter l’effacement" not in page and "Corriger sa fiche" not in page
