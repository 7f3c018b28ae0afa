"""The words of e-mails about referrals: no subject names anybody, and only the person's own says what she reads."""

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.enums import Reminder
from inclusion.core.mail import emails, outbox
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Membership, User
from inclusion.referrals.enums import RETURNED_STATES, ReferralState
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import address_for, is_to_place_anew
from inclusion.referrals.rules import appointment_words


def _referral(row: OutgoingMail) -> Referral | None:
    return Referral.objects.for_pages().select_related("network").filter(pk=row.target_id).first()


def _address(row: OutgoingMail, referral: Referral) -> str:
    """Where an e-mail to the receiver goes: its member who still answers there, or the place itself."""
    if row.recipient_id is None:
        return address_for(referral.place, referral.receiver)
    found = Membership.objects.in_force().select_related("user")
    member = found.filter(pk=row.recipient_id, user__is_active=True).first() if row.recipient_id else None
    stays = member is not None and member.partner_id == referral.receiver_id
    return str(member.user.email) if member is not None and stays else ""


def _skip_receiver(*states: ReferralState) -> Callable[[OutgoingMail], str]:
    """Why an e-mail to the receiver says nothing true any more: it is for a referral in one of these states."""

    def skip(row: OutgoingMail) -> str:
        referral = _referral(row)
        if referral is None or referral.state not in states or not _address(row, referral):
            return OBSOLETE
        return ""

    return skip


def _to_receiver(template: str) -> Callable[[OutgoingMail], EmailMessage]:
    """A message to the receiver: to the page for a member, to the secret link for a place without an account."""

    def compose(row: OutgoingMail) -> EmailMessage:
        referral = Referral.objects.for_pages().select_related("network", "sent_by").get(pk=row.target_id)
        slug = referral.network.slug
        by_link = row.recipient_id is None
        url = (
            emails.absolute("referral_link", slug, referral.link_token)
            if by_link
            else emails.absolute("referral_detail", slug, referral.pk)
        )
        context = {"referral": referral, "network": referral.network, "url": url, "by_link": by_link}
        return emails.compose(
            template, context, to=_address(row, referral), reply_to=referral.sent_by.email if referral.sent_by else ""
        )

    return compose


TO_PLACE_ANEW = "le rendez-vous est à replacer, la permanence est fermée ce jour-là"
#: What the sender learns, by the state in which the referral is when the e-mail leaves.
_ANSWERS = {
    ReferralState.ACCEPTED: "un rendez-vous est fixé",
    ReferralState.MISSED: "la personne n’est pas venue",
    ReferralState.PASSED_ON: "elle est transmise à un autre lieu",
    ReferralState.DONE: "elle est terminée",
    ReferralState.DECLINED: "le lieu ne peut pas recevoir la personne",
    ReferralState.LAPSED: "le lieu n’a pas répondu",
}


def _skip_answer(row: OutgoingMail) -> str:
    referral = _referral(row)
    if referral is None or referral.state not in _ANSWERS or referral.consent_withdrawn_at:
        return OBSOLETE
    belongs = Membership.objects.in_force().filter(user_id=row.recipient_id, partner=referral.sender_id)
    return "" if belongs.exists() else OBSOLETE


def _answer(row: OutgoingMail) -> EmailMessage:
    referral = Referral.objects.for_pages().select_related("network").get(pk=row.target_id)
    user = User.objects.get(pk=row.recipient_id)
    context: dict[str, Any] = {
        "referral": referral,
        "network": referral.network,
        "what": TO_PLACE_ANEW if is_to_place_anew(referral) else _ANSWERS[ReferralState(referral.state)],
        "when": "" if is_to_place_anew(referral) else _appointment_words(referral),
        "is_over": referral.state in RETURNED_STATES,
        "url": emails.absolute("referral_detail", referral.network.slug, referral.pk),
    }
    return emails.compose("referral_answer", context, to=user.email)


def _appointment_words(referral: Referral) -> str:
    """« le mardi 5 janvier 2027 à 9 h 30, 2 place Carnot »; empty where none stands."""
    if referral.state != ReferralState.ACCEPTED or referral.appointment_at is None:
        return ""
    when = appointment_words(timezone.localtime(referral.appointment_at))
    where = " ".join(referral.appointment_where.split())
    return f"{when}, {where}" if where else when


def _skip_appointment(row: OutgoingMail) -> str:
    referral = _referral(row)
    if referral is None or referral.state != ReferralState.ACCEPTED or referral.consent_withdrawn_at:
        return OBSOLETE
    past = referral.appointment_at is None or referral.appointment_at <= timezone.now()
    agreed = referral.mails_person and referral.person.email and referral.person.anonymised_at is None
    return OBSOLETE if past or not agreed else ""


def _appointment(row: OutgoingMail) -> EmailMessage:
    referral = Referral.objects.for_pages().select_related("network").get(pk=row.target_id)
    phone = referral.place.phone if referral.place else referral.receiver.phone if referral.receiver else ""
    context = {
        "referral": referral,
        "network": referral.network,
        "when": appointment_words(timezone.localtime(referral.appointment_at)),
        "phone": phone,
    }
    return emails.compose("referral_appointment", context, to=referral.person.email)


outbox.register("referral_new", compose=_to_receiver("referral_new"), skip_reason=_skip_receiver(ReferralState.SENT))
outbox.register(
    "referral_reminder",
    compose=_to_receiver("referral_reminder"),
    skip_reason=_skip_receiver(ReferralState.SENT),
    reminder=lambda row: Reminder.REFERRALS,
)
outbox.register(
    "referral_withdrawn",
    compose=_to_receiver("referral_withdrawn"),
    skip_reason=_skip_receiver(ReferralState.WITHDRAWN),
)
outbox.register("referral_answer", compose=_answer, skip_reason=_skip_answer)
outbox.register("referral_appointment", compose=_appointment, skip_reason=_skip_appointment)
