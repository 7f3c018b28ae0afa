"""Who wrote last in a roadmap, from the journal."""

from django.db.models import Q

from inclusion.models import JournalEntry, User
from roadmaps.models.actions import Action
from roadmaps.models.axes import Axis, Objective
from roadmaps.models.roadmaps import Roadmap


def last_line(roadmap: Roadmap) -> JournalEntry | None:
    """The last line of the journal about a roadmap, an axis, an objective or an action of it, with its author."""
    axes = Axis.objects.filter(roadmap=roadmap).order_by().values("pk")
    objectives = Objective.objects.filter(axis__roadmap=roadmap).order_by().values("pk")
    actions = Action.objects.filter(axis__roadmap=roadmap).order_by().values("pk")
    about = (
        Q(target_model="roadmaps.Roadmap", target_id=roadmap.pk)
        | Q(target_model="roadmaps.Axis", target_id__in=axes)
        | Q(target_model="roadmaps.Objective", target_id__in=objectives)
        | Q(target_model="roadmaps.Action", target_id__in=actions)
    )
    return JournalEntry.objects.filter(about).select_related("by").first()


def last_line_of_action(action: Action, *, besides: User | None = None) -> JournalEntry | None:
    """The last line about an action itself, with its author; `besides` this one."""
    lines = JournalEntry.objects.filter(target_model="roadmaps.Action", target_id=action.pk)
    if besides is not None:
        lines = lines.exclude(by=besides)
    return lines.select_related("by").first()
