"""Points of communes, read from the State's files whatever their shape."""

import json

import pytest

from inclusion.core.errors import DomainError
from inclusion.territories.rules import CommunePoint, read_points

AGEN = CommunePoint("47001", 44.2033, 0.6163)


def as_json(value) -> bytes:
    return json.dumps(value).encode()


def point(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


@pytest.mark.parametrize(
    "data",
    [
        as_json([{"code": "47001", "nom": "Agen", "centre": point(0.6163, 44.2033)}]),
        as_json([{"code": "47001", "centre": point(0.7, 44.3), "mairie": point(0.6163, 44.2033)}]),
        as_json(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": {"code": "47001"}, "geometry": point(0.6163, 44.2033)}],
            }
        ),
        as_json(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"code": "47001", "mairie": point(0.6163, 44.2033)},
                        "geometry": {"type": "Polygon", "coordinates": [[[0, 44], [1, 44], [1, 45], [0, 44]]]},
                    }
                ],
            }
        ),
        b"code_insee,nom_standard,latitude_mairie,longitude_mairie,latitude_centre,longitude_centre\n"
        b"47001,Agen,44.2033,0.6163,44.3,0.7\n",
        b"\xef\xbb\xbf#Code_commune_INSEE;Nom_de_la_commune;Code_postal;_geopoint\r\n"
        b'47001;AGEN;47000;"44.2033,0.6163"\r\n47001;AGEN;47000;"44.2033,0.6163"\r\n',
        "Code INSEE;Commune;Latitude;Longitude\n47001;Agen;44,2033;0,6163\n".encode("cp1252"),
    ],
    ids=["api", "town hall first", "geojson", "geojson of surfaces", "data.gouv", "la poste", "commas"],
)
def test_each_open_file_gives_the_same_point(data):
    assert read_points(data).points == [AGEN]
    assert read_points(data).problems == []


def test_metres_of_lambert_93_become_degrees():
    (one,) = read_points(b"insee_com;x;y\n47001;509466.6;6347826.7\n").points
    assert (one.latitude, one.longitude) == pytest.approx((44.2033, 0.6163), abs=0.002)


def test_a_code_without_its_zero_gets_it_back():
    (one,) = read_points(b"code_insee,latitude,longitude\n1004,45.958,5.359\n").points
    assert one.code == "01004"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("47001,0.6163,44.2033", "inversées"),
        ("47001,52.5,13.4", "hors de France"),
        ("47001,16.24,-61.53", "n’est pas là où est cette commune"),
        ("97105,44.2,0.6", "n’est pas là où est cette commune"),
        ("47001,,", "n’a pas de position"),
        ("47001,nan,nan", "n’a pas de position"),
        ("Agen,44.2,0.6", "n’est pas un code de commune"),
    ],
)
def test_what_cannot_be_is_left_out_and_said_with_its_row(row, sentence):
    read = read_points(f"code_insee,latitude,longitude\n47157,44.5,0.16\n{row}\n".encode())
    assert [one.code for one in read.points] == ["47157"]
    assert len(read.problems) == 1
    assert read.problems[0].startswith("Ligne 3")
    assert sentence in read.problems[0]


def test_one_commune_at_two_places_keeps_the_first_and_says_so():
    read = read_points(b"code_insee,latitude,longitude\n47001,44.2033,0.6163\n47001,44.5,0.16\n")
    assert read.points == [AGEN]
    assert "deux fois, à 49\u00a0km" in read.problems[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"nom,latitude,longitude\nAgen,44.2,0.6\n", "code INSEE"),
        (b"code_insee,nom\n47001,Agen\n", "position des communes"),
        (b'{"type": "Topology"}', "aucune commune"),
        (b"[]", "aucune commune"),
        (b'[{"code": ', "JSON lisible"),
        (b'["Agen"]', "code INSEE"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_file_of_communes_is_refused(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        read_points(data)
