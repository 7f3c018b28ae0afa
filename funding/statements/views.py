"""Pages of funding statements, for the operator they are of and for the coordinator."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from funding.ledger.models.funds import Fund
from funding.statements.actions.batches import issue_missing, issue_year, last_job
from funding.statements.actions.issue import Draft, draft_statement, issue_statement, print_statement, stem_of
from funding.statements.actions.outbox import mail_statement
from funding.statements.forms import CheckForm, OwnStatementForm, PeriodForm, StatementForm, YearForm
from funding.statements.lists import BatchLineTable, StatementFilter, StatementTable
from funding.statements.models import FundingStatement, StatementBatch, StatementFile
from funding.statements.papers import check_address, rows_of, shown
from inclusion.core import jobs
from inclusion.core.access import (
    MemberRequest,
    NetworkRequest,
    Permission,
    open_while_closed,
    public_in_network,
    requires,
    unlisted,
)
from inclusion.core.french.money import euros
from inclusion.core.french.names import of, so_many
from inclusion.core.models.networks import User
from inclusion.core.web import exports
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import answered, field_of, submitted
from inclusion.core.web.listing import listing
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import plain_date

# -- Parts that the pages of an issued statement share


def sealed_page(statement: FundingStatement, request: HttpRequest, *, own: bool) -> HttpResponse:
    """Answer with the sealed figures of a statement, or with the same as a spreadsheet (`?export=csv`, `xlsx`).

    `statement` comes from `for_lists`; `own`: it is the asking operator's own.
    """
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(rows_of(statement), fmt=fmt, name=stem_of(statement))
    # Where the statement comes from and what it is sealed by.
    facts: list[tuple[str, Any]] = [
        ("Opérateur", statement.figures["partner"]),
        ("Fonds", statement.figures["fund"]),
        ("Période", statement.period),
        ("Établi le", plain_date(statement.issued_at)),
    ]
    if statement.as_at is not None:
        facts.append(("D’après ce qui était enregistré le", plain_date(statement.as_at)))
    if statement.replaces is not None:
        facts.append(("Remplace", _link(statement.replaces, own=own)))
    newer = statement.replaced_by.first()
    if newer is not None:
        facts.append(("Remplacé par", _link(newer, own=own)))
    groups = " ".join(statement.seal[at : at + 8] for at in range(0, len(statement.seal), 8))
    context = {
        "issued": statement,
        "own": own,
        "facts": [*facts, ("Sceau SHA-256", groups)],
        "check_url": check_address(statement),
        "mails": [] if own else statement.mails.order_by("to"),
        **shown(statement),
    }
    return render(request, "funding/statements/statement_detail.html", context)


def _link(statement: FundingStatement, *, own: bool) -> SafeString:
    return format_html('<a href="{}">le relevé n° {}</a>', address_of(statement, own=own), statement.number)


def address_of(statement: FundingStatement, *, own: bool) -> str:
    """The page of a statement: the operator's own, or the coordinator's."""
    return statement.get_own_url() if own else statement.get_absolute_url()


def wanted(form: PeriodForm, *, partner: Partner, by: User, at: datetime) -> FundingStatement | Draft:
    """Issue the statement that a valid form asks for; the draft of a situation where its accounts are not closed."""
    asked = {"partner": partner, **form.question(), "at": at}
    draft = draft_statement(form.cleaned_data["fund"], **asked)
    return draft if draft.situation else issue_statement(form.cleaned_data["fund"], **asked, by=by)


def situation_file(draft: Draft) -> HttpResponse:
    """Answer with the PDF of a situation."""
    return exports.attachment(draft.pdf(), filename=f"{draft.stem}.pdf", media_type="application/pdf")


def situation_sheet(draft: Draft | None, request: HttpRequest) -> HttpResponse | None:
    """Answer with the figures of a situation as a spreadsheet where one is asked for (`?export=csv`, `xlsx`)."""
    if draft is None or not draft.situation or (fmt := request.GET.get("export")) not in exports.FORMATS:
        return None
    return exports.export(rows_of(draft), fmt=fmt, name=draft.stem)


def note_opening(statement: FundingStatement, request: HttpRequest) -> None:
    """Have the first opening of a statement by its operator recorded: reading a page writes nothing itself."""
    if statement.opened_at is None:
        jobs.enqueue_best_effort(
            "funding.tasks.record_statement_opening",
            network_id=statement.network_id,
            statement_id=statement.pk,
            user_id=request.user.pk,
        )


def download(statement: FundingStatement, *, own: bool) -> HttpResponse:
    """Answer with the file as it was made; where it is missing, with the page that has it made."""
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is None:
        return redirect(address_of(statement, own=own))
    document = made.document
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)


# -- Pages of an operator


@requires(Permission.STATEMENTS_OWN)
def statement_own(request: MemberRequest) -> HttpResponse:
    """What the own organisation gave in a period and what it finances, as known now or on a day; nothing is written."""
    partner, today = request.member.partner, timezone.localdate()
    form = OwnStatementForm(_asked(request.GET, partner), partner=partner, today=today)
    context: dict[str, Any] = {"partner": partner, "form": form, "draft": None}
    if field_of(form, "fund").queryset:
        draft = answered(
            form, lambda data: draft_statement(data["fund"], partner=partner, **form.question(), at=timezone.now())
        )
        if (sheet := situation_sheet(draft, request)) is not None:
            return sheet
        if draft:
            context |= {"draft": draft, **shown(draft)}
    context["issued"] = FundingStatement.objects.filter(partner=partner).for_lists()
    return render(request, "funding/statements/statement_own.html", context)


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
def statement_own_issue(request: MemberRequest) -> HttpResponse:
    """Issue the own organisation's statement, unless one that is there says the same, and go on to its file.

    Where the accounts are not closed, answer with the paper of a situation, and write nothing.
    """
    partner = request.member.partner
    form = OwnStatementForm(request.POST, partner=partner, today=timezone.localdate())
    statement = submitted(request, form, lambda _: wanted(form, partner=partner, **stamp(request)))
    if isinstance(statement, Draft):
        return situation_file(statement)
    if statement is None:
        for sentences in form.errors.values():
            messages.error(request, " ".join(map(str, sentences)))
        return redirect("statement_own", request.network.slug)
    print_statement(statement, **stamp(request))
    messages.success(request, f"Votre relevé n° {statement.number} est établi.")
    return redirect("statement_own_document", request.network.slug, statement.pk)


def _own(request: MemberRequest) -> Any:
    return FundingStatement.objects.filter(partner=request.member.partner).for_lists()


@requires(Permission.STATEMENTS_OWN)
def statement_own_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One statement of the own organisation: its sealed figures, its files, what it replaces."""
    statement = get_object_or_404(_own(request), pk=pk)
    note_opening(statement, request)
    return sealed_page(statement, request, own=True)


@requires(Permission.STATEMENTS_OWN)
def statement_own_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The PDF of one statement of the own organisation, as it was issued."""
    statement = get_object_or_404(_own(request), pk=pk)
    note_opening(statement, request)
    return download(statement, own=True)


@requires(Permission.STATEMENTS_OWN)
@require_POST
def statement_own_prepare(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the paper of an own statement whose worker died before it did."""
    statement = get_object_or_404(_own(request), pk=pk)
    print_statement(statement, **stamp(request))
    messages.success(request, f"Le PDF de votre relevé n° {statement.number} est prêt.")
    return redirect(statement.get_own_url())


# -- Pages of the coordinator


@requires(Permission.STATEMENTS_ALL)
def statement_list(request: MemberRequest) -> HttpResponse:
    """All statements that were issued."""
    return listing(
        request,
        queryset=FundingStatement.objects.for_lists(),
        table=StatementTable,
        template="funding/statements/statement_list.html",
        name="releves",
        filterset=StatementFilter,
    )


@requires(Permission.STATEMENTS_ALL)
def statement_issue(request: MemberRequest) -> HttpResponse:
    """Choose whose statement is wanted; sent from its preview, issue it, or give the paper of a situation."""
    form = StatementForm(request.POST or None, initial=request.GET.dict(), today=timezone.localdate())
    statement = submitted(request, form, lambda data: wanted(form, partner=data["partner"], **stamp(request)))
    if isinstance(statement, Draft):
        return situation_file(statement)
    if statement:
        print_statement(statement, **stamp(request))
        messages.success(request, f"Le relevé n° {statement.number} {of(statement.partner)} est établi.")
        return redirect(statement)
    return render(request, "funding/statements/statement_form.html", {"form": form})


@requires(Permission.STATEMENTS_ALL)
def statement_preview(request: MemberRequest) -> HttpResponse:
    """What a statement would say; nothing is written."""
    form = StatementForm(request.GET, today=timezone.localdate())
    draft = answered(
        form, lambda data: draft_statement(data["fund"], partner=data["partner"], **form.question(), at=timezone.now())
    )
    if draft is None:
        return render(request, "funding/statements/statement_form.html", {"form": form})
    change = reverse("statement_issue", args=[request.network.slug])
    if (sheet := situation_sheet(draft, request)) is not None:
        return sheet
    context = {"form": form, "draft": draft, "change_url": f"{change}?{request.GET.urlencode()}", **shown(draft)}
    return render(request, "funding/statements/statement_preview.html", context)


@requires(Permission.STATEMENTS_ALL)
def statement_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One statement of any operator: its sealed figures, its files, what it replaces."""
    return sealed_page(get_object_or_404(FundingStatement.objects.for_lists(), pk=pk), request, own=False)


@requires(Permission.STATEMENTS_ALL)
def statement_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The paper of one statement of any operator, as it was issued."""
    return download(get_object_or_404(FundingStatement, pk=pk), own=False)


@requires(Permission.STATEMENTS_ALL)
@require_POST
def statement_prepare(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the paper of a statement whose worker died before it did."""
    statement = get_object_or_404(FundingStatement, pk=pk)
    print_statement(statement, **stamp(request))
    messages.success(request, f"Le PDF du relevé n° {statement.number} est prêt.")
    return redirect(statement)


@requires(Permission.STATEMENTS_ALL)
@require_POST
def statement_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the link of a statement to its operator, once more where it was sent before."""
    statement = get_object_or_404(FundingStatement, pk=pk)
    return perform(
        request,
        lambda: mail_statement(statement, once_more=True, **stamp(request)),
        done=f"Le relevé n° {statement.number} part à {statement.partner}.",
        back=statement,
    )


@unlisted
@public_in_network
@open_while_closed
def statement_check(request: NetworkRequest) -> HttpResponse:
    """Say whether a number and a seal are those of a statement of this network.

    Whoever has both has the statement: its operator, its period and what was left are shown, to compare with it.
    """
    form = CheckForm(request.GET or None)
    found = None
    if form.is_valid():
        found = FundingStatement.objects.sealed_as(number=form.cleaned_data["numero"], seal=form.cleaned_data["sceau"])
    context = {
        "form": form,
        "asked": form.is_bound and form.is_valid(),
        "statement": found,
        "document": "relevé de financement",
        "short": "relevé",
    }
    if found is not None:
        context["facts"] = [
            ("Opérateur", found.figures["partner"]),
            ("Fonds", found.figures["fund"]),
            ("Période", found.period),
            ("Part restante à la fin", euros(Decimal(found.figures["closing"]))),
        ]
    return render(request, "funding/statements/statement_check.html", context)


# -- Pages of yearly batches


@requires(Permission.STATEMENTS_ALL)
def statement_year(request: MemberRequest) -> HttpResponse:
    """Ask for the statements of all contributors of a fund for a year, and follow the work."""
    form = YearForm(request.POST or None, today=timezone.localdate())
    job = submitted(
        request,
        form,
        lambda data: issue_year(data["fund"], year=data["year"], as_at=data["known_at"], **stamp(request)),
    )
    if job:
        messages.success(
            request, f"C’est demandé\u00a0: {so_many(job.total, 'relevé se prépare', 'relevés se préparent')}."
        )
        return redirect("job_detail", request.network.slug, job.pk)
    # Counting groups the rows, and a grouped query forgets the order of its model.
    latest = StatementBatch.objects.with_counts().order_by("-asked_at", "-pk")
    asked = latest.select_related("fund")[:5]
    return render(request, "funding/statements/statement_year.html", {"form": form, "asked": asked})


@requires(Permission.STATEMENTS_ALL)
def statement_batch(request: MemberRequest, pk: int) -> HttpResponse:
    """The statements of a year: what is issued, what is missing and why, their archive."""
    batch = get_object_or_404(StatementBatch.objects.with_counts().select_related("fund"), pk=pk)
    return listing(
        request,
        queryset=batch.lines.for_lists(),
        table=BatchLineTable,
        template="funding/statements/statement_batch.html",
        name=f"releves-{batch.year}",
        batch=batch,
        job=last_job(batch),
    )


@requires(Permission.STATEMENTS_ALL)
@require_POST
def statement_batch_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Resume a batch whose work failed, and follow the work."""
    batch = get_object_or_404(StatementBatch, pk=pk)
    return perform(
        request,
        lambda: issue_missing(batch, **stamp(request)),
        done="C’est relancé\u00a0: ce qui est établi reste, ce qui manque se prépare.",
        back=batch,
        then=lambda job: reverse("job_detail", args=[request.network.slug, job.pk]),
    )


@requires(Permission.STATEMENTS_ALL)
def statement_batch_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The archive of the papers of a batch."""
    job = last_job(get_object_or_404(StatementBatch, pk=pk))
    if job is None or job.document is None:
        raise Http404
    document = job.document
    return attachment(document.data, filename=document.filename, media_type=document.media_type)
