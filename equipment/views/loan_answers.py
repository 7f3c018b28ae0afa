"""The bank's answer to a request, and the school's to an offer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.actions import loans
from equipment.actions import requests as actions
from equipment.actions.waiting import offer_dates
from equipment.forms.borrowing import RefuseForm
from equipment.models import Item, Loan
from equipment.models.terms import the_bank
from equipment.views.loan_requests import own_draft
from equipment.views.request_page import near_links, offer_form, standing
from equipment.views.tabs import tabs, visible_request
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import long_date
from inclusion.core.web import parameters
from inclusion.core.web.forms import submitted


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def loan_request_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Book the item that was chosen, or any free one, for the days that were asked."""
    asked = visible_request(request.member, pk)
    item = Item.objects.filter(pk=parameters.key(request.POST.get("item"))).first()
    try:
        loan = actions.confirm_request(asked, item=item, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, f"Rien n’est réservé. {refused}")
        return redirect(asked)
    items = ", ".join(str(one.item) for one in loan.loan_items.select_related("item"))
    messages.success(request, f"{items} est réservé à {asked.school}, à remettre le {long_date(loan.start)}.")
    return redirect(asked)


@requires(Permission.EQUIPMENT_MANAGE)
def loan_request_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with the reason that the school reads."""
    asked = visible_request(request.member, pk)
    form = RefuseForm(request.POST or None)
    refused = submitted(
        request,
        form,
        lambda data: actions.refuse_request(asked, **data, by=request.user, at=timezone.now()),
    )
    if refused:
        messages.success(request, "La demande est refusée. L’établissement en reçoit le motif.")
        return redirect(refused)
    context = {"form": form, "asked": asked, "tabs": tabs(request.member, "requests")}
    return render(request, "equipment/loan_request_refuse.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def loan_request_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer other dates, which the school takes or not; `?start=&end=` fill them in."""
    asked = visible_request(request.member, pk)
    form = offer_form(asked, request)
    loan = submitted(
        request, form, lambda data: offer_dates(asked, **data, by=request.user, at=timezone.now())
    )
    if loan:
        messages.success(
            request,
            f"Ces dates sont proposées à {asked.school}, jusqu’au {long_date(loan.offer_until)} inclus.",
        )
        return redirect(asked)
    context = {
        "form": form,
        "asked": asked,
        "tabs": tabs(request.member, "requests"),
        "near": near_links(asked, standing(asked), url_name="loan_request_offer"),
        "bank": the_bank(),
    }
    return render(request, "equipment/loan_request_offer.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def loan_request_wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a request on the waiting list; what is free already is offered at once."""
    asked = visible_request(request.member, pk)
    try:
        actions.let_wait(asked, by=request.user, at=timezone.now())
        messages.success(request, "La demande est sur liste d’attente. Ce qui se libère lui sera proposé.")
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(asked)


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the bank or its waiting list offers."""
    asked = own_draft(request.member, pk)
    offered = get_object_or_404(Loan, request=asked)
    try:
        loan = loans.accept(offered, by=request.user, at=timezone.now())
        messages.success(request, f"C’est réservé. À retirer le {long_date(loan.start)}.")
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(asked)
