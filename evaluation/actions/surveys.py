"""Surveys: opened with a key for the codes of people, closed for good when the key goes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from evaluation.enums import CampaignState, Moment, Verb
from evaluation.models import Response, Survey
from evaluation.rules.pairing import Pairs, PersonCode, new_key, paired
from inclusion.core import jobs, journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.scope import active_network


@transaction.atomic
def open_survey(*, title: str, description: str = "", pairs: bool = False, by: Any, at: datetime) -> Survey:
    """Open a survey; `pairs` gives it a key, by which the answers of one person before and after find each other.

    Raises django's ValidationError for a title that another survey bears.
    """
    survey = Survey(
        network=active_network(),
        title=one_line(title),
        description=description.strip(),
        pairs=pairs,
        key=new_key() if pairs else None,
        opened_at=at,
    )
    survey.full_clean()
    survey.save()
    journal.record(Verb.SURVEY_OPENED, on=survey, by=by, at=at)
    return survey


@transaction.atomic
def change_survey(survey: Survey, *, title: str, description: str, by: Any, at: datetime) -> Survey:
    """Change what is said of a survey."""
    survey = lock_survey(survey)
    survey.title, survey.description = one_line(title), description.strip()
    survey.full_clean()
    survey.save(update_fields=["title", "description"])
    journal.record(Verb.SURVEY_CHANGED, on=survey, by=by, at=at)
    return survey


@transaction.atomic
def close_survey(survey: Survey, *, by: Any, at: datetime) -> Survey:
    """Close a survey: what is paired stays paired, the key and the codes of people are destroyed.

    Raises DomainError while a campaign of it is open or in preparation.
    """
    survey = lock_survey(survey)
    if survey.campaigns.exclude(state=CampaignState.CLOSED).exists():
        raise DomainError("Une campagne de cette enquête n’est pas close\u00a0: terminez-la d’abord.")
    found = write_pairs(survey)
    answers = (
        Response.objects.finished().filter(campaign__survey=survey).exclude(campaign__moment=Moment.ONCE)
    )
    without_code = answers.filter(code=None, pair=None).count()
    survey.key, survey.closed_at = None, at
    survey.save(update_fields=["key", "closed_at"])
    Response.objects.filter(campaign__survey=survey).update(code=None, near_codes=None)
    # The codes are gone: what could be counted by them is told by the journal alone.
    counts = {"pairs": len(found.found), "doubles": found.doubles, "without_code": without_code}
    journal.record(Verb.SURVEY_CLOSED, on=survey, by=by, at=at, **counts)
    publish_soon(survey)
    return survey


def publish_soon(survey: Survey) -> None:
    """Let the results that are due be published by a worker; a sweep finds what it leaves."""
    from evaluation.tasks.publishing import publish_survey

    jobs.enqueue_best_effort(publish_survey, network_id=survey.network_id, survey_id=survey.pk)


@transaction.atomic
def accept_pairs(survey: Survey, pairs: Collection[tuple[int, int]], *, by: Any, at: datetime) -> None:
    """Take the answers of each pair for one person's.

    Raises DomainError where some are no longer likely, and while a campaign may still bring a nearer one.
    """
    survey = lock_survey(survey)
    if why := pairing_blocker(survey):
        raise DomainError(why)
    if not set(pairs) <= set(pairs_of(survey).likely):
        raise DomainError("Ces réponses ne se ressemblent plus assez\u00a0: rechargez la page.")
    _join(pairs)
    journal.record(Verb.PAIR_ACCEPTED, on=survey, by=by, at=at, pairs=len(pairs))


def pairing_blocker(survey: Survey) -> str:
    """Why answers of a running survey are not brought together by hand yet; nothing where they may be."""
    if survey.campaigns.exclude(state=CampaignState.CLOSED).exists():
        return (
            "Des réponses peuvent encore arriver\u00a0: terminez d’abord toutes les campagnes de l’enquête."
        )
    return ""


def pairs_of(survey: Survey) -> Pairs:
    """What pairs the answers of a survey that is not closed, besides those that are paired already."""
    return paired(_codes(survey, Moment.BEFORE), _codes(survey, Moment.AFTER))


def write_pairs(survey: Survey) -> Pairs:
    """Write down which answers are of one person, and return what was found; the caller holds the survey."""
    pairs = pairs_of(survey)
    _join(pairs.found)
    return pairs


def lock_survey(survey: Survey) -> Survey:
    """Hold a survey for this transaction. Raises DomainError for one that is closed."""
    survey = Survey.objects.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)
    if survey.is_closed:
        raise DomainError("Cette enquête est close\u00a0: ses réponses ne changent plus.")
    return survey


def _codes(survey: Survey, moment: Moment) -> dict[int, PersonCode]:
    rows = Response.objects.filter(
        campaign__survey=survey, campaign__moment=moment, pair=None, code__isnull=False
    )
    return {
        pk: PersonCode(bytes(code or b""), tuple(map(bytes, near or ())))
        for pk, code, near in rows.order_by("pk").values_list("pk", "code", "near_codes").iterator()
    }


def _join(pairs: Iterable[tuple[int, int]]) -> None:
    number_of = {pk: number for pair in pairs for number in [uuid4()] for pk in pair}
    rows = list(Response.objects.filter(pk__in=number_of))
    for row in rows:
        row.pair = number_of[row.pk]
    Response.objects.bulk_update(rows, ["pair"], batch_size=1000)
