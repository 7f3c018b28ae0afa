"""Who opens the pages of help desks, and of one's own booking."""

from tests.access_table import PUBLIC, Line, of

#: Who receives people; the desk of the world is the training place's.
RUNS = frozenset({"coordinator", "prescriber", "training_place", "epci_referent"})
NOT_RUN = frozenset({"prescriber", "epci_referent"})


def _day(world) -> list:
    return [world.desk.pk, "2026-11-24"]


def _token(world) -> list:
    return [world.booking.token]


def _own(name: str, method: str = "get") -> Line:
    return Line(RUNS, of(name), method, not_theirs=NOT_RUN)


LINES: dict[str, Line] = {
    "desk_week": Line(RUNS),
    "booking_list": Line(RUNS),
    "desk_detail": _own("desk"),
    "desk_helper_add": _own("desk"),
    "desk_helper_end": _own("desk_helper"),
    "desk_close": _own("desk"),
    "desk_reopen": _own("desk_closing", "post"),
    "desk_settings": _own("desk"),
    "desk_day": Line(RUNS, _day, not_theirs=NOT_RUN),
    "desk_replace": Line(RUNS, _day, not_theirs=NOT_RUN),
    "booking_add": _own("desk"),
    "booking_walk_in": _own("desk", "post"),
    "booking_note": _own("booking", "post"),
    "booking_move": _own("booking"),
    "booking_accept": _own("booking", "post"),
    "booking_cancel": _own("booking"),
    "booking_request": Line(PUBLIC, of("desk")),
    "booking_own": Line(PUBLIC, _token),
    "booking_own_cancel": Line(PUBLIC, _token),
    "booking_own_calendar": Line(PUBLIC, _token),
}
