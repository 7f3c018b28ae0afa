"""Who opens the pages of hub days."""

from tests.access_table import COORDINATOR, RECORDS_HUB, SEES_HUB, Line, of

LINES: dict[str, Line] = {
    "hub_day_list": Line(SEES_HUB),
    "hub_day_add": Line(RECORDS_HUB),
    "hub_day_detail": Line(SEES_HUB, of("hub_day")),
    "hub_day_edit": Line(RECORDS_HUB, of("hub_day")),
    "hub_day_done": Line(RECORDS_HUB, of("hub_day")),
    "hub_day_cancel": Line(RECORDS_HUB, of("hub_day")),
    "hub_day_again": Line(RECORDS_HUB, of("hub_day"), "post"),
    "hub_day_evidence": Line(SEES_HUB, of("hub_day")),
    "hub_day_evidence_add": Line(RECORDS_HUB, of("hub_day")),
    "hub_allocation_add": Line(COORDINATOR),
    "hub_allocation_edit": Line(COORDINATOR, of("hub_allocation")),
    "hub_sheet": Line(SEES_HUB, of("hub_allocation")),
    "hub_sheet_issue": Line(RECORDS_HUB, of("hub_allocation"), "post"),
}
