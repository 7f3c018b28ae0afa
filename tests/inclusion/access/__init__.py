"""Lines of the access table for the life of the network, by noun."""

from tests.access_table import Line
from tests.inclusion.access import (
    directory,
    events,
    guide,
    guide_files,
    help_desks,
    helpers,
    hub_days,
    manual,
    meetings,
    minutes,
    newsletters,
    place_imports,
    places,
    referrals,
    registrations,
    seats,
    site,
)

LIFE: dict[str, Line] = {
    name: line
    for module in (
        seats,
        meetings,
        minutes,
        hub_days,
        help_desks,
        helpers,
        place_imports,
        places,
        guide,
        events,
        registrations,
        newsletters,
        site,
        directory,
        referrals,
        guide_files,
        manual,
    )
    for name, line in module.LINES.items()
}
