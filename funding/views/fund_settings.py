"""Pages of a fund's settings: what it is, who adds what to it, which of its periods are closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from funding.models import Fund
from inclusion.access import Permission, requires


@requires(Permission.FUNDS_MANAGE)
def fund_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """What a fund is, its leverage rules, its closed periods, each with what may be done."""
    fund = get_object_or_404(Fund.objects.select_related("host"), pk=pk)
    return render(request, "funding/fund_settings.html", {"fund": fund})
