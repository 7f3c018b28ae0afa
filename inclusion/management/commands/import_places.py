"""`manage.py import_places FILE --network SLUG`: a file of places, taken into the guide of a network."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide.actions import imports
from inclusion.guide.actions.imports import name_for, new_source, source_called
from inclusion.guide.actions.matching import own_mapping
from inclusion.guide.actions.reading import BOUNDS, known_mapping, read_places, read_raw
from inclusion.guide.models import PlaceSource
from inclusion.guide.rules.mapping import MAX_BYTES, FileMapping, read_mapping

#: So many refused rows are written out; the others are counted.
_NAMED = 20


class Command(BaseCommand):
    help = (
        "Reprend dans le guide d’un réseau un fichier de lieux : CSV, classeur ou JSON du standard national, ou d’une "
        "autre forme avec sa correspondance. Rien n’est repris à moitié : une ligne refusée est dite avec sa raison."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--network", required=True, metavar="SLUG", help="l’adresse du réseau")
        parser.add_argument("--mapping", type=Path, metavar="FICHIER", help="la correspondance des colonnes, en JSON")
        parser.add_argument(
            "--guess", action="store_true", help="deviner les colonnes, comme le propose l’écran d’import"
        )
        parser.add_argument("--source", default="", metavar="NOM", help="qui dit ce que dit le fichier")
        parser.add_argument("--dry-run", action="store_true", help="dire ce qui se passerait, sans rien changer")
        parser.add_argument("--json", action="store_true", help="un compte rendu JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"Aucun réseau n’a l’adresse « {options['network']} ».")
        data = _bytes_of(options["file"], BOUNDS.max_bytes)
        try:
            mapping = read_mapping(_bytes_of(options["mapping"], MAX_BYTES)) if options["mapping"] else None
            with scoped_to(network):
                report = self._done(data, mapping, options)
        except DomainError as error:
            raise CommandError(f"{error} Rien n’a été changé.") from None
        self.stdout.write(
            json.dumps(report, ensure_ascii=False) if options["json"] else _in_words(report, tried=options["dry_run"])
        )
        if options["guess"] and not report["created"] + report["updated"] + report["unchanged"]:
            sys.exit(1)

    def _done(self, data: bytes, mapping: FileMapping | None, options: dict[str, Any]) -> dict[str, Any]:
        at = timezone.now()
        # What the columns ask for names the source too.
        known = not options["source"] and not options["guess"]
        understood = mapping or (known_mapping(read_raw(data).headers) if known else None)
        name = options["source"] or (options["file"].stem[:120] if options["guess"] else name_for(understood))
        guess = options["guess"] and mapping is None
        stored = PlaceSource.objects.filter(name=name).first()
        if not guess:  # a command guesses nothing that it is not asked to
            read_places(data, mapping=mapping or (own_mapping(stored) if stored else None))
        if options["dry_run"]:
            source = stored or new_source(name=name)
            return imports.report_on(data, source=source, mapping=mapping, guess=guess, at=at)
        with transaction.atomic():
            licence = understood.licence if understood else ""
            source = source_called(name, licence=licence, by=None, at=at)
            tried = imports.try_import(
                data, options["file"].name, source=source, mapping=mapping, guess=guess, by=None, at=at
            )
            return imports.apply_import(tried, by=None, at=at).report


def _bytes_of(path: Path, most: int) -> bytes:
    """The bytes of a file; one more than is accepted, so that the reader refuses what is too large."""
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise CommandError(f"Le fichier {path} ne se lit pas : {error.strerror}.") from None


def _in_words(report: dict[str, Any], *, tried: bool) -> str:
    """What was done, or would be, in sentences."""
    head = "Essai, rien n’est changé" if tried else "Repris dans le guide"
    lines = [
        f"{head} : {so_many(report['rows'], 'ligne', 'lignes')}, dont "
        f"{so_many(report['created'], 'nouveau lieu', 'nouveaux lieux')}, "
        f"{so_many(report['updated'], 'lieu mis à jour', 'lieux mis à jour')}, "
        f"{so_many(report['unchanged'], 'lieu inchangé', 'lieux inchangés')} et "
        f"{so_many(len(report['rejected']), 'ligne refusée', 'lignes refusées')}."
    ]
    lines += [f"  ligne {one['row']}, {one['column']} : {one['reason']}" for one in report["rejected"][:_NAMED]]
    if len(report["rejected"]) > _NAMED:
        lines.append(f"  … et {len(report['rejected']) - _NAMED} autres.")
    if report["remarks"]:
        lines.append(f"Remarques : {sum(one['rows'] for one in report['remarks'])} (avec --json, toutes).")
    if guessed := [one for one in report["columns"] if one["to"]]:
        lines.append(f"Colonnes comprises : {', '.join(one['name'] + ' → ' + one['to'] for one in guessed)}.")
    if report["ignored"]:
        lines.append(f"Colonnes laissées de côté : {', '.join(report['ignored'])}.")
    return "\n".join(lines)
