"""What the pages of an issued statement share, for its operator and for the coordinator."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.actions.statement_files import check_address
from funding.actions.statements import Draft, draft_statement, issue_statement, stem_of
from funding.documents.statements import rows_of, shown
from funding.forms.statements import PeriodForm
from funding.models import FundingStatement, StatementFile
from inclusion.core.models.networks import User
from inclusion.core.web import exports
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import plain_date


def sealed_page(statement: FundingStatement, request: HttpRequest, *, own: bool) -> HttpResponse:
    """Answer with the sealed figures of a statement, or with the same as a spreadsheet (`?export=csv`, `xlsx`).

    `statement` comes from `for_lists`; `own`: it is the asking operator's own.
    """
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(rows_of(statement), fmt=fmt, name=stem_of(statement))
    context = {
        "issued": statement,
        "own": own,
        "facts": _facts(statement, own=own),
        "check_url": check_address(statement),
        **shown(
            statement.figures,
            fund=statement.fund,
            partner=statement.partner,
            start=statement.start,
            end=statement.end,
        ),
    }
    return render(request, "funding/statement_detail.html", context)


def _facts(statement: FundingStatement, *, own: bool) -> list[tuple[str, Any]]:
    """Where the statement comes from and what it is sealed by."""
    facts: list[tuple[str, Any]] = [
        ("Opérateur", statement.figures["partner"]),
        ("Fonds", statement.figures["fund"]),
        ("Période", statement.period),
        ("Établi le", plain_date(statement.issued_at)),
    ]
    if statement.as_at is not None:
        facts.append(("Tel que connu le", plain_date(statement.as_at)))
    if statement.replaces is not None:
        facts.append(("Remplace", _link(statement.replaces, own=own)))
    newer = statement.replaced_by.first()
    if newer is not None:
        facts.append(("Remplacé par", _link(newer, own=own)))
    groups = " ".join(statement.seal[at : at + 8] for at in range(0, len(statement.seal), 8))
    return [*facts, ("Sceau SHA-256", groups)]


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
    """Answer with the paper of a situation."""
    return exports.attachment(draft.pdf(), filename=draft.filename, media_type="application/pdf")


def download(statement: FundingStatement, *, own: bool) -> HttpResponse:
    """Answer with the file as it was made; where it is missing, with the page that has it made."""
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is None:
        return redirect(address_of(statement, own=own))
    document = made.document
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)
