"""E-mails about registrations are sent, each once at most; the outcome is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.events.actions.registrations import LOST, ask_for_feedback, fill_all, forget_due, remind
from inclusion.events.mails import compose_mail, skip_reason
from inclusion.events.models import RegistrationMail


@shared_task(name="inclusion.tasks.send_registration_mail", bind=True, **RETRIES)
def send_registration_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, RegistrationMail, mail_id, skip_reason=skip_reason, compose=compose_mail)


@shared_task(name="inclusion.tasks.sweep_registration_mails")
def sweep_registration_mails() -> None:
    """Give places that are free to whoever waits; ask again for e-mails whose tasks were lost on their way."""
    in_each_network(_sweep)


def _sweep(network: Network) -> None:
    now = timezone.now()
    waiting = RegistrationMail.objects.waiting().filter(written_at__gt=now - LOST)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort("inclusion.tasks.send_registration_mail", network_id=network.pk, mail_id=pk)
    fill_all(at=now)


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
