"""What passes hold about the people helped, told to where their files are handed over and emptied."""

from funding.actions import person_data
from inclusion.hooks import register_person_data

register_person_data(
    export=person_data.export,
    blockers=person_data.blockers,
    consequences=person_data.consequences,
    forget=person_data.forget,
)
