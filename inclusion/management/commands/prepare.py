"""`manage.py prepare`: all that the portal needs of its database, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from inclusion.actions.territories import load_territories


class Command(BaseCommand):
    """Prints what `migrate` says where something is to migrate, then one line for each kind of territory."""

    help = (
        "Met la base à jour et charge les départements, les intercommunalités et les communes de France "
        "(peut être relancée)."
    )
    requires_system_checks = []  # they load every page, which takes longer than finding that nothing is to do

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=options["verbosity"], stdout=self.stdout)
        for loaded in load_territories():
            self.stdout.write(
                f"{loaded.label} : {loaded.read} lus, {loaded.created} créés, "
                f"{loaded.updated} modifiés, {loaded.unchanged} inchangés"
            )
