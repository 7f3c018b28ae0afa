"""Pages of models and kits: what everybody reads, what the bank keeps."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from equipment.catalogue.actions import withdraw_model
from equipment.enums import ItemState, Need
from equipment.maintenance.actions import begin_maintenance
from equipment.models import EquipmentModel, Item, Kit
from inclusion.core.models.documents import ContentErased, Document
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_item, make_kit, make_loan, make_model, make_out
from tests.pages import address, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def bank(network):
    with scoped_to(network):
        return make_bank()


def picture(name="stylo.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


TYPED = {
    "name": "Stylo lecteur",
    "brand": "Marque",
    "reference": "R-1",
    "needs": ["reading"],
    "description": "Il lit à haute voix.",
    "advice": "Commencez par dix minutes.",
    "check_list": "Chargeur\nHousse",
    "value": "250",
}


def test_an_empty_catalogue_says_how_to_begin(bank, manager):
    page = words(manager.get(address("equipment_model_list")))
    assert "Le catalogue est encore vide" in page and "Ajouter un modèle" in page
    assert "inventoriez-les d’abord" in words(manager.get(address("kit_list")))


def test_a_model_is_added_with_its_picture_and_read_by_all(network, bank, manager, client_of):
    page = words(manager.post(address("equipment_model_add"), {**TYPED, "file": picture()}, follow=True))
    assert "« Stylo lecteur » est au catalogue." in page
    with scoped_to(network):
        model = EquipmentModel.objects.get()
    assert model.check_list == ["Chargeur", "Housse"]
    reader = client_of("reader")
    page = words(reader.get(address("equipment_model_detail", model.pk)))
    assert "Il lit à haute voix." in page and "Commencez par dix minutes." in page and "Lire" in page
    assert "Aucun exemplaire pour le moment" in page and "Retirer du catalogue" not in page
    assert "Demander ce matériel" not in page
    answer = reader.get(address("equipment_model_picture", model.pk))
    assert answer["Content-Type"] == "image/jpeg" and answer.content[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"needs": []}, "Choisissez au moins un besoin."),
        ({"needs": ["flying"]}, "Sélectionnez un choix valide"),
        ({"value": "-1"}, "Donnez au moins 0"),
        ({"check_list": "x" * 81}, "Une ligne compte 80 signes au plus"),
        ({"check_list": "\n".join(map(str, range(21)))}, "20 points au plus se vérifient"),
        ({"file": SimpleUploadedFile("photo.jpg", b"MZ" * 50)}, "n’est pas une photo lisible"),
        ({"file": SimpleUploadedFile("photo.jpg", b"\xff\xd8" + bytes(16 * 1024 * 1024))}, "15 Mo au plus"),
    ],
)
def test_a_model_that_cannot_be_keeps_what_was_typed(network, bank, manager, changes, said):
    sent = {**TYPED, "advice": "Gardé tel quel", **changes}
    page = words(manager.post(address("equipment_model_add"), sent))
    assert said in page and "Gardé tel quel" in page
    with scoped_to(network):
        assert not EquipmentModel.objects.exists() and not Document.objects.exists()


def test_a_model_is_changed_its_picture_stays_unless_another_is_chosen(network, bank, manager):
    manager.post(address("equipment_model_add"), {**TYPED, "file": picture()})
    with scoped_to(network):
        model = EquipmentModel.objects.get()
    url = address("equipment_model_edit", model.pk)
    page = manager.get(url)
    assert "Changer la photographie" in words(page) and "Chargeur Housse" in words(page)
    manager.post(url, {**TYPED, "name": "Stylo parleur"})
    with scoped_to(network):
        model.refresh_from_db()
        assert model.name == "Stylo parleur" and model.picture_id
        first = model.picture_id
    manager.post(url, {**TYPED, "file": picture()})
    with scoped_to(network):
        model.refresh_from_db()
    assert model.picture_id != first
    assert "Enlever la photographie" in words(manager.get(url))
    manager.post(url, {**TYPED, "no_picture": "on"})
    with scoped_to(network):
        taken = model.picture
        model.refresh_from_db()
        assert model.picture is None
        with pytest.raises(ContentErased):
            _ = taken.data
    assert "Enlever la photographie" not in words(manager.get(url))


def test_stock_and_dates_are_shown(network, bank, manager, client_of):
    with scoped_to(network):
        model = make_model("Stylo")
        make_item(model, state=ItemState.LOST)
        make_item(model)
        repaired = make_item(model)
        begin_maintenance(repaired, reason="Écran", start=timezone.localdate(), by=make_user(), at=AT)
    page = words(client_of("school").get(address("equipment_model_detail", model.pk)))
    assert '2 exemplaires, <span class="nowrap">1 libre</span> aujourd’hui' in page
    assert "Prochaines dates libres" in page


def test_the_dates_that_were_searched_lead_from_the_catalogue_to_the_request(network, bank, client_of):
    with scoped_to(network):
        model, lent = make_model("Stylo"), make_model("Loupe")
        make_item(model)
        make_item(lent)
        make_loan(lent, start=date(2026, 12, 7), end=date(2026, 12, 19), by=make_user())
    school, dates = client_of("school"), "start=2026-12-08&end=2026-12-17"
    catalogue = words(school.get(f"{address('equipment_home')}?{dates}"))
    url = f"{address('equipment_model_detail', model.pk)}?{dates}"
    assert f'href="{url.replace("&", "&amp;")}"' in catalogue
    page = words(school.get(url))
    assert "Libre à vos dates" in page and f"?{dates}&model={model.pk}".replace("&", "&amp;") in page
    page = words(school.get(f"{address('equipment_model_detail', lent.pk)}?{dates}"))
    assert "Pas libre à vos dates" in page and "Prochaines dates libres" in page
    assert "Libre à vos dates" not in words(school.get(f"{address('equipment_model_detail', model.pk)}?start=x&end=9"))
    # What was chosen in the catalogue, and its filters, come along to the page of a model and back.
    chosen = f"{dates}&besoin=reading&choix=model-{lent.pk}"
    catalogue = words(school.get(f"{address('equipment_home')}?{chosen}"))
    assert f'href="{url.partition("?")[0]}?{chosen}"'.replace("&", "&amp;") in catalogue
    page = words(school.get(f"{address('equipment_model_detail', model.pk)}?{chosen}"))
    both = f"{address('equipment_home')}?{chosen}&choix=model-{model.pk}#choix".replace("&", "&amp;")
    assert f'href="{both}">Ajouter à votre demande' in page
    assert f'href="{address("equipment_home")}?{chosen}"'.replace("&", "&amp;") in page


def test_without_a_bank_the_page_is_kind(network, client_of):
    with scoped_to(network):
        model, kit = make_model("Stylo"), make_kit()
        make_item(model)
    school = client_of("school")
    assert "Aucune banque de prêt n’est encore ouverte" in words(
        school.get(address("equipment_model_detail", model.pk))
    )
    assert "Aucune banque de prêt n’est encore ouverte" in words(school.get(address("kit_detail", kit.pk)))


def test_a_model_is_withdrawn_and_offered_again(network, bank, manager, client_of):
    with scoped_to(network):
        model = make_model("Stylo")
        make_loan(make_item(model).model, start=date(2027, 6, 7), end=date(2027, 6, 12))
    question = words(manager.get(address("equipment_model_withdraw", model.pk)))
    assert "1 prêt en cours ou réservé continue." in question
    page = words(manager.post(address("equipment_model_withdraw", model.pk), follow=True))
    assert "« Stylo » n’est plus proposé." in page and "Remettre au catalogue" in page
    page = words(client_of("school").get(address("equipment_model_detail", model.pk)))
    assert "Retiré du catalogue" in page and "Demander" not in page.split("</main>")[0]
    page = words(manager.post(address("equipment_model_restore", model.pk), follow=True))
    assert "« Stylo » est de nouveau proposé." in page


def test_models_are_filtered_and_exported(network, bank, manager):
    with scoped_to(network):
        make_item(make_model("Stylo"))
        out = make_model("Casque", needs=[Need.HEARING])
        make_out(make_loan(make_item(out).model))
        gone = make_model("Ancien")
        withdraw_model(gone, by=make_user(), at=AT)

    def named(query):
        page = words(manager.get(address("equipment_model_list") + query))
        return {name for name in ("Stylo", "Casque", "Ancien") if f">{name}</a>" in page}

    assert named("") == {"Stylo", "Casque", "Ancien"}
    assert named("?stock=shelf") == {"Stylo"}
    assert named("?stock=away") == {"Casque"}
    assert named("?stock=none") == {"Ancien"}
    assert named("?need=hearing") == {"Casque"}
    assert named("?standing=withdrawn") == {"Ancien"}
    assert named("?standing=offered&q=sty") == {"Stylo"}
    exported = manager.get(address("equipment_model_list") + "?export=csv").content.decode("utf-8-sig")
    assert "Stylo;;Lire;1;1;;oui" in exported and "Ancien;;Lire;0;0;;retiré" in exported


# -- Kits --------------------------------------------------------------------------------------------------------------

KIT = {"name": "Mallette lire", "needs": ["reading"], "description": "Tout pour lire."}


def test_a_kit_is_put_together_and_changed(network, bank, manager):
    with scoped_to(network):
        pen, cover = make_item(inventory_number="STY-1"), make_item(inventory_number="HOU-1")
        make_kit(pen, make_item(), name="Autre mallette")
    wrong = words(manager.post(address("kit_add"), {**KIT, "numbers": "STY-1\nRIEN"}))
    assert "Aucun matériel ne porte le numéro « RIEN »." in wrong and "Tout pour lire." in wrong
    page = words(manager.post(address("kit_add"), {**KIT, "numbers": "sty-1, HOU-1"}, follow=True))
    assert "La mallette « Mallette lire » est composée" in page
    assert "STY-1 (aussi dans « Autre mallette »)" in page
    with scoped_to(network):
        kit = Kit.objects.get(name="Mallette lire")
        assert set(kit.items.all()) == {pen, cover}
    assert "HOU-1 STY-1" in words(manager.get(address("kit_edit", kit.pk)))
    manager.post(address("kit_edit", kit.pk), {**KIT, "numbers": "HOU-1"})
    with scoped_to(network):
        assert set(kit.items.all()) == {cover}
    taken = words(manager.post(address("kit_add"), {**KIT, "numbers": "STY-1"}))
    assert "Une mallette porte déjà ce nom." in taken


def test_a_kit_says_which_part_is_missing(network, bank, manager, client_of):
    with scoped_to(network):
        pen = make_item(make_model("Stylo"), inventory_number="STY-1")
        kit = make_kit(pen, make_item(make_model("Casque")))
    school = client_of("school")
    page = words(school.get(address("kit_detail", kit.pk)))
    assert "Elle est complète" in page and "Prochaines dates libres" in page
    assert "Complète" in words(manager.get(address("kit_list")))
    with scoped_to(network):
        Item.objects.filter(pk=pen.pk).update(state=ItemState.LOST)
    page = words(school.get(address("kit_detail", kit.pk)))
    assert "Une pièce manque" in page and "Stylo (STY-1) : perdu." in page
    assert "Aucune date n’est libre tant que la banque ne l’a pas complétée." in page
    assert "Remplacer ce qui manque" not in page
    assert "Remplacer ce qui manque" in words(manager.get(address("kit_detail", kit.pk)))
    assert "1 pièce manque" in words(manager.get(address("kit_list")))


def test_a_kit_is_withdrawn_and_offered_again(network, bank, manager):
    with scoped_to(network):
        kit = make_kit(name="Mallette")
    assert "n’est plus proposée" in words(manager.post(address("kit_withdraw", kit.pk), follow=True))
    assert "est de nouveau proposée" in words(manager.post(address("kit_restore", kit.pk), follow=True))
