"""The structures of a campaign: chosen, described, reminded; what they see, and what they do not."""

import pytest

from evaluation.models import CampaignReminder, CampaignStructure
from evaluation.surveys.answers.actions import Submission, take_single_answer
from tests.builders import AT, make_partner
from tests.evaluation.builders import answered, closed, link_of, opened, taking_part
from tests.pages import address, plain, words
from tests.setup_data import setup_data


@setup_data(in_scope=True)
def inside(network, cast, clock):
    return network


@pytest.fixture
def evaluator(client_of, inside):
    return client_of("evaluator")


def text_of(answer) -> str:
    return plain(words(answer))


def test_structures_are_chosen_together_described_and_taken_out(evaluator):
    campaign = opened()
    one, two = make_partner("CCAS de Nérac", email="ccas@exemple.example"), make_partner("MSAP de Duras")
    page = evaluator.post(address("campaign_structure_add", campaign.pk), {"partners": [one.pk, two.pk]}, follow=True)
    assert "2 structures ajoutées" in text_of(page)
    assert "sans adresse électronique" in text_of(page)
    assert CampaignStructure.objects.get(partner=one).email == "ccas@exemple.example"
    part = CampaignStructure.objects.get(partner=two)
    evaluator.post(address("campaign_structure_edit", part.pk), {"email": "msap@exemple.example", "expected": "40"})
    part.refresh_from_db()
    assert (part.email, part.expected) == ("msap@exemple.example", 40)
    gone = evaluator.post(address("campaign_structure_remove", part.pk), follow=True)
    assert "ne participe plus" in text_of(gone)
    answered(campaign, {}, structure=CampaignStructure.objects.get())
    kept = CampaignStructure.objects.get()
    assert "elle reste dans la campagne" in text_of(
        evaluator.post(address("campaign_structure_remove", kept.pk), follow=True)
    )


def test_numbers_are_shown_in_steps_and_the_rate_when_it_is_closed(evaluator):
    campaign = opened(expected=20)
    part = taking_part(campaign, make_partner("CCAS de Nérac"), expected=10)
    for _ in range(8):
        answered(campaign, {}, structure=part)
    page = text_of(evaluator.get(address("campaign_detail", campaign.pk)))
    assert "au moins 5" in page and "au moins 25 %" not in page
    closed(campaign)
    page = text_of(evaluator.get(address("campaign_detail", campaign.pk)))
    assert "40 % des réponses attendues (20)" in page and "au moins 25 %" not in page
    assert "(au moins 50 %)" in page


def test_a_structure_sees_its_own_link_and_no_other_structure(client_of, cast, inside):
    campaign = opened()
    own = taking_part(campaign, cast["prescriber"].partner)
    taking_part(campaign, make_partner("MSAP de Duras"))
    used, _ = link_of(campaign, structure=own), link_of(campaign, structure=own)
    take_single_answer(used, Submission({}), at=AT)
    page = text_of(client_of("prescriber").get(address("campaign_detail", campaign.pk)))
    assert f"?lieu={own.pk}" in page
    assert "Liens à usage unique déjà utilisés : <b>moins de 5 sur 2</b>" in page
    assert "MSAP de Duras" not in page
    assert "Ajouter des structures" not in page
    manager = text_of(client_of("evaluator").get(address("campaign_detail", campaign.pk)))
    assert "moins de 5 sur 2" in manager and "1 sur 2" not in manager
    assert client_of("reader").get(address("campaign_detail", campaign.pk)).status_code == 404


def test_structures_with_few_answers_are_ticked_and_reminded_once_a_day(evaluator):
    campaign = opened()
    few = taking_part(campaign, make_partner("CCAS de Nérac"), email="ccas@exemple.example")
    many = taking_part(campaign, make_partner("MSAP de Duras"), email="msap@exemple.example")
    taking_part(campaign, make_partner("Sans adresse"))
    for _ in range(5):
        answered(campaign, {}, structure=many)
    url = address("campaign_remind", campaign.pk)
    asked = evaluator.get(url)
    assert asked.context["form"].fields["structures"].initial == [few.pk]
    assert "Noter une adresse" in text_of(asked)
    sent = evaluator.post(url, {"structures": [few.pk]}, follow=True)
    assert "1 rappel part par courriel." in text_of(sent)
    again = evaluator.post(url, {"structures": [few.pk, many.pk]}, follow=True)
    assert "1 rappel part par courriel." in text_of(again)
    assert "1 structure a déjà été rappelée aujourd’hui" in text_of(again)
    assert CampaignReminder.objects.count() == 2
    CampaignReminder.objects.filter(structure=few).update(problem="Le serveur refuse cette adresse.")
    page = text_of(evaluator.get(address("campaign_detail", campaign.pk)))
    assert "Pas parti" in page and "Le serveur refuse cette adresse." in page and "En route" in page


def test_nobody_is_reminded_of_what_is_over(evaluator):
    campaign = opened()
    part = taking_part(campaign, email="ccas@exemple.example")
    closed(campaign)
    url = address("campaign_remind", campaign.pk)
    assert "Un rappel ne servirait à rien" in text_of(evaluator.get(url))
    assert "Un rappel ne servirait à rien" in text_of(evaluator.post(url, {"structures": [part.pk]}))
    assert not CampaignReminder.objects.exists()
