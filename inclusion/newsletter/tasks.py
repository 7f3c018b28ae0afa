"""The newsletter is sent in slices, after everything that somebody waits for; each e-mail once at most."""

import secrets

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.jobs import in_each_network
from inclusion.core.mail import emails
from inclusion.core.mail.rows import send_row
from inclusion.core.mail.tracking import SUSPENDED
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.newsletter.actions.issues import finish_issue, send_planned
from inclusion.newsletter.actions.subscribers import forget_readings, forget_unconfirmed, note_bounce
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.mails import Issue, skip_reason
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail

#: E-mails in one slice: a click of somebody waits for one at most, as a worker takes the most pressing first.
SLICE = 50
#: After so many in a row that did not get through, the mail server is left alone until the sweep.
TIRED = 5
#: Seconds for which a slice has an issue for itself; a dead one is over then.
TURN = 300


@shared_task(name="inclusion.tasks.send_issue_slice")
def send_issue_slice(*, network_id: int, issue_id: int) -> None:
    """Send the next e-mails of an issue and ask for the slice behind them; two slices never run beside one another."""
    turn, mine = f"newsletter:{issue_id}", secrets.token_hex(8)
    if not cache.add(turn, mine, timeout=TURN):
        return
    try:
        with scoped_to(Network.objects.get(pk=network_id)):
            goes_on = _slice(issue_id)
    finally:
        if cache.get(turn) == mine:
            cache.delete(turn)
    if goes_on:
        jobs.enqueue_best_effort(
            "inclusion.tasks.send_issue_slice", priority=9, network_id=network_id, issue_id=issue_id
        )


def _slice(issue_id: int) -> bool:
    """Send what is due, at most a slice; whether more is due at once."""
    issue = NewsletterIssue.objects.select_related("network__department").get(pk=issue_id)
    if issue.state != IssueState.SENDING:
        return False
    written, delayed = Issue(issue), 0
    rows = NewsletterMail.objects.due(at=timezone.now()).filter(issue=issue)
    due = list(rows.values_list("pk", flat=True)[:SLICE])
    for pk in due:
        delayed = 0 if _sent(pk, written) else delayed + 1
        if delayed >= TIRED:
            return False
    finish_issue(issue, at=timezone.now())
    return len(due) == SLICE


def _sent(pk: int, written: Issue) -> bool:
    """Send one that still waits; False when the mail server put it off."""
    row = NewsletterMail.objects.waiting().filter(pk=pk).first()
    if row is None:
        return True
    if not send_row(row, skip_reason=skip_reason, compose=written.compose):
        return False
    row.refresh_from_db()
    if row.mailed_at is None and row.problem in (*emails.BAD_ADDRESS, SUSPENDED):
        note_bounce(row, at=timezone.now())
    return True


@shared_task(name="inclusion.tasks.sweep_newsletters")
def sweep_newsletters() -> None:
    """Send the issues whose planned moment has come, and take up those whose slices were lost or put off."""
    in_each_network(_sweep)


def _sweep(network: Network) -> None:
    now = timezone.now()
    for issue in NewsletterIssue.objects.filter(state=IssueState.PLANNED, planned_at__lte=now):
        send_planned(issue, at=now)
    for pk in NewsletterIssue.objects.filter(state=IssueState.SENDING).values_list("pk", flat=True):
        jobs.enqueue_best_effort("inclusion.tasks.send_issue_slice", priority=9, network_id=network.pk, issue_id=pk)


@shared_task(name="inclusion.tasks.forget_subscribers")
def forget_subscribers() -> None:
    """Delete addresses that never confirmed, and forget to whom old issues went, in every network."""
    in_each_network(_forget)


def _forget(network: Network) -> None:
    forget_unconfirmed(at=timezone.now())
    forget_readings(at=timezone.now())
