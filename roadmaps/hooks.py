"""What roadmaps offer to the pages of the network: navigation entries, things to do, figures."""

from inclusion.access import Permission
from inclusion.actions.partners import follow_merges
from inclusion.navigation import Entry, register_entry
from roadmaps.models import BlockingCondition, OtherFinancing

register_entry(
    Entry(
        25,
        "Feuilles de route",
        "roadmap_list",
        Permission.ROADMAPS_VIEW,
        ("roadmap_", "axis_", "objective_", "coverage", "training", "workshop_", "indicator_"),
    )
)

follow_merges(BlockingCondition, "partner")
follow_merges(OtherFinancing, "partner")
