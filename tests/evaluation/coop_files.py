"""Files as the Coop exports them: a few rows about the export, then the headings, then a row for each participant."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from inclusion.core.web import exports

HEADINGS = (
    "Date",
    "Enregistré le",
    "Dernière modification le",
    "Prénom du médiateur",
    "Nom du médiateur",
    "Type",
    "Participants",
    "Bénéficiaire",
    "Canaux d’accompagnement",
    "Nom du lieu",
    "Adresse",
    "Commune",
    "Code postal",
    "Code Insee",
    "Durée (min)",
    "Nom de l’atelier",
    "Matériel numérique utilisé",
    "Thématique(s) d’accompagnement",
    "Tags",
    "Nom de la démarche administrative",
    "Niveau d’autonomie (ou de l’atelier)",
    "Bénéficiaire réorienté",
    "Structure de redirection",
    "Commune du bénéficiaire",
    "Code postal du bénéficiaire",
    "Code Insee du bénéficiaire",
    "Genre",
    "Tranche d’âge",
    "Statut",
    "Notes supplémentaires",
    "Source de la donnée",
    "ID CRA",
)
ABOVE = (
    ("Export des accompagnements",),
    ("Médiateur", "Camille Exemple"),
    (),
    ("Filtres",),
    ("Période", "01/01/2026 - 30/11/2026"),
)
USUAL = {
    "Date": "24/11/2026",
    "Type": "Accompagnement individuel",
    "Participants": "1",
    "Bénéficiaire": "Suzanne Lacaze",
    "Canaux d’accompagnement": "Lieu d’activité",
    "Nom du lieu": "Médiathèque",
    "Durée (min)": "45",
    "Thématique(s) d’accompagnement": "E-mail\nSanté",
    "Tranche d’âge": "70 ans et plus",
    "Notes supplémentaires": "Suzanne a perdu son mot de passe.",
}


def row(number: str = "", **cells: Any) -> dict[str, Any]:
    """A row of the Coop: the usual one, with other cells."""
    named = {"ID CRA": number, **USUAL}
    short = {
        "day": "Date",
        "kind": "Type",
        "people": "Participants",
        "place": "Canaux d’accompagnement",
        "place_name": "Nom du lieu",
        "commune": "Commune",
        "postal_code": "Code postal",
        "insee": "Code Insee",
        "minutes": "Durée (min)",
        "themes": "Thématique(s) d’accompagnement",
        "age": "Tranche d’âge",
        "structure": "Structure",
        "siret": "SIRET",
        "equipment": "Matériel numérique utilisé",
    }
    return named | {short[name]: value for name, value in cells.items()}


def lines(rows: Iterable[dict[str, Any]], *extra: str, above: Sequence[Any] = ABOVE) -> list[list[Any]]:
    """The lines of a whole file."""
    headings = [*HEADINGS, *extra]
    return [*map(list, above), headings, *([one.get(name, "") for name in headings] for one in rows)]


def csv_file(rows: Iterable[dict[str, Any]], *extra: str, **options: Any) -> bytes:
    """The same as a spreadsheet writes it as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(lines(rows, *extra, **options))
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Iterable[dict[str, Any]], *extra: str, **options: Any) -> bytes:
    """The same as a workbook."""
    return exports.to_xlsx(lines(rows, *extra, **options), title="Accompagnements")
