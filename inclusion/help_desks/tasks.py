"""Regular work on help desks: offers that end, hours that changed, reminders, what is forgotten."""

from celery import shared_task
from django.utils import timezone

from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.help_desks.actions.bookings import follow_all, forget_due, remind


@shared_task(name="inclusion.tasks.follow_help_desks")
def follow_help_desks() -> None:
    """End offers whose time is over and offer what is free, in every network."""
    in_each_network(lambda network: follow_all(at=timezone.now()))


@shared_task(name="inclusion.tasks.remind_bookings")
def remind_bookings() -> None:
    """Remind whoever comes tomorrow, in every network; each row leaves once."""
    in_each_network(lambda network: remind(at=timezone.now()))


@shared_task(name="inclusion.tasks.forget_bookings")
def forget_bookings() -> None:
    """Empty the bookings that are three months old, in every network."""
    in_each_network(_forget)


def _forget(network: Network) -> None:
    now = timezone.now()
    forget_due(today=timezone.localdate(now), at=now)
