"""What the simulator of posts says: its answer, what follows State aid, the conditions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.posts.rules.overview import RoadmapStage
from funding.posts.rules.plans import PlannedPost
from funding.posts.rules.simulation import LocalRoadmap, simulate
from funding.posts.rules.state_aid import known_waves
from funding.posts.rules.years import FundTerms
from inclusion.core.errors import DomainError
from tests.examples import examples

from .arithmetic import is_true

D = Decimal
OPEN = FundTerms("Fonds", date(2000, 1, 1), date(2101, 1, 1))


def simulated(*funds, roadmap=None, **fields):
    values = {"yearly_cost": D("45000"), "fte": D(1), "start": date(2026, 1, 1), "months": 36, **fields}
    return simulate(PlannedPost(**values), known_waves(), funds or [OPEN], roadmap=roadmap)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(simulation):
    return plain(" ".join(simulation.aid_sentences))


def test_the_second_year_of_a_contract_then_nothing():
    """12 500 in 2026, then nothing: 16 250 + 22 500 + 22 500 each."""
    one = simulated(contract=date(2025, 1, 1))
    assert plain(one.answer) == "En trois ans, votre commune paie 61 250 € ; le fonds 61 250 € ; il reste 0 € à trouver"
    assert plain(one.lead) == "Le poste coûte 135 000 € ; l’État en paie 12 500 €."
    assert said(one) == (
        "L’État ne paie plus rien à partir du 1er janvier 2027 : 12 500 € la 1re année, puis rien. "
        "La part de votre commune passe de 16 250 € la 1re année à 22 500 € la 3e année. "
        "Après le 31 décembre 2028, le fonds ne paie plus : garder le poste coûterait à votre commune "
        "45 000 € sur douze mois, sans aide de l’État."
    )


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        # 45 000 − 17 500 = 27 500 → 13 750 each
        ({"months": 12}, "En un an, votre commune paie 13 750 € ; le fonds 13 750 € ; il reste 0 € à trouver"),
        (
            {"months": 12, "offers": (D("8000"),)},
            "En un an, votre commune paie 8 000 € ; le fonds 8 000 € ; il reste 11 500 € à trouver",
        ),
        # half a post for eighteen months from 2027 on: 22 500 + 11 250, halved
        (
            {"months": 18, "fte": D("0.5"), "start": date(2027, 1, 1)},
            "En 18 mois, votre commune paie 16 875 € ; le fonds 16 875 € ; il reste 0 € à trouver",
        ),
        # a cent that cannot be halved is the commune's
        (
            {"months": 12, "yearly_cost": D("17500.01")},
            "En un an, votre commune paie 0,01 € ; le fonds 0 € ; il reste 0 € à trouver",
        ),
        # 45 000 + 45 000 − 17 500 − 0 (nothing from 2027 on) = 72 500
        ({"months": 24}, "En deux ans, votre commune paie 36 250 € ; le fonds 36 250 € ; il reste 0 € à trouver"),
    ],
)
def test_the_answer(fields, answer):
    assert plain(simulated(**fields).answer) == answer


def test_no_aid_is_said_with_its_reason():
    never = simulated(start=date(2027, 1, 1))
    assert (
        "aucune aide n’est annoncée pour un contrat qui commence le 1er janvier 2027 chez un employeur public"
        in said(never)
    )
    over = simulated(start=date(2027, 1, 1), contract=date(2026, 1, 1), private=True)
    assert "son aide est à zéro, ou déjà terminée" in said(over)
    assert "La part de votre commune passe" not in said(never)
    assert plain(never.lead) == "Le poste coûte 135 000 € ; l’État n’en paie rien."


def test_aid_to_the_end_and_beyond():
    """A contract of 2024: 12 500 in its second year, 12 500 more after the fund has ended."""
    one = simulated(start=date(2025, 1, 1), contract=date(2024, 1, 1), months=12)
    assert "L’État paie jusqu’à la fin de ce financement : 12 500 € la 1re année." in said(one)
    assert "45 000 € sur douze mois, dont 12 500 € que l’État paierait encore" in said(one)


def test_a_gap_before_the_aid_is_named():
    one = simulated(start=date(2025, 1, 1), contract=date(2026, 1, 1), months=24)
    assert "rien la 1re année, 17 500 € la 2e année." in said(one)


def test_a_part_year_is_not_compared_with_a_whole_one():
    one = simulated(start=date(2026, 1, 1), months=18)
    assert "(6 mois)" not in said(one).split("La part")[-1]
    assert "La part de votre commune passe" not in said(one)


def test_a_bonus_that_changes_nothing_is_reported():
    assert "La bonification ne change rien" in said(simulated(private=True, uplifted=True))
    assert "La bonification ne change rien" in said(simulated(start=date(2027, 1, 1), uplifted=True))
    assert "bonification" not in said(simulated(uplifted=True))
    assert simulated(uplifted=True, months=12).plan.total.state_aid == D("20000.00")


def test_the_conditions():
    public, private = (plain(" ".join(simulated(private=one).conditions)) for one in (False, True))
    assert "La convention se signe à deux".lower() in public.lower()
    assert "à trois, entre le fonds, votre commune et lui" in private
    for words in (public, private):
        assert "feuille de route locale" in words
        assert "36 mois au plus ; vous en demandez 36" in words
    assert "à votre commune ou à l’employeur" in said(simulated(private=True))


def test_a_local_roadmap_that_is_not_written_is_said_with_what_the_fund_would_pay():
    """45 000 − 17 500 = 27 500 → 13 750 each, once the agreement may be signed."""
    stages = {one: simulated(months=12, roadmap=LocalRoadmap("Agen", one)) for one in RoadmapStage}
    assert plain(stages[RoadmapStage.NONE].answer) == (
        "En un an, votre commune paie 13 750 € ; le fonds 13 750 €, à condition que la feuille de route locale soit "
        "rédigée ; il reste 0 € à trouver"
    )
    said_of = {stage: plain(one.conditions[0]) for stage, one in stages.items()}
    assert said_of[RoadmapStage.NONE] == (
        "La feuille de route locale n’est pas encore rédigée (Agen) : elle doit l’être le jour de la signature, et "
        "adoptée avant le paiement de la deuxième année."
    )
    assert said_of[RoadmapStage.ADOPTED].endswith("est adoptée (Agen) : cette condition est remplie.")
    assert "rédigée" not in stages[RoadmapStage.DRAFTED].answer


def test_an_offer_for_a_year_that_is_not_asked_for_is_refused_at_its_field():
    with pytest.raises(DomainError, match="il n’y a pas de 3e année") as refused:
        simulated(months=24, offers=(None, D(5), D(5)))
    assert refused.value.field == "offer_3"
    assert simulated(months=24, offers=(None, D(5), None)).plan.total.collectivite == D("13755.00")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"months": 37}, "months"),
        ({"months": 0}, "months"),
        ({"start": date(2026, 1, 2)}, "start"),
        ({"fte": D(0)}, "fte"),
        ({"fte": D(3)}, "fte"),
        ({"yearly_cost": D(-1)}, "yearly_cost"),
    ],
)
def test_terms_that_no_fund_accepts_are_refused_at_their_parameter(fields, field):
    with pytest.raises(DomainError) as refused:
        simulated(**fields)
    assert refused.value.field == field


def ending_in_2027(left=None):
    return FundTerms("Fonds des postes", date(2025, 1, 1), date(2028, 1, 1), left)


IN_2027 = {"yearly_cost": D(40000), "start": date(2027, 1, 1)}


def test_the_fund_pays_no_year_that_begins_after_its_end():
    """40 000 a year without State aid: 20 000 each in 2027; the fund ends that year, 20 000 + 20 000 stay to find."""
    one = simulated(ending_in_2027(), **IN_2027)
    assert plain(one.answer) == (
        "En trois ans, votre commune paie 60 000 € ; le fonds 20 000 €, car il s’arrête le 31 décembre 2027 ; "
        "il reste 40 000 € à trouver"
    )
    assert plain(one.lead) == (
        "Le poste coûte 120 000 € ; l’État n’en paie rien. "
        "Le fonds « Fonds des postes » s’arrête le 31 décembre 2027 : "
        "il ne paie pas les 2e et 3e années, qui commencent ensuite. Une demande va au plus jusqu’au 31 décembre 2027."
    )
    assert [year.plan.fund for year in one.plan.years] == [20000, 0, 0]
    assert "vous en demandez 36 ; comme il s’arrête avant, il en paierait 12." in plain(one.conditions[1])
    steps = plain(" ".join(step.sentence for step in one.plan.years[1].steps))
    assert "s’arrête le 31 décembre 2027, avant le début de cette année. Le fonds ne paie donc rien." in steps
    # No step of such a year says that the fund can pay, or that the collectivité pays all that it cannot.
    late = plain(" ".join(map(str, one.plan.years[1].plan.steps)))
    assert "peut payer" not in late and "ne peut pas payer" not in late
    assert (
        "Tant que la collectivité n’a pas dit ce qu’elle paie, l’autre part est comptée pour elle : 40 000 − 20 000"
        in late
    )
    assert "Il reste à trouver : 40 000 − 0 − 20 000 = 20 000,00 €" in late
    assert "le fonds ne paie plus" not in said(one)


def test_a_post_that_has_begun_and_aids_above_its_cost_are_said():
    asked = PlannedPost(fte=D(1), months=12, other_aid_yearly=D(50000), **IN_2027)
    lead = plain(simulate(asked, [], [OPEN], today=date(2027, 4, 15)).lead)
    assert "les autres aides 40 000 €. Les aides annoncées dépassent le coût : elles ne comptent que" in lead
    assert "aurait commencé il y a 3 mois" in lead
    assert "commencé" not in simulate(asked, [], [OPEN], today=date(2027, 1, 31)).lead


def test_a_year_that_begins_before_the_end_is_paid_whole():
    start = {"start": date(2026, 12, 1), "contract": date(2027, 1, 1)}
    one = simulated(ending_in_2027(), yearly_cost=D(40000), months=24, **start)
    assert [year.plan.fund for year in one.plan.years] == [20000, 20000]
    assert "car il" not in one.answer


def test_the_fund_promises_no_more_than_its_envelope_leaves():
    """25 000 are left: 20 000 for the first year, 5 000 for the second, nothing for the third."""
    fund = FundTerms("Fonds des postes", date(2025, 1, 1), date(2031, 1, 1), D(25000))
    one = simulated(fund, **IN_2027)
    assert [year.plan.fund for year in one.plan.years] == [20000, 5000, 0]
    assert plain(one.answer) == (
        "En trois ans, votre commune paie 60 000 € ; le fonds 25 000 €, tout ce que son enveloppe laisse encore ; "
        "il reste 35 000 € à trouver"
    )
    assert "L’enveloppe du fonds ne laisse plus que 25 000,00 € aux postes." in plain(one.lead)
    gone = simulated(FundTerms("Fonds des postes", date(2025, 1, 1), date(2031, 1, 1), D(-1)), **IN_2027)
    assert gone.plan.total.fund == 0
    assert "le fonds 0 €, car son enveloppe est épuisée ;" in plain(gone.answer)
    assert "L’enveloppe du fonds est épuisée : d’autres postes l’ont prise." in plain(gone.lead)


def test_the_fund_promises_no_more_than_it_has():
    """25 000 are left of the envelope, 24 000 of the money: 20 000 for the first year, 4 000 for the second."""
    fund = FundTerms("Fonds des postes", date(2025, 1, 1), date(2031, 1, 1), D(25000), D(24000))
    one = simulated(fund, **IN_2027)
    assert [year.plan.fund for year in one.plan.years] == [20000, 4000, 0]
    assert "le fonds 24 000 €, tout ce qu’il peut encore engager ; il reste 36 000 € à trouver" in plain(one.answer)
    assert "Le fonds ne peut plus engager que 24 000,00 €. Il pourra payer davantage" in plain(one.lead)
    gone = simulated(replace(fund, available=D(-1)), **IN_2027)
    assert gone.plan.total.fund == 0
    assert "le fonds 0 €, car il ne peut plus rien engager ;" in plain(gone.answer)


def test_a_fund_that_does_not_help_such_an_employer_pays_nothing_and_says_so():
    public = replace(ending_in_2027(), only_private=False)
    one = simulated(public, private=True, **IN_2027)
    assert one.plan.total.fund == 0
    assert "le fonds 0 €, car il n’aide que des employeurs publics ; il reste" in plain(one.answer)
    assert "Le fonds « Fonds des postes » n’aide que des employeurs publics." in plain(one.lead)
    assert "s’arrête" not in plain(one.lead)
    assert simulated(public, **IN_2027).plan.total.fund > 0
    private = replace(ending_in_2027(), only_private=True)
    assert "car il n’aide que des employeurs privés" in plain(simulated(private, **IN_2027).answer)
    assert "le fonds 0 €" not in plain(simulated(private, public, **IN_2027).answer)


def test_a_post_that_begins_outside_of_the_fund_gets_nothing():
    for start in (date(2024, 12, 1), date(2028, 1, 1)):
        one = simulated(ending_in_2027(), yearly_cost=D(40000), start=start)
        assert one.plan.total.fund == 0
        assert "le fonds 0 €, car il paie les postes qui commencent du 1er janvier 2025 au 31 décembre 2027" in plain(
            one.answer
        )


def test_the_fund_that_would_pay_most_is_taken_and_without_one_none_pays():
    small = FundTerms("Petit", date(2025, 1, 1), date(2031, 1, 1), D(1000))
    assert "le fonds 20 000 €" in plain(simulated(small, ending_in_2027(), **IN_2027).answer)
    none = simulate(PlannedPost(fte=D(1), months=12, **IN_2027), known_waves(), [])
    assert plain(none.answer) == (
        "En un an, votre commune paie 20 000 € ; aucun fonds ne paie ; il reste 20 000 € à trouver"
    )
    assert "Aucun fonds de ce réseau ne cofinance de poste en ce moment" in plain(none.lead)


LIMIT = st.none() | st.integers(-100, 20_000_000).map(lambda count: D(count) / 100)


@settings(max_examples=examples(100), deadline=None)
@given(
    cost=st.integers(1, 20_000_000).map(lambda count: D(count) / 100),
    months=st.integers(1, 36),
    start=st.integers(0, 60),
    end=st.integers(1, 60),
    limits=st.tuples(LIMIT, LIMIT),
    offers=st.lists(st.none() | st.integers(0, 10_000_000).map(lambda count: D(count) / 100), max_size=1),
)
def test_no_simulation_shows_more_than_the_fund_would_grant(cost, months, start, end, limits, offers):
    fund = FundTerms("F", date(2025, 1, 1), date(2025 + end // 12, end % 12 + 1, 1), *limits)
    begins = date(2024 + start // 12, start % 12 + 1, 1)
    asked = {"yearly_cost": cost, "months": months, "start": begins, "offers": tuple(offers)}
    free, one = simulated(**asked), simulated(fund, **asked)
    for year, unlimited in zip(one.plan.years, free.plan.years, strict=True):
        assert 0 <= year.plan.fund <= unlimited.plan.fund
        assert year.plan.collectivite == unlimited.plan.collectivite
        assert (fund.start <= begins and year.start < fund.end) or year.plan.fund == 0
        assert year.plan.fund + year.plan.collectivite + year.plan.to_find == year.plan.remainder
        assert all(is_true(step.arithmetic) for step in year.steps if step.arithmetic)
    granted = sum(year.plan.fund for year in free.plan.years if fund.start <= begins and year.start < fund.end)
    assert one.plan.total.fund == min(granted, *(max(limit, 0) for limit in limits if limit is not None), granted)
    assert one.plan.total.fund == free.plan.total.fund or one.fund_sentences
