"""What a questionnaire is, what is wrong with one, and that it is kept as it was written."""

import pytest
from hypothesis import given

from evaluation.enums import Comparison, ItemKind
from evaluation.questionnaires.rules import AGREEMENT, MAX_ITEMS, Choice, Condition, Form, Item, Section, form_problems
from tests.evaluation.written import EVERY_KIND, SEARCH, YES_NO, forms


def asking(*items: Item, **section) -> Form:
    """A form of one part."""
    return Form(title="Essai", sections=(Section(code="s", title="Partie", items=items, **section),))


def choice(code: str, label: str = "Oui", score: int | None = None) -> Choice:
    return Choice(code=code, label=label, score=score)


def single(code: str = "q", choices=YES_NO, **fields) -> Item:
    return Item(code=code, kind=ItemKind.SINGLE, label="Et vous ?", choices=choices, **fields)


def test_a_form_with_every_kind_of_question_can_be_asked():
    assert form_problems(EVERY_KIND) == []
    assert {item.kind for item in EVERY_KIND.items()} == set(ItemKind)


@given(forms())
def test_it_is_kept_as_it_was_written(form):
    assert form_problems(form) == []
    assert Form.of(form.document()) == form


def test_scales_are_steps_and_choices_may_be():
    assert SEARCH.is_scale
    assert [one.score for one in AGREEMENT] == [1, 2, 3, 4, 5]
    assert not single().is_scale
    assert single(choices=(choice("a", score=0), choice("b", score=1))).is_scale


def test_a_matrix_asks_each_of_its_rows():
    places = EVERY_KIND.item("places")
    assert places.questions() == (("places__yes", "Oui"), ("places__no", "Non"))
    with pytest.raises(KeyError):
        EVERY_KIND.item("nowhere")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param(Form(title=" "), "Donnez un titre au questionnaire.", id="no title"),
        pytest.param(Form(title="Vide"), "Ce questionnaire n’a pas encore de question.", id="no question"),
        pytest.param(
            asking(*[single(f"q{n}") for n in range(MAX_ITEMS + 1)]),
            "Ce questionnaire a 81 questions\u00a0: 80 au plus.",
            id="too long",
        ),
        pytest.param(asking(single(), single()), "Deux questions ont le code «\u00a0q\u00a0».", id="one code twice"),
        pytest.param(
            Form(title="T", sections=(Section(code="s", title="Vide"),)),
            "La partie «\u00a0Vide\u00a0» n’a pas de question.",
            id="an empty part",
        ),
        pytest.param(
            asking(single(choices=YES_NO[:1])),
            "Question «\u00a0Et vous ?\u00a0»\u00a0: il faut au moins 2 réponses.",
            id="one choice",
        ),
        pytest.param(
            asking(single(choices=(*YES_NO, choice("yes")))),
            "Question «\u00a0Et vous ?\u00a0»\u00a0: deux réponses ont le code «\u00a0yes\u00a0».",
            id="a choice twice",
        ),
        pytest.param(
            asking(single(choices=(choice("a", score=1), choice("b")))),
            "Question «\u00a0Et vous ?\u00a0»\u00a0: donnez un score à chaque réponse, ou à aucune.",
            id="half a scale",
        ),
        pytest.param(
            asking(single(choices=(choice("a b"), choice("c")))),
            "Question «\u00a0Et vous ?\u00a0»\u00a0: le code «\u00a0a b\u00a0» ne convient pas.",
            id="a space in a code",
        ),
        pytest.param(
            asking(Item(code="m", kind=ItemKind.MATRIX, label="Où ?", choices=YES_NO)),
            "Question «\u00a0Où ?\u00a0»\u00a0: il faut au moins 1 ligne.",
            id="a matrix without rows",
        ),
        pytest.param(
            asking(Item(code="t", kind=ItemKind.TESTED, label="Où ?", choices=YES_NO, right="maybe")),
            "Question «\u00a0Où ?\u00a0»\u00a0: indiquez quelle réponse est la bonne.",
            id="no right answer",
        ),
        pytest.param(
            asking(Item(code="n", kind=ItemKind.NUMBER, label="Âge", minimum=5, maximum=4)),
            "Question «\u00a0Âge\u00a0»\u00a0: le minimum dépasse le maximum.",
            id="limits crossed",
        ),
        pytest.param(asking(single("a__b")), "deux tirets bas de suite", id="the mark of rows"),
        pytest.param(asking(single("1a")), "doit commencer par une lettre", id="a code with a figure first"),
        pytest.param(
            asking(single(shown_if=Condition(item="later", choice="yes"))),
            "qui n’est pas posée avant",
            id="after itself",
        ),
        pytest.param(
            asking(single("a"), single("b", shown_if=Condition(item="a", choice="maybe"))),
            "dépend d’une réponse que «\u00a0Et vous ?\u00a0» n’a pas\u00a0: «\u00a0maybe\u00a0».",
            id="a choice that is none",
        ),
        pytest.param(
            asking(
                Item(code="m", kind=ItemKind.MATRIX, label="Où ?", choices=YES_NO, rows=YES_NO),
                single("b", shown_if=Condition(item="m", test=Comparison.IS_ANSWERED)),
            ),
            "ne peut pas dépendre d’un tableau",
            id="a condition on a matrix",
        ),
    ],
)
def test_what_is_wrong_is_said(form, said):
    problems = form_problems(form)
    assert any(said in one for one in problems), problems
