"""How a survey is loaded in the demonstration: its questionnaire, its campaign, who takes part, who answers when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection

from evaluation.demo.drawing import Declared, Invented, Leaning, drawn
from evaluation.enums import Channel
from evaluation.questionnaires.actions import make_questionnaire, publish_version
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.results.actions import due_parts, publish_part
from evaluation.surveys.actions import add_structure, close_campaign, close_survey, make_campaign, open_campaign
from evaluation.surveys.answers.actions import Submission, take_answer
from evaluation.surveys.models import Campaign, CampaignStructure, Survey
from inclusion.demo.loading import Loaded, moment
from inclusion.partners.models import Partner

#: How answers of the demonstration come in, and how often each way.
CHANNELS = {Channel.PAPER: 45, Channel.LINK: 35, Channel.KIOSK: 20}


@dataclass
class Desk:
    """Where the surveys of one network are loaded: its rows, its chance, what was published of the library."""

    loaded: Loaded
    data: Declared
    rng: Random
    versions: dict[str, QuestionnaireVersion] = field(default_factory=dict)

    def by(self, on: date) -> dict[str, Any]:
        """Who does it and when, as every action wants to know."""
        return {"by": self.loaded.coordinator, "at": moment(on)}

    def version(self, key: str, *, on: date) -> QuestionnaireVersion:
        """A questionnaire of the library, taken over and published."""
        if key not in self.versions:
            model = LIBRARY[key]
            made = make_questionnaire(
                title=model.form.title,
                purpose=model.purpose,
                form=model.form,
                description=model.description,
                library_key=key,
                is_shared=True,
                **self.by(on),
            )
            self.versions[key] = publish_version(made.versions.get(), **self.by(on))
        return self.versions[key]

    def campaign(self, survey: Survey, key: str, *, title: str, start: date, end: date, **fields: Any) -> Campaign:
        """A campaign that is open, of the days of `[start, end)`; its answers are marked as invented."""
        prepared = make_campaign(
            survey,
            version=self.version(key, on=start),
            title=title,
            start=start,
            end=end,
            by_kiosk=True,
            is_synthetic=True,
            **fields,
            **self.by(start),
        )
        return open_campaign(prepared, **self.by(start))

    def taking_part(
        self, campaign: Campaign, partners: Sequence[Partner], *, expected: int | Sequence[int] | None, on: date
    ) -> list[CampaignStructure]:
        """Structures that propose the campaign to the people they receive; `expected`: how many of each, or of all."""
        each = expected if isinstance(expected, Sequence) else [expected] * len(partners)
        return [
            add_structure(
                campaign,
                partner,
                email=partner.email or f"accueil-{partner.pk}@{self.loaded.network.slug}.example",
                expected=one,
                **self.by(on),
            )
            for partner, one in zip(partners, each, strict=True)
        ]

    def answers(
        self,
        campaign: Campaign,
        respondents: Sequence[tuple[Invented, CampaignStructure | None]],
        leaning: Leaning,
        *,
        last: date | None = None,
    ) -> None:
        """Let these people answer on days of the campaign, each in the structure that receives them."""
        days = ((last or campaign.end) - campaign.start).days
        channels, weights = list(CHANNELS), list(CHANNELS.values())
        for person, structure in respondents:
            given = drawn(campaign.version.form, person, self.rng, leaning)
            sent = Submission(given, pairing=person.code if campaign.asks_code else None, structure=structure)
            on = campaign.start + timedelta(days=self.rng.randrange(days))
            take_answer(campaign, sent, channel=self.rng.choices(channels, weights)[0], at=moment(on))

    def finish(self, survey: Survey, *, on: date) -> None:
        """Close a survey and its campaigns on this day, and publish all that it says.

        The planner learns first what was just written: nobody does it for it inside a transaction, and it would read
        all the answers of the network for each person.
        """
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE evaluation_answer, evaluation_response")
        for campaign in survey.campaigns.order_by("pk"):
            close_campaign(campaign, **self.by(on))
        survey = close_survey(survey, **self.by(on))
        for part in due_parts(survey):
            publish_part(survey, part, **self.by(on))
