"""The one shape of a list page: filter, sort, paginate, show; or the same rows as a file."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.core.web import exports

PER_PAGE = 25


def listing(
    request: HttpRequest,
    *,
    queryset: QuerySet[Any] | list[Any],
    table: type[tables.Table],
    template: str,
    name: str,
    filterset: type[django_filters.FilterSet] | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer a list view.

    `?export=csv` or `xlsx` gives every row of the filtered and sorted list as a file called `name`; otherwise
    `template` is rendered with
    `table` (sorted, paginated), `filter` and `total`.
    """
    filtered = filterset(request.GET or None, queryset=queryset, request=request) if filterset else None
    rows = filtered.qs if filtered else queryset
    shown = table(rows)
    # Only the order is read from the address here: how long a page is, is not for it to say.
    tables.RequestConfig(request, paginate=False).configure(shown)
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        return exports.export(shown.as_values(), fmt=fmt, name=name)
    shown.paginator = Paginator(shown.rows, PER_PAGE)
    shown.page = shown.paginator.get_page(request.GET.get(shown.prefixed_page_field))
    return render(request, template, {"table": shown, "filter": filtered, "total": shown.paginator.count, **context})
