"""Pages of subsidy requests: the list, one request, and the steps of its life."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.agreements.enums import SubsidyState
from funding.agreements.queries.instalments import lines_of
from funding.agreements.queries.sight import agreement_for
from funding.subsidies import actions
from funding.subsidies.forms import MORE, SIDES, SPARE, DecisionForm, PrepareForm, ReopenForm, SubsidyForm
from funding.subsidies.lists import SubsidyFilter, SubsidyTable
from funding.subsidies.models import SubsidyRequest, checklist_of_subsidy
from funding.subsidies.papers import request_pdf
from funding.subsidies.queries import YearToPrepare, budget_of, last_request, shown_instalments, years_to_prepare
from funding.subsidies.rules import total
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, brief_euros, euros
from inclusion.core.french.names import of
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.history import JournalEntry
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

# -- Pages of subsidy requests

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
def subsidy_list(request: MemberRequest) -> HttpResponse:
    """Every subsidy request that this member may see: what was asked, what was granted."""
    seen = SubsidyRequest.objects.visible_to(request.member)
    return listing(
        request,
        queryset=seen.select_related("network", "party__partner", "party__agreement"),
        table=SubsidyTable,
        template="funding/subsidies/subsidy_list.html",
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
def subsidy_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One request: its state, its budget, the report of the past year, what was paid."""
    subsidy = seen_by(request.member, pk)
    expenses, resources = budget_of(subsidy)
    manages = request.member.may(Permission.AGREEMENTS_MANAGE)
    draft = subsidy.state == SubsidyState.DRAFT
    checks = checklist_of_subsidy(subsidy) if draft and manages else []
    lines = lines_of(shown_instalments(subsidy), today=timezone.localdate())
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
        "may_decide": request.member.may(Permission.SUBSIDIES_DECIDE) and subsidy.state == SubsidyState.SUBMITTED,
        "may_reopen": _may_reopen(subsidy, request.member),
    }
    return render(request, "funding/subsidies/subsidy_detail.html", context)


def _history(subsidy: SubsidyRequest, *, names: bool) -> list[dict[str, Any]]:
    """What happened to a request, the newest first; `names`: with who did it."""
    rows = JournalEntry.objects.filter(target_model=subsidy._meta.label, target_id=subsidy.pk)
    return [
        {"at": one.at, "label": one.label, "by": one.by if names else "", "detail": one.details.get("reason", "")}
        for one in rows.select_related("by").order_by("-at", "-pk")
    ]


def _may_reopen(subsidy: SubsidyRequest, member: Member) -> bool:
    """Whoever decides sends back what waits; who prepares reopens what was refused."""
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
    return f"La demande de {year} attend la décision {of(operator)}"


@requires(Permission.AGREEMENTS_VIEW)
def subsidy_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The request as a PDF, to be joined to a letter."""
    subsidy = seen_by(request.member, pk)
    name = f"demande-de-subvention-{subsidy.year}-{subsidy.party.agreement.reference}.pdf"
    return exports.attachment(request_pdf(subsidy), filename=name, media_type=PDF)


@requires(Permission.AGREEMENTS_VIEW)
def subsidy_report(request: MemberRequest, pk: int) -> HttpResponse:
    """The report of the past year that is joined to a request, as it was brought."""
    document = seen_by(request.member, pk).report_document
    if document is None:
        raise Http404
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)


# -- Steps of subsidy requests


@requires(Permission.AGREEMENTS_MANAGE)
def subsidy_prepare(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin the requests of a year to the operators of an agreement, in one go."""
    agreement = agreement_for(request.member, pk)
    years = years_to_prepare(agreement)
    initial = {"year": _next_year(years, request.GET.get("annee", ""))}
    form = PrepareForm(request.POST or None, years=[_named(one) for one in years], initial=initial)
    begun = submitted(request, form, lambda data: actions.prepare_requests(agreement, **data, **stamp(request)))
    if begun:
        year = begun[0].year
        if len(begun) == 1:
            messages.success(request, f"La demande de {year} est commencée. Complétez-la, puis déposez-la.")
            return redirect(begun[0])
        messages.success(request, f"{len(begun)} demandes de {year} sont commencées. Complétez-les, puis déposez-les.")
        return redirect("subsidy_list", request.network.slug)
    context = {"form": form, "agreement": agreement, "years": years}
    return render(request, "funding/subsidies/subsidy_prepare.html", context)


def _named(one: YearToPrepare) -> tuple[int, str]:
    """« 2027, 5 opérateurs, 92 000 € »"""
    who = "1 opérateur" if one.operators == 1 else f"{one.operators} opérateurs"
    return one.year, f"{one.year}\u00a0: {who}, {euros(one.amount)}"


def _next_year(years: list[YearToPrepare], asked: str) -> int | None:
    """The year that is asked for in the address, else the first that is not over, else the last."""
    found = [one.year for one in years]
    if (year := parameters.year(asked)) in found:
        return year
    this_year = timezone.localdate().year
    return next((year for year in found if year >= this_year), found[-1] if found else None)


# -- Completion -----------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
@takes_files(MAX_PDF_BYTES)
def subsidy_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Complete a request: the amount, what is planned, the budget, the report of the past year."""
    subsidy = seen_by(request.member, pk)
    if subsidy.state != SubsidyState.DRAFT:
        messages.error(request, "Cette demande est déposée\u00a0: elle ne change plus.")
        return redirect(subsidy)
    problem = _keep_file(request, subsidy) if request.method == "POST" else ""
    form = _form(request, subsidy)
    if request.method == "POST" and "add" not in request.POST and not problem:
        changed = submitted(request, form, lambda data: _changed(request, subsidy, data))
        if changed:
            messages.success(request, "La demande est enregistrée.")
            return redirect(changed)
    if problem and form.is_bound:
        form.add_error("report_file", problem)
    elif problem:  # a line was asked for: nothing else is looked at
        messages.error(request, problem)
    context = {"form": form, "subsidy": subsidy, "before": last_request(subsidy)}
    return render(request, "funding/subsidies/subsidy_form.html", context)


def _keep_file(request: MemberRequest, subsidy: SubsidyRequest) -> str:
    """Keep the PDF that was sent before anything else is looked at, so that it is not to be chosen again.

    Returns what is wrong with it.
    """
    upload = request.FILES.get("report_file")
    if upload is None or not subsidy.needs_report:
        return ""
    given = (upload.name or "", upload.read(MAX_PDF_BYTES + 1))
    try:
        kept = actions.attach_report(subsidy, report_file=given, **stamp(request))
    except DomainError as refused:
        return str(refused)
    subsidy.report_document = kept.report_document
    messages.success(request, f"Le bilan «\u00a0{upload.name}\u00a0» est joint à la demande.")
    return ""


def _form(request: MemberRequest, subsidy: SubsidyRequest) -> SubsidyForm:
    """The form as it was stored, as it was sent, or with more lines where these are asked for."""
    stored = dict(zip(SIDES, budget_of(subsidy), strict=True))
    shown: dict[str, Any] = {
        "year": subsidy.year,
        "needs_report": subsidy.needs_report,
        "has_file": subsidy.report_document_id is not None,
        "counts": {side: len(lines) + SPARE for side, lines in stored.items()},
    }
    if request.method == "POST" and "add" not in request.POST:
        return SubsidyForm(request.POST, **shown)
    if request.method == "POST":
        sent = request.POST.dict()
        side = sent["add"] if sent["add"] in SIDES else "expenses"
        counts = SubsidyForm(request.POST, **shown).counts
        return SubsidyForm(initial=sent, **{**shown, "counts": {**counts, side: counts[side] + MORE}})
    initial = {name: getattr(subsidy, name) for name in ("asked", "project", "report")}
    for side, lines in stored.items():
        for number, (label, amount) in enumerate(lines):
            initial |= {f"{side}_label_{number}": label, f"{side}_amount_{number}": amount}
    return SubsidyForm(initial=initial, **shown)


def _changed(request: MemberRequest, subsidy: SubsidyRequest, data: dict[str, Any]) -> SubsidyRequest:
    data.pop("report_file", None)  # kept already
    data["report"] = data.get("report", subsidy.report)
    return actions.change_request(subsidy, **data, **stamp(request))


# -- Submission, return, decision -----------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def subsidy_submit(request: MemberRequest, pk: int) -> HttpResponse:
    """Submit a request to its operator."""
    subsidy = seen_by(request.member, pk)
    return perform(
        request,
        lambda: actions.submit_request(subsidy, **stamp(request)),
        done=f"La demande est déposée\u00a0: {subsidy.party} la voit dans son espace et peut décider.",
        back=subsidy,
    )


@requires(Permission.SUBSIDIES_DECIDE)
def subsidy_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a request back to be completed, with what is missing."""
    subsidy = seen_by(request.member, pk)
    form = ReopenForm(request.POST or None)
    back = submitted(request, form, lambda data: actions.reopen_request(subsidy, **data, **stamp(request)))
    if back:
        messages.success(request, f"La demande de {subsidy.year} est à compléter.")
        own = request.member.may(Permission.AGREEMENTS_MANAGE)
        return redirect(back) if own else redirect("subsidy_list", request.network.slug)
    return render(request, "funding/subsidies/subsidy_reopen.html", {"form": form, "subsidy": subsidy})


@requires(Permission.SUBSIDIES_DECIDE)
def subsidy_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Grant a request or refuse it: by its operator, or as a letter of theirs says."""
    subsidy = seen_by(request.member, pk)
    initial = {"decision": "grant", "granted": subsidy.asked, "on": timezone.localdate()}
    form = DecisionForm(request.POST or None, initial=initial)
    decided = submitted(request, form, lambda data: _decided(request, subsidy, data))
    if decided:
        messages.success(request, _in_words(decided))
        return redirect(decided)
    return render(request, "funding/subsidies/subsidy_decide.html", {"form": form, "subsidy": subsidy})


def _decided(request: MemberRequest, subsidy: SubsidyRequest, data: dict[str, Any]) -> SubsidyRequest:
    does = {"reason": data["reason"], "on": data["on"], **stamp(request)}
    if data["decision"] == "refuse":
        return actions.refuse_request(subsidy, **does)
    return actions.grant_request(subsidy, granted=data["granted"], **does)


def _in_words(subsidy: SubsidyRequest) -> str:
    if subsidy.state == SubsidyState.REFUSED:
        return f"La demande de {subsidy.year} est refusée."
    return f"{euros(subsidy.granted)} sont accordés pour {subsidy.year}\u00a0: l’appel de fonds peut partir."
