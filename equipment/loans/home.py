"""Loans on the home pages: what leaves, what comes back, what is late."""

from datetime import date

from django.urls import reverse

from equipment.enums import LoanState
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, stored_end
from inclusion.core.navigation import Todo, register_todos


def running_loans(day: date) -> list[Running]:
    """Loans that are booked or out, and requests that wait for an answer."""
    return [
        Running(
            Loan.objects.standing(),
            "prêt est réservé ou en cours",
            "prêts sont réservés ou en cours",
            "loan_list",
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
            "equipment.hooks",
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
#: How many days before its return a loan shows on the school's home page.
SOON_DAYS = 7


@register_todos
def at_the_counter(member: Member, today: date) -> list[Todo]:
    """For the bank: what is to be handed over today, and what should be back."""
    if not member.may(Permission.EQUIPMENT_MANAGE):
        return []
    url = reverse("loan_desk", args=[member.network.slug])
    found = []
    if late := Loan.objects.overdue(on=today).count():
        found.append(
            Todo(
                tone="bad",
                chip="En retard",
                title=so_many(
                    late, "prêt de matériel n’est pas revenu", "prêts de matériel ne sont pas revenus"
                ),
                detail="les établissements reçoivent un rappel",
                action="Voir les retards",
                url=reverse("loan_overdue", args=[member.network.slug]),
                order=24,
            )
        )
    if out := Loan.objects.to_hand_over(until=today).count():
        found.append(
            Todo(
                tone="info",
                chip="Aujourd’hui",
                title=so_many(out, "prêt de matériel à remettre", "prêts de matériel à remettre"),
                detail=_back_today(today),
                action="Ouvrir le comptoir",
                url=url,
                order=26,
            )
        )
    return found


def _back_today(today: date) -> str:
    back = Loan.objects.filter(state=LoanState.OUT, end=stored_end(today)).count()
    return f"et {so_many(back, 'retour attendu', 'retours attendus')}" if back else ""


@register_todos
def to_bring_back(member: Member, today: date) -> list[Todo]:
    """For a school: its loans that should be back, and those that must soon be."""
    if not member.may(Permission.EQUIPMENT_BORROW):
        return []
    own = Loan.objects.filter(school__partner=member.partner, state=LoanState.OUT)
    soon = own.filter(end__lte=date.fromordinal(stored_end(today).toordinal() + SOON_DAYS))
    rows = soon.select_related("network", "model", "kit").order_by("end", "pk")[:MAX_LOANS]
    return [_bring_back(loan, today) for loan in rows]


def _bring_back(loan: Loan, today: date) -> Todo:
    late = loan.late_days(today)
    return Todo(
        tone="bad" if late else "warn",
        chip=so_many(late, "jour de retard", "jours de retard") if late else "À rapporter",
        title=str(loan.lent),
        detail=f"attendu {distance(loan.due, today)}" if late else f"à rapporter {distance(loan.due, today)}",
        action="Voir le prêt",
        url=loan.get_absolute_url(),
        order=22 if late else 28,
    )
