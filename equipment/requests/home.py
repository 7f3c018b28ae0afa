"""Requests on the home pages: to answer, offers to accept, loans to collect."""

from datetime import date

from django.urls import reverse

from equipment.enums import LoanState, RequestState
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.navigation import MainAction, Todo, register_main_action, register_todos

#: An offer that ends and answers that are late come first, then what is to be fetched, then drafts.
OFFERED, TO_ANSWER, TO_FETCH, DRAFTS = 16, 19, 34, 55
#: How many of a kind are named.
SHOWN = 3

register_main_action(MainAction(40, "Demander un matériel", "equipment_home", Permission.EQUIPMENT_BORROW))


@register_todos
def requests_of_the_school(member: Member, today: date) -> list[Todo]:
    """What was offered to the own school, what it may fetch, what it began and has not sent."""
    if not member.may(Permission.EQUIPMENT_BORROW):
        return []
    own = Loan.objects.filter(school__partner=member.partner).select_related(
        "model", "kit", "network", "request__network"
    )
    offered = own.filter(state=LoanState.OFFERED, request__isnull=False).order_by("offer_until", "pk")
    booked = own.filter(state=LoanState.BOOKED, request__isnull=False).order_by("start", "pk")
    drafts = LoanRequest.objects.filter(school__partner=member.partner, state=RequestState.DRAFT)
    return [
        *(_offered(loan, today) for loan in offered[:SHOWN]),
        *(_to_fetch(loan, today) for loan in booked[:SHOWN]),
        *(_draft(one) for one in drafts.select_related("model", "kit", "network")[:1]),
    ]


def _offered(loan: Loan, today: date) -> Todo:
    return Todo(
        tone="warn",
        chip="À décider",
        title=f"Une proposition vous attend\u00a0: {loan.lent}",
        detail=f"{loan.period}. Répondez avant le {plain_date(loan.offer_until)} inclus",
        action="Répondre",
        url=loan.request.get_absolute_url(),
        order=OFFERED,
    )


def _to_fetch(loan: Loan, today: date) -> Todo:
    return Todo(
        tone="good",
        chip="Confirmé",
        title=f"Votre demande est confirmée\u00a0: {loan.lent}",
        detail=f"à retirer {_when(loan.start, today)}",
        action="Voir la demande",
        url=loan.request.get_absolute_url(),
        order=TO_FETCH,
    )


def _when(day: date, today: date) -> str:
    return distance(day, today) if day >= today else f"depuis le {plain_date(day)}"


def _draft(asked: LoanRequest) -> Todo:
    return Todo(
        tone="info",
        chip="Brouillon",
        title=f"Votre demande n’est pas envoyée\u00a0: {asked.wanted or 'matériel à choisir'}",
        detail="elle est gardée telle que vous l’avez laissée",
        action="La reprendre",
        url=asked.get_absolute_url(),
        order=DRAFTS,
    )


@register_todos
def requests_to_answer(member: Member, today: date) -> list[Todo]:
    """One line for the requests that wait for the bank's answer."""
    if not member.may(Permission.EQUIPMENT_MANAGE):
        return []
    waiting = LoanRequest.objects.to_answer()
    count, late = waiting.count(), waiting.filter(answer_by__lt=today).count()
    if not count:
        return []
    first = waiting.values_list("answer_by", flat=True)[0]
    return [
        Todo(
            tone="bad" if late else "warn",
            chip="En retard" if late else "À traiter",
            title=so_many(count, "demande de prêt attend", "demandes de prêt attendent") + " une réponse",
            detail=f"{late} en retard" if late else f"la première avant le {plain_date(first)} inclus",
            action="Répondre",
            url=reverse("loan_request_list", args=[member.network.slug]),
            order=TO_ANSWER,
        )
    ]
