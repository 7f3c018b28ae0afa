"""E-mails about invitations and requests to join."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.enums import JoinState
from inclusion.core.french.names import with_article
from inclusion.core.mail import emails, outbox
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Invitation, JoinRequest, Membership


def _invitation_skip_reason(row: OutgoingMail) -> str:
    invitation = Invitation.objects.filter(pk=row.target_id, mail=row.pk).first()
    return OBSOLETE if invitation is None else invitation.closed_because(at=timezone.now())


def _invitation(row: OutgoingMail) -> EmailMessage:
    invitation = Invitation.objects.select_related("network", "partner", "invited_by").get(pk=row.target_id)
    asked = JoinRequest.objects.filter(
        state=JoinState.ACCEPTED, partner=invitation.partner, email__iexact=invitation.email
    )
    context = {
        "invitation": invitation,
        "partner": with_article(invitation.partner.name),
        "asked": asked.order_by("-decided_at").first(),
        "url": emails.absolute("invitation", invitation.token),
    }
    return emails.compose(
        "invitation",
        context,
        to=invitation.email,
        reply_to=invitation.invited_by.email if invitation.invited_by else "",
    )


def _join_received_skip_reason(row: OutgoingMail) -> str:
    waits = JoinRequest.objects.filter(pk=row.target_id, state=JoinState.WAITING).exists()
    reads = Membership.objects.in_force().filter(pk=row.recipient_id).exists()
    return "" if waits and reads else OBSOLETE


def _join_received(row: OutgoingMail) -> EmailMessage:
    asked = JoinRequest.objects.select_related("network").get(pk=row.target_id)
    coordinator = Membership.objects.select_related("user").get(pk=row.recipient_id)
    url = emails.absolute("member_join_request", asked.network.slug, asked.pk)
    context = {"network": asked.network, "asked": asked, "url": url}
    return emails.compose("join_received", context, to=coordinator.user.email, reply_to=asked.email)


def _join_declined(row: OutgoingMail) -> EmailMessage:
    asked = JoinRequest.objects.select_related("network", "decided_by").get(pk=row.target_id)
    context = {"network": asked.network, "asked": asked}
    answer = asked.decided_by.email if asked.decided_by else ""
    return emails.compose("join_declined", context, to=asked.email, reply_to=answer)


outbox.register("invitation", compose=_invitation, skip_reason=_invitation_skip_reason)


outbox.register("join_received", compose=_join_received, skip_reason=_join_received_skip_reason)


outbox.register("join_declined", compose=_join_declined)
