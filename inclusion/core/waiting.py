"""How many things wait for a member: the numbers of the menu and of « Ce qui vous attend »."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.access import Member
from inclusion.core.figures import FigureAmount, register_figure

WAITING = register_figure(
    "waiting",
    "Ce qui attend",
    "",
    "Les choses à faire d’un membre, en tout ou dans un groupe du menu, telles que « Ce qui vous attend » les liste.",
)


def waiting_of(member: Member, count: Decimal | int, group: str = "") -> FigureAmount:
    """How many things wait for a member, in all or in a group of the menu."""
    return WAITING.amount(count, member.membership, *([f"group:{group}"] if group else []))


@dataclass(frozen=True)
class Numbers:
    """How many things wait for a member: by group of the menu, and by the URL name of each line of it."""

    groups: Mapping[str, Decimal | int]
    entries: Mapping[str, int]

    def of(self, member: Member) -> "Numbers":
        """The same, as the figures of a member that « Ce qui vous attend » shows too."""
        marked = {group: waiting_of(member, count, group) for group, count in self.groups.items()}
        return Numbers(marked, self.entries)
