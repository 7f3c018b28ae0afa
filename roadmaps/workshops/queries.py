"""The board of a workshop: each table with its ideas and their votes, in few queries however many there are."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from roadmaps.workshops.models import Proposal, Workshop, WorkshopTable
from roadmaps.workshops.rules import Alike, ideas_and_votes, likely_doubles


@dataclass(frozen=True)
class TableBoard:
    """One table: the ideas that remain, by their votes or in the order of writing, and those taken out.

    An idea has `votes` and `doubles` (the ideas that were merged into it).
    """

    table: WorkshopTable
    ideas: list[Proposal]
    withdrawn: list[Proposal] = field(default_factory=list)

    @property
    def votes(self) -> int:
        return sum(idea.votes for idea in self.ideas)

    @property
    def summary(self) -> str:
        """« 12 idées, 34 voix »."""
        return ideas_and_votes(len(self.ideas), self.votes)


@dataclass(frozen=True)
class Board:
    """All tables of a workshop."""

    workshop: Workshop
    tables: list[TableBoard]

    @property
    def ideas(self) -> list[Proposal]:
        """The ideas that remain, those with the most votes first."""
        found = [idea for table in self.tables for idea in table.ideas]
        return sorted(found, key=lambda idea: (-idea.votes, idea.table.rank, idea.pk))

    @property
    def votes(self) -> int:
        return sum(table.votes for table in self.tables)

    @property
    def taken(self) -> int:
        """How many ideas became actions."""
        return sum(idea.action_id is not None for table in self.tables for idea in table.ideas)

    @property
    def summary(self) -> str:
        """« 12 idées, 34 voix »."""
        return ideas_and_votes(sum(len(table.ideas) for table in self.tables), self.votes)

    def likely_doubles(self) -> list[tuple[Proposal, Proposal]]:
        """The pairs of ideas that may be the same, the most alike first."""
        rows = {idea.pk: idea for table in self.tables for idea in table.ideas}
        pairs: list[Alike[int]] = likely_doubles([(key, idea.text) for key, idea in sorted(rows.items())])
        return [(rows[pair.one], rows[pair.other]) for pair in pairs]


def board_of(workshop: Workshop, *, by_votes: bool = True) -> Board:
    """Return the board; three queries. Ideas come by their votes, or in the order in which they were written."""
    tables = list(workshop.tables.select_related("axis__roadmap"))
    doubles = Prefetch("merged", Proposal.objects.order_by("pk"), to_attr="doubles")
    rows = (
        Proposal.objects.filter(workshop=workshop, merged_into=None)
        .with_votes()
        .select_related("table", "action__network")
        .prefetch_related(doubles)
        .order_by("pk")
    )
    ideas = list(rows)
    if by_votes:
        ideas.sort(key=lambda idea: (-idea.votes, idea.pk))
    return Board(
        workshop,
        [
            TableBoard(
                table,
                [one for one in ideas if one.table_id == table.pk and not one.withdrawn],
                [one for one in ideas if one.table_id == table.pk and one.withdrawn],
            )
            for table in tables
        ],
    )
