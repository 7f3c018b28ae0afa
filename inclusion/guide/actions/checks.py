"""The monthly question to the places, « are your details still right? »: what they answer, what follows from it."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import month_of, months_after
from inclusion.core.mail import outbox
from inclusion.core.scope import active_network
from inclusion.guide.actions.places import confirm_place
from inclusion.guide.enums import CheckAnswer, PlaceVerb
from inclusion.guide.models import Place, PlaceCheck
from inclusion.guide.rules.provenance import months_before
from inclusion.networks.models import NetworkSite

#: How many months after the one in which it was sent a link still takes an answer.
OPEN_MONTHS = 3


@transaction.atomic
def ask_places(*, by: Any = None, at: datetime) -> list[PlaceCheck]:
    """Ask the places of the active network, once a month each; return the questions that will leave.

    Asked are open places that have an address and of which nobody has said anything for a month. A network may do
    without (`NetworkSite.asks_places`).
    """
    site = NetworkSite.objects.first()
    if site is not None and not site.asks_places:
        return []
    day = timezone.localdate(at)
    places = Place.objects.open().exclude(emails=[]).filter(updated_on__lte=months_before(day, 1))
    rows = [
        PlaceCheck(
            network=active_network(),
            place=place,
            month=month_of(day),
            email=place.emails[0],
            token=secrets.token_urlsafe(32),
            written_at=at,
        )
        for place in places.defer("provenance").order_by("pk")
    ]
    # Two nights at one moment: the place has one question a month, whoever comes second writes nothing.
    PlaceCheck.objects.bulk_create(rows, ignore_conflicts=True)
    asked = list(PlaceCheck.objects.filter(token__in=[one.token for one in rows]))
    for row in asked:
        outbox.enqueue_row(row)
    if asked:
        journal.record(PlaceVerb.ASKED, on=active_network(), by=by, at=at, places=len(asked))
    return asked


def takes_answers(check: PlaceCheck, *, on: date) -> bool:
    """Whether the link still takes an answer: for three months after its own, and until somebody has dealt with it."""
    return on < months_after(check.month, OPEN_MONTHS + 1) and check.settled_at is None


@transaction.atomic
def answer_check(
    check: PlaceCheck, *, answer: CheckAnswer | str, said: str = "", by: Any = None, at: datetime
) -> PlaceCheck:
    """Note what a place answers. « Right » makes it up to date; the rest waits for the coordination.

    A place may answer again while nobody has dealt with it. Raises DomainError for a link that is too old, a place that
    is closed or was merged, a correction that says nothing.
    """
    answer = CheckAnswer(answer)
    check = PlaceCheck.objects.select_for_update(of=("self",)).select_related("place").get(pk=check.pk)
    if not takes_answers(check, on=timezone.localdate(at)):
        raise DomainError("Ce lien ne sert plus. Le prochain courriel du réseau en contient un nouveau.")
    if check.place.is_closed or check.place.merged_into_id is not None:
        raise DomainError("Cette fiche n’est plus dans le guide\u00a0: il n’y a rien à confirmer.")
    said = said.strip()
    if answer == CheckAnswer.WRONG and not said:
        raise DomainError("Indiquez en quelques mots ce qui est à corriger.").at("said")
    check.answer, check.answered_at = answer, at
    check.said = said if answer == CheckAnswer.WRONG else ""
    check.save(update_fields=["answer", "answered_at", "said"])
    if answer == CheckAnswer.RIGHT:
        confirm_place(check.place, by=by, at=at)
    else:
        journal.record(PlaceVerb.ANSWERED, on=check.place, by=by, at=at, answer=str(answer.value))
    return check


@transaction.atomic
def settle_check(check: PlaceCheck, *, by: Any, at: datetime) -> PlaceCheck:
    """Note that the coordination has dealt with an answer; a second click changes nothing."""
    check = PlaceCheck.objects.select_for_update(of=("self",)).select_related("place").get(pk=check.pk)
    if check.settled_at is None:
        check.settled_at = at
        check.save(update_fields=["settled_at"])
        journal.record(PlaceVerb.SETTLED, on=check.place, by=by, at=at)
    return check
