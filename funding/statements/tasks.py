"""Background tasks of statements: those of a whole year are issued one by one; openings are noted."""

from celery import shared_task
from django.utils import timezone

from funding.statements.actions.batches import JOB_KIND, carry_out
from funding.statements.actions.outbox import record_opening
from funding.statements.models import FundingStatement
from inclusion.core import jobs
from inclusion.core.models.networks import Network, User
from inclusion.core.scope import scoped_to


@shared_task(name="funding.tasks.issue_statements")
def issue_statements(*, network_id: int, job_id: int) -> None:
    """Issue and print the statements of a batch, from wherever it stopped.

    The settings let letters that somebody waits for go first.
    """
    with scoped_to(Network.objects.get(pk=network_id)):
        carry_out(job_id, clock=timezone.now)


@shared_task(name="funding.tasks.sweep_statements")
def sweep_statements() -> None:
    """Resume batches that no worker has been heard of for the length of a lease; one network after the other."""
    jobs.resume_left([JOB_KIND], task="funding.tasks.issue_statements")


@shared_task(name="funding.tasks.record_statement_opening")
def record_statement_opening(*, network_id: int, statement_id: int, user_id: int) -> None:
    """Note that somebody of its operator opened a statement."""
    with scoped_to(Network.objects.get(pk=network_id)):
        statement = FundingStatement.objects.get(pk=statement_id)
        record_opening(statement, by=User.objects.get(pk=user_id), at=timezone.now())
