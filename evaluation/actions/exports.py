"""Published results leave as files, for whoever counts on with them; the journal tells that they left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.enums import CampaignState, PublishedPart, Verb
from evaluation.models import Campaign, Publication, Survey
from evaluation.rules.findings import Findings, PairedFindings
from evaluation.rules.result_tables import (
    GUARDED,
    PAIRED_METHOD,
    Row,
    counted_rows,
    measure_rows,
    paired_rows,
)
from inclusion.core import journal
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.web import exports

INVENTED = "Ces réponses sont inventées, pour une démonstration\u00a0: n’en tirez aucune conclusion."
#: The doors of a campaign, by the field that opens each.
DOORS = (
    ("by_link", "lien ouvert et affiche"),
    ("by_kiosk", "borne d’accueil"),
    ("by_paper", "papier"),
)


@dataclass(frozen=True)
class CampaignMethod:
    """A campaign as the method tells of it: what was asked, when, through which doors."""

    title: str
    moment: str
    questionnaire: str
    version: int
    days: str
    doors: str
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
    last = shown_end(campaign.end)
    return CampaignMethod(
        title=campaign.title,
        moment=campaign.get_moment_display(),
        questionnaire=str(campaign.version.questionnaire),
        version=campaign.version.number,
        days=f"du {plain_date(campaign.start)} au {plain_date(last)}",
        doors=", ".join(label for field, label in DOORS if getattr(campaign, field))
        or "liens à usage unique",
        is_synthetic=campaign.is_synthetic,
    )


@transaction.atomic
def export_results(publication: Publication, fmt: str, *, by: Any, at: datetime) -> bytes:
    """The published figures of one part of a survey as a CSV table or a workbook; the journal tells who took them."""
    found = publication.findings
    rows = _rows(publication.part, found)
    data = exports.to_csv(rows) if fmt == "csv" else exports.to_book(_sheets(publication, found, rows))
    survey = publication.survey
    journal.record(Verb.RESULTS_EXPORTED, on=survey, by=by, at=at, part=publication.part, format=fmt)
    return data


def _rows(part: str, found: Findings | PairedFindings) -> Iterator[Row]:
    return paired_rows(found) if isinstance(found, PairedFindings) else counted_rows(part, found)


def _sheets(
    publication: Publication, found: Findings | PairedFindings, rows: Iterator[Row]
) -> Iterator[tuple[str, Iterator[Row]]]:
    if isinstance(found, PairedFindings):
        yield "Mesures", measure_rows(found)
        yield "Tous les chiffres", rows
    else:
        yield "Résultats", rows
    yield "Lisez-moi", _read_me(publication, found)


def _read_me(publication: Publication, found: Findings | PairedFindings) -> Iterator[Row]:
    """What a researcher needs to know before counting."""
    survey, part = publication.survey, PublishedPart(publication.part)
    yield ("Enquête", survey.title)
    if survey.description:
        yield ("Ce que l’on veut savoir", survey.description)
    yield ("Réseau", f"{survey.network.name}, {survey.network.host_name}")
    yield ("Partie", part.label)
    yield ("Publié le", publication.made_at)
    if found.is_synthetic:
        yield ("Réponses inventées", INVENTED)
    if isinstance(found, Findings):
        yield ("Questionnaire", f"{found.questionnaire}, version {found.version}")
    for one in asked_in(survey, moment="" if part == PublishedPart.PAIRED else part.value):
        words = f"{one.questionnaire}, version {one.version}, {one.days}; {one.doors}"
        yield (f"Campagne «\u00a0{one.title}\u00a0» ({one.moment})", words)
    yield from GUARDED
    if isinstance(found, PairedFindings):
        yield from PAIRED_METHOD
    else:
        yield (
            "Pourcentage",
            "Sur toutes les personnes qui ont répondu au questionnaire. «\u00a0Sans réponse\u00a0» compte aussi "
            "celles à qui la question n’a pas été posée. Avec plusieurs choix, la somme dépasse 100.",
        )
        for dimension, count in found.hidden_groups.items():
            yield (f"Groupes non montrés\u00a0: {dimension.label}", count)
        sources = {question.source for question in found.questions if question.source}
        for source in sorted(sources):
            yield ("Source d’une échelle ou d’une question", source)
