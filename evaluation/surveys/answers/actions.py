"""Answers come in, each once and anonymous: from a page, a link, a kiosk or paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.enums import AgeBand, Channel, ItemRole, Verb
from evaluation.questionnaires.rules import Form
from evaluation.surveys.actions import OVER, refusal_reason
from evaluation.surveys.answers.rules import Answered
from evaluation.surveys.models import Answer, AnswerLink, Campaign, CampaignStructure, Response
from evaluation.surveys.rules import band_of, code_of
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.territories.models import Epci

UNKNOWN = "Cette adresse n’est pas connue. Vérifiez-la sur le papier que l’on vous a donné."
KIOSK_SHUT = "Cette borne n’est plus ouverte. Demandez à l’accueil de l’ouvrir de nouveau."

#: The signature of a link is no signature of anything else.
_LINK = signing.Signer(salt="evaluation.answer_link", sep="~")
_KIOSK_SALT = "evaluation.kiosk"


@dataclass(frozen=True)
class Kiosk:
    """A kiosk that a member opened: for one campaign, on one day, in one structure or in none."""

    campaign: Campaign
    structure: CampaignStructure | None


def signed(link: AnswerLink) -> str:
    """What the address of a link contains."""
    return _LINK.sign(str(link.pk))


def link_of(text: str) -> AnswerLink:
    """The link of an address. Raises DomainError for an address that was not made here."""
    try:
        key = int(_LINK.unsign(text))
    except signing.BadSignature:
        raise DomainError(UNKNOWN) from None
    rows = AnswerLink.objects.select_related(
        "campaign__survey", "campaign__version", "campaign__place", "campaign__event", "structure__partner"
    )
    if (link := rows.filter(pk=key).first()) is None:
        raise DomainError(UNKNOWN)
    return link


def kiosk_key(campaign: Campaign, structure: CampaignStructure | None, *, at: datetime) -> str:
    """What opens the kiosk of a campaign until the end of the day."""
    signed = [campaign.pk, structure.pk if structure else None, timezone.localdate(at).isoformat()]
    return signing.dumps(signed, salt=_KIOSK_SALT)


def kiosk_of(campaign: Campaign, key: str, *, at: datetime) -> Kiosk:
    """The kiosk that this key opens. Raises DomainError for a key of another day or campaign, or of nobody."""
    try:
        of, structure, day = signing.loads(key, salt=_KIOSK_SALT)
    except signing.BadSignature:
        raise DomainError(KIOSK_SHUT) from None
    if of != campaign.pk or date.fromisoformat(day) != timezone.localdate(at):
        raise DomainError(KIOSK_SHUT)
    found = CampaignStructure.objects.select_related("partner").filter(campaign=campaign, pk=structure)
    return Kiosk(campaign, found.first())


# -- Recording of answers, each once; neither the journal nor a row shows when or by whom

ALREADY_USED = "Ce lien a déjà servi. Chaque lien ne prend qu’une réponse."


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
    Answer.objects.bulk_create(row for item, given in sent.given.items() for row in _rows(response, item, given))
    return response


def _lock_campaign(campaign: Campaign, channel: str, *, at: datetime) -> Campaign:
    """The campaign, which cannot be closed meanwhile. Raises DomainError where it takes no answer this way.

    Answers pass side by side; with a quota they come one at a time, so that no more come than were asked for.
    """
    rows = Campaign.objects.select_related("survey", "version", "place", "network")
    if campaign.quota is not None:
        rows = rows.select_for_update(of=("self",), no_key=True)
    campaign = rows.get(pk=campaign.pk)
    is_open = {Channel.LINK: campaign.by_link, Channel.KIOSK: campaign.by_kiosk, Channel.PAPER: campaign.by_paper}
    if not is_open.get(Channel(channel), True):
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


# -- Entry of answers on paper; the journal records that a member entered papers that day, and nothing more


def enter_paper(campaign: Campaign, sent: Submission, *, by: Any, at: datetime) -> Response:
    """Take the answers of one paper; sent again they are the same ones. Raises DomainError as `take_answer` does.

    The answer and the line of the journal are written one after the other, never in one transaction: the database
    marks what was written together.
    """
    response = take_answer(campaign, sent, channel=Channel.PAPER, at=at)
    note_papers(campaign, by=by, at=at)
    return response


@transaction.atomic
def note_papers(campaign: Campaign, *, by: Any, at: datetime) -> None:
    """Note in the journal that somebody enters papers of a campaign: once a day, whatever their number.

    A line a paper would say when each answer came, and by their order which is which.
    """
    Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    day = timezone.localdate(at)
    noted = JournalEntry.objects.filter(
        verb=Verb.PAPERS_ENTERED, target_model=Campaign._meta.label, target_id=campaign.pk, by=by, at__date=day
    )
    if not noted.exists():
        journal.record(Verb.PAPERS_ENTERED, on=campaign, by=by, at=at)
