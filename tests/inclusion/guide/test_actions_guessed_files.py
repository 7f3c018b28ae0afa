"""Files that nobody knows, in the manner of those of départements, towns and hubs: guessed, and each field right."""

import csv
from pathlib import Path

import pytest

from inclusion.guide.actions import imports
from inclusion.guide.models import Place
from inclusion.guide.queries import row_of, values_of
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
    again = taken(name, source)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, usable)
