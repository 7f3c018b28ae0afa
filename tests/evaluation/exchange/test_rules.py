"""XLSForm: what is written is read again and is a form to pyxform; what is broken is named by row and column."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.enums import ItemKind
from evaluation.exchange.actions import refusal_of_standard
from evaluation.exchange.rules.reading import NO_FRENCH, READ_AS_FRENCH, SAME_LANGUAGE, ReadForm, read_sheets
from evaluation.exchange.rules.writing import columns_of, sheets_of
from evaluation.questionnaires.labels import FRENCH_NAMES, texts_of, with_texts
from evaluation.questionnaires.rules import Form
from tests.evaluation.written import EVERY_KIND, forms
from tests.examples import examples


def tables(sheets) -> dict:
    """Sheets as a file holds them: headers in the first row."""
    columns = columns_of(sheets)
    return {
        name: [
            (1, list(columns[name])),
            *((number, [row.get(one, "") for one in columns[name]]) for number, row in enumerate(rows, start=2)),
        ]
        for name, rows in sheets.items()
    }


def brought(survey, choices=(), headers=("type", "name", "label")) -> ReadForm:
    """What is read of a file with these rows."""
    return read_sheets(
        {
            "Survey": [(1, headers), *enumerate(survey, start=2)],
            "choices": [(1, ("list_name", "name", "label")), *enumerate(choices, start=2)],
        }
    )


YES_NO = [("yn", "oui", "Oui"), ("yn", "non", "Non")]


@st.composite
def spoken_forms(draw) -> Form:
    """Any form with any of its texts in any of the languages."""
    form = draw(forms())
    for language in draw(st.sets(st.sampled_from([*FRENCH_NAMES]))):
        translated = {one.key: draw(st.sampled_from(["", "قبل", "До, «так»"])) for one in texts_of(form, language)}
        form = with_texts(form, language, translated)
    return form


@settings(max_examples=examples(60))
@given(spoken_forms())
def test_what_is_written_is_read_again(form):
    read = read_sheets(tables(sheets_of(form, form_id="essai", version="1")))
    assert read.problems == []
    assert read.form == form


@settings(max_examples=examples(30))
@given(spoken_forms())
def test_pyxform_takes_what_is_written(form):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert refusal_of_standard(tables(sheets_of(form, form_id="essai", version="1"))) is None


def test_the_languages_of_a_file_come_in_and_one_that_is_not_asked_is_named():
    headers = ("type", "name", "label::Français (fr)", "label::English (en)", "label::Deutsch (de)", "hint::Arabic")
    read = brought([("text", "q1", "Bonjour", "Hello", "Guten Tag", "مرحبا")], headers=headers)
    assert read.form.item("q1").texts == {"en": {"label": "Hello"}}
    assert read.form.item("q1").help_text == "", "no text of another language passes for French"
    assert [notice.column for notice in read.notices] == ["label::Deutsch (de)", "hint::Arabic"]


def test_a_file_without_french_says_which_language_is_read_as_french_in_every_column():
    headers = ("type", "name", "label::es", "hint::en", "label::en", "hint::es")
    read = brought([("text", "q1", "¿Qué?", "Briefly", "What?", "En breve")], headers=headers)
    item = read.form.item("q1")
    assert (item.label, item.help_text) == ("¿Qué?", "En breve")
    assert item.texts == {"en": {"label": "What?", "help_text": "Briefly"}}
    assert [(one.column, one.sentence) for one in read.notices] == [("label::es", READ_AS_FRENCH)]


def test_bare_codes_of_languages_are_understood_and_a_second_column_of_one_is_named():
    headers = ("type", "name", "label::en", "label::fr", "label::French (fr)")
    read = brought([("text", "q1", "What?", "Quoi ?", "Autrement ?")], headers=headers)
    assert (read.form.item("q1").label, read.form.item("q1").texts) == ("Quoi ?", {"en": {"label": "What?"}})
    assert [(one.column, one.sentence) for one in read.notices] == [("label::French (fr)", SAME_LANGUAGE)]


def test_answers_without_french_beside_french_questions_are_refused():
    read = read_sheets(
        {
            "survey": [(1, ("type", "name", "label::fr")), (2, ("select_one yn", "q1", "Et vous ?"))],
            "choices": [(1, ("list_name", "name", "label::en")), (2, ("yn", "oui", "Yes"))],
        }
    )
    assert [(one.sheet, one.column, one.sentence) for one in read.problems] == [("choices", "label::en", NO_FRENCH)]


@pytest.mark.parametrize("label", ["Votre numéro\u00a0: ١٨٥٠٥٧٨٠٠٦٠٨٤", "Avez-vous un handicap ?"])
def test_a_question_that_a_survey_may_not_ask_is_not_brought_in(label):
    assert [one.column for one in brought([("text", "q1", label)]).problems] == ["label"]


def test_neither_an_answer_nor_a_translation_says_what_a_survey_may_not():
    read = read_sheets(
        {
            "survey": [
                (1, ("type", "name", "label", "hint", "label::English (en)")),
                (2, ("select_one yn", "q1", "Avez-vous besoin d’aide ?", "Handicap, par exemple", "Alzheimer?")),
            ],
            "choices": [(1, ("list_name", "name", "label")), (2, ("yn", "oui", "1 84 12 76 451 089 46"))],
            "settings": [(1, ("form_title", "introduction")), (2, ("Avis", "Si vous êtes malade"))],
        }
    )
    assert [(one.sheet, one.column) for one in read.problems] == [
        ("choices", "label"),
        ("survey", "hint"),
        ("survey", "label::en"),
        ("settings", "introduction"),
    ]


def test_a_form_with_every_kind_goes_out_and_in():
    sheets = sheets_of(EVERY_KIND, form_id="avant", version="2")
    assert read_sheets(tables(sheets)).form == EVERY_KIND
    by_name = {row.get("name"): row for row in sheets["survey"]}
    assert by_name["since"]["relevant"] == "${equipped} = 'yes'"
    assert by_name["address"]["relevant"] == "not(selected(${uses}, 'never')) and ${uses} != ''"
    assert by_name["age"]["constraint"] == ". >= 10 and . <= 120"
    assert by_name["places__yes"]["type"] == "select_one places"
    assert by_name["search"] | {"required": "yes"} == by_name["search"]


def test_a_form_of_another_tool():
    """Other headers, another order of columns, loose questions, what an application notes, one language of two."""
    read = read_sheets(
        {
            "survey": [
                (1, ("name", "type", "label::Français (fr)", "label::English (en)", "relevant", "constraint")),
                (2, ("start", "start")),
                (3, ("Q1", "select_one  yn", "Avez-vous Internet ?", "Internet?")),
                (5, ("Q2", "integer", "Combien d’heures ?", "Hours?", "${Q1}='oui'", ".>0 and .<25")),
                (6, ("bye", "note", "Merci")),
            ],
            "choices": [(1, ("list name", "name", "label::Français (fr)")), *enumerate(YES_NO, start=2)],
        }
    )
    assert read.problems == []
    assert [one.row for one in read.notices] == [2, 6]
    first, second = read.form.items()
    assert (first.code, first.label, [one.code for one in first.choices]) == (
        "Q1",
        "Avez-vous Internet ?",
        ["oui", "non"],
    )
    assert (second.minimum, second.maximum, second.shown_if.choice) == (1, 24, "oui")


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        pytest.param(
            [("geopoint", "q", "Où ?")],
            "Feuille «\u00a0survey\u00a0», ligne 2, colonne «\u00a0type\u00a0»\u00a0: le portail ne pose pas "
            "de question du type «\u00a0geopoint\u00a0».",
            id="a kind that is not asked",
        ),
        pytest.param(
            [("text", "a", "Quoi ?"), ("select_one other", "q", "Où ?")],
            "Feuille «\u00a0survey\u00a0», ligne 3, colonne «\u00a0type\u00a0»\u00a0: la liste «\u00a0other\u00a0» "
            "n’est pas dans la feuille «\u00a0choices\u00a0».",
            id="a list that is missing",
        ),
        pytest.param(
            [("begin_group", "g", "Groupe"), ("text", "a", "Quoi ?")],
            "ligne 2, colonne «\u00a0type\u00a0»\u00a0: ce groupe n’est pas fermé",
            id="an open group",
        ),
        pytest.param(
            [("text", "a", "Quoi ?"), ("end group",)],
            "ligne 3, colonne «\u00a0type\u00a0»\u00a0: ce «\u00a0end_group\u00a0» ne ferme",
            id="an end too many",
        ),
        pytest.param([("begin_repeat", "r", "Encore")], "du type «\u00a0begin_repeat\u00a0»", id="a repeat"),
        pytest.param(
            [("", "q", "Où ?")], "ligne 2, colonne «\u00a0type\u00a0»\u00a0: cette case est vide.", id="no kind"
        ),
        pytest.param(
            [("text", "", "Où ?")], "ligne 2, colonne «\u00a0name\u00a0»\u00a0: cette case est vide.", id="no name"
        ),
        pytest.param([], "Feuille «\u00a0survey\u00a0»\u00a0: cette feuille ne pose aucune question.", id="no rows"),
    ],
)
def test_what_is_broken_is_named_by_row_and_column(survey, said):
    read = brought(survey, YES_NO)
    assert read.form is None
    assert any(said in str(one) for one in read.problems), [str(one) for one in read.problems]


@pytest.mark.parametrize(
    ("column", "written"),
    [
        pytest.param("relevant", "count(${a}) > 3", id="a sum"),
        pytest.param("relevant", "${a} = 'x' or ${b} = 'y'", id="two conditions"),
        pytest.param("constraint", "regex(., '[0-9]+')", id="a pattern"),
    ],
)
def test_logic_that_the_portal_does_not_have_is_refused(column, written):
    read = brought([("integer", "a", "Combien ?", written)], headers=("type", "name", "label", column))
    assert [(one.row, one.column) for one in read.problems] == [(2, column)]
    assert written in read.problems[0].sentence


@pytest.mark.parametrize(
    ("written", "score"), [("2", 2), ("2.0", 2), (3.0, 3), ("-1", -1), ("2.5", None), ("inf", None), ("1e400", None)]
)
def test_a_score_is_a_whole_number(written, score):
    headers, yes = ("list_name", "name", "label", "score"), ("yn", "oui", "Oui", written)
    survey = [(1, ("type", "name", "label")), (2, ("select_one yn", "q", "Prêt ?"))]
    read = read_sheets({"survey": survey, "choices": [(1, headers), (2, yes), (3, ("yn", "non", "Non", ""))]})
    assert [one.column for one in read.problems] == ([] if score is not None else ["score"])
    if read.form is not None:
        assert read.form.item("q").choices[0].score == score


def test_sheets_that_are_missing():
    assert [str(one) for one in read_sheets({}).problems] == [
        "Feuille «\u00a0survey\u00a0»\u00a0: cette feuille manque\u00a0; un XLSForm a «\u00a0survey\u00a0» et "
        "«\u00a0choices\u00a0»."
    ]
    lone = read_sheets({"survey": [(1, ("type", "name")), (2, ("select_one yn", "q"))]})
    assert [one.sheet for one in lone.problems] == ["choices"]
    assert read_sheets({"survey": [(1, ("type", "name")), (2, ("text", "q"))]}).form is not None


def test_an_answer_of_ones_own_is_left_out_and_said():
    read = brought([("select_one yn or_other", "q", "Et vous ?")], YES_NO)
    assert [one.code for one in read.form.item("q").choices] == ["oui", "non"]
    assert [(one.row, one.column) for one in read.notices] == [(2, "type")]


def test_a_changed_scale_is_a_plain_choice():
    """The kind written beside is believed only while the choices are those of the kind."""
    sheets = sheets_of(EVERY_KIND, form_id="avant", version="2")
    sheets["choices"] = [row for row in sheets["choices"] if row["name"] != "can_guide"]
    assert read_sheets(tables(sheets)).form.item("search").kind == ItemKind.SINGLE
