"""What a hub gives in a year, the sheet of that year, and all the départements of a hub on one page."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion import exports
from inclusion.access import Member, Permission, lacks_second_factor, requires, signed_in
from inclusion.actions import hub_days as actions
from inclusion.documents.hub_sheets import sheet_pdf
from inclusion.exports import attachment
from inclusion.forms.hub_days import AllocationForm
from inclusion.forms.submit import submitted
from inclusion.models import HubAllocation, HubDay, Membership
from inclusion.models.hub_days import balance_of_year, hub_memberships
from inclusion.rules.hub_days import in_days
from inclusion.scope import scoped_to
from inclusion.views.hub_days import year_url
from inclusion.views.hub_page import headline

_COLUMNS = ("Réseau", "Département", "Hub", "Le", "Jours", "Pour quoi", "Intitulé", "Qui, au hub", "État")
#: How many of the next days of each département are shown.
_NEXT = 3


@requires(Permission.HUB_MANAGE)
def hub_allocation_add(request: HttpRequest) -> HttpResponse:
    """Say how many days a hub gives in a year; the network's settings propose."""
    initial = {"year": timezone.localdate().year, "half_days": actions.usual_half_days()}
    form = AllocationForm(request.POST or None, initial=initial)
    allocation = submitted(
        request, form, lambda data: actions.allot(**data, by=request.user, at=timezone.now())
    )
    if allocation:
        messages.success(request, f"Les jours de {allocation.partner} en {allocation.year} sont attribués.")
        return redirect(year_url(request.network.slug, allocation.year))
    hubs = form.fields["partner"].queryset.exists()
    return render(
        request, "inclusion/hub_allocation_form.html", {"form": form, "allocation": None, "hubs": hubs}
    )


@requires(Permission.HUB_MANAGE)
def hub_allocation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many days a year has."""
    allocation = get_object_or_404(HubAllocation.objects.select_related("partner"), pk=pk)
    initial = {"half_days": allocation.half_days, "note": allocation.note}
    form = AllocationForm(request.POST or None, initial=initial, changing=True)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_allotment(allocation, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(year_url(request.network.slug, changed.year))
    return render(
        request, "inclusion/hub_allocation_form.html", {"form": form, "allocation": allocation, "hubs": True}
    )


@requires(Permission.HUB_RECORD)
@require_POST
def hub_sheet_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the sheet of a year as it stands today, and keep it."""
    found = HubAllocation.objects.recordable_by(request.member).select_related("partner", "network")
    allocation, now = get_object_or_404(found, pk=pk), timezone.now()
    pdf = sheet_pdf(allocation, on=timezone.localdate(now))
    actions.issue_sheet(allocation, pdf=pdf, by=request.user, at=now)
    messages.success(request, f"La fiche de {allocation.year} est éditée\u00a0: vous pouvez la télécharger.")
    return redirect(year_url(request.network.slug, allocation.year))


@requires(Permission.HUB_VIEW)
def hub_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a year as it was last issued."""
    sheet = get_object_or_404(HubAllocation.objects.select_related("sheet"), pk=pk).sheet
    if sheet is None:
        raise Http404
    return attachment(sheet.data, filename=sheet.filename, media_type=sheet.media_type, inline=True)


@signed_in
def hub_home(request: HttpRequest) -> HttpResponse:
    """All the départements of a hub: what is left in each, what comes next; `?export=` gives their days as one file."""
    today = timezone.localdate()
    seats = [one for one in hub_memberships(request.user) if _may_enter(one)]
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        rows = [_COLUMNS, *(row for seat in seats for row in _rows(seat, today.year))]
        return exports.export(rows, fmt=fmt, name=f"jours-hub-{today.year}")
    found = [_department(seat, today) for seat in seats]
    return render(request, "inclusion/hub_home.html", {"found": found, "year": today.year, "today": today})


def _may_enter(seat: Membership) -> bool:
    """Whether the network itself would let this member in: its second verification is asked for here too."""
    return not lacks_second_factor(Member(seat))


def _rows(seat: Membership, year: int) -> Iterator[tuple[Any, ...]]:
    with scoped_to(seat.network):
        days = HubDay.objects.filter(allocation__partner=seat.partner, allocation__year=year)
        for day in list(days):
            yield (
                seat.network.name,
                seat.network.department.name,
                seat.partner.name,
                day.on,
                in_days(day.half_days),
                day.get_use_display(),
                day.title,
                day.who,
                day.get_state_display(),
            )


def _department(seat: Membership, today: date) -> dict[str, Any]:
    with scoped_to(seat.network):
        allocations = HubAllocation.objects.filter(partner=seat.partner, year=today.year)
        days = HubDay.objects.filter(allocation__partner=seat.partner)
        return {
            "network": seat.network,
            "partner": seat.partner,
            "heading": headline(balance_of_year(allocations), today.year, today),
            "next": [(one, one.length) for one in days.to_come(today=today)[:_NEXT]],
            "passed": days.passed(today=today).count(),
            "may_record": Member(seat).may(Permission.HUB_RECORD),
        }
