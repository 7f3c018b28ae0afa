"""The bank is opened, with the official school holidays, and its rules are changed."""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from django.db import transaction

from equipment.bank.enums import HolidayZone
from equipment.bank.models import Bank, SchoolHoliday
from equipment.bank.rules.calendar import HOLIDAY_YEARS
from equipment.enums import Verb
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, stored_end
from inclusion.networks.actions import lock_network
from inclusion.partners.models import Partner


@transaction.atomic
def open_bank(*, name: str, host: Partner, zone: str, by: Any, at: datetime, **settings: Any) -> Bank:
    """Open the network's loan bank; `settings` are fields of `Bank`.

    The official holidays are filled in where the network has none yet. Raises DomainError where a bank is open.
    """
    lock_network()
    if Bank.objects.exists():
        raise DomainError("Ce réseau a déjà sa banque de prêt.")
    bank = Bank(network_id=host.network_id, name=name, host=host, zone=zone, opened_at=at, **settings)
    bank.full_clean()
    bank.save()
    if not SchoolHoliday.objects.exists():
        fill_in_holidays(bank, by=by, at=at)
    journal.record(Verb.BANK_OPENED, on=bank, by=by, at=at)
    return bank


def lock_bank(bank: Bank) -> Bank:
    """Lock a bank for this transaction: its rules and days change one after the other."""
    return Bank.objects.select_for_update(of=("self",), no_key=True).get(pk=bank.pk)


@transaction.atomic
def change_bank(bank: Bank, *, by: Any, at: datetime, **settings: Any) -> Bank:
    """Change the bank's rules; loans that were booked keep their days."""
    bank = lock_bank(bank)
    for field, value in settings.items():
        setattr(bank, field, value)
    bank.full_clean()
    bank.save()
    journal.record(Verb.BANK_CHANGED, on=bank, by=by, at=at, fields=sorted(settings))
    return bank


@transaction.atomic
def fill_in_holidays(bank: Bank, *, by: Any, at: datetime, years: tuple[int, ...] = HOLIDAY_YEARS) -> int:
    """Write the official holidays of the three zones where none of the zone begins on that day; returns how many."""
    known = set(SchoolHoliday.objects.values_list("zone", "start"))
    missing = [
        SchoolHoliday(network_id=bank.network_id, zone=zone, name=name, start=days.start, end=days.end)
        for zone in HolidayZone
        for name, days in official_holidays(zone, years)
        if (zone.value, days.start) not in known
    ]
    # Somebody may type one of them at this very moment: it stays as it was typed.
    SchoolHoliday.objects.bulk_create(missing, ignore_conflicts=True)
    if missing:
        journal.record(Verb.HOLIDAYS_CHANGED, on=bank, by=by, at=at, written=len(missing))
    return len(missing)


@cache
def official_holidays(zone: str, years: tuple[int, ...]) -> tuple[tuple[str, Period], ...]:
    """The holidays of a zone that begin in these civil years, as `[start, end)`, after the official open data."""
    from vacances_scolaires_france import SchoolHolidayDates

    known: dict[date, Any] = {}
    source = SchoolHolidayDates()
    for year in (*years, max(years) + 1):
        known |= source.holidays_for_year_and_zone(year, zone)
    days = sorted(known)
    found = []
    # A run of days of one name, one after the other: their distance to their rank is the same.
    for (name, _), run in groupby(enumerate(days), key=lambda pair: _run_of(pair, known)):
        first, *rest = (day for _, day in run)
        found.append((_typographic(name), Period(first, stored_end(rest[-1] if rest else first))))
    # The data begin in the middle of the holidays of Christmas: those are not whole.
    beginning = date(min(years), 1, 1)
    return tuple((name, days) for name, days in found if days.start.year in years and days.start != beginning)


def _run_of(pair: tuple[int, date], known: dict[date, Any]) -> tuple[str, date]:
    rank, day = pair
    return known[day]["nom_vacances"], day - timedelta(days=rank)


def _typographic(name: str) -> str:
    return name.replace("'", "’")
