"""The people of one moment of a survey by groups, and which of these groups may be shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Model

from evaluation.enums import AgeBand, Dimension
from evaluation.results.queries import aggregates
from evaluation.results.queries.aggregates import Counted
from evaluation.results.rules.findings import GroupFinding
from evaluation.results.rules.suppression import THRESHOLD
from evaluation.results.rules.tables import EVERYBODY, Group, guarded_table
from evaluation.surveys.models import Campaign, CampaignStructure, ResponseQuerySet
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci
from roadmaps.plans.models.actions import Action

DIMENSIONS = tuple(Dimension)
#: Whose structure, territory or action was not said.
NOT_SAID = "Non précisé"


@dataclass(frozen=True)
class Breakdown:
    """The dimensions that distinguish people, and the groups to show: the same for every question."""

    responses: ResponseQuerySet
    #: Places among `DIMENSIONS`.
    kept: tuple[int, ...]
    everybody: int
    #: Everybody and the groups that are shown.
    shown: frozenset[Group]
    #: The groups that are shown, in their order: by dimension, then by name, never by size.
    found: tuple[tuple[Group, GroupFinding], ...]
    hidden_groups: dict[Dimension, int]
    #: The keys that all people have, of dimensions that do not distinguish them.
    alike: dict[Dimension, str]
    #: The age bands of whoever answered.
    bands: frozenset[str]
    expected: int | None

    @classmethod
    def of(cls, responses: ResponseQuerySet, campaigns: Sequence[Campaign], *, threshold: int = THRESHOLD) -> Self:
        """Read who answered, and decide which groups are shown."""
        people = aggregates.people_by(responses)
        kept = _kept([values for values, _ in people])
        table = guarded_table(_of_kept(people, kept), answers=(), threshold=threshold)
        names = _Names(campaigns)
        groups = [
            (group, names.group(DIMENSIONS[kept[group[0]]], group[1], size))
            for group, size in table.people.items()
            if group != EVERYBODY
        ]
        hidden = Counter(DIMENSIONS[kept[group[0]]] for group in table.hidden if group != EVERYBODY)
        return cls(
            responses=responses,
            kept=kept,
            everybody=table.people.get(EVERYBODY, 0),
            shown=frozenset(table.cells),
            found=tuple(sorted(groups, key=lambda one: (one[0][0], names.place(one[1])))),
            hidden_groups={one: hidden[one] for one in DIMENSIONS if hidden[one]},
            alike=_alike([values for values, _ in people]),
            bands=frozenset(values[DIMENSIONS.index(Dimension.AGE)] for values, _ in people),
            expected=names.expected_of_all(),
        )

    @property
    def groups(self) -> tuple[GroupFinding, ...]:
        """The groups as they are published."""
        return tuple(found for _, found in self.found)

    def people_by(self, answers: Sequence[Any]) -> Counted:
        """People by the dimensions kept and by what each expression says of them."""
        return _of_kept(aggregates.people_by(self.responses, answers), self.kept)

    def shown_ages(self) -> dict[str, int | None] | None:
        """People by age band, where they are grouped by age; None for a band that is hidden."""
        place = next((at for at, one in enumerate(self.kept) if DIMENSIONS[one] == Dimension.AGE), None)
        if place is None:
            return None
        shown = {group[1]: found.people for group, found in self.found if group[0] == place}
        return {str(band): shown.get(band) for band in self.bands}


def _of_kept(people: Counted, kept: Sequence[int]) -> Counted:
    found: Counted = {}
    for (values, answers), number in people.items():
        part = (tuple(values[at] for at in kept), answers)
        found[part] = found.get(part, 0) + number
    return found


def _kept(all_values: Sequence[tuple[Any, ...]]) -> tuple[int, ...]:
    """Dimensions with more than one value, without those that part the people as an earlier one does."""
    kept: list[int] = []
    for at in range(len(DIMENSIONS)):
        own = len({values[at] for values in all_values})
        if own < 2:
            continue
        same = (
            own == len({values[other] for values in all_values})
            and own == len({(values[at], values[other]) for values in all_values})
            for other in kept
        )
        if not any(same):
            kept.append(at)
    return tuple(kept)


def _alike(all_values: Sequence[tuple[Any, ...]]) -> dict[Dimension, str]:
    """The one value of each dimension in which nobody differs, where there is one."""
    only = {one: {values[at] for values in all_values} for at, one in enumerate(DIMENSIONS)}
    return {one: str(*found) for one, found in only.items() if len(found) == 1 and found != {None}}


class _Names:
    """What groups are called, and how many people were expected of them."""

    def __init__(self, campaigns: Sequence[Campaign]) -> None:
        self.campaigns = {one.pk: one for one in campaigns}
        structures = CampaignStructure.objects.filter(campaign__in=campaigns, expected__isnull=False)
        self.by_partner: Counter[int] = Counter()
        self.by_campaign = Counter({one.pk: one.expected for one in campaigns if one.expected})
        for campaign, partner, expected in structures.values_list("campaign", "partner", "expected"):
            self.by_partner[partner] += expected
            if not self.campaigns[campaign].expected:
                self.by_campaign[campaign] += expected

    def expected_of_all(self) -> int | None:
        """How many people were expected, where every campaign says so."""
        said = [self.by_campaign[pk] for pk in self.campaigns]
        return sum(said) if all(said) else None

    def group(self, dimension: Dimension, value: Any, people: int) -> GroupFinding:
        expected = {Dimension.STRUCTURE: self.by_partner, Dimension.CAMPAIGN: self.by_campaign}
        return GroupFinding(
            dimension=dimension,
            key="" if value is None else str(value),
            label=self._label(dimension, value),
            people=people,
            expected=(expected[dimension][value] or None) if dimension in expected else None,
        )

    def _label(self, dimension: Dimension, value: Any) -> str:
        if value is None:
            return NOT_SAID
        if dimension == Dimension.AGE:
            return str(AgeBand(value).label)
        if dimension == Dimension.CAMPAIGN:
            return self.campaigns[value].title
        model: type[Model] = {Dimension.TERRITORY: Epci, Dimension.STRUCTURE: Partner, Dimension.ACTION: Action}[
            dimension
        ]
        return str(model._default_manager.get(pk=value))

    def place(self, group: GroupFinding) -> tuple[Any, ...]:
        """Ages from the youngest on, others by their names, what was not said last."""
        if group.dimension == Dimension.AGE:
            return (AgeBand.values.index(group.key), "")
        return (group.key == "", group.label, group.key)
