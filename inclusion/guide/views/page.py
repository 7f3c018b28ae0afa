"""What the page of a place shows its keepers: each value, who gave it and when, in the parts in which it changes."""

from datetime import date
from typing import Any, cast

from django.db.models import Field
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.french.hours import french_week
from inclusion.core.french.phones import shown_phone
from inclusion.core.models.history import JournalEntry
from inclusion.core.navigation import tabs_for
from inclusion.guide.enums import CheckAnswer, PlaceSourceKind
from inclusion.guide.forms.places import PlaceForm
from inclusion.guide.models import Place, PlaceCheck, PlaceSource
from inclusion.guide.rules.hours import next_dates, session_words, shown_occurrence
from inclusion.guide.rules.provenance import freshness
from inclusion.guide.rules.standard import COLUMNS, TYPOLOGIES

_MANAGE = Permission.GUIDE_MANAGE
_ROOMS = (
    ("places", "Lieux", "place_list", Permission.GUIDE_VIEW),
    ("checks", "Réponses des lieux", "place_check_list", _MANAGE),
    ("proposals", "Propositions", "place_proposal_list", Permission.GUIDE_OWN),
    ("imports", "Fichiers importés", "place_import_list", _MANAGE),
    ("sources", "Sources", "place_source_list", _MANAGE),
    ("doubles", "Doublons", "place_double_list", _MANAGE),
    ("left_out", "Export national", "guide_left_out", _MANAGE),
)


def place_tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The pages of whoever keeps the guide, beside one another; none for whoever has but one."""
    shown = tabs_for(member, current, _ROOMS)
    return shown if len(shown) > 1 else []


# -- Page of a place for its keepers: each value with its source and date

#: How many lines of its history a page shows.
HISTORY = 12
#: The fields of a part of the form that are no column of the standard → the columns that they stand for.
_STANDS_FOR = {
    "commune": ("town", "insee_code"),
    "position": ("latitude", "longitude"),
    "partner": (),
    **{f"day_{number}": () for number in range(7)},
    "closed_on_holidays": (),
}


def may_change(member: Member, place: Place) -> bool:
    """Whether the member keeps this place: the coordination all, an organisation its own."""
    if member.may(Permission.GUIDE_MANAGE):
        return True
    return member.may(Permission.GUIDE_OWN) and place.partner_id == member.partner.pk


def said_by(member: Member, place: Place | None) -> PlaceSourceKind:
    """In whose name a member speaks: the place itself where it is their organisation's, else the coordination."""
    if place is None:
        return PlaceSourceKind.NETWORK if member.may(Permission.GUIDE_MANAGE) else PlaceSourceKind.PLACE
    own = place.partner_id == member.partner.pk
    return PlaceSourceKind.PLACE if own else PlaceSourceKind.NETWORK


def page_of(place: Place, member: Member) -> dict[str, Any]:
    """Everything that the page shows."""
    today = timezone.localdate()
    sources = dict(PlaceSource.objects.values_list("pk", "name"))
    changes = may_change(member, place)
    return {
        "place": place,
        "freshness": freshness(place.updated_on, today),
        "parts": [_part(place, step, sources) for step in PlaceForm.steps if step.slug != "exceptions"],
        "changes": changes,
        "manages": member.may(Permission.GUIDE_MANAGE),
        "sessions": [_session(one, today) for one in _sessions(place, today)],
        "identifiers": place.identifiers.select_related("source").order_by("source__rank", "pk"),
        "history": _history(place) if changes else [],
        "last_check": PlaceCheck.objects.filter(place=place).first() if changes else None,
        "unanswered": CheckAnswer.NONE,
        "merged_here": list(place.merged_from.all()) if changes else [],
    }


def _history(place: Place) -> Any:
    own = JournalEntry.objects.filter(target_model="inclusion.Place", target_id=place.pk)
    return own.select_related("by")[:HISTORY]


def _part(place: Place, step: Any, sources: dict[int, str]) -> dict[str, Any]:
    """One part: its known values, and the names of those that nobody has said."""
    attributes = [one for name in step.fields for one in _STANDS_FOR.get(name, (name,))]
    if step.slug == "horaires":
        attributes = ["opening_hours"]
    known, unknown = [], []
    for attribute in attributes:
        label = cast("Field[Any, Any]", Place._meta.get_field(attribute)).verbose_name
        value = shown(place, attribute)
        if value:
            known.append({"label": label, "lines": value, **_who(place, attribute, sources)})
        else:
            unknown.append(label)
    return {"slug": step.slug, "title": step.title, "known": known, "unknown": unknown}


def _who(place: Place, attribute: str, sources: dict[int, str]) -> dict[str, Any]:
    said = place.provenance.get(COLUMNS[attribute])
    if not said:
        return {"who": "", "when": None}
    return {"who": sources.get(said["source"], ""), "when": date.fromisoformat(said["on"])}


def shown(place: Place, attribute: str) -> list[str]:
    """A value as lines that people read; none where it is not known."""
    value = getattr(place, attribute)
    if value in ("", None, []):
        return []
    if attribute == "opening_hours":
        return _hours(value)
    if attribute == "phone":
        return [shown_phone(value)]
    if attribute == "typologies":
        return [TYPOLOGIES.get(one, one) for one in value]
    if isinstance(value, list):
        return [one.replace("'", "’") for one in value]
    return str(value).splitlines() if isinstance(value, str) else [repr(value)]


def _hours(expression: str) -> list[str]:
    week = french_week(expression, after=timezone.localdate())
    if week.lines:
        return list(week.lines)
    if week.varies:
        now = timezone.localtime().replace(tzinfo=None)
        coming = [shown_occurrence(one) for one in next_dates(expression, after=now)]
        return [f"Changent d’une semaine à l’autre ({expression})", *coming]
    return [expression]


def _sessions(place: Place, today: date) -> Any:
    return place.sessions.select_related("held_by").with_closings(on=today)


def _session(session: Any, today: date) -> dict[str, Any]:
    """A help desk or workshop: when in words, its next dates, whether it is over."""
    now = timezone.localtime().replace(tzinfo=None)
    coming = next_dates(session.hours, after=now, until=session.until)
    return {
        "row": session,
        "words": session_words(session.opening_hours, after=today),
        "coming": [shown_occurrence(one) for one in coming],
        "closings": list(session.closings.all()),
        "over": session.until is not None and session.until <= today,
    }
