"""One row of everything of evaluation that has a page, for the access table and the walk through all pages."""

from datetime import date
from typing import Any
from uuid import UUID

from evaluation.activity.actions import COOP
from evaluation.annual_report.actions import keep_file, make_report, start_report
from evaluation.annual_report.enums import FileFormat
from evaluation.enums import Channel, PublishedPart
from evaluation.models import Publication
from evaluation.results.actions import show_to_all
from inclusion.core.imports.trials import try_file
from inclusion.core.models.networks import Membership
from tests.builders import AT
from tests.evaluation.builders import (
    NEVER,
    answered,
    form_questionnaire,
    help_given,
    link_of,
    make_survey,
    opened,
    published,
    taking_part,
)
from tests.evaluation.coop_files import csv_file, row
from tests.evaluation.findings import AFTER, BEFORE, PAIRED

#: The campaign stays open for ever, whatever the clock shows.
ALWAYS = {"start": date(2026, 1, 1), "end": NEVER}


def evaluation_rows(cast: dict[str, Membership]) -> dict[str, Any]:
    """A draft, a version that is asked, a campaign in which the cast's prescriber takes part, published results."""
    questionnaire = form_questionnaire(title="Questionnaire en préparation")
    asked_version = published(title="Questionnaire posé")
    survey = make_survey(title="Avant et après", pairs=True)
    campaign = opened(survey, version=asked_version, **ALWAYS)
    structure = taking_part(campaign, cast["prescriber"].partner)
    answered(campaign, {"search": "alone"}, structure=structure, channel=Channel.LINK)
    shown = make_survey(title="Résultats publiés", pairs=True)
    for part, found in ((PublishedPart.BEFORE, BEFORE), (PublishedPart.AFTER, AFTER), (PublishedPart.PAIRED, PAIRED)):
        Publication.objects.create(survey=shown, part=part, document=found.model_dump(mode="json"), made_at=AT)
    stamp = {"by": cast["coordinator"].user, "at": AT}
    report = start_report(cast["coordinator"].network, year=AT.year, **stamp)
    edition = make_report(report, key=UUID(int=1), **stamp)
    keep_file(edition, FileFormat.XLSX, b"classeur", **stamp)
    show_to_all(shown, by=None, at=AT)
    return {
        "report": report,
        "report_edition": edition,
        "questionnaire": questionnaire,
        "version": questionnaire.versions.get(),
        "asked_version": asked_version,
        "survey": survey,
        "campaign": campaign,
        "campaign_structure": structure,
        "answer_link": link_of(campaign),
        "published_survey": shown,
        "help_record": help_given(cast["prescriber"].partner),
        "help_import": try_file(
            COOP,
            data=csv_file([row("a1"), row("a2", day="hier")]),
            options={"partner": cast["prescriber"].partner.pk, "by_column": False},
            by=cast["prescriber"].user,
            at=AT,
        ),
    }
