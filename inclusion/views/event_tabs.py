"""What the pages of events share: which event a member may see or change, the tabs of the room."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from inclusion.access import Member, Permission
from inclusion.models.events import Event


def visible_event(member: Member, pk: int) -> Event:
    """An event that the member may see; raises Http404."""
    return get_object_or_404(Event.objects.visible_to(member).for_pages(), pk=pk)


def own_event(member: Member, pk: int) -> Event:
    """An event that the member may change; raises Http404 for one of another organisation."""
    return get_object_or_404(Event.objects.editable_by(member).for_pages(), pk=pk)


def may_edit(member: Member, event: Event) -> bool:
    """Whether the member may change this event."""
    if member.may(Permission.EVENTS_MANAGE):
        return True
    return member.may(Permission.EVENTS_OWN) and event.partner_id == member.partner.pk


def list_tabs(member: Member, current: str, drafts: QuerySet[Event]) -> list[dict[str, Any]]:
    """The three lists of events; drafts for whoever writes some."""
    slug = member.network.slug
    shown = [("event_list", "À venir"), ("event_past", "Passés")]
    tabs: list[dict[str, Any]] = [
        {"label": label, "url": reverse(name, args=[slug]), "current": name == current}
        for name, label in shown
    ]
    if member.may(Permission.EVENTS_MANAGE) or member.may(Permission.EVENTS_OWN):
        tabs.append(
            {
                "label": "Brouillons",
                "url": reverse("event_drafts", args=[slug]),
                "current": current == "event_drafts",
                "count": drafts.count(),
            }
        )
    return tabs


def page_tabs(event: Event, current: str) -> list[dict[str, Any]]:
    """The pages of one event, for whoever may change it."""
    pages = [
        ("event_detail", "L’événement"),
        ("event_programme", "Programme"),
        ("event_report", "Chiffres et bilan"),
    ]
    return [
        {
            "label": label,
            "url": reverse(name, args=[event.network.slug, event.pk]),
            "current": name == current,
        }
        for name, label in pages
    ]
