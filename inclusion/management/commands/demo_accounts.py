"""`manage.py demo_accounts [--json]`: how to log in to the demonstration."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from inclusion.demo.loading import PASSWORD, accounts


class Command(BaseCommand):
    help = "Affiche les comptes de la démonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="une liste JSON")
        parser.add_argument("--network", help="seulement ce réseau")

    def handle(self, *args: Any, **options: Any) -> None:
        known = [one for one in accounts() if options["network"] in (None, one["network"])]
        if options["json"]:
            self.stdout.write(json.dumps(known, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Mot de passe de tous les comptes : {PASSWORD}")
        for one in known:
            self.stdout.write(f"  {one['network']:<16} {one['role']:<16} {one['email']}")
