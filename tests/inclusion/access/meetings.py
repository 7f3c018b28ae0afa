"""Who opens the pages of meetings."""

from tests.access_table import COORDINATOR, EVERYONE, PUBLIC, Line, of

#: The prescriber of the cast is asked to the meeting of the world; nobody else is.
NOT_ASKED = EVERYONE - {"prescriber"}


def _asked(world):
    return [world.meeting.pk, world.invitee.pk]


def _item(world):
    return [world.meeting.pk, world.agenda_item.pk]


def _token(world):
    return [world.invitee.token]


LINES: dict[str, Line] = {
    "meeting_list": Line(EVERYONE),
    "meeting_calendar_open": Line(EVERYONE, method="post"),
    "meeting_calendar_close": Line(EVERYONE, method="post"),
    "meeting_calendar": Line(PUBLIC, lambda world: [world.meeting_calendar.token]),
    "meeting_plan": Line(COORDINATOR, of("body")),
    "meeting_plan_series": Line(COORDINATOR, of("body")),
    "meeting_detail": Line(EVERYONE, of("meeting")),
    "meeting_edit": Line(COORDINATOR, of("meeting")),
    "meeting_cancel": Line(COORDINATOR, of("meeting")),
    "meeting_restore": Line(COORDINATOR, of("meeting"), "post"),
    "meeting_agenda": Line(COORDINATOR, of("meeting")),
    "meeting_agenda_take": Line(COORDINATOR, of("meeting"), "post"),
    "meeting_agenda_print": Line(EVERYONE, of("meeting")),
    "meeting_item_edit": Line(COORDINATOR, _item),
    "meeting_item_move": Line(COORDINATOR, _item, "post"),
    "meeting_convene": Line(COORDINATOR, of("planned_meeting")),
    "meeting_invite": Line(COORDINATOR, of("meeting")),
    "meeting_invite_newcomers": Line(COORDINATOR, of("meeting"), "post"),
    "meeting_reply": Line(EVERYONE, of("meeting"), "post", not_theirs=NOT_ASKED),
    "meeting_invitee": Line(COORDINATOR, _asked),
    "meeting_invitee_resend": Line(COORDINATOR, _asked, "post"),
    "meeting_uninvite": Line(COORDINATOR, _asked, "post"),
    "meeting_answer": Line(PUBLIC, _token),
    "meeting_ics": Line(PUBLIC, _token),
}
