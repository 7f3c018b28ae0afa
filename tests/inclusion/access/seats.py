"""Who opens the pages of seats."""

from tests.access_table import COORDINATOR, EVERYONE, Line, of


def _seat(world):
    return [world.seat.body_id, world.seat.pk]


def _point(world):
    return [world.point.body_id, world.point.pk]


LINES: dict[str, Line] = {
    "body_detail": Line(EVERYONE, of("body")),
    "body_seat_add": Line(COORDINATOR, of("body")),
    "body_seat_edit": Line(COORDINATOR, _seat),
    "body_seat_end": Line(COORDINATOR, _seat),
    "body_point_add": Line(EVERYONE, of("body")),
    "body_point_edit": Line(COORDINATOR, _point),
    "body_point_drop": Line(COORDINATOR, _point),
}
