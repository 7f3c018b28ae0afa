"""`manage.py figures`: every figure that several pages and papers of a network show, and what contradicts what."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inclusion.core.figures import compare, figure_definitions
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.core.web.walk import walk_network


def figures_document() -> str:
    """Return docs/figures.md as the definitions say it now."""
    lines = [
        "# Les chiffres",
        "",
        "Chaque chiffre que plusieurs pages, documents ou fichiers montrent est défini une fois. Une page le marque "
        "(`<data>`) avec ce dont il est et ses dates ; `manage.py figures --network SLUG --json` lit les pages de "
        "chaque compte et nomme ce qui se contredit.",
        "Ce fichier est écrit par `manage.py figures --document` ; un test le compare aux définitions.",
        "",
        "| chiffre | clé | unité | ce qu’il compte |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {one.label} | `{key}` | {one.unit or '–'} | {one.definition} |" for key, one in figure_definitions().items()
    ]
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = (
        "Reads the pages and papers of a network as each of its roles and compares the figures that they print: one "
        "line for each, then what contradicts what. Exits 1 where two places differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", metavar="SLUG", help="the network whose pages are read")
        parser.add_argument("--json", action="store_true", help="the figures as JSON, nothing else")
        parser.add_argument("--document", action="store_true", help="print docs/figures.md instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["document"]:
            self.stdout.write(figures_document(), ending="")
            return
        network = Network.objects.filter(slug=options["network"] or "").first()
        if network is None:
            raise CommandError(f"No network is called {options['network']}.")
        with scoped_to(network):
            found = compare(walk_network(network))
        defined = figure_definitions()
        shown = [
            {
                "name": one.key,
                "scope": one.scope,
                "period": one.period,
                "value": str(one.value),
                "unit": defined[one.key].unit if one.key in defined else "",
                "where": list(one.where),
            }
            for one in found.values
        ]
        if options["json"]:
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1))
        else:
            for one in shown:
                self.stdout.write(f"{one['name']} {one['scope']} {one['period']}: {one['value']} {one['unit']}")
            places = sum(len(one["where"]) for one in shown)
            self.stdout.write(f"{len(shown)} figures at {places} places")
        for fault in found.faults:
            self.stderr.write(fault)
        if found.faults:
            sys.exit(1)
