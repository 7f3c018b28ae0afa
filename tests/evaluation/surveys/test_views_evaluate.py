"""« Évaluer », from an event or an action: a questionnaire of the library, two days, open; its page says what came."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluation.enums import CampaignState
from evaluation.models import Campaign, Publication, Questionnaire, Survey
from evaluation.results.actions import publish_part
from evaluation.results.queries.counting import findings_of
from evaluation.results.views.moments import moment_page
from evaluation.surveys.actions import close_survey
from inclusion.core.scope import scoped_to
from inclusion.events.enums import EventState
from inclusion.events.models import Registration
from tests.builders import AT
from tests.evaluation.builders import answered, closed, opened
from tests.inclusion.event_builders import make_event
from tests.inclusion.registration_builders import make_registration
from tests.pages import address, plain, words
from tests.roadmaps.builders import make_action, make_axis, make_roadmap

SENT = {"key": "event", "title": "Votre avis", "start": "2026-11-24", "end": "2026-12-08"}


@pytest.fixture
def forum(network, cast, clock):
    with scoped_to(network):
        return make_event("Forum du numérique", starts_at=AT + timedelta(days=3))


def test_an_event_is_evaluated_at_once(network, forum, client_of):
    client = client_of("evaluator")
    page = client.get(forum.get_absolute_url()).content.decode()
    url = address("survey_evaluate", "event", forum.pk)
    assert f'href="{url}"' in page
    form = client.get(url).context["form"]
    assert next(key for key, _ in form.fields["key"].choices) == form.initial["key"] == "event"
    assert "person_before" not in dict(form.fields["key"].choices)
    day = timezone.localdate(forum.starts_at)
    assert (form.initial["start"], form.initial["end"]) == (day, day + timedelta(days=14))
    client.post(url, SENT)
    with scoped_to(network):
        campaign = Campaign.objects.select_related("version__questionnaire", "survey", "event").get()
        assert (campaign.state, campaign.event, campaign.end) == (CampaignState.OPEN, forum, date(2026, 12, 9))
        assert campaign.version.questionnaire.library_key == "event"
    client.post(url, {**SENT, "title": "Encore"})
    with scoped_to(network):
        assert Questionnaire.objects.count() == 1, "what was taken over once is asked again"
    shown = plain(words(client.get(forum.get_absolute_url())))
    assert "Enquête en cours : Votre avis" in shown


def test_days_in_the_wrong_order_are_said_at_the_last_one(network, forum, client_of):
    client = client_of("evaluator")
    for url, sent in (
        (address("survey_evaluate", "event", forum.pk), SENT | {"start": "2026-12-24"}),
        (_campaign_page(client, network), {"title": "T", "start": "2026-12-24", "end": "2026-12-08"}),
    ):
        form = client.post(url, sent).context["form"]
        assert form.errors["end"] == ["Le dernier jour ne peut pas précéder le premier."]
        assert not form.non_field_errors()
        far = client.post(url, sent | {"start": "2026-12-01", "end": "2099-01-01"}).context["form"].errors
        assert far["end"] == [
            "Une campagne dure trois ans au plus\u00a0: choisissez un jour jusqu’au 31 décembre 2029."
        ]


def test_what_the_answers_will_show_is_said_before_the_survey_is_opened(network, forum, client_of):
    client, url = client_of("evaluator"), address("survey_evaluate", "event", forum.pk)
    assert "Ce qui pourra être montré" in words(client.get(url)), "nobody is registered yet"
    with scoped_to(network):
        registrations = [make_registration(forum, people=3) for _ in range(4)]
    assert "Avec 12 réponses, une réponse se montre quand cinq personnes" in plain(words(client.get(url)))
    with scoped_to(network):
        Registration.objects.exclude(pk=registrations[0].pk).update(state="cancelled", ended_at=AT)
    assert "Avec" not in client.get(url).context["will_show"], "few people are not counted here"


def test_days_on_which_nobody_can_answer_are_refused_at_the_last_one(network, forum, client_of):
    url, client = address("survey_evaluate", "event", forum.pk), client_of("evaluator")
    begins = timezone.localdate(forum.starts_at)
    for start, end, said in (
        ("2026-10-01", "2026-11-23", "Ce jour est passé"),
        ("2026-11-24", (begins - timedelta(days=1)).isoformat(), "L’événement commence le"),
    ):
        errors = client.post(url, SENT | {"start": start, "end": end}).context["form"].errors
        assert said in errors["end"][0] and list(errors) == ["end"]
    assert client.post(url, SENT | {"end": begins.isoformat()}).status_code == 302


def test_a_title_says_nothing_of_health_and_holds_no_number(network, forum, client_of):
    client = client_of("evaluator")
    for url, name in ((address("survey_evaluate", "event", forum.pk), "title"), (address("survey_add"), "description")):
        for text, said in (("Pour les diabétiques", "parle de santé"), ("٢٨٥٠٥٤٧٠٠١٠٠١", "sécurité sociale")):
            form = client.post(url, {**SENT, name: text}).context["form"]
            assert said in form.errors[name][0]


def _campaign_page(client, network) -> str:
    client.post(address("survey_add"), {"title": "Une enquête"})
    with scoped_to(network):
        return address("campaign_add", Survey.objects.get(title="Une enquête").pk)


def test_the_page_of_an_event_says_what_was_answered(network, forum, client_of):
    client_of("evaluator").post(address("survey_evaluate", "event", forum.pk), SENT)
    with scoped_to(network):
        campaign = Campaign.objects.get()
        for _ in range(12):
            answered(campaign, {"liked": "very", "satisfied": "very"}, at=AT + timedelta(days=1))
        closed(campaign, at=AT + timedelta(days=2))
        survey = close_survey(campaign.survey, by=None, at=AT + timedelta(days=2))
        publish_part(survey, "once", by=None, at=AT + timedelta(days=2))
        assert Publication.objects.exists()
    shown = plain(words(client_of("reader").get(forum.get_absolute_url())))
    assert "12 personnes ont répondu." in shown
    assert "Lire les résultats : Votre avis" in shown


def test_an_action_is_evaluated_and_what_nobody_knows_of_is_not(network, cast, clock, client_of):
    with scoped_to(network):
        action = make_action(make_axis(make_roadmap("Départementale")), "Mes droits")
        hidden = make_event("Pas encore", state=EventState.DRAFT)
    client = client_of("evaluator")
    url = address("survey_evaluate", "action", action.pk)
    assert f'href="{url}"' in client.get(address("roadmap_action", action.pk)).content.decode()
    assert client.get(url).context["form"].initial["key"] == "person_after"
    client.post(url, SENT)
    with scoped_to(network):
        assert Campaign.objects.get().action == action
    for other in (address("survey_evaluate", "event", hidden.pk), address("survey_evaluate", "fund", action.pk)):
        assert client.get(other).status_code == 404


def test_a_campaign_that_was_closed_early_says_the_days_on_which_it_was_asked(network, cast, clock):
    with scoped_to(network):
        campaign = opened(start=date(2026, 11, 20), end=date(2027, 1, 1))
        assert campaign.period == "du 20 novembre au 31 décembre 2026"
        assert closed(campaign, at=AT).asked_until == AT.date() + timedelta(days=1)
        assert Campaign.objects.get().period == f"du 20 novembre au {AT.day} novembre 2026"
        never = closed(opened(start=date(2026, 12, 20), end=date(2027, 1, 1)), at=AT)
        assert never.period == "close avant le 20 décembre 2026"
        found = findings_of(never.survey, never.moment)
        assert moment_page(found, str)["period"] == never.period
