"""The yearly requests to the operators of a cooperation agreement: prepared, submitted, completed, decided.

Lock order: the row of the fund, then the agreement, then the request, then the instalments.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.agreements.actions.drafting import lock_agreement_and_fund
from funding.agreements.actions.instalments import follow_promise, promised_by_instalments
from funding.agreements.enums import AgreementKind, InstalmentFlow, SubsidyState
from funding.agreements.models import BOUND, Agreement, AgreementParty, Instalment
from funding.agreements.queries.instalments import OWED
from funding.contributions.enums import CallState
from funding.enums import Verb
from funding.ledger.actions import refuse_future
from funding.ledger.models.funds import Fund
from funding.ledger.rules import booked, quantize_non_negative
from funding.subsidies.enums import BudgetSide
from funding.subsidies.models import SubsidyBudgetLine, SubsidyRequest
from funding.subsidies.queries import budget_of, last_request, planned_in, planned_of, requests_in
from funding.subsidies.rules import carried, subsidy_line, subsidy_missing, total, unequal
from inclusion.core import journal, states
from inclusion.core.documents import store_pdf
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros, split
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import checked_pdf
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User

type Lines = Sequence[tuple[str, Decimal]]


@transaction.atomic
def prepare_requests(agreement: Agreement, *, year: int, by: User, at: datetime) -> list[SubsidyRequest]:
    """Begin the request to each operator that pays for a year: what it pays, with last year's budget.

    Those that exist are left as they are. Raises DomainError where there is none to begin, and for an agreement that
    is no cooperation or not signed.
    """
    agreement = lock_agreement_and_fund(agreement.parent or agreement)
    if agreement.kind != AgreementKind.COOPERATION:
        raise DomainError("Seule une convention de coopération demande une subvention chaque année.")
    if agreement.state not in OWED:
        raise DomainError("Les demandes d’une convention se préparent une fois qu’elle est signée.")
    asked: dict[int, Decimal] = {}
    parties: dict[int, AgreementParty] = {}
    for one in planned_in(agreement, year=year).select_related("party__partner", "party__agreement"):
        partner = one.party.partner_id
        asked[partner] = asked.get(partner, ZERO) + one.amount
        parties.setdefault(partner, one.party)
    # The party of the agreement itself rather than the one of its amendment.
    parties |= {one.partner_id: one for one in agreement.parties.filter(partner__in=asked)}
    if not asked:
        raise DomainError(f"Aucune échéance de cette convention n’est versée au fonds pour {year}.").at("year")
    known = set(requests_in(agreement, year=year).values_list("party__partner_id", flat=True))
    begun = [
        _begun(agreement, parties[partner], year=year, asked=amount, by=by, at=at)
        for partner, amount in asked.items()
        if partner not in known
    ]
    if not begun:
        raise DomainError(f"Les demandes de {year} sont déjà préparées.").at("year")
    return begun


def _begun(
    agreement: Agreement, party: AgreementParty, *, year: int, asked: Decimal, by: User, at: datetime
) -> SubsidyRequest:
    request = SubsidyRequest.objects.create(
        party=party, year=year, asked=asked, needs_report=year > agreement.start.year or agreement.renews_id is not None
    )
    last = last_request(request)
    operator = party.partner.name
    if last is None:
        _write_budget(request, expenses=[], resources=[subsidy_line(operator, asked)])
    else:
        expenses, resources = budget_of(last)
        kept = carried(resources, asked_before=last.asked, asked=asked, operator=operator)
        _write_budget(request, expenses=expenses, resources=kept)
    journal.record(Verb.SUBSIDY_PREPARED, on=request, by=by, at=at, asked=str(asked), year=year)
    return request


def _write_budget(request: SubsidyRequest, *, expenses: Lines, resources: Lines) -> None:
    request.budget_lines.all().delete()
    sides = ((BudgetSide.EXPENSE, expenses), (BudgetSide.RESOURCE, resources))
    SubsidyBudgetLine.objects.bulk_create(
        SubsidyBudgetLine(network_id=request.network_id, request=request, side=side, label=label, amount=amount)
        for side, lines in sides
        for label, amount in lines
    )


def _locked_request(request: SubsidyRequest) -> SubsidyRequest:
    rows = SubsidyRequest.objects.select_for_update(of=("self",))
    return rows.select_related("party__agreement__fund", "party__partner").get(pk=request.pk)


# -- Completion and submission --------------------------------------------------------------


@transaction.atomic
def change_request(
    request: SubsidyRequest,
    *,
    asked: Decimal,
    project: str,
    report: str,
    expenses: Lines,
    resources: Lines,
    report_file: tuple[str, bytes] | None = None,
    drop_report_file: bool = False,
    by: User,
    at: datetime,
) -> SubsidyRequest:
    """Write a request that is to be completed: `report_file` is the name and the bytes of a PDF.

    Raises DomainError for one that was submitted, for sides that differ (at "expenses"), where no resource is what is
    asked (at "resources"), and for a file that is no readable PDF (at "report_file").
    """
    request = _locked_request(request)
    if request.state != SubsidyState.DRAFT:
        raise DomainError("Cette demande est déposée\u00a0: elle ne change plus, sauf si elle est à compléter.")
    asked = booked(asked)
    if asked <= 0:
        raise DomainError("Le montant demandé est supérieur à zéro.").at("asked")
    expenses, resources = _checked_lines(expenses), _checked_lines(resources)
    if sentence := unequal(expenses, resources):
        raise DomainError(sentence).at("expenses")
    if resources and (sentence := subsidy_missing(resources, asked=asked, operator=request.party.partner.name)):
        raise DomainError(sentence).at("resources")
    if report_file is not None:
        request.report_document = _kept(request, *report_file, by=by, at=at)
    elif drop_report_file:
        request.report_document = None
    request.asked, request.project, request.report = asked, project.strip(), report.strip()
    request.save(update_fields=["asked", "project", "report", "report_document"])
    _write_budget(request, expenses=expenses, resources=resources)
    journal.record(Verb.SUBSIDY_CHANGED, on=request, by=by, at=at, asked=str(asked), budget=str(total(expenses)))
    return request


@transaction.atomic
def attach_report(request: SubsidyRequest, *, report_file: tuple[str, bytes], by: User, at: datetime) -> SubsidyRequest:
    """Keep the PDF of a report at once, whatever else of the request is not right yet.

    Raises DomainError (at "report_file") for a file that is no readable PDF.
    """
    request = _open_request(request)
    request.report_document = _kept(request, *report_file, by=by, at=at)
    request.save(update_fields=["report_document"])
    journal.record(Verb.SUBSIDY_CHANGED, on=request, by=by, at=at, report=request.report_document.sha256)
    return request


def _open_request(request: SubsidyRequest) -> SubsidyRequest:
    """The request, locked; raises DomainError once it is submitted."""
    request = _locked_request(request)
    if request.state != SubsidyState.DRAFT:
        raise DomainError("Cette demande est déposée\u00a0: elle ne change plus, sauf si elle est à compléter.")
    return request


def _checked_lines(lines: Lines) -> list[tuple[str, Decimal]]:
    checked = [(label.strip(), quantize_non_negative(amount)) for label, amount in lines]
    if any(not label for label, _ in checked):
        raise DomainError("Indiquez à quoi correspond chaque ligne du budget.").at("expenses")
    return checked


def _kept(request: SubsidyRequest, filename: str, data: bytes, *, by: User, at: datetime) -> Document:
    """The PDF of a report, kept once it was looked at."""
    try:
        checked_pdf(data, filename=filename)
    except DomainError as refused:
        raise refused.at("report_file") from None
    return store_pdf(
        data,
        kind=DocumentKind.SUBSIDY_REPORT,
        filename=f"bilan-{request.year - 1}-{request.party.agreement.reference}.pdf",
        by=by,
        at=at,
    )


@transaction.atomic
def submit_request(request: SubsidyRequest, *, by: User, at: datetime) -> SubsidyRequest:
    """Submit a request to its operator; raises DomainError with what it lacks."""
    today = timezone.localdate(at)
    request = states.move(
        _locked_request(request), SubsidyState.SUBMITTED, by=by, at=at, submitted_on=today, decision_reason=""
    )
    journal.record(Verb.SUBSIDY_SUBMITTED, on=request, by=by, at=at, asked=str(request.asked))
    return request


@transaction.atomic
def reopen_request(request: SubsidyRequest, *, reason: str, by: User, at: datetime) -> SubsidyRequest:
    """Send a request back to be completed, or one that was refused to be asked again; raises DomainError without a
    reason.
    """
    if not (reason := reason.strip()):
        raise DomainError("Indiquez ce qui est à compléter.").at("reason")
    request = states.move(
        _locked_request(request),
        SubsidyState.DRAFT,
        by=by,
        at=at,
        submitted_on=None,
        decided_on=None,
        decided_by=None,
        decision_reason=reason,
    )
    journal.record(Verb.SUBSIDY_REOPENED, on=request, by=by, at=at, reason=reason)
    return request


# -- Decision -------------------------------------------------------------------------------


@transaction.atomic
def grant_request(
    request: SubsidyRequest, *, granted: Decimal, reason: str = "", on: date, by: User, at: datetime
) -> SubsidyRequest:
    """Write down what an operator grants for the year.

    Where that is another amount than planned, the instalments of the year that were not called share it as they shared
    what was planned, and the promise follows. Raises DomainError for an amount that is not above zero or below what
    was called, another amount than asked without a reason, and a day to come or before the submission.
    """
    request = _to_decide(request, on=on, at=at)
    granted = booked(granted)
    if granted <= 0:
        raise DomainError(
            "Le montant accordé est supérieur à zéro\u00a0; pour ne rien accorder, refusez la demande."
        ).at("granted")
    if granted != request.asked and not reason.strip():
        raise DomainError(
            f"{euros(request.asked)} étaient demandés\u00a0: indiquez pourquoi un autre montant est accordé."
        ).at("reason")
    planned = sum(planned_of(request).values_list("amount", flat=True), ZERO)
    _share_out(request, granted, by=by, at=at)
    request = states.move(
        request,
        SubsidyState.GRANTED,
        by=by,
        at=at,
        granted=granted,
        decided_on=on,
        decided_by=by,
        decision_reason=reason.strip(),
    )
    journal.record(Verb.SUBSIDY_GRANTED, on=request, by=by, at=at, granted=str(granted), planned=str(planned))
    return request


@transaction.atomic
def refuse_request(request: SubsidyRequest, *, reason: str, on: date, by: User, at: datetime) -> SubsidyRequest:
    """Write down that an operator grants nothing for the year, and why; it may be completed and asked again."""
    request = _to_decide(request, on=on, at=at)
    if not (reason := reason.strip()):
        raise DomainError("Indiquez pourquoi la demande est refusée.").at("reason")
    request = states.move(
        request, SubsidyState.REFUSED, by=by, at=at, decided_on=on, decided_by=by, decision_reason=reason
    )
    journal.record(Verb.SUBSIDY_REFUSED, on=request, by=by, at=at, reason=reason)
    return request


def _to_decide(request: SubsidyRequest, *, on: date, at: datetime) -> SubsidyRequest:
    """The request as it is now that its fund, its agreement and itself are locked; it waits for a decision."""
    lock_agreement_and_fund(request.party.agreement)
    request = _locked_request(request)
    if request.state != SubsidyState.SUBMITTED:
        state = request.get_state_display().lower()
        raise DomainError(f"Cette demande n’attend pas de décision\u00a0: elle est à l’état «\u00a0{state}\u00a0».")
    refuse_future(on, at=at, because="une décision se note une fois prise")
    if request.submitted_on is not None and on < request.submitted_on:
        raise DomainError(f"La demande a été déposée le {plain_date(request.submitted_on)}.").at("on")
    return request


def _share_out(request: SubsidyRequest, granted: Decimal, *, by: User, at: datetime) -> None:
    """Bring the instalments of the year that nobody called, and the promise, to what was granted."""
    fund: Fund | None = request.party.agreement.fund
    partner = request.party.partner
    # The parts go out in the order of the days; the rows are locked in that of their keys.
    list(planned_of(request).select_for_update(of=("self",)).order_by("pk"))
    rows = list(planned_of(request).select_related("call"))
    called = [one.amount for one in rows if one.call is not None and one.call.state == CallState.ISSUED]
    open_rows = [one for one in rows if one.call is None or one.call.state != CallState.ISSUED]
    left = granted - sum(called, ZERO)
    if left < 0 or (left and not open_rows):
        raise DomainError(
            f"{euros(sum(called, ZERO))} sont déjà appelés pour {request.year}\u00a0: annulez d’abord l’appel de fonds."
        ).at("granted")
    before = promised_by_instalments(fund, partner, request.year) if fund else ZERO
    parts = split(left, [one.amount for one in open_rows]) if open_rows else []
    if not all(parts):
        raise DomainError(f"{euros(left)} ne se répartissent pas sur {len(parts)} échéances à appeler.").at("granted")
    if parts != [one.amount for one in open_rows]:
        _refuse_while_amended(request)
        for one, part in zip(open_rows, parts, strict=True):
            Instalment.objects.filter(pk=one.pk).update(amount=part)
        agreement = request.party.agreement
        journal.record(Verb.AGREEMENT_CHANGED, on=agreement, by=by, at=at, changed=["instalments"])
    if fund is not None:
        today = timezone.localdate(at)
        follow_promise(fund, partner, request.year, before=before, on=today, by=by, at=at)


def _refuse_while_amended(request: SubsidyRequest) -> None:
    """Raise DomainError where an amendment in preparation holds the amounts of before, and would bring them back."""
    agreement = request.party.agreement
    main = agreement.parent or agreement
    amendment = main.amendments.exclude(state__in=BOUND).first()
    if amendment is None:
        return
    carried = amendment.instalments.filter(flow=InstalmentFlow.CALLED, year=request.year)
    if carried.filter(party__partner=request.party.partner_id).exists():
        raise DomainError(
            f"L’avenant {amendment.reference}, en préparation, reprend les échéances de {request.year}\u00a0: "
            "signez-le, ou supprimez son brouillon, avant de noter un autre montant que celui qui est prévu."
        ).at("granted")
