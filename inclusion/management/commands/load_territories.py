"""Load the départements, intercommunalités and communes of France."""

from typing import Any

from django.core.management.base import BaseCommand

from inclusion.actions.territories import load_territories


class Command(BaseCommand):
    """Prints one line for each kind of territory."""

    help = "Charge les départements, les intercommunalités et les communes de France (peut être relancée)."

    def handle(self, *args: Any, **options: Any) -> None:
        for loaded in load_territories():
            self.stdout.write(
                f"{loaded.label} : {loaded.read} lus, {loaded.created} créés, "
                f"{loaded.updated} modifiés, {loaded.unchanged} inchangés"
            )
