"""The title and the sentence of a statement, from figures that are passed in."""

from decimal import Decimal

import pytest

from funding.statements.rules.statement import GRANTS, Movement, MovementKind, state_funding
from funding.statements.rules.words import statement_bars, statement_summary
from inclusion.core.french.periods import civil_year
from tests.pages import plain

RECEIVED, MATCHED, COMMITTED, RELEASED, PAID = MovementKind
YEAR = civil_year(2026)


def words_of(*moves, leverage=True, people=None):
    """The words of CAF's statement of 2026; moves: (kind, amount, action, year, payer), the last three left out."""
    defaults = ("", 2026, "CAF")
    movements = []
    for move in moves:
        kind, amount, action, year, payer = (*move, *defaults[len(move) - 2 :])
        movements.append(Movement(kind, civil_year(year).start, payer, Decimal(amount), action))
    figures = state_funding(movements, payer="CAF", **YEAR._asdict()).figures()
    actions = [
        {**line, **(people or {}).get(line["label"], {"people": {}, "counted": 0})} for line in figures["actions"]
    ]
    figures |= {"actions": actions, "refunded": "0.00", "movements": [], "counted": 7}
    return statement_summary(figures, start=YEAR.start, end=YEAR.end, leverage=leverage)


GIVEN = ((RECEIVED, "100"), (MATCHED, "200"))


@pytest.mark.parametrize(
    ("moves", "leverage", "title"),
    [
        ((), True, "Vous n’avez rien versé en 2026"),
        (GIVEN, True, "Vos 100 € en ont réuni 300 € ; rien n’a été engagé"),
        (GIVEN[:1], False, "Vous avez versé 100 € ; rien n’a été engagé"),
        ((*GIVEN, (COMMITTED, "1", "A")), True, "Vos 100 € en ont réuni 300 € ; 1 € finance déjà une action"),
        (
            (*GIVEN, (COMMITTED, "40", "A"), (COMMITTED, "60", "B"), (RELEASED, "60", "B")),
            True,
            "Vos 100 € en ont réuni 300 € ; 40 € financent déjà une action",
        ),
        (
            (*GIVEN, (COMMITTED, "40", "A"), (RELEASED, "90", "C"), (COMMITTED, "90", "C", 2025)),
            True,
            "Vos 100 € en ont réuni 300 € ; 40 € financent déjà une action",
        ),
        (
            (*GIVEN, (COMMITTED, "200", "A"), (COMMITTED, "100", "B")),
            True,
            "Vos 100 € en ont réuni 300 € ; tout est engagé, pour deux actions",
        ),
        (
            ((RECEIVED, "900", "", 2025), *GIVEN, (COMMITTED, "500", "A")),
            True,
            "Vos 100 € en ont réuni 300 € ; avec ce qui restait d’avant, 500 € financent déjà une action",
        ),
        (
            ((RECEIVED, "900", "", 2025), (COMMITTED, "500", "A")),
            True,
            "Vous n’avez rien versé en 2026 ; 500 € de ce qui restait d’avant financent déjà une action",
        ),
        (
            ((RECEIVED, "900", "", 2025), (RECEIVED, "-50")),
            True,
            "50 € vous ont été rendus en 2026 ; rien n’a été engagé",
        ),
        (
            (*GIVEN, (COMMITTED, "50", "A"), (COMMITTED, "25", "A", 2026, GRANTS), (COMMITTED, "5", "B", 2026, GRANTS)),
            True,
            "Vos 100 € en ont réuni 330 € ; 80 € financent déjà deux actions",
        ),
    ],
)
def test_the_title_says_what_was_raised_and_what_it_finances(moves, leverage, title):
    assert plain(words_of(*moves, leverage=leverage)["headline"]) == title


@pytest.mark.parametrize(
    ("moves", "leverage", "lead", "left"),
    [
        ((), True, "Même à 0 €, vous êtes membre du fonds à part entière.", "0 = 0,00 €"),
        (
            (*GIVEN, (COMMITTED, "40", "A"), (PAID, "15", "A")),
            True,
            "40,00 € de votre part sont engagés, dont 15,00 € déjà payés. Il vous reste 260,00 € à engager."
            " Pour 1 € versé, 3,00 € réunis.",
            "300 réunis − 40 engagés = 260,00 €",
        ),
        (
            (*GIVEN[:1], (COMMITTED, "40", "A"), (PAID, "40", "A")),
            False,
            "40,00 € de votre part sont engagés et déjà payés. Il vous reste 60,00 € à engager.",
            "100 réunis − 40 engagés = 60,00 €",
        ),
        (
            (
                (RECEIVED, "900", "", 2025),
                (COMMITTED, "500", "A", 2025),
                (COMMITTED, "400", "B"),
                (PAID, "450", "A"),
                (RELEASED, "50", "A"),
            ),
            False,
            "400,00 € de votre part sont engagés. 50,00 € non dépensés vous sont revenus."
            " 450,00 € ont été payés, engagements antérieurs compris. Il vous reste 50,00 € à engager.",
            "400 d’avant − 400 engagés + 50 rendus = 50,00 €",
        ),
    ],
)
def test_the_sentence_below_says_paid_only_of_what_left_the_fund(moves, leverage, lead, left):
    words = words_of(*moves, leverage=leverage)
    assert plain(words["lead"]) == lead
    assert plain(words["left_steps"]) == left
    assert ("Pour 1" in words["lead"]) == (words["leverage"] is not None)


def test_people_are_added_up_only_where_each_counts_once():
    moves = (*GIVEN, (COMMITTED, "40", "A"), (COMMITTED, "60", "B"))
    typed, counted = {"people": {"2026": 168}, "counted": 0}, {"people": {}, "counted": 4}
    assert words_of(*moves)["people"] == "aucun nombre connu"
    assert words_of(*moves, people={"A": typed})["people"] == "168 usagers en 2026"
    assert words_of(*moves, people={"A": counted, "B": counted})["people"] == "7 personnes, chacune une fois"
    both = words_of(*moves, people={"A": typed, "B": counted})
    assert both["people"] == "7 personnes, chacune une fois"
    assert both["people_note"].startswith("Les nombres saisis ne s’y ajoutent pas")
    assert words_of(*moves, people={"A": typed, "B": typed})["people"] == "pas de total"
    twice = words_of(*moves, people={"A": {"people": {}, "counted": 6}, "B": counted})["people_note"]
    assert plain(twice) == "6 + 4 participations, moins 3 personnes venues deux fois."


def test_both_lower_bars_are_of_one_length_and_one_fill_means_one_thing():
    moves = ((RECEIVED, "90", "", 2025), *GIVEN, *((COMMITTED, "30", name) for name in "ABCDE"), (RELEASED, "10", "A"))
    _, raised, engaged = statement_bars(words_of(*moves), width=760).bars
    assert sum(one.piece.amount for one in raised.pieces) == sum(one.piece.amount for one in engaged.pieces) == 400
    assert [plain(one.title) for one in (raised, engaged)] == ["Réuni : 300 € sur 400 €", "Engagé : 150 € sur 400 €"], (
        "a title says what part of its bar it is of"
    )
    assert [one.piece.name for one in engaged.pieces] == ["A", "B", "C", "2 autres actions", "Il vous reste"]
    assert len(statement_bars(words_of(*GIVEN[:1], leverage=False), width=760).bars) == 2
    assert {one.piece.fill for one in engaged.pieces[:4]}.isdisjoint({one.piece.fill for one in raised.pieces})
