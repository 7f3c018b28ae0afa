"""`manage.py check_invariants`: proves the ledger of one network or of all."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from funding.funds.invariants import check_invariants
from inclusion.core.models.networks import Network

ROWS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Proves by SQL what must always be true of the ledger: prints each invariant with its count of violations "
        "and the rows that break it, keeps the outcome for the coordinator's home page, exits 1 if any is broken. "
        "Warnings are of what ordinary work may lead to: they are printed apart and do not count."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", metavar="SLUG", help="one network only")

    def handle(self, *args: Any, **options: Any) -> None:
        networks = Network.objects.order_by("slug")
        if options["network"]:
            networks = networks.filter(slug=options["network"])
            if not networks:
                raise CommandError(f"No network is called {options['network']}.")
        broken = warned = 0
        for network in networks:
            self.stdout.write(network.slug)
            for result in check_invariants(network, at=timezone.now()):
                if result.is_warning:
                    warned += len(result.violations)
                else:
                    broken += len(result.violations)
                kind = "warning: " if result.is_warning and result.violations else ""
                self.stdout.write(f"  {len(result.violations):>6}  {kind}{result.name}: {result.sentence}")
                for row in result.violations[:ROWS_SHOWN]:
                    self.stdout.write("          " + ", ".join(f"{key}={value}" for key, value in row.items()))
        if warned:
            self.stdout.write(f"{warned} warning(s)")
        if broken:
            self.stdout.write(f"{broken} violation(s)")
            sys.exit(1)
