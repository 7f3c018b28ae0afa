"""Reads of the bank: its calendar and its terms of lending."""

from equipment.bank.enums import HolidayZone
from equipment.bank.models import Bank, SchoolHoliday
from equipment.bank.rules.calendar import Closed, OpeningCalendar
from equipment.bank.rules.lending import Terms
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period


class NoBank(DomainError):
    """The network has not opened a loan bank."""


def the_bank() -> Bank:
    """The bank of the active network. Raises NoBank where it has none."""
    bank = Bank.objects.current()
    if bank is None:
        raise NoBank("Ce réseau n’a pas encore ouvert de banque de prêt.")
    return bank


def calendar_of(bank: Bank) -> OpeningCalendar:
    """Its opening days, closures, and the school holidays of its zone where it closes for them."""
    closed = [Closed(Period(one.start, one.end), one.reason) for one in bank.closures.all()]
    if bank.closed_in_holidays:
        own = SchoolHoliday.objects.filter(zone=HolidayZone(bank.zone))
        closed += [Closed(Period(one.start, one.end), f"{one.name[:1].lower()}{one.name[1:]}") for one in own]
    return OpeningCalendar(frozenset(bank.opening_days), tuple(closed))


def terms_of(bank: Bank) -> Terms:
    """The rules of a bank that every loan is subject to."""
    return Terms(
        calendar=calendar_of(bank),
        buffer_before=bank.buffer_before,
        buffer_after=bank.buffer_after,
        same_day=bank.same_day_turnround,
        longest=bank.longest_days,
    )
