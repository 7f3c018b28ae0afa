"""Funding statements: numbered without gaps, sealed, kept as issued; before the accounts are closed, situations."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from funding.enums import Verb
from funding.ledger.actions import locked, next_number
from funding.ledger.models.funds import Fund
from funding.statements.models import FundingStatement, StatementFile, sealed
from funding.statements.papers import situation_pdf, statement_pdf
from funding.statements.queries import statement_figures
from funding.statements.rules.statement import seal, situation_title
from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date, shown_end, stored_end
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

#: The series of the network's statements.
STATEMENT_NUMBERS = "statement"


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
    as_at: datetime | None
    figures: dict[str, Any]
    former: FundingStatement | None
    situation: str
    until: date

    @property
    def is_former(self) -> bool:
        """Whether the former one says the same: then there is nothing to issue."""
        return self.former is not None and self.former.figures == self.figures

    def pdf(self) -> bytes:
        """The PDF of a situation; nothing of it is kept."""
        return situation_pdf(self)

    @property
    def stem(self) -> str:
        """The name of any file of a situation, without its ending: « situation-2026-11-28-caf »."""
        return f"situation-{shown_end(self.until)}-{_name_of(self.partner)}"


def draft_statement(
    fund: Fund, *, partner: Partner, start: date, end: date, as_at: datetime | None, at: datetime, outcomes: bool = True
) -> Draft:
    """Return what `issue_statement` would issue; nothing is written, and the same is refused.

    Without `outcomes`, what came of its actions is not read: a home page shows the money alone.
    Not refused: a period whose accounts are not closed, which gives a situation.
    """
    refuse_period(fund, start=start, end=end, as_at=as_at, at=at)
    if not fund.contributions.filter(partner=partner).exists():
        raise DomainError(f"{partner} n’a pas de contribution au fonds «\u00a0{fund}\u00a0».").at("partner")
    found = statement_figures(fund, partner, start=start, end=end, as_at=as_at, outcomes=outcomes)
    former = FundingStatement.objects.of_key(fund=fund, partner=partner, start=start, end=end, as_at=as_at)
    on = timezone.localdate(as_at or at)
    closed = fund.is_closed(end)
    return Draft(
        fund=fund,
        partner=partner,
        start=start,
        end=end,
        as_at=as_at,
        situation="" if closed else situation_title(start=start, end=end, on=on),
        until=end if closed else max(min(end, stored_end(on)), stored_end(start)),
        figures=found.sealed(fund, partner, start=start, end=end, as_at=as_at),
        former=former.first(),
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

    New figures get the next number of the network and replace the statement that answered the same question
    before. Raises DomainError for a period outside the fund or whose accounts are not closed, a partner who
    never contributed, or a moment that is still to come.
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

    Apart from the issue, whose transaction locks the accounts: a page takes time to set.
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
        data, kind=DocumentKind.STATEMENT, filename=filename_of(statement), media_type="application/pdf", by=by, at=at
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


#: What a file's name contains for characters that have no accent to lose.
_AS_IN_NAMES = {ord("’"): " ", ord("'"): " ", ord("œ"): "oe", ord("Œ"): "Oe", ord("æ"): "ae"}


def end_of_day(day: date) -> datetime:
    """The last moment of a day where the portal lives: what « d’après ce qui était enregistré le » means."""
    midnight = datetime.combine(stored_end(day), time.min, timezone.get_default_timezone())
    return midnight - timedelta(microseconds=1)


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
        raise DomainError(f"Le fonds «\u00a0{fund}\u00a0» n’était pas ouvert pendant cette période.").at("start")
    if start > timezone.localdate(at):
        raise DomainError("Cette période n’a pas encore commencé.").at("start")
    if as_at is not None and timezone.localdate(as_at) > timezone.localdate(at):
        day = plain_date(timezone.localdate(as_at))
        raise DomainError(f"Le {day} n’est pas encore passé\u00a0: choisissez un jour déjà venu.").at("as_at")
