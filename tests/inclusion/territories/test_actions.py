"""Loading the shipped facts about French territories."""

import pytest

from inclusion.territories.actions import load_territories
from inclusion.territories.models import Commune, Department, Epci


@pytest.mark.django_db
def test_loads_all_france():
    Commune.objects.all().delete()
    Epci.objects.all().delete()
    loaded = load_territories()
    assert [(one.read, one.created, one.updated) for one in loaded] == [
        (109, loaded[0].created, 0),
        (1255, 1255, 0),
        (34969, 34969, 0),
        (14298, 14298, 0),
    ]
    agen = Commune.objects.get(code="47001")
    assert (agen.name, agen.postal_codes, agen.epci_id, agen.department_id, agen.search_name) == (
        "Agen",
        ["47000"],
        "200096956",
        "47",
        "agen",
    )
    assert Commune.objects.filter(epci=None).count() == 98
    assert Department.objects.get(code="84").of_name == "du Vaucluse"
    assert Department.objects.get(code="84").region == "Provence-Alpes-Côte d'Azur"


def test_a_second_run_changes_nothing(france):
    assert [(one.created, one.updated, one.unchanged) for one in load_territories()] == [
        (0, 0, 109),
        (0, 0, 1255),
        (0, 0, 34969),
        (0, 0, 14298),
    ]


def test_a_run_mends_what_differs_and_only_that(france):
    Commune.objects.filter(code="47001").update(name="Aginnum", population=None)
    Epci.objects.filter(siren="200096956").update(population=1)
    departments, epci, communes, _ = load_territories()
    assert (departments.updated, epci.updated, communes.updated) == (0, 1, 1)
    assert Commune.objects.get(code="47001").name == "Agen"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("marm", "Marmande"),
        ("MARMANDE", "Marmande"),
        ("47200", "Marmande"),
        ("472 marma", "Marmande"),
        ("isle sur la so", "L'Isle-sur-la-Sorgue"),
        ("L’isle sur la so", "L'Isle-sur-la-Sorgue"),
        ("ile d'yeu", "L'Île-d'Yeu"),
        ("ste livrade sur lot", "Sainte-Livrade-sur-Lot"),
        ("agen", "Agen"),
        ("85350", "L'Île-d'Yeu"),
    ],
)
def test_communes_matching(france, typed, first):
    assert Commune.objects.matching(typed)[0].name == first


def test_the_exact_name_comes_before_bigger_towns(france):
    found = list(Commune.objects.matching("sault"))
    assert found[0].name == "Sault"
    assert max(commune.population for commune in found) > found[0].population


def test_part_of_a_postal_code_finds_only_codes_that_begin_so(france):
    found = Commune.objects.matching("4720")
    assert found.exists()
    assert all(any(code.startswith("4720") for code in commune.postal_codes) for commune in found)


@pytest.mark.parametrize("typed", ["", "  ", "-", "99999", "zzz", "47200 agen"])
def test_communes_matching_nothing(france, typed):
    assert not Commune.objects.matching(typed).exists()


def test_communes_in_a_department(france):
    landes = Department.objects.get(code="40")
    assert Commune.objects.in_department(landes).count() == Commune.objects.in_department("40").count() == 327


def test_epci_touching_a_department_may_lie_in_others(france):
    names = {epci.name for epci in Epci.objects.touching("47")}
    assert len(names) == 12
    assert "CC des Deux Rives" in names
    deux_rives = Epci.objects.get(siren="248200016")
    assert [department.code for department in deux_rives.departments()] == ["32", "47", "82"]
    assert Epci.objects.touching(Department.objects.get(code="40")).count() == 18


def test_names_are_shown_with_typographic_apostrophes(france):
    assert str(Commune.objects.get(code="85113")) == "L’Île-d’Yeu"
    assert str(Epci.objects.get(siren="244700449")) == "Communauté de communes du Pays de Duras"


def test_saving_a_commune_keeps_its_searched_form(france):
    commune = Commune(code="99901", name="L'Étang-Neuf", department_id="47")
    commune.save()
    assert commune.search_name == "etang neuf"
