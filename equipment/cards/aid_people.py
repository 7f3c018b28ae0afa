"""What aids hold about the people helped, told to where their files are handed over and emptied."""

from equipment.actions import aid_person_data
from equipment.models import FamilyAid, SessionAttendance, SupplyMove
from inclusion.core.registry import register_person_data, register_person_rows

register_person_data(
    export=aid_person_data.export,
    blockers=aid_person_data.blockers,
    consequences=aid_person_data.consequences,
    forget=aid_person_data.forget,
)

register_person_rows(FamilyAid, part_of="person")
register_person_rows(SessionAttendance, part_of="aid__person")
register_person_rows(SupplyMove, kept="Les mouvements du stock ne se modifient pas.")
