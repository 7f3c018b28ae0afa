"""Background tasks of mailings."""

from celery import shared_task
from django.utils import timezone

from funding.passes.mailings import actions as mailing_actions
from inclusion.core import jobs
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="funding.tasks.carry_out_mailing")
def carry_out_mailing(*, network_id: int, job_id: int) -> None:
    """Send a mailing from wherever it stopped, for a few seconds, then return to the queue.

    The settings let everything go first that somebody waits for.
    """
    with scoped_to(Network.objects.get(pk=network_id)):
        if mailing_actions.carry_out(job_id, clock=timezone.now):
            jobs.enqueue_best_effort("funding.tasks.carry_out_mailing", network_id=network_id, job_id=job_id)


@shared_task(name="funding.tasks.sweep_mailings")
def sweep_mailings() -> None:
    """Resume mailings that no worker has been heard of for the length of a lease; one network after the other."""
    jobs.resume_left([mailing_actions.JOB_KIND], task="funding.tasks.carry_out_mailing")


@shared_task(name="funding.tasks.drop_stale_mailings")
def drop_stale_mailings() -> None:
    """Drop the mailings that waited too long for their word, with what their files said; every night."""
    in_each_network(lambda network: mailing_actions.drop_stale(at=timezone.now()))
