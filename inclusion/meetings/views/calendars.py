"""The own calendar of a member: its address is made, taken back, and read by calendar programs."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.papers.calendars import calendar_file
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.meetings.actions import calendars as actions
from inclusion.meetings.mails import entry_of
from inclusion.meetings.models import MeetingCalendar
from inclusion.meetings.queries import meetings_of

#: How often one address of the internet may ask in a minute: a whole town hall may share one.
MAX_READS = 60
#: How long a meeting stays in the calendar after it was.
PAST = timedelta(days=180)


@requires(Permission.BODIES_VIEW)
@require_POST
def meeting_calendar_open(request: MemberRequest) -> HttpResponse:
    """Make an address, or another one in place of the one before."""
    return perform(
        request,
        lambda: actions.open_calendar(**stamp(request)),
        done="Votre agenda a son adresse\u00a0: copiez-la dans votre logiciel d’agenda.",
        back=f"/{request.network.slug}/reunions/#mon-agenda",
    )


@requires(Permission.BODIES_VIEW)
@require_POST
def meeting_calendar_close(request: MemberRequest) -> HttpResponse:
    """Take the address back."""
    return perform(
        request,
        lambda: actions.close_calendar(**stamp(request)),
        done="L’adresse de votre agenda ne répond plus.",
        back=f"/{request.network.slug}/reunions/#mon-agenda",
    )


@unlisted
@public_in_network
@never_cache
def meeting_calendar(request: NetworkRequest, token: str) -> HttpResponse:
    """The meetings to which the member is asked whose address this is."""
    address = get_adapter().get_client_ip(request)
    if not limits.consume("meeting_calendar", address, most=MAX_READS, seconds=60):
        return HttpResponse(status=429)
    row = MeetingCalendar.objects.select_related("user").filter(token=token).first()
    meetings = meetings_of(row.user, since=timezone.now() - PAST) if row else None
    if meetings is None:
        raise Http404
    entries = [entry_of(one, stamp=one.convened_at) for one in meetings]
    name = f"Réunions, {request.network.name}"
    return attachment(
        calendar_file(name, entries), filename="reunions.ics", media_type="text/calendar; charset=utf-8", inline=True
    )
