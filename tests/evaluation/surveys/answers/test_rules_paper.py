"""Paper: every question once, under one number; scales as grids; conditions in words."""

from hypothesis import given, settings

from evaluation.questionnaires.library import LIBRARY
from evaluation.surveys.answers.rules import paper_of
from tests.evaluation.written import EVERY_KIND, forms
from tests.examples import examples


def lines(parts):
    return [line for part in parts for block in part.blocks for line in block.lines]


@settings(max_examples=examples(60))
@given(forms())
def test_everything_that_is_asked_stands_once_in_its_order(form):
    found = lines(paper_of(form))
    assert [line.code for line in found] == [code for item in form.items() for code, _ in item.questions()]
    assert len({line.number for line in found}) == len(found)


def test_conditions_are_said_in_words():
    parts = paper_of(EVERY_KIND)
    assert parts[0].blocks[2].condition == (
        "Répondez à cette question seulement si vous avez répondu «\u00a0Oui\u00a0» à la question\u00a01."
    )
    assert parts[1].condition == ("Répondez à cette partie seulement si vous avez répondu à la question\u00a01.")
    tested = next(one for one in parts[1].blocks if one.lines[0].code == "address")
    assert "autre chose que «\u00a0Rien\u00a0»" in tested.condition


def test_a_table_has_one_number_and_a_letter_a_row():
    block = next(one for part in paper_of(EVERY_KIND) for one in part.blocks if one.number)
    assert [line.number for line in block.lines] == [f"{block.number}a", f"{block.number}b"]
    assert [sign for sign, _ in block.choices] == ["1", "2", "3"]


def test_questions_on_one_scale_stand_in_one_grid():
    parts = paper_of(LIBRARY["person_before"].form)
    felt = next(part for part in parts if part.section.code == "felt")
    assert [(len(block.lines), block.is_grid) for block in felt.blocks] == [(6, True), (2, True)]
