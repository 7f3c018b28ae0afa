"""Funding statements: what an operator gave, what it became; numbered without gaps, sealed, kept as they
were issued.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify

from funding.actions.ledger import locked
from funding.actions.numbers import next_number
from funding.actions.statement_files import situation_pdf, statement_pdf
from funding.enums import TransactionKind, Verb
from funding.models import ActionReach, Booklet, Fund, FundingStatement, StatementFile
from funding.models.queries import OwnMovement, own_movements, statement_movements
from funding.models.statements import sealed
from funding.rules.statements import Statement, seal, situation_title, state_funding
from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import plain_date, shown_end, stored_end
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

#: The series of the network's statements.
STATEMENT_NUMBERS = "statement"


@dataclass(frozen=True)
class StatementFigures:
    """All that a statement says, before it has a number."""

    statement: Statement
    #: Users of the operator that each action helped, by the action's name.
    users: dict[str, int]
    #: The movements of its share in the period.
    movements: list[OwnMovement]

    @property
    def refunded(self) -> Decimal:
        """What was given back to the operator in the period; `received` has it taken off already."""
        receipts = (one.amount for one in self.movements if one.kind == TransactionKind.RECEIPT)
        return -sum((amount for amount in receipts if amount < 0), ZERO)


def statement_figures(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None = None
) -> StatementFigures:
    """Return the figures for the days `[start, end)`, as the portal knew them at a moment (now when None).

    Raises DomainError for a period without days.
    """
    if end <= start:
        raise DomainError("La fin de la période vient après son début.").at("end")
    movements = statement_movements(fund, start=start, end=end, known_at=as_at)
    return StatementFigures(
        statement=state_funding(movements, payer=str(partner.pk), start=start, end=end),
        users=_users(fund, partner, start=start, end=end, as_at=as_at),
        movements=own_movements(fund, partner, start=start, end=end, known_at=as_at),
    )


def _users(fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None) -> dict[str, int]:
    """Users of the operator helped by each action: those told year by year, and the people who were sent passes."""
    years = range(start.year, shown_end(end).year + 1)
    told = ActionReach.objects.people(partner=partner, years=years, known_at=as_at)
    names = dict(fund.funded_actions.values_list("pk", "name"))
    users = {names[pk]: people for pk, people in told.items() if pk in names and people}
    standing = Q(cancelled_at=None)
    known = Q()
    if as_at is not None:
        standing |= Q(cancelled_at__gt=as_at)
        known = Q(commitment__transactions__recorded_at__lte=as_at)
    sent = (
        Booklet.objects.filter(standing, known, programme__funded_action__fund=fund)
        .filter(operator=partner, issued_on__gte=start, issued_on__lt=end)
        .order_by()
        .values_list("programme__funded_action__name")
        .annotate(people=Count("beneficiary", distinct=True))
    )
    for name, people in sent:
        users[name] = users.get(name, 0) + people
    return users


def figures_of(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None, found: StatementFigures
) -> dict[str, object]:
    """Return everything that is sealed except the network and the number, as plain JSON values."""
    plain = found.statement.figures()
    lines = [
        {**line, "users": found.users.get(line["label"], 0)}
        for line in cast("list[dict[str, str]]", plain["actions"])
    ]
    helped = [name for name in found.users if name not in {line["label"] for line in lines}]
    return {
        **plain,
        "actions": lines,
        "helped_besides": [{"label": name, "users": found.users[name]} for name in sorted(helped)],
        "refunded": str(found.refunded),
        "paid": str(found.statement.paid),
        "movements": [one.plain() for one in found.movements],
        "fund": fund.name,
        "partner": partner.name,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "as_at": None if as_at is None else as_at.astimezone(UTC).isoformat(),
    }


@dataclass(frozen=True)
class Draft:
    """A statement that could be issued: its figures, and the one that answered the same question before.

    `situation`: what it is called while the accounts of its days are not closed, and it has neither number nor seal;
    empty once they are. Its figures are known up to `until` (exclusive).
    """

    fund: Fund
    partner: Partner
    start: date
    end: date
    figures: dict[str, object]
    former: FundingStatement | None
    situation: str
    until: date

    @property
    def is_former(self) -> bool:
        """Whether the former one says the same: then there is nothing to issue."""
        return self.former is not None and self.former.figures == self.figures

    def pdf(self) -> bytes:
        """The paper of a situation; nothing of it is kept."""
        return situation_pdf(
            self.figures,
            title=self.situation,
            fund=self.fund,
            partner=self.partner,
            start=self.start,
            end=self.end,
            until=self.until,
        )

    @property
    def filename(self) -> str:
        """What the file of a situation is called: « situation-2026-11-28-caf.pdf »."""
        return f"situation-{shown_end(self.until)}-{_name_of(self.partner)}.pdf"


def draft_statement(
    fund: Fund, *, partner: Partner, start: date, end: date, as_at: datetime | None, at: datetime
) -> Draft:
    """Return what `issue_statement` would issue; nothing is written, and the same is refused.

    Not refused: a period whose accounts are not closed, which gives a situation.
    """
    _refuse(fund, partner, start=start, end=end, as_at=as_at, at=at)
    found = statement_figures(fund, partner, start=start, end=end, as_at=as_at)
    key = {"fund": fund, "partner": partner, "start": start, "end": end, "as_at": as_at}
    on = timezone.localdate(as_at or at)
    closed = fund.is_closed(end)
    return Draft(
        fund=fund,
        partner=partner,
        start=start,
        end=end,
        situation="" if closed else situation_title(start=start, end=end, on=on),
        until=end if closed else max(min(end, stored_end(on)), stored_end(start)),
        figures=figures_of(fund, partner, start=start, end=end, as_at=as_at, found=found),
        former=FundingStatement.objects.of_key(**key).first(),
    )


@transaction.atomic
def issue_statement(
    fund: Fund,
    *,
    partner: Partner,
    start: date,
    end: date,
    as_at: datetime | None = None,
    by: User | None,
    at: datetime,
) -> FundingStatement:
    """Issue the statement of an operator for the days `[start, end)`; the same figures again give the
    statement that is there.

    New figures get the next number of the network and replace the statement that answered the same
    question before. Raises
    DomainError for a period outside the fund or whose accounts are not closed, a partner who never contributed, or a
    moment that is still to come.
    """
    fund = locked(fund)
    draft = draft_statement(fund, partner=partner, start=start, end=end, as_at=as_at, at=at)
    refuse_open(fund, end=end)
    if draft.former is not None and draft.is_former:
        return draft.former
    number = next_number(STATEMENT_NUMBERS)
    statement = FundingStatement(
        network_id=fund.network_id,
        fund=fund,
        partner=partner,
        number=number,
        start=start,
        end=end,
        as_at=as_at,
        issued_at=at,
        issued_by=by,
        figures=draft.figures,
        seal=seal(sealed(fund.network.slug, number, draft.figures)),
        replaces=draft.former,
    )
    statement.save(force_insert=True)
    journal.record(Verb.STATEMENT_ISSUED, on=statement, by=by, at=at, seal=statement.seal, partner=partner.pk)
    return statement


def print_statement(statement: FundingStatement, *, by: User | None, at: datetime) -> Document:
    """Return the file of a statement that was issued; made now if it is not there, once and for all.

    Apart from the issue, whose transaction holds the accounts: a page takes time to set.
    """
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is not None:
        return made.document
    return _kept(statement, statement_pdf(statement), by=by, at=at)


@transaction.atomic
def _kept(statement: FundingStatement, data: bytes, *, by: User | None, at: datetime) -> Document:
    """Store the file of a statement, or return the one that somebody else stored meanwhile."""
    locked(statement.fund)
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is not None:
        return made.document
    document = store(
        data,
        kind=DocumentKind.STATEMENT,
        filename=filename_of(statement),
        media_type="application/pdf",
        by=by,
        at=at,
    )
    made = StatementFile.objects.create(statement=statement, document=document)
    journal.record(Verb.STATEMENT_PRINTED, on=made, label=str(statement), by=by, at=at)
    return document


def filename_of(statement: FundingStatement) -> str:
    """What the file of a statement is called: « releve-0012-2026-caf.pdf »."""
    return f"{stem_of(statement)}.pdf"


def stem_of(statement: FundingStatement) -> str:
    """The name of any file of a statement, without its ending."""
    name = _name_of(statement.partner)
    return f"releve-{statement.number:04d}-{statement.start.year}-{name}"


def _name_of(partner: Partner) -> str:
    """The name of an operator inside the name of a file."""
    name = (partner.short_name or partner.name).translate(_AS_IN_NAMES)
    return slugify(name)[:40].strip("-") or "operateur"


#: What a file's name holds for characters that have no accent to lose.
_AS_IN_NAMES = {ord("’"): " ", ord("'"): " ", ord("œ"): "oe", ord("Œ"): "Oe", ord("æ"): "ae"}


def end_of_day(day: date) -> datetime:
    """The last moment of a day where the portal lives: what « tel que connu le » means."""
    midnight = datetime.combine(stored_end(day), time.min, timezone.get_default_timezone())
    return midnight - timedelta(microseconds=1)


def _refuse(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None, at: datetime
) -> None:
    refuse_period(fund, start=start, end=end, as_at=as_at, at=at)
    if not fund.contributions.filter(partner=partner).exists():
        raise DomainError(f"{partner} n’a pas de contribution au fonds «\u00a0{fund}\u00a0».").at("partner")


def refuse_open(fund: Fund, *, end: date) -> None:
    """Raise DomainError where the accounts of the days before `end` are not closed: nothing is sealed that may move."""
    if not fund.is_closed(end):
        day = plain_date(shown_end(min(end, fund.end)))
        raise DomainError(
            f"Les comptes du fonds «\u00a0{fund}\u00a0» ne sont pas clos jusqu’au {day}\u00a0: ces chiffres peuvent "
            "encore changer, et aucun relevé n’est numéroté. La coordination clôt une année finie dans les réglages du "
            "fonds."
        ).at("end")


def refuse_period(fund: Fund, *, start: date, end: date, as_at: datetime | None, at: datetime) -> None:
    """Raise DomainError for days that no statement of the fund can be of, or a moment that is still to come."""
    if end <= start:
        raise DomainError("La fin de la période vient après son début.").at("end")
    if start >= fund.end or end <= fund.start:
        raise DomainError(f"Le fonds «\u00a0{fund}\u00a0» n’était pas ouvert pendant cette période.").at(
            "start"
        )
    if start > timezone.localdate(at):
        raise DomainError("Cette période n’a pas encore commencé.").at("start")
    if as_at is not None and timezone.localdate(as_at) > timezone.localdate(at):
        day = plain_date(timezone.localdate(as_at))
        raise DomainError(f"Nul ne sait encore ce qui sera connu le {day}.").at("as_at")
