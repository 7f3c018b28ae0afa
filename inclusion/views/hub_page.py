"""What the pages of hub days show: a year, its balance, its uses, where the pace leads."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from inclusion import parameters
from inclusion.access import Member, Permission
from inclusion.enums.hub_days import HubDayState, HubUse
from inclusion.models import HubAllocation, HubDay
from inclusion.models.hub_days import balances_of, spent_by_use
from inclusion.rules.hub_days import NOTHING, Balance, days_words, forecast, plain_days


def chosen_year(member: Member, written: str, today: date) -> int:
    """The year that an address asks for, where the network has it; else this year, else the latest."""
    years = HubAllocation.objects.years()
    if (year := parameters.year(written)) in years:
        return year
    return today.year if today.year in years or not years else years[0]


def days_of(year: int) -> QuerySet[HubDay]:
    """The days of a year, for its list."""
    return HubDay.objects.filter(allocation__year=year).select_related("allocation__partner", "body")


def headline(balance: Balance, year: int, today: date) -> str:
    """What the page of a year answers: what is left of it, or what became of it."""
    if not balance.allotted:
        return f"Les jours Hub de {year} ne sont pas encore attribués"
    if year < today.year:
        verb = "ont été faits" if balance.done >= 4 else "a été fait"
        return f"{days_words(balance.done)} sur {plain_days(balance.allotted)} {verb} en {year}"
    if not balance.free:
        return f"Les {days_words(balance.allotted)} du hub en {year} sont tous faits ou prévus"
    return f"Il reste {days_words(balance.free)} sur {plain_days(balance.allotted)} en {year}"


def year_context(member: Member, year: int, today: date) -> dict[str, Any]:
    """What the page of a year shows beside its list."""
    allocations = list(HubAllocation.objects.filter(year=year).select_related("partner", "sheet"))
    balances = balances_of(allocations)
    balance = sum(balances.values(), NOTHING)
    uses = spent_by_use(days_of(year))
    mine = set(HubAllocation.objects.recordable_by(member).values_list("pk", flat=True))
    return {
        "today": today,
        "year": year,
        "years": HubAllocation.objects.years(),
        "heading": headline(balance, year, today),
        "balance": balance,
        "figures": _figures(balance),
        "bars": _bars(uses) if balance.done or balance.planned else [],
        "forecast": forecast(balance, year=year, on=today),
        "hubs": [(one, balances[one.pk], one.pk in mine) for one in allocations],
        "may_record": bool(mine),
        "may_manage": member.may(Permission.HUB_MANAGE),
        "passed": days_of(year).passed(today=today).count(),
        "late": HubDayState.PLANNED.value,
    }


def _figures(balance: Balance) -> list[tuple[str, str, str]]:
    """Label, number and unit of what is done, planned and free."""
    named = (
        ("Faits", balance.done),
        ("Prévus", balance.planned),
        ("Ni faits ni prévus", balance.free),
    )
    return [(label, *days_words(half_days).split("\u00a0")) for label, half_days in named]


def _bars(uses: dict[str, tuple[int, int]]) -> list[tuple[str, int, str]]:
    """One bar a use, with its words."""
    return [
        (HubUse(use).label, done + planned, _spent_words(done, planned))
        for use, (done, planned) in uses.items()
    ]


def _spent_words(done: int, planned: int) -> str:
    """« 7 jours, dont 2,5 prévus », « 0,5 jour prévu », « 4,5 jours »."""
    agreed = "prévus" if planned >= 4 else "prévu"
    if not planned:
        return days_words(done)
    if not done:
        return f"{days_words(planned)} {agreed}"
    return f"{days_words(done + planned)}, dont {plain_days(planned)} {agreed}"
