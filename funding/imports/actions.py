"""Files of contributions and receipts: read, tried without writing, then applied as a whole or not at all."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Sum

from funding.contributions.actions.pledges import change_pledge, pledge
from funding.contributions.actions.receipts import AboveWhatWasCalled, record_receipt, record_refund
from funding.contributions.enums import ContributionState
from funding.contributions.models import Contribution, Receipt
from funding.enums import Verb
from funding.imports.enums import ImportKind
from funding.imports.rules import COLUMNS, Effect, Line, Report, Total, match_headers, read_row, same_again
from funding.ledger.actions import lock_references, locked
from funding.ledger.models.funds import Fund
from funding.spending.queries.funds import fund_position
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.columns import Fault, Row
from inclusion.core.imports.spreadsheets import Bounds, read_file
from inclusion.core.imports.trials import Attempt, Importer
from inclusion.core.models.imports import Trial
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.partners.queries import PartnerFinder

# -- Files as bytes (CSV or XLSX)

BOUNDS = Bounds(megabytes=2, rows=5000)


# -- Export ------------------------------------------------------------------------------------------------------


def rows_of(fund: Fund, kind: ImportKind) -> list[list[Any]]:
    """Return the fund's contributions or receipts as a file of this kind contains them, the headers first."""
    rows = _contributions(fund) if kind == ImportKind.CONTRIBUTIONS else _receipts(fund)
    return [COLUMNS[kind].headers, *rows]


def _contributions(fund: Fund) -> Iterable[list[Any]]:
    for one in Contribution.objects.filter(fund=fund).with_received().select_related("partner"):
        yield [
            one.partner.siret,
            one.partner.name,
            one.year,
            one.pledged,
            one.pledged_on,
            one.get_state_display(),
            one.received,
        ]


def _receipts(fund: Fund) -> Iterable[list[Any]]:
    receipts = Receipt.objects.standing().filter(contribution__fund=fund).order_by("received_on", "pk")
    for one in receipts.select_related("contribution__partner"):
        partner = one.contribution.partner
        yield [partner.siret, partner.name, one.contribution.year, one.received_on, one.amount, one.bank_reference]


# -- Reading -----------------------------------------------------------------------------------------------------


def read_rows(kind: ImportKind, data: bytes) -> list[Row]:
    """Return the rows of a file of this kind. Raises DomainError (at "file") as `read_file` does."""
    match, read = partial(match_headers, kind), partial(read_row, kind)
    return read_file(data, COLUMNS[kind], bounds=BOUNDS, match=match, read=read).rows


# -- Effects of the lines


class Effects(ABC):
    """Runs the lines of one file on a fund; the caller has locked the fund."""

    kind: ImportKind
    #: Parameters of the actions → columns of the file.
    fields: dict[str, str]
    #: How many lines of one file may write, so that a page answers in a minute and the fund is not locked for longer.
    most_written: int

    def __init__(self, fund: Fund, rows: Sequence[Row], *, by: User, at: datetime) -> None:
        self.fund, self.by, self.at = fund, by, at
        self.rows = {row.number: row for row in rows}
        self.lines = {
            row.number: Line(
                row.number,
                who=row.written("who") or row.written("siret"),
                year=row.written("year"),
                faults=list(row.faults),
            )
            for row in rows
        }
        self.partners: dict[int, Partner] = {}
        self.contributions = {
            (one.partner_id, one.year): one for one in Contribution.objects.filter(fund=fund).select_related("partner")
        }

    def run(self) -> list[Line]:
        """Run every line that can be read; return all of them, in the order of the file."""
        self._find_partners()
        self._refuse_twins()
        ready = [row for row in self.rows.values() if not self.lines[row.number].faults]
        written = sum(self.writes(row) for row in ready)
        if written > self.most_written:
            raise DomainError(
                f"Ce fichier écrirait {written} lignes ; {self.most_written} au plus passent à la fois. "
                "Partagez-le en plusieurs fichiers."
            ).at("file")
        for row in sorted(ready, key=self.order):
            line = self.lines[row.number]
            try:
                with transaction.atomic():
                    self.effect(row, line)
            except DomainError as refused:
                line.effect, line.asks = Effect.WRONG, []
                self.blame(row, refused)
        return list(self.lines.values())

    def blame(self, row: Row, refused: DomainError) -> None:
        """Say what an action refused, at the column that is at fault."""
        name = self.fields.get(refused.field or "", refused.field or "")
        header = next((one.header for one in row.columns if one.name == name), "")
        self.lines[row.number].faults.append(Fault(row.number, header, row.written(name), str(refused)))

    def _find_partners(self) -> None:
        known = PartnerFinder()
        for row in self.rows.values():
            if row.wrong & {"siret", "who"}:
                continue
            siret, who = row.values.get("siret", ""), row.values.get("who", "")
            try:
                partner = known.find(siret=siret, who=who)
            except DomainError as refused:
                self.blame(row, refused)
            else:
                self.partners[row.number] = partner
                self.lines[row.number].who = str(partner)

    def _refuse_twins(self) -> None:
        keys = [(number, key) for number, row in self.rows.items() if (key := self.key(row)) is not None]
        for number, other in same_again(keys).items():
            self.blame(self.rows[number], self.twin(self.rows[number], other))

    def contribution_of(self, row: Row) -> Contribution | None:
        """What this contributor promised the fund for this year."""
        partner = self.partners.get(row.number)
        return self.contributions.get((partner.pk, row.values["year"])) if partner else None

    @abstractmethod
    def key(self, row: Row) -> Hashable | None:
        """What no two lines of a file may share; None where it cannot be read."""

    @abstractmethod
    def twin(self, row: Row, other: int) -> DomainError:
        """What is said to a line that shares it with another one."""

    @abstractmethod
    def order(self, row: Row) -> Any:
        """By what the lines are run one after the other."""

    @abstractmethod
    def writes(self, row: Row) -> bool:
        """Whether a line would write anything."""

    @abstractmethod
    def effect(self, row: Row, line: Line) -> None:
        """Run one line and say in `line` what it did; raises DomainError for what is refused."""


class ContributionEffects(Effects):
    """Lines of contributions: promises that are new, and promises whose amount changes."""

    kind = ImportKind.CONTRIBUTIONS
    most_written = 1000
    fields = {"amount": "pledged", "partner": "who", "on": "pledged_on"}

    def key(self, row: Row) -> Hashable | None:
        partner, year = self.partners.get(row.number), row.values.get("year")
        return None if partner is None or year is None else (partner.pk, year)

    def twin(self, row: Row, other: int) -> DomainError:
        return DomainError(
            f"La ligne {other} porte la même contribution, {self.partners[row.number]} en {row.values['year']} : "
            "gardez-en une seule."
        ).at("who")

    def order(self, row: Row) -> int:
        return row.number

    def writes(self, row: Row) -> bool:
        known = self.contribution_of(row)
        return known is None or known.pledged != row.values["pledged"]

    def effect(self, row: Row, line: Line) -> None:
        known, amount = self.contribution_of(row), row.values["pledged"]
        line.after = amount
        if known is None:
            self._add(row, line)
            return
        self._compare(known, row)
        line.before, line.on = known.pledged, f"{known.pledged_on:%d/%m/%Y}"
        line.effect = Effect.UNCHANGED
        if known.pledged != amount:
            change_pledge(known, amount=amount, by=self.by, at=self.at)
            line.effect = Effect.CHANGED

    def _add(self, row: Row, line: Line) -> None:
        on = row.values.get("pledged_on")
        if on is None:
            raise DomainError("Indiquez le jour de la promesse, par exemple 24/11/2026.").at("pledged_on")
        if row.values.get("state", ContributionState.PLEDGED) != ContributionState.PLEDGED:
            raise DomainError(
                "Cette contribution est nouvelle, donc d’abord promise : videz cette case ; "
                "l’état suit les appels et les versements."
            ).at("state")
        pledge(
            self.fund,
            partner=self.partners[row.number],
            year=row.values["year"],
            amount=row.values["pledged"],
            on=on,
            by=self.by,
            at=self.at,
        )
        line.effect, line.on = Effect.CREATED, f"{on:%d/%m/%Y}"

    def _compare(self, known: Contribution, row: Row) -> None:
        """Refuse what a file cannot change, rather than pass over it in silence."""
        on, state = row.values.get("pledged_on"), row.values.get("state")
        if on is not None and on != known.pledged_on:
            raise DomainError(
                f"Cette contribution est promise depuis le {plain_date(known.pledged_on)}, "
                "et un fichier ne change pas ce jour : remettez-le, ou videz la case."
            ).at("pledged_on")
        if state is not None and state != known.state:
            raise DomainError(
                f"Cette contribution est à l’état « {known.get_state_display()} », et un fichier ne change pas "
                "l’état : videz la case ; il suit les appels et les versements."
            ).at("state")


class ReceiptEffects(Effects):
    """Lines of receipts, known by their bank reference; below zero they are refunds."""

    kind = ImportKind.RECEIPTS
    most_written = 300  # each goes through the ledger and brings every match up to date
    fields = {"bank_reference": "reference"}

    def __init__(self, fund: Fund, rows: Sequence[Row], *, by: User, at: datetime) -> None:
        super().__init__(fund, rows, by=by, at=at)
        wanted = [row.values["reference"] for row in rows if "reference" in row.values]
        self.keys = lock_references(wanted)
        receipts = Receipt.objects.standing().select_related("contribution__partner", "contribution__fund")
        known = receipts.filter(reference_key__in=list(self.keys.values()))
        self.recorded = {one.reference_key: one for one in known}
        same_fund = Receipt.objects.standing().filter(contribution__fund=fund).order_by("pk")
        self.alike: dict[tuple[int, date, Decimal], str] = {
            (contribution, on, amount): reference
            for contribution, on, amount, reference in same_fund.values_list(
                "contribution_id", "received_on", "amount", "bank_reference"
            )
        }

    def key(self, row: Row) -> Hashable | None:
        reference = row.values.get("reference")
        return reference and self.keys[reference]

    def twin(self, row: Row, other: int) -> DomainError:
        return DomainError(
            f"La référence « {row.values['reference']} » est aussi à la ligne {other} : chaque versement a la sienne."
        ).at("reference")

    def order(self, row: Row) -> tuple[date, bool, int]:
        """By day, and on one day what comes in before what goes back."""
        return row.values["on"], row.values["amount"] < 0, row.number

    def writes(self, row: Row) -> bool:
        return self.key(row) not in self.recorded

    def effect(self, row: Row, line: Line) -> None:
        line.after, line.reference = row.values["amount"], row.values["reference"]
        line.on = f"{row.values['on']:%d/%m/%Y}"
        if recorded := self.recorded.get(self.keys[row.values["reference"]]):
            self._compare(recorded, row)
            line.effect, line.before = Effect.UNCHANGED, recorded.amount
            return
        contribution = self.contribution_of(row)
        if contribution is None:
            raise DomainError(
                f"{self.partners[row.number]} n’a pas de contribution à ce fonds pour {row.values['year']} : "
                "notez d’abord sa promesse, ou importez le fichier des contributions."
            ).at("year")
        if same := self.alike.get((contribution.pk, row.values["on"], row.values["amount"])):
            line.asks.append(
                f"Un versement du même montant, le même jour, est déjà enregistré sous la référence « {same} » : "
                "est-ce bien un autre ?"
            )
        self._record(contribution, row, line)
        line.effect = Effect.ASKS if line.asks else Effect.CREATED

    def _compare(self, recorded: Receipt, row: Row) -> None:
        known = recorded.contribution
        as_recorded = (known.fund_id, known.partner_id, known.year, recorded.received_on, recorded.amount)
        partner = self.partners[row.number]
        if as_recorded != (self.fund.pk, partner.pk, row.values["year"], row.values["on"], row.values["amount"]):
            where = "" if known.fund_id == self.fund.pk else f" au fonds « {known.fund} »"
            raise DomainError(
                f"Cette référence est déjà enregistrée{where} : {known.partner}, {known.year}, "
                f"{euros(recorded.amount)} le {plain_date(recorded.received_on)}. Un versement enregistré ne change "
                "plus : corrigez la ligne, ou retirez-la."
            ).at("reference")

    def _record(self, contribution: Contribution, row: Row, line: Line) -> None:
        amount = row.values["amount"]
        how = {"bank_reference": row.values["reference"], "on": row.values["on"], "by": self.by, "at": self.at}
        if amount < 0:
            record_refund(contribution, amount=-amount, **how)
            return
        try:
            record_receipt(contribution, amount=amount, **how)
        except AboveWhatWasCalled as above:
            record_receipt(contribution, amount=amount, above_call=True, **how)
            line.asks.append(
                f"Ce versement dépasse de {euros(above.excess)} ce qui est appelé, ou promis si rien n’est appelé."
            )


EFFECTS: dict[ImportKind, type[Effects]] = {one.kind: one for one in (ContributionEffects, ReceiptEffects)}


# -- Trial and application of a file


class FundImporter(Importer):
    """Contributions or receipts of a fund: every line runs through the real actions."""

    name = "fund"
    report = Report
    subject_model = Fund
    keeps_file = True
    waits = None
    is_strict = True
    verbs = {
        ImportState.TRIED: Verb.IMPORT_TRIED,
        ImportState.APPLIED: Verb.IMPORT_APPLIED,
        ImportState.DROPPED: Verb.IMPORT_DROPPED,
    }

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> list[Row]:
        return read_rows(ImportKind(options["kind"]), data)

    def lock(self, subject: Fund) -> Fund:
        return locked(subject)

    def apply(self, attempt: Attempt) -> Report:
        kind = ImportKind(attempt.options["kind"])
        before = _sums(attempt.subject)
        lines = EFFECTS[kind](attempt.subject, attempt.content, by=attempt.by, at=attempt.at).run()
        after = _sums(attempt.subject)
        return Report(lines, [Total(label, before[label], after[label]) for label in before])

    def refuse(self, trial: Trial, shown: Report, *, confirmed: bool = False, **answers: Any) -> None:
        super().refuse(trial, shown)
        if shown.asking and not confirmed:
            raise DomainError(
                "Relisez les lignes qui demandent votre accord, puis cochez cette case si elles sont exactes."
            ).at("confirmed")

    def label(self, trial: Trial) -> str:
        return ImportKind(trial.options["kind"]).label


FUND_FILES = FundImporter()


def _sums(fund: Fund) -> dict[str, Decimal]:
    """What contributors promised and paid in, and what that drew."""
    ended = (ContributionState.WITHDRAWN, ContributionState.REFUNDED)
    standing = Contribution.objects.filter(fund=fund).exclude(state__in=ended)
    position = fund_position(fund)
    return {
        "Promis, sans ce qui est retiré ou rendu": standing.aggregate(total=Sum("pledged", default=ZERO))["total"],
        "Reçu des contributeurs": position.received,
        "Effet levier": position.match,
    }
