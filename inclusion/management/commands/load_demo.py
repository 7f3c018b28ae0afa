"""`manage.py load_demo`: the demonstration's accounts, then its networks, the first one before all others."""

import gc
import multiprocessing
import signal
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from inclusion.core.models.networks import Network
from inclusion.demo.loading import SLUGS, declared, join_hub_members, load
from inclusion.embedded.processes import end_with_parent

#: Networks that are loaded at the same time, once the first one is there.
PROCESSES = 2


def load_one(slug: str) -> str:
    """Load one network, in a process of its own; return its name."""
    data = next(one for one in declared() if one.slug == slug)
    load(data)
    return data.name


class Command(BaseCommand):
    help = "Charge les six réseaux de démonstration ; ceux qui sont déjà là restent tels quels."
    requires_system_checks = ()  # they take longer than to see that all is there

    def handle(self, *args, **options):
        there = set(Network.objects.filter(is_demo=True).values_list("slug", flat=True)) & set(SLUGS)
        # Its accounts have a password that everybody knows.
        if settings.PRODUCTION or Network.objects.are_real():
            raise CommandError(
                "La démonstration ne se charge pas à côté de vrais réseaux : donnez-lui sa propre base."
            )
        call_command("demo_accounts", stdout=self.stdout)
        self.stdout.write("")
        if there:
            self._say(len(there))
        missing = [slug for slug in SLUGS if slug not in there]
        if missing:
            self._load(missing, ready=len(there))

    def _say(self, ready: int, name: str = "") -> None:
        are = "réseau sur {} est prêt" if ready == 1 else "réseaux sur {} sont prêts"
        self.stdout.write(f"{ready} {are.format(len(SLUGS))}{f' : {name}' if name else ''}")
        self.stdout.flush()

    def _load(self, missing: list[str], *, ready: int) -> None:
        """Load the networks; one that fails leaves nothing behind and keeps no other from being loaded."""
        alone = 0 if ready else 1  # the first of all has the machine to itself: somebody waits for it
        failed = []
        gc.freeze()  # what the processes share is neither searched for garbage nor copied
        connections.close_all()  # a process may not use the connection of another
        with ProcessPoolExecutor(
            PROCESSES, multiprocessing.get_context("fork"), end_with_parent(signal.SIGTERM)
        ) as pool:
            for group in (missing[:alone], missing[alone:]):
                work = {pool.submit(load_one, slug): slug for slug in group}
                for one in as_completed(work):
                    if error := one.exception():
                        failed.append(work[one])
                        self.stderr.write("".join(traceback.format_exception(error)))
                    else:
                        ready += 1
                        self._say(ready, one.result())
        join_hub_members()
        if failed:
            raise CommandError(
                f"Réseaux qui n’ont pas pu être chargés : {', '.join(sorted(failed, key=SLUGS.index))}."
            )
