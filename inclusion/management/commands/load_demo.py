"""`manage.py load_demo`: the six demonstration networks."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inclusion.demo.loading import declared, load
from inclusion.models import Network


class Command(BaseCommand):
    help = "Charge les six réseaux de démonstration ; ceux qui sont déjà là restent tels quels."

    def handle(self, *args, **options):
        # Its accounts have a password that everybody knows.
        if settings.PRODUCTION or Network.objects.filter(is_demo=False).exists():
            raise CommandError(
                "La démonstration ne se charge pas à côté de vrais réseaux : donnez-lui sa propre base."
            )
        for data in declared():
            loaded = load(data)
            self.stdout.write(f"{data.name} : {'chargé' if loaded else 'déjà là'}")
