"""What the simulator of posts says: its answer, what follows State aid, the conditions."""

from datetime import date
from decimal import Decimal

import pytest

from funding.rules.post_simulation import Asked, simulate
from funding.rules.state_aid import known_waves
from inclusion.errors import DomainError

D = Decimal


def simulated(**fields):
    values = {"yearly_cost": D("45000"), "fte": D(1), "start": date(2026, 1, 1), "months": 36, **fields}
    return simulate(Asked(**values), known_waves())


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(simulation):
    return plain(" ".join(simulation.aid_sentences))


def test_the_second_year_of_a_contract_then_nothing():
    """12 500 in 2026, then nothing: 16 250 + 22 500 + 22 500 each."""
    one = simulated(contract=date(2025, 1, 1))
    assert (
        plain(one.answer)
        == "En trois ans, votre commune paie 61 250 € ; le fonds 61 250 € ; il reste 0 € à trouver"
    )
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
        (
            {"months": 12},
            "En un an, votre commune paie 13 750 € ; le fonds 13 750 € ; il reste 0 € à trouver",
        ),
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
        (
            {"months": 24},
            "En deux ans, votre commune paie 36 250 € ; le fonds 36 250 € ; il reste 0 € à trouver",
        ),
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


def test_a_bonus_that_changes_nothing_is_told():
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
