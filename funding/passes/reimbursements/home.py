"""What claims show on the pages of the network: what places are owed, and what the coordinator has to do."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from funding.passes.enums import ReimbursementState
from funding.passes.programmes.models import TrainingPlace
from funding.passes.reimbursements.models import Reimbursement
from funding.passes.reimbursements.queries import dues_of, uses_owed
from funding.passes.reimbursements.rules import WARNING_DAYS
from funding.passes.uses.models import Redemption
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.money import ZERO, brief_euros, euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance
from inclusion.core.navigation import Entry, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry.panels import register_panel

#: What places ask for is paid within thirty days, as the law has it for public money.
PAID_WITHIN = timedelta(days=30)
SECTION = ("reimbursement", "lapse_")
register_entry(
    Entry(49, "Vos remboursements", "reimbursement_list", Permission.REIMBURSEMENTS_OWN, SECTION, group=Group.SUPPORT)
)
register_entry(
    Entry(49, "Remboursements", "reimbursement_list", Permission.REIMBURSEMENTS_DECIDE, SECTION, group=Group.SUPPORT)
)


def _to_ask_for(member: Member, today: date) -> QuerySet[Redemption]:
    return Redemption.objects.unclaimed().filter(
        place__partner=member.partner, one_pass__booklet__claim_until__gte=today
    )


@register_todos(
    Permission.REIMBURSEMENTS_OWN,
    lambda member, today: [(_to_ask_for(member, today), "one_pass__booklet__claim_until")],
    order=4,
)
def to_ask_for(member: Member, today: date) -> list[Todo]:
    """What a place can ask for: pressing when some of it lapses soon."""
    waiting = _to_ask_for(member, today)
    soon = Q(one_pass__booklet__claim_until__lte=today + timedelta(days=max(WARNING_DAYS)))
    sums = waiting.aggregate(
        amount=Sum("one_pass__value"),
        count=Count("pk", filter=soon),
        first=Min("one_pass__booklet__claim_until", filter=soon),
    )
    title, url = (
        f"{euros(sums['amount'])} à vous faire rembourser",
        reverse("reimbursement_ask", args=[member.network.slug]),
    )
    if not sums["count"]:
        return [Todo(title, "", "Demander", url)]
    cannot = "ne pourront plus être payés" if sums["count"] > 1 else "ne pourra plus être payé"
    passes = so_many(sums["count"], "pass", "pass")
    detail = f"{passes} {cannot} après la date limite, {distance(sums['first'], today)}"
    return [Todo(title, detail, "Demander", url, sums["first"])]


_MOVES = (ReimbursementState.SUBMITTED, ReimbursementState.VALIDATED)


@register_todos(
    Permission.REIMBURSEMENTS_DECIDE,
    lambda member, today: [(Reimbursement.objects.filter(state__in=_MOVES), "asked_at")],
    order=12,
)
def claims_to_move(member: Member, today: date) -> list[Todo]:
    """Claims that wait to be validated, then those that wait to be paid."""
    url = reverse("reimbursement_list", args=[member.network.slug])
    words = {
        ReimbursementState.SUBMITTED: ("à valider", "Valider"),
        ReimbursementState.VALIDATED: ("à payer", "Noter le paiement"),
    }
    rows = Reimbursement.objects.filter(state__in=_MOVES).order_by().values("state")
    found = {
        row["state"]: row
        for row in rows.annotate(count=Count("pk", distinct=True), oldest=Min("asked_at"), total=Sum("lines__amount"))
    }
    todos = []
    for state, (what, action) in words.items():
        if state not in found:
            continue
        one = found[state]
        title = f"{so_many(one['count'], 'demande', 'demandes')} de remboursement {what}"
        day = timezone.localdate(one["oldest"])
        since = (today - day).days
        waits = "depuis hier" if since == 1 else f"depuis {since} jours"
        waits = f"la plus ancienne attend {waits}" if one["count"] > 1 else f"elle attend {waits}"
        detail = f"{euros(one['total'])}, {waits}" if since > 0 else euros(one["total"])
        todos.append(Todo(title, detail, action, f"{url}?state={state}", min(today, day + PAID_WITHIN)))
    return todos


@register_todos(Permission.REIMBURSEMENTS_DECIDE, lambda member, today: [_out_of_time(today)], order=75)
def out_of_time(member: Member, today: date) -> list[Todo]:
    """What places did not ask for in time, until somebody has said that it is lost."""
    sums = _out_of_time(today).aggregate(passes=Count("pk"), amount=Sum("one_pass__value"))
    passes = sums["passes"]
    return [
        Todo(
            f"{so_many(passes, 'pass', 'pass')} jamais réclamé{'s' if passes > 1 else ''}",
            f"{euros(sums['amount'])} reviendront au fonds quand vous l’aurez acté",
            "Voir lesquels",
            reverse("lapse_list", args=[member.network.slug]),
        )
    ]


def _out_of_time(today: date) -> QuerySet[Redemption]:
    return Redemption.objects.unclaimed().filter(one_pass__booklet__claim_until__lt=today)


@register_figures(Permission.REIMBURSEMENTS_DECIDE, lambda member, today: [Redemption.objects.all()], order=22)
def owed_to_places(member: Member, today: date) -> list[Figure]:
    """What is owed to places at this moment: for who decides about it."""
    owed = uses_owed(today=today).aggregate(owed=Sum("euros", default=ZERO))["owed"]
    return [
        Figure(
            "Dû aux organismes formateurs",
            brief_euros(owed),
            "",
            "voir à qui",
            reverse("reimbursement_dues", args=[member.network.slug]),
        )
    ]


def dues_panel(request: MemberRequest, place: TrainingPlace) -> tuple[str, dict[str, Any]] | None:
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
