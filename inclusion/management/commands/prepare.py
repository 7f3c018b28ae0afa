"""`manage.py prepare`: all that the portal needs of its database, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from inclusion.core.privileges import grant, owner_alias
from inclusion.territories.actions import load_territories


class Command(BaseCommand):
    """Prints what `migrate` says where something is to migrate, then one line for each kind of territory."""

    help = (
        "Met la base à jour et charge les départements, les intercommunalités et les communes de France "
        "(peut être relancée)."
    )
    requires_system_checks = []  # they load every page, which takes longer than finding that nothing is to do

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", help="the connection of the owner of the tables")

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"] or owner_alias()
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command(
                "migrate", database=alias, interactive=False, verbosity=options["verbosity"], stdout=self.stdout
            )
        else:
            grant(connections[alias])
        for loaded in load_territories():
            self.stdout.write(
                f"{loaded.label} : {loaded.read} lus, {loaded.created} créés, "
                f"{loaded.updated} modifiés, {loaded.unchanged} inchangés"
            )
