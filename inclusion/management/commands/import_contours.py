"""`manage.py import_contours FILE`: the shapes of intercommunalités, for maps."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.territories.actions import ImportedContours, import_contours
from inclusion.territories.rules import MAX_CONTOUR_BYTES, read_contours

#: So many unknown SIREN are named; the others are counted.
_NAMED = 12


class Command(BaseCommand):
    help = (
        "Charge les contours des intercommunalités (GeoJSON ou TopoJSON, en degrés WGS 84, avec leur SIREN) ; "
        "un contour déjà là est remplacé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--source", default="", help="la mention à afficher sous les cartes")
        parser.add_argument("--json", action="store_true", help="un compte rendu JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as stream:
                # One byte more than is accepted, so that the reader refuses what is too heavy.
                contours = read_contours(stream.read(MAX_CONTOUR_BYTES + 1))
            done = import_contours(contours, source=options["source"].strip(), at=timezone.now())
        except OSError as error:
            raise CommandError(f"Le fichier {options['file']} ne se lit pas : {error.strerror}.") from None
        except DomainError as error:
            raise CommandError(f"{error} Rien n’a été changé.") from None
        self.stdout.write(json.dumps(asdict(done)) if options["json"] else _in_words(done))


def _in_words(done: ImportedContours) -> str:
    """What was done, in sentences."""
    lines = [f"Contours enregistrés : {done.imported}, dont {done.replaced} à la place d’un plus ancien."]
    if done.unknown:
        named = ", ".join(done.unknown[:_NAMED]) + (", …" if len(done.unknown) > _NAMED else "")
        lines.append(f"SIREN inconnus du portail, laissés de côté : {len(done.unknown)} ({named}).")
    if not done.imported:
        lines.append("Aucun n’est connu : chargez d’abord les territoires (manage.py prepare).")
    return "\n".join(lines)
