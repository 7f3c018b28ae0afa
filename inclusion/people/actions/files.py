"""Files of people are opened, changed and kept longer; possible duplicates are found first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.errors import DomainError
from inclusion.core.french.likeness import Identity, Likeness, compare, letters, neighbours
from inclusion.core.french.names import search_form
from inclusion.core.french.phones import mobile_of
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.people.rules import birth_year_problem, keep_until
from inclusion.territories.models import Commune
from inclusion.territories.queries import Towns

#: What says in which commune somebody lives.
PLACE_FIELDS = ("postal_code", "town", "country")


def _commune_of(fields: dict[str, Any], *, address_confirmed: bool) -> Commune | None:
    """Return the commune that the postal code and the town name, or None where they name none or several.

    Raises DomainError for a French address that is none, unless it may be right and somebody confirmed it.
    """
    code, town = fields.get("postal_code") or "", fields.get("town") or ""
    if fields.get("country") or not code:
        return None
    found = Towns([(code, town)]).check(code, town)
    if found.problem and not (address_confirmed and found.may_be_right):
        raise DomainError(found.problem).at(found.field)
    return found.commune


def _refuse_birth_year(year: int | None, *, at: datetime) -> None:
    if problem := birth_year_problem(year, today=timezone.localdate(at)):
        raise DomainError(problem).at("birth_year")


@transaction.atomic
def add_person(
    *, followed_by: Partner, consent_on: date, by: Any, at: datetime, address_confirmed: bool = False, **fields: Any
) -> Beneficiary:
    """Open a person's file for an organisation; the commune is found from the postal code and the town.

    Raises DomainError when the consent lies in the future, for a year in which nobody alive was born, and for an
    address that no commune has and nobody confirmed, or may confirm. The file is kept as long as `rules.keeping` says.
    """
    today = timezone.localdate(at)
    if consent_on > today:
        raise DomainError("L’accord de la personne ne peut pas être daté de l’avenir.")
    _refuse_birth_year(fields.get("birth_year"), at=at)
    person = Beneficiary.objects.create(
        followed_by=followed_by,
        consent_on=consent_on,
        keep_until=keep_until(today),
        added_at=at,
        added_by=by,
        commune=_commune_of(fields, address_confirmed=address_confirmed),
        **fields,
    )
    confirmed = {"address_confirmed": True} if address_confirmed else {}
    journal.record(Verb.PERSON_ADDED, on=person, by=by, at=at, label=f"Personne n° {person.pk}", **confirmed)
    return person


@transaction.atomic
def change_person(
    person: Beneficiary, *, by: Any, at: datetime, address_confirmed: bool = False, **fields: Any
) -> Beneficiary:
    """Change a person's file; the journal keeps which fields, never their values.

    A new birth year or address is checked as `add_person` does.
    """
    # Read again under its lock: what was emptied meanwhile must not come back.
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at:
        raise DomainError("Cette fiche a été anonymisée\u00a0: elle ne peut plus être modifiée.")
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    for name in changed:
        setattr(person, name, fields[name])
    if "birth_year" in changed:
        _refuse_birth_year(person.birth_year, at=at)
    moved = bool(set(PLACE_FIELDS) & set(changed))
    if moved:
        place = {name: getattr(person, name) for name in PLACE_FIELDS}
        person.commune = _commune_of(place, address_confirmed=address_confirmed)
    if changed:
        person.save(update_fields=[*changed, "commune"])
        confirmed = {"address_confirmed": True} if moved and address_confirmed else {}
        journal.record(
            Verb.PERSON_CHANGED, on=person, by=by, at=at, label=f"Personne n° {person.pk}", fields=changed, **confirmed
        )
        for follow in _followers:
            follow(person, changed, by=by, at=at)
    return person


_followers: list[Callable[..., None]] = []


def follow_changes(follow: Callable[..., None]) -> None:
    """Let another feature follow changes of files: `follow(person, fields, by=…, at=…)`, in their transaction."""
    _followers.append(follow)


@transaction.atomic
def stop_sms(*, phone: str, by: Any = None, at: datetime) -> int:
    """Whoever has this mobile wants no SMS any more; of how many files of the active network. Said twice is once."""
    number = mobile_of(phone)
    agreed = Beneficiary.objects.exclude(sms_consent_on=None) if number else Beneficiary.objects.none()
    found = [person for person in agreed if mobile_of(person.phone) == number]
    for person in found:
        change_person(person, sms_consent_on=None, by=by, at=at)
    return len(found)


@transaction.atomic
def keep_longer(person: Beneficiary, *, used_on: date, by: Any, at: datetime) -> Beneficiary:
    """Something was done for the person on this day: the period of keeping begins anew from it."""
    until = keep_until(used_on)
    if until > person.keep_until:
        person.keep_until = until
        person.save(update_fields=["keep_until"])
        journal.record(Verb.PERSON_KEPT, on=person, by=by, at=at, label=f"Personne n° {person.pk}")
    return person


# -- Duplicate files of a person, found before the second is opened

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
    """What a file distinguishes a person by."""
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
    one: Identity, *, followed_by: Partner, among: QuerySet[Beneficiary], different_from: Iterable[int]
) -> None:
    """Raise KnownAlready where a file may be of the same person, except those that were seen and judged to be
    of others.

    Whoever opens files for this organisation comes here one after the other, until the end of the transaction: the
    same form sent twice at once finds its own first file.
    """
    Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=followed_by.pk)
    apart = set(different_from)
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
