"""Events for other programs: a calendar (iCalendar) and a feed (Atom), with addresses that lead back here."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from inclusion.documents import calendars
from inclusion.enums.events import Entrance
from inclusion.mail import absolute
from inclusion.models.events import Event
from inclusion.models.networks import Network
from inclusion.rules.text import each_text, printable


def public_address(event: Event) -> str:
    """The full address of the public page of an event."""
    return absolute("event_public", event.network.slug, event.pk)


def entry_of(event: Event) -> calendars.Entry:
    """The event as calendars keep it; the video link only where anybody may have it."""
    address = public_address(event)
    lines = [
        f"Annulé\u00a0: {event.cancel_reason}" if event.is_cancelled and event.cancel_reason else "",
        event.summary,
        f"Organisé par {event.partner}.",
        f"{event.get_entrance_display()}." if event.entrance != Entrance.FREE else "",
        f"Visioconférence\u00a0: {event.video_url}" if event.shows_video else "",
        address,
    ]
    return calendars.Entry(
        uid=f"{event.uid}@liant",
        sequence=event.sequence,
        stamp=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=f"Annulé\u00a0: {event.title}" if event.is_cancelled else event.title,
        description="\n".join(line for line in lines if line),
        location=event.where,
        url=address,
        cancelled=event.is_cancelled,
        categories=tuple(event.themes),
    )


def agenda_calendar(name: str, events: Iterable[Event]) -> bytes:
    """A calendar of events, for whoever subscribes to it."""
    return calendars.calendar_file(name, [entry_of(event) for event in events])


class _Feed(Atom1Feed):
    """A feed without entries is as old as its network: the same bytes until something comes."""

    began: datetime

    def latest_post_date(self) -> datetime:
        """The moment of the last change among its entries."""
        return super().latest_post_date() if self.items else self.began


def agenda_atom(network: Network, events: Iterable[Event], *, title: str, page: str, own: str) -> bytes:
    """A feed of events, in the order given; `page` is the address of the agenda, `own` that of the feed itself."""
    feed = _Feed(
        title=printable(title),
        link=settings.PUBLIC_URL + page,
        description=printable(f"Les événements de {network}"),
        language="fr",
        author_name=printable(network.host_name),
        feed_url=settings.PUBLIC_URL + own,
    )
    feed.began = network.created_at
    for event in events:
        address = public_address(event)
        feed.add_item(
            title=printable(f"Annulé\u00a0: {event.title}" if event.is_cancelled else event.title),
            link=address,
            description=printable(
                " – ".join(part for part in (event.when.capitalize(), event.where, event.summary) if part)
            ),
            author_name=printable(str(event.partner)),
            pubdate=event.published_at,
            updateddate=event.changed_at,
            unique_id=event.uid.urn,
            categories=each_text(printable, [event.get_kind_display(), *event.themes]),
        )
    return feed.writeString("utf-8").encode()
