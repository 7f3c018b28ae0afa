"""Every figure of a published document is a line of its table, and a hidden one is empty and said to be hidden."""

from collections import Counter

from evaluation.enums import PublishedPart
from evaluation.results.rules.exports import (
    HEADINGS,
    MEASURE_HEADINGS,
    PAIRED_HEADINGS,
    counted_rows,
    measure_rows,
    paired_rows,
    percent,
)
from evaluation.results.rules.findings import ChangeFinding, Findings, PairedFindings, QuestionFinding
from tests.evaluation.findings import BEFORE, PAIRED

COUNT, HIDDEN = HEADINGS.index("Effectif"), HEADINGS.index("Masqué")
CODE, ANSWER, GROUP = (HEADINGS.index(name) for name in ("Code de la question", "Code de la réponse", "Groupe"))


def lines(found: Findings = BEFORE):
    heading, *rows = counted_rows(PublishedPart.BEFORE, found)
    assert heading == HEADINGS
    assert {len(row) for row in rows} == {len(HEADINGS)}
    return rows


def every_count(found: Findings):
    for group in found.groups:
        yield ("", "", group.label), group.people
    for question in found.questions:
        for group, counts in (
            ("Tous", question.counts),
            *((found.groups[one.group].label, one.counts) for one in question.groups),
        ):
            for answer, count in zip(question.answers, counts, strict=True):
                yield (question.code, answer.code, group), count
    for one in found.tested:
        for code in ("low_right", "low_wrong", "high_right", "high_wrong"):
            yield (one.measure, code, "Tous"), getattr(one, code)


def test_all_counts_of_the_document_are_there_and_no_others():
    middle = {"n", "mean", "median", "lower_quartile", "upper_quartile", "text"}
    exported = [((row[CODE], row[ANSWER], row[GROUP]), row[COUNT]) for row in lines() if row[ANSWER] not in middle]
    assert Counter(exported) == Counter(every_count(BEFORE))


def test_a_hidden_count_is_empty_and_said_to_be_hidden():
    hidden = [row for row in lines() if row[HIDDEN] == "oui"]
    assert len(hidden) == 6
    assert all(row[COUNT] is None and row[COUNT + 1] is None for row in hidden)
    assert {row[GROUP] for row in hidden} == {"CC du Pays Morcenais", "CA du Grand Dax", "60 – 69 ans"}


def test_a_question_that_is_hidden_as_a_whole_has_its_answers_without_figures():
    mail: QuestionFinding = BEFORE.questions[0].model_copy(update={"counts": (), "groups": ()})
    found = BEFORE.model_copy(update={"questions": (mail,), "groups": (), "tested": ()})
    assert [(row[COUNT], row[HIDDEN]) for row in lines(found)] == [(None, "oui")] * 5


def test_numbers_and_texts_have_their_lines():
    by_answer = {(row[CODE], row[ANSWER]): row for row in lines()}
    assert by_answer["children", "mean"][HEADINGS.index("Valeur")] == 1.4
    texts = [row[HEADINGS.index("Réponse")] for row in lines() if row[ANSWER] == "text"]
    assert texts == list(BEFORE.questions[-1].texts)


def test_shares_are_of_those_who_were_asked():
    assert percent(14, 60) == 23.3
    assert percent(None, 60) is None
    assert percent(0, 0) is None


def changed(found: PairedFindings = PAIRED):
    heading, *rows = paired_rows(found)
    assert heading == PAIRED_HEADINGS
    assert {len(row) for row in rows} == {len(PAIRED_HEADINGS)}
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_every_figure_of_a_change_is_a_line():
    of_mail = [row for row in changed() if row["Code de la question"] == "mail"]
    flows = [row["Valeur"] for row in of_mail if row["Grandeur"] == "Passages"]
    assert flows == [count for row in PAIRED.changes[0].flows for count in row]
    said = {(row["Groupe"], row["Grandeur"]): row["Valeur"] for row in of_mail}
    assert said["Tous", "Paires"] == 40
    assert said["Tous", "Paires incomplètes"] == 2
    assert said["Tous", "Taille d’effet"] == 0.71
    assert said["Tous", "Effet, borne haute à 95 %"] == 0.9
    assert said["CA du Grand Dax", "Sans seconde réponse"] == 12
    assert all((row["Valeur"] is None) == (row["Masqué"] == "oui") for row in changed())


def test_a_measure_has_one_line_and_the_remembered_are_distinguished():
    heading, mail, then = measure_rows(PAIRED)
    assert heading == MEASURE_HEADINGS
    row = dict(zip(heading, mail, strict=True))
    assert (row["Paires"], row["Paires incomplètes"], row["Valeur p"]) == (40, 2, 0.0004)
    assert (row["Ont progressé"], row["Ont reculé"], row["Masqué"]) == (24, 0, "oui")
    row = dict(zip(heading, then, strict=True))
    assert (row["Souvenir"], row["Paires"], row["Masqué"]) == ("oui", None, "oui")


def test_a_change_that_hides_nothing_says_so():
    whole: ChangeFinding = PAIRED.changes[0].model_copy(update={"hides_something": False})
    _, row = measure_rows(PAIRED.model_copy(update={"changes": (whole,)}))
    assert row[-1] == "non"


def test_numbers_in_steps_have_their_own_name():
    mail = PAIRED.changes[0].model_copy(update={"n": None, "n_at_least": 35, "effect": None, "effect_about": 0.6})
    found = PAIRED.model_copy(update={"pairs": None, "pairs_at_least": 40, "changes": (mail,)})
    rows = {(row["Code de la question"], row["Grandeur"]): row for row in changed(found)}
    assert rows["", "Paires, au moins"]["Valeur"] == 40
    assert rows["mail", "Paires, au moins"]["Valeur"] == 35
    assert rows["mail", "Taille d’effet, à 0,1 près"]["Valeur"] == 0.6
    assert rows["mail", "Paires"]["Masqué"] == "oui"
    assert "Paires, au moins" not in {row["Grandeur"] for row in changed()}
