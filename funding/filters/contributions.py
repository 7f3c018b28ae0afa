"""Filters of contributions."""

import django_filters

from funding.enums import ContributionStanding
from funding.filters.movements import contributors_of
from funding.models import Contribution


def years_of(request) -> list[tuple[int, str]]:
    """The years of which the fund whose page this is has contributions, the latest first."""
    rows = Contribution.objects.filter(fund_id=request.resolver_match.kwargs["pk"])
    years = rows.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, str(year)) for year in years]


class ContributionFilter(django_filters.FilterSet):
    """Which contributions of one fund."""

    year = django_filters.ChoiceFilter(label="Année", empty_label="Toutes")
    standing = django_filters.ChoiceFilter(label="État", choices=ContributionStanding, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Contributeur", queryset=lambda request: contributors_of(request), empty_label="Tous"
    )

    class Meta:
        model = Contribution
        fields = ("year", "partner")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = years_of(self.request)
