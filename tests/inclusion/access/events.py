"""Who opens the pages of events."""

from collections.abc import Callable

from tests.access_table import ACTORS, EVERYONE, PUBLIC, Line, of
from tests.world import World

#: Whose organisation the events of the world are, and who finds none of theirs among them.
ORGANISES = frozenset({"coordinator", "training_place"})
OTHERS = ACTORS - ORGANISES


def both(first: str, second: str) -> Callable[[World], list]:
    """The keys of two rows of the world."""
    return lambda world: [getattr(world, first).pk, getattr(world, second).pk]


def own(args: Callable[[World], list], method: str = "get") -> Line:
    """A page for the organiser and the coordination; other organisations find nothing there."""
    return Line(ACTORS, args, method, not_theirs=OTHERS)


LINES: dict[str, Line] = {
    "event_list": Line(EVERYONE),
    "event_past": Line(EVERYONE),
    "event_drafts": Line(ACTORS),
    "event_add": Line(ACTORS),
    "event_detail": Line(EVERYONE, of("event")),
    "event_poster": Line(EVERYONE, of("event")),
    "event_edit": own(of("event")),
    "event_publish": own(of("event_draft"), "post"),
    "event_unpublish": own(of("event_free"), "post"),
    "event_cancel": own(of("event")),
    "event_resume": own(of("event"), "post"),
    "event_duplicate": own(of("event")),
    "event_repeat": own(of("event")),
    "event_report": own(of("event")),
    "event_figure_add": own(of("event"), "post"),
    "event_figure_remove": own(both("event", "event_figure"), "post"),
    "event_programme": own(of("event")),
    "event_talk_add": own(of("event")),
    "event_talk_paste": own(of("event"), "post"),
    "event_talk_edit": own(both("event", "talk")),
    "event_talk_remove": own(both("event", "talk"), "post"),
    "event_exhibitor_add": own(of("event")),
    "event_exhibitor_paste": own(of("event"), "post"),
    "event_exhibitor_edit": own(both("event", "exhibitor")),
    "event_exhibitor_remove": own(both("event", "exhibitor"), "post"),
    "event_public_list": Line(PUBLIC),
    "event_feed_ics": Line(PUBLIC),
    "event_feed_atom": Line(PUBLIC),
    "event_public": Line(PUBLIC, of("event")),
    "event_ics": Line(PUBLIC, of("event")),
    "event_programme_pdf": Line(PUBLIC, of("event")),
}
