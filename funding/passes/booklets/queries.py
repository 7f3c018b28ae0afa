"""What the passes of programmes became, by the passes themselves and by the postings of their euros."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models

from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Posting
from funding.passes.booklets.models import Pass, PassQuerySet, Tally
from funding.passes.enums import PassState
from funding.passes.programmes.models import PassProgramme
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import ZERO, CalculationStep, euros, grouped
from inclusion.core.french.periods import civil_year

NOTHING = Tally(0, ZERO)
#: States of passes whose value went back to the fund.
RELEASED = (PassState.CANCELLED, PassState.EXPIRED, PassState.LAPSED)


@dataclass(frozen=True)
class Difference:
    """One amount on which the passes and the ledger differ."""

    label: str
    passes: Decimal
    ledger: Decimal


@dataclass
class PassPosition:
    """The passes of one programme, or of several together: issued = outstanding + owed + paid + released."""

    states: dict[str, Tally] = field(default_factory=dict)
    #: Euros that the postings of the booklets' commitments hold, by the kind of their account.
    balances: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    #: Euros that commitments took from shares and grants, and that releases gave back to them.
    taken: Decimal = ZERO
    given_back: Decimal = ZERO

    def of(self, *states: PassState) -> Tally:
        """How many passes are in these states, and what they are worth."""
        found = [self.states.get(state.value, NOTHING) for state in states]
        return Tally(sum(one.count for one in found), sum((one.value for one in found), ZERO))

    @property
    def issued(self) -> Tally:
        """All passes that were ever issued."""
        return self.of(*PassState)

    @property
    def outstanding(self) -> Tally:
        """Passes that may still be used."""
        return self.of(PassState.ISSUED)

    @property
    def owed(self) -> Tally:
        """Passes that a place accepted and was not paid for."""
        return self.of(PassState.REDEEMED)

    @property
    def paid(self) -> Tally:
        """Passes that a place was paid for."""
        return self.of(PassState.PAID)

    @property
    def released(self) -> Tally:
        """Passes whose value went back to the fund."""
        return self.of(*RELEASED)

    @property
    def cancelled(self) -> Tally:
        """Passes that were cancelled."""
        return self.of(PassState.CANCELLED)

    @property
    def expired(self) -> Tally:
        """Passes that nobody used in time."""
        return self.of(PassState.EXPIRED)

    @property
    def lapsed(self) -> Tally:
        """Passes that served and that no place asked to be paid for."""
        return self.of(PassState.LAPSED)

    @property
    def differences(self) -> list[Difference]:
        """Where the passes and the ledger differ; nothing when the books are right."""
        compared = [
            ("Émis", self.issued.value, self.taken),
            ("Valables", self.outstanding.value, self.balances[AccountKind.COMMITTED]),
            ("Utilisés, à payer", self.owed.value, self.balances[AccountKind.OWED]),
            ("Payés", self.paid.value, self.balances[AccountKind.PAID]),
            ("Rendus au fonds", self.released.value, self.given_back),
        ]
        return [Difference(*one) for one in compared if one[1] != one[2]]

    @property
    def steps(self) -> list[CalculationStep]:
        """The calculation: the passes, then the same in the books."""
        parts = (self.outstanding, self.owed, self.paid, self.released)
        counts = " + ".join(grouped(one.count) for one in parts)
        values = " + ".join(euros(one.value) for one in parts)
        booked = (
            self.balances[AccountKind.COMMITTED],
            self.balances[AccountKind.OWED],
            self.balances[AccountKind.PAID],
            self.given_back,
        )
        return [
            CalculationStep(
                "Les pass, un par un : valables + à payer + payés + rendus au fonds.",
                f"{counts} = {grouped(sum(one.count for one in parts))}",
            ),
            CalculationStep("Leur valeur.", f"{values} = {euros(sum((one.value for one in parts), ZERO))}"),
            CalculationStep(
                "Les écritures du fonds : engagé + dû + payé + rendu.",
                f"{' + '.join(euros(one) for one in booked)} = {euros(sum(booked, ZERO))}",
            ),
            CalculationStep("Ce que les carnets ont pris dans le fonds en partant.", euros(self.taken)),
        ]


def positions_of(programmes: Iterable[PassProgramme]) -> dict[int, PassPosition]:
    """Return the position of each programme by its key, in two queries however many passes there are."""
    positions = {programme.pk: PassPosition() for programme in programmes}
    passes = Pass.objects.filter(booklet__programme__in=list(positions))
    for programme, state, count, value in (
        passes.order_by("booklet__programme", "state")
        .values_list("booklet__programme", "state")
        .annotate(count=models.Count("pk"), value=models.Sum("value"))
    ):
        positions[programme].states[state] = Tally(count, value)
    postings = Posting.objects.filter(transaction__commitment__booklet__programme__in=list(positions))
    for programme, kind, effect, total in (
        postings.order_by()
        .values_list("transaction__commitment__booklet__programme", "account__kind", "transaction__kind")
        .annotate(total=models.Sum("amount"))
    ):
        _add(positions[programme], kind, effect, total)
    return positions


def _add(position: PassPosition, kind: str, effect: str, total: Decimal) -> None:
    if kind in (AccountKind.SHARE, AccountKind.GRANT):
        if effect == TransactionKind.COMMITMENT:
            position.taken -= total
        else:
            position.given_back += total
    else:
        position.balances[kind] += total


# -- What a member is shown of them


def sees_own(member: Member) -> bool:
    """Whether what a member sees of people, letters and passes is what their own organisation sent."""
    return not member.may(Permission.PEOPLE_VIEW_ALL) and member.may(Permission.PEOPLE_VIEW)


def issued_for(member: Member, *, year: int) -> PassQuerySet:
    """Passes issued in a year: by the own organisation for who sends them, by all for who answers for them."""
    passes = Pass.objects.issued_between(*civil_year(year))
    return passes.filter(booklet__prescriber=member.partner) if sees_own(member) else passes
