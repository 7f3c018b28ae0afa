"""The one shape of a list page: filter, sort, paginate, show; or the same rows as a file."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion import exports

PER_PAGE = 25


def listing(
    request: HttpRequest,
    *,
    queryset: QuerySet[Any],
    table: type[tables.Table],
    template: str,
    name: str,
    filterset: type[django_filters.FilterSet] | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer a list view.

    `?export=csv` or `xlsx` gives every row of the filtered and sorted list as a file called `name`; otherwise `template` is rendered with
    `table` (sorted, paginated), `filter` and `total`.
    """
    filtered = filterset(request.GET or None, queryset=queryset, request=request) if filterset else None
    rows = filtered.qs if filtered else queryset
    shown = table(rows, request=request)
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        shown.order_by = request.GET.getlist("sort")
        return exports.export(shown.as_values(), fmt=fmt, name=name)
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(shown)
    return render(
        request,
        template,
        {"table": shown, "filter": filtered, "total": shown.paginator.count, **context},
    )
