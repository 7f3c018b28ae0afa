"""A new person and their first booklet in one go, and what can be done for somebody who is known already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from funding.actions.passes import reach_problem_of, send_pass
from funding.models import Booklet, Letter, PassProgramme
from funding.rules.passes import yearly_allowance
from inclusion.core.french.likeness import Identity
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.people.actions.files import add_person, refuse_known
from inclusion.people.models import Beneficiary


@transaction.atomic
def send_to_new(
    fields: dict[str, Any],
    *,
    programme: PassProgramme,
    prescriber: Partner,
    among: QuerySet[Beneficiary],
    told_apart: Iterable[int],
    by: User,
    at: datetime,
) -> Letter:
    """Open a person's file for the prescriber and send the booklet: both or neither.

    `fields` are the person's. Raises KnownAlready when `among` holds somebody alike who is not in `told_apart`, and
    DomainError for what `send_pass` refuses.
    """
    one = Identity(
        fields["first_name"],
        fields["last_name"],
        fields.get("birth_year"),
        fields.get("postal_code", ""),
        fields.get("town", ""),
    )
    refuse_known(one, followed_by=prescriber, among=among, told_apart=told_apart)
    person = add_person(followed_by=prescriber, consent_on=timezone.localdate(at), by=by, at=at, **fields)
    return send_pass(
        person, programme=programme, channel=person.channel, prescriber=prescriber, seen=0, by=by, at=at
    )


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


def known_as(
    people: Sequence[Beneficiary], *, programme: PassProgramme | None, year: int
) -> list[PossibleMatch]:
    """Say of each of these people whether a booklet of the programme can be sent to them as they are."""
    if programme is None:
        return [PossibleMatch(person, 0, "Choisissez d’abord un programme.") for person in people]
    counts = issued_to(people, programme=programme, year=year)
    told = []
    for person in people:
        seen = counts.get(person.pk, 0)
        allowance = yearly_allowance(limit=programme.yearly_limit, issued=seen, year=year)
        problem = allowance.sentence if allowance.is_reached else ""
        told.append(PossibleMatch(person, seen, problem or reach_problem_of(person, channel=person.channel)))
    return told
