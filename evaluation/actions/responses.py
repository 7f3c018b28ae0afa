"""Answers come in, each once, from nobody in particular: the journal tells of none, and no row says when or by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.actions.campaigns import OVER, refusal_reason
from evaluation.enums import AgeBand, Channel, ItemRole
from evaluation.models import Answer, AnswerLink, Campaign, CampaignStructure, Response
from evaluation.rules.ages import band_of
from evaluation.rules.answers import Answered
from evaluation.rules.forms import Form
from evaluation.rules.pairing import code_of
from inclusion.core.errors import DomainError
from inclusion.territories.models import Epci

ALREADY_USED = "Ce lien a déjà servi. Votre réponse est bien enregistrée."


@dataclass(frozen=True)
class Submission:
    """What was sent with the answers, read and checked already."""

    given: Mapping[str, Answered]
    #: Made where the questionnaire is shown: what is sent again with the same one is the same answer.
    key: UUID = field(default_factory=uuid4)
    #: The four answers of the person's own code; None where the person gives none.
    pairing: Sequence[str] | None = None
    structure: CampaignStructure | None = None
    epci: Epci | None = None


@transaction.atomic
def take_answer(campaign: Campaign, sent: Submission, *, channel: str, at: datetime) -> Response:
    """Take a whole answer; sent again it is the same one.

    Raises DomainError where the campaign takes none, or where the person's code cannot be (`.at` the question).
    """
    return _keep(campaign, sent, channel=channel, finished=True, at=at)


@transaction.atomic
def take_single_answer(link: AnswerLink, sent: Submission, *, at: datetime) -> Response:
    """Take the one answer of a link; sent again it is the same one. Raises DomainError for a link that was used."""
    campaign, sent = link.campaign, replace(sent, structure=link.structure)
    # The row itself decides who is first: of thirty who come at once, one finds it unused.
    if not AnswerLink.objects.filter(pk=link.pk, used_on=None).update(used_on=timezone.localdate(at)):
        if found := Response.objects.finished().filter(campaign=campaign, key=sent.key).first():
            return found
        raise DomainError(ALREADY_USED)
    return _keep(campaign, sent, channel=Channel.SINGLE, finished=True, at=at)


@transaction.atomic
def keep_unfinished(campaign: Campaign, sent: Submission, *, at: datetime) -> Response:
    """Keep what somebody has answered so far at a kiosk: who walks away loses nothing, and leaves nothing behind.

    Raises DomainError where the campaign takes no answer.
    """
    return _keep(campaign, replace(sent, pairing=None), channel=Channel.KIOSK, finished=False, at=at)


def _keep(campaign: Campaign, sent: Submission, *, channel: str, finished: bool, at: datetime) -> Response:
    """Keep an answer under its key; one that is finished stays as it is."""
    found = Response.objects.filter(campaign=campaign, key=sent.key).first()
    if found and found.is_finished:
        return found
    campaign = _lock_campaign(campaign, channel, at=at)
    key = bytes(campaign.survey.key) if campaign.asks_code and campaign.survey.key else None
    code = code_of(sent.pairing, key=key) if sent.pairing is not None and key else None
    response = _row(campaign, sent.key, channel=channel, at=at)
    if response.is_finished:
        return response
    response.channel, response.is_finished = channel, finished
    response.structure, response.epci = sent.structure, sent.epci or _territory(campaign, sent.structure)
    response.age_band = _age_band(campaign.version.form, sent.given)
    response.code = code.whole if code else None
    response.near_codes = list(code.nearly) if code else None
    response.save()
    response.answers.all().delete()
    Answer.objects.bulk_create(
        row for item, given in sent.given.items() for row in _rows(response, item, given)
    )
    return response


def _lock_campaign(campaign: Campaign, channel: str, *, at: datetime) -> Campaign:
    """The campaign, which cannot be closed meanwhile. Raises DomainError where it takes no answer through this door.

    Answers pass side by side; with a quota they come one at a time, so that no more come than were asked for.
    """
    rows = Campaign.objects.select_related("survey", "version", "place", "network")
    if campaign.quota is not None:
        rows = rows.select_for_update(of=("self",), no_key=True)
    campaign = rows.get(pk=campaign.pk)
    door = {
        Channel.LINK: campaign.by_link,
        Channel.KIOSK: campaign.by_kiosk,
        Channel.PAPER: campaign.by_paper,
    }
    if not door.get(Channel(channel), True):
        raise DomainError("Cette enquête ne se remplit pas ainsi.")
    if why := refusal_reason(campaign, at=at):
        raise DomainError(why)
    if campaign.survey.is_closed:
        raise DomainError(OVER)
    return campaign


def _row(campaign: Campaign, key: UUID, *, channel: str, at: datetime) -> Response:
    """The locked row of this key: of two that come at once, the second finds what the first has kept."""
    rows = Response.objects.select_for_update(of=("self",))
    made = {"network_id": campaign.network_id, "channel": channel, "answered_on": timezone.localdate(at)}
    try:
        return rows.get_or_create(campaign=campaign, key=key, defaults={**made, "is_finished": False})[0]
    except IntegrityError:
        # The database takes no answer of a campaign that was closed a moment ago.
        raise DomainError(OVER) from None


def _territory(campaign: Campaign, structure: CampaignStructure | None) -> Epci | None:
    """Where an answer counts: the campaign's territory, else that of the structure or of the place."""
    for partner in (structure.partner if structure else None, campaign.place):
        if campaign.epci_id or partner is None:
            continue
        if epci := partner.epci or (partner.commune.epci if partner.commune else None):
            return epci
    return campaign.epci


def _rows(response: Response, item: str, given: Answered) -> list[Answer]:
    common = {
        "network_id": response.network_id,
        "response": response,
        "campaign_id": response.campaign_id,
        "item": item,
    }
    if given.choices:
        return [Answer(choice=choice, **common) for choice in given.choices]
    return [Answer(number=given.number, day=given.day, text=given.text, **common)]


def _age_band(form: Form, given: Mapping[str, Answered]) -> str:
    for item in form.items():
        answer = given.get(item.code)
        if item.role != ItemRole.AGE or answer is None:
            continue
        if answer.choices:
            return answer.choices[0] if answer.choices[0] in AgeBand.values else AgeBand.UNKNOWN
        return band_of(answer.number)
    return AgeBand.UNKNOWN
