"""What the coordination does with a post: its plan, the decision and its agreement."""

import pytest

from funding.models import Agreement, Post
from tests.builders import make_user
from tests.funding.builders import make_action, make_fund
from tests.funding.post_builders import D, bring, make_accepted, make_post, make_request, offer
from tests.funding.post_pages import typed, url, wrong
from tests.pages import words
from tests.setup_data import setup_data


@setup_data
def by(network):
    return make_user()


@setup_data
def fund(made):
    return made(make_fund)


def state_of(made):
    return made(lambda: Post.objects.get().state)


# -- The plan ------------------------------------------------------------------------------------------------------

PLAN = {"state_aid_1": "17 500", "other_aid_1": "", "offered_1": "", "fund_share_1": "", "collectivite_share_1": ""}


def test_the_worked_example_through_the_form_of_the_plan(made, fund, by, coordinator):
    post = made(make_post, fund, by=by)
    page = words(coordinator.get(url("post_plan", post)))
    assert "Le fonds peut payer jusqu’à 11 250,00 € parce que" in page
    coordinator.post(url("post_plan", post), {**PLAN, "offered_1": "8 000"})
    year = made(lambda: post.years.get())
    assert (year.fund_share, year.collectivite_share, year.to_find) == (D("8000"), D("8000"), D("6500"))


WRONG = {
    "above the ceiling": (
        {"fund_share_1": "11 250,01"},
        "fund_share_1",
        "Le fonds peut payer jusqu’à 11 250,00 € parce que",
    ),
    "below the fund": (
        {"fund_share_1": "9 000", "collectivite_share_1": "8 000"},
        "collectivite_share_1",
        "au moins autant que le fonds",
    ),
    "too much": (
        {"fund_share_1": "11 250", "collectivite_share_1": "11 250,01"},
        "collectivite_share_1",
        "Les parts ne tombent pas juste",
    ),
    "words": ({"fund_share_1": "tout"}, "fund_share_1", "Écrivez un montant"),
    "no State": ({"state_aid_1": ""}, "state_aid_1", "obligatoire"),
}


@pytest.mark.parametrize("name", WRONG)
def test_shares_that_are_refused_are_reported_at_their_field_and_kept(made, fund, by, coordinator, name):
    change, field, sentence = WRONG[name]
    post = made(make_post, fund, by=by)
    answer = coordinator.post(url("post_plan", post), {**PLAN, **change})
    assert sentence in wrong(answer, field)
    for typed_in, value in change.items():
        assert typed(answer, typed_in) == value
    assert made(lambda: post.years.get().fund_share) == D("11250.00")


def test_a_year_that_is_none_is_not_found(made, fund, by, coordinator):
    post = made(make_post, fund, by=by)
    assert coordinator.get(url("post_plan", post), {"annee": "2"}).status_code == 404
    assert coordinator.get(url("post_plan", post), {"annee": "x"}).status_code == 404


# -- The decision --------------------------------------------------------------------------------------------------


def test_the_page_of_the_decision_says_what_the_envelope_leaves_and_why_it_comes_first(made, fund, by, coordinator):
    post = made(make_request, fund, by=by, creation=True)
    page = words(coordinator.get(url("post_decide", post)))
    assert "Le fonds paierait 11 250 € pour ce poste" in page
    assert "Le fonds peut encore engager 300 000,00 €." in page
    assert "L’enveloppe visée laisse 300 000,00 € aux postes, celui-ci non compris." in page
    assert "Crée un poste là où il n’y en a pas" in page


@pytest.mark.parametrize(
    ("envelope", "money", "asks", "refuses"),
    [
        ("10000", "20000", "L’enveloppe du fonds ne laisse plus que", "il ne reste que 10 000,00 € sur l’enveloppe"),
        ("20000", "10000", "Le fonds ne peut plus engager que", "il ne peut plus engager que 10 000,00 €"),
    ],
)
def test_beyond_what_the_fund_has_nothing_is_accepted_and_all_is_kept(
    made, by, coordinator, envelope, money, asks, refuses
):
    fund = made(make_fund, envelope=D(envelope))
    made(bring, fund, D(money), by=by)
    post = made(make_request, fund, by=by)
    page = words(coordinator.get(url("post_decide", post)))
    assert f"{asks} 10 000,00 €" in page and "il resterait 1 250,00 € à trouver" in page
    data = {"decision": "accept", "on": "2026-11-20", "reason": "Prioritaire"}
    answer = coordinator.post(url("post_decide", post), data)
    assert refuses in wrong(answer)
    assert typed(answer, "reason") == "Prioritaire"
    assert state_of(made) == "submitted"


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"decision": "refuse", "on": "2026-11-20", "reason": ""}, "reason", "pourquoi"),
        ({"decision": "accept", "on": "2100-01-01"}, "on", "pas encore venu"),
        ({"decision": "accept", "on": "2026-11-02"}, "on", "ne la précède pas"),
        ({"decision": "accept", "on": "hier"}, "on", "date"),
        ({"decision": "peut-être", "on": "2026-11-20"}, "decision", "peut-être"),
        ({"on": "2026-11-20"}, "decision", "obligatoire"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_at_its_field(made, fund, by, coordinator, data, field, sentence):
    post = made(make_request, fund, by=by)
    assert sentence in wrong(coordinator.post(url("post_decide", post), data), field)
    assert state_of(made) == "submitted"


def test_an_acceptance_is_taken_back_with_a_reason(made, fund, by, coordinator):
    post = made(make_accepted, fund, by=by)
    assert "Ne plus retenir ce poste" in words(coordinator.get(url("post_decide", post)))
    data = {"decision": "refuse", "on": "2026-11-23", "reason": "La commune renonce."}
    coordinator.post(url("post_decide", post), data)
    assert state_of(made) == "refused"


def test_a_second_click_is_answered_that_the_first_was_done(made, fund, by, coordinator):
    post = made(make_accepted, fund, by=by)
    answer = coordinator.post(url("post_decide", post), {"decision": "accept", "on": "2026-11-20"})
    assert wrong(answer, "decision") == "Ce poste est déjà retenu."


def test_a_request_is_sent_back_with_a_reason(made, fund, by, coordinator):
    post = made(make_request, fund, by=by)
    assert wrong(coordinator.post(url("post_reopen", post), {"reason": ""}), "reason") or True
    coordinator.post(url("post_reopen", post), {"reason": "Joignez le contrat."})
    assert state_of(made) == "draft"


# -- The agreement -------------------------------------------------------------------------------------------------


def test_the_agreement_is_prepared_from_the_plan(made, fund, by, coordinator):
    post = made(make_request, fund, by=by)
    made(offer, post, "8000", by=by)
    data = {"decision": "accept", "on": "2026-11-20"}
    coordinator.post(url("post_decide", post), data)
    assert "Ce fonds n’a pas encore d’action." in words(coordinator.get(url("post_agreement", post)))
    action = made(make_action, fund, "Postes", by=by)
    page = words(coordinator.get(url("post_agreement", post)))
    assert "8 000,00 € en tout" in page
    assert "Il reste 6 500,00 € à trouver" in page
    answer = coordinator.post(url("post_agreement", post), {"funded_action": action.pk})
    agreement = made(lambda: Agreement.objects.get())
    assert answer.url == url("agreement_detail", agreement)
    answer = coordinator.post(url("post_agreement", post), {"funded_action": action.pk})
    assert "déjà sa convention" in wrong(answer)
    assert "avenant" in wrong(coordinator.post(url("post_plan", post), PLAN))
    page = words(coordinator.get(url("post_detail", post)))
    assert agreement.reference in page
    assert "Préparer la convention" not in page


def test_an_action_of_another_fund_is_no_choice(made, fund, by, coordinator):
    post = made(make_accepted, fund, by=by)
    made(make_action, fund, "Postes", by=by)
    other = made(make_action, made(make_fund, "Autre"), "Ailleurs", by=by)
    answer = coordinator.post(url("post_agreement", post), {"funded_action": other.pk})
    assert wrong(answer, "funded_action")
