"""What calls and requests show on the pages of the network: an operator's own space, and things to do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse

from funding.contributions.models import (
    CallForFunds,
    CallForFundsQuerySet,
    Contribution,
    ContributionRequest,
    ContributionRequestQuerySet,
)
from funding.ledger.enums import AccountKind
from funding.ledger.models.funds import Fund
from funding.ledger.models.totals import MonthTotal
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import distance
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.relations import Lines, PartnerLine, register_partner_lines
from inclusion.core.searching import register_search
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner

SHOWN = 4


def _to_pay(member: Member) -> CallForFundsQuerySet:
    return CallForFunds.objects.filter(contribution__partner=member.partner).to_pay()


def _asked(member: Member, today: date) -> ContributionRequestQuerySet:
    own = ContributionRequest.objects.filter(partner=member.partner, fund__end__gt=today)
    return own.unanswered()


register_entry(
    Entry(
        33,
        "Vos contributions",
        "own_contributions",
        Permission.CONTRIBUTIONS_OWN,
        ("own_answer", "own_contributions"),
        group=Group.FINANCE,
    )
)


def keep_asked(gone: Partner) -> str | None:
    """A partner that was asked keeps its own line: its answer is its own."""
    if ContributionRequest.objects.filter(partner=gone).exists():
        return f"{gone} est sollicité pour un fonds\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_asked)


@register_todos(Permission.CONTRIBUTIONS_OWN, lambda member, today: [(_asked(member, today), "answer_by")], order=4)
def own_questions(member: Member, today: date) -> list[Todo]:
    """Questions that wait for an operator's answer."""
    return [
        Todo(
            title=f"Combien verserez-vous en {one.year}\u00a0?",
            detail=f"{one.fund}, réponse attendue {distance(one.answer_by, today)}",
            action="Répondre",
            url=reverse("own_answer", args=[member.network.slug, one.pk]),
            due=one.answer_by,
        )
        for one in _asked(member, today).select_related("fund")[:SHOWN]
    ]


@register_todos(Permission.CONTRIBUTIONS_OWN, lambda member, today: [(_to_pay(member), "due_on")], order=5)
def own_calls(member: Member, today: date) -> list[Todo]:
    """Calls for funds that an operator has to pay."""
    return [
        Todo(
            title=f"{euros(one.outstanding)} à verser pour {one.contribution.year}",
            detail=f"appel de fonds {one.reference}, échéance {distance(one.due_on, today)}",
            action="Voir l’appel de fonds",
            url=reverse("own_contributions", args=[member.network.slug]),
            due=one.due_on,
        )
        for one in _to_pay(member).select_related("contribution")[:SHOWN]
    ]


def _late_answers(today: date) -> ContributionRequestQuerySet:
    return ContributionRequest.objects.unanswered().filter(answer_by__lt=today, fund__end__gt=today)


@register_todos(Permission.FUNDS_MANAGE, lambda member, today: [(_late_answers(today), "answer_by")], order=38)
def late_answers(member: Member, today: date) -> list[Todo]:
    """Answers that should have come: for the coordinator, one line for each fund."""
    late = Q(requests__in=_late_answers(today))
    funds = Fund.objects.annotate(
        late=Count("requests", filter=late), answer_by=Min("requests__answer_by", filter=late)
    ).filter(late__gt=0)
    return [
        Todo(
            title=so_many(
                fund.late, "partenaire n’a pas dit ce qu’il verse", "partenaires n’ont pas dit ce qu’ils versent"
            ),
            detail=f"au fonds «\u00a0{fund}\u00a0», réponse attendue {distance(fund.answer_by, today)}",
            action="Relancer",
            url=reverse("fund_requests", args=[member.network.slug, fund.pk]),
            due=fund.answer_by,
        )
        for fund in funds.order_by("start", "name", "pk")
    ]


# -- Searching


@register_search(
    "Appels de fonds",
    Permission.FUNDS_MANAGE,
    order=74,
    detail=lambda call: f"{call.contribution.partner}, {euros(call.amount)}",
    references=("reference",),
)
def calls_by_reference(member: Member, words: str) -> CallForFundsQuerySet:
    """Calls for funds, the last first."""
    found = CallForFunds.objects.filter(reference__icontains=words)
    return found.select_related("contribution__partner").order_by("-due_on", "-pk")


# -- What a partner's page says


@register_partner_lines(Permission.FUNDS_VIEW, order=5, in_directory=False)
def money_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """What each paid in, and how many actions its share pays for, where this member sees what each gives."""
    rows = Contribution.objects.visible_to(member).filter(partner__in=partners).select_related("fund").with_received()
    found: dict[int, list[Contribution]] = {}
    for one in rows:
        found.setdefault(one.partner_id, []).append(one)
    paid = _actions_paid(found)
    return {key: _money_lines(member, key, own, paid.get(key, 0)) for key, own in found.items()}


def _actions_paid(partners: Iterable[int]) -> dict[int, int]:
    """How many actions the shares of these partners pay for."""
    rows = (
        MonthTotal.objects.filter(account__kind=AccountKind.SHARE, account__partner__in=partners)
        .exclude(funded_action=None)
        .order_by()
        .values_list("account__partner", "funded_action")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )
    return Counter(partner for partner, _, _ in rows)


def _money_lines(member: Member, key: int, own: list[Contribution], actions: int) -> list[PartnerLine]:
    lines: list[PartnerLine] = []
    by_fund: dict[int, list[Contribution]] = {}
    for one in own:
        by_fund.setdefault(one.fund_id, []).append(one)
    for pk, rows in by_fund.items():
        url = reverse("fund_contributions", args=[member.network.slug, pk])
        label = "Abondements" if len(by_fund) == 1 else f"Abondements, {rows[0].fund}"
        lines.append(PartnerLine(label, _paid_words(rows), f"{url}?partner={key}"))
    if not actions:
        received, ahead = _sums(own)
        phrase = f"{euros(received)} versés" if received else f"{euros(ahead)} à venir"
        lines[0] = replace(lines[0], phrase=phrase if received or ahead else "contribution sans versement")
    if actions:
        words = so_many(actions, "action", "actions")
        lines.append(
            PartnerLine("Actions financées", words, "", so_many(actions, "action financée", "actions financées"))
        )
    return lines


def _paid_words(rows: list[Contribution]) -> str:
    """« 10 000,00 € reçus, 2 000,00 € à venir (2024 à 2026) »."""
    received, ahead = _sums(rows)
    years = sorted({one.year for one in rows})
    span = f"({years[0]})" if len(years) == 1 else f"({years[0]} à {years[-1]})"
    return f"{euros(received)} reçus{f', {euros(ahead)} à venir' if ahead else ''} {span}"


def _sums(rows: list[Contribution]) -> tuple[Decimal, Decimal]:
    """What was received, and what is still to come."""
    return sum((one.received for one in rows), ZERO), sum((one.outstanding for one in rows), ZERO)


# -- Contributions that did not come yet

AWAITED_SHOWN = 4


def _awaited(today: date) -> QuerySet[Contribution]:
    """What was promised for this year or before and did not come yet, the first called first."""
    calls = CallForFunds.objects.to_pay().filter(contribution=OuterRef("pk"))
    found = Contribution.objects.awaited().filter(year__lte=today.year)
    return found.annotate(called_for=Subquery(calls.values("due_on")[:1]))


@register_todos(Permission.FUNDS_MANAGE, lambda member, today: [(_awaited(today), "called_for")], order=40)
def money_awaited(member: Member, today: date) -> list[Todo]:
    """Contributions of this year or before of which something promised did not come yet."""
    awaited = list(_awaited(today).select_related("partner", "fund__network", "network"))
    awaited.sort(key=_last_day)
    todos = [
        Todo(
            title=f"{euros(one.outstanding, decimals=False)} à recevoir {of(one.partner)}",
            detail=_still_to_come(one, today),
            action="Voir la contribution",
            url=one.get_absolute_url(),
            due=_last_day(one),
        )
        for one in awaited[:AWAITED_SHOWN]
    ]
    if rest := awaited[AWAITED_SHOWN:]:
        fund = rest[0].fund
        todos.append(
            Todo(
                title=so_many(len(rest), "autre contribution attendue", "autres contributions attendues"),
                detail=f"{euros(sum(one.outstanding for one in rest))} ne sont pas encore arrivés",
                action="Voir les contributions",
                url=reverse("fund_contributions", args=[fund.network.slug, fund.pk]),
                due=_last_day(rest[0]),
            )
        )
    return todos


def _last_day(contribution: Contribution) -> date:
    """The day that its call names; the last of its year where it was not called."""
    return contribution.called_for or date(contribution.year, 12, 31)


def _still_to_come(contribution: Contribution, today: date) -> str:
    """What was promised, where some of it came, and since or until when it is expected."""
    promised = f"{euros(contribution.pledged)} promis pour {contribution.year}"
    where = f"{'sur ' if contribution.received else ''}{promised} au fonds «\u00a0{contribution.fund}\u00a0»"
    called = contribution.called_for
    return f"{where}, échéance {distance(called, today)}" if called else f"{where}, pas encore appelés"
