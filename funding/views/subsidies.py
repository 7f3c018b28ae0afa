"""Pages of subsidy requests: the list, one request, its papers."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from funding.actions.instalment_lines import lines_of
from funding.actions.subsidy_files import request_pdf
from funding.actions.subsidy_plans import budget_of, last_request, told_of
from funding.enums import SubsidyState
from funding.filters.subsidies import SubsidyFilter
from funding.models import SubsidyRequest
from funding.models.subsidy_checks import checklist_of_subsidy
from funding.rules.subsidy_budgets import total
from funding.tables.subsidies import SubsidyTable
from inclusion.core.access import Member, Permission, requires
from inclusion.core.french.money import ZERO, brief_euros, euros
from inclusion.core.french.names import of
from inclusion.core.models.history import JournalEntry
from inclusion.core.web import exports
from inclusion.core.web.listing import listing

PDF = "application/pdf"


def seen_by(member: Member, pk: int) -> SubsidyRequest:
    """A request that this member may see, else 404."""
    rows = SubsidyRequest.objects.visible_to(member).select_related(
        "network__department",
        "party__partner__commune",
        "party__agreement__network",
        "party__agreement__fund",
        "party__agreement__parent",
        "report_document",
        "decided_by",
    )
    return get_object_or_404(rows, pk=pk)


@requires(Permission.AGREEMENTS_VIEW)
def subsidy_list(request: HttpRequest) -> HttpResponse:
    """Every subsidy request that this member may see: what was asked, what was granted."""
    seen = SubsidyRequest.objects.visible_to(request.member)
    return listing(
        request,
        queryset=seen.select_related("network", "party__partner", "party__agreement"),
        table=SubsidyTable,
        template="funding/subsidy_list.html",
        name="demandes-de-subvention",
        filterset=SubsidyFilter,
        title=_list_title(seen, request.member),
    )


def _list_title(seen: Any, member: Member) -> str:
    """What waits, in the words of who reads."""
    waiting = Q(state=SubsidyState.SUBMITTED)
    found = seen.order_by().aggregate(
        waiting=Count("pk", filter=waiting),
        amount=Sum("asked", filter=waiting, default=ZERO),
        drafts=Count("pk", filter=Q(state=SubsidyState.DRAFT)),
    )
    count = found["waiting"]
    if count:
        whose = "votre décision" if _decides_own(member) else "une décision"
        requests = "1 demande attend" if count == 1 else f"{count} demandes attendent"
        return f"{requests} {whose}\u00a0: {euros(found['amount'], decimals=False)}"
    if found["drafts"]:
        count = found["drafts"]
        return "1 demande est à compléter" if count == 1 else f"{count} demandes sont à compléter"
    return "Aucune demande de subvention n’attend"


def _decides_own(member: Member) -> bool:
    """Whether this member decides for the own organisation, rather than writing down what others decide."""
    return member.may(Permission.SUBSIDIES_DECIDE) and not member.may(Permission.AGREEMENTS_MANAGE)


@requires(Permission.AGREEMENTS_VIEW)
def subsidy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: where it stands, its budget, the report of the past year, what was paid."""
    subsidy = seen_by(request.member, pk)
    expenses, resources = budget_of(subsidy)
    manages = request.member.may(Permission.AGREEMENTS_MANAGE)
    draft = subsidy.state == SubsidyState.DRAFT
    checks = checklist_of_subsidy(subsidy) if draft and manages else []
    lines = lines_of(told_of(subsidy), today=timezone.localdate())
    context = {
        "subsidy": subsidy,
        "agreement": subsidy.party.agreement,
        "title": _title(subsidy, request.member),
        "sides": [("Dépenses", expenses, total(expenses)), ("Recettes", resources, total(resources))],
        "checks": checks,
        "ready": all(met for _, met in checks),
        "lines": lines,
        "paid": sum((one.paid for one in lines), ZERO),
        "before": last_request(subsidy),
        "history": _history(subsidy, names=manages),
        "manages": manages,
        "may_decide": request.member.may(Permission.SUBSIDIES_DECIDE)
        and subsidy.state == SubsidyState.SUBMITTED,
        "may_reopen": _may_reopen(subsidy, request.member),
    }
    return render(request, "funding/subsidy_detail.html", context)


def _history(subsidy: SubsidyRequest, *, names: bool) -> list[dict[str, Any]]:
    """What happened to a request, the newest first; `names`: with who did it."""
    rows = JournalEntry.objects.filter(target_model=subsidy._meta.label, target_id=subsidy.pk)
    return [
        {
            "at": one.at,
            "label": one.label,
            "by": one.by if names else "",
            "detail": one.details.get("reason", ""),
        }
        for one in rows.select_related("by").order_by("-at", "-pk")
    ]


def _may_reopen(subsidy: SubsidyRequest, member: Member) -> bool:
    """Whoever decides sends back what waits; who prepares takes up again what was refused."""
    if subsidy.state == SubsidyState.REFUSED:
        return member.may(Permission.AGREEMENTS_MANAGE)
    return subsidy.state == SubsidyState.SUBMITTED and member.may(Permission.SUBSIDIES_DECIDE)


def _title(subsidy: SubsidyRequest, member: Member) -> str:
    """What the page of a request answers."""
    operator, year = subsidy.party.partner, subsidy.year
    if subsidy.state == SubsidyState.DRAFT:
        ready = all(met for _, met in checklist_of_subsidy(subsidy))
        return f"La demande de {year} à {operator} {'peut être déposée' if ready else 'est à compléter'}"
    if subsidy.state == SubsidyState.GRANTED:
        granted = brief_euros(subsidy.granted)
        return f"{operator} accorde {granted} pour {year}"
    if subsidy.state == SubsidyState.REFUSED:
        return f"{operator} refuse la demande de {year}"
    asked = brief_euros(subsidy.asked)
    if _decides_own(member):
        return f"{asked} vous sont demandés pour {year}"
    return f"La demande de {year} attend la décision {of(str(operator))}"


@requires(Permission.AGREEMENTS_VIEW)
def subsidy_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The request as a PDF, to be joined to a letter."""
    subsidy = seen_by(request.member, pk)
    name = f"demande-de-subvention-{subsidy.year}-{subsidy.party.agreement.reference}.pdf"
    return exports.attachment(request_pdf(subsidy), filename=name, media_type=PDF)


@requires(Permission.AGREEMENTS_VIEW)
def subsidy_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of the past year that is joined to a request, as it was brought."""
    document = seen_by(request.member, pk).report_document
    if document is None:
        raise Http404
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)
