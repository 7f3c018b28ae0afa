"""Who opens the pages of meetings while and after they take place."""

from tests.access_table import COORDINATOR, EVERYONE, PUBLIC, Line, of

#: The task of the world is given to the organisation of the prescriber.
_OWNERS = frozenset({"coordinator", "prescriber"})

LINES: dict[str, Line] = {
    "meeting_live": Line(COORDINATOR, of("unminuted_meeting")),
    "meeting_live_write": Line(COORDINATOR, of("unminuted_meeting"), "post"),
    "meeting_live_changes": Line(COORDINATOR, of("unminuted_meeting")),
    "meeting_sheet": Line(COORDINATOR, of("unminuted_meeting")),
    "meeting_code": Line(COORDINATOR, of("unminuted_meeting")),
    "meeting_code_open": Line(COORDINATOR, of("unminuted_meeting"), "post"),
    "meeting_code_close": Line(COORDINATOR, of("unminuted_meeting"), "post"),
    "meeting_hold": Line(COORDINATOR, of("unminuted_meeting"), "post"),
    "meeting_checkin_code": Line(PUBLIC),
    "meeting_checkin_thanks": Line(PUBLIC),
    "meeting_checkin": Line(PUBLIC, lambda world: [world.unminuted_meeting.attendance_code]),
    "decision_edit": Line(COORDINATOR, of("decision")),
    "decision_remove": Line(COORDINATOR, of("decision")),
    "minutes_send": Line(COORDINATOR, of("unminuted_meeting")),
    "minutes_line": Line(COORDINATOR, of("unminuted_meeting"), "post"),
    "minutes_preview": Line(COORDINATOR, of("unminuted_meeting")),
    "minutes_reopen": Line(COORDINATOR, of("minuted_meeting")),
    "minutes_document": Line(EVERYONE, of("minuted_meeting")),
    "meeting_presence": Line(EVERYONE),
    "meeting_presence_by": Line(EVERYONE, lambda world: ["organismes"]),
    "task_list": Line(EVERYONE),
    "task_add": Line(COORDINATOR, of("unminuted_meeting")),
    "task_detail": Line(EVERYONE, of("task"), not_theirs=EVERYONE - _OWNERS),
    "task_edit": Line(COORDINATOR, of("task")),
    "task_done": Line(EVERYONE, of("task"), not_theirs=EVERYONE - _OWNERS),
    "task_drop": Line(COORDINATOR, of("task")),
}
