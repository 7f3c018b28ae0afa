"""`manage.py load_demo`: the demonstration's accounts, then its networks, of which the first one goes before all."""

import gc
import multiprocessing
import os
import signal
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from inclusion.core.models.networks import Network
from inclusion.demo.loading import SLUGS, declared, join_hub_members, load
from inclusion.embedded.processes import end_with_parent

#: Networks that are loaded at the same time.
PROCESSES = 2
#: How much all but the first one give way to it, as somebody waits for it, and to the web server: 19 is most.
NICE = 19


def load_one(slug: str) -> str:
    """Load one network, in a process of its own; return its name."""
    data = next(one for one in declared() if one.slug == slug)
    if slug != SLUGS[0]:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    load(data)
    return data.name


class Command(BaseCommand):
    help = "Charge les six réseaux de démonstration ; ceux qui sont déjà là restent tels quels."
    requires_system_checks = ()  # they take longer than to see that all is there

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(Network.objects.filter(is_demo=True).values_list("slug", flat=True)) & set(SLUGS)
        # Its accounts have a password that everybody knows.
        if settings.PRODUCTION or Network.objects.are_real():
            raise CommandError("La démonstration ne se charge pas à côté de vrais réseaux : donnez-lui sa propre base.")
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
        failed = []
        gc.freeze()  # what the processes share is neither searched for garbage nor copied
        connections.close_all()  # a process may not use the connection of another
        with ProcessPoolExecutor(
            PROCESSES, multiprocessing.get_context("fork"), end_with_parent(signal.SIGTERM)
        ) as pool:
            work = {pool.submit(load_one, slug): slug for slug in missing}
            first = 0 if ready else 1  # the first one of all is said first, as the portal opens with it
            futures = list(work)
            for one in chain(futures[:first], as_completed(futures[first:])):
                if error := one.exception():
                    failed.append(work[one])
                    self.stderr.write("".join(traceback.format_exception(error)))
                else:
                    ready += 1
                    self._say(ready, one.result())
        join_hub_members()
        if failed:
            raise CommandError(f"Réseaux qui n’ont pas pu être chargés : {', '.join(sorted(failed, key=SLUGS.index))}.")
