"""E-mails about registrations leave: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion import jobs
from inclusion.actions.registration_mails import LOST
from inclusion.documents.registration_mails import compose_mail, obsolete_because
from inclusion.mail_rows import send_row
from inclusion.models import Network
from inclusion.models.registrations import RegistrationMail
from inclusion.scope import scoped_to
from inclusion.tasks.nights import RETRIES, in_each_network


@shared_task(name="inclusion.tasks.send_registration_mail", bind=True, **RETRIES)
def send_registration_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, RegistrationMail, mail_id, obsolete_because=obsolete_because, compose=compose_mail)


@shared_task(name="inclusion.tasks.sweep_registration_mails")
def sweep_registration_mails() -> None:
    """Ask again for the e-mails whose tasks were lost on their way: their rows let them leave once."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = RegistrationMail.objects.waiting().filter(written_at__gt=timezone.now() - LOST)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.hint(send_registration_mail, network_id=network.pk, mail_id=pk)
