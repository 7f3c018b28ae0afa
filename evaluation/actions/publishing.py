"""Publish results: each part of a survey once, when nothing of it can change any more."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.actions.comparing import ClosingCounts, paired_findings_of
from evaluation.actions.counting import findings_of
from evaluation.enums import CampaignState, Moment, PublishedPart, Verb
from evaluation.models import Publication, Survey
from evaluation.rules.findings import Findings, PairedFindings
from inclusion.core import journal
from inclusion.core.models.history import JournalEntry


def due_parts(survey: Survey) -> list[PublishedPart]:
    """What can be published of a survey and is not: moments whose campaigns are all closed, then what changed."""
    states: dict[str, set[str]] = {}
    for moment, state in survey.campaigns.order_by().values_list("moment", "state").distinct():
        states.setdefault(moment, set()).add(state)
    over = {moment for moment, found in states.items() if found == {CampaignState.CLOSED}}
    done = set(survey.publications.values_list("part", flat=True))
    due = [PublishedPart(moment) for moment in Moment if moment in over - done]
    if survey.is_closed and survey.pairs and {Moment.BEFORE, Moment.AFTER} <= over:
        due += [PublishedPart.PAIRED] if PublishedPart.PAIRED not in done else []
    return due


def surveys_to_look_at() -> list[Survey]:
    """Surveys of which something is over, and something may be due."""
    over = Survey.objects.filter(campaigns__state=CampaignState.CLOSED).distinct().order_by("pk")
    return [survey for survey in over if due_parts(survey)]


def publish_part(survey: Survey, part: str, *, by: Any, at: datetime) -> Publication | None:
    """Publish one part of a survey that is due; nothing where it is not, or no longer."""
    if part == PublishedPart.PAIRED:
        return publish_paired(survey, by=by, at=at)
    return publish_moment(survey, part, by=by, at=at)


@transaction.atomic
def publish_moment(survey: Survey, part: str, *, by: Any, at: datetime) -> Publication | None:
    """Publish what one moment of a survey says; nothing where it is published, or a campaign of it is not closed."""
    survey = _lock(survey)
    if part not in due_parts(survey) or part == PublishedPart.PAIRED:
        return None
    return _keep(survey, part, findings_of(survey, part), by=by, at=at)


@transaction.atomic
def publish_paired(survey: Survey, *, by: Any, at: datetime) -> Publication | None:
    """Publish what changed between before and after; nothing before the survey is closed and both are published."""
    survey = _lock(survey)
    if due_parts(survey) != [PublishedPart.PAIRED]:
        return None
    of = {one.part: one.findings for one in survey.publications.all()}
    before, after = of[PublishedPart.BEFORE], of[PublishedPart.AFTER]
    assert isinstance(before, Findings)
    assert isinstance(after, Findings)
    return _keep(
        survey, PublishedPart.PAIRED, paired_findings_of(survey, before, after, _left(survey)), by=by, at=at
    )


def _left(survey: Survey) -> ClosingCounts:
    """What the journal says of the closing: the codes that would tell are gone."""
    closing = JournalEntry.objects.filter(
        verb=Verb.SURVEY_CLOSED, target_model=survey._meta.label, target_id=survey.pk
    ).latest("at")
    return ClosingCounts(closing.details["doubles"], closing.details["without_code"])


def _lock(survey: Survey) -> Survey:
    """Hold a survey for this transaction: of two that publish at once, the second finds that it is done."""
    return Survey.objects.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)


def _keep(
    survey: Survey, part: str, findings: Findings | PairedFindings, *, by: Any, at: datetime
) -> Publication:
    publication = Publication.objects.create(
        network_id=survey.network_id,
        survey=survey,
        part=part,
        document=findings.model_dump(mode="json"),
        made_at=at,
    )
    journal.record(Verb.RESULTS_PUBLISHED, on=survey, by=by, at=at, part=str(part))
    return publication
