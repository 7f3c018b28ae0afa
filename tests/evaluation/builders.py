"""Rows of evaluation for tests, each with what it needs and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from evaluation.enums import Channel, HelpKind, HelpPlace, Moment, Purpose, Theme
from evaluation.models import (
    AnswerLink,
    Campaign,
    CampaignStructure,
    HelpRecord,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Survey,
)
from evaluation.questionnaires.actions import make_questionnaire, publish_version
from evaluation.questionnaires.rules import Form
from evaluation.surveys.actions import (
    add_structure,
    close_campaign,
    make_campaign,
    make_links,
    open_campaign,
    open_survey,
)
from evaluation.surveys.answers.actions import Submission, take_answer
from evaluation.surveys.answers.rules import read_answers
from inclusion.core.scope import active_network
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner
from tests.evaluation.written import EVERY_KIND

#: The days of a campaign around `AT`.
START, END = date(2026, 11, 1), date(2026, 12, 15)


def form_questionnaire(form: Form = EVERY_KIND, *, title: str = "", purpose: str = Purpose.OTHER) -> Questionnaire:
    """A questionnaire whose first version is in preparation."""
    title = title or f"{form.title} {Questionnaire.objects.count() + 1}"
    return make_questionnaire(title=title, purpose=purpose, form=form, by=None, at=AT)


def published(form: Form = EVERY_KIND, **fields: Any) -> QuestionnaireVersion:
    """A version that can be asked."""
    return publish_version(form_questionnaire(form, **fields).versions.get(), by=None, at=AT)


def make_survey(*, title: str = "", pairs: bool = False) -> Survey:
    """A survey that runs."""
    return open_survey(title=title or f"Enquête {Survey.objects.count() + 1}", pairs=pairs, by=None, at=AT)


def prepared(
    survey: Survey | None = None, *, version: QuestionnaireVersion | None = None, form: Form = EVERY_KIND, **fields: Any
) -> Campaign:
    """A campaign in preparation."""
    fields = {"title": f"Campagne {Campaign.objects.count() + 1}", "start": START, "end": END, **fields}
    return make_campaign(survey or make_survey(), version=version or published(form), **fields, by=None, at=AT)


#: An end that no action takes, for campaigns that stay open whatever the clock shows.
NEVER = date(9999, 12, 31)


def opened(survey: Survey | None = None, **fields: Any) -> Campaign:
    """A campaign that takes answers at `AT`, through every channel."""
    fields = {"by_link": True, "by_kiosk": True, "by_paper": True, **fields}
    if is_endless := fields.get("end") == NEVER:
        del fields["end"]
    campaign = open_campaign(prepared(survey, **fields), by=None, at=AT)
    if is_endless:
        campaign.end = NEVER
        campaign.save(update_fields=["end"])
    return campaign


def closed(campaign: Campaign, *, at: datetime = AT) -> Campaign:
    """The campaign, closed."""
    return close_campaign(campaign, by=None, at=at)


def taking_part(campaign: Campaign, partner: Partner | None = None, **fields: Any) -> CampaignStructure:
    """A structure that proposes the campaign."""
    return add_structure(campaign, partner or make_partner(), **fields, by=None, at=AT)


def link_of(campaign: Campaign, **fields: Any) -> AnswerLink:
    """A link that takes one answer."""
    return make_links(campaign, 1, **fields, by=None, at=AT)[0]


def answered(
    campaign: Campaign,
    sent: Mapping[str, Sequence[str] | str],
    *,
    pairing: Sequence[str] | None = None,
    structure: CampaignStructure | None = None,
    channel: str = Channel.LINK,
    at: datetime = AT,
) -> Response:
    """A whole answer, as a page sends it."""
    lists = {code: [words] if isinstance(words, str) else list(words) for code, words in sent.items()}
    given = read_answers(campaign.version.form, lists, unfinished=True).given
    return take_answer(campaign, Submission(given, uuid4(), pairing, structure), channel=channel, at=at)


def help_given(partner: Partner | None = None, **fields: Any) -> HelpRecord:
    """Help that was given, as its action keeps it."""
    fields = {
        "given_on": AT.date(),
        "kind": HelpKind.INDIVIDUAL,
        "themes": [Theme.EMAIL],
        "place": HelpPlace.PLACE,
        "minutes": 30,
        "people": 1,
        **fields,
    }
    return HelpRecord.objects.create(
        network=active_network(), partner=partner or make_partner(), recorded_at=AT, by=None, **fields
    )


__all__ = [
    "END",
    "NEVER",
    "START",
    "Moment",
    "answered",
    "closed",
    "form_questionnaire",
    "help_given",
    "link_of",
    "make_survey",
    "opened",
    "prepared",
    "published",
    "taking_part",
]
