"""Attribution: whose euro pays for what.

Each contributor has a running share of the pot. A cost is paid by the grants earmarked for the action, then by the
shares of the operators it targets, then by all shares; within a step in proportion to what remains of each, none
below zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.french.money import (
    NO_BREAK_SPACE,
    ZERO,
    CalculationStep,
    cents,
    cents_at_least_zero,
    euros,
    figure,
    split_capped,
)


class PotTooSmall(DomainError):
    """Grants and shares together cannot pay the cost; `missing` is what lacks, in euros."""

    def __init__(self, missing: Decimal) -> None:
        self.missing = missing
        super().__init__(
            f"Il manque {euros(missing)}{NO_BREAK_SPACE}: les subventions fléchées et le pot commun "
            "ne couvrent pas cette dépense. Rien n’a été engagé."
        )


@dataclass(frozen=True)
class AttributionRow:
    """What one contributor, or all grants together, had before a cost and pays of it, in euros."""

    name: str
    before: Decimal
    part: Decimal

    @property
    def after(self) -> Decimal:
        """What it has left."""
        return self.before - self.part


@dataclass(frozen=True)
class Attribution:
    """Who pays a cost: the grants, and each contributor's share (every share is named, 0.00 when it pays nothing)."""

    grants: Decimal
    shares: dict[str, Decimal]
    steps: tuple[CalculationStep, ...]
    #: Who had something left: the grants first, then the contributors in their order.
    rows: tuple[AttributionRow, ...] = ()

    @property
    def before(self) -> Decimal:
        """What all of them had before."""
        return sum((row.before for row in self.rows), ZERO)

    @property
    def after(self) -> Decimal:
        """What all of them have left."""
        return sum((row.after for row in self.rows), ZERO)

    @property
    def of_shares(self) -> Decimal:
        """What the pot pays of it, in euros."""
        return sum(self.shares.values(), ZERO)

    @property
    def total(self) -> Decimal:
        """The cost that is paid, in euros."""
        return self.of_shares + self.grants


def attribute(
    cost: Decimal,
    *,
    shares: Mapping[str, Decimal],
    targets: Iterable[str] = (),
    grants: Decimal = ZERO,
    labels: Mapping[str, str] | None = None,
    action: str = "",
) -> Attribution:
    """Find out who pays `cost` (euros): earmarked grants, then targeted shares, then all shares.

    `shares` maps each contributor to what remains of its share, in the order in which ties are decided; `grants` is
    what the grants for this action still hold. A target without a share has no euro to give and is skipped. A
    share below zero pays nothing, and what it lacks is not in the pot. A cost of zero is paid by nobody. `labels`
    and `action` are the names that the steps show.

    Raises `PotTooSmall` when it cannot be paid, `InvalidAmount` (a `ValueError`) for a negative cost or grant and for
    parts of a cent.
    """
    left = cents_at_least_zero(cost)
    rounded = {key: cents(share) for key, share in shares.items()}
    earmarked = cents_at_least_zero(grants)
    by_grants = min(left, earmarked)
    pot = max(sum(rounded.values(), ZERO), ZERO)
    if left > by_grants + pot:
        raise PotTooSmall(left - by_grants - pot)

    named = {key: (labels or {}).get(key, key) for key in rounded}
    subject = f"«{NO_BREAK_SPACE}{action}{NO_BREAK_SPACE}»" if action else "cette action"
    steps = [_grants_step(by_grants, left, subject)]
    left -= by_grants
    paid = dict.fromkeys(rounded, ZERO)
    remaining = {key: max(share, ZERO) for key, share in rounded.items()}
    aimed_at = {targets} if isinstance(targets, str) else set(targets)
    aimed = [key for key in rounded if key in aimed_at]
    groups = [(aimed, True)] if aimed_at else []
    for keys, targeted in [*groups, (list(rounded), False)]:
        if left == 0:
            break
        weights = [remaining[key] for key in keys]
        available = sum(weights, ZERO)
        part = min(left, available)
        steps.append(_group_step(subject, targeted=targeted, part=part, available=available, followed=bool(groups)))
        for key, pays in zip(keys, split_capped(part, weights), strict=True):
            paid[key] += pays
            remaining[key] -= pays
        left -= part
    rows = [AttributionRow("Subventions fléchées", earmarked, by_grants)]
    rows += [AttributionRow(named[key], share, paid[key]) for key, share in rounded.items()]
    return Attribution(by_grants, paid, tuple(steps), tuple(row for row in rows if row.before))


def _grants_step(by_grants: Decimal, cost: Decimal, subject: str) -> CalculationStep:
    if cost == 0:
        return CalculationStep("Il n’y a rien à payer.")
    if by_grants == 0:
        return CalculationStep(f"Aucune subvention fléchée ne paie {subject}.")
    rest = f"{figure(cost)} − {figure(by_grants)} = {euros(cost - by_grants)}"
    return CalculationStep(
        f"Les subventions fléchées vers {subject} paient d’abord {euros(by_grants)}. Reste à payer\u00a0:", rest
    )


def _group_sentence(subject: str, *, targeted: bool, part: Decimal, followed: bool) -> str:
    if targeted and part == 0:
        return f"Les opérateurs visés par {subject} n’ont plus rien dans le pot commun."
    if targeted:
        return f"Les opérateurs visés par {subject} paient {euros(part)}, chacun selon ce qui lui reste."
    if followed:
        return f"Tous les contributeurs paient les {euros(part)} qui restent, chacun selon ce qui lui reste."
    return f"Aucun opérateur en particulier n’est visé par {subject}\u00a0: chacun paie selon ce qui lui reste."


def _group_step(subject: str, *, targeted: bool, part: Decimal, available: Decimal, followed: bool) -> CalculationStep:
    """Who pays a part of the cost, and by what the share of each is found."""
    sentence = _group_sentence(subject, targeted=targeted, part=part, followed=followed)
    if not part:
        return CalculationStep(sentence)
    whose = "ces opérateurs" if targeted else "tous"
    return CalculationStep(
        f"{sentence} La part de chacun\u00a0:",
        f"{figure(part)} × ce qui lui restait ÷ {figure(available)}, ce qui restait à {whose}",
    )


def needs_second_person(amount: Decimal, *, above: Decimal | None) -> bool:
    """Whether a payment (euros) needs one person who asks and another one who confirms; None: no amount does."""
    return above is not None and amount > above


def release(amount: Decimal, paid_by: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Give the unpaid rest of a commitment back to those who had paid it, in the same proportion.

    Nobody gets more than it paid. Raises `InvalidAmount` when the amount is negative or above what was paid.
    """
    paid = [cents_at_least_zero(part) for part in paid_by.values()]
    if cents(amount) > sum(paid, ZERO):
        raise InvalidAmount(f"Le montant rendu dépasse ce qui a été engagé, {euros(sum(paid, ZERO))}.")
    return dict(zip(paid_by, split_capped(amount, paid), strict=True))
