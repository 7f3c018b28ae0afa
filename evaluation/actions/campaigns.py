"""Campaigns: prepared, opened, closed; the structures that take part; the links that take one answer each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluation.actions.surveys import lock_survey, publish_soon
from evaluation.enums import CampaignState, Moment, Verb, VersionState
from evaluation.models import AnswerLink, Campaign, CampaignStructure, QuestionnaireVersion, Response, Survey
from evaluation.rules.participation import STEP
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.partners.models import Partner

#: Links made at once.
MAX_LINKS = 2000
#: Days for which late answers are awaited after the last day: then the portal closes the campaign.
LATE_DAYS = 7
OVER = "Cette enquête est terminée. Merci de votre intérêt."


@transaction.atomic
def make_campaign(
    survey: Survey,
    *,
    version: QuestionnaireVersion,
    title: str,
    start: date,
    end: date,
    moment: str = Moment.ONCE,
    by: Any,
    at: datetime,
    **fields: Any,
) -> Campaign:
    """Prepare a campaign for the days of `[start, end)`; `fields` are others of `Campaign`.

    Raises DomainError for a closed survey and a version that is not published.
    """
    survey = lock_survey(survey)
    campaign = Campaign(
        network_id=survey.network_id,
        survey=survey,
        version=version,
        title=one_line(title),
        start=start,
        end=end,
        moment=moment,
        **fields,
    )
    _check(campaign)
    campaign.save()
    journal.record(Verb.CAMPAIGN_MADE, on=campaign, by=by, at=at)
    return campaign


@transaction.atomic
def change_campaign(campaign: Campaign, *, by: Any, at: datetime, **fields: Any) -> Campaign:
    """Change a campaign. Once it is open its questions, its moment and its first day stay."""
    # The survey first: its results are not published while a campaign moves to another moment of it.
    lock_survey(campaign.survey)
    campaign = lock_campaign(campaign)
    fixed = {"version", "moment", "start"} & {
        name for name in fields if fields[name] != getattr(campaign, name)
    }
    if fixed and campaign.state != CampaignState.DRAFT:
        raise DomainError(
            "La campagne est ouverte\u00a0: ses questions, son moment et son premier jour ne changent plus."
        )
    _check_quota(campaign, fields.get("quota", campaign.quota))
    for name, value in fields.items():
        setattr(campaign, name, one_line(value) if name == "title" else value)
    _check(campaign)
    campaign.save()
    journal.record(Verb.CAMPAIGN_CHANGED, on=campaign, by=by, at=at, fields=sorted(fields))
    return campaign


def _check_quota(campaign: Campaign, quota: int | None) -> None:
    """Whoever could try one quota after the other would see at which one answers stop: how many there are."""
    if campaign.state != CampaignState.DRAFT and quota != campaign.quota and quota and quota % STEP:
        raise DomainError(
            f"La campagne est ouverte\u00a0: son nombre de réponses au plus change de {STEP} en {STEP} (10, 15, 20…), "
            "ou s’enlève."
        ).at("quota")


def _check(campaign: Campaign) -> None:
    if campaign.version.state != VersionState.PUBLISHED:
        raise DomainError("Cette version du questionnaire n’est pas publiée.").at("version")
    others = campaign.survey.campaigns.filter(moment=campaign.moment).exclude(pk=campaign.pk)
    if others.exclude(version=campaign.version).exists():
        raise DomainError(
            "Une autre campagne de ce moment de l’enquête pose une autre version\u00a0: leurs réponses "
            "ne se compteraient pas ensemble."
        ).at("version")
    if campaign.survey.publications.filter(part=campaign.moment).exists():
        raise DomainError(
            "Les résultats de ce moment de l’enquête sont publiés\u00a0: ouvrez une nouvelle enquête."
        ).at("moment")
    if campaign.moment != Moment.ONCE and not campaign.survey.pairs:
        raise DomainError(
            "Cette enquête ne demande pas de code\u00a0: avant et après ne se répondraient pas."
        ).at("moment")
    campaign.full_clean()


@transaction.atomic
def open_campaign(campaign: Campaign, *, by: Any, at: datetime) -> Campaign:
    """Open a campaign to answers, from its first day on. Raises TransitionRefused with what is missing."""
    campaign = states.move(campaign, CampaignState.OPEN, by=by, at=at, opened_at=at)
    journal.record(Verb.CAMPAIGN_STEP, on=campaign, by=by, at=at, to=campaign.state)
    return campaign


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: Any, at: datetime) -> Campaign:
    """Close a campaign for good: results are read from then on, and a late answer would tell whose it is.

    What somebody began at a kiosk and never sent is deleted: nobody agreed to its being read.
    """
    # Held first as answers hold it, then its answers: whoever finishes one meanwhile is waited for, and is kept.
    campaign = lock_campaign(campaign)
    _forget_unfinished(campaign)
    campaign = states.move(campaign, CampaignState.CLOSED, by=by, at=at, closed_at=at)
    journal.record(Verb.CAMPAIGN_STEP, on=campaign, by=by, at=at, to=campaign.state)
    publish_soon(campaign.survey)
    return campaign


def _forget_unfinished(campaign: Campaign) -> None:
    rows = Response.objects.filter(campaign=campaign, is_finished=False).select_for_update(of=("self",))
    Response.objects.filter(pk__in=[row.pk for row in rows]).delete()


def close_ended_campaigns(*, at: datetime) -> list[Campaign]:
    """Close the campaigns whose late answers were awaited for long enough; returns them."""
    late = Campaign.objects.open().filter(end__lte=timezone.localdate(at) - timedelta(days=LATE_DAYS))
    return [close_campaign(one, by=None, at=at) for one in late.order_by("pk")]


@transaction.atomic
def add_structure(
    campaign: Campaign,
    partner: Partner,
    *,
    email: str = "",
    expected: int | None = None,
    by: Any,
    at: datetime,
) -> CampaignStructure:
    """Let a structure propose the campaign to the people it receives."""
    campaign = lock_campaign(campaign)
    structure = CampaignStructure(
        network_id=campaign.network_id, campaign=campaign, partner=partner, email=email, expected=expected
    )
    structure.full_clean()
    structure.save()
    journal.record(Verb.CAMPAIGN_JOINED, on=campaign, by=by, at=at, partner=partner.pk)
    return structure


@transaction.atomic
def add_structures(
    campaign: Campaign, partners: Iterable[Partner], *, by: Any, at: datetime
) -> list[CampaignStructure]:
    """Let several structures propose the campaign; reminders go to the addresses that the network knows of them."""
    return [add_structure(campaign, one, email=one.email, by=by, at=at) for one in partners]


@transaction.atomic
def change_structure(
    structure: CampaignStructure, *, email: str, expected: int | None, by: Any, at: datetime
) -> CampaignStructure:
    """Change where a structure is reminded, and how many people it expects."""
    campaign = lock_campaign(structure.campaign)
    structure.email, structure.expected = email, expected
    structure.full_clean()
    structure.save(update_fields=["email", "expected"])
    journal.record(Verb.STRUCTURE_CHANGED, on=campaign, by=by, at=at, partner=structure.partner_id)
    return structure


@transaction.atomic
def remove_structure(structure: CampaignStructure, *, by: Any, at: datetime) -> None:
    """Take a structure out. Raises DomainError once answers or links came from it."""
    campaign = lock_campaign(structure.campaign)
    if structure.responses.exists() or structure.links.exists():
        raise DomainError(
            "Des réponses ou des liens viennent de cette structure\u00a0: elle reste dans la campagne."
        )
    journal.record(Verb.CAMPAIGN_LEFT, on=campaign, by=by, at=at, partner=structure.partner_id)
    structure.delete()


@transaction.atomic
def make_links(
    campaign: Campaign, count: int, *, structure: CampaignStructure | None = None, by: Any, at: datetime
) -> Sequence[AnswerLink]:
    """Make links that take one answer each. Raises DomainError for a closed campaign and for too many at once."""
    campaign = lock_campaign(campaign)
    if not 1 <= count <= MAX_LINKS:
        raise DomainError(f"Créez de 1 à {MAX_LINKS} liens à la fois.").at("count")
    last = campaign.links.aggregate(last=Max("number"))["last"] or 0
    links = AnswerLink.objects.bulk_create(
        AnswerLink(
            network_id=campaign.network_id, campaign=campaign, structure=structure, number=number, made_at=at
        )
        for number in range(last + 1, last + count + 1)
    )
    journal.record(Verb.LINKS_MADE, on=campaign, by=by, at=at, links=count)
    return links


def lock_campaign(campaign: Campaign) -> Campaign:
    """Hold a campaign for this transaction. Raises DomainError for one that is closed."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("survey", "version")
    campaign = rows.get(pk=campaign.pk)
    if campaign.state == CampaignState.CLOSED:
        raise DomainError("Cette campagne est close\u00a0: elle ne change plus.")
    return campaign


def answer_blocker(campaign: Campaign, *, at: datetime) -> str:
    """Why a campaign is not proposed now; nothing where it is."""
    today = timezone.localdate(at)
    if campaign.state == CampaignState.DRAFT or today < campaign.start:
        return f"Cette enquête commence le {plain_date(campaign.start)}."
    if today >= campaign.end:
        return OVER
    return refusal_reason(campaign, at=at)


def refusal_reason(campaign: Campaign, *, at: datetime) -> str:
    """Why an answer is refused; nothing where it is taken.

    One that was begun in time, kept on a phone without a connection or filled on paper comes in until the campaign
    is closed.
    """
    if campaign.state == CampaignState.DRAFT or timezone.localdate(at) < campaign.start:
        return f"Cette enquête commence le {plain_date(campaign.start)}."
    if campaign.state == CampaignState.CLOSED:
        return OVER
    if campaign.quota is not None and _finished(campaign) >= campaign.quota:
        return "Cette enquête a reçu toutes les réponses attendues. Merci de votre intérêt."
    return ""


def _finished(campaign: Campaign) -> int:
    return Response.objects.finished().filter(campaign=campaign).count()
