"""E-mails of the outbox leave: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion import jobs, outbox
from inclusion.documents import outgoing_mails  # noqa: F401  (it registers the kinds)


@shared_task(name="inclusion.tasks.send_outgoing_mail", bind=True, max_retries=1)
def send_outgoing_mail(self: Any, *, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once; the sweep is what tries it again."""
    outbox.send(self, mail_id)


@shared_task(name="inclusion.tasks.sweep_outgoing_mails")
def sweep_outgoing_mails() -> None:
    """Ask again for the e-mails whose tasks were lost or that the mail server put off."""
    for pk in outbox.take_due(at=timezone.now()):
        jobs.enqueue_best_effort(send_outgoing_mail, mail_id=pk)
