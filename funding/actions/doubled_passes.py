"""Two files that may be of one person, who then had too many booklets of a programme: for the coordination alone.

A prescriber is never told that somebody is followed elsewhere; the limit is watched over here instead.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db import transaction

from funding.enums import Verb
from funding.models import Booklet, PassProgramme
from inclusion import journal
from inclusion.actions.doubles import identity_of
from inclusion.models import Beneficiary, JournalEntry, User
from inclusion.rules.likeness import Likeness, compare


@dataclass(frozen=True)
class Doubled:
    """Two files of the same name with the booklets of a year that count, together beyond the limit."""

    programme: PassProgramme
    one: Beneficiary
    other: Beneficiary
    booklets: list[Booklet]

    @property
    def people(self) -> tuple[Beneficiary, Beneficiary]:
        """Both."""
        return self.one, self.other


def doubled_in(year: int) -> list[Doubled]:
    """Return the pairs of files that may be of one person and had too many booklets of a programme this year.

    Names count accents and particles aside, not a letter away. Those told apart are not among them.
    """
    booklets = (
        Booklet.objects.issued_in(year)
        .filter(beneficiary__anonymised_at=None)
        .select_related("programme", "beneficiary__followed_by", "prescriber")
        .order_by("issued_on", "pk")
    )
    by_name: dict[tuple[int, tuple[str, str]], dict[int, list[Booklet]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for booklet in booklets:
        name = identity_of(booklet.beneficiary).parts
        by_name[booklet.programme_id, name][booklet.beneficiary_id].append(booklet)
    apart = _told_apart()
    found = []
    for people in by_name.values():
        for one, other in combinations(sorted(people), 2):
            both = sorted(people[one] + people[other], key=lambda booklet: (booklet.issued_on, booklet.pk))
            first, second = people[one][0].beneficiary, people[other][0].beneficiary
            alike = compare(identity_of(first), identity_of(second)) >= Likeness.UNSURE
            programme = both[0].programme
            if alike and (one, other) not in apart and len(both) > programme.yearly_limit:
                found.append(Doubled(programme, first, second, both))
    return found


def _told_apart() -> set[tuple[int, int]]:
    lines = JournalEntry.objects.filter(verb=Verb.PEOPLE_TOLD_APART).order_by()
    return {(one, other) for one, other in lines.values_list("target_id", "details__other")}


@transaction.atomic
def tell_apart(one: Beneficiary, other: Beneficiary, *, by: User, at: datetime) -> None:
    """Keep that two files are of two people: they are not shown as doubles again."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    journal.record(
        Verb.PEOPLE_TOLD_APART,
        on=first,
        by=by,
        at=at,
        label=f"Personnes n° {first.pk} et {second.pk}",
        other=second.pk,
    )
