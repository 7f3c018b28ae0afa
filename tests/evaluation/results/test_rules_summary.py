"""What a survey of before and after says first, from figures worked out by hand."""

import pytest

from evaluation.enums import ItemKind
from evaluation.results.rules import findings as shapes
from evaluation.results.rules.findings import (
    AnswerFinding,
    ChangeFinding,
    Findings,
    PairedFindings,
    QuestionFinding,
)
from evaluation.results.rules.summary import share_words, summary_of
from inclusion.core.charts.fields import Fields


def moment(people, *tested, questions=()):
    """A moment in which so many people answered; each measure: feels able and fails, … and finds, unable and …"""
    return Findings(
        questionnaire="Questionnaire",
        version=1,
        start="2024-01-01",
        end="2024-02-01",
        people=people,
        questions=questions,
        tested=tuple(
            shapes.TestedFinding(
                measure=f"m{at}",
                felt_label=f"Geste {at}",
                tested_label=f"Exercice {at}",
                high_wrong=corners[0],
                high_right=corners[1],
                low_wrong=corners[2],
                low_right=corners[3],
            )
            for at, corners in enumerate(tested)
        ),
    )


def change(kind, *, effect, p_value, measure="m0"):
    return ChangeFinding(
        code=f"{kind}{measure}",
        label="Geste 0",
        section="",
        measure=measure,
        kind=kind,
        answers=(),
        n=100,
        missing=0,
        p_value=p_value,
        effect=effect,
    )


def paired(*changes, pairs=416):
    return PairedFindings(before=690, after=510, pairs=pairs, doubles=0, without_code=0, changes=changes)


#: 690 before: 55 + 152 feel able, 30 %; 152 + 172 find, 47 %. 510 after: 87 + 204, 57 %; 204 + 97, 59 %.
BEFORE = moment(690, (55, 152, 276, 172))
AFTER = moment(510, (87, 204, 92, 97))
ROSE = paired(
    change(ItemKind.SKILL, effect=0.6, p_value=0.001), change(ItemKind.TESTED, effect=0.3, p_value=0.01)
)


def test_a_rise_in_both_is_said_with_its_figures():
    found = summary_of(BEFORE, AFTER, ROSE)
    assert found.title == "Après l’accompagnement, plus d’une personne sur deux se sent capable"
    assert found.lead == "Le savoir-faire progresse aussi, mais moins vite que la confiance."
    # 55/690 = 7,97 %, 22,03 %, 40 %, 24,93 %, rest 35/690 = 5,07 %: rounded down 7, 22, 40, 24, 5; two up.
    # 87/510 = 17,06 %, 40 %, 18,04 %, 19,02 %, rest 30/510 = 5,88 %: rounded down 17, 40, 18, 19, 5; one up.
    assert found.fields == (Fields(690, 8, 22, 40, 25, 5), Fields(510, 17, 40, 18, 19, 6))
    assert [(one.before, one.after) for one in found.moves] == [(30, 57), (47, 59)]
    assert [one.label for one in found.moves] == [
        "Se sent capable, sans aide\u00a0: +\u00a027\u00a0points",
        "Trouve la bonne réponse à l’exercice\u00a0: +\u00a012\u00a0points",
    ]
    assert [heading for heading, _ in found.sentences] == [
        "La confiance a presque doublé.",
        "Le savoir-faire progresse aussi.",
        "Une personne sur six se sent prête avant de l’être.",
    ]
    assert "274 des 690 personnes" in found.unknown[-1]
    assert found.scope == (
        "«\u00a0Geste 0\u00a0». 690 réponses avant, 510 après\u00a0; "
        "416\u00a0personnes sont reconnues aux deux moments."
    )


def test_what_may_be_chance_is_not_said_to_have_changed():
    chance = paired(
        change(ItemKind.SKILL, effect=0.6, p_value=0.2), change(ItemKind.TESTED, effect=0.3, p_value=0.3)
    )
    found = summary_of(BEFORE, AFTER, chance)
    assert found.title == "Après l’accompagnement, les personnes ne se sentent pas nettement plus capables"
    assert [heading for heading, _ in found.sentences[:2]] == [
        "La confiance ne change pas nettement.",
        "Le savoir-faire ne change pas nettement.",
    ]


def test_a_fall_is_said_as_one():
    fell = paired(
        change(ItemKind.SKILL, effect=-0.6, p_value=0.001), change(ItemKind.TESTED, effect=0.1, p_value=0.6)
    )
    found = summary_of(AFTER, BEFORE, fell)
    assert (
        found.title
        == "Après l’accompagnement, 30\u00a0% des personnes se sentent capables, contre 57\u00a0% avant"
    )
    assert found.sentences[0][0] == "La confiance recule."
    assert found.moves[0].label.endswith("−\u00a027\u00a0points")


def test_without_the_same_people_only_the_shares_are_said():
    found = summary_of(BEFORE, AFTER, None)
    assert (
        found.title == "57\u00a0% des personnes se sentent capables après l’accompagnement, 30\u00a0% avant"
    )
    assert found.sentences[1][0] == "Le savoir-faire passe de 47 à 59\u00a0%."
    assert "pas encore rapprochées" in found.unknown[-1]


def test_the_mean_of_several_competences_leaves_out_what_hides_a_figure():
    """The second measure hides a figure of after; the third gives a mean of 10 and 30 of 100 with the first."""
    before = moment(100, (0, 10, 45, 45), (5, 5, 45, 45), (0, 30, 35, 35))
    after = moment(100, (0, 20, 40, 40), (None, 5, 45, 45), (0, 40, 30, 30))
    found = summary_of(before, after, None)
    assert (found.moves[0].before, found.moves[0].after) == (20, 30)
    assert [one.label for one in found.measures] == ["Geste 0", "Geste 2"]
    assert found.scope.startswith("En moyenne sur 2 savoir-faire.")


def skill(high, low):
    answers = (
        AnswerFinding(code="low", label="Non", score=1),
        AnswerFinding(code="high", label="Oui", score=2),
    )
    return QuestionFinding(
        code="q",
        label="Geste",
        section="",
        kind=ItemKind.SKILL,
        answers=answers,
        people=high + low,
        counts=(low, high),
    )


def test_a_survey_without_an_exercise_says_so():
    found = summary_of(moment(20, questions=(skill(5, 15),)), moment(20, questions=(skill(10, 10),)), None)
    assert [(one.before, one.after) for one in found.moves] == [(25, 50)]
    assert found.fields == () and "n’a pas été testé" in found.lead


@pytest.mark.parametrize("people", [None, 100])
def test_nothing_is_said_where_nothing_may_be_shown(people):
    hidden = moment(people, (None, 10, 45, 45))
    assert summary_of(hidden, AFTER, None) is None


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (2, "moins d’une personne sur vingt"),
        (10, "environ une personne sur dix"),
        (44, "environ quatre personnes sur dix"),
        (45, "près d’une personne sur deux"),
        (50, "une personne sur deux"),
        (59, "plus d’une personne sur deux"),
        (60, "environ six personnes sur dix"),
        (97, "presque tout le monde"),
    ],
)
def test_a_share_in_words(share, words):
    assert share_words(share) == words
