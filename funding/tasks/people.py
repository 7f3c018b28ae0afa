"""The nights of what is kept about people: print-ready files that were given to La Poste long enough ago."""

from celery import shared_task
from django.utils import timezone

from funding.actions.person_data import erase_print_files
from inclusion.core.jobs import in_each_network


@shared_task(name="funding.tasks.erase_old_print_files")
def erase_old_print_files() -> None:
    """Erase them, one network after the other."""
    in_each_network(lambda network: erase_print_files(at=timezone.now()))
