"""What the rooms of the network register with the doors that it offers: navigation, home pages, panels."""

from inclusion.cards import (
    directory,
    events,
    guide,
    hub_days,
    meetings,
    newsletters,
    people,
    place_imports,
    places,
    registrations,
    site,
    tasks,
)

__all__ = [
    "directory",
    "events",
    "guide",
    "hub_days",
    "meetings",
    "newsletters",
    "people",
    "place_imports",
    "places",
    "registrations",
    "site",
    "tasks",
]
