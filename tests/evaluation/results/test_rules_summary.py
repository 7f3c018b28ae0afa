"""What a survey of before and after says first, from figures worked out by hand."""

import pytest

from evaluation.enums import ItemKind
from evaluation.results.rules import findings as shapes
from evaluation.results.rules.findings import AnswerFinding, ChangeFinding, Findings, PairedFindings, QuestionFinding
from evaluation.results.rules.summary import share_words, summary_of
from inclusion.core.charts.fields import Fields


def moment(people, *tested, felt=(), right=()):
    """So many people; of each competence who feels able and fails, … and finds, unable and …; and of each question."""
    return Findings(
        questionnaire="Questionnaire",
        version=1,
        start="2024-01-01",
        end="2024-02-01",
        people=people,
        questions=(
            *(question(f"Geste {at}", ItemKind.SKILL, high, people) for at, high in enumerate(felt)),
            *(question(f"Exercice {at}", ItemKind.TESTED, found, people) for at, found in enumerate(right)),
        ),
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


def question(label, kind, high, people):
    """A question that so many answered with its upper answer, or rightly; None hides them."""
    answers = (AnswerFinding(code="low", label="Non", score=1), AnswerFinding(code="high", label="Oui", score=2))
    counts = (None, None) if high is None else (people - high, high)
    return QuestionFinding(
        code=label,
        label=label,
        section="",
        kind=kind,
        answers=answers,
        right="high" if kind == ItemKind.TESTED else "",
        people=people,
        counts=counts,
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
        way="unclear" if p_value >= 0.05 else "rose" if effect > 0 else "fell",
    )


def paired(*changes, pairs=416):
    return PairedFindings(before=690, after=510, pairs=pairs, doubles=0, without_code=0, changes=changes)


#: 690 before: 207 feel able, 30 %, and 324 find, 47 %. 510 after: 291 feel able, 57 %, and 301 find, 59 %.
BEFORE = moment(690, (55, 152, 276, 172), felt=[207], right=[324])
AFTER = moment(510, (87, 204, 92, 97), felt=[291], right=[301])
ROSE = paired(change(ItemKind.SKILL, effect=0.6, p_value=0.001), change(ItemKind.TESTED, effect=0.3, p_value=0.01))


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
        "«\u00a0Geste 0\u00a0» et 1\u00a0exercice. 690 réponses avant, 510 après\u00a0; "
        "416\u00a0personnes sont reconnues aux deux moments."
    )


def test_what_may_be_chance_is_not_said_to_have_changed():
    chance = paired(change(ItemKind.SKILL, effect=0.6, p_value=0.2), change(ItemKind.TESTED, effect=0.3, p_value=0.3))
    found = summary_of(BEFORE, AFTER, chance)
    assert found.title == "Après l’accompagnement, les personnes ne se sentent pas nettement plus capables"
    assert [heading for heading, _ in found.sentences[:2]] == [
        "La confiance ne change pas nettement.",
        "Le savoir-faire ne change pas nettement.",
    ]
    assert found.note == (
        f"{found.scope} La confiance ne change pas nettement. Le savoir-faire ne change pas nettement. "
        "Chez les personnes retrouvées, l’écart peut être dû au hasard."
    ), "the same below the shares, where the sentences are not shown"
    assert summary_of(BEFORE, AFTER, ROSE).note == summary_of(BEFORE, AFTER, ROSE).scope


def test_a_fall_is_said_as_one():
    fell = paired(change(ItemKind.SKILL, effect=-0.6, p_value=0.001), change(ItemKind.TESTED, effect=0.1, p_value=0.6))
    found = summary_of(AFTER, BEFORE, fell)
    assert found.title == "Après l’accompagnement, 30\u00a0% des personnes se sentent capables, contre 57\u00a0% avant"
    assert found.sentences[0][0] == "La confiance recule."
    assert found.moves[0].label.endswith("−\u00a027\u00a0points")


def test_without_the_same_people_only_the_shares_are_said():
    found = summary_of(BEFORE, AFTER, None)
    assert found.title == "57\u00a0% des personnes se sentent capables après l’accompagnement, 30\u00a0% avant"
    assert found.sentences[1][0] == "Le savoir-faire passe de 47 à 59\u00a0%."
    assert "pas encore rapprochées" in found.unknown[-1]


def test_the_mean_of_several_competences_leaves_out_what_hides_a_figure():
    """The second skill is hidden after; the two others are 10 and 30 of 100 before, 20 and 40 after."""
    before = moment(100, (0, 10, 45, 45), felt=[10, 90, 30], right=[55, 40])
    after = moment(100, (None, 20, 40, 40), felt=[20, None, 40], right=[60, None])
    found = summary_of(before, after, None)
    assert [(one.before, one.after) for one in found.moves] == [(20, 30), (55, 60)]
    assert found.scope.startswith("En moyenne sur 2 savoir-faire et 1\u00a0exercice.")
    assert [(one.felt, one.shown) for one in found.measures] == [((10, 20), (55, 60))]
    assert found.fields == (), "one of them is hidden"


def test_a_survey_without_an_exercise_says_so():
    found = summary_of(moment(20, felt=[5]), moment(20, felt=[10]), None)
    assert [(one.before, one.after) for one in found.moves] == [(25, 50)]
    assert found.fields == () and "n’a pas été testé" in found.lead


def test_as_many_as_four_in_ten_are_said_so():
    unready = moment(100, (40, 10, 30, 20), felt=[50], right=[30])
    heading = summary_of(unready, unready, None).sentences[-1][0]
    assert heading == "Environ quatre personnes sur dix se sentent prêtes avant de l’être."


@pytest.mark.parametrize("people", [None, 100])
def test_nothing_is_said_where_nothing_may_be_shown(people):
    hidden = moment(people, (None, 10, 45, 45), felt=[None] if people else [])
    assert summary_of(hidden, AFTER, None) is None


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (2, "moins d’une personne sur vingt"),
        (5, "environ une personne sur vingt"),
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
