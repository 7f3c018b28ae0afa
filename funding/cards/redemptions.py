"""What the use of passes puts on the pages of the network: for places and for who follows them."""

from datetime import date

from django.urls import reverse

from funding.models import Redemption, ScanRefusal, TrainingPlace
from funding.models.dues import dues_of
from funding.rules.reimbursements import Dues
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import ZERO, brief_euros
from inclusion.core.navigation import (
    Entry,
    Figure,
    MainAction,
    Todo,
    register_entry,
    register_figures,
    register_main_action,
    register_todos,
)
from inclusion.templatetags.liant import number

SECTION = ("redemption_", "refusal_")
register_entry(Entry(44, "Utiliser un pass", "redeem", Permission.PASSES_REDEEM, "redeem"))
register_entry(Entry(47, "Pass utilisés", "redemption_list", Permission.REIMBURSEMENTS_OWN, SECTION))
register_entry(
    Entry(
        47,
        "Pass utilisés",
        "redemption_list",
        Permission.REIMBURSEMENTS_DECIDE,
        SECTION,
        waiting=lambda member: [ScanRefusal.objects.visible_to(member).open()],
    )
)
register_main_action(MainAction(8, "Utiliser un pass", "redeem", Permission.PASSES_REDEEM))


@register_todos
def refused_scans(member: Member, today: date) -> list[Todo]:
    """Scans that a place confirmed and that were refused, until somebody decided about them."""
    decides = member.may(Permission.REIMBURSEMENTS_DECIDE)
    if not (decides or member.may(Permission.PASSES_REDEEM)):
        return []
    count = ScanRefusal.objects.visible_to(member).open().count()
    if not count:
        return []
    refused = f"{count}\u00a0pass refusé" + ("s" if count > 1 else "")
    whose = "à un lieu de formation" if decides else "dans vos lieux"
    detail = (
        "dites au lieu ce qui a été décidé"
        if decides
        else "gardez-les à part\u00a0: la coordination vous dira quoi en faire"
    )
    return [
        Todo(
            tone="warn",
            chip="À regarder",
            title=f"{refused} {whose}",
            detail=detail,
            action="Voir les pass refusés",
            url=reverse("refusal_list", args=[member.network.slug]) + "?settled=no",
            order=15,
        )
    ]


@register_figures
def own_uses(member: Member, today: date) -> list[Figure]:
    """What a place used this month, what it is owed, what it was paid this year."""
    if not member.may(Permission.PASSES_REDEEM):
        return []
    uses = Redemption.objects.filter(place__partner=member.partner).standing()
    month = uses.filter(used_on__year=today.year, used_on__month=today.month).count()
    url = reverse("redemption_list", args=[member.network.slug])
    dues = sum(dues_of(TrainingPlace.objects.run_by(member), today=today).values(), Dues())
    claims = reverse("reimbursement_list", args=[member.network.slug])
    return [
        Figure("Pass utilisés ce mois-ci", number(month), "", "voir les pass utilisés", url, order=10),
        Figure(
            "Qui vous sont dus",
            brief_euros(max(dues.owed, ZERO)),
            "",
            "voir où ils en sont",
            claims,
            order=11,
        ),
        Figure(f"Déjà payés en {today.year}", brief_euros(dues.paid), "", "voir lesquels", claims, order=12),
    ]
