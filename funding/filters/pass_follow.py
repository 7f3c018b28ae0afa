"""Filters of the follow-up of passes: closed lists and whole months, so that no two answers single a day out."""

from datetime import date

import django_filters
from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from funding.models import Booklet, PassProgramme
from funding.rules.reimbursements import month_name
from inclusion.core.enums import PartnerKind
from inclusion.core.french.periods import month_of, months_after, months_between
from inclusion.partners.models import Partner

#: After how many months a booklet that nobody used is said to wait.
AFTER = (1, 2, 3, 6, 9, 12)
USUAL = 3
AFTER_CHOICES = [(str(months), f"{months} mois") for months in AFTER]


def months_chosen(request: HttpRequest) -> int:
    """Return after how many months a booklet is said to wait, as the address asks, or the usual number."""
    asked = request.GET.get("after", "")
    return int(asked) if asked in dict(AFTER_CHOICES) else USUAL


def month_choices(today: date) -> list[tuple[str, str]]:
    """The months from the first booklet of the network to this one, the newest first."""
    first = Booklet.objects.aggregate(first=Min("issued_on"))["first"] or today
    months = [months_after(today, -back) for back in range(months_between(first, today) + 1)]
    return [(f"{day:%Y-%m}", month_name(day)) for day in months]


def _first_day(month: str) -> date:
    return month_of(date.fromisoformat(f"{month}-01"))


class _After(django_filters.FilterSet):
    """After how many months a booklet waits: the view counts with it, the rows stay."""

    after = django_filters.ChoiceFilter(
        label="Pas utilisé après", choices=AFTER_CHOICES, empty_label=None, method="as_they_are"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["after"].extra["initial"] = str(USUAL)

    def as_they_are(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset


class PassFollowFilter(_After):
    """Booklets by programme and by the months in which they were sent."""

    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=lambda request: PassProgramme.objects.all(), empty_label="Tous"
    )
    since = django_filters.ChoiceFilter(
        label="Envoyés depuis", choices=(), empty_label="Le début", method="from_month"
    )
    until = django_filters.ChoiceFilter(
        label="Jusqu’à la fin de", choices=(), empty_label="Aujourd’hui", method="to_month"
    )

    class Meta:
        model = Booklet
        fields = ("programme", "since", "until", "after")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = month_choices(timezone.localdate())
        self.filters["since"].extra["choices"] = self.filters["until"].extra["choices"] = months

    def from_month(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(issued_on__gte=_first_day(value))

    def to_month(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(issued_on__lt=months_after(_first_day(value), 1))


class WaitingFilter(_After):
    """Booklets that wait, by programme and by who follows the person."""

    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=lambda request: PassProgramme.objects.all(), empty_label="Tous"
    )
    followed_by = django_filters.ModelChoiceFilter(
        label="Suivi par",
        field_name="beneficiary__followed_by",
        queryset=lambda request: Partner.objects.active().exclude(kind=PartnerKind.OPERATOR),
        empty_label="Tous",
    )

    class Meta:
        model = Booklet
        fields = ("after", "programme", "followed_by")
