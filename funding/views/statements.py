"""Pages of funding statements: the operator's own space, the coordinator's list, the public check."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.statement_files import chart_of, told
from funding.actions.statements import figures_of, issue_statement, print_statement, statement_figures
from funding.filters.statements import StatementFilter
from funding.forms.statements import CheckForm, OwnStatementForm, StatementForm
from funding.models import Fund, FundingStatement, StatementFile
from funding.rules.pictures import NARROW, WIDE, spoken
from funding.tables.statements import StatementTable
from inclusion import exports
from inclusion.access import Permission, public_in_network, requires
from inclusion.errors import DomainError
from inclusion.forms.submit import submitted
from inclusion.listing import listing
from inclusion.models import Partner
from inclusion.rules.periods import civil_year


def _download(statement: FundingStatement) -> HttpResponse:
    """The statement's file, as it was made when it was issued."""
    document = StatementFile.objects.select_related("document__content").get(statement=statement).document
    return exports.attachment(
        bytes(document.content.data), filename=document.filename, media_type=document.media_type
    )


@requires(Permission.STATEMENTS_OWN)
def statement_own(request: HttpRequest) -> HttpResponse:
    """What the own organisation gave in a year, and what it became."""
    partner = request.member.partner
    today = timezone.localdate()
    given = Fund.objects.filter(contributions__partner=partner).distinct()
    funds = sorted(given, key=lambda fund: not fund.start <= today < fund.end)
    fund = next(
        (one for one in funds if str(one.pk) == request.GET.get("fonds")), funds[0] if funds else None
    )
    context: dict[str, Any] = {"partner": partner, "funds": funds, "fund": fund}
    if fund is not None:
        context |= _own_year(fund, partner, request.GET.get("annee"))
    return render(request, "funding/statement_own.html", context)


def _own_year(fund: Fund, partner: Partner, asked: str | None) -> dict[str, Any]:
    """What a year of the fund was for one operator, as its statement would say it now."""
    years = fund.years(until=timezone.localdate())
    year = next((one for one in years if str(one) == asked), years[0])
    start, end = civil_year(year)
    found = statement_figures(fund, partner, start=start, end=end)
    figures = figures_of(fund, partner, start=start, end=end, as_at=None, found=found)
    wide, narrow = (chart_of(figures, width=width) for width in (WIDE, NARROW))
    return {
        "years": years,
        "year": year,
        "statement": told(figures, start=start, end=end),
        "wide": wide,
        "narrow": narrow,
        "spoken": spoken(wide),
        "issued": FundingStatement.objects.filter(fund=fund, partner=partner).with_replacement(),
    }


@requires(Permission.STATEMENTS_OWN)
@require_POST
def statement_own_issue(request: HttpRequest) -> HttpResponse:
    """Answer with the own organisation's statement of a year; issued now if its figures are new."""
    form = OwnStatementForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez un fonds et une année de ce fonds.")
        return redirect("statement_own", request.network.slug)
    try:
        statement = issue_statement(
            form.cleaned_data["fund"],
            partner=request.member.partner,
            **civil_year(form.cleaned_data["year"])._asdict(),
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("statement_own", request.network.slug)
    print_statement(statement, by=request.user, at=timezone.now())
    return _download(statement)


@requires(Permission.STATEMENTS_OWN)
def statement_own_document(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement of the own organisation, as it was issued."""
    own = FundingStatement.objects.filter(partner=request.member.partner)
    return _download(get_object_or_404(own, pk=pk))


@requires(Permission.STATEMENTS_ALL)
def statement_list(request: HttpRequest) -> HttpResponse:
    """All statements that were issued."""
    return listing(
        request,
        queryset=FundingStatement.objects.with_replacement().select_related("partner", "fund"),
        table=StatementTable,
        template="funding/statement_list.html",
        name="releves",
        filterset=StatementFilter,
    )


@requires(Permission.STATEMENTS_ALL)
def statement_issue(request: HttpRequest) -> HttpResponse:
    """Issue the statement of any operator."""
    form = StatementForm(request.POST or None, today=timezone.localdate())
    statement = submitted(
        request,
        form,
        lambda data: issue_statement(
            data["fund"],
            partner=data["partner"],
            **civil_year(data["year"])._asdict(),
            by=request.user,
            at=timezone.now(),
        ),
    )
    if statement:
        print_statement(statement, by=request.user, at=timezone.now())
        messages.success(request, f"Le relevé n° {statement.number} de {statement.partner} est établi.")
        return redirect("statement_list", request.network.slug)
    return render(request, "funding/statement_form.html", {"form": form})


@requires(Permission.STATEMENTS_ALL)
def statement_document(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement of any operator, as it was issued."""
    return _download(get_object_or_404(FundingStatement, pk=pk))


@public_in_network
def statement_check(request: HttpRequest) -> HttpResponse:
    """Say whether a number and a seal are those of a statement of this network; never a figure of it."""
    form = CheckForm(request.GET or None)
    found = None
    if form.is_valid():
        found = FundingStatement.objects.sealed_as(
            number=form.cleaned_data["numero"], seal=form.cleaned_data["sceau"]
        )
    context = {"form": form, "asked": form.is_bound and form.is_valid(), "statement": found}
    return render(request, "funding/statement_check.html", context)
