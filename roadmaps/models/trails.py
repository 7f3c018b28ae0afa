"""Who wrote last in a roadmap, from the journal."""

from django.db.models import Model, Q

from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from roadmaps.models.actions import Action, BlockingCondition
from roadmaps.models.axes import Axis, Objective
from roadmaps.models.indicators import Indicator
from roadmaps.models.papers import RoadmapPaper, StaffRequest
from roadmaps.models.roadmaps import Roadmap


def last_line(roadmap: Roadmap) -> JournalEntry | None:
    """The last line of the journal about a roadmap or what stands in it, with its author."""
    inside: tuple[tuple[type[Model], str], ...] = (
        (Axis, "roadmap"),
        (Objective, "axis__roadmap"),
        (Action, "axis__roadmap"),
        (BlockingCondition, "action__axis__roadmap"),
        (StaffRequest, "roadmap"),
        (RoadmapPaper, "roadmap"),
        (Indicator, "roadmap"),
    )
    # What was removed is not there any more: its line says of which roadmap it was.
    about = Q(target_model="roadmaps.Roadmap", target_id=roadmap.pk) | Q(
        target_model__startswith="roadmaps.", details__roadmap=roadmap.pk
    )
    for model, way in inside:
        keys = model._default_manager.filter(**{way: roadmap}).order_by().values("pk")
        about |= Q(target_model=model._meta.label, target_id__in=keys)
    return JournalEntry.objects.filter(about).select_related("by").first()


def last_line_of_action(action: Action, *, besides: User | None = None) -> JournalEntry | None:
    """The last line about an action itself, with its author; `besides` this one."""
    lines = JournalEntry.objects.filter(target_model="roadmaps.Action", target_id=action.pk)
    if besides is not None:
        lines = lines.exclude(by=besides)
    return lines.select_related("by").first()
