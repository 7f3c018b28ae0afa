"""Pages of the bank's days: the calendar of open days, closures, school holidays by zone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from equipment.bank.enums import HolidayZone, Weekday
from equipment.bank.models import Bank, BankClosure, SchoolHoliday
from equipment.bank.queries import calendar_of
from equipment.bank.rules.calendar import SCHOOL_YEAR_BEGINS, months_shown
from equipment.bank_settings import actions
from equipment.bank_settings.forms import ClosureForm, DaysForm, HolidayForm
from equipment.bank_settings.queries import loans_on_closed_days
from equipment.tabs import bank_context, with_bank
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import months_after
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, stamp

#: How many months are shown at once, and how many loans on closed days are named.
MONTHS, NAMED = 3, 10


def _zone(request: MemberRequest, bank: Bank) -> str:
    asked = request.GET.get("zone", "")
    return asked if asked in HolidayZone.values else bank.zone


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_days(request: MemberRequest, bank: Bank) -> HttpResponse:
    """On which days the bank is open, and why not on the others."""
    today = timezone.localdate()
    calendar = calendar_of(bank)
    first = parameters.month(request.GET.get("mois", "")) or today
    zone = _zone(request, bank)
    in_the_way = loans_on_closed_days(calendar, today=today)
    context = bank_context(
        request.member,
        "days",
        bank=bank,
        today=today,
        why_closed=calendar.why_closed(today),
        next_open=calendar.next_open(today),
        weekdays=[(day.label[:3], day.label) for day in Weekday],
        months=months_shown(calendar, first, MONTHS),
        before=f"{months_after(first, -MONTHS):%Y-%m}",
        after=f"{months_after(first, MONTHS):%Y-%m}",
        closures=BankClosure.objects.filter(bank=bank, end__gt=today).order_by("start", "pk"),
        past=BankClosure.objects.filter(bank=bank, end__lte=today).order_by("-start", "pk")[:20],
        in_the_way=in_the_way[:NAMED],
        in_the_way_count=in_the_way.count(),
        zone=zone,
        years=_by_school_year(SchoolHoliday.objects.filter(zone=zone), today),
        zones=_zones(request, bank, zone),
    )
    return render(request, "equipment/bank_settings/bank_days.html", context)


def _zones(request: MemberRequest, bank: Bank, current: str) -> list[dict[str, Any]]:
    own = "\u00a0(celle de la banque)"
    return [
        {
            "label": f"{zone.label}{own if zone == bank.zone else ''}",
            "url": f"?zone={zone}#vacances",
            "current": zone == current,
        }
        for zone in HolidayZone
    ]


def _by_school_year(holidays: Any, today: date) -> list[dict[str, Any]]:
    """Holidays by school year, those of now and later open, the ones before folded."""
    found: dict[int, list[SchoolHoliday]] = {}
    for one in holidays:
        found.setdefault(_school_year(one.start), []).append(one)
    now = _school_year(today)
    return [
        {"title": f"Année scolaire {year}-{year + 1}", "rows": rows, "past": year < now}
        for year, rows in sorted(found.items())
    ]


def _school_year(day: date) -> int:
    return day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1


type Answer = Callable[[dict[str, Any]], Any]


def _days_page(
    request: MemberRequest, form: DaysForm, action: Answer, *, said: str, back: str, **context: Any
) -> HttpResponse:
    """Show a form of days, run its action; loans in the way are named once before the days are closed."""
    named: list[Any] = []

    def answer(data: dict[str, Any]) -> Any:
        try:
            return action(data)
        except actions.LoansInTheWay as refused:
            named.extend(refused.loans)
            form.show_seen([loan.pk for loan in refused.loans])
            raise

    return formed(
        request,
        form,
        answer,
        done=said,
        then=back,
        back=back,
        template="equipment/bank_settings/bank_days_form.html",
        **bank_context(request.member, "days", loans=named, **context),
    )


def _days_url(request: MemberRequest, zone: str = "") -> str:
    url = reverse("bank_days", args=[request.network.slug])
    return f"{url}?zone={zone}#vacances" if zone else f"{url}#fermetures"


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_closure_add(request: MemberRequest, bank: Bank) -> HttpResponse:
    """Close the bank on some days."""
    return _days_page(
        request,
        ClosureForm(request.POST or None),
        lambda data: actions.add_closure(bank, **data, **stamp(request)),
        said="La banque est fermée ces jours-là\u00a0: plus aucun prêt n’y partira ni n’y reviendra.",
        back=_days_url(request),
        what="Fermer la banque quelques jours",
        action_label="Fermer la banque ces jours-là",
    )


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_closure_remove(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Ask, then open the bank again on these days."""
    closure = get_object_or_404(BankClosure, pk=pk)
    return confirmed(
        request,
        lambda: actions.remove_closure(closure, **stamp(request)),
        done="La fermeture est retirée\u00a0: ces jours peuvent de nouveau être demandés.",
        back=_days_url(request),
        question=f"Rouvrir la banque {closure.period}\u00a0?",
        consequence=f"Elle était fermée pour cette raison\u00a0: {closure.reason}.",
        action_label="Rouvrir ces jours",
    )


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_holiday_add(request: MemberRequest, bank: Bank) -> HttpResponse:
    """Write holidays of a zone."""
    zone = _zone(request, bank)
    return _days_page(
        request,
        HolidayForm(request.POST or None),
        lambda data: actions.add_holiday(bank, zone=zone, **data, **stamp(request)),
        said=f"Ces vacances sont ajoutées à la zone {zone}.",
        back=_days_url(request, zone),
        what=f"Ajouter des vacances, zone {zone}",
        action_label="Ajouter ces vacances",
    )


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_holiday_edit(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Change the days of holidays."""
    holiday = get_object_or_404(SchoolHoliday, pk=pk)
    known = {"name": holiday.name, "start": holiday.start, "end": holiday.end}
    return _days_page(
        request,
        HolidayForm(request.POST or None, initial=known),
        lambda data: actions.change_holiday(bank, holiday, **data, **stamp(request)),
        said="Les changements sont enregistrés.",
        back=_days_url(request, holiday.zone),
        what=f"Modifier «\u00a0{holiday.name}\u00a0», zone {holiday.zone}",
        action_label="Enregistrer ces jours",
    )


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_holiday_remove(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Ask, then take holidays out of the calendar."""
    holiday = get_object_or_404(SchoolHoliday, pk=pk)
    own = bank.closed_in_holidays and holiday.zone == bank.zone
    return confirmed(
        request,
        lambda: actions.remove_holiday(holiday, **stamp(request)),
        done=f"«\u00a0{holiday.name}\u00a0» n’est plus au calendrier de la zone {holiday.zone}.",
        back=_days_url(request, holiday.zone),
        question=f"Retirer «\u00a0{holiday.name}\u00a0», {holiday.period}\u00a0?",
        consequence="La banque sera ouverte ces jours-là, aux jours d’ouverture." if own else "",
        action_label="Retirer ces vacances",
    )


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_holidays_official(request: MemberRequest, bank: Bank) -> HttpResponse:
    """Ask, naming what was written by hand, then give a zone its official dates again."""
    zone = _zone(request, bank)
    gone, written = actions.unofficial(zone)
    names = ", ".join(f"«\u00a0{one.name}\u00a0» ({one.period})" for one in gone)
    lost = f"Ces lignes, qui ne sont pas officielles, disparaîtront\u00a0: {names}. " if gone else ""
    many = so_many(len(written), "ligne officielle sera écrite", "lignes officielles seront écrites")
    nothing = "Les dates de cette zone sont déjà les dates officielles de 2024 à 2027."
    return confirmed(
        request,
        lambda: actions.take_official_back(bank, zone, **stamp(request)),
        done=f"La zone {zone} a de nouveau ses dates officielles.",
        back=_days_url(request, zone),
        question=f"Reprendre les dates officielles de la zone {zone}\u00a0?",
        consequence=f"{lost}{many}. Les prêts réservés gardent leurs jours." if gone or written else nothing,
        action_label="Reprendre les dates officielles",
    )
