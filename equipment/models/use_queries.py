"""How much of its time the stock is of use: busy days in the days on which it could be lent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, DurationField, ExpressionWrapper, F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from equipment.models.catalogue import Item
from equipment.models.loans import Occupation
from equipment.rules.follow import use_rate
from inclusion.core.french.periods import Period, stored_end


@dataclass(frozen=True)
class Use:
    """Days in which items were lent, preparing and checking included, and days in which they could be."""

    busy: int
    available: int

    @property
    def rate(self) -> int | None:
        """In whole percent; None where nothing could be lent."""
        return use_rate(self.busy, self.available)


def use_of(period: Period, *, today: date) -> Use:
    """The use of the items in service on these days, up to today; days in maintenance are not available ones."""
    end = min(period.end, stored_end(today))
    if end <= period.start:
        return Use(0, 0)
    own = Occupation.objects.filter(busy__overlap=(period.start, end), item__in=Item.objects.in_service())
    busy = _days(own.filter(loan_item__isnull=False), period.start, end)
    repaired = _days(own.filter(maintenance__isnull=False), period.start, end)
    return Use(busy, max(_stock_days(period.start, end) - repaired, busy))


def _days(rows: QuerySet[Occupation], start: date, end: date) -> int:
    first = Greatest(F("busy__startswith"), _day(start))
    last = Least(Coalesce(F("busy__endswith"), _day(end)), _day(end))
    return _whole(rows.aggregate(days=Sum(_between(first, last)))["days"])


def _stock_days(start: date, end: date) -> int:
    since = Coalesce(F("acquired_on"), TruncDate("added_at"))
    held = Item.objects.in_service().annotate(since=since).filter(since__lt=end)
    return _whole(held.aggregate(days=Sum(_between(Greatest(F("since"), _day(start)), _day(end))))["days"])


def _between(first: Any, last: Any) -> ExpressionWrapper:
    return ExpressionWrapper(last - first, output_field=DurationField())


def _day(value: date) -> Value:
    return Value(value, output_field=DateField())


def _whole(total: Any) -> int:
    return total.days if total is not None else 0
