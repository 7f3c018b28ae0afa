"""The command that takes a file of places into a network's guide."""

import json

import pytest
from django.core.management import CommandError, call_command

from inclusion.core.scope import scoped_to
from inclusion.guide.models import Place, PlaceImport, PlaceSource
from tests.builders import make_commune
from tests.inclusion.guide.place_imports import FILE


@pytest.fixture
def file(tmp_path, network):
    make_commune()
    path = tmp_path / "lieux.csv"
    path.write_text(FILE)
    return path


def run(capsys, *args: object) -> str:
    call_command("import_places", *map(str, args), "--network", "lot-et-garonne")
    return capsys.readouterr().out


def test_the_report_as_json(file, network, capsys):
    done = json.loads(run(capsys, file, "--json"))
    assert (done["created"], done["updated"], done["unchanged"]) == (1, 0, 0)
    assert done["rejected"] == [{"row": 3, "column": "adresse", "reason": "Cette valeur est obligatoire."}]
    again = json.loads(run(capsys, file, "--json"))
    assert (again["created"], again["unchanged"]) == (0, 1)
    with scoped_to(network):
        assert PlaceSource.objects.get().name == "Fichier du standard national"


def test_columns_that_nobody_knows_are_guessed_where_that_is_asked(tmp_path, file, network, capsys):
    path = tmp_path / "salles.csv"
    path.write_text("Lieu;Adresse postale;Wifi\nEspace de la gare;1 rue de la Gare - 47200 MARMANDE;Oui\n")
    with pytest.raises(CommandError, match="ne suit pas le standard"):
        run(capsys, path)
    done = json.loads(run(capsys, path, "--guess", "--json"))
    assert (done["created"], done["rejected"]) == (1, [])
    assert {one["name"]: one["to"] for one in done["columns"]} == {
        "Lieu": "nom",
        "Adresse postale": "adresse:all",
        "Wifi": "flag:services:Accès internet et matériel informatique",
    }
    with scoped_to(network):
        place = Place.objects.get()
    assert (place.address, place.postal_code, place.town) == ("1 rue de la Gare", "47200", "Marmande")
    assert "Colonnes comprises" in run(capsys, path, "--guess")
    path.write_text("Lieu;Wifi\nEspace de la gare;Oui\n")
    with pytest.raises(SystemExit):
        run(capsys, path, "--guess", "--json")


def test_tried_alone_it_writes_nothing(file, network, capsys):
    said = run(capsys, file, "--dry-run", "--source", "La région")
    assert "rien n’est changé" in said
    assert "ligne 3, adresse" in said
    with scoped_to(network):
        assert not Place.objects.exists()
        assert not PlaceImport.objects.exists()
        assert not PlaceSource.objects.exists()


def test_with_a_mapping(tmp_path, file, network, capsys):
    mapping = tmp_path / "correspondance.json"
    mapping.write_text(
        json.dumps(
            {
                "source": "Mairie",
                "columns": {
                    "id": "n",
                    "nom": "lieu",
                    "commune": "ville",
                    "code_postal": "cp",
                    "adresse": "rue",
                    "date_maj": {"value": "2026-01-05"},
                },
            }
        )
    )
    other = tmp_path / "autre.csv"
    other.write_text("n;lieu;ville;cp;rue\n1;Mairie;Marmande;47200;1 place X\n")
    assert json.loads(run(capsys, other, "--mapping", mapping, "--json"))["created"] == 1
    with scoped_to(network):
        assert PlaceSource.objects.get().name == "Mairie"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [("absent.csv", None, "ne se lit pas"), ("autre.csv", b"a,b\n1,2\n", "ne suit pas le standard")],
)
def test_what_cannot_be_read_ends_with_a_sentence(tmp_path, file, name, data, sentence):
    if data:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_places", str(tmp_path / name), "--network", "lot-et-garonne")


def test_an_unknown_network(file):
    with pytest.raises(CommandError, match="Aucun réseau"):
        call_command("import_places", str(file), "--network", "nulle-part")
