"""French place names: how they are searched, shortened and joined to "de"."""

import csv
from pathlib import Path

import pytest

import inclusion
from inclusion.core.french import names as rules

DEPARTMENTS = Path(inclusion.__file__).parent / "data" / "departements.csv"


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("L'Isle-sur-la-Sorgue", "isle sur la sorgue"),
        ("L’Île-d’Yeu", "ile d yeu"),
        ("Les Sables-d'Olonne", "sables d olonne"),
        ("  Saint-Étienne ", "saint etienne"),
        ("St Sylvestre", "saint sylvestre"),
        ("Ste-Livrade", "sainte livrade"),
        ("Œuilly", "oeuilly"),
        ("LA", "la"),  # a word begun, not yet an article before a name
        ("Lacapelle-Biron", "lacapelle biron"),
        ("Beaust", "beaust"),  # "st" only as a word of its own
        ("47200 Marmande", "47200 marmande"),
        ("--'’", ""),
    ],
)
def test_search_form(typed, searched):
    assert rules.search_form(typed) == searched


@pytest.mark.parametrize(
    ("code", "joined"),
    [
        ("47", "de Lot-et-Garonne"),
        ("49", "de Maine-et-Loire"),
        ("85", "de la Vendée"),
        ("74", "de la Haute-Savoie"),
        ("40", "des Landes"),
        ("84", "du Vaucluse"),
        ("41", "de Loir-et-Cher"),
        ("82", "de Tarn-et-Garonne"),
        ("35", "d’Ille-et-Vilaine"),
        ("38", "de l’Isère"),
        ("95", "du Val-d’Oise"),
        ("75", "de Paris"),
        ("974", "de La Réunion"),
        ("984", "des Terres australes et antarctiques françaises"),
    ],
)
def test_department_of_name_from_the_shipped_link(code, joined):
    with DEPARTMENTS.open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["code"] == code)
    assert rules.department_of_name(code, row["name"], int(row["liaison"])) == joined


def test_department_of_name_refuses_an_unknown_link():
    with pytest.raises(KeyError):
        rules.department_of_name("01", "Ain", 99)


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("CC du Pays de Duras", "CC", "Communauté de communes du Pays de Duras"),
        ("CC Albret Communauté", "CC", "Albret Communauté"),
        ("CA Agglomération d'Agen", "CA", "Agglomération d’Agen"),
        ("CA du Grand Annecy", "CA", "Communauté d’agglomération du Grand Annecy"),
        ("CA La Roche-sur-Yon - Agglomération", "CA", "La Roche-sur-Yon Agglomération"),
        ("CU Angers Loire Métropole", "CU", "Angers Loire Métropole"),
        ("Métropole d'Aix-Marseille-Provence", "METRO", "Métropole d’Aix-Marseille-Provence"),
        ('CA "Saintes - Grandes Rives - L\'Agglo"', "CA", "Saintes - Grandes Rives - L’Agglo"),
    ],
)
def test_epci_full_name(name, kind, shown):
    assert rules.epci_full_name(name, kind) == shown
