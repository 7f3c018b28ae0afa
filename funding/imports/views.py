"""Pages of files of contributions and receipts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from funding.imports.actions import FUND_FILES, rows_of
from funding.imports.enums import ImportKind
from funding.imports.forms import ApplyForm, ImportForm
from funding.imports.rules import COLUMNS, Effect, Report
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import ImportState
from inclusion.core.french.money import euros
from inclusion.core.imports.trials import try_file
from inclusion.core.models.imports import Trial
from inclusion.core.web import exports
from inclusion.core.web.acting import stamp
from inclusion.core.web.trials import TrialPages

PER_PAGE = 100


class FundImportPages(TrialPages):
    """A file of contributions or receipts."""

    importer = FUND_FILES
    permissions = (Permission.FUNDS_MANAGE,)
    form = ImportForm
    names = ("fund_import_new", "fund_import", "fund_import_apply", "fund_import_drop")
    new_template = "funding/imports/import_new.html"
    detail_template = "funding/imports/import_detail.html"
    heading = "Importer des contributions ou des versements par fichier"
    lead = (
        "Le fichier est d’abord essayé\u00a0: vous voyez ligne par ligne ce qu’il changerait, et rien n’est enregistré "
        "avant votre accord. S’il reste une seule erreur, rien ne l’est."
    )
    back_label = "Revenir au fonds"
    faults_caption = "Ce qui est à corriger"
    drop_label = "Abandonner ce fichier"
    tried = "Le fichier est lu. Rien n’est encore enregistré."
    outdated = (
        "Le fonds a changé depuis que ce fichier a été lu\u00a0: rien n’est enregistré. "
        "Voici ce que le fichier changerait maintenant\u00a0; relisez-le avant de l’enregistrer."
    )
    lists_recent = True

    def back(self, slug: str, subject: Fund) -> str:
        return subject.get_absolute_url()

    def trail(self, slug: str, subject: Fund) -> list[tuple[Any, str]]:
        return [("Fonds", reverse("fund_list", args=[slug])), (subject, subject.get_absolute_url())]

    def apply_label(self, report: Report) -> str:
        count = len(report.changing)
        return "Enregistrer cette ligne" if count == 1 else f"Enregistrer ces {count} lignes"

    def frame(self, member: Any, subject: Fund) -> dict[str, Any]:
        return {"fund": subject}

    def guide(self, request: MemberRequest, subject: Fund) -> dict[str, Any]:
        return {"formats": [(kind, COLUMNS[kind]) for kind in ImportKind], "shows_content": True}

    def bring(self, request: MemberRequest, subject: Fund, data: dict[str, Any]) -> Trial:
        options = {"kind": data.pop("kind")}
        return try_file(self.importer, subject=subject, options=options, **data, **stamp(request))

    def answers(self, report: Report, **given: Any) -> ApplyForm:
        return ApplyForm(asking=len(report.asking), **given)

    def shown(self, request: MemberRequest, trial: Trial, report: Report, subject: Fund) -> dict[str, Any]:
        unchanged = Paginator(report.having(Effect.UNCHANGED), PER_PAGE)
        return {
            "kind": ImportKind(trial.options["kind"]),
            "asking": report.asking if trial.state == ImportState.TRIED else [],
            "changing": Paginator(report.changing, PER_PAGE).get_page(request.GET.get("page")),
            "unchanged": unchanged.get_page(request.GET.get("inchangees")),
            "unchanged_open": "inchangees" in request.GET or not report.changing,
        }

    def done(self, trial: Trial, report: Report) -> str:
        brought = [
            f"{one.label.lower()}\u00a0: {'+' if one.change > 0 else ''}{euros(one.change)}"
            for one in report.totals
            if one.change
        ]
        said = f"C’est enregistré\u00a0: {report.headline(ImportState.APPLIED)}."
        return f"{said} Pour le fonds, {', '.join(brought)}." if brought else said

    def after(self, trial: Trial, subject: Fund) -> str:
        return self.url(trial)

    def after_drop(self, trial: Trial, subject: Fund) -> str:
        return self.new_url(trial.network.slug, subject)


FUND_IMPORT = FundImportPages()


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
