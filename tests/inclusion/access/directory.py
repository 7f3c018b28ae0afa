"""Who opens the pages of directory."""

from tests.access_table import ACTORS, EVERYONE, Line, of


def _entry(world) -> list:
    return [world.partner_profile.partner_id]


LINES: dict[str, Line] = {
    "directory_list": Line(EVERYONE),
    "directory_search_keep": Line(EVERYONE),
    "directory_search_remove": Line(EVERYONE, of("saved_search"), "post", not_theirs=EVERYONE - {"reader"}),
    "directory_messages": Line(EVERYONE),
    "directory_profile": Line(ACTORS, _entry, not_theirs=ACTORS - {"coordinator", "training_place"}),
    "directory_contact": Line(EVERYONE, _entry),
}
