"""Pages of grants: those that a fund attracted, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from funding.models import Fund
from inclusion.access import Permission, requires


@requires(Permission.FUNDS_VIEW)
def fund_grants(request: HttpRequest, pk: int) -> HttpResponse:
    """The grants of a fund: what came in of each, what is left, until when."""
    fund = get_object_or_404(Fund, pk=pk)
    return render(request, "funding/grant_list.html", {"fund": fund})
