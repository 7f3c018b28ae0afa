"""Where communes are: the shipped points, those of a file, and what the shipped ones are worth."""

import io
import json
import math
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from inclusion.core.french.coordinates import great_circle_km
from inclusion.territories.actions import SHIPPED_POINTS, load_territories
from inclusion.territories.models import Commune
from inclusion.territories.rules import Contour, read_contours
from tests.boundaries import FOLDER, needs_boundaries

#: Kilometres as the crow flies between town halls, from maps: five départements, near and far.
DISTANCES = [
    ("47001", "47157", 48),  # Agen – Marmande
    ("47001", "47323", 24),  # Agen – Villeneuve-sur-Lot
    ("47001", "47195", 26),  # Agen – Nérac
    ("47001", "47100", 4.7),  # Agen – Foulayronnes
    ("47001", "47201", 1.4),  # Agen – Le Passage
    ("47001", "47032", 4.2),  # Agen – Bon-Encontre
    ("47001", "47031", 4.2),  # Agen – Boé
    ("47001", "47310", 37),  # Agen – Tonneins
    ("47001", "47106", 45),  # Agen – Fumel
    ("47157", "47310", 16),  # Marmande – Tonneins
    ("47157", "47168", 20),  # Marmande – Miramont-de-Guyenne
    ("47323", "47106", 24),  # Villeneuve-sur-Lot – Fumel
    ("47157", "47052", 22),  # Marmande – Casteljaloux
    ("49007", "49099", 53),  # Angers – Cholet
    ("49007", "49328", 44),  # Angers – Saumur
    ("49007", "49353", 7),  # Angers – Trélazé
    ("85191", "85109", 39),  # La Roche-sur-Yon – Les Herbiers
    ("85191", "85092", 54),  # La Roche-sur-Yon – Fontenay-le-Comte
    ("85191", "85047", 40),  # La Roche-sur-Yon – Challans
    ("85191", "85128", 31),  # La Roche-sur-Yon – Luçon
    ("84007", "84031", 22.5),  # Avignon – Carpentras
    ("84007", "84087", 21),  # Avignon – Orange
    ("84007", "84035", 23.5),  # Avignon – Cavaillon
    ("84003", "84035", 29),  # Apt – Cavaillon
    ("84007", "84054", 21),  # Avignon – L’Isle-sur-la-Sorgue
    ("84031", "84087", 21.5),  # Carpentras – Orange
    ("40192", "40088", 50),  # Mont-de-Marsan – Dax
    ("40192", "40282", 17.5),  # Mont-de-Marsan – Saint-Sever
    ("40192", "40046", 77),  # Mont-de-Marsan – Biscarrosse
    ("40192", "40001", 31),  # Mont-de-Marsan – Aire-sur-l’Adour
    ("40088", "40279", 2),  # Dax – Saint-Paul-lès-Dax
    ("74010", "74012", 36),  # Annecy – Annemasse
    ("74010", "74256", 42.5),  # Annecy – Sallanches
    ("74010", "74042", 30),  # Annecy – Bonneville
    ("74010", "74281", 60),  # Annecy – Thonon-les-Bains
    ("74010", "74225", 13.5),  # Annecy – Rumilly
    ("75056", "69123", 391),  # Paris – Lyon
    ("75056", "13055", 661),  # Paris – Marseille
    ("33063", "31555", 212),  # Bordeaux – Toulouse
    ("59350", "29019", 598),  # Lille – Brest
]


def run(path, *args) -> str:
    out = io.StringIO()
    call_command("import_communes", str(path), *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*rows, title="code_insee,latitude_mairie,longitude_mairie"):
        path = tmp_path / "communes.csv"
        path.write_text("\n".join([title, *rows]) + "\n")
        return path

    return write


def place_of(code):
    return Commune.objects.get(pk=code).point


def test_distances_between_towns_are_those_of_a_map(france):
    wrong = []
    points = {one.pk: one.point for one in Commune.objects.filter(latitude__isnull=False)}
    for start, end, known in DISTANCES:
        found = great_circle_km(points[start], points[end])
        if abs(found - known) > max(0.15 * known, 0.5):
            wrong.append(f"{start} – {end}: {found:.1f} km, {known} expected")
    assert not wrong, "\n".join(wrong)
    assert len(DISTANCES) == 40


def test_the_shipped_points_are_of_known_communes_in_france(france):
    located = Commune.objects.filter(latitude__isnull=False)
    assert located.count() == located.filter(point_source=SHIPPED_POINTS).count() == 14298
    assert place_of("74269") is None  # two places of that name: left out


def test_loading_writes_no_point_twice_and_none_over_that_of_a_file(france, file):
    path = file("47001,44.21,0.62", "47002,44.63,0.38", "99999,44.2,0.6", "47003,12.0,0.6")
    done = json.loads(run(path, "--json", "--source", "Base des communes"))
    assert (done["read"], done["created"], done["updated"], done["unchanged"]) == (2, 1, 1, 0)
    assert done["unknown"] == ["99999"]
    assert [one.startswith("Ligne 5") for one in done["problems"]] == [True]
    loaded = load_territories()[3]
    assert (loaded.read, loaded.created, loaded.updated) == (14298, 0, 0)
    assert place_of("47001") == (44.21, 0.62)
    assert Commune.objects.get(pk="47002").point_source == "Base des communes"
    again = json.loads(run(path, "--json", "--source", "Base des communes"))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_half_a_position_is_refused_by_the_database(france):
    for wrong in ({"latitude": None}, {"latitude": 144.2}):
        with pytest.raises(IntegrityError, match="commune_on_earth"), transaction.atomic():
            Commune.objects.filter(pk="47001").update(**wrong)


# -- Against outlines: each point lies in that of its intercommunalité, or within a kilometre


@needs_boundaries
def test_each_shipped_point_lies_in_its_intercommunality(france):
    """Over 0.3 s: 14 000 points, each against the thousands of sides of an outline."""
    shapes = {one.siren: one for one in read_contours((FOLDER / "epci_france.topojson").read_bytes())}
    rows = Commune.objects.filter(point_source=SHIPPED_POINTS, epci__in=shapes)
    rows = rows.values_list("code", "name", "epci_id", "latitude", "longitude")
    away = [
        f"{name} ({code}): {km:.1f} km"
        for code, name, siren, latitude, longitude in rows
        if (km := _km_outside(shapes[siren], latitude, longitude)) > 1.05
    ]
    assert not away
    assert len(rows) > 14_200


def _km_outside(shape: Contour, latitude: float, longitude: float) -> float:
    """0 inside, else how far the outline is, on a plane around the point."""
    inside, nearest = False, math.inf
    shrink = math.cos(math.radians(latitude))
    for ring in (ring for polygon in shape.polygons for ring in polygon):
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > latitude) != (y2 > latitude):
                inside ^= longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1
            start, side = (complex((x1 - longitude) * shrink, y1 - latitude), complex((x2 - x1) * shrink, y2 - y1))
            along = -(start * side.conjugate()).real / abs(side) ** 2 if side else 0
            nearest = min(nearest, abs(start + side * min(1, max(0, along))))
    return 0.0 if inside else nearest * 111.2
