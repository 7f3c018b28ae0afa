"""Who opens the pages of place imports."""

from tests.access_table import COORDINATOR, Line, of

LINES: dict[str, Line] = {
    "place_import_list": Line(COORDINATOR),
    "place_import_add": Line(COORDINATOR),
    "place_import_columns": Line(COORDINATOR, of("place_import")),
    "place_import_detail": Line(COORDINATOR, of("place_import")),
    "place_import_apply": Line(COORDINATOR, of("place_import"), method="post"),
    "place_import_drop": Line(COORDINATOR, of("place_import"), method="post"),
    "place_siret_list": Line(COORDINATOR),
    "place_siret_take": Line(COORDINATOR, method="post"),
    "place_source_list": Line(COORDINATOR),
    "place_source_add": Line(COORDINATOR),
    "place_source_edit": Line(COORDINATOR, of("place_source")),
    "place_double_list": Line(COORDINATOR),
    "place_double_merge": Line(COORDINATOR, of("place_pair")),
    "place_double_apart": Line(COORDINATOR, of("place_pair"), method="post"),
}
