"""Files that nobody knows, in the manner of those of départements, towns and hubs: guessed, and each field right."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from inclusion.guide.actions import imports
from inclusion.guide.models import Place
from inclusion.guide.queries import row_of, values_of
from inclusion.guide.rules.targets import Use
from tests.builders import AT, make_commune
from tests.inclusion.place_builders import make_source

pytestmark = pytest.mark.django_db

#: Each beside the places that it gives, in the columns of the standard.
FOLDER = Path(__file__).parent / "files"
#: File → rows that are places of the network to show, and rows that are none.
FILES = {
    "inventaire-departement.csv": (6, 2),
    "metropole.csv": (5, 0),
    "bus.csv": (3, 0),
    "region.csv": (5, 1),
    "jours.tsv": (3, 0),
    "enquete.csv": (3, 0),
    "carte.geojson": (5, 0),
    "tableau-de-bord.csv": (3, 2),
}


#: The communes that the files speak of, with their postal codes.
COMMUNES = {
    "47001": ("Agen", "47000"),
    "47004": ("Aiguillon", "47190"),
    "47052": ("Casteljaloux", "47700"),
    "47106": ("Fumel", "47500"),
    "47157": ("Marmande", "47200"),
    "47175": ("Monflanquin", "47150"),
    "47195": ("Nérac", "47600"),
    "47201": ("Le Passage", "47520"),
    "47203": ("Penne-d'Agenais", "47140"),
    "47252": ("Sainte-Livrade-sur-Lot", "47110"),
    "47310": ("Tonneins", "47400"),
    "47323": ("Villeneuve-sur-Lot", "47300"),
    "05061": ("Gap", "05000"),
}


@pytest.fixture(autouse=True)
def communes(scope):
    for code, (name, postal_code) in COMMUNES.items():
        make_commune(code, name, (postal_code,))


def taken(name: str, source) -> dict:
    data = (FOLDER / name).read_bytes()
    tried = imports.try_import(data, name, source=source, by=None, at=AT)
    return imports.apply_import(tried, by=None, at=AT).report


def expected(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.places.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", FILES)
def test_every_usable_row_comes_in_and_each_field_is_right(scope, name):
    usable, others = FILES[name]
    source = make_source(name="Essai")
    report = taken(name, source)
    came = report["created"] + report["updated"] + report["unchanged"]
    assert (came, len(report["rejected"])) == (usable, others), report["rejected"]
    found = [row_of(values_of(place)) for place in Place.objects.order_by("standard_id")]
    assert found == [dict.fromkeys(found[0], "") | row for row in expected(name)]
    data = (FOLDER / name).read_bytes()
    again = imports.try_import(data, name, source=source, by=None, at=AT)
    for report in (again.report, imports.apply_import(again, by=None, at=AT).report):
        assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, usable)


DAYS = """N°;Nom du lieu;Adresse;Code postal;Commune;Jour;Début;Fin;Etat
1;Médiathèque;1 rue A;47200;MARMANDE;Mardi;10:00;12:00;ouvert
2;Médiathèque;1 rue A;47200;MARMANDE;Mercredi;14:00;18:00;ouvert
3;Médiathèque;1 rue A;47200;MARMANDE;Mercredi;9:00;12:00;ouvert
4;Médiathèque;1 rue A;47200;MARMANDE;Mardi;11:00;13:00;ouvert
5;Le Cube;2 rue B;47000;AGEN;Jeudi;9:00;12:00;ouvert
6;Le Pin;3 rue C;47600;NERAC;Jeudi;9:00;12:00;inactif
7;La Tour - FERMÉ;4 rue D;47600;NERAC;Jeudi;9:00;12:00;ouvert
"""


def tried(text: str, source=None):
    source = source or make_source(name="Essai")
    return imports.try_import(text.encode(), "jours.csv", source=source, by=None, at=AT)


def test_rows_of_one_place_give_it_their_days_together_and_a_conflict_is_said(scope):
    file = imports.apply_import(tried(DAYS), by=None, at=AT)
    report = file.report
    hours = dict(Place.objects.values_list("name", "opening_hours"))
    assert hours == {
        "Médiathèque de Marmande": "Tu 10:00-12:00; We 09:00-12:00,14:00-18:00",
        "Le Cube": "Th 09:00-12:00",
    }
    assert set(Place.objects.values_list("town", flat=True)) == {"Marmande", "Agen"}
    (conflict,) = (one for one in report["remarks"] if "Deux horaires" in one["reason"])
    assert conflict["row"] == 5
    assert conflict["reason"].replace("\u00a0", " ") == ("Deux horaires pour mardi : ceux de la ligne 2 sont gardés.")
    again = imports.apply_import(tried(DAYS, file.source), by=None, at=AT).report
    assert (again["created"], again["updated"]) == (0, 0)


def test_a_refused_row_says_why_in_french(scope):
    text = "Nom;Adresse;Ville\nLe Cube;1 rue A;Agen\nLe Pin;2 rue B;\nL’Escale;3 rue C;Nérac\nLa Tour;;Inconnue"
    (no_town, nowhere) = tried(text).report["rejected"]
    assert no_town["column"] == "Ville"
    assert "Code postal\u00a0: Cette valeur est obligatoire." in no_town["reason"]
    assert "code_postal" not in str((no_town, nowhere)).replace("Code postal", "")


def test_a_refused_row_says_the_same_thing_once(scope):
    text = "Nom;Adresse;Ville\nLe Cube;1 rue A;47000 Agen\nLe Pin;2 rue B;\nL’Escale;3 rue C;47600 Nérac"
    (refused,) = tried(text).report["rejected"]
    assert (refused["column"], refused["reason"]) == ("Ville", "Cette valeur est obligatoire.")


def test_rows_that_are_left_out_as_closed_may_be_taken_too(scope):
    file = tried(DAYS)
    assert len(file.report["rejected"]) == 2
    uses = [
        Use(one["name"], one["to"], one["why"], tuple(one["also"]), one["separator"], (), one["order"])
        for one in file.report["columns"]
    ]
    file = imports.change_columns(file, uses=uses, closed_too=True, by=None, at=AT)
    assert file.report["rejected"] == []
    imports.apply_import(file, by=None, at=AT)
    assert {"Le Pin", "La Tour - FERMÉ"} <= set(Place.objects.values_list("name", flat=True))


def test_sheets_of_the_same_titles_are_one_table_whose_name_is_the_town(scope):
    book = Workbook()
    book.remove(book.active)
    for town, names in {"Marmande": ["Médiathèque", "Le Pin"], "Nérac": ["Le Cube", "Mairie"]}.items():
        sheet = book.create_sheet(town)
        sheet.append([f"Lieux numériques de {town}"])
        sheet.append(["Lieu", "Adresse", "Code postal", "Horaires"])
        for number, name in enumerate(names, 1):
            code = {"Marmande": 47200, "Nérac": 47600}[town] if number == 1 else None
            sheet.append([name, f"{number} rue A", code, "mardi 9h-12h"])
        sheet.merge_cells("C3:C4")
    book.create_sheet("Légende").append(["X = proposé"])
    data = io.BytesIO()
    book.save(data)
    file = imports.try_import(data.getvalue(), "a.xlsx", source=make_source(name="Essai"), by=None, at=AT)
    imports.apply_import(file, by=None, at=AT)
    assert set(Place.objects.values_list("name", "town", "postal_code")) == {
        ("Médiathèque de Marmande", "Marmande", "47200"),
        ("Le Pin", "Marmande", "47200"),
        ("Le Cube", "Nérac", "47600"),
        ("Mairie de Nérac", "Nérac", "47600"),
    }
