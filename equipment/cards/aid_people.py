"""What aids hold about the people helped, told to where their files are handed over and emptied."""

from equipment.actions import aid_person_data
from inclusion.hooks import register_person_data

register_person_data(
    export=aid_person_data.export,
    blockers=aid_person_data.blockers,
    consequences=aid_person_data.consequences,
    forget=aid_person_data.forget,
)
