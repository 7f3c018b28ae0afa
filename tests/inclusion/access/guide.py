"""Who opens the pages of guide."""

from tests.access_table import PUBLIC, Line, of

LINES: dict[str, Line] = {
    "guide": Line(PUBLIC),
    "guide_embed": Line(PUBLIC),
    "guide_embed_help": Line(PUBLIC),
    "guide_points": Line(PUBLIC),
    "guide_contours": Line(PUBLIC),
    "guide_place": Line(PUBLIC, of("guide_place")),
    "guide_place_propose": Line(PUBLIC, of("guide_place")),
    "guide_propose": Line(PUBLIC),
    "guide_propose_thanks": Line(PUBLIC),
    "guide_towns": Line(PUBLIC),
    "guide_town": Line(PUBLIC, lambda world: [world.guide_place.insee_code]),
    "guide_town_pdf": Line(PUBLIC, lambda world: [world.guide_place.insee_code]),
}
