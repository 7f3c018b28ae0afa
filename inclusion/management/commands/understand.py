"""`manage.py understand --network SLUG --json --file FILE`: what the search of the guide reads in sentences."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide.queries import towns_of, understood
from inclusion.guide.rules.search import Understanding


class Command(BaseCommand):
    help = (
        "Dit ce que la recherche du guide comprend de chaque ligne d’un fichier (ou de l’entrée standard) : la "
        "commune, les services du standard national, les mots qu’elle ne comprend pas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--network", required=True, metavar="SLUG", help="l’adresse du réseau")
        parser.add_argument("--file", type=Path, metavar="FICHIER", help="une recherche par ligne")
        parser.add_argument("--json", action="store_true", help="une liste JSON, dans le même ordre")

    def handle(self, *args: Any, **options: Any) -> None:
        network = Network.objects.select_related("department").filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"Aucun réseau n’a l’adresse « {options['network']} ».")
        with scoped_to(network):
            here = towns_of(network)
            found = [_row(understood(text, network, here=here)) for text in _lines(options["file"])]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in found:
            said = [", ".join(one["services"]) or "aucun besoin", one["town"] or "aucune commune"]
            said += [f"pas compris : {', '.join(one['unknown'])}"] if one["unknown"] else []
            self.stdout.write(f"{one['text']} → {' ; '.join(said)}")


def _lines(path: Path | None) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig") if path else sys.stdin.read()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Le fichier {path} ne se lit pas : {error}.") from None
    return [line.strip() for line in text.rstrip().split("\n")]


def _row(found: Understanding) -> dict[str, Any]:
    """The sentence and what it says; a town that is one of several is not known, nor are its words."""
    unknown = list(found.unknown)
    if found.towns and found.town is None:
        unknown += [one.typed for one in found.parts if one.kind == "town"]
    return {
        "text": found.text,
        "town": found.town.name if found.town else None,
        "services": list(found.services),
        "unknown": unknown,
    }
