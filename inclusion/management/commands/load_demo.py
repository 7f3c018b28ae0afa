"""`manage.py load_demo`: the six demonstration networks."""

from django.core.management.base import BaseCommand

from inclusion.demo.loading import declared, load


class Command(BaseCommand):
    help = "Charge les six réseaux de démonstration ; ceux qui sont déjà là restent tels quels."

    def handle(self, *args, **options):
        for data in declared():
            loaded = load(data)
            self.stdout.write(f"{data.name} : {'chargé' if loaded else 'déjà là'}")
