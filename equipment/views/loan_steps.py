"""What is done with a loan that is agreed: lend directly, move, extend, swap an item, cancel."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from equipment.actions import loans as actions
from equipment.actions.booking import NotFree, book
from equipment.actions.extensions import last_possible
from equipment.actions.pupils import add_pupil
from equipment.actions.waiting import give_up
from equipment.enums import LoanState
from equipment.forms.loans import CancelForm, DatesForm, ExtendForm, LoanForm, SwapForm
from equipment.models import Bank, Loan, LoanItem
from equipment.views.loan_page import extension_blocker, moved_on
from equipment.views.tabs import tabs, visible_loan
from inclusion.core.access import Permission, requires
from inclusion.core.french.periods import plain_date, stored_end
from inclusion.core.web.forms import submitted


@requires(Permission.EQUIPMENT_MANAGE)
def loan_add(request: HttpRequest) -> HttpResponse:
    """The bank lends without a request: dates first, then what and to whom."""
    if Bank.objects.current() is None:
        return redirect("loan_desk", request.network.slug)
    form = LoanForm(_with_days(request), initial=_asked(request))
    nearest: list[Any] = []
    loan = submitted(request, form, lambda data: _catching(nearest, lambda: _booked(request, data)))
    if loan:
        messages.success(request, f"Le prêt {loan} est réservé {loan.period}.")
        return redirect(loan)
    context = {"form": form, "nearest": nearest, "tabs": tabs(request.member, "loans")}
    return render(request, "equipment/loan_add.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address proposes: days, a model or a kit, a school."""
    return {
        name: request.GET[name] for name in ("start", "wanted", "school", "number") if name in request.GET
    }


def _with_days(request: HttpRequest) -> Any:
    """What was typed, with the days of the button that offers others."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    start, _, due = data.get("days", "").partition("/")
    if start and due:
        data["start"], data["end"] = start, due
    return data


def _catching(nearest: list[Any], action: Any) -> Any:
    """Run what may find no item free, and keep the days that would do."""
    try:
        return action()
    except NotFree as refused:
        nearest += refused.nearest
        raise


def _booked(request: HttpRequest, data: dict[str, Any]) -> Loan:
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    pupil = None
    if data["pseudonym"].strip():
        pupil = add_pupil(data["school"], pseudonym=data["pseudonym"], is_no_name=data["is_no_name"], **who)
    return book(
        school=data["school"],
        wanted=data["wanted"],
        start=data["start"],
        end=data["end"],
        pupil=pupil,
        needs=data["needs"],
        mdph_step=data["mdph_step"],
        item=data["number"],
        **who,
    )


@requires(Permission.EQUIPMENT_MANAGE)
def loan_reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a booked loan to other days, with the same items."""
    loan = visible_loan(request.member, pk)
    if loan.state != LoanState.BOOKED:
        return moved_on(loan, request)
    form = DatesForm(_with_days(request), initial={"start": loan.start, "end": loan.end})
    nearest: list[Any] = []
    moved = submitted(
        request,
        form,
        lambda data: _catching(
            nearest, lambda: actions.reschedule(loan, **data, by=request.user, at=timezone.now())
        ),
    )
    if moved:
        messages.success(request, f"Le prêt {moved} est déplacé\u00a0: {moved.period}.")
        return redirect(moved)
    return render(request, "equipment/loan_reschedule.html", _page(request, loan, form, nearest=nearest))


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
def loan_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a loan last longer; the school does it for its own, where nobody waits."""
    loan = visible_loan(request.member, pk)
    if (
        not request.member.may(Permission.EQUIPMENT_MANAGE)
        and loan.school.partner_id != request.member.partner.pk
    ):
        raise Http404
    if loan.state not in (LoanState.BOOKED, LoanState.OUT):
        return moved_on(loan, request)
    last = last_possible(loan, today=timezone.localdate())
    form = ExtendForm(request.POST or None, initial={"end": stored_end(last) if last else None})
    longer = submitted(
        request, form, lambda data: actions.extend(loan, **data, by=request.user, at=timezone.now())
    )
    if longer:
        messages.success(request, f"Le prêt {longer} est prolongé jusqu’au {plain_date(longer.due)}.")
        return redirect(longer)
    why_not = "" if last else extension_blocker(loan)
    return render(
        request, "equipment/loan_extend.html", _page(request, loan, form, last=last, why_not=why_not)
    )


@requires(Permission.EQUIPMENT_MANAGE)
def loan_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Take another item of the same model for a loan that has not begun. `pk`: of the loan's item."""
    rows = LoanItem.objects.select_related("item__model", "loan__school", "loan__network")
    row = get_object_or_404(rows, pk=pk)
    loan = row.loan
    if loan.state not in (LoanState.OFFERED, LoanState.BOOKED):
        return moved_on(loan, request)
    form = SwapForm(request.POST or None, row=row, today=timezone.localdate())
    swapped = submitted(
        request, form, lambda data: actions.swap(row, **data, by=request.user, at=timezone.now())
    )
    if swapped:
        messages.success(request, f"{row.item} est remplacé par {swapped.item} dans le prêt {loan}.")
        return redirect(loan)
    return render(request, "equipment/loan_swap.html", _page(request, loan, form, row=row))


@requires(Permission.EQUIPMENT_MANAGE)
def loan_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a loan that has not begun, and say why."""
    loan = visible_loan(request.member, pk)
    if loan.state not in (LoanState.OFFERED, LoanState.BOOKED):
        return moved_on(loan, request)
    form = CancelForm(request.POST or None)
    cancelled = submitted(
        request, form, lambda data: give_up(loan, **data, by=request.user, at=timezone.now())
    )
    if cancelled:
        messages.success(request, f"Le prêt {cancelled} est annulé\u00a0: son matériel est libre.")
        return redirect(cancelled)
    return render(request, "equipment/loan_cancel.html", _page(request, loan, form))


def _page(request: HttpRequest, loan: Loan, form: Any, **more: Any) -> dict[str, Any]:
    return {"loan": loan, "form": form, "tabs": tabs(request.member, "loans"), **more}
