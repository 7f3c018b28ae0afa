"""Daily work on registrations: places that are free are given, reminders are written, people are forgotten."""

from celery import shared_task
from django.utils import timezone

from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.events.actions.registrations import ask_for_feedback, fill_all, forget_due, remind


@shared_task(name="inclusion.tasks.fill_events")
def fill_events() -> None:
    """Give places that are free to whoever waits, in every network."""
    in_each_network(lambda network: fill_all(at=timezone.now()))


@shared_task(name="inclusion.tasks.remind_registrations")
def remind_registrations() -> None:
    """Remind of what is on within two days, ask about what is over, in every network; each row leaves once."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    now = timezone.now()
    remind(at=now)
    ask_for_feedback(at=now)


@shared_task(name="inclusion.tasks.forget_registrations")
def forget_registrations() -> None:
    """Empty the registrations of events that ended three months ago, in every network."""
    in_each_network(_forget)


def _forget(network: Network) -> None:
    now = timezone.now()
    forget_due(today=timezone.localdate(now), at=now)
