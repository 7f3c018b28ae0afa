"""Who reads the user manual."""

from tests.access_table import EVERYONE, Line

LINES: dict[str, Line] = {
    "manual_list": Line(EVERYONE),
    "manual_chapter": Line(EVERYONE, lambda world: ["fonds"]),
    "manual_picture": Line(EVERYONE, lambda world: ["fonds.png"]),
}
