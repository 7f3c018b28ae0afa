"""What the page of an action shows: all about it, with the reasons of its money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.french.money import ZERO, CalculationStep, figure
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from roadmaps.enums import ActionState, ActorRole, Need
from roadmaps.models import Action, FundLine, Proposal
from roadmaps.models.money import ActionMoney, money_of, spent_of
from roadmaps.models.tree import numbered
from roadmaps.views.tabs import page_context


@dataclass(frozen=True)
class LineShown:
    """One line on a fund with what its ledger says."""

    line: FundLine
    committed: Decimal
    paid: Decimal


def page_of(action: Action, member: Member) -> dict[str, Any]:
    """Everything that the page of an action shows to this member."""
    roadmap, today = action.axis.roadmap, timezone.localdate()
    action = numbered(action)
    actors = list(action.actor_rows.select_related("partner"))
    conditions = list(action.conditions.select_related("partner"))
    waiting = [one for one in conditions if one.lifted_on is None]
    action.is_late = action.is_late_on(today)
    action.is_blocked = not action.is_over and (action.state == ActionState.BLOCKED or bool(waiting))
    money = money_of([action])[action.pk]
    return {
        **page_context(member, roadmap, "plan"),
        "action": action,
        "title": _title(action, len(waiting)),
        "leads": [row.partner for row in actors if row.role == ActorRole.LEAD],
        "others": [row.partner for row in actors if row.role == ActorRole.PARTNER],
        "dates": dates_of(action),
        "needs": [Need(one).label for one in action.needs],
        "waiting": waiting,
        "lifted": [one for one in conditions if one.lifted_on is not None],
        "money": money,
        "lines": _lines(action),
        "financing": list(action.other_financing.select_related("partner")),
        "steps": explained(money),
        "result": result_of(money),
        "staff": list(action.staff_requests.all()),
        "indicators": list(action.indicators.prefetch_related("year_rows")),
        "papers": list(action.papers.select_related("document")),
        "proposal": _proposal(action),
        "history": _history(action),
        "may_open": member.may(Permission.FUNDS_MANAGE),
        "may_see_funds": member.may(Permission.FUNDS_VIEW),
    }


def _title(action: Action, waiting: int) -> str:
    """The action and what is the matter with it."""
    if action.state == ActionState.DROPPED:
        return f"Abandonnée\u00a0: {action.title}"
    if action.is_late:
        return f"En retard\u00a0: {action.title}"
    if action.is_blocked:
        what = "une condition manque" if waiting == 1 else f"{waiting} conditions manquent"
        return f"{'Bloquée' if not waiting else what.capitalize()}\u00a0: {action.title}"
    return action.title


def dates_of(action: Action) -> str:
    """« du 1er janvier au 31 décembre 2026 », « à partir du … », « jusqu’au … », or nothing."""
    if action.start and action.end:
        return shown_period(action.start, action.end)
    if action.start:
        return f"à partir du {plain_date(action.start)}"
    return f"jusqu’au {plain_date(shown_end(action.end))}" if action.end else ""


def _lines(action: Action) -> list[LineShown]:
    lines = list(action.fund_lines.select_related("fund__network", "funded_action__fund__network"))
    spent = spent_of([one.funded_action_id for one in lines if one.funded_action_id])
    return [LineShown(one, *spent.get(one.funded_action_id, (ZERO, ZERO))) for one in lines]


def explained(money: ActionMoney) -> list[CalculationStep]:
    """How what is left to find was reached."""
    if money.budget is None or money.to_find is None:
        return []
    return [
        CalculationStep("Sur les fonds du réseau, ce qui est prévu\u00a0:", f"{figure(money.funds)}\u00a0€"),
        CalculationStep(
            "Ce que d’autres apportent, obtenu ou espéré\u00a0:",
            f"{figure(money.others)}\u00a0€, dont {figure(money.secured)}\u00a0€ obtenus",
        ),
        CalculationStep(
            "Le budget, moins ce qui est prévu, moins ce que d’autres apportent\u00a0:",
            f"{figure(money.budget)} − {figure(money.funds)} − {figure(money.others)} = {figure(money.to_find)}\u00a0€",
        ),
    ]


def result_of(money: ActionMoney) -> str:
    """What the lines leave, in a sentence."""
    if money.to_find is None:
        return "Le budget n’est pas encore connu"
    if money.to_find < 0:
        return f"Les financements prévus dépassent le budget de {figure(-money.to_find)}\u00a0€"
    if not money.to_find:
        return "Tout le budget est prévu" if money.budget else "Cette action ne coûte rien"
    return f"Il reste {figure(money.to_find)}\u00a0€ à financer"


def _proposal(action: Action) -> Proposal | None:
    return Proposal.objects.filter(action=action).select_related("workshop__network").first()


def _history(action: Action) -> list[dict[str, Any]]:
    """Notes and changes of state, the newest first; a change leaves a note with its reason."""
    found = []
    for note in action.notes.select_related("by"):
        label = ActionState(note.to_state).label if note.to_state else note.text
        detail = note.text if note.to_state else ""
        found.append({"at": note.said_on, "by": note.by, "label": label, "detail": detail})
    found.append({"at": action.added_on, "by": "", "label": "Ajoutée à la feuille de route", "detail": ""})
    return found
