"""Statements for the coordinator: the list, any operator's one looked at before it is issued, and as it was issued."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.statements import Draft, draft_statement, print_statement
from funding.documents.statements import shown
from funding.filters.statements import StatementFilter
from funding.forms.statements import CheckForm, StatementForm
from funding.models import FundingStatement
from funding.tables.statements import StatementTable
from funding.views.statement_pages import download, sealed_page, situation_file, wanted
from inclusion.core.access import Permission, public_in_network, requires, unlisted
from inclusion.core.french.names import of
from inclusion.core.web.forms import answered, submitted
from inclusion.core.web.listing import listing


@requires(Permission.STATEMENTS_ALL)
def statement_list(request: HttpRequest) -> HttpResponse:
    """All statements that were issued."""
    return listing(
        request,
        queryset=FundingStatement.objects.for_lists(),
        table=StatementTable,
        template="funding/statement_list.html",
        name="releves",
        filterset=StatementFilter,
    )


@requires(Permission.STATEMENTS_ALL)
def statement_issue(request: HttpRequest) -> HttpResponse:
    """Choose whose statement is wanted; sent from its preview, issue it, or give the paper of a situation."""
    form = StatementForm(request.POST or None, initial=request.GET.dict(), today=timezone.localdate())
    statement = submitted(
        request, form, lambda data: wanted(form, partner=data["partner"], by=request.user, at=timezone.now())
    )
    if isinstance(statement, Draft):
        return situation_file(statement)
    if statement:
        print_statement(statement, by=request.user, at=timezone.now())
        messages.success(request, f"Le relevé n° {statement.number} {of(str(statement.partner))} est établi.")
        return redirect(statement)
    return render(request, "funding/statement_form.html", {"form": form})


@requires(Permission.STATEMENTS_ALL)
def statement_preview(request: HttpRequest) -> HttpResponse:
    """What a statement would say; nothing is written."""
    form = StatementForm(request.GET, today=timezone.localdate())
    draft = answered(
        form,
        lambda data: draft_statement(
            data["fund"], partner=data["partner"], **form.question(), at=timezone.now()
        ),
    )
    if draft is None:
        return render(request, "funding/statement_form.html", {"form": form})
    change = reverse("statement_issue", args=[request.network.slug])
    context: dict[str, Any] = {"form": form, "draft": draft}
    context["change_url"] = f"{change}?{request.GET.urlencode()}"
    context |= shown(
        draft.figures,
        fund=draft.fund,
        partner=draft.partner,
        until=draft.until,
        **form.cleaned_data["period"]._asdict(),
    )
    return render(request, "funding/statement_preview.html", context)


@requires(Permission.STATEMENTS_ALL)
def statement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement of any operator: its sealed figures, its files, what it replaces."""
    return sealed_page(get_object_or_404(FundingStatement.objects.for_lists(), pk=pk), request, own=False)


@requires(Permission.STATEMENTS_ALL)
def statement_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of one statement of any operator, as it was issued."""
    return download(get_object_or_404(FundingStatement, pk=pk), own=False)


@requires(Permission.STATEMENTS_ALL)
@require_POST
def statement_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of a statement whose worker died before it did."""
    statement = get_object_or_404(FundingStatement, pk=pk)
    print_statement(statement, by=request.user, at=timezone.now())
    messages.success(request, f"Le PDF du relevé n° {statement.number} est prêt.")
    return redirect(statement)


@unlisted
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
