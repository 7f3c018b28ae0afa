"""Who opens the files of the guide."""

from tests.access_table import COORDINATOR, PUBLIC, Line

LINES: dict[str, Line] = {
    "guide_data": Line(PUBLIC),
    "guide_file": Line(PUBLIC, lambda world: ["csv"]),
    "guide_left_out": Line(COORDINATOR),
    "guide_prepare": Line(COORDINATOR, method="post"),
}
