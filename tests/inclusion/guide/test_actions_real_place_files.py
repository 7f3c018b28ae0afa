"""The real files of places, with all their dirt: each row is taken or refused with its reason, and nothing twice."""

import pytest

from inclusion.core.scope import scoped_to
from inclusion.guide.actions import imports
from inclusion.guide.actions.plans import all_towns
from inclusion.guide.actions.reading import known_mapping, read_raw, understood
from inclusion.guide.models import Place
from inclusion.guide.rules.cleaning import clean_row
from inclusion.guide.rules.guessing import guess_mapping
from tests.builders import AT, make_department, make_network
from tests.inclusion.place_builders import make_source
from tests.shared_places import FOLDER, needs_places

pytestmark = [needs_places, pytest.mark.django_db, pytest.mark.thorough]

FILES = {
    "france_services_2022-12_6dep.csv": 131,
    "conseillers_numeriques_permanences_2022_6dep.csv": 339,
    "aidants_connect_2021-03_6dep.csv": 243,
    "angers_2022.csv": 63,
    "exemple-valide.csv": 1,
}
NETWORKS = {"49": "maine-et-loire", "84": "vaucluse"}


@pytest.fixture(params=NETWORKS)
def here(request, france):
    network = make_network(NETWORKS[request.param], department=make_department(request.param))
    with scoped_to(network):
        yield network


def imported(name: str, source=None) -> dict:
    source = source or make_source()
    tried = imports.try_import((FOLDER / name).read_bytes(), name, source=source, by=None, at=AT)
    before = {key: value for key, value in tried.report.items() if key != "doubles"}
    done = imports.apply_import(tried, by=None, at=AT).report
    assert {key: value for key, value in done.items() if key != "doubles"} == before
    return done


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_accounted_for_and_nothing_comes_twice(here, name):
    source = make_source()
    done = imported(name, source)
    assert done["rows"] == FILES[name]
    assert done["created"] + done["updated"] + done["unchanged"] + len(done["rejected"]) == FILES[name]
    assert all(one["reason"] and one["row"] > 1 for one in done["rejected"])
    assert Place.objects.count() == done["created"]
    again = imported(name, source)
    assert again["unchanged"] == FILES[name] - len(done["rejected"])
    assert again["rejected"] == done["rejected"]


#: Columns of a known file that come from its own columns, and not from what its mapping adds.
_PLACE = ("adresse", "code_postal", "commune", "code_insee")
_POINT = ("latitude", "longitude", "horaires")
READ = {
    "angers_2022.csv": ("nom", *_PLACE, *_POINT, "date_maj", "site_web"),
    "aidants_connect_2021-03_6dep.csv": ("nom", "pivot", *_PLACE, "date_maj"),
    "conseillers_numeriques_permanences_2022_6dep.csv": (
        *("nom", "pivot", *_PLACE, *_POINT, "date_maj", "site_web"),
        *("services", "frais_a_charge", "dispositif_programmes_nationaux"),
    ),
    "france_services_2022-12_6dep.csv": (*_PLACE, *_POINT, "complement_adresse", "itinerance"),
}


@pytest.mark.parametrize("name", READ)
def test_a_guess_reads_a_known_file_as_its_mapping_does(france, name):
    raw = read_raw((FOLDER / name).read_bytes())
    towns = all_towns()

    def rows(mapping):
        for row in understood(raw, mapping).rows:
            done = clean_row(row.record, week=row.week, today=AT.date(), towns=towns, manner=mapping.manner)
            yield row.number, {one: done.values.get(one) or "" for one in READ[name]}

    guess = guess_mapping(raw.headers, raw.cells, source="Essai")
    differing = [
        (number, one, wanted[one], found[one])
        for (number, wanted), (_, found) in zip(rows(known_mapping(raw.headers)), rows(guess.mapping), strict=True)
        for one in READ[name]
        if wanted[one] != found[one] and not (one == "nom" and found[one].startswith(wanted[one]))
    ]
    assert not differing
