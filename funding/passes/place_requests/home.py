"""What requests to become a training place show: on the coordinator's home, beside the list of places, to a visitor."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from funding.passes.place_requests.actions import forget_place_request
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.programmes.models import PassProgramme
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Todo, register_todos
from inclusion.core.registry.panels import register_panel
from inclusion.core.registry.people import register_person_rows

#: An organisation that asks is answered within a week.
ANSWERED_WITHIN = timedelta(days=7)


@register_todos(Permission.PASSES_MANAGE, lambda member, today: [(PlaceRequest.objects.waiting(), "asked_at")], order=7)
def place_requests(member: Member, today: date) -> list[Todo]:
    """One line for each organisation that wants to accept passes."""
    return [
        Todo(
            f"{asked.name} demande à accepter les pass",
            f"{asked.commune}, demande reçue le {plain_date(timezone.localdate(asked.asked_at))}",
            "Répondre",
            asked.get_absolute_url(),
            timezone.localdate(asked.asked_at) + ANSWERED_WITHIN,
        )
        for asked in PlaceRequest.objects.waiting().select_related("commune", "network")
    ]


def _beside_places(request: MemberRequest, subject: Any) -> tuple[str, dict[str, Any]] | None:
    """What waits, and the address of the form, for who decides."""
    if not request.member.may(Permission.PASSES_MANAGE):
        return None
    waiting = list(PlaceRequest.objects.waiting().select_related("commune", "network"))
    address = request.build_absolute_uri(reverse("place_request_add", args=[request.network.slug]))
    return "funding/passes/place_requests_panel.html", {
        "waiting": waiting,
        "any": bool(waiting) or PlaceRequest.objects.exists(),
        "address": address if PassProgramme.objects.open_on(timezone.localdate()).exists() else "",
    }


def _beside_joining(request: HttpRequest, subject: Any) -> tuple[str, dict[str, Any]] | None:
    """The way for who wants to accept passes, where the network sends some."""
    if not PassProgramme.objects.open_on(timezone.localdate()).exists():
        return None
    return "funding/passes/place_request_way.html", {}


register_panel("training_place_list", _beside_places)
register_panel("join", _beside_joining)
register_person_rows(PlaceRequest, email="email", forget=forget_place_request)
