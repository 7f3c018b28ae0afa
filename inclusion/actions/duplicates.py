"""Two files of the same person: found before the second is opened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet

from inclusion.models import Beneficiary, Partner
from inclusion.rules.likeness import Identity, Likeness, compare, letters, neighbours
from inclusion.rules.territories import search_form

#: What a name must share with a file's, of 1, to be looked at more closely; how many of these are.
MIN_SHARED, MAX_COMPARED = 0.35, 200
#: How many are shown.
MAX_SHOWN = 5


class KnownAlready(Exception):
    """Nothing was opened, as the person may have a file already: a question for who asked. `people`: these files."""

    def __init__(self, people: Sequence[Beneficiary]) -> None:
        super().__init__(f"{len(people)} files are alike")
        self.people = people


def identity_of(person: Beneficiary) -> Identity:
    """What a file tells a person apart by."""
    return Identity(person.first_name, person.last_name, person.birth_year, person.postal_code, person.town)


def alike_to(one: Identity, *, among: QuerySet[Beneficiary]) -> list[Beneficiary]:
    """Return the people that this may be, the likeliest first: only those that the caller gives to look among."""
    if not letters(one.first_name) or not letters(one.last_name):
        return []
    name = f"{search_form(one.last_name)} {search_form(one.first_name)}"
    near = among.annotate(shared=TrigramWordSimilarity(name, "sort_name")).filter(shared__gte=MIN_SHARED)
    found = [
        (compare(one, identity_of(person)), person)
        for person in near.select_related("followed_by").order_by("-shared", "pk")[:MAX_COMPARED]
    ]
    kept = [(how, person) for how, person in found if how != Likeness.OTHER]
    kept.sort(key=lambda pair: -pair[0])
    return [person for _, person in kept[:MAX_SHOWN]]


def refuse_known(
    one: Identity, *, followed_by: Partner, among: QuerySet[Beneficiary], told_apart: Iterable[int]
) -> None:
    """Raise KnownAlready where a file may be of the same person, those aside that were seen and told apart.

    Whoever opens files for this organisation comes here one after the other, until the end of the transaction: the
    same form sent twice at once finds its own first file.
    """
    Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=followed_by.pk)
    apart = set(told_apart)
    known = alike_to(one, among=among)
    if any(person.pk not in apart for person in known):
        raise KnownAlready(known)


class Directory:
    """Many people in memory, to compare many others with: what `compare` says, near names only of one birth year."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, str], list[tuple[int, Identity]]] = defaultdict(list)
        self._near: dict[tuple[int, str], set[tuple[str, str]]] = defaultdict(set)

    def add(self, key: int, one: Identity) -> None:
        """Put somebody in, under a key that the caller knows again."""
        self._by_name[one.parts].append((key, one))
        if one.birth_year is not None:
            for word in one.parts:
                for left in neighbours(word):
                    self._near[one.birth_year, left].add(one.parts)

    def like(self, one: Identity) -> list[tuple[Likeness, int]]:
        """Return the keys of who may be the same person, with how much, the likeliest first."""
        names = {one.parts}
        if one.birth_year is not None:
            for left in neighbours(max(one.parts, key=len)):
                names |= self._near.get((one.birth_year, left), set())
        found = [
            (how, key)
            for name in names
            for key, other in self._by_name.get(name, [])
            if (how := compare(one, other)) != Likeness.OTHER
        ]
        return sorted(found, key=lambda pair: (-pair[0], pair[1]))
