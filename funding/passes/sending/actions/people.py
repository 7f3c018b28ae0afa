"""A new person with a first booklet, and files that may be of one person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from funding.enums import Verb
from funding.passes.booklets.models import Booklet
from funding.passes.letters.models import Letter
from funding.passes.programmes.models import PassProgramme
from funding.passes.programmes.rules import yearly_allowance
from funding.passes.sending.actions.booklets import reach_problem_of, send_pass
from inclusion.core import journal
from inclusion.core.french.likeness import Identity, Likeness, compare
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.people.actions.files import add_person, refuse_known
from inclusion.people.models import Beneficiary

# -- New people with a first booklet


@transaction.atomic
def send_to_new(
    fields: dict[str, Any],
    *,
    programme: PassProgramme,
    prescriber: Partner,
    among: QuerySet[Beneficiary],
    different_from: Iterable[int],
    by: User,
    at: datetime,
) -> Letter:
    """Open a person's file for the prescriber and send the booklet: both or neither.

    `fields` are the person's. Raises KnownAlready when `among` contains somebody alike who is not in `different_from`,
    and DomainError for what `send_pass` refuses.
    """
    one = Identity(
        fields["first_name"],
        fields["last_name"],
        fields.get("birth_year"),
        fields.get("postal_code", ""),
        fields.get("town", ""),
    )
    refuse_known(one, followed_by=prescriber, among=among, different_from=different_from)
    person = add_person(followed_by=prescriber, consent_on=timezone.localdate(at), by=by, at=at, **fields)
    return send_pass(person, programme=programme, channel=person.channel, prescriber=prescriber, seen=0, by=by, at=at)


def issued_to(people: Iterable[Beneficiary | int], *, programme: PassProgramme, year: int) -> dict[int, int]:
    """Return how many booklets of the year count for each of these people's limit; who had none is not there."""
    keys = [one if isinstance(one, int) else one.pk for one in people]
    booklets = Booklet.objects.issued_in(year).filter(programme=programme, beneficiary__in=keys).order_by()
    return dict(booklets.values_list("beneficiary").annotate(count=Count("pk")))


@dataclass(frozen=True)
class PossibleMatch:
    """Somebody who may be the person being typed: whether a booklet can be sent to them, or why not."""

    person: Beneficiary
    #: How many booklets of the year this was shown with, as `send_pass` takes it.
    seen: int
    #: Why none can be sent; empty when one can.
    problem: str


def known_as(people: Sequence[Beneficiary], *, programme: PassProgramme | None, year: int) -> list[PossibleMatch]:
    """Say of each of these people whether a booklet of the programme can be sent to them as they are."""
    if programme is None:
        return [PossibleMatch(person, 0, "Choisissez d’abord un programme.") for person in people]
    counts = issued_to(people, programme=programme, year=year)
    matches = []
    for person in people:
        seen = counts.get(person.pk, 0)
        allowance = yearly_allowance(limit=programme.yearly_limit, issued=seen, year=year)
        problem = allowance.sentence if allowance.is_reached else ""
        matches.append(PossibleMatch(person, seen, problem or reach_problem_of(person, channel=person.channel)))
    return matches


# -- Possible duplicates with too many booklets, for the coordination alone
#
# A prescriber never sees that somebody is followed elsewhere; the limit is checked here instead.


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


def duplicate_passes(year: int) -> list[Doubled]:
    """Return the pairs of files that may be of one person and had too many booklets of a programme this year.

    Names count accents and particles aside, not a letter away. Those noted as two people are not among them.
    """
    pairs = _pairs(year)
    people = {person for _, one, other in pairs for person in (one, other)}
    booklets: dict[tuple[int, int], list[Booklet]] = defaultdict(list)
    for booklet in (
        Booklet.objects.issued_in(year)
        .filter(beneficiary__in=people)
        .select_related("programme", "beneficiary__followed_by", "prescriber")
        .order_by("issued_on", "pk")
    ):
        booklets[booklet.programme_id, booklet.beneficiary_id].append(booklet)
    return [
        _doubled(ones, others)
        for programme, one, other in pairs
        if (ones := booklets[programme, one]) and (others := booklets[programme, other])  # else cancelled meanwhile
    ]


def _doubled(ones: list[Booklet], others: list[Booklet]) -> Doubled:
    both = sorted(ones + others, key=lambda booklet: (booklet.issued_on, booklet.pk))
    return Doubled(both[0].programme, ones[0].beneficiary, others[0].beneficiary, both)


def count_doubled_in(year: int) -> int:
    """Return how many pairs `duplicate_passes` finds, without their booklets: for a page that only says the number."""
    return len(_pairs(year))


def _pairs(year: int) -> list[tuple[int, int, int]]:
    """Return the programme and the two people of each pair, by their keys.

    One line is read of each person and programme: the database cannot know which names are the same.
    """
    counted = (
        Booklet.objects.issued_in(year)
        .filter(beneficiary__anonymised_at=None)
        .order_by()
        .values_list(
            "programme_id",
            "programme__yearly_limit",
            "beneficiary_id",
            "beneficiary__first_name",
            "beneficiary__last_name",
            "beneficiary__birth_year",
            "beneficiary__postal_code",
            "beneficiary__town",
        )
        .annotate(booklets=Count("pk"), first=Min("issued_on"))
        .order_by("first", "programme_id", "beneficiary_id")
    )
    by_name: dict[tuple[int, tuple[str, str]], list[tuple[int, Identity, int, int]]] = defaultdict(list)
    for programme, limit, person, *parts, booklets, _ in counted:
        identity = Identity(*parts)
        by_name[programme, identity.parts].append((person, identity, booklets, limit))
    apart = _pairs_of_two_people()
    return [
        (programme, one, other)
        for (programme, _), people in by_name.items()
        for (one, first, some, limit), (other, second, more, _) in combinations(sorted(people, key=itemgetter(0)), 2)
        if some + more > limit and (one, other) not in apart and compare(first, second) >= Likeness.UNSURE
    ]


def _pairs_of_two_people() -> set[tuple[int, int]]:
    lines = JournalEntry.objects.filter(verb=Verb.PEOPLE_DISTINGUISHED).order_by()
    return {(one, other) for one, other in lines.values_list("target_id", "details__other")}


@transaction.atomic
def record_two_people(one: Beneficiary, other: Beneficiary, *, by: User, at: datetime) -> None:
    """Keep that two files are of two people: they are not shown as doubles again."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    journal.record(
        Verb.PEOPLE_DISTINGUISHED,
        on=first,
        by=by,
        at=at,
        label=f"Personnes n° {first.pk} et {second.pk}",
        other=second.pk,
    )
