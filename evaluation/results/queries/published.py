"""What changed for people, as it was published: shown beside the help that was counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from evaluation.enums import CampaignState, PublishedPart
from evaluation.results.models import Publication
from evaluation.results.rules.findings import Findings, PairedFindings
from evaluation.results.rules.group_findings import Chosen, Gain, findings_of_groups, gains_of_groups
from evaluation.results.rules.readings import readings_of
from evaluation.results.rules.summary import Summary, summary_of
from evaluation.surveys.models import Campaign, CampaignStructure, Survey
from inclusion.core.charts.changes import Move
from inclusion.core.figures import register_figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period, plain_date, shown_period

#: Changes shown of each survey; its own pages show them all.
MAX_CHANGES = 3
#: Sentences of a survey on the page of what it is about.
MAX_READINGS = 2


@dataclass(frozen=True)
class ChangesBeside:
    """The key readings of one survey."""

    survey_pk: int
    title: str
    pairs: int | None
    readings: tuple[str, ...]
    is_synthetic: bool
    #: The days on which it was asked.
    asked: str = ""


def changes_asked_until(start: date, end: date) -> list[ChangesBeside]:
    """What changed, of each survey that asked before and after and ended asking on these days."""
    found = Publication.objects.current().filter(part=PublishedPart.PAIRED).select_related("survey")
    changes = []
    for publication in found.prefetch_related("survey__campaigns").order_by("-made_at", "pk"):
        days = _asked_days(publication.survey.campaigns.all())
        if days and start < days.end <= end:
            changes.append(_beside(publication, shown_period(*days)))
    return changes


def _beside(publication: Publication, asked: str = "") -> ChangesBeside:
    findings = publication.findings
    assert isinstance(findings, PairedFindings)
    readings = [one.named_sentence for one in findings.changes if one.reading and not one.is_retrospective]
    return ChangesBeside(
        publication.survey_id,
        str(publication.survey),
        findings.pairs,
        tuple(readings[:MAX_CHANGES]),
        findings.is_synthetic,
        asked,
    )


def _asked_days(campaigns: Iterable[Campaign]) -> Period | None:
    """From the first day on which one of these campaigns was asked to the end of the last."""
    asked = [
        (one.start, one.asked_until)
        for one in campaigns
        if one.state != CampaignState.DRAFT and one.start < one.asked_until
    ]
    return Period(min(start for start, _ in asked), max(end for _, end in asked)) if asked else None


@dataclass(frozen=True)
class LastChange:
    """What the survey of before and after that was published last says as a whole."""

    summary: Summary
    source: str
    url: str


def last_change() -> LastChange | None:
    """The summary of the survey whose change was published last, of those that have one."""
    found = Publication.objects.current().filter(part=PublishedPart.PAIRED)
    for publication in found.select_related("survey__network").order_by("-made_at", "pk"):
        summary = summary_of_survey(publication.survey)
        if summary is None:
            continue
        source = f"{publication.survey}, au {plain_date(timezone.localdate(publication.made_at))}"
        return LastChange(
            summary,
            f"{source}, données de démonstration" if publication.findings.is_synthetic else source,
            reverse("result_detail", args=[publication.survey.network.slug, publication.survey_id]),
        )
    return None


# -- How it was asked, and what it says first --------------------------------------------------------------------------

#: The ways of answering a campaign, by the field that opens each.
CHANNELS = (("by_link", "lien ouvert et affiche"), ("by_kiosk", "borne d’accueil"), ("by_paper", "papier"))


@dataclass(frozen=True)
class CampaignMethod:
    """A campaign as the method describes it: what was asked, when, by which ways of answering."""

    title: str
    moment: str
    questionnaire: str
    version: int
    days: str
    channels: str
    is_synthetic: bool


def asked_in(survey: Survey, *, moment: str = "") -> list[CampaignMethod]:
    """The campaigns of a survey, or of one of its moments, that were opened, in the order in which they began."""
    rows = (
        survey.campaigns.exclude(state=CampaignState.DRAFT)
        .select_related("version__questionnaire")
        .order_by("start", "pk")
    )
    return [_asked(one) for one in rows if not moment or one.moment == moment]


def _asked(campaign: Campaign) -> CampaignMethod:
    return CampaignMethod(
        title=campaign.title,
        moment=campaign.get_moment_display(),
        questionnaire=str(campaign.version.questionnaire),
        version=campaign.version.number,
        days=campaign.period,
        channels=", ".join(label for field, label in CHANNELS if getattr(campaign, field)) or "liens à usage unique",
        is_synthetic=campaign.is_synthetic,
    )


def summary_of_published(found: Mapping[str, Findings | PairedFindings], *chosen: Chosen) -> Summary | None:
    """What the published parts of both moments of a survey say together; None where one is missing or hidden.

    Of everybody who was asked, or of the people of some groups.
    """
    before, after = (_of_moment(found.get(part), chosen) for part in (PublishedPart.BEFORE, PublishedPart.AFTER))
    paired = found.get(PublishedPart.PAIRED)
    if before is None or after is None:
        return None
    # Which way everybody's answers clearly went says nothing of some of them.
    whole = not chosen and isinstance(paired, PairedFindings)
    return summary_of(before, after, paired if whole else None)


def _of_moment(found: Findings | PairedFindings | None, chosen: Iterable[Chosen]) -> Findings | None:
    part = found if isinstance(found, Findings) else None
    for one in chosen:
        part = findings_of_groups(part, one) if part else None
    return part


def gains_of_people(found: Mapping[str, Findings | PairedFindings], *chosen: Chosen) -> tuple[Gain, ...]:
    """How many of the people of some groups feel more able, and succeed better; nothing where that is hidden."""
    paired = found.get(PublishedPart.PAIRED)
    return gains_of_groups(paired, chosen[0]) if chosen and isinstance(paired, PairedFindings) else ()


def summary_of_survey(survey: Survey) -> Summary | None:
    """The same, of a survey that is read; its shares are figures of it."""
    found = summary_of_published({one.part: one.findings for one in survey.publications.all()})
    return found and replace(found, moves=tuple(_of_survey(one, survey) for one in found.moves))


#: What the summary of a survey says of before and after, wherever it is drawn.
BEFORE, AFTER = (
    register_figure(
        f"survey_{key}",
        f"Part de réponses, {label}",
        "%",
        f"Ce que l’enquête publiée dit de ceux qui ont répondu {label}, en moyenne sur les questions de la mesure.",
    )
    for key, label in (("before", "avant"), ("after", "après"))
)


def _of_survey(move: Move, survey: Survey) -> Move:
    of = (survey, f"measure:{move.label.partition('\u00a0:')[0]}")
    return replace(move, before=BEFORE.amount(move.before, *of), after=AFTER.amount(move.after, *of))


def results_in_brief(survey: Survey) -> dict[str, Any]:
    """What a survey shows in a few lines: before and after, or what its one moment says first."""
    parts = {one.part: one.findings for one in survey.publications.all()}
    once = parts.get(PublishedPart.ONCE)
    return {
        "survey": survey,
        "summary": summary_of_published(parts),
        "people": once.people if isinstance(once, Findings) else None,
        "readings": readings_of(once)[:MAX_READINGS] if isinstance(once, Findings) else [],
        "is_published": bool(parts),
        "is_synthetic": any(one.is_synthetic for one in parts.values()),
    }


def method_of(survey: Survey) -> list[str]:
    """How a survey of before and after was asked, in a few plain lines."""
    asked = survey.campaigns.exclude(state=CampaignState.DRAFT).order_by("start", "pk")
    days = _asked_days(asked)
    ways = [label for field, label in CHANNELS if asked.filter(**{field: True}).exists()]
    structures = CampaignStructure.objects.filter(campaign__in=asked).values("partner").distinct().count()
    where = f", dans {so_many(structures, 'structure', 'structures')}" if structures else ""
    by = f"Par {_listed(ways)}" if ways else "Par des liens à usage unique"
    when = shown_period(*days) if days else ""
    lines = [f"{by}, {when}{where}."] if when else []
    if survey.pairs:
        lines.append("Chaque personne s’est fait un code, le même les deux fois : aucun nom n’est demandé.")
    return lines


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
