"""Pages of surveys: whom they are shown to, what they show before the results, how one is closed."""

from datetime import date

import pytest

from evaluation.enums import Moment, PublishedPart
from evaluation.models import Publication, Response, Survey
from evaluation.surveys.actions import accept_pairs, pairs_of
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.evaluation.builders import answered, closed, make_survey, opened, prepared, published, taking_part
from tests.evaluation.findings import BEFORE
from tests.pages import address, plain, words
from tests.setup_data import setup_data

CODE, SLIP = ("Marie", "12", "Dax", "Camille"), ("Marie", "13", "Dax", "Camille")


@setup_data(in_scope=True)
def inside(network, cast, clock):
    return network


@pytest.fixture
def evaluator(client_of, inside):
    return client_of("evaluator")


def text_of(answer) -> str:
    return plain(words(answer))


def nearly_paired() -> Survey:
    """Three pairs: one without a difference, two that differ in one answer of the code; both campaigns closed."""
    survey = make_survey(title="Avant et après", pairs=True)
    before, after = (opened(survey, moment=moment) for moment in (Moment.BEFORE, Moment.AFTER))
    codes = [(f"{letters}rie", "12", "Dax", "Camille") for letters in ("Ma", "Lu", "So")]
    for n, code in enumerate(codes):
        answered(before, {}, pairing=code)
        answered(after, {}, pairing=code if n == 0 else (*code[:3], "Annz"))
    closed(before), closed(after)
    return survey


def test_the_empty_list_says_how_to_begin(evaluator):
    page = text_of(evaluator.get(address("survey_list")))
    assert "Aucune enquête pour l’instant" in page
    assert address("survey_add") in page


def test_the_list_shows_numbers_in_steps_and_leads_to_results(evaluator):
    survey = make_survey(title="Ateliers")
    campaign = opened(survey)
    for _ in range(7):
        answered(campaign, {"search": "alone"})
    published = make_survey(title="Publiée")
    Publication.objects.create(
        survey=published, part=PublishedPart.ONCE, document=BEFORE.model_dump(mode="json"), made_at=AT
    )
    page = text_of(evaluator.get(address("survey_list")))
    assert "au moins 5" in page and "moins de 5" in page
    assert address("result_detail", published.pk) in page
    assert address("result_detail", survey.pk) not in page
    file = evaluator.get(address("survey_list"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "au moins 5" in file and ";7" not in file


def test_a_survey_is_made_changed_and_shown(evaluator):
    made = evaluator.post(
        address("survey_add"), {"title": "Hiver", "description": "Que change un atelier ?", "pairs": "on"}, follow=True
    )
    assert "L’enquête est créée" in text_of(made)
    survey = Survey.objects.get(title="Hiver")
    assert survey.key
    changed = evaluator.post(address("survey_edit", survey.pk), {"title": "Hiver 2026", "description": ""}, follow=True)
    assert "Hiver 2026" in text_of(changed)
    again = evaluator.post(address("survey_add"), {"title": "Hiver 2026"})
    assert "Une enquête porte déjà ce titre." in text_of(again)


def test_others_see_surveys_that_they_propose_or_may_read_and_no_draft(client_of, cast, inside):
    draft = make_survey(title="Pas encore")
    taking_part(prepared(draft), cast["prescriber"].partner)
    taking_part(opened(make_survey(title="Chez nous")), cast["prescriber"].partner)
    published = make_survey(title="À lire")
    Publication.objects.create(
        survey=published, part=PublishedPart.ONCE, document=BEFORE.model_dump(mode="json"), made_at=AT
    )
    page = text_of(client_of("prescriber").get(address("survey_list")))
    assert "Chez nous" in page and "À lire" in page and "Pas encore" not in page
    reader = client_of("reader")
    page = text_of(reader.get(address("survey_list")))
    assert "À lire" in page and "Chez nous" not in page
    assert reader.get(address("survey_detail", draft.pk)).status_code == 404
    assert "Votre structure n’y participe pas" in text_of(reader.get(address("survey_detail", published.pk)))


def test_an_open_survey_says_why_it_is_not_closed_yet(evaluator):
    survey = make_survey()
    campaign = opened(survey)
    page = text_of(evaluator.get(address("survey_detail", survey.pk)))
    assert "Aucune campagne n’est encore close" in page
    refused = evaluator.post(address("survey_close", survey.pk), follow=True)
    assert "terminez-la d’abord" in text_of(refused)
    closed(campaign)
    assert "Toutes les réponses sont là" in text_of(evaluator.get(address("survey_detail", survey.pk)))


def test_closing_says_that_the_key_goes_and_it_goes(evaluator):
    survey = nearly_paired()
    page = text_of(evaluator.get(address("survey_close", survey.pk)))
    assert "plus personne ne peut rapprocher une réponse d’une personne" in page
    assert "2 rapprochements proposés attendent votre décision" in page
    evaluator.post(address("survey_close", survey.pk))
    survey.refresh_from_db()
    assert survey.is_closed and survey.key is None
    assert Response.objects.filter(pair__isnull=False).count() == 2
    assert "Elle l’est depuis" in text_of(evaluator.get(address("survey_close", survey.pk)))


# -- Near misses -------------------------------------------------------------------------------------------------------


def test_near_misses_are_shown_without_whose_they_are_and_accepted_one_by_one_or_all(evaluator):
    survey = nearly_paired()
    url = address("survey_pairs", survey.pk)
    answer = evaluator.get(url)
    page = text_of(answer)
    assert "2 rapprochements à décider" in page
    assert "Codes qui se retrouvent avant et après, sans différence : moins de 5." in page
    names = answer.context["likely"]
    assert not any(str(pk) == name for pk in Response.objects.values_list("pk", flat=True) for name in names)
    one = evaluator.post(url, {"paire": names[0]}, follow=True)
    assert "1 rapprochement est accepté" in text_of(one)
    assert "1 rapprochement à décider" in text_of(one)
    assert "n’existe plus" in text_of(evaluator.post(url, {"paire": names[0]}, follow=True))
    rest = evaluator.post(url, {"toutes": "oui"}, follow=True)
    assert "Aucun rapprochement à décider" in text_of(rest)
    evaluator.post(address("survey_close", survey.pk))
    assert Response.objects.filter(pair__isnull=False).count() == 6
    assert "Les codes sont détruits." in text_of(evaluator.get(url))


def test_no_near_miss_is_shown_or_taken_while_answers_may_come(evaluator):
    survey = make_survey(pairs=True)
    before, after = (opened(survey, moment=moment) for moment in (Moment.BEFORE, Moment.AFTER))
    answered(before, {}, pairing=CODE), answered(after, {}, pairing=SLIP)
    assert "Des réponses peuvent encore arriver" in text_of(evaluator.get(address("survey_pairs", survey.pk)))
    with pytest.raises(DomainError, match="peuvent encore arriver"):
        accept_pairs(survey, pairs_of(survey).likely[:1], by=None, at=AT)


def test_a_survey_without_codes_has_no_near_misses(evaluator):
    assert evaluator.get(address("survey_pairs", make_survey().pk)).status_code == 404


# -- Campaigns ---------------------------------------------------------------------------------------------------------


def sent(version, **more) -> dict:
    return {
        "title": "À l’accueil",
        "version": version.pk,
        "start": "2026-11-24",
        "end": "2026-12-15",
        "by_link": "on",
        "by_paper": "on",
        **more,
    }


def test_a_campaign_is_prepared_opened_and_closed(evaluator):
    survey = make_survey()
    made = evaluator.post(address("campaign_add", survey.pk), sent(published()), follow=True)
    page = text_of(made)
    assert "La campagne est préparée" in page
    assert "du 24 novembre au 15 décembre 2026" in page
    campaign = survey.campaigns.get()
    assert campaign.end == date(2026, 12, 16)
    assert "ne changeront plus" in text_of(evaluator.get(address("campaign_open", campaign.pk)))
    assert "La campagne est ouverte." in text_of(evaluator.post(address("campaign_open", campaign.pk), follow=True))
    form = evaluator.get(address("campaign_edit", campaign.pk)).context["form"]
    assert not {"version", "moment", "start"} & set(form.fields)
    kept = {"title": "À l’accueil", "end": "2026-12-20", "by_paper": "on"}
    evaluator.post(address("campaign_edit", campaign.pk), kept)
    campaign.refresh_from_db()
    assert (campaign.end, campaign.by_link) == (date(2026, 12, 21), False)
    assert "ne se rouvre pas" in text_of(evaluator.get(address("campaign_close", campaign.pk)))
    assert "La campagne est close." in text_of(evaluator.post(address("campaign_close", campaign.pk), follow=True))
    assert "n’est pas possible" in text_of(evaluator.post(address("campaign_open", campaign.pk), follow=True))


def test_what_is_missing_is_a_list_and_a_refusal(evaluator):
    campaign = prepared(by_link=False, by_kiosk=False, by_paper=False)
    assert "Choisissez au moins une façon de répondre." in text_of(
        evaluator.get(address("campaign_detail", campaign.pk))
    )
    refused = evaluator.post(address("campaign_open", campaign.pk), follow=True)
    assert "Choisissez au moins une façon de répondre." in text_of(refused)


def test_a_last_day_before_the_first_and_another_wording_are_refused_beside_their_fields(evaluator):
    survey = make_survey()
    prepared(survey)
    wrong = evaluator.post(address("campaign_add", survey.pk), sent(published(), end="2026-11-01"))
    assert "Le dernier jour ne peut pas précéder le premier." in text_of(wrong)
    other = evaluator.post(address("campaign_add", survey.pk), sent(published()))
    assert "pose une autre version" in text_of(other)


def test_the_moment_is_asked_where_there_are_two(evaluator):
    once = evaluator.get(address("campaign_add", make_survey().pk)).context["form"]
    assert "moment" not in once.fields
    survey = make_survey(pairs=True)
    twice = evaluator.get(address("campaign_add", survey.pk)).context["form"]
    assert [value for value, _ in twice.fields["moment"].choices] == ["before", "after"]
    assert twice["moment"].value() == Moment.BEFORE
