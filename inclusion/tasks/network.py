"""The network's background work: letters by e-mail, and the nights of the files of people.

A mail server that cannot be reached is tried again for about a day. A worker killed between the server's "yes"
and its own note of it sends a second copy, which harms nobody; it never sends none.
"""

import logging

from celery import shared_task
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from inclusion import mail
from inclusion.actions import erasure, history
from inclusion.enums import JoinState
from inclusion.models import Invitation, JoinRequest, Membership, Network
from inclusion.scope import scoped_to
from inclusion.tasks.nights import RETRIES, in_each_network

logger = logging.getLogger(__name__)


@shared_task(name="inclusion.tasks.send_invitation", **RETRIES)
def send_invitation(*, network_id: int, invitation_id: int) -> None:
    """Send the letter of an invitation that has not left yet and still stands."""
    with scoped_to(Network.objects.get(pk=network_id)), transaction.atomic():
        invitation = (
            Invitation.objects.unanswered()
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("network", "partner", "invited_by")
            .filter(pk=invitation_id, mailed_at=None)
            .first()
        )
        if invitation is None:
            return
        context = {"invitation": invitation, "url": mail.absolute("invitation", invitation.token)}
        try:
            mail.send(
                mail.compose("invitation", context, to=invitation.email, reply_to=invitation.network.email)
            )
        except mail.MailRefused as refusal:
            invitation.mail_problem = str(refusal)
        invitation.mailed_at = timezone.now()
        invitation.save(update_fields=["mailed_at", "mail_problem"])


@shared_task(name="inclusion.tasks.announce_join_request")
def announce_join_request(*, network_id: int, join_request_id: int) -> None:
    """Tell the coordinators that an organisation asks to join: one small task per coordinator."""
    with scoped_to(Network.objects.get(pk=network_id)):
        for pk in Membership.objects.in_force().with_role("coordinator").values_list("pk", flat=True):
            tell_coordinator.delay_on_commit(
                network_id=network_id, join_request_id=join_request_id, membership_id=pk
            )


@shared_task(name="inclusion.tasks.tell_coordinator", **RETRIES)
def tell_coordinator(*, network_id: int, join_request_id: int, membership_id: int) -> None:
    """Write to one coordinator about a request that still waits."""
    network = Network.objects.get(pk=network_id)
    with scoped_to(network):
        asked = JoinRequest.objects.get(pk=join_request_id)
        coordinator = Membership.objects.select_related("user").get(pk=membership_id)
        if asked.state != JoinState.WAITING:
            return
        url = mail.absolute("member_join_request", network.slug, asked.pk)
        context = {"network": network, "asked": asked, "url": url}
        _send_or_give_up(mail.compose("join_received", context, to=coordinator.user.email))


@shared_task(name="inclusion.tasks.tell_declined", **RETRIES)
def tell_declined(*, network_id: int, join_request_id: int) -> None:
    """Write to whoever asked that the network declines, and why."""
    network = Network.objects.get(pk=network_id)
    with scoped_to(network):
        asked = JoinRequest.objects.get(pk=join_request_id)
        context = {"network": network, "asked": asked}
        _send_or_give_up(mail.compose("join_declined", context, to=asked.email, reply_to=network.email))


@shared_task(name="inclusion.tasks.send_account_mail", **RETRIES)
def send_account_mail(*, subject: str, body: str, to: str) -> None:
    """Send a letter about an account (verification, reset, change), composed where its link was known."""
    _send_or_give_up(EmailMessage(subject, body, to=[to]))


def _send_or_give_up(message: EmailMessage) -> None:
    try:
        mail.send(message)
    except mail.MailRefused as refusal:
        logger.warning("a message was refused: %s", refusal)


@shared_task(name="inclusion.tasks.anonymise_due")
def anonymise_due() -> None:
    """Empty the files of people whose last day has come, one network after the other."""
    in_each_network(lambda network: erasure.anonymise_due(clock=timezone.now))


@shared_task(name="inclusion.tasks.seal_history")
def seal_history() -> None:
    """Seal the journal and the history of states of every network."""
    history.seal_history()
