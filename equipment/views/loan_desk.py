"""The desk: what leaves and comes back today, and where a scanned label leads."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from equipment.enums import LoanState
from equipment.models import Bank, Item, Loan, School
from equipment.models.desk import loan_to_handle, phone_of, today_at
from equipment.rules.codes import clean_code
from equipment.views.tabs import tabs
from inclusion.core.access import Permission, requires
from inclusion.core.web import parameters

_LOAN_NUMBER = re.compile(r"P0*([0-9]{1,15})")
_UAI = re.compile(r"[0-9]{7}[A-Z]")
#: Schools that are offered where several answer to what was typed.
MAX_SCHOOLS = 8


@requires(Permission.EQUIPMENT_MANAGE)
def loan_desk(request: HttpRequest) -> HttpResponse:
    """What is to be done at the counter today; a scanned label leads where its thing must go."""
    typed = request.GET.get("code", "").strip()
    if typed and (address := where_to(typed, request.network)):
        return redirect(address)
    today = timezone.localdate()
    bank = Bank.objects.current()
    context = {
        "typed": typed,
        "schools": _schools(typed),
        "bank": bank,
        "today": today,
        "desk": today_at(today) if bank else None,
        "tabs": tabs(request.member, "desk"),
    }
    return render(request, "equipment/loan_desk.html", context)


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_by_number(request: HttpRequest, number: str) -> HttpResponse:
    """What the code on a slip leads to: the counter for the bank, the page of the loan for its school."""
    found = _LOAN_NUMBER.fullmatch(clean_code(number))
    rows = Loan.objects.visible_to(request.member)
    loan = get_object_or_404(rows, pk=parameters.key(found[1]) if found else None)
    return redirect(_counter_of(loan) if request.member.may(Permission.EQUIPMENT_MANAGE) else loan)


def where_to(typed: str, network: Any) -> str:
    """The address for a label, an inventory number, the number of a loan, or a school; empty for nothing known."""
    code = clean_code(typed)
    if item := Item.objects.found_by(code).first():
        loan = loan_to_handle(item, on=timezone.localdate())
        return f"{_counter_of(loan)}?vu={item.code}" if loan else _page_of(item)
    if found := _LOAN_NUMBER.fullmatch(code):
        loan = Loan.objects.filter(pk=parameters.key(found[1])).first()
        return _counter_of(loan) if loan else ""
    schools = _schools(typed)
    if len(schools) == 1:
        return f"{reverse('loan_list', args=[network.slug])}?school={schools[0].pk}"
    return ""


def _counter_of(loan: Loan) -> str:
    name = {LoanState.BOOKED: "loan_hand_over", LoanState.OUT: "loan_return"}.get(
        LoanState(loan.state), "loan_detail"
    )
    return reverse(name, args=[loan.network.slug, loan.pk])


def _page_of(item: Item) -> str:
    try:
        return item.get_absolute_url()
    except NoReverseMatch:
        return ""


def _schools(typed: str) -> list[School]:
    if not typed:
        return []
    code = clean_code(typed)
    if _UAI.fullmatch(code):
        return list(School.objects.filter(uai=code))
    return list(School.objects.open().matching(typed)[:MAX_SCHOOLS])


@requires(Permission.EQUIPMENT_MANAGE)
def loan_overdue(request: HttpRequest) -> HttpResponse:
    """What should be back, with whom to call: a sheet to print."""
    today = timezone.localdate()
    rows: Any = Loan.objects.overdue(on=today).select_related("network", "school__partner", "model", "kit")
    context = {
        "today": today,
        "rows": [(loan, loan.late_days(today), phone_of(loan)) for loan in rows],
        "tabs": tabs(request.member, "desk"),
    }
    return render(request, "equipment/loan_overdue.html", context)
