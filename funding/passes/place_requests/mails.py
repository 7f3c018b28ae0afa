"""E-mails about requests to become a training place: to who asked, and to the coordinators."""

from django.core.mail import EmailMessage

from funding.passes.enums import PlaceRequestState
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.place_requests.queries import way_in
from inclusion.core.mail import emails, outbox
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Membership


def _request_of(row: OutgoingMail) -> PlaceRequest:
    return PlaceRequest.objects.select_related("network", "place").get(pk=row.target_id)


def _received_skip_reason(row: OutgoingMail) -> str:
    reads = Membership.objects.in_force().filter(pk=row.recipient_id).exists()
    return "" if reads and _request_of(row).state == PlaceRequestState.WAITING else OBSOLETE


def _received(row: OutgoingMail) -> EmailMessage:
    asked = _request_of(row)
    coordinator = Membership.objects.select_related("user").get(pk=row.recipient_id)
    url = emails.absolute("training_place_request", asked.network.slug, asked.pk)
    context = {"network": asked.network, "asked": asked, "url": url}
    return emails.compose("place_request_received", context, to=coordinator.user.email, reply_to=asked.email)


def _own_skip_reason(row: OutgoingMail) -> str:
    """Who asked is written to as long as their address is kept."""
    return "" if _request_of(row).email else OBSOLETE


def _to_who_asked(row: OutgoingMail, template: str) -> EmailMessage:
    asked = _request_of(row)
    url = emails.absolute("place_request_own", asked.network.slug, asked.token)
    account = asked.place and (asked.place.iban or asked.place.bank_details_changes.waiting().exists())
    context = {"network": asked.network, "asked": asked, "url": url, "account": account, "way_in": way_in(asked)}
    return emails.compose(template, context, to=asked.email)


def _confirmed(row: OutgoingMail) -> EmailMessage:
    return _to_who_asked(row, "place_request_confirmed")


def _answered(row: OutgoingMail) -> EmailMessage:
    return _to_who_asked(row, f"place_request_{_request_of(row).state}")


outbox.register("place_request_received", compose=_received, skip_reason=_received_skip_reason)
outbox.register("place_request_confirmed", compose=_confirmed, skip_reason=_own_skip_reason)
outbox.register("place_request_answered", compose=_answered, skip_reason=_own_skip_reason)
