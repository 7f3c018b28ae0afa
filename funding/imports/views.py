"""Pages of imported files: upload one, see what it would change, apply it or drop it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from funding.imports.actions import BOUNDS, apply_import, drop_import, rows_of, try_import
from funding.imports.enums import ImportKind
from funding.imports.forms import ApplyForm, ImportForm
from funding.imports.models import FundImport
from funding.imports.rules import COLUMNS, Effect, Report
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import ImportState
from inclusion.core.french.money import euros
from inclusion.core.web import exports
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted

PER_PAGE = 100
RECENT = 10


@requires(Permission.FUNDS_MANAGE)
@takes_files(BOUNDS.max_bytes)
def fund_import_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring in a file, which is only tried out."""
    fund = get_object_or_404(Fund, pk=pk)
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    tried = submitted(
        request,
        form,
        lambda data: try_import(
            fund, kind=data["kind"], data=data["data"], filename=data["filename"], **stamp(request)
        ),
    )
    if tried:
        messages.success(request, "Le fichier est lu. Rien n’est encore enregistré.")
        return redirect(tried)
    recent = FundImport.objects.filter(fund=fund).select_related("document", "tried_by").defer("report")
    formats = [(kind, COLUMNS[kind]) for kind in ImportKind]
    context = {"fund": fund, "form": form, "recent": recent[:RECENT], "formats": formats}
    return render(request, "funding/imports/import_new.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_contributions_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The fund's contributions, as an import takes them back."""
    return _file(request, pk, ImportKind.CONTRIBUTIONS)


@requires(Permission.FUNDS_MANAGE)
def fund_receipts_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The fund's receipts, as an import takes them back."""
    return _file(request, pk, ImportKind.RECEIPTS)


def _file(request: MemberRequest, pk: int, kind: ImportKind) -> HttpResponse:
    """`?export=csv|xlsx`; with `modele` in the address, the titles alone."""
    fund = get_object_or_404(Fund, pk=pk)
    asked = request.GET.get("export")
    rows = rows_of(fund, kind)
    empty = "modele" in request.GET
    return exports.export(
        rows[:1] if empty else rows,
        fmt=asked if asked in exports.FORMATS else "csv",
        name=f"modele-{kind.label.lower()}" if empty else f"{kind.label.lower()}-fonds-{fund.pk}",
    )


def _found(pk: int) -> FundImport:
    return get_object_or_404(
        FundImport.objects.select_related("fund", "document", "tried_by", "applied_by"), pk=pk
    )


@requires(Permission.FUNDS_MANAGE)
def fund_import(request: MemberRequest, pk: int) -> HttpResponse:
    """What a file would change, or changed, line by line."""
    return _page(request, _found(pk))


def _page(request: MemberRequest, brought: FundImport, form: ApplyForm | None = None) -> HttpResponse:
    report = Report.from_json(brought.report)
    faults = Paginator(report.faults, PER_PAGE)
    changing = Paginator(report.changing, PER_PAGE)
    unchanged = Paginator(report.having(Effect.UNCHANGED), PER_PAGE)
    asking = report.asking if brought.state == ImportState.TRIED else []
    context: dict[str, Any] = {
        "brought": brought,
        "fund": brought.fund,
        "report": report,
        "heading": report.headline(brought.state),
        "open": brought.state == ImportState.TRIED,
        "applied": brought.state == ImportState.APPLIED,
        "may_apply": brought.state == ImportState.TRIED and report.changing and not report.wrong,
        "asking": asking,
        "form": form or ApplyForm(asking=len(asking)),
        "action_label": _action_label(len(report.changing)),
        "faults": faults.get_page(request.GET.get("erreurs")),
        "changing": changing.get_page(request.GET.get("page")),
        "unchanged": unchanged.get_page(request.GET.get("inchangees")),
        "unchanged_open": "inchangees" in request.GET or not report.changing,
    }
    return render(request, "funding/imports/import_detail.html", context)


def _action_label(count: int) -> str:
    return "Enregistrer cette ligne" if count == 1 else f"Enregistrer ces {count} lignes"


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_import_apply(request: MemberRequest, pk: int) -> HttpResponse:
    """Save what a file changes, if it still changes exactly what its page shows."""
    brought = _found(pk)
    form = ApplyForm(request.POST, asking=len(Report.from_json(brought.report).asking))
    done = submitted(
        request, form, lambda data: apply_import(brought, confirmed=data["confirmed"], **stamp(request))
    )
    if done is None and form.non_field_errors():
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect(brought)
    if done is None:
        return _page(request, brought, form)
    if done.state == ImportState.APPLIED:
        messages.success(request, _done(Report.from_json(done.report)))
    else:
        messages.warning(
            request,
            "Le fonds a changé depuis que ce fichier a été lu : rien n’est enregistré. "
            "Voici ce que le fichier changerait maintenant ; relisez-le avant de l’enregistrer.",
        )
    return redirect(done)


def _done(report: Report) -> str:
    """What was saved, and what it brought."""
    brought = [
        f"{one.label.lower()} : {'+' if one.change > 0 else ''}{euros(one.change)}"
        for one in report.totals
        if one.change
    ]
    said = f"C’est enregistré : {report.headline(ImportState.APPLIED)}."
    return f"{said} Pour le fonds, {', '.join(brought)}." if brought else said


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_import_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide that a file will not be saved."""
    brought = _found(pk)
    return perform(
        request,
        lambda: drop_import(brought, **stamp(request)),
        done="Ce fichier est abandonné : rien n’en a été enregistré.",
        back=brought,
        then=reverse("fund_import_new", args=[request.network.slug, brought.fund_id]),
    )
