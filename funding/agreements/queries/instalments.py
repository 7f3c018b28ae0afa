"""The state of each instalment by the ledger, and what is wrong with those of an agreement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from funding.agreements.enums import AgreementKind, InstalmentFlow, SubsidyState
from funding.agreements.models import BOUND, Agreement, AgreementParty, Instalment, InstalmentQuerySet
from funding.agreements.rules.terms import years_touched
from funding.contributions.enums import CallState, ContributionState
from funding.contributions.models import CallForFunds, Contribution
from funding.enums import AgreementState, Verb
from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.ledger.models.funds import Fund
from funding.ledger.queries import register_obligations
from funding.ledger.rules import Obligation
from funding.posts.models import PostYear
from funding.spending.models import Commitment
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.history import JournalEntry

# -- Errors of instalments, in French sentences

#: Flows that go through a fund.
THROUGH_A_FUND = (InstalmentFlow.CALLED, InstalmentFlow.PAID_BY_FUND)
_BOUND = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)


def family_of(main: Agreement) -> list[int]:
    """Keys of an agreement and of its signed amendments: together they are what is in force."""
    return [main.pk, *main.amendments.filter(state__in=_BOUND).order_by("pk").values_list("pk", flat=True)]


def instalment_fault(
    agreement: Agreement, *, payer: str, flow: InstalmentFlow, year: int, due_on: date
) -> tuple[str, str] | None:
    """Why an instalment cannot be part of an agreement: the field at fault and the sentence; None: it can."""
    main = agreement.parent or agreement
    years = years_touched(main.start, agreement.end)
    whose = f"L’échéance {of(payer)} du {plain_date(due_on)}"
    if year not in years:
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]} à {years[-1]}"
        return ("year", f"{whose} est au titre de {year}\u00a0: la convention porte sur {span}. Corrigez son année.")
    if due_on < main.start:
        return (
            "due_on",
            f"{whose} précède le premier jour de la convention, le {plain_date(main.start)}. Reportez-la.",
        )
    return _fund_fault(agreement.fund, flow, whose=whose, year=year, due_on=due_on)


def _fund_fault(
    fund: Fund | None, flow: InstalmentFlow, *, whose: str, year: int, due_on: date
) -> tuple[str, str] | None:
    """The same for what goes through a fund, which has days of its own."""
    if fund is None or flow not in THROUGH_A_FUND:
        return None
    span = f"du {plain_date(fund.start)} au {plain_date(shown_end(fund.end))}"
    if year not in years_touched(fund.start, fund.end):
        return (
            "year",
            f"{whose} est au titre de {year}\u00a0: le fonds «\u00a0{fund}\u00a0» va {span}. Corrigez son année.",
        )
    if not fund.start <= due_on < fund.end:
        return ("due_on", f"{whose} est hors de la période du fonds «\u00a0{fund}\u00a0», {span}. Changez son jour.")
    return None


def taken_twice(main: Agreement, instalments: Iterable[Instalment]) -> list[str]:
    """Instalments of an amendment of `main` that were called, committed or settled there since it was begun."""
    family = Instalment.objects.filter(agreement__in=family_of(main)).standing()
    gone = {_mark(one) for one in family.select_related("call", "party") if _is_on_its_way(one)}
    return [
        f"L’échéance {of(one.party)} du {plain_date(one.due_on)} a été appelée, engagée ou versée depuis que "
        "l’avenant est commencé\u00a0: retirez-la de l’avenant."
        for one in instalments
        if _mark(one) in gone
    ]


def changed_by(one: Instalment) -> Agreement | None:
    """The amendment in preparation that plans an instalment otherwise, or no more; None: nothing is in its way.

    Called as it was, it would be added to what the amendment plans instead.
    """
    main = one.agreement.parent or one.agreement
    amendment = main.amendments.exclude(state__in=BOUND).first()
    if amendment is None or one.commitment_id is not None:
        return None
    planned = {_mark(carried) for carried in amendment.instalments.select_related("party")}
    return None if _mark(one) in planned or one.pk in set_free_since(amendment) else amendment


def set_free_since(amendment: Agreement) -> set[int]:
    """Keys of instalments that were called or settled when an amendment was begun, which that step took back since.

    The amendment did not carry them, so that it replaces none of them: they stay due beside its own.
    """
    about = JournalEntry.objects.filter(target_model=amendment._meta.label, target_id=amendment.pk)
    begun = about.filter(verb=Verb.AGREEMENT_AMENDED).values_list("pk", flat=True).first()
    main = amendment.parent
    if begun is None or main is None:
        return set()
    keys = Instalment.objects.filter(agreement__in=family_of(main)).values_list("pk", flat=True)
    own = JournalEntry.objects.filter(target_model=Instalment._meta.label, target_id__in=list(keys))
    calls = {entry.details["call"]: entry.target_id for entry in own.filter(verb=Verb.INSTALMENT_CALLED)}
    steps = [
        (entry.pk, entry.target_id, entry.verb == Verb.INSTALMENT_UNSETTLED)
        for entry in own.filter(
            pk__gt=begun, verb__in=(Verb.INSTALMENT_CALLED, Verb.INSTALMENT_SETTLED, Verb.INSTALMENT_UNSETTLED)
        )
    ]
    cancelled = JournalEntry.objects.filter(verb=Verb.CALL_CANCELLED, target_id__in=calls, pk__gt=begun)
    steps += [(entry.pk, calls[entry.target_id], True) for entry in cancelled]
    # What is called only later was copied: its first step shows it.
    first: dict[int, bool] = {}
    for _, key, freed in sorted(steps):
        first.setdefault(key, freed)
    return {key for key, freed in first.items() if freed}


def _is_on_its_way(one: Instalment) -> bool:
    called = one.call is not None and one.call.state == CallState.ISSUED
    return called or one.commitment_id is not None or one.settled_on is not None


def _mark(one: Instalment) -> tuple[int, str, int, Decimal, date]:
    """What distinguishes an instalment from the others of an agreement and of its amendments."""
    return (one.party.partner_id, one.flow, one.year, one.amount, one.due_on)


def above_the_plan(agreement: Agreement, instalments: Sequence[Instalment]) -> list[str]:
    """Years of a post for which the fund would pay more than the plan of the post gives it.

    An amendment counts with what it leaves in place: what the fund has committed already.
    """
    paid = [one for one in instalments if one.flow == InstalmentFlow.PAID_BY_FUND]
    if any(one.post_year_id is None for one in paid):
        return ["Rattachez chaque échéance que le fonds paie à une année du poste."]
    planned: dict[int, Decimal] = {}
    for one in [*paid, *_committed(agreement)]:
        if one.post_year_id is not None:
            planned[one.post_year_id] = planned.get(one.post_year_id, ZERO) + one.amount
    years = PostYear.objects.filter(pk__in=planned).order_by("number", "pk")
    return [
        f"Pour l’année {year.number} du poste, les échéances que le fonds paie font {euros(planned[year.pk])}\u00a0: "
        f"le plan de financement lui en donne {euros(year.fund_share)}. Corrigez leurs montants."
        for year in years
        if planned[year.pk] > year.fund_share
    ]


def _committed(agreement: Agreement) -> Iterable[Instalment]:
    if agreement.parent is None:
        return []
    family = Instalment.objects.filter(agreement__in=family_of(agreement.parent)).standing()
    return family.filter(flow=InstalmentFlow.PAID_BY_FUND, commitment__isnull=False)


# -- States of instalments, from the ledger

#: States in which instalments are called, committed and settled.
OWED = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)

#: A request, by the agreement that is no amendment, its operator and the year.
type RequestKey = tuple[int, int, int]


class YearlyRequest(NamedTuple):
    """The subsidy request that instalments of an operator and a year wait for, as far as they need it."""

    pk: int
    state: str
    granted: Decimal | None


def main_of(agreement: Agreement) -> int:
    """The key of the agreement that an amendment changes, or its own."""
    return agreement.parent_id or agreement.pk


@dataclass(frozen=True)
class InstalmentLine:
    """An instalment, its state in words and colour, and what came in or left for it."""

    instalment: Instalment
    standing: str
    tone: str
    paid: Decimal
    late: bool
    #: The page of the next step and its words; none where nothing is to do.
    next: str | None = None
    next_label: str = ""
    #: What it waits for, as a sentence; `waits_for_request` where that is a step of a request that exists.
    waits: str = ""
    waits_for_request: bool = False
    #: The call or the commitment that it became.
    paper: CallForFunds | Commitment | None = None

    @property
    def left(self) -> Decimal:
        """What is still to come of it."""
        return self.instalment.amount - self.paid


@dataclass(frozen=True)
class _Books:
    """What the lines are made from, read once for all of them."""

    calls: dict[int, CallForFunds]
    #: What came in for each call that was not cancelled.
    received: dict[int, Decimal]
    #: What came in for each instalment without being called: money that came before it was asked for.
    uncalled: dict[int, Decimal]
    refunded: set[int]
    #: With their sums.
    commitments: dict[int, Any]
    undone: set[int]
    requests: dict[RequestKey, YearlyRequest]


def instalment_lines(agreement: Agreement, *, today: date) -> list[InstalmentLine]:
    """Return the instalments of an agreement with the state of each, the first due first."""
    return lines_of(agreement.instalments.all(), today=today)


def lines_of(instalments: Iterable[Instalment], *, today: date) -> list[InstalmentLine]:
    """Return these instalments (a query of them, or a list) with the state of each, the first due first.

    The same number of queries however many there are.
    """
    keys = [one.pk for one in instalments]
    rows = list(
        Instalment.objects.filter(pk__in=keys)
        .select_related("agreement__network", "party__partner", "post_year__post", "superseded_by")
        .order_by("due_on", "pk")
    )
    books = _books(rows)
    return [_line(one, books, today=today) for one in rows]


def _taken_back() -> QuerySet[LedgerTransaction]:
    """The reversals of commitments that were recorded by mistake."""
    return LedgerTransaction.objects.filter(kind=TransactionKind.REVERSAL, reverses__kind=TransactionKind.COMMITMENT)


def undone_commitments(commitments: Iterable[int]) -> set[int]:
    """Return which of these commitments were taken back as recorded by mistake."""
    undone = _taken_back().filter(commitment__in=list(commitments))
    return set(undone.values_list("commitment_id", flat=True))


def _undone() -> Exists:
    return Exists(_taken_back().filter(commitment=OuterRef("commitment")))


def waiting_instalments() -> InstalmentQuerySet:
    """Return the binding instalments of which a step is to be done, done again where a commitment was taken back."""
    to_do = Q(pk__in=Instalment.objects.to_do().order_by().values("pk"))
    return Instalment.objects.binding().filter(to_do | Q(_undone()))


@register_obligations
def promised_by_agreements(funds: list[int]) -> Iterator[tuple[int, Obligation]]:
    """What signed agreements let the fund pay and no standing commitment covers yet, instalment by instalment."""
    due = Instalment.objects.binding().filter(
        Q(commitment=None) | _undone(), flow=InstalmentFlow.PAID_BY_FUND, agreement__fund__in=funds
    )
    for one in due.select_related("agreement__network"):
        agreement = one.agreement
        obligation = Obligation(str(agreement), one.amount, one.due_on, agreement.get_absolute_url())
        yield agreement.fund_id, obligation


def _books(rows: list[Instalment]) -> _Books:
    contributions = {one.contribution_id for one in rows if one.contribution_id}
    committed = [one.commitment_id for one in rows if one.commitment_id]
    sums = Contribution.objects.filter(pk__in=contributions).with_received()
    known = {one.pk: one for one in sums}
    standing = CallForFunds.objects.with_outstanding().filter(contribution__in=contributions)
    calls = {one.pk: one for one in standing if one.state == CallState.ISSUED}
    refunded = {pk for pk, one in known.items() if one.state == ContributionState.REFUNDED}
    received = {
        pk: ZERO if one.contribution_id in refunded else one.amount - one.outstanding for pk, one in calls.items()
    }
    rest = {pk: one.received for pk, one in known.items()}
    for pk, call in calls.items():
        rest[call.contribution_id] -= received[pk]
    return _Books(
        calls=calls,
        received=received,
        uncalled=_before_any_call(contributions, calls, rest),
        refunded=refunded,
        commitments={one.pk: one for one in Commitment.objects.with_sums().filter(pk__in=committed)},
        undone=undone_commitments(committed),
        requests=requests_of(rows),
    )


def _before_any_call(
    contributions: Iterable[int], calls: dict[int, CallForFunds], rest: dict[int, Decimal]
) -> dict[int, Decimal]:
    """What of the money that no call asked for is whose: it settles the instalment that is due first."""
    waiting = Instalment.objects.standing().filter(contribution__in=list(contributions), agreement__state__in=OWED)
    came = {}
    for one in waiting:
        asked = calls[one.call_id].amount if one.call_id in calls else ZERO
        part = max(min(rest[one.contribution_id], one.amount - asked), ZERO)
        came[one.pk] = part
        rest[one.contribution_id] -= part
    return came


def requests_of(rows: Iterable[Instalment]) -> dict[RequestKey, YearlyRequest]:
    """Return the subsidy requests that instalments of cooperation agreements wait for."""
    rows = [one for one in rows if one.agreement.kind == AgreementKind.COOPERATION]
    mains = {main_of(one.agreement) for one in rows}
    asked = AgreementParty.objects.filter(
        Q(agreement__in=mains) | Q(agreement__parent__in=mains), subsidy_requests__year__in={one.year for one in rows}
    )
    columns = ("agreement_id", "agreement__parent_id", "partner_id", "subsidy_requests__year")
    request = ("subsidy_requests__pk", "subsidy_requests__state", "subsidy_requests__granted")
    return {
        (parent or agreement, partner, year): YearlyRequest(*found)
        for agreement, parent, partner, year, *found in asked.values_list(*columns, *request)
    }


def request_key(instalment: Instalment) -> RequestKey:
    """The subsidy request that an instalment of a cooperation agreement waits for."""
    return main_of(instalment.agreement), instalment.party.partner_id, instalment.year


def _line(one: Instalment, books: _Books, *, today: date) -> InstalmentLine:
    if one.flow == InstalmentFlow.CALLED:
        call = books.calls.get(one.call_id) if one.call_id else None
        if call is None:
            return _to_call(one, books, today=today)
        paid = books.received[call.pk] + books.uncalled.get(one.pk, ZERO)
        if call.contribution_id in books.refunded:
            return InstalmentLine(one, "Remboursée", "", ZERO, late=False, paper=call)
        late = paid < one.amount and call.is_late_on(today)
        standing, tone = _received(paid, one.amount) or ("Appelée", "warn")
        return InstalmentLine(one, standing, "bad" if late else tone, paid, late=late, paper=call)
    if one.flow == InstalmentFlow.PAID_BY_FUND:
        return _paid_by_fund(one, books, today=today)
    return _direct(one, today=today)


def _closed(one: Instalment) -> InstalmentLine | None:
    """The line of an instalment of which nothing is to come any more."""
    if one.superseded_by is not None:
        return InstalmentLine(one, f"Remplacée par {one.superseded_by.reference}", "", ZERO, late=False)
    if one.agreement.state == AgreementState.TERMINATED:
        return InstalmentLine(one, "Sans suite", "", ZERO, late=False)
    return None


def _late(one: Instalment, today: date) -> bool:
    return one.agreement.state in OWED and one.due_on < today


def _received(paid: Decimal, amount: Decimal) -> tuple[str, str] | None:
    """The words and the colour of what came in; nothing where nothing did."""
    if paid >= amount:
        return "Reçue", "good"
    return ("Reçue en partie", "warn") if paid > 0 else None


def _to_call(one: Instalment, books: _Books, *, today: date) -> InstalmentLine:
    closed = _closed(one)
    if closed is not None:
        return closed
    paid = books.uncalled.get(one.pk, ZERO)
    late = paid < one.amount and _late(one, today)
    standing, tone = _received(paid, one.amount) or ("À appeler" if late else "Prévue", "")
    step = _Step() if paid >= one.amount or one.agreement.state not in OWED else _step_to_call(one, books)
    return InstalmentLine(
        one,
        standing,
        "bad" if late else tone,
        paid,
        late=late,
        next=step.url,
        next_label=step.label,
        waits=step.waits,
        waits_for_request=step.waits_for_request,
    )


class _Step(NamedTuple):
    """The page of what comes next, its words, and what it waits for."""

    url: str | None = None
    label: str = ""
    waits: str = ""
    waits_for_request: bool = False


def _page(one: Instalment, url_name: str) -> str:
    return reverse(url_name, args=[one.agreement.network.slug, one.pk])


def _step_to_call(one: Instalment, books: _Books) -> _Step:
    """The call; for a cooperation the request of the year first."""
    if one.agreement.kind != AgreementKind.COOPERATION:
        return _Step(_page(one, "instalment_call"), "Appeler")
    request = books.requests.get(request_key(one))
    if request is None:
        prepare = reverse("subsidy_prepare", args=[one.agreement.network.slug, main_of(one.agreement)])
        url = f"{prepare}?annee={one.year}"
        return _Step(url, "Préparer la demande", grant_blocker(None, instalment=one))
    if request.state == SubsidyState.GRANTED:
        return _Step(_page(one, "instalment_call"), "Appeler")
    url = reverse("subsidy_detail", args=[one.agreement.network.slug, request.pk])
    return _Step(url, "Voir la demande", grant_blocker(request, instalment=one), waits_for_request=True)


def grant_blocker(request: YearlyRequest | None, *, instalment: Instalment) -> str:
    """Say why an instalment of a cooperation agreement is not called yet; the request was not granted."""
    if request is None:
        return f"La demande de subvention de {instalment.year} n’est pas encore préparée."
    if request.state == SubsidyState.DRAFT:
        return f"La demande de subvention de {instalment.year} n’est pas encore déposée."
    if request.state == SubsidyState.SUBMITTED:
        return f"La demande de subvention de {instalment.year} attend la décision {of(instalment.party)}."
    return f"La demande de subvention de {instalment.year} est refusée."


def _paid_by_fund(one: Instalment, books: _Books, *, today: date) -> InstalmentLine:
    commitment = books.commitments.get(one.commitment_id) if one.commitment_id else None
    if commitment is None or commitment.pk in books.undone:
        closed = _closed(one)
        if closed is not None:
            return closed
        return _to_engage(one, today=today)
    paid, left = commitment.paid, commitment.left
    late = left > 0 and _late(one, today)
    tone = "bad" if late else ("warn" if left else "good")
    if paid >= one.amount:
        standing = "Payée"
    elif paid and left:
        standing = "Payée en partie"
    elif paid:
        standing = "Payée en partie, le reste rendu"
    elif left:
        standing = "Engagée"
    else:
        standing, tone = "Rendue", ""
    url = reverse("fund_commitment", args=[one.agreement.network.slug, commitment.pk]) if left else None
    label = "Payer" if left else ""
    return InstalmentLine(one, standing, tone, paid, late=late, next=url, next_label=label, paper=commitment)


def _to_engage(one: Instalment, *, today: date) -> InstalmentLine:
    late, owed = _late(one, today), one.agreement.state in OWED
    standing, tone = ("À engager", "bad") if late else ("Prévue", "")
    if owed and one.agreement.funded_action_id is None:
        why = "La convention ne dit pas quelle action du fonds la paie."
        return InstalmentLine(one, standing, tone, ZERO, late=late, waits=why)
    url = _page(one, "instalment_engage") if owed else None
    return InstalmentLine(one, standing, tone, ZERO, late=late, next=url, next_label="Engager" if owed else "")


def _direct(one: Instalment, *, today: date) -> InstalmentLine:
    if one.settled_on is not None:
        return InstalmentLine(one, "Versée", "good", one.amount, late=False)
    closed = _closed(one)
    if closed is not None:
        return closed
    late, owed = _late(one, today), one.agreement.state in OWED
    standing, tone = ("À verser", "bad") if late else ("Prévue", "")
    url, label = (_page(one, "instalment_settle"), "Noter le versement") if owed else (None, "")
    return InstalmentLine(one, standing, tone, ZERO, late=late, next=url, next_label=label)
