"""Who is reached, by hand; seats as people paste them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from roadmaps.coverage.rules.standing import WAYS, CoverageRule, Facts, Relay, Seat, Standing, headline, read_seat
from tests.pages import plain

C, P, G = Standing.COVERED, Standing.PARTLY, Standing.GAP


@pytest.mark.parametrize(
    ("facts", "standing", "sentence"),
    [
        ({}, G, "Rien encore."),
        ({"places": 12}, G, "12 places de formation."),
        ({"preparing": 1}, P, "Une feuille de route en préparation."),
        ({"communes": 1}, P, "La feuille de route d’une commune."),
        ({"adopted": 1}, C, "Une feuille de route adoptée."),
        ({"bodies": 2, "preparing": 1}, C, "Une feuille de route en préparation et 2 instances."),
        ({"agreements": 1, "bodies": 1, "places": 1}, C, "Une instance, une convention et une place de formation."),
    ],
)
def test_by_hand(facts, standing, sentence):
    found = Facts(**facts)
    assert found.standing() == standing
    assert plain(found.sentence) == sentence


RULES = st.builds(CoverageRule, st.frozensets(st.sampled_from(WAYS), min_size=1), st.booleans())


@pytest.mark.parametrize(
    ("facts", "rule", "standing"),
    [
        ({"adopted": 1}, CoverageRule(frozenset({Relay.BODY})), P),
        ({"bodies": 1}, CoverageRule(frozenset({Relay.BODY})), C),
        ({"bodies": 1}, CoverageRule(frozenset({Relay.BODY, Relay.AGREEMENT}), every=True), P),
        ({"bodies": 1, "agreements": 1}, CoverageRule(frozenset({Relay.BODY, Relay.AGREEMENT}), every=True), C),
        ({"places": 4}, CoverageRule(frozenset({Relay.BODY})), G),
    ],
)
def test_what_the_network_asks_for_decides(facts, rule, standing):
    assert Facts(**facts).standing(rule) == standing


@pytest.mark.parametrize(
    ("standings", "rule", "title"),
    [
        (
            [C] * 11 + [P, G],
            CoverageRule(frozenset({Relay.BODY})),
            "11 intercommunalités sur 13 ont une instance qui traite de l’inclusion numérique",
        ),
        ([C, G], CoverageRule(frozenset({Relay.ROADMAP})), "1 intercommunalité sur 2 a une feuille de route adoptée"),
        (
            [P, G],
            CoverageRule(frozenset({Relay.ROADMAP, Relay.BODY})),
            "Aucune intercommunalité sur 2 n’a une feuille de route adoptée ou une instance qui traite de l’inclusion "
            "numérique",
        ),
        (
            [P, G],
            CoverageRule(every=True),
            "Aucune intercommunalité sur 2 n’a à la fois une feuille de route adoptée, une instance qui traite de "
            "l’inclusion numérique et une convention territoriale globale (CTG) qui en parle",
        ),
    ],
)
def test_the_title_answers_what_the_network_asks_for(standings, rule, title):
    assert plain(headline(standings, rule)) == title


@given(st.builds(Facts, *[st.integers(0, 3)] * 6), RULES)
def test_more_never_covers_less(facts, rule):
    order = [G, P, C]
    for name in ("adopted", "preparing", "communes", "bodies", "agreements", "places"):
        more = Facts(**{**vars(facts), name: getattr(facts, name) + 1})
        assert order.index(more.standing(rule)) >= order.index(facts.standing(rule))


@pytest.mark.parametrize(
    ("standings", "title"),
    [
        ([], "Aucune intercommunalité n’est connue dans ce département"),
        ([G] * 5 + [C] * 9, "5 intercommunalités sur 14 sont sans aucun relais"),
        ([G] * 19, "Aucune des 19 intercommunalités n’a de relais"),
        ([G, C], "Une intercommunalité sur 2 est sans aucun relais"),
        ([P, C], "Aucune intercommunalité n’est sans relais, 1 l’est en partie"),
        ([P, P, C], "Aucune intercommunalité n’est sans relais, 2 le sont en partie"),
        ([C] * 14, "Les 14 intercommunalités ont toutes un relais"),
        ([C], "La seule intercommunalité a un relais"),
    ],
)
def test_the_title_is_the_answer(standings, title):
    assert headline(standings) == title


@pytest.mark.parametrize(
    "text",
    [
        "44.05, 4.80",
        "44.05,4.80",
        "44.05 4.80",
        "44,05 ; 4,80",
        "44,05, 4,80",
        "44,05 4,80",
        "(44.05°, 4.80°)",
        " 44.050000 ,\t4.8 ",
    ],
)
def test_seats_as_people_paste_them(text):
    assert read_seat(text, department="84") == Seat(Decimal("44.05"), Decimal("4.8"))


def test_nothing_is_no_seat():
    assert read_seat("  ", department="84") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Avignon", "n’est pas un lieu"),
        ("44.05", "n’est pas un lieu"),
        ("44.05, 4.80, 3", "n’est pas un lieu"),
        ("1e1, 4", "n’est pas un lieu"),
        ("nan, 4", "n’est pas un lieu"),
        ("4.80, 44.05", "écrivez 44.05, 4.8"),
        ("44.05, 14.8", "hors de France"),
        ("-21.1, 55.5", "hors de France"),
    ],
)
def test_what_is_no_seat_is_refused(text, sentence):
    with pytest.raises(DomainError, match=sentence):
        read_seat(text, department="84")


def test_each_part_of_france_has_its_box():
    assert read_seat("-21.1; 55.5", department="974") == Seat(Decimal("-21.1"), Decimal("55.5"))
    with pytest.raises(DomainError, match="hors de France"):
        read_seat("44.05, 4.80", department="974")


def test_a_seat_is_written_as_it_is_read():
    seat = Seat(Decimal("44.05000"), Decimal("4.00000"))
    assert seat.written == "44.05, 4"
    assert read_seat(seat.written, department="84") == seat
