"""What apps and features show on one another’s pages: panels, figures of an intercommunalité, marks of places."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery, Value

from inclusion.core.access import MemberRequest, Permission
from inclusion.core.activities import is_on, only_on
from inclusion.core.figures import Figure
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network

Panel = Callable[[MemberRequest, Any], tuple[str, dict[str, Any]] | None]


_panels: dict[str, list[Panel]] = {}


def register_panel(page: str, panel: Panel) -> None:
    """Add a panel to the page of this URL name.

    It is called with the request and what the page is about, and returns its template and context, or None where it
    has nothing to show.
    """
    _panels.setdefault(page, []).append(panel)


def panels_for(page: str, request: Any, subject: Any) -> list[dict[str, Any]]:
    """Return the panels of a page as `{"template", "context"}`, in the order of their registration."""
    shown = (panel(request, subject) for panel in only_on(request.network, _panels.get(page, [])))
    return [{"template": template, "context": context} for template, context in filter(None, shown)]


#: The rows of one queryset of `values()`: decimals stay decimals, days are in ISO format.
FoundRows = list[dict[str, Any]]


class _DecimalDecoder(json.JSONDecoder):
    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class _RowsAsJson(Subquery):
    template = "(SELECT coalesce(jsonb_agg(to_jsonb(found)), '[]') FROM (%(subquery)s) AS found)"
    output_field = JSONField(decoder=_DecimalDecoder)


def totals_row(rows: QuerySet, **totals: Any) -> QuerySet:
    """Return aggregates over all of these rows as a queryset of one row, for `register_epci_figures`."""
    return rows.order_by().values(every=Value(1)).annotate(**totals).values(*totals)


@dataclass(frozen=True)
class _EpciFigures:
    permission: Permission
    rows: Callable[[str, date], Sequence[QuerySet]]
    read: Callable[[Any, str, date, Sequence[FoundRows]], list[Figure]]
    order: int


_epci_figures: list[_EpciFigures] = []


def register_epci_figures(
    permission: Permission,
    rows: Callable[[str, date], Sequence[QuerySet]],
    read: Callable[[Any, str, date, Sequence[FoundRows]], list[Figure]],
    *,
    order: int,
) -> None:
    """Show figures on the page of an intercommunalité.

    `rows` is called with its SIREN and the day and returns querysets of `values()`; `read` is called with the member,
    the SIREN, the day and what each of them found.
    """
    _epci_figures.append(_EpciFigures(permission, rows, read, order))


def epci_figures(member: Any, siren: str, day: date) -> list[Figure]:
    """Return what the features that the network has count in an intercommunalité, as far as this member may see it.

    One statement asks for the rows of all of them.
    """
    shown = [one for one in _epci_figures if member.may(one.permission) and is_on(member.network, one.read)]
    wanted = [(one, one.rows(siren, day)) for one in sorted(shown, key=lambda one: one.order)]
    columns = [_RowsAsJson(rows) for _, parts in wanted for rows in parts]
    found = iter(Network.objects.filter(pk=member.network.pk).values_list(*columns).get() if columns else ())
    return [figure for one, parts in wanted for figure in one.read(member, siren, day, [next(found) for _ in parts])]


_place_marks: list[Callable[[list[int], date], dict[int, list[str]]]] = []


def register_place_marks(
    source: Callable[[list[int], date], dict[int, list[str]]],
) -> Callable[[list[int], date], dict[int, list[str]]]:
    """Say in a word what an app knows of partners’ places (« accepte le pass numérique »), by the partner’s key."""
    _place_marks.append(source)
    return source


def place_marks(partners: list[int], day: date) -> dict[int, list[str]]:
    """What the apps say of the places of these partners, in the order of registration."""
    found: dict[int, list[str]] = {}
    for source in only_on(active_network(), _place_marks):
        for partner, words in source(partners, day).items():
            found.setdefault(partner, []).extend(words)
    return found
