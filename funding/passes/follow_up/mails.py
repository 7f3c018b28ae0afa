"""The SMS that reminds of a booklet: written when it leaves, and not at all where it has become needless."""

from django.utils import timezone

from funding.passes.follow_up.actions import sms_problem_of
from funding.passes.follow_up.models import SmsReminder
from funding.passes.programmes.rules import sms_text
from inclusion.core.french.phones import mobile_of
from inclusion.core.mail import outbox
from inclusion.core.mail.sms import Sms, may_leave
from inclusion.core.models.networks import Network


def skip_reason(row: SmsReminder) -> str:
    """Why the message would be wrong by now, as a French sentence; empty when it is right."""
    return sms_problem_of(row.booklet, on=timezone.localdate())


def compose(row: SmsReminder) -> Sms:
    """The message, in the words of the programme's page."""
    network = Network.objects.get(pk=row.network_id)
    text = sms_text(network=network.name, phone=network.phone, valid_until=row.booklet.valid_until)
    return Sms(mobile_of(row.booklet.beneficiary.phone), text, f"{network.slug}-{row.pk}")


outbox.register(SmsReminder, compose=compose, skip_reason=skip_reason, lost_after=None, may_leave=may_leave)
