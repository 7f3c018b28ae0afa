"""Found a network and invite its first coordinator: the first administrator of a new portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from inclusion.core.activities import activity_keys
from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.mail import emails
from inclusion.core.roles import Coordinator
from inclusion.core.scope import scoped_to
from inclusion.members.actions import invite_member
from inclusion.networks.actions import create_network
from inclusion.territories.models import Department


class Command(BaseCommand):
    help = "Create a network with the partner that runs it, and invite its first coordinator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="its address in the portal, for example lot-et-garonne")
        parser.add_argument("--name", required=True, help="its name, for example « Déclic 47 »")
        parser.add_argument("--department", required=True, metavar="CODE", help="INSEE code of the département")
        parser.add_argument("--host", required=True, metavar="NAME", help="the organisation that runs it")
        parser.add_argument("--host-kind", default=PartnerKind.DEPARTMENT, choices=PartnerKind.values)
        parser.add_argument("--coordinator", required=True, metavar="EMAIL", help="who is invited to coordinate")

        parser.add_argument(
            "--activities",
            nargs="+",
            choices=activity_keys(),
            metavar="KEY",
            help=f"what it does; everything unless said: {', '.join(activity_keys())}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        department = Department.objects.filter(code=options["department"].upper()).first()
        if department is None:
            raise CommandError(f"No département has the code {options['department']}: run `manage.py prepare` first.")
        at = timezone.now()
        try:
            with transaction.atomic():
                founded = create_network(
                    slug=options["slug"],
                    name=options["name"],
                    department=department,
                    host_name=options["host"],
                    host_kind=options["host_kind"],
                    activities=options["activities"],
                    at=at,
                )
                with scoped_to(founded.network):
                    invitation = invite_member(
                        email=options["coordinator"], partner=founded.host, roles=[Coordinator.name], by=None, at=at
                    )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{founded.network} is created: {emails.absolute('network_home', founded.network.slug)}")
        self.stdout.write(f"An invitation leaves for {invitation.email}. Its link, valid for 14 days:")
        self.stdout.write(emails.absolute("invitation", invitation.token))
