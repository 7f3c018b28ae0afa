"""What participants see of a workshop, and how their browser is known: by a random key, signed, in a cookie."""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from inclusion.core import limits
from roadmaps.actions.votes import voices_of
from roadmaps.forms.workshops import QuickIdeaForm
from roadmaps.models import Workshop, WorkshopTable
from roadmaps.models.workshop_boards import board_of

#: Ideas from one address on one table in ten minutes: a room of people behind one connection, no machine.
MAX_IDEAS = 40
#: Voices given and taken back from one address in an hour.
MAX_VOICES = 600

SLOW_DOWN = (
    "Beaucoup d’idées arrivent en même temps de cette connexion\u00a0: attendez quelques minutes, puis envoyez de "
    "nouveau la vôtre. Ce que vous avez écrit est gardé ci-dessous."
)
TOO_MANY_VOICES = (
    "Beaucoup de voix arrivent en même temps de cette connexion\u00a0: réessayez dans quelques minutes."
)
NO_KEY = (
    "Votre navigateur n’a pas gardé de quoi compter vos voix\u00a0: autorisez les cookies pour cette page, puis "
    "rechargez-la. Rien n’y dit qui vous êtes."
)
_SALT = "roadmaps.voter"
_HELD = 60 * 24 * 3600  # seconds: a workshop stays open some weeks


def found_workshop(token: str) -> Workshop | None:
    """The workshop of the network that this secret address opens."""
    return Workshop.objects.filter(token=token).select_related("roadmap", "network").first()


def unknown(*, request: HttpRequest) -> HttpResponse:
    """Say that an address opens no workshop."""
    return render(request, "roadmaps/workshop_unknown.html", status=404)


def voter_of(workshop: Workshop, *, request: HttpRequest) -> str:
    """The key that this browser keeps for the workshop; empty where it has none, or not ours."""
    return request.get_signed_cookie(_cookie(workshop), default="", salt=_SALT) or ""


def _cookie(workshop: Workshop) -> str:
    return f"atelier-{workshop.pk}"


def may_write(table: WorkshopTable, *, request: HttpRequest) -> bool:
    """Count an idea that is about to be written on a table; False once there were too many."""
    address = get_adapter().get_client_ip(request)
    return limits.consume("workshop_idea", f"{address}:{table.pk}", most=MAX_IDEAS, seconds=600)


def may_vote(*, request: HttpRequest) -> bool:
    """Count a voice that is about to be given or taken back."""
    return limits.consume(
        "workshop_voice", get_adapter().get_client_ip(request), most=MAX_VOICES, seconds=3600
    )


def participants_page(
    workshop: Workshop,
    *,
    request: HttpRequest,
    table: str,
    form: QuickIdeaForm | None = None,
    fault: str = "",
) -> HttpResponse:
    """The page of participants at one table, or where they choose one; htmx gets the ideas alone."""
    voter = voter_of(workshop, request=request)
    board = board_of(workshop, by_votes=False)
    boards = {str(one.table.rank): one for one in board.tables}
    chosen = boards.get(table) or (board.tables[0] if len(board.tables) == 1 else None)
    if form is not None and chosen is None:
        form.choose_table()
    context: dict[str, Any] = {
        "workshop": workshop,
        "board": board,
        "chosen": chosen,
        "voices": voices_of(workshop, voter),
        "is_open": workshop.roadmap.is_open and workshop.is_open_on(timezone.localdate()),
        "fault": fault,
        "form": form or (_form(workshop, chosen.table) if chosen else None),
        "gone": bool(table) and table not in boards,
    }
    part = "roadmaps/workshop_public_ideas.html" if request.htmx else "roadmaps/workshop_public.html"
    response = render(request, part, context)
    if not voter:
        _give_key(request, response, workshop)
    return response


def _form(workshop: Workshop, table: WorkshopTable) -> QuickIdeaForm:
    return QuickIdeaForm(workshop=workshop, initial={"table": table.pk})


def _give_key(request: HttpRequest, response: HttpResponse, workshop: Workshop) -> None:
    response.set_signed_cookie(
        _cookie(workshop),
        secrets.token_urlsafe(16),
        salt=_SALT,
        max_age=_HELD,
        path=f"/{workshop.network.slug}/ateliers/{workshop.token}/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
