"""Loans on the home pages: what leaves, what comes back, what is late."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from equipment.bank.models import Bank
from equipment.enums import LoanState
from equipment.loans.models.loans import Loan, LoanItem
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import incomplete_returns
from equipment.loans.rules import SOON
from equipment.schools.models import School
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, shown_end, stored_end
from inclusion.core.navigation import MainAction, Todo, register_main_action, register_todos
from inclusion.partners.actions import follow_merges


def running_loans(day: date) -> list[Running]:
    """Loans that are booked or out, and requests that wait for an answer."""
    return [
        Running(
            Loan.objects.standing(), "prêt est réservé ou en cours", "prêts sont réservés ou en cours", "loan_list"
        ),
        Running(
            LoanRequest.objects.to_answer(),
            "demande attend une réponse",
            "demandes attendent une réponse",
            "loan_request_list",
        ),
    ]


register_activity(
    Activity(
        "loans",
        "Banque de prêt",
        "Du matériel adapté prêté aux établissements scolaires, et ce que chaque essai a donné.",
        Group.SUPPORT,
        (
            "equipment.bank",
            "equipment.bank_settings",
            "equipment.budget",
            "equipment.calendar",
            "equipment.catalogue",
            "equipment.desk",
            "equipment.desk.views.scan_read",
            "equipment.feedback",
            "equipment.follow_up",
            "equipment.inventory",
            "equipment.loans",
            "equipment.maintenance",
            "equipment.requests",
            "equipment.schools",
            "equipment.stock",
            "equipment.stock.views.items.equipment_by_code",
        ),
        running_loans,
    )
)

#: Loans of a school that its home page names one by one.
MAX_LOANS = 5


@register_todos(
    Permission.EQUIPMENT_MANAGE, lambda member, today: [(Loan.objects.overdue(on=today), today - timedelta(days=1))]
)
def late_returns(member: Member, today: date) -> list[Todo]:
    """One line for the bank: what should be back."""
    ends = list(Loan.objects.overdue(on=today).values_list("end", flat=True))
    late, first = len(ends), shown_end(ends[0])
    oldest = f", le plus ancien {distance(first, today)}" if late > 1 else f", {distance(first, today)}"
    return [
        Todo(
            title=so_many(late, "prêt de matériel n’est pas revenu", "prêts de matériel ne sont pas revenus"),
            detail=f"les établissements reçoivent un rappel{oldest}",
            action="Voir les retards",
            url=reverse("loan_overdue", args=[member.network.slug]),
            due=first,
        )
    ]


@register_todos(Permission.EQUIPMENT_MANAGE, lambda member, today: [(Loan.objects.to_hand_over(until=today), "start")])
def at_the_counter(member: Member, today: date) -> list[Todo]:
    """One line for the bank: what is to be handed over today."""
    starts = list(Loan.objects.to_hand_over(until=today).values_list("start", flat=True))
    return [
        Todo(
            title=so_many(len(starts), "prêt de matériel à remettre", "prêts de matériel à remettre"),
            detail=_back_today(today),
            action="Ouvrir le comptoir",
            url=reverse("loan_desk", args=[member.network.slug]),
            due=starts[0],
        )
    ]


def _back_today(today: date) -> str:
    back = Loan.objects.filter(state=LoanState.OUT, end=stored_end(today)).count()
    return f"et {so_many(back, 'retour attendu', 'retours attendus')}" if back else ""


@register_main_action(Permission.EQUIPMENT_MANAGE, lambda member, today: [Bank.objects.all()], order=45)
def open_desk(member: Member, today: date) -> MainAction | None:
    """The counter, for who manages the bank alone."""
    if member.may(Permission.NETWORK_SETTINGS):
        return None
    return MainAction("Ouvrir le comptoir", reverse("loan_desk", args=[member.network.slug]))


@register_todos(Permission.EQUIPMENT_MANAGE, lambda member, today: [LoanItem.objects.not_made_good()])
def incomplete_items(member: Member, today: date) -> list[Todo]:
    """One line for the bank: what came back without one of its parts, and is not lent for now."""
    rows = incomplete_returns()
    if not rows:
        return []
    return [
        Todo(
            title=so_many(len(rows), "matériel rendu n’est pas complet", "matériels rendus ne sont pas complets"),
            detail=f"manque {', '.join(rows[0].missing)} ({rows[0].item}){', et d’autres' if rows[1:] else ''}",
            action="Voir la journée",
            url=reverse("loan_desk", args=[member.network.slug]),
        )
    ]


def _to_bring_back(member: Member, today: date) -> QuerySet[Loan]:
    own = Loan.objects.filter(school__partner=member.partner, state=LoanState.OUT)
    return own.filter(end__lte=stored_end(today) + SOON).order_by("end", "pk")


@register_todos(Permission.EQUIPMENT_BORROW, lambda member, today: [(_to_bring_back(member, today), "end")])
def to_bring_back(member: Member, today: date) -> list[Todo]:
    """For a school: its loans that should be back, and those that must soon be."""
    rows = _to_bring_back(member, today).select_related("network", "model", "kit")[:MAX_LOANS]
    return [_bring_back(loan, today) for loan in rows]


def _bring_back(loan: Loan, today: date) -> Todo:
    late = loan.late_days(today)
    return Todo(
        title=f"{loan.lent} est à rapporter",
        detail=f"attendu {distance(loan.due, today)}" if late else f"à rapporter {distance(loan.due, today)}",
        action="Voir le prêt",
        url=loan.get_absolute_url(),
        due=loan.due,
    )


follow_merges(Bank, "host")
follow_merges(Bank, "dsden")
follow_merges(Bank, "mdph")
follow_merges(School, "partner")
