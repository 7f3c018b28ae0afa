"""What the agreement and the payments of a post wait for: the progress of local roadmaps."""

from datetime import date, datetime

from django.db import transaction

from funding.enums import Verb
from funding.ledger.actions import refuse_future
from funding.posts.models import RoadmapStanding
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User
from inclusion.networks.actions import lock_network
from inclusion.territories.models import Epci


@transaction.atomic
def note_roadmap(
    *,
    epci: Epci,
    title: str,
    drafted_on: date,
    adopted_on: date | None = None,
    by: User,
    at: datetime,
) -> RoadmapStanding:
    """Note when the local roadmap of an intercommunalité was drafted, and adopted; what was noted before is replaced.

    Raises DomainError for a day that is yet to come and for an adoption before the draft.
    """
    title = " ".join(title.split())
    if not title:
        raise DomainError("Donnez le nom de cette feuille de route.").at("title")
    why = "une feuille de route se note une fois rédigée"
    refuse_future(drafted_on, at=at, because=why, field="drafted_on")
    if adopted_on is not None:
        why = "une adoption se note une fois votée"
        refuse_future(adopted_on, at=at, because=why, field="adopted_on")
        if adopted_on < drafted_on:
            raise DomainError("Une feuille de route est rédigée avant d’être adoptée.").at("adopted_on")
    # Of two who note the same one at once, the second finds what the first wrote.
    lock_network()
    standing, _ = RoadmapStanding.objects.update_or_create(
        epci=epci, defaults={"title": title, "drafted_on": drafted_on, "adopted_on": adopted_on}
    )
    journal.record(
        Verb.ROADMAP_NOTED,
        on=standing,
        by=by,
        at=at,
        drafted_on=drafted_on.isoformat(),
        adopted_on=adopted_on.isoformat() if adopted_on else None,
    )
    return standing
