"""What follows the decision on a post: its vacancies, the progress of local roadmaps."""

from datetime import date, datetime

from django.db import transaction

from funding.enums import Verb
from funding.ledger.actions import refuse_future
from funding.posts.enums import PostState
from funding.posts.models import Post, PostVacancy, RoadmapStanding
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import User
from inclusion.networks.actions import lock_network
from inclusion.territories.models import Epci

# -- Vacancies


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).get(pk=post.pk)


@transaction.atomic
def vacate(post: Post, *, since: date, by: User, at: datetime) -> PostVacancy:
    """Note that nobody holds a post since a day.

    Raises DomainError for a post that was not accepted or is vacant already, and for a day that is yet to come, lies
    outside its financing, or on which it was vacant before.
    """
    post = _locked(post)
    if post.state != PostState.ACCEPTED:
        raise DomainError("Seul un poste retenu peut être noté vacant.")
    refuse_future(since, at=at, because="une vacance se note une fois là", field="since")
    last = post.vacancies.first()
    if last is not None and last.until is None:
        raise DomainError(f"Ce poste est déjà noté vacant, depuis le {plain_date(last.since)}.").at("since")
    if not post.start <= since < post.end:
        raise DomainError(
            f"Ce poste est financé {post.period}\u00a0: choisissez un jour de cette période."
        ).at("since")
    if last is not None and last.until is not None and since < last.until:
        raise DomainError(
            f"Ce poste a été pourvu le {plain_date(last.until)}\u00a0: choisissez un jour qui ne le précède pas."
        ).at("since")
    vacancy = PostVacancy.objects.create(network_id=post.network_id, post=post, since=since)
    journal.record(Verb.POST_VACATED, on=post, by=by, at=at, since=since.isoformat())
    return vacancy


@transaction.atomic
def fill(post: Post, *, on: date, by: User, at: datetime) -> PostVacancy:
    """Note that somebody holds a vacant post again, from a day on; raises DomainError for a day that cannot be."""
    post = _locked(post)
    vacancy = post.vacancies.filter(until=None).first()
    if vacancy is None:
        raise DomainError("Ce poste n’est pas vacant.")
    refuse_future(on, at=at, because="un poste est pourvu le jour où la personne commence")
    if on <= vacancy.since:
        raise DomainError(
            f"Ce poste est vacant depuis le {plain_date(vacancy.since)}\u00a0: la personne commence après."
        ).at("on")
    if on >= post.end:
        raise DomainError(
            f"Le financement de ce poste s’arrête le {plain_date(shown_end(post.end))}\u00a0: "
            "choisissez un jour d’avant."
        ).at("on")
    vacancy.until = on
    vacancy.save(update_fields=["until"])
    journal.record(Verb.POST_FILLED, on=post, by=by, at=at, filled_on=on.isoformat())
    return vacancy


# -- Progress of local roadmaps


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
