"""Messages of the directory are sent, each once at most; their texts are erased once they are sent."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.directory.actions import KEPT, forget_texts
from inclusion.directory.mails import compose_message, skip_reason
from inclusion.directory.models import DirectoryMessage


@shared_task(name="inclusion.tasks.send_directory_message", bind=True, **RETRIES)
def send_directory_message(self: Any, *, network_id: int, message_id: int) -> None:
    """Send a message that waits, once; its text is not kept after that."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(
            self,
            DirectoryMessage,
            message_id,
            skip_reason=skip_reason,
            compose=compose_message,
        )
        forget_texts(DirectoryMessage.objects.filter(pk=message_id), by=None, at=timezone.now())


@shared_task(name="inclusion.tasks.sweep_directory_messages")
def sweep_directory_messages() -> None:
    """Ask again for the messages whose tasks were lost, and empty the texts that nobody needs any more."""
    in_each_network(_sweep)


def _sweep(network: Network) -> None:
    now = timezone.now()
    waiting = DirectoryMessage.objects.waiting().filter(written_at__gt=now - KEPT)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort(
            "inclusion.tasks.send_directory_message", network_id=network.pk, message_id=pk
        )
    forget_texts(by=None, at=now)
