"""The command that brings contours in."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from inclusion.territories.models import EpciContour
from tests.boundaries import FOLDER, needs_boundaries
from tests.builders import make_epci

pytestmark = pytest.mark.django_db


def run(path, *args) -> str:
    out = io.StringIO()
    call_command("import_contours", str(path), *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*sirens, ring=((0, 44), (1, 44), (1, 45), (0, 44))):
        features = [
            {
                "type": "Feature",
                "properties": {"siren": siren, "name": f"EPCI {siren}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for siren in sirens
        ]
        path = tmp_path / "contours.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return write


def test_it_reports_what_it_did(file):
    make_epci()
    path = file("200000001", "999999999")
    said = run(path, "--source", " IGN 2018 ")
    assert "Contours enregistrés : 1, dont 0 à la place d’un plus ancien." in said
    assert "SIREN inconnus du portail, laissés de côté : 1 (999999999)." in said
    assert EpciContour.objects.get().source == "IGN 2018"
    assert json.loads(run(path, "--json")) == {"imported": 1, "replaced": 1, "unknown": ["999999999"]}


def test_many_unknown_ones_are_counted_and_the_way_out_is_named(file):
    said = run(file(*(str(900000000 + number) for number in range(20))))
    assert "laissés de côté : 20 (900000000, " in said
    assert "900000019" not in said
    assert "manage.py prepare" in said


def test_what_is_wrong_changes_nothing(file, tmp_path):
    make_epci()
    run(file("200000001"))
    before = EpciContour.objects.values().get()
    with pytest.raises(CommandError, match=r"EPCI 200000001.*.*hors du globe.*Rien n’a été changé"):
        run(file("200000001", ring=((842000, 6300000), (843000, 6300000), (843000, 6301000))))
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    for path, sentence in (
        (tmp_path / "photo.png", "n’est pas du JSON lisible"),
        (tmp_path / "absent.geojson", "ne se lit pas"),
        (tmp_path, "ne se lit pas"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(path)
    with pytest.raises(CommandError, match="200 signes"):
        run(file("200000001"), "--source", "x" * 300)
    assert EpciContour.objects.values().get() == before


@needs_boundaries
def test_real_files_of_both_formats_come_in():
    for siren in ("200000628", "248400251"):
        make_epci(siren, siren)
    first = json.loads(run(FOLDER / "epci_84.geojson", "--json"))
    assert (first["imported"], first["replaced"]) == (2, 0)
    whole = json.loads(run(FOLDER / "epci_france.topojson", "--json"))
    assert (whole["imported"], whole["replaced"]) == (2, 2)
