"""The standard as the schema writes it."""

import csv
import json

import pytest

from inclusion.guide.rules import standard
from tests.shared_places import FOLDER, needs_places

VALID = {
    "id": "structure-1",
    "pivot": "43493312300029",
    "nom": "Anonymal",
    "commune": "Reims",
    "code_postal": "51100",
    "adresse": "12 BIS RUE DE LECLERCQ",
    "date_maj": "2024-04-02",
}


def test_there_are_32_fields_and_92_types_of_place():
    assert len(standard.FIELDS) == 32
    assert len(standard.TYPOLOGIES) == 92


@needs_places
def test_the_fields_are_those_of_the_schema():
    schema = json.loads((FOLDER / "schema_lieux_mediation_numerique.json").read_text())
    assert [one["name"] for one in schema["fields"]] == list(standard.NAMES)
    for one, field in zip(schema["fields"], standard.FIELDS, strict=True):
        rules = one.get("constraints", {})
        assert field.required == rules.get("required", False), field.name
        assert field.max_length == rules.get("maxLength"), field.name
        if field.values:
            values = "|".join(value.replace("(", r"\(").replace(")", r"\)") for value in field.values)
            assert rules["pattern"] == f"(?:(?:^|\\|)({values}))+$"
        else:
            assert field.pattern == rules.get("pattern"), field.name


@needs_places
def test_the_example_of_the_standard_is_right():
    with (FOLDER / "exemple-valide.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert list(row) == list(standard.NAMES)
    assert standard.problems(row) == []


def test_the_least_that_a_row_says():
    assert standard.problems(VALID) == []
    assert [one.column for one in standard.problems({})] == list(VALID)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pivot", "434 933"),
        ("code_postal", "5110"),
        ("code_postal", "５１１００"),
        ("code_insee", "20004"),
        ("latitude", "47,5"),
        ("longitude", "nan"),
        ("telephone", "0241000000"),
        ("presentation_resume", "x" * 281),
        ("date_maj", "02/04/2024"),
        ("date_maj", "20240402"),
        ("services", "Aide aux démarches administratives;Loisirs et créations numériques"),
        ("formations_labels", "Étapes numériques (La Poste)"),
        ("modalites_acces", "Ce lieu n’accueille pas de public"),
        ("frais_a_charge", "Gratuit|"),
    ],
)
def test_what_the_schema_refuses(column, value):
    assert [one.column for one in standard.problems(VALID | {column: value})] == [column]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pivot", "W491234567"),
        ("code_insee", "2A004"),
        ("telephone", "+590590123456"),
        ("presentation_resume", "x" * 280),
        ("formations_labels", "Étapes numériques(La Poste)|ORDI 3.0"),
        ("modalites_acces", "Ce lieu n'accueille pas de public"),
    ],
)
def test_what_the_schema_takes(column, value):
    assert standard.problems(VALID | {column: value}) == []
