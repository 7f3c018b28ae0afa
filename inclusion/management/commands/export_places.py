"""`manage.py export_places --network SLUG --format csv|json`: the national standard, on standard output."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inclusion.core.french.names import so_many
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide.enums import GuideFileKind
from inclusion.guide.queries import WRITERS


class Command(BaseCommand):
    help = (
        "Écrit les lieux d’un réseau au standard national, calculés maintenant. Ceux que le standard "
        "refuserait sont laissés de côté et nommés sur la sortie d’erreur."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--network", required=True, help="l’adresse courte du réseau")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"Aucun réseau ne porte l’adresse «\u00a0{options['network']}\u00a0».")
        with scoped_to(network):
            written = WRITERS[GuideFileKind(options["format"])](network)
        # The file ends its lines itself; a line more would be one row more.
        self.stdout.write(written.data.decode(), ending="" if options["format"] == "csv" else "\n")
        if written.faults:
            count = so_many(len(written.faults), "lieu laissé", "lieux laissés")
            self.stderr.write(f"{count} de côté\u00a0:")
        for one in written.faults:
            reasons = ", ".join(f"{reason['column']}\u00a0: {reason['reason']}" for reason in one["reasons"])
            self.stderr.write(f"- {one['name']} ({reasons})")
