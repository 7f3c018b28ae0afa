"""`manage.py migrate`: Django's, by the owner of the tables, who then grants the application's role what it needs."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from inclusion.core.privileges import grant, owner_alias


class Command(migrate.Command):
    """Django's; without `--database` it is the owner's connection that migrates."""

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=owner_alias())

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["plan"]:
            grant(connections[options["database"]])
