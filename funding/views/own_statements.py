"""An operator's own space: what its euros became, and its statements."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.statements import Draft, draft_statement, print_statement
from funding.documents.statements import shown
from funding.forms.statements import OwnStatementForm
from funding.models import Fund, FundingStatement
from funding.views.statement_pages import download, sealed_page, situation_file, wanted
from inclusion.core.access import Permission, requires
from inclusion.core.web.forms import answered, submitted
from inclusion.partners.models import Partner


@requires(Permission.STATEMENTS_OWN)
def statement_own(request: HttpRequest) -> HttpResponse:
    """What the own organisation gave in a period, and what it became, as known now or on a day; nothing is written."""
    partner, today = request.member.partner, timezone.localdate()
    form = OwnStatementForm(_asked(request.GET, partner), partner=partner, today=today)
    context: dict[str, Any] = {"partner": partner, "form": form, "draft": None}
    if form.fields["fund"].queryset:
        draft = answered(
            form,
            lambda data: draft_statement(data["fund"], partner=partner, **form.question(), at=timezone.now()),
        )
        if draft:
            period = form.cleaned_data["period"]._asdict()
            context |= {
                "draft": draft,
                **shown(draft.figures, fund=draft.fund, partner=partner, until=draft.until, **period),
            }
    context["issued"] = FundingStatement.objects.filter(partner=partner).for_lists()
    return render(request, "funding/statement_own.html", context)


def _asked(given: QueryDict, partner: Partner) -> QueryDict:
    """What the address asks for; what it leaves out is the fund that is open today, and its year."""
    asked, today = given.copy(), timezone.localdate()
    funds = Fund.objects.filter(contributions__partner=partner).distinct()
    wanted = [one for one in funds if str(one.pk) == given.get("fund")]
    chosen = wanted or sorted(funds, key=lambda fund: not fund.start <= today < fund.end)
    for fund in chosen[:1]:
        asked.setdefault("fund", str(fund.pk))
        asked.setdefault("year", str(fund.years(until=today)[0]))
    return asked


@requires(Permission.STATEMENTS_OWN)
@require_POST
def statement_own_issue(request: HttpRequest) -> HttpResponse:
    """Issue the own organisation's statement, unless one that is there says the same, and go on to its file.

    Where the accounts are not closed, answer with the paper of a situation, and write nothing.
    """
    partner = request.member.partner
    form = OwnStatementForm(request.POST, partner=partner, today=timezone.localdate())
    statement = submitted(
        request, form, lambda _: wanted(form, partner=partner, by=request.user, at=timezone.now())
    )
    if isinstance(statement, Draft):
        return situation_file(statement)
    if statement is None:
        for sentences in form.errors.values():
            messages.error(request, " ".join(sentences))
        return redirect("statement_own", request.network.slug)
    print_statement(statement, by=request.user, at=timezone.now())
    messages.success(request, f"Votre relevé n° {statement.number} est établi.")
    return redirect("statement_own_document", request.network.slug, statement.pk)


def _own(request: HttpRequest) -> Any:
    return FundingStatement.objects.filter(partner=request.member.partner).for_lists()


@requires(Permission.STATEMENTS_OWN)
def statement_own_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement of the own organisation: its sealed figures, its files, what it replaces."""
    return sealed_page(get_object_or_404(_own(request), pk=pk), request, own=True)


@requires(Permission.STATEMENTS_OWN)
def statement_own_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of one statement of the own organisation, as it was issued."""
    return download(get_object_or_404(_own(request), pk=pk), own=True)


@requires(Permission.STATEMENTS_OWN)
@require_POST
def statement_own_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of an own statement whose worker died before it did."""
    statement = get_object_or_404(_own(request), pk=pk)
    print_statement(statement, by=request.user, at=timezone.now())
    messages.success(request, f"Le PDF de votre relevé n° {statement.number} est prêt.")
    return redirect(statement.get_own_url())
