"""Requests for co-financed posts: the worked example by hand, what is refused and where, every step and its journal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.ledger.enums import PostEmployers
from funding.ledger.queries import available_of
from funding.models import Fund, Post, PostYear, StateAidSchedule
from funding.posts.actions.requests import (
    YearTerms,
    accept_post,
    change_post,
    discard_post,
    draft_post,
    envelope_left,
    is_private,
    plan_years,
    refuse_post,
    reopen_post,
    submit_post,
    terms_of,
)
from funding.posts.enums import PostState
from funding.posts.rules.plans import prorated
from inclusion.core import states
from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_epci, make_partner
from tests.examples import examples
from tests.funding.builders import engage, make_action, make_fund
from tests.funding.post_builders import (
    D,
    association,
    make_accepted,
    make_post,
    make_request,
    offer,
    terms,
    town,
    worked_schedule,
)
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def fund(by):
    return make_fund()


def row(year):
    return " ".join(
        str(amount)
        for amount in (
            year.cost,
            year.state_aid,
            year.other_aid,
            year.fund_share,
            year.collectivite_share,
            year.to_find,
        )
    )


def rows(post):
    return [row(year) for year in PostYear.objects.filter(post=post)]


def refused(action, *args, **fields):
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        action(*args, at=AT, **fields)
    return refusal.value.field, str(refusal.value).replace("\u00a0", " ").replace("\u202f", " ")


# -- The worked example --------------------------------------------------------------------------------------------


def test_the_worked_example_by_hand(fund, by):
    """Cost 40 000, State 17 500: 22 500 remain, the fund pays 11 250 at most, and 8 000 where the town finds 8 000."""
    post = make_post(fund, by=by)
    assert rows(post) == ["40000.00 17500.00 0.00 11250.00 11250.00 0.00"]
    assert post.years.get().remainder == D("22500.00")
    offer(post, "8000.00", by=by)
    assert rows(post) == ["40000.00 17500.00 0.00 8000.00 8000.00 6500.00"]


#: terms → years: cost, State, other aids, fund, collectivité, to find
YEARS = {
    "three years": (
        {"end": date(2029, 9, 1), "start": date(2026, 9, 1)},
        ["40000.00 17500.00 0.00 11250.00 11250.00 0.00"] * 3,
    ),
    "half a year": (  # 20 000 − 8 750 = 11 250
        {"end": date(2027, 3, 1)},
        ["20000.00 8750.00 0.00 5625.00 5625.00 0.00"],
    ),
    "thirteen months": (  # 40 000 ÷ 12 = 3 333.33; 17 500 ÷ 12 = 1 458.33; 1 875 ÷ 2
        {"end": date(2027, 10, 1)},
        ["40000.00 17500.00 0.00 11250.00 11250.00 0.00", "3333.33 1458.33 0.00 937.50 937.50 0.00"],
    ),
    "half a post": ({"fte": D("0.5")}, ["20000.00 8750.00 0.00 5625.00 5625.00 0.00"]),
    "two people": ({"fte": D("2")}, ["80000.00 35000.00 0.00 22500.00 22500.00 0.00"]),
    "other aids": (
        {"other_aid_yearly": D("2500"), "other_aid_source": "Région"},
        ["40000.00 17500.00 2500.00 10000.00 10000.00 0.00"],
    ),
    "other aids of a half year": (
        {"other_aid_yearly": D("2500"), "other_aid_source": "Région", "end": date(2027, 3, 1)},
        ["20000.00 8750.00 1250.00 5000.00 5000.00 0.00"],
    ),
    "nothing remains": (
        {"other_aid_yearly": D("30000"), "other_aid_source": "Région"},
        ["40000.00 17500.00 22500.00 0.00 0.00 0.00"],
    ),
    "an odd cent": (  # 39 999.99 − 17 500 = 22 499.99: the fund's half goes down
        {"yearly_cost": D("39999.99")},
        ["39999.99 17500.00 0.00 11249.99 11250.00 0.00"],
    ),
    "an offer for each year": (
        {"end": date(2028, 9, 1), "offers": [D("8000"), None]},
        ["40000.00 17500.00 0.00 8000.00 8000.00 6500.00", "40000.00 17500.00 0.00 11250.00 11250.00 0.00"],
    ),
    "a State contract that began a year before": (
        {"contract_on": date(2023, 9, 1), "end": date(2028, 9, 1)},
        ["40000.00 0.00 0.00 20000.00 20000.00 0.00", "40000.00 0.00 0.00 20000.00 20000.00 0.00"],
    ),
}


@pytest.mark.parametrize("name", YEARS)
def test_the_years_in_the_database_to_the_cent(fund, by, name):
    change, expected = YEARS[name]
    assert rows(make_post(fund, by=by, **change)) == expected


def test_the_state_at_zero(fund, by):
    """Contracts that no schedule takes are paid nothing: the fund and the town share it all."""
    worked_schedule()
    StateAidSchedule.objects.update(end=date(2026, 1, 1))
    assert rows(make_post(fund, by=by)) == ["40000.00 0.00 0.00 20000.00 20000.00 0.00"]


def test_without_a_schedule_the_known_waves_count(fund, by):
    """A renewal of September 2026 is paid for four months: nothing is announced from 2027 on."""
    post = draft_post(**terms(fund), by=by, at=AT)
    assert row(post.years.get()) == "40000.00 5833.33 0.00 17083.33 17083.34 0.00"  # 17 500 × 4 ÷ 12


# -- Refusals at their field ---------------------------------------------------------------------------------------

WRONG = {
    "37 months": ({"end": date(2029, 10, 1)}, "end", "36 mois au plus"),
    "not the first": ({"start": date(2026, 9, 2)}, "start", "premier jour d’un mois"),
    "no FTE": ({"fte": D(0)}, "fte", "plus de 0"),
    "three FTE": ({"fte": D(3)}, "fte", "2 équivalents temps plein"),
    "end before start": ({"end": date(2026, 8, 1)}, "end", "avant le début"),
    "the end inside a month": ({"end": date(2027, 8, 16)}, "end", "dernier jour d’un mois"),
    "no cost": ({"yearly_cost": D(0)}, "yearly_cost", "plus de 0"),
    "a slip of the hand": ({"yearly_cost": D("9999999999.99"), "fte": D(2)}, "yearly_cost", "vérifiez ce montant"),
    "a part of a cent": ({"yearly_cost": D("40000.001")}, "yearly_cost", "deux décimales"),
    "before the fund": ({"start": date(2025, 9, 1), "end": date(2026, 9, 1)}, "start", "choisissez un début"),
    "after the fund": (
        {"start": date(2028, 9, 1), "end": date(2030, 9, 1)},
        "end",
        "s’arrête le 31 décembre 2028 et ne paie aucune année qui commence après : "
        "choisissez une fin au plus tard le 31 août 2029.",
    ),
    "aids beyond the cost": (
        {"yearly_cost": D("34568.46"), "other_aid_yearly": D("35000"), "other_aid_source": "Région"},
        "other_aid_yearly",
        "dépassent le coût du poste, 34 568,46 €",
    ),
    "aids of nobody": ({"other_aid_yearly": D(1)}, "other_aid_source", "qui verse"),
    "no title": ({"title": "  "}, "title", "intitulé"),
}


@pytest.mark.parametrize("name", WRONG)
def test_terms_that_are_none_are_refused_at_their_field(fund, by, name):
    change, field, words = WRONG[name]
    at, sentence = refused(draft_post, by=by, **terms(fund, **change))
    assert at == field
    assert words in sentence
    assert not Post.objects.exists()


def test_a_public_employer_is_the_collectivite(fund, by):
    other = make_partner("Ville de Tonneins", kind=PartnerKind.COMMUNE)
    field, sentence = refused(draft_post, by=by, **terms(fund, collectivite=other))
    assert field == "collectivite"
    assert "employeur public" in sentence
    field, sentence = refused(draft_post, by=by, **terms(fund, employer=association(), private_employer=True))
    assert field == "collectivite"
    assert "choisissez la collectivité" in sentence
    club = make_partner("Club informatique", kind=PartnerKind.ASSOCIATION)
    private = {"employer": association(), "private_employer": True}
    field, sentence = refused(draft_post, by=by, **terms(fund, **private, collectivite=club))
    assert (field, "n’est pas une collectivité" in sentence) == ("collectivite", True)
    pot = make_fund("Pot de la coordination", finances_posts=False)
    assert refused(draft_post, by=by, **terms(pot))[0] == "fund"
    post = make_post(fund, by=by, **private, collectivite=town())
    assert (post.employer, post.collectivite) == (association(), town())
    public = make_fund("Pour les communes", post_employers=PostEmployers.PUBLIC)
    field, sentence = refused(draft_post, by=by, **terms(public, **private, collectivite=town()))
    assert (field, "n’aide que des employeurs publics" in sentence) == ("employer", True)


def test_a_post_of_an_employer_that_the_fund_helps_no_more_is_not_accepted(fund, by):
    post = make_request(fund, by=by, employer=association(), private_employer=True, collectivite=town())
    Fund.objects.filter(pk=fund.pk).update(post_employers=PostEmployers.PUBLIC)
    with pytest.raises(DomainError, match="n’aide que des employeurs publics"):
        accept_post(post, on=date(2026, 11, 20), by=by, at=AT)


def test_private_is_decided_by_the_kind(by):
    assert is_private(association())
    assert not is_private(town())


def test_the_territory_of_the_employer_is_taken(fund, by):
    assert make_post(fund, by=by).territory == make_epci()


# -- Shares entered manually ---------------------------------------------------------------------------------------


def set_down(post, by, **fields):
    values = YearTerms(1, state_aid=D("17500.00"))
    return {"post": post, "years": [replace(values, **fields)], "by": by}


SHARES = {
    "above the ceiling": (
        {"fund_share": D("11250.01")},
        "fund_share_1",
        "Le fonds peut payer jusqu’à 11 250,00 € parce que",
    ),
    "below the fund": (
        {"fund_share": D("9000"), "collectivite_share": D("8000")},
        "collectivite_share_1",
        "au moins autant que le fonds",
    ),
    "too much together": (
        {"fund_share": D("11250"), "collectivite_share": D("11250.01")},
        "collectivite_share_1",
        "Les parts ne tombent pas juste",
    ),
    "negative": ({"fund_share": D("-1")}, "fund_share_1", "négatif"),
    "a State that pays more than the cost": (
        {"state_aid": D("50000")},
        "state_aid_1",
        "L’aide de l’État, 50 000,00 €, dépasse le coût de l’année, 40 000,00 €.",
    ),
    "other aids above what the State leaves": (  # 40 000 − 17 500 = 22 500
        {"other_aid": D("22500.01")},
        "other_aid_1",
        "Les autres aides, 22 500,01 €, dépassent ce que l’État laisse à payer, 22 500,00 €.",
    ),
}


@pytest.mark.parametrize("name", SHARES)
def test_shares_that_the_rule_refuses_are_refused_with_its_sentence(fund, by, name):
    fields, field, words = SHARES[name]
    post = make_post(fund, by=by)
    at, sentence = refused(plan_years, **set_down(post, by, **fields))
    assert at == field
    assert words in sentence
    assert rows(post) == ["40000.00 17500.00 0.00 11250.00 11250.00 0.00"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"fund_share": D("5000")}, "40000.00 17500.00 0.00 5000.00 17500.00 0.00"),
        ({"fund_share": D("5000"), "offered": D("8000")}, "40000.00 17500.00 0.00 5000.00 8000.00 9500.00"),
        ({"collectivite_share": D("9000")}, "40000.00 17500.00 0.00 9000.00 9000.00 4500.00"),
        ({"fund_share": D("0"), "collectivite_share": D("0")}, "40000.00 17500.00 0.00 0.00 0.00 22500.00"),
        ({"state_aid": D("0")}, "40000.00 0.00 0.00 20000.00 20000.00 0.00"),
        ({"state_aid": D("40000")}, "40000.00 40000.00 0.00 0.00 0.00 0.00"),
        ({"other_aid": D("2500.50")}, "40000.00 17500.00 2500.50 9999.75 9999.75 0.00"),
    ],
)
def test_shares_that_the_rule_allows(fund, by, fields, expected):
    post = make_post(fund, by=by)
    plan_years(**set_down(post, by, **fields), at=AT)
    assert rows(post) == [expected]
    assert JournalEntry.objects.filter(verb="post.planned").count() == 1


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"to_find": D("1.00")}, "post_year_shares_add_up"),
        (
            {"fund_share": D("11250.01"), "collectivite_share": D("11249.99")},
            "post_year_(fund_half_at_most|collectivite_as_much)",
        ),
        (
            {"fund_share": D("9000"), "collectivite_share": D("8000"), "to_find": D("5500")},
            "post_year_collectivite_as_much",
        ),
        ({"fund_share": D("-1"), "to_find": D("11251")}, "post_year_shares_add_up"),
    ],
)
def test_the_database_holds_the_same(fund, by, columns, constraint):
    post = make_post(fund, by=by)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        post.years.update(**columns)


money = st.integers(0, 10**6).map(lambda cents: D(cents) / 100)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cost=st.integers(1, 10**7).map(lambda cents: D(cents) / 100),
    fte=st.integers(1, 200).map(lambda part: D(part) / 100),
    months=st.integers(1, 28),
    other=money,
    offers=st.lists(st.none() | money, max_size=3),
    share=st.none() | money,
)
def test_whatever_is_planned_shares_add_up_and_ceilings_hold_in_the_database(
    fund, by, cost, fte, months, other, offers, share
):
    """The end of the months follows from the start; a share of the fund is set down, or refused and nothing changes."""
    end = date(2026 + (8 + months) // 12, (8 + months) % 12 + 1, 1)
    with transaction.atomic():
        post = make_post(
            fund,
            by=by,
            yearly_cost=cost,
            fte=fte,
            end=end,
            other_aid_yearly=min(other, prorated(cost, months=12, fte=fte)),
            other_aid_source="Région",
            offers=offers,
        )
        before = rows(post)
        first = post.years.all()[0]
        try:
            with transaction.atomic():
                wanted = YearTerms(1, first.state_aid, first.other_aid, first.offered, share)
                plan_years(post, years=[wanted], by=by, at=AT)
        except DomainError as refusal:
            assert refusal.field in ("fund_share_1", "collectivite_share_1")
            assert rows(post) == before
        years = list(PostYear.objects.filter(post=post))
        assert years[0].start == post.start
        assert years[-1].end == post.end
        for year in years:
            parts = (year.state_aid, year.other_aid, year.fund_share, year.collectivite_share, year.to_find)
            assert sum(parts) == year.cost
            assert min(parts) >= 0
            assert 2 * year.fund_share <= year.remainder
            assert year.fund_share <= year.collectivite_share
        connection.check_constraints()
        transaction.set_rollback(True)


# -- Steps ---------------------------------------------------------------------------------------------------------


def test_a_draft_is_changed_what_was_offered_is_kept(fund, by):
    post = make_post(fund, by=by, offers=[D("8000")])
    post = change_post(post, **{**terms_of(post), "yearly_cost": D("50000")}, by=by, at=AT)
    assert rows(post) == ["50000.00 17500.00 0.00 8000.00 8000.00 16500.00"]
    post = change_post(post, **{**terms_of(post), "end": date(2028, 9, 1)}, by=by, at=AT)
    assert len(rows(post)) == 2
    changed = change_post(post, **{**terms_of(post), "end": date(2027, 3, 1)}, by=by, at=AT)
    assert rows(changed) == ["25000.00 8750.00 0.00 8000.00 8000.00 250.00"]


def test_a_draft_is_discarded_and_recorded(fund, by):
    post = make_post(fund, by=by)
    discard_post(post, by=by, at=AT)
    assert not Post.objects.exists()
    assert JournalEntry.objects.filter(verb="post.discarded").count() == 1


def test_what_is_submitted_neither_changes_nor_goes(fund, by):
    post = make_request(fund, by=by)
    assert "rouvrir" in refused(change_post, post, by=by, **terms_of(post))[1]
    assert "rouvrir" in refused(discard_post, post, by=by)[1]


def test_a_request_without_reasons_is_not_submitted(fund, by):
    post = make_post(fund, by=by, need="")
    assert "pourquoi ce poste" in refused(submit_post, post, by=by)[1]


def test_a_request_is_not_received_tomorrow(fund, by):
    post = make_post(fund, by=by)
    assert refused(submit_post, post, on=date(2026, 11, 25), by=by)[0] == "on"
    assert submit_post(post, by=by, at=AT).submitted_on == date(2026, 11, 24)


def test_a_request_sent_back_keeps_its_day_and_shows_why(fund, by):
    post = make_request(fund, by=by)
    assert refused(reopen_post, post, reason=" ", by=by)[0] == "reason"
    post = reopen_post(post, reason="Joignez le contrat.", by=by, at=AT)
    assert (post.state, post.decision_reason) == (PostState.DRAFT, "Joignez le contrat.")
    post = submit_post(post, by=by, at=AT)
    assert post.submitted_on == date(2026, 11, 3)
    assert post.decision_reason == ""


def test_a_request_is_accepted_on_a_day_that_has_come(fund, by):
    post = make_request(fund, by=by)
    assert refused(accept_post, post, on=date(2026, 11, 25), by=by)[0] == "on"
    assert refused(accept_post, post, on=date(2026, 11, 2), by=by)[0] == "on"
    post = accept_post(post, reason="Un territoire sans personne.", on=date(2026, 11, 20), by=by, at=AT)
    assert (post.state, post.decided_on) == (PostState.ACCEPTED, date(2026, 11, 20))
    assert list(states.history(post).values_list("to_state", flat=True)) == ["accepted", "submitted"]


def test_not_accepting_says_why_and_may_be_asked_again_with_a_new_day(fund, by):
    post = make_request(fund, by=by)
    assert refused(refuse_post, post, reason="", by=by)[0] == "reason"
    post = refuse_post(post, reason="L’enveloppe est épuisée.", by=by, at=AT)
    assert post.decided_on == date(2026, 11, 24)
    post = reopen_post(post, reason="Une nouvelle enveloppe.", by=by, at=AT)
    assert (post.submitted_on, post.decided_on) == (None, None)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("draft", "accept refuse reopen"),
        ("submitted", "submit"),
        ("accepted", "submit accept reopen"),
        ("refused", "submit accept refuse plan"),
    ],
)
def test_every_step_is_refused_in_the_wrong_state(fund, by, state, steps):
    make = {"draft": make_post, "submitted": make_request, "accepted": make_accepted, "refused": make_request}
    post = make[state](fund, by=by)
    if state == "refused":
        post = refuse_post(post, reason="Non.", by=by, at=AT)
    acts = {
        "submit": lambda: submit_post(post, by=by, at=AT),
        "accept": lambda: accept_post(post, on=date(2026, 11, 24), by=by, at=AT),
        "refuse": lambda: refuse_post(post, reason="Non.", by=by, at=AT),
        "reopen": lambda: reopen_post(post, reason="À revoir.", by=by, at=AT),
        "plan": lambda: plan_years(**set_down(post, by), at=AT),
    }
    for step in steps.split():
        with pytest.raises(DomainError), transaction.atomic():
            acts[step]()
    assert Post.objects.get().state == state


# -- The envelope --------------------------------------------------------------------------------------------------


def test_what_is_accepted_never_goes_above_the_envelope(by):
    fund = make_fund(envelope=D("22499.99"))
    make_accepted(fund, by=by)
    assert envelope_left(fund) == D("11249.99")
    second = make_request(fund, by=by, title="Deuxième")
    _, sentence = refused(accept_post, second, on=date(2026, 11, 24), by=by)
    assert "11 250,00 €" in sentence
    assert "11 249,99 €" in sentence
    plan_years(**set_down(second, by, fund_share=D("11249.99")), at=AT)
    accept_post(second, on=date(2026, 11, 24), by=by, at=AT)
    assert envelope_left(fund) == 0


def test_a_plan_that_grows_after_the_decision_stays_within_the_envelope(by):
    fund = make_fund(envelope=D("8000.00"))
    post = make_request(fund, by=by, offers=[D("8000")])
    accept_post(post, on=date(2026, 11, 24), by=by, at=AT)
    assert "8 000,00 €" in refused(plan_years, **set_down(post, by, offered=D("9000")))[1]
    assert rows(post) == ["40000.00 17500.00 0.00 8000.00 8000.00 6500.00"]
    # Of the 8 000 € 100 are spent all the same: the part may be lowered, though not yet enough.
    engage(make_action(fund, "Aide", by=by), "100", by=by)
    plan_years(**set_down(post, by, offered=D("7950")), at=AT)
    assert available_of(fund).amount == D("-50.00")
    assert "que 7 900,00 €" in refused(plan_years, **set_down(post, by, offered=D("7960")))[1]


def test_an_acceptance_taken_back_frees_the_envelope(by):
    fund = make_fund(envelope=D("11250.00"))
    post = make_accepted(fund, by=by)
    assert envelope_left(fund) == 0
    refuse_post(post, reason="La commune renonce.", by=by, at=AT)
    assert envelope_left(fund) == D("11250.00")


def test_another_fund_has_its_own_envelope(fund, by):
    make_accepted(fund, by=by)
    other = make_fund("Autre fonds", envelope=D("11250.00"))
    make_accepted(other, by=by)
    assert (envelope_left(other), envelope_left(fund)) == (0, Decimal("288750.00"))
