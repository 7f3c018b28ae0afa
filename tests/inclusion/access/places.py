"""Who opens the pages of places."""

from tests.access_table import ACTORS, COORDINATOR, EVERYONE, PUBLIC, Line, of

#: The place of the world is run by the partner of the training place: others keep none of it.
NOT_THEIRS = ACTORS - {"coordinator", "training_place"}

LINES: dict[str, Line] = {
    "place_list": Line(EVERYONE),
    "place_add": Line(ACTORS),
    "place_detail": Line(EVERYONE, of("guide_place")),
    "place_edit": Line(ACTORS, of("guide_place"), not_theirs=NOT_THEIRS),
    "place_close": Line(ACTORS, of("guide_place"), not_theirs=NOT_THEIRS),
    "place_reopen": Line(ACTORS, of("guide_place"), "post", not_theirs=NOT_THEIRS),
    "place_confirm": Line(ACTORS, of("guide_place"), "post", not_theirs=NOT_THEIRS),
    "session_add": Line(ACTORS, of("guide_place"), not_theirs=NOT_THEIRS),
    "session_edit": Line(ACTORS, of("session"), not_theirs=NOT_THEIRS),
    "session_end": Line(ACTORS, of("session"), not_theirs=NOT_THEIRS),
    "place_proposal_list": Line(ACTORS),
    "place_proposal": Line(ACTORS, of("place_proposal"), not_theirs=NOT_THEIRS),
    "place_proposal_accept": Line(ACTORS, of("place_proposal"), "post", not_theirs=NOT_THEIRS),
    "place_proposal_decline": Line(ACTORS, of("place_proposal"), "post", not_theirs=NOT_THEIRS),
    "place_check_list": Line(COORDINATOR),
    "place_check_settle": Line(COORDINATOR, of("place_check"), "post"),
    "place_check": Line(PUBLIC, lambda world: [world.place_check.token]),
}
