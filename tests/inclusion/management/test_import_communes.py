"""The command that says where communes are."""

import io

import pytest
from django.core.management import CommandError, call_command

from inclusion.territories.actions import SHIPPED_POINTS
from inclusion.territories.models import Commune
from tests.builders import make_commune

pytestmark = pytest.mark.django_db


def run(path, *args) -> str:
    out = io.StringIO()
    call_command("import_communes", str(path), *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*rows, title="code_insee,latitude_mairie,longitude_mairie"):
        path = tmp_path / f"{abs(hash((title, rows)))}.csv"
        path.write_text("\n".join([title, *rows]) + "\n")
        return path

    return write


def test_it_says_in_words_what_it_did(file):
    make_commune("47001", "Agen", ("47000",))
    said = run(file("47001,44.21,0.62", *(f"33{number:03},44.2,0.6" for number in range(20)), "47002,0,0"))
    assert "Communes situées : 1, dont 1 nouvelles, 0 modifiées et 0 inchangées." in said
    assert "Codes inconnus du portail, laissés de côté : 20 (33000, " in said
    assert "33019" not in said
    assert "Ligne 23\u00a0: la position de 47002" in said
    assert "manage.py prepare" in run(file("33001,44.2,0.6"))


def test_what_is_wrong_changes_nothing(file, tmp_path):
    make_commune("47001", "Agen", ("47000",))
    for path, args, sentence in (
        (file("47001,44.2,0.6", title="nom,lat,lon"), (), "code INSEE.*Rien n’a été changé"),
        (tmp_path / "absent.csv", (), "ne se lit pas"),
        (file("47001,44.2,0.6"), ("--source", " "), "Donnez la source"),
        (file("47001,44.2,0.6"), ("--source", SHIPPED_POINTS), "Donnez la source"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(path, *args)
    assert Commune.objects.get(pk="47001").point is None
