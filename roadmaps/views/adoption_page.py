"""What the page of an adoption shows: the answer, what is missing, what is taken up, the versions."""

from typing import Any

from inclusion.core.access import Member
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from roadmaps.actions.prints import last_job
from roadmaps.enums import RoadmapState
from roadmaps.models import Axis, Roadmap, RoadmapVersion
from roadmaps.models.checks import Condition, adoption_conditions, nesting_of
from roadmaps.models.contents import content_of
from roadmaps.rules.differences import differences
from roadmaps.views.tabs import page_context


def state_of(roadmap: Roadmap) -> dict[str, Any]:
    """The answer of the page, its check-list, and each axis with what it may take up."""
    versions = list(_versions(roadmap))
    conditions = adoption_conditions(roadmap)
    axes = Axis.objects.filter(roadmap=roadmap).select_related("taken_up", "roadmap")
    choices = list(Axis.objects.that_can_be_taken_up(roadmap))
    since = _since(roadmap, versions[0] if versions else None)
    return {
        "headline": headline(roadmap, versions, conditions, since=since),
        "since": since,
        "checks": [(one.label if one.is_met else one.missing, one.is_met) for one in conditions],
        "ready": all(one.is_met for one in conditions),
        "nesting": nesting_of(roadmap) if roadmap.is_local else None,
        "axes": list(axes) if roadmap.is_local else [],
        "choices": choices,
        "versions": versions,
    }


def adoption_context(member: Member, roadmap: Roadmap, form: Any) -> dict[str, Any]:
    """Everything that the page shows."""
    state = state_of(roadmap)
    newest = state["versions"][0] if state["versions"] else None
    job = last_job(newest) if newest and not newest.has_print else None
    return page_context(member, roadmap, "adoption", form=form, newest=newest, job=job, live=False, **state)


def _versions(roadmap: Roadmap) -> Any:
    found = RoadmapVersion.objects.filter(roadmap=roadmap).defer("content").order_by("-number")
    return found.select_related("roadmap", "body", "minutes", "print__document")


def _since(roadmap: Roadmap, newest: RoadmapVersion | None) -> int:
    """How many rows changed since the newest version; none before there is one."""
    return 0 if newest is None else len(differences(newest.content, content_of(roadmap)).rows)


def headline(
    roadmap: Roadmap, versions: list[RoadmapVersion], conditions: list[Condition], *, since: int
) -> str:
    """The answer of the page: what is missing, or what was adopted and how much changed since."""
    if versions:
        newest = versions[0]
        adopted = f"Adoptée le {plain_date(newest.adopted_on)}, version {newest.number}"
        if not newest.is_confirmed:
            adopted = f"{adopted}, à confirmer"
        if roadmap.state == RoadmapState.CLOSED:
            return f"{adopted}, aujourd’hui terminée"
        return f"{adopted} · {so_many(since, 'changement', 'changements') if since else 'rien n’a changé'} depuis"
    missing = [one for one in conditions if not one.is_met]
    if not missing:
        return "Tout y est\u00a0: elle peut être adoptée"
    if len(missing) == 1 and roadmap.is_local and roadmap.parent_id and not nesting_of(roadmap).is_enough:
        return nesting_of(roadmap).headline
    return f"{so_many(len(missing), 'point manque', 'points manquent')} pour adopter"
