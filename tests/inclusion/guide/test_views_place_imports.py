"""Pages of files of places, of their sources, of places that look alike."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclusion.core.scope import scoped_to
from inclusion.guide.actions.imports import last_job, try_import
from inclusion.guide.actions.plans import ELSEWHERE
from inclusion.guide.models import Place, PlaceImport, PlacePair, PlaceSource
from inclusion.guide.tasks import work_on_places
from inclusion.guide.views import imports as views
from tests.builders import AT, make_commune
from tests.inclusion.guide.place_imports import FILE
from tests.inclusion.place_builders import make_place, make_source

SLUG = "lot-et-garonne"


@pytest.fixture
def coordinator(client_of):
    make_commune()
    return client_of("coordinator")


def page(name: str, *args: object) -> str:
    return reverse(name, args=[SLUG, *args])


def brought(data: bytes = FILE.encode(), name: str = "lieux.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_file_is_brought_tried_and_taken_in(coordinator, network):
    answer = coordinator.post(page("place_import_add"), {"file": brought()}, follow=True)
    shown = answer.content.decode()
    assert "Enregistrer ce lieu" in shown
    assert "Cette valeur est obligatoire." in shown
    with scoped_to(network):
        assert not Place.objects.exists()
        tried = PlaceImport.objects.get()
    answer = coordinator.post(page("place_import_apply", tried.pk), follow=True)
    assert "1\u00a0lieu ajouté" in answer.content.decode()
    with scoped_to(network):
        assert Place.objects.get().name == "Espace de la gare"
    again = coordinator.post(page("place_import_apply", tried.pk), follow=True)
    assert "Cette étape n’est pas possible" in again.content.decode()


def test_a_file_of_places_elsewhere_alone_is_pointed_out(coordinator, network):
    coordinator.post(page("place_import_add"), {"file": brought()})
    with scoped_to(network):
        tried = PlaceImport.objects.get()
        warned = "Aucun lieu de ce fichier n’est dans le département"
        assert warned not in coordinator.get(page("place_import_detail", tried.pk)).content.decode()
        report = tried.report
        report["remarks"].append({**report["rejected"][0], "reason": ELSEWHERE})
        PlaceImport.objects.filter(pk=tried.pk).update(report=report)
    assert warned in coordinator.get(page("place_import_detail", tried.pk)).content.decode()


def test_a_file_is_put_aside(coordinator, network):
    with scoped_to(network):
        tried = try_import(FILE.encode(), "lieux.csv", source=make_source(), by=None, at=AT)
    coordinator.post(page("place_import_drop", tried.pk))
    with scoped_to(network):
        assert PlaceImport.objects.get().get_state_display() == "Abandonné"
        assert not Place.objects.exists()


def test_what_is_no_file_of_places_is_said_beside_the_field(coordinator):
    answer = coordinator.post(page("place_import_add"), {"file": brought(b"[1, 2]")})
    assert "n’est pas une liste de lieux" in answer.content.decode()


#: A file that nobody knows: its columns are guessed.
OWN = (
    "Lieu;Voie;CP;Ville;Wifi;Aide CAF;État\n"
    "Espace de la gare;1 rue de la Gare;47200;MARMANDE;Oui;Oui;ouvert\n"
    "Local fermé;2 rue de la Gare;47200;MARMANDE;Oui;Non;fermé\n"
    "Maison du Lot;3 rue de la Gare;47200;MARMANDE;Non;Oui;ouvert\n"
).encode()


def test_the_columns_of_an_unknown_file_are_shown_changed_and_kept(coordinator, network):
    answer = coordinator.post(
        page("place_import_add"), {"file": brought(OWN, "salles.csv"), "name": "Mairie"}, follow=True
    )
    shown = answer.content.decode()
    assert "d’après son titre" in shown
    with scoped_to(network):
        tried = PlaceImport.objects.get()
        assert (tried.report["created"], len(tried.report["rejected"])) == (2, 1)
        assert tried.source.mapping == {}
    columns = [one["name"] for one in tried.report["columns"]]
    assert columns == ["Lieu", "Voie", "CP", "Ville", "Wifi", "Aide CAF", "État"]
    form = answer.context["form"]
    data = {name: form[name].initial or "" for name in form.fields if name.startswith("to_")}
    papers = "Aide aux démarches administratives"
    data |= {"to_5": f"flag:services:{papers}", "out_6": [], "keep": "on", "day": "2026-05-04"}
    changed = coordinator.post(page("place_import_columns", tried.pk), data)
    assert changed.status_code == 302
    coordinator.post(page("place_import_apply", tried.pk))
    with scoped_to(network):
        source = PlaceSource.objects.get(name="Mairie")
        places = {place.name: place for place in Place.objects.all()}
    assert source.mapping["columns"]["services"]["by_column"]["Aide CAF"] == {"oui": [papers]}
    assert set(places) == {"Espace de la gare", "Local fermé", "Maison du Lot"}
    assert places["Maison du Lot"].services == [papers]
    assert (places["Local fermé"].town, str(places["Local fermé"].updated_on)) == ("Marmande", "2026-05-04")
    again = coordinator.post(
        page("place_import_add"), {"file": brought(OWN, "salles.csv"), "source": source.pk}, follow=True
    )
    assert "ne contient rien de nouveau" in again.content.decode()


def test_a_column_that_gives_several_things_lacks_none_of_them(coordinator, network):
    file = "Lieu;Voie;Ville (CP);Contact\nLe Cube;1 rue A;Marmande (47200);05 53 00 00 01 / cube@lieu.example\n"
    file += "Le Pin;2 rue B;Marmande (47200);05 53 00 00 02 / pin@lieu.example"
    answer = coordinator.post(page("place_import_add"), {"file": brought(file.encode(), "a.csv")}, follow=True)
    shown = answer.content.decode()
    assert "Il manque" not in shown
    assert "4 colonnes comprises sur 4" in shown
    assert "Donne aussi\u00a0: Téléphone" in shown


def test_without_a_column_of_names_nothing_is_read_anew(coordinator, network):
    answer = coordinator.post(page("place_import_add"), {"file": brought(OWN, "salles.csv")}, follow=True)
    with scoped_to(network):
        tried = PlaceImport.objects.get()
    data = {name: "" for name in answer.context["form"].fields if name.startswith("to_")}
    refused = coordinator.post(page("place_import_columns", tried.pk), data).content.decode()
    assert "Choisissez la colonne qui donne le nom des lieux." in refused


@pytest.mark.django_db(transaction=True)  # a worker has no transaction around its own
def test_a_long_file_is_tried_and_taken_in_by_a_worker(coordinator, network, monkeypatch):
    monkeypatch.setattr(views, "MAX_IN_PAGE", 1)
    coordinator.post(page("place_import_add"), {"file": brought()})
    with scoped_to(network):
        tried = PlaceImport.objects.get()
        waiting = last_job(tried)
    detail = page("place_import_detail", tried.pk)
    assert "attend son tour" in coordinator.get(detail).content.decode()
    refused = coordinator.post(page("place_import_apply", tried.pk), follow=True)
    assert "en cours de lecture" in refused.content.decode()
    work_on_places(network_id=network.pk, job_id=waiting.pk)
    shown = coordinator.get(detail).content.decode()
    assert "Enregistrer ce lieu" in shown
    assert "n’a pas pu être lu" not in shown
    coordinator.post(page("place_import_apply", tried.pk))
    with scoped_to(network):
        writing = last_job(tried)
        assert not Place.objects.exists()
    progress = []
    monkeypatch.setattr("inclusion.guide.actions.plans.STEP", 1)
    monkeypatch.setattr(
        "inclusion.guide.actions.imports.jobs.advance_apart", lambda job, *, done, at: progress.append(done)
    )
    work_on_places(network_id=network.pk, job_id=writing.pk)
    assert progress
    assert progress == sorted(progress)
    work_on_places(network_id=network.pk, job_id=writing.pk)
    over = coordinator.get(detail, headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"
    with scoped_to(network):
        assert Place.objects.count() == 1


@pytest.mark.parametrize("part", ["rejected", "remarks", "doubles", "inconnue"])
def test_each_part_of_the_report_and_its_file(coordinator, network, part):
    with scoped_to(network):
        make_place(name="Espace de gare", town="Marmande", postal_code="47200", address="1 rue de la Gare")
        tried = try_import(FILE.encode(), "lieux.csv", source=make_source(), by=None, at=AT)
    assert coordinator.get(page("place_import_detail", tried.pk), {"partie": part}).status_code == 200
    export = coordinator.get(page("place_import_detail", tried.pk), {"partie": part, "export": "csv"})
    assert "Pourquoi" in export.content.decode("utf-8-sig")


def test_a_source_is_added_with_its_mapping_and_changed(coordinator, network):
    mapping = b'{"columns": {"id": "n", "nom": "lieu"}}'
    data = {"name": "Mairie", "rank": 55, "url": "", "licence": "", "mapping_file": brought(mapping, "m.json")}
    assert coordinator.post(page("place_source_add"), data).status_code == 302
    with scoped_to(network):
        source = PlaceSource.objects.get()
    assert set(source.mapping["columns"]) == {"id", "nom"}
    coordinator.post(page("place_source_edit", source.pk), {"name": "Mairie", "rank": 70, "url": "", "licence": ""})
    with scoped_to(network):
        source = PlaceSource.objects.get()
    assert (source.rank, set(source.mapping["columns"])) == (70, {"id", "nom"})
    wrong = coordinator.post(page("place_source_add"), data | {"mapping_file": brought(b"{}", "m.json")})
    assert "cette clé manque" in wrong.content.decode()
    twice = coordinator.post(page("place_source_add"), {"name": "Mairie", "rank": 5})
    assert "porte déjà ce nom" in twice.content.decode()


def test_two_places_are_merged_or_declared_distinct(coordinator, network):
    with scoped_to(network):
        first = make_place(name="Un", opening_hours="Mo 09:00-12:00", phone="+33553640000")
        second, third = make_place(name="Deux"), make_place(name="Trois")
        one = PlacePair.objects.create(first=first, second=second, likeness=80)
        other = PlacePair.objects.create(first=first, second=third, likeness=75)
    shown = coordinator.get(page("place_double_list")).content.decode().replace("\u00a0", " ")
    assert "Un et Deux" in shown
    assert "Lundi : 9 h à 12 h" in shown
    assert "05 53 64 00 00" in shown
    assert coordinator.get(page("place_double_merge", one.pk)).status_code == 200
    assert coordinator.post(page("place_double_merge", one.pk), {}).status_code == 200
    coordinator.post(page("place_double_merge", one.pk), {"kept": second.pk})
    coordinator.post(page("place_double_apart", other.pk))
    with scoped_to(network):
        assert Place.objects.get(pk=first.pk).merged_into_id == second.pk


@pytest.mark.parametrize("name", ["place_import_list", "place_source_list", "place_double_list"])
def test_as_many_queries_for_one_row_as_for_three(coordinator, network, name):
    def row() -> None:
        with scoped_to(network):
            try_import(FILE.encode(), "lieux.csv", source=make_source(), by=None, at=AT)
            PlacePair.objects.create(first=make_place(), second=make_place(), likeness=80)

    counts = []
    for more in (1, 2):
        for _ in range(more):
            row()
        coordinator.get(page(name))
        with CaptureQueriesContext(connection) as seen:
            assert coordinator.get(page(name)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
