"""What calls and requests show on the pages of the network: an operator's own space, and things to do."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from funding.contributions.models import (
    CallForFunds,
    CallForFundsQuerySet,
    ContributionRequest,
    ContributionRequestQuerySet,
)
from funding.ledger.models.funds import Fund
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.money import euros
from inclusion.core.french.periods import distance
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner

SHOWN = 4


def _to_pay(member: Member) -> CallForFundsQuerySet:
    return CallForFunds.objects.filter(contribution__partner=member.partner).to_pay()


def _asked(member: Member, today: date) -> ContributionRequestQuerySet:
    own = ContributionRequest.objects.filter(partner=member.partner, fund__end__gt=today)
    return own.unanswered()


def waiting_own(member: Member) -> list[QuerySet]:
    """The questions and calls that wait for the member's organisation."""
    return [_asked(member, timezone.localdate()), _to_pay(member)]


register_entry(
    Entry(
        33,
        "Vos contributions",
        "own_contributions",
        Permission.CONTRIBUTIONS_OWN,
        ("own_answer", "own_contributions"),
        waiting=waiting_own,
        group=Group.FINANCE,
    )
)


def keep_asked(gone: Partner) -> str | None:
    """A partner that was asked keeps its own line: its answer is its own."""
    if ContributionRequest.objects.filter(partner=gone).exists():
        return f"{gone} est sollicité pour un fonds\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_asked)


@register_todos
def own_questions(member: Member, today: date) -> list[Todo]:
    """Questions that wait for an operator's answer."""
    if not member.may(Permission.CONTRIBUTIONS_OWN):
        return []
    return [
        Todo(
            tone="bad" if one.is_late_on(today) else "warn",
            chip="En retard" if one.is_late_on(today) else "À répondre",
            title=f"Combien verserez-vous en {one.year}\u00a0?",
            detail=f"{one.fund}, réponse attendue {distance(one.answer_by, today)}",
            action="Répondre",
            url=reverse("own_answer", args=[member.network.slug, one.pk]),
            order=4,
        )
        for one in _asked(member, today).select_related("fund")[:SHOWN]
    ]


@register_todos
def own_calls(member: Member, today: date) -> list[Todo]:
    """Calls for funds that an operator has to pay."""
    if not member.may(Permission.CONTRIBUTIONS_OWN):
        return []
    url = reverse("own_contributions", args=[member.network.slug])
    return [
        Todo(
            tone="bad" if one.is_late_on(today) else "warn",
            chip="En retard" if one.is_late_on(today) else "À verser",
            title=f"{euros(one.outstanding)} à verser pour {one.contribution.year}",
            detail=f"appel de fonds {one.reference}, échéance {distance(one.due_on, today)}",
            action="Voir l’appel de fonds",
            url=url,
            order=5,
        )
        for one in _to_pay(member).select_related("contribution")[:SHOWN]
    ]


@register_todos
def late_answers(member: Member, today: date) -> list[Todo]:
    """Answers that should have come: for the coordinator, one line for each fund."""
    if not member.may(Permission.FUNDS_MANAGE):
        return []
    late = ContributionRequest.objects.unanswered().filter(answer_by__lt=today, fund__end__gt=today)
    funds = Fund.objects.annotate(late=Count("requests", filter=Q(requests__in=late))).filter(late__gt=0)
    return [
        Todo(
            tone="bad",
            chip="En retard",
            title="1 réponse de partenaire" if fund.late == 1 else f"{fund.late} réponses de partenaires",
            detail=f"sollicités pour le fonds «\u00a0{fund}\u00a0», ils n’ont pas encore dit ce qu’ils donnent",
            action="Relancer",
            url=reverse("fund_requests", args=[fund.network.slug, fund.pk]),
            order=38,
        )
        for fund in funds.order_by("start", "name", "pk").select_related("network")
    ]
