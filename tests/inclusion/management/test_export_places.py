"""`export_places`: the standard on standard output, who is left out on the other; read back without a change."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.inclusion.place_builders import make_place

pytestmark = pytest.mark.usefixtures("scope")


def export(*options):
    out, err = io.StringIO(), io.StringIO()
    call_command("export_places", "--network", "lot-et-garonne", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_writes_what_the_standard_takes_and_names_the_others():
    make_place(name="Cyber-base")
    make_place(name="Sans numéro", pivot="")
    out, err = export("--format", "csv")
    assert [row["nom"] for row in csv.DictReader(io.StringIO(out))] == ["Cyber-base"]
    assert "Sans numéro (pivot\u00a0: Le numéro SIRET ou RNA manque.)" in err
    assert [one["nom"] for one in json.loads(export("--format", "json")[0])] == ["Cyber-base"]


def test_an_unknown_network_is_refused():
    with pytest.raises(CommandError, match="Aucun réseau"):
        call_command("export_places", "--network", "nulle-part")


@pytest.mark.parametrize("fmt", ["csv", "json"])
def test_what_went_out_comes_back_without_a_change(fmt, tmp_path):
    for number in range(5):
        make_place(
            insee_code="",
            address_more="Bâtiment B" if number else "",
            latitude=47.470123456789,
            typologies=["BIB", "TIERS_LIEUX"],
            websites=["https://a.example.org/", "https://b.example.org/?x=1,2"],
            detail='Il a dit "bonjour" ;\net il est parti.',
            labels=["Étapes numériques(La Poste)", "Formé à « Mon Espace Santé »"],
            access_modes=["Ce lieu n'accueille pas de public"],
            fees=["Gratuit sous condition"],
            source="Hubik",
        )
    path = tmp_path / f"lieux.{fmt}"
    path.write_text(export("--format", fmt)[0])
    out = io.StringIO()
    call_command("import_places", str(path), "--network", "lot-et-garonne", "--json", stdout=out)
    summary = json.loads(out.getvalue())
    assert (summary["created"], summary["updated"], summary["unchanged"], summary["rejected"]) == (0, 0, 5, []), summary
