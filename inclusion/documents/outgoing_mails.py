"""The e-mails of the outbox: what each kind says, to whom, and when it has nothing to say any more."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion import adapters, mail, outbox
from inclusion.documents.newsletters import Issue, leave_address
from inclusion.enums import JoinState
from inclusion.models import (
    Invitation,
    JoinRequest,
    Membership,
    NewsletterIssue,
    OutgoingMail,
    Subscriber,
    User,
)

OBSOLETE = "Ce courriel n’a plus d’objet."


def _invitation_skip_reason(row: OutgoingMail) -> str:
    invitation = Invitation.objects.filter(pk=row.target_id, mail=row.pk).first()
    return OBSOLETE if invitation is None else invitation.closed_because(at=timezone.now())


def _invitation(row: OutgoingMail) -> EmailMessage:
    invitation = Invitation.objects.select_related("network", "partner", "invited_by").get(pk=row.target_id)
    context = {"invitation": invitation, "url": mail.absolute("invitation", invitation.token)}
    return mail.compose("invitation", context, to=invitation.email, reply_to=invitation.network.email)


def _join_received_skip_reason(row: OutgoingMail) -> str:
    waits = JoinRequest.objects.filter(pk=row.target_id, state=JoinState.WAITING).exists()
    reads = Membership.objects.in_force().filter(pk=row.recipient_id).exists()
    return "" if waits and reads else OBSOLETE


def _join_received(row: OutgoingMail) -> EmailMessage:
    asked = JoinRequest.objects.select_related("network").get(pk=row.target_id)
    coordinator = Membership.objects.select_related("user").get(pk=row.recipient_id)
    url = mail.absolute("member_join_request", asked.network.slug, asked.pk)
    context = {"network": asked.network, "asked": asked, "url": url}
    return mail.compose("join_received", context, to=coordinator.user.email)


def _join_declined(row: OutgoingMail) -> EmailMessage:
    asked = JoinRequest.objects.select_related("network").get(pk=row.target_id)
    context = {"network": asked.network, "asked": asked}
    return mail.compose("join_declined", context, to=asked.email, reply_to=asked.network.email)


def _subscription_skip_reason(row: OutgoingMail) -> str:
    subscriber = Subscriber.objects.filter(pk=row.target_id).first()
    if subscriber is None or (subscriber.ended_at is not None and not subscriber.asks_again):
        return OBSOLETE
    return ""


def _subscription(row: OutgoingMail) -> EmailMessage:
    subscriber = Subscriber.objects.select_related("network__department").get(pk=row.target_id)
    context = {
        "network": subscriber.network,
        "confirm_url": mail.absolute("subscriber_confirm", subscriber.network.slug, subscriber.token),
        "leave_url": leave_address(subscriber),
        "is_new": not subscriber.asks_again,
    }
    known = subscriber.confirmed_at and not subscriber.asks_again
    name = "subscription_known" if known else "subscription_question"
    return mail.compose(name, context, to=subscriber.email, reply_to=subscriber.network.email)


def _issue_test_skip_reason(row: OutgoingMail) -> str:
    return "" if NewsletterIssue.objects.filter(pk=row.target_id).exists() else OBSOLETE


def _issue_test(row: OutgoingMail) -> EmailMessage:
    issue = NewsletterIssue.objects.select_related("network__department").get(pk=row.target_id)
    return Issue(issue, is_test=True).message(User.objects.get(pk=row.recipient_id).email)


outbox.register("invitation", compose=_invitation, skip_reason=_invitation_skip_reason)
outbox.register("join_received", compose=_join_received, skip_reason=_join_received_skip_reason)
outbox.register("join_declined", compose=_join_declined)
outbox.register("subscription", compose=_subscription, skip_reason=_subscription_skip_reason)
outbox.register("issue_test", compose=_issue_test, skip_reason=_issue_test_skip_reason)
outbox.register(
    "account",
    compose=lambda row: adapters.unsealed(row.sealed),
    skip_reason=lambda row: "" if row.sealed else OBSOLETE,
)
