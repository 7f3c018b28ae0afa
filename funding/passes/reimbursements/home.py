"""What claims show on the pages of the network: what places are owed, and what the coordinator has to do."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from funding.passes.programmes.models import TrainingPlace
from funding.passes.reimbursements.enums import ReimbursementState
from funding.passes.reimbursements.models import Reimbursement
from funding.passes.reimbursements.queries import dues_of, lapsing
from funding.passes.reimbursements.rules import WARNING_DAYS, Dues
from funding.passes.uses.models import Redemption
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance
from inclusion.core.navigation import Entry, Figure, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry import register_panel

SECTION = ("reimbursement", "lapse_")
register_entry(
    Entry(
        49,
        "Vos remboursements",
        "reimbursement_list",
        Permission.REIMBURSEMENTS_OWN,
        SECTION,
        group=Group.SUPPORT,
    )
)
register_entry(
    Entry(
        49,
        "Remboursements",
        "reimbursement_list",
        Permission.REIMBURSEMENTS_DECIDE,
        SECTION,
        waiting=lambda _: [Reimbursement.objects.filter(state=ReimbursementState.SUBMITTED)],
        group=Group.SUPPORT,
    )
)


@register_todos
def to_ask_for(member: Member, today: date) -> list[Todo]:
    """What a place can ask for: pressing when some of it lapses soon."""
    if not member.may(Permission.REIMBURSEMENTS_OWN):
        return []
    waiting = Redemption.objects.unclaimed().filter(
        place__partner=member.partner, one_pass__booklet__claim_until__gte=today
    )
    amount = waiting.aggregate(total=Sum("one_pass__value"))["total"]
    if not amount:
        return []
    soon = waiting.filter(one_pass__booklet__claim_until__lte=today + timedelta(days=max(WARNING_DAYS)))
    first = soon.order_by("one_pass__booklet__claim_until").values_list(
        "one_pass__booklet__claim_until", flat=True
    )[:1]
    url = reverse("reimbursement_ask", args=[member.network.slug])
    if not first:
        return [
            Todo("info", "À demander", f"{euros(amount)} à vous faire rembourser", "", "Demander", url, 20)
        ]
    count = soon.count()
    cannot = "ne pourront plus être payés" if count > 1 else "ne pourra plus être payé"
    detail = f"{so_many(count, 'pass', 'pass')} {cannot} après la date limite, {distance(first[0], today)}"
    tone = "bad" if (first[0] - today).days <= min(WARNING_DAYS) else "warn"
    return [Todo(tone, "Date limite", f"{euros(amount)} à vous faire rembourser", detail, "Demander", url, 4)]


@register_todos
def claims_to_move(member: Member, today: date) -> list[Todo]:
    """Claims that wait to be validated, then those that wait to be paid."""
    if not member.may(Permission.REIMBURSEMENTS_DECIDE):
        return []
    url = reverse("reimbursement_list", args=[member.network.slug])
    words = {
        ReimbursementState.SUBMITTED: ("warn", "À valider", "à valider", "Les valider", 12),
        ReimbursementState.VALIDATED: ("warn", "À payer", "à payer", "Noter leur paiement", 18),
    }
    todos = []
    for state, (tone, chip, what, action, order) in words.items():
        claims = Reimbursement.objects.filter(state=state)
        count = claims.count()
        if not count:
            continue
        oldest = claims.order_by("asked_at").values_list("asked_at", flat=True)[0]
        total = claims.aggregate(total=Sum("lines__amount"))["total"]
        title = f"{count} demande{'s' if count > 1 else ''} de remboursement {what}"
        since = (today - timezone.localdate(oldest)).days
        waits = "aujourd’hui" if since <= 0 else "depuis hier" if since == 1 else f"depuis {since} jours"
        detail = f"{euros(total)}, la plus ancienne attend {waits}" if since > 0 else euros(total)
        todos.append(Todo(tone, chip, title, detail, action, f"{url}?state={state}", order))
    return todos


@register_todos
def out_of_time(member: Member, today: date) -> list[Todo]:
    """What places did not ask for in time, until somebody has said that it is lost."""
    if not member.may(Permission.REIMBURSEMENTS_DECIDE):
        return []
    rows = list(lapsing(before=today))
    if not rows:
        return []
    passes, amount = sum(row["passes"] for row in rows), sum(row["amount"] for row in rows)
    return [
        Todo(
            "info",
            "Hors délai",
            f"{so_many(passes, 'pass', 'pass')} jamais réclamé{'s' if passes > 1 else ''}",
            f"{euros(amount)} reviendront au fonds quand vous l’aurez acté",
            "Voir lesquels",
            reverse("lapse_list", args=[member.network.slug]),
            40,
        )
    ]


@register_figures
def owed_to_places(member: Member, today: date) -> list[Figure]:
    """What is owed to places at this moment: for who decides about it."""
    if not member.may(Permission.REIMBURSEMENTS_DECIDE):
        return []
    dues = sum(dues_of(TrainingPlace.objects.all(), today=today).values(), Dues())
    return [
        Figure(
            "Dû aux lieux de formation",
            brief_euros(dues.owed),
            "",
            "voir à qui",
            reverse("reimbursement_dues", args=[member.network.slug]),
            order=22,
        )
    ]


def dues_panel(request: HttpRequest, place: TrainingPlace) -> tuple[str, dict[str, Any]] | None:
    """What a place is owed, on its page."""
    member = request.member
    decides = member.may(Permission.REIMBURSEMENTS_DECIDE)
    if not decides and not member.may(Permission.REIMBURSEMENTS_OWN):
        return None
    today = timezone.localdate()
    claims = Reimbursement.objects.filter(place=place).with_total().select_related("programme")
    return "funding/passes/reimbursement_panel.html", {
        "place": place,
        "dues": dues_of([place], today=today)[place.pk],
        "year": today.year,
        "claims": list(claims.order_by("-asked_at", "-pk")[:5]),
        "decides": decides,
    }


register_panel("training_place", dues_panel)
