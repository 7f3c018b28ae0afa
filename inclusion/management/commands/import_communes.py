"""`manage.py import_communes FILE`: where communes are, from an open file of the State."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inclusion.core.errors import DomainError
from inclusion.territories.actions import ImportedPoints, import_points
from inclusion.territories.rules import POINT_BOUNDS, read_points

#: So many codes and problems are named; the others are counted.
_NAMED = 12


class Command(BaseCommand):
    help = (
        "Charge la position des communes (GeoJSON, JSON, CSV ou classeur de l’État, avec leur code INSEE) : mairie, "
        "centre, latitude et longitude, « lat,lon », ou mètres en Lambert 93. Peut être relancée."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--source", default="Fichier des communes, Licence Ouverte", help="la mention de la source")
        parser.add_argument("--json", action="store_true", help="un compte rendu JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as stream:
                # One byte more than is accepted, so that the reader refuses what is too heavy.
                read = read_points(stream.read(POINT_BOUNDS.max_bytes + 1))
            done = import_points(read, source=options["source"].strip())
        except OSError as error:
            raise CommandError(f"Le fichier {options['file']} ne se lit pas : {error.strerror}.") from None
        except DomainError as error:
            raise CommandError(f"{error} Rien n’a été changé.") from None
        self.stdout.write(json.dumps(asdict(done), ensure_ascii=False) if options["json"] else _in_words(done))


def _in_words(done: ImportedPoints) -> str:
    """What was done, in sentences."""
    lines = [
        f"Communes situées : {done.read}, dont {done.created} nouvelles, {done.updated} modifiées et "
        f"{done.unchanged} inchangées."
    ]
    if done.unknown:
        lines.append(f"Codes inconnus du portail, laissés de côté : {len(done.unknown)} ({_few(done.unknown)}).")
    if done.problems:
        lines.append(f"Laissés de côté : {len(done.problems)}.")
        lines += [f"  {one}" for one in done.problems[:_NAMED]]
        if len(done.problems) > _NAMED:
            lines.append(f"  … et {len(done.problems) - _NAMED} autres (avec --json, tous).")
    if not done.read:
        lines.append("Aucune n’est connue : chargez d’abord les territoires (manage.py prepare).")
    return "\n".join(lines)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
