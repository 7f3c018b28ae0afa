"""How rows of roadmaps that may name a person helped are treated where the person asks."""

from inclusion.core.registry import register_person_rows
from roadmaps.models import ActionNote, RoadmapVersion

register_person_rows(ActionNote, kept="Le fil d’une action ne se modifie pas.")
register_person_rows(RoadmapVersion, kept="Une feuille de route adoptée reste telle qu’elle a été adoptée.")
