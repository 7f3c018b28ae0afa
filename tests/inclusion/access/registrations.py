"""Who opens the pages of registrations."""

from tests.access_table import ACTORS, COORDINATOR, PUBLIC, Line, of

#: Whoever runs the event of the world; the other organisations that run events find nothing.
OTHERS = ACTORS - {"coordinator", "training_place"}


def _organiser(name: str, method: str = "get") -> Line:
    return Line(ACTORS, of(name), method=method, not_theirs=OTHERS)


LINES: dict[str, Line] = {
    "registration_add": Line(PUBLIC, of("event")),
    "registration_thanks": Line(PUBLIC, of("event")),
    "registration_own": Line(PUBLIC, lambda world: [world.registration.token]),
    "registration_own_cancel": Line(PUBLIC, lambda world: [world.registration.token]),
    "registration_own_calendar": Line(PUBLIC, lambda world: [world.registration.token]),
    "registration_own_certificate": Line(PUBLIC, lambda world: [world.registration_present.token]),
    "registration_list": _organiser("event"),
    "registration_add_by_hand": _organiser("event"),
    "registration_copy_sheet": _organiser("event"),
    "registration_called": _organiser("registration", "post"),
    "registration_certificate": _organiser("registration_present"),
    "event_certificates": _organiser("event_past"),
    "event_questions": _organiser("event"),
    "event_trained": Line(COORDINATOR),
    "registration_sheet": _organiser("event"),
    "registration_attendance": _organiser("event"),
    "registration_attendance_close": _organiser("event"),
    "registration_figure": _organiser("event", "post"),
    "registration_promote": _organiser("registration_waiting"),
    "registration_cancel": _organiser("registration"),
    "registration_note": _organiser("registration", "post"),
}
