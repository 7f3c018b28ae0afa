"""Pages of loans: the list, one of them, its slip."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from equipment.actions.loan_slips import draft_name, slip_pdf
from equipment.enums import LoanState
from equipment.filters.loans import LoanFilter
from equipment.models import Bank, Loan
from equipment.tables.loans import LoanTable
from equipment.views.loan_page import page_of
from equipment.views.tabs import tabs, visible_loan
from inclusion.core.access import Permission, requires
from inclusion.core.registry import panels_for
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_list(request: HttpRequest) -> HttpResponse:
    """Every loan that this member may see."""
    seen = Loan.objects.visible_to(request.member)
    today = timezone.localdate()
    return listing(
        request,
        queryset=seen.select_related("network", "school", "pupil", "model", "kit").order_by("-start", "-pk"),
        table=LoanTable,
        template="equipment/loan_list.html",
        name="prets",
        filterset=LoanFilter,
        begun=seen.exists(),
        out=seen.filter(state=LoanState.OUT).count(),
        late=seen.overdue(on=today).count(),
        bank=Bank.objects.current(),
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One loan: who, what, which days, where it stands, what may be done and why not."""
    loan = visible_loan(request.member, pk)
    panels = panels_for("loan_detail", request, loan)
    return render(request, "equipment/loan_detail.html", {**page_of(loan, request.member), "panels": panels})


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip as it was kept when the items left; a draft before."""
    loan = visible_loan(request.member, pk)
    if loan.slip is not None:
        data, name = loan.slip.data, loan.slip.filename
    else:
        data, name = slip_pdf(loan), draft_name(loan, timezone.localdate())
    return attachment(data, filename=name, media_type="application/pdf", inline=True)
