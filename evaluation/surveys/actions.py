"""Surveys and campaigns: opened, changed, closed; structures reminded; what must always be true of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from evaluation.enums import CampaignState, Channel, Moment, ReminderKind, Verb, VersionState
from evaluation.questionnaires.actions import library_version
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.surveys.models import (
    Answer,
    AnswerLink,
    Campaign,
    CampaignReminder,
    CampaignStructure,
    Response,
    Survey,
)
from evaluation.surveys.queries import parts_of
from evaluation.surveys.rules import STEP, Pairs, PersonCode, end_blocker, new_key, paired, reminder_is_due
from inclusion.core import jobs, journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Network
from inclusion.core.registry.invariants import register_invariant
from inclusion.core.scope import active_network
from inclusion.partners.models import Partner


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
    answers = Response.objects.finished().filter(campaign__survey=survey).exclude(campaign__moment=Moment.ONCE)
    without_code = answers.filter(code=None, pair=None).count()
    survey.key, survey.closed_at = None, at
    survey.save(update_fields=["key", "closed_at"])
    Response.objects.filter(campaign__survey=survey).update(code=None, near_codes=None)
    # The codes are gone: what could be counted by them is in the journal alone.
    journal.record(
        Verb.SURVEY_CLOSED,
        on=survey,
        by=by,
        at=at,
        pairs=len(found.found),
        doubles=found.doubles,
        without_code=without_code,
    )
    publish_soon(survey)
    return survey


def publish_soon(survey: Survey) -> None:
    """Let the results that are due be published by a worker; a sweep finds what it leaves."""
    jobs.enqueue_best_effort("evaluation.tasks.publish_survey", network_id=survey.network_id, survey_id=survey.pk)


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
        return "Des réponses peuvent encore arriver\u00a0: terminez d’abord toutes les campagnes de l’enquête."
    return ""


def pairs_of(survey: Survey) -> Pairs:
    """What pairs the answers of a survey that is not closed, besides those that are paired already."""
    return paired(_codes(survey, Moment.BEFORE), _codes(survey, Moment.AFTER))


def write_pairs(survey: Survey) -> Pairs:
    """Write down which answers are of one person, and return what was found; the caller locked the survey."""
    pairs = pairs_of(survey)
    _join(pairs.found)
    return pairs


def lock_survey(survey: Survey) -> Survey:
    """Lock a survey for this transaction. Raises DomainError for one that is closed."""
    survey = Survey.objects.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)
    if survey.is_closed:
        raise DomainError("Cette enquête est close\u00a0: ses réponses ne changent plus.")
    return survey


def _codes(survey: Survey, moment: Moment) -> dict[int, PersonCode]:
    rows = Response.objects.filter(campaign__survey=survey, campaign__moment=moment, pair=None, code__isnull=False)
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


# -- Campaigns, their structures and their single-use links

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
    fixed = {"version", "moment", "start"} & {name for name in fields if fields[name] != getattr(campaign, name)}
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
        raise DomainError("Cette enquête ne demande pas de code\u00a0: avant et après ne se répondraient pas.").at(
            "moment"
        )
    if why := end_blocker(campaign.start, campaign.end):
        raise DomainError(why).at("end")
    _refuse_backwards(campaign)
    campaign.full_clean()


def _refuse_backwards(campaign: Campaign) -> None:
    """Refuse answers after that are all asked before the first answers before: nothing could have changed."""
    others = campaign.survey.campaigns.exclude(pk=campaign.pk)
    if campaign.moment == Moment.AFTER:
        first = others.filter(moment=Moment.BEFORE).aggregate(first=Min("start"))["first"]
        if first is not None and campaign.end <= first:
            raise DomainError(
                f"Les réponses d’avant se demandent à partir du {plain_date(first)}\u00a0: celles d’après se demandent "
                "ensuite."
            ).at("end")
    elif campaign.moment == Moment.BEFORE and not others.filter(moment=Moment.BEFORE).exists():
        last = others.filter(moment=Moment.AFTER).aggregate(last=Max("end"))["last"]
        if last is not None and campaign.start >= last:
            raise DomainError(
                f"Les réponses d’après se demandent jusqu’au {plain_date(shown_end(last))}\u00a0: celles d’avant se "
                "demandent plus tôt."
            ).at("start")


@transaction.atomic
def open_evaluation(key: str, *, title: str, start: date, end: date, by: Any, at: datetime, **fields: Any) -> Campaign:
    """Ask a questionnaire of the library once on the days of `[start, end)`: survey, campaign and its opening in one.

    `fields` are others of `Campaign`: what is evaluated. Raises django's ValidationError for a title that another
    survey bears.
    """
    survey = open_survey(title=title, by=by, at=at)
    campaign = make_campaign(
        survey, version=library_version(key, by=by, at=at), title=title, start=start, end=end, by=by, at=at, **fields
    )
    return open_campaign(campaign, by=by, at=at)


@transaction.atomic
def open_campaign(campaign: Campaign, *, by: Any, at: datetime) -> Campaign:
    """Open a campaign to answers, from its first day on. Raises TransitionRefused with what is missing."""
    campaign = states.move(campaign, CampaignState.OPEN, by=by, at=at, opened_at=at)
    journal.record(Verb.CAMPAIGN_STEP, on=campaign, by=by, at=at, to=campaign.state)
    return campaign


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: Any, at: datetime) -> Campaign:
    """Close a campaign for good: results are read from then on, and a late answer would reveal whose it is.

    What somebody began at a kiosk and never sent is deleted: nobody agreed to its being read.
    """
    # Locked first as answers lock it, then its answers: one that is being finished is waited for, and kept.
    campaign = lock_campaign(campaign)
    rows = Response.objects.filter(campaign=campaign, is_finished=False).select_for_update(of=("self",))
    Response.objects.filter(pk__in=[row.pk for row in rows]).delete()
    campaign = states.move(campaign, CampaignState.CLOSED, by=by, at=at, closed_at=at)
    journal.record(Verb.CAMPAIGN_STEP, on=campaign, by=by, at=at, to=campaign.state)
    publish_soon(campaign.survey)
    return campaign


def close_ended_campaigns(*, at: datetime) -> list[Campaign]:
    """Close the campaigns whose late answers were awaited for long enough; returns them."""
    late = Campaign.objects.open().filter(end__lte=timezone.localdate(at) - timedelta(days=LATE_DAYS))
    return [close_campaign(one, by=None, at=at) for one in late.order_by("pk")]


@transaction.atomic
def add_structure(
    campaign: Campaign, partner: Partner, *, email: str = "", expected: int | None = None, by: Any, at: datetime
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
        raise DomainError("Des réponses ou des liens viennent de cette structure\u00a0: elle reste dans la campagne.")
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
        AnswerLink(network_id=campaign.network_id, campaign=campaign, structure=structure, number=number, made_at=at)
        for number in range(last + 1, last + count + 1)
    )
    journal.record(Verb.LINKS_MADE, on=campaign, by=by, at=at, links=count)
    return links


def lock_campaign(campaign: Campaign) -> Campaign:
    """Lock a campaign for this transaction. Raises DomainError for one that is closed."""
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
    if campaign.quota is not None and Response.objects.finished().filter(campaign=campaign).count() >= campaign.quota:
        return "Cette enquête a reçu toutes les réponses attendues. Merci de votre intérêt."
    return ""


# -- Reminders to the structures of a campaign; people are never reminded


@transaction.atomic
def remind_structures(
    campaign: Campaign, structures: Iterable[CampaignStructure], *, by: Any, at: datetime
) -> list[CampaignReminder]:
    """Remind these structures of a campaign; returns the e-mails that will leave.

    A structure that was reminded on this day already, or that has no address, is passed over. Raises DomainError for a
    campaign that is not proposed now.
    """
    if why := answer_blocker(campaign, at=at):
        raise DomainError(f"Un rappel ne servirait à rien\u00a0: {why[0].lower()}{why[1:]}")
    return _remind(campaign, structures, ReminderKind.ASKED, about=timezone.localdate(at), by=by, at=at)


def remind_before_end(*, at: datetime) -> list[CampaignReminder]:
    """Remind, once, the structures with few answers of every campaign that ends within a week."""
    today = timezone.localdate(at)
    return [
        row
        for campaign in Campaign.objects.open().order_by("pk")
        if reminder_is_due(campaign.start, campaign.end, today=today) and not answer_blocker(campaign, at=at)
        for row in _remind_few(campaign, at=at)
    ]


@transaction.atomic
def _remind_few(campaign: Campaign, *, at: datetime) -> list[CampaignReminder]:
    parts = parts_of(campaign, campaign.structures.select_related("partner"))
    few = [part.structure for part in parts if part.answers.is_few]
    return _remind(campaign, few, ReminderKind.SOON, about=campaign.end, by=None, at=at)


def _remind(
    campaign: Campaign,
    structures: Iterable[CampaignStructure],
    kind: ReminderKind,
    *,
    about: date,
    by: Any,
    at: datetime,
) -> list[CampaignReminder]:
    made = []
    for structure in structures:
        if not (to := structure.address):
            continue
        if row := outbox.enqueue_once(
            CampaignReminder, structure=structure, kind=kind, about=about, defaults={"to": to}, at=at
        ):
            CampaignStructure.objects.filter(pk=structure.pk).update(reminded_at=at)
            made.append(row)
    if made:
        journal.record(Verb.STRUCTURES_REMINDED, on=campaign, by=by, at=at, kind=str(kind.value), structures=len(made))
    return made


# -- Invariants of the evaluations of a network


def codes_left(network: Network) -> list[dict[str, Any]]:
    """Closed surveys with their key, or with an answer that still carries a person's code."""
    keys = Survey.objects.filter(closed_at__isnull=False, key__isnull=False)
    coded = Response.objects.filter(campaign__survey__closed_at__isnull=False).filter(
        Q(code__isnull=False) | Q(near_codes__isnull=False)
    )
    surveys = coded.order_by().values_list("campaign__survey", flat=True).distinct()
    return [{"survey": key} for key in sorted({*keys.values_list("pk", flat=True), *surveys})]


def too_early(network: Network) -> list[dict[str, Any]]:
    """Campaigns in preparation that have answers."""
    early = Response.objects.filter(campaign__state=CampaignState.DRAFT).order_by()
    return [{"campaign": key} for key in early.values_list("campaign", flat=True).distinct()]


def links_short(network: Network) -> list[dict[str, Any]]:
    """Campaigns with more answers by links of one answer than links that were used."""
    used = dict(
        Campaign.objects.order_by().values_list("pk").annotate(used=Count("links", Q(links__used_on__isnull=False)))
    )
    single = Response.objects.finished().filter(channel=Channel.SINGLE).order_by()
    return [
        {"campaign": key, "answers": answers, "used": used.get(key, 0)}
        for key, answers in single.values_list("campaign").annotate(count=Count("pk"))
        if answers > used.get(key, 0)
    ]


def answers_of_other_campaign(network: Network) -> list[dict[str, Any]]:
    """Answers that count for another campaign than the one they were given to."""
    wrong = Answer.objects.exclude(campaign=F("response__campaign"))
    return [{"answer": key} for key in wrong.values_list("pk", flat=True)]


def invalid_pairs(network: Network) -> list[dict[str, Any]]:
    """Pairs that are not of one answer before and one after in one survey."""
    joined = Response.objects.filter(pair__isnull=False).order_by().values("pair")
    counted = joined.annotate(
        all=Count("pk"),
        surveys=Count("campaign__survey", distinct=True),
        before=Count("pk", Q(campaign__moment=Moment.BEFORE)),
        after=Count("pk", Q(campaign__moment=Moment.AFTER)),
    )
    wrong = counted.exclude(all=2, surveys=1, before=1, after=1)
    return [{"pair": str(key)} for key in wrong.values_list("pair", flat=True)]


def register_invariants() -> None:
    """Have evaluations proven beside the ledger."""
    register_invariant("survey_codes_destroyed", "une enquête close ne garde ni clé ni code", codes_left)
    register_invariant("answers_in_time", "aucune réponse n’arrive avant l’ouverture", too_early)
    register_invariant("single_links_answer_once", "un lien à usage unique n’a pas donné deux réponses", links_short)
    register_invariant(
        "answers_counted_where_given", "chaque réponse compte dans sa campagne", answers_of_other_campaign
    )
    register_invariant("pairs_join_two", "chaque rapprochement joint une réponse d’avant et une d’après", invalid_pairs)
