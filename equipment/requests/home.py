"""Requests on the home pages: to answer, offers to accept, loans to collect."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from equipment.bank.models import Bank
from equipment.enums import LoanState, RequestState
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import at_risk
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.navigation import MainAction, Todo, register_main_action, register_todos

_NOT_THERE = ", mais il ne peut pas encore partir"
#: How many of a kind are named.
SHOWN = 3


@register_main_action(Permission.EQUIPMENT_BORROW, lambda member, today: [Bank.objects.all()], order=40)
def borrow(member: Member, today: date) -> MainAction:
    """Borrow, where there is a bank."""
    return MainAction("Demander un matériel", reverse("equipment_home", args=[member.network.slug]))


def _own(member: Member, state: LoanState) -> QuerySet[Loan]:
    own = Loan.objects.filter(school__partner=member.partner, state=state, request__isnull=False)
    return own.select_related("model", "kit", "network", "request__network")


@register_todos(Permission.EQUIPMENT_BORROW, lambda member, today: [(_own(member, LoanState.OFFERED), "offer_until")])
def offers_of_the_bank(member: Member, today: date) -> list[Todo]:
    """What was offered to the own school."""
    return [
        Todo(
            title=f"La banque vous propose {loan.lent}",
            detail=f"{loan.period}. Répondez avant le {plain_date(loan.offer_until)} inclus",
            action="Répondre",
            url=loan.request.get_absolute_url(),
            due=loan.offer_until,
        )
        for loan in _own(member, LoanState.OFFERED).order_by("offer_until", "pk")[:SHOWN]
        if loan.offer_until is not None
    ]


@register_todos(Permission.EQUIPMENT_BORROW, lambda member, today: [(_own(member, LoanState.BOOKED), "start")])
def loans_to_fetch(member: Member, today: date) -> list[Todo]:
    """What the own school may fetch."""
    loans = list(_own(member, LoanState.BOOKED).order_by("start", "pk")[:SHOWN])
    away = set(at_risk(on=today).filter(loan__in=loans).values_list("loan", flat=True))
    return [
        Todo(
            title=f"Votre demande est confirmée\u00a0: {loan.lent}",
            detail=f"à retirer {_when(loan.start, today)}{_NOT_THERE if loan.pk in away else ''}",
            action="Voir la demande",
            url=loan.request.get_absolute_url(),
            due=max(loan.start, today),
        )
        for loan in loans
    ]


def _when(day: date, today: date) -> str:
    return distance(day, today) if day >= today else f"depuis le {plain_date(day)}"


def _drafts(member: Member) -> QuerySet[LoanRequest]:
    return LoanRequest.objects.filter(school__partner=member.partner, state=RequestState.DRAFT, together=None)


@register_todos(Permission.EQUIPMENT_BORROW, lambda member, today: [_drafts(member)], order=55)
def requests_begun(member: Member, today: date) -> list[Todo]:
    """What the own school began and has not sent."""
    return [
        Todo(
            title=f"Votre demande n’est pas envoyée\u00a0: {asked.wanted or 'matériel à choisir'}",
            detail="elle est gardée telle que vous l’avez laissée",
            action="La reprendre",
            url=asked.get_absolute_url(),
        )
        for asked in _drafts(member).select_related("model", "kit", "network")[:1]
    ]


@register_todos(Permission.EQUIPMENT_MANAGE, lambda member, today: [(LoanRequest.objects.to_answer(), "answer_by")])
def requests_to_answer(member: Member, today: date) -> list[Todo]:
    """One line for the requests that wait for the bank's answer."""
    days = list(LoanRequest.objects.to_answer().values_list("answer_by", flat=True))
    count, late = len(days), sum(day < today for day in days)
    return [
        Todo(
            title=so_many(count, "demande de prêt attend", "demandes de prêt attendent") + " une réponse",
            detail=f"{late} en retard" if late else f"la première avant le {plain_date(days[0])} inclus",
            action="Répondre",
            url=reverse("loan_request_list", args=[member.network.slug]),
            due=days[0],
        )
    ]
