"""What a member sees of the money of others: everything, or totals of several of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from inclusion.core.enums import ContributionSight

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: A total of fewer others tells what one of them gave, to another of them at least.
MIN_OTHERS = 3


def sees_all(member: "Member") -> bool:
    """Whether a member sees what each contributor gives: the coordination does, others where the network says so."""
    from inclusion.core.access import Permission

    return (
        member.may(Permission.FUNDS_MANAGE)
        or member.network.contribution_sight == ContributionSight.EVERYTHING
    )


def may_be_added_up(amounts: Iterable[Decimal]) -> bool:
    """Whether the total of these amounts of others may be shown: it is of nobody, or of three at least."""
    count = sum(amount != 0 for amount in amounts)
    return count == 0 or count >= MIN_OTHERS
