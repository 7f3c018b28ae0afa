"""The files of open data: checked by the standard's own schema, written as they are kept, read back by the portal."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.guide.models import Place
from inclusion.guide.queries import national_csv, national_json, row_of, services, structures, values_of
from inclusion.guide.rules.standard import BY_NAME, NAMES, SERVICES, problems
from tests.builders import AT
from tests.inclusion.place_builders import make_place
from tests.shared_places import FOLDER, needs_places

FULL = {
    "standard_id": "Hubik_1__Angers_2",
    "name": "Médiathèque « Toussaint », l'annexe\nde la ville",
    "address_more": "Bâtiment B",
    "latitude": 47.470123456789,
    "longitude": -0.55,
    "typologies": ["BIB", "TIERS_LIEUX"],
    "emails": ["a@example.org", "b@example.org"],
    "websites": ["https://a.example.org/", "https://b.example.org/?x=1,2"],
    "summary": "En une phrase ; avec un point-virgule.",
    "detail": 'Il a dit "bonjour".',
    "source": "Hubik",
    "itinerance": ["Fixe"],
    "parent": "Ville d’Angers",
    "services": list(SERVICES),
    "publics": ["Jeunes", "Seniors"],
    "special_care": ["Langues étrangères (anglais)"],
    "fees": ["Gratuit sous condition", "Payant"],
    "programmes": ["Point d'accès numérique CAF", "France Services"],
    "labels": ["Étapes numériques(La Poste)", "Formé à « Mon Espace Santé »"],
    "other_labels": ["Label et la bête"],
    "access_modes": ["Ce lieu n'accueille pas de public"],
    "support_modes": ["À distance"],
    "accessibility_url": "https://acceslibre.beta.gouv.fr/app/x/",
    "booking_url": "https://www.rdv-solidarites.fr/",
}


def rows(written):
    return list(csv.DictReader(io.StringIO(written.data.decode())))


def test_the_columns_stand_in_the_order_of_the_standard_and_the_values_as_they_are(scope):
    make_place(**FULL)
    written = national_csv(scope)
    assert not written.data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in written.data
    assert written.data.decode().splitlines()[0] == ",".join(NAMES)
    (row,) = rows(written)
    assert row["latitude"] == "47.470123456789"
    assert row["longitude"] == "-0.55"
    assert row["services"] == "|".join(SERVICES)
    assert row["formations_labels"] == "Étapes numériques(La Poste)|Formé à « Mon Espace Santé »"
    assert row["modalites_acces"] == "Ce lieu n'accueille pas de public"
    assert row["nom"] == FULL["name"]
    assert row["date_maj"] == "2026-11-24"
    assert problems(row) == []


def test_json_says_the_same_with_numbers_as_numbers(scope):
    make_place(**FULL)
    make_place(standard_id="z", latitude=None, longitude=None)
    first, second = json.loads(national_json(scope).data)
    assert first["latitude"] == 47.470123456789
    assert {name: str(value) for name, value in first.items()} == {
        name: text for name, text in rows(national_csv(scope))[0].items() if text
    }
    assert "latitude" not in second


def test_who_cannot_be_published_is_left_out_and_named_with_why(scope):
    good = make_place(name="Publié")
    make_place(name="Sans SIRET", pivot="")
    make_place(name="=HYPERLINK(1)")
    make_place(name="Fermé", closed_on=AT.date())
    make_place(name="Réuni", merged_into=good)
    written = national_csv(scope)
    assert [row["nom"] for row in rows(written)] == ["Publié"]
    assert written.count == 1
    faults = {fault["name"]: [one["column"] for one in fault["reasons"]] for fault in written.faults}
    assert faults == {"Sans SIRET": ["pivot"], "=HYPERLINK(1)": ["nom"]}
    # data.inclusion asks for no SIRET.
    assert {one["nom"] for one in json.loads(structures(scope).data)} >= {"Publié", "Sans SIRET"}


def test_a_service_refers_to_its_structure(scope):
    place = make_place(**FULL)
    (structure,) = json.loads(structures(scope).data)
    offered = json.loads(services(scope).data)
    assert structure["lien_source"].endswith(f"/lot-et-garonne/guide/lieux/{place.pk}/")
    assert len(offered) == len(SERVICES)
    assert {one["structure_id"] for one in offered} == {structure["id"]}
    assert len({one["id"] for one in offered}) == len(offered)


def test_another_network_is_not_in_it(scope, other_network):
    make_place()
    from inclusion.core.scope import scoped_to

    with scoped_to(other_network):
        assert rows(national_csv(other_network)) == []


@needs_places
def test_the_schema_of_the_standard_finds_nothing_wrong(scope, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    make_place(**FULL)
    make_place(standard_id="b", latitude=None, longitude=None, phone="", opening_hours="", services=[])
    make_place(standard_id="c", insee_code="2A004", postal_code="20000", itinerance=["Itinérant", "Fixe"])
    (tmp_path / "lieux.csv").write_bytes(national_csv(scope).data)
    schema = frictionless.Schema.from_descriptor(
        json.loads((FOLDER / "schema_lieux_mediation_numerique.json").read_text())
    )
    resource = frictionless.Resource(path="lieux.csv", schema=schema, basepath=str(tmp_path))
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


LISTS = [field for field in BY_NAME.values() if field.values]


@given(st.data())
def test_whatever_the_lists_hold_is_in_the_cells(data):
    chosen = {one.attribute: data.draw(st.lists(st.sampled_from(one.values), unique=True)) for one in LISTS}
    place = Place(
        standard_id="x", pivot="21490007800012", name="Lieu", town="Angers", postal_code="49000",
        address="1 rue", updated_on=AT.date(), **chosen,
    )  # fmt: skip
    row = row_of(values_of(place))
    assert problems(row) == []
    assert all([part for part in row[one.name].split("|") if part] == chosen[one.attribute] for one in LISTS)
