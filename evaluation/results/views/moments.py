"""What the page of results of one moment shows: who answered, what is remarkable, every question.

Everything comes from the published document. A share is that of a shown figure: what is hidden has none.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from evaluation.enums import Dimension, ItemKind, ItemRole
from evaluation.questionnaires.library import LIBRARY
from evaluation.results.rules.findings import NO_ANSWER, Findings, GroupFinding, QuestionFinding, TestedFinding
from evaluation.results.rules.readings import (
    high_of,
    readings_of,
    reference_words,
    right_of,
    summary_words,
    together_words,
)
from evaluation.surveys.rules import asked_period
from inclusion.core.charts.shares import Row, Share, counted, percent
from inclusion.core.french.names import so_many

#: Kinds whose answers part into low and high.
PARTED = frozenset({ItemKind.AGREEMENT, ItemKind.SKILL, ItemKind.KNOWLEDGE, ItemKind.MATRIX})
#: How many answers a bar that parts in the middle can hold.
MAX_STEPS = 5
#: The page of a question, by its code.
type Address = Callable[[str], str]
#: How a dimension's hidden groups are named: one, several, « montré » in its gender.
HIDDEN_WORDS = {
    Dimension.TERRITORY: ("territoire", "territoires", "montré"),
    Dimension.STRUCTURE: ("structure", "structures", "montrée"),
    Dimension.AGE: ("tranche d’âge", "tranches d’âge", "montrée"),
    Dimension.CAMPAIGN: ("campagne", "campagnes", "montrée"),
    Dimension.ACTION: ("action", "actions", "montrée"),
}


def moment_page(found: Findings, address: Address) -> dict[str, Any]:
    """The context of the page of one moment."""
    return {
        "found": found,
        "answer": _answer(found),
        "period": asked_period(date.fromisoformat(found.start), date.fromisoformat(found.end)),
        "figures": list(_figures(found)),
        "readings": readings_of(found),
        "who": list(who_of(found.groups, found.hidden_groups)),
        "sections": list(_sections(found, address)),
        "both": [_both(one) for one in found.tested],
        "hides_something": hides_something(found),
    }


def hides_something(found: Findings) -> bool:
    """Whether a page must say why figures are missing."""
    return (
        found.people is None
        or any(found.hidden_groups.values())
        or any(one.hides_something or not one.counts for one in found.questions)
        or any(one.hides_something for one in found.tested)
    )


def _answer(found: Findings) -> str:
    if found.people is None:
        return "Moins de cinq personnes ont répondu\u00a0: rien ne peut être montré"
    said = f"{counted(found.people)} {'personne a' if found.people < 2 else 'personnes ont'} répondu"
    return f"{said}, sur {counted(found.expected)} attendues" if found.expected else said


# -- The figures at the top --------------------------------------------------------------------------------------------


def _figures(found: Findings) -> Iterator[tuple[str, str, str]]:
    """Label, value and what it is of."""
    if found.people is None:
        return
    if found.expected:
        note = f"{counted(found.people)} réponses pour {counted(found.expected)} personnes attendues"
        yield "Taux de réponse", percent(found.people, found.expected), note
    else:
        yield "Réponses", counted(found.people), "sans nombre attendu, il n’y a pas de taux"
    skills = [one for one in found.questions if one.kind == ItemKind.SKILL]
    known = [(high, one.people) for one in skills if (high := high_of(one)) is not None]
    if known and len(known) == len(skills):
        what = so_many(len(skills), "savoir-faire", "savoir-faire")
        note = f"part des réponses «\u00a0sans aide\u00a0» ou mieux, {what}"
        yield "Se disent à l’aise", _share_of(known), note
    tested = [one for one in found.questions if one.kind == ItemKind.TESTED]
    right = [(count, one.people) for one in tested if (count := right_of(one)) is not None]
    if right and len(right) == len(tested):
        yield ("Bonnes réponses", _share_of(right), f"à {so_many(len(tested), 'question testée', 'questions testées')}")


def _share_of(pairs: Sequence[tuple[int, int]]) -> str:
    return percent(sum(count for count, _ in pairs), sum(people for _, people in pairs))


# -- Who answered ------------------------------------------------------------------------------------------------------


def who_of(groups: Sequence[GroupFinding], hidden: dict[Dimension, int]) -> Iterator[dict[str, Any]]:
    """The groups of each dimension that has any, with how many are not shown."""
    for dimension in Dimension:
        rows = [one for one in groups if one.dimension == dimension]
        if rows or hidden.get(dimension):
            yield {
                "dimension": dimension,
                "groups": [(one, _rate(one)) for one in rows],
                "has_expected": any(one.expected for one in rows),
                "hidden": hidden_words(dimension, hidden.get(dimension, 0)),
            }


def _rate(group: GroupFinding) -> str:
    if not group.expected:
        return ""
    return f"{percent(group.people, group.expected)} de {counted(group.expected)}"


def hidden_words(dimension: Dimension, count: int) -> str:
    """« 2 territoires ne sont pas montrés… »; nothing where all are shown."""
    if not count:
        return ""
    one, many, shown = HIDDEN_WORDS[dimension]
    verb = f"n’est pas {shown}" if count == 1 else f"ne sont pas {shown}s"
    return (
        f"{so_many(count, one, many)} {verb}\u00a0: moins de cinq personnes y ont répondu, ou les chiffres "
        "permettraient de retrouver si peu de personnes."
    )


# -- Every question ----------------------------------------------------------------------------------------------------


def _sections(found: Findings, address: Address) -> Iterator[dict[str, Any]]:
    for title, questions in groupby(found.questions, key=lambda one: one.section):
        yield {"title": title, "blocks": list(_blocks(list(questions), found, address))}


def is_parted(question: QuestionFinding) -> bool:
    """Whether its answers are steps that part into low and high."""
    steps = steps_of(question)
    return (
        question.kind in PARTED
        and bool(question.counts)
        and 2 <= len(steps) <= MAX_STEPS
        and all(step[2] is not None for step in steps)
    )


def steps_of(question: QuestionFinding) -> list[tuple[int, str, int | None]]:
    """The answers from the lowest to the highest: place among the counts, label, score."""
    steps = [(place, one.label, one.score) for place, one in enumerate(question.answers) if one.code != NO_ANSWER]
    return sorted(steps, key=lambda step: (step[2] is None, step[2] or 0, step[0]))


def _scale(question: QuestionFinding) -> tuple[Any, ...]:
    """What questions of one drawing have in common."""
    if not is_parted(question):
        return (question.code,)
    labels = tuple(label for _, label, _ in steps_of(question))
    return ("scale", question.kind, question.heading, question.role, labels)


def _blocks(questions: list[QuestionFinding], found: Findings, address: Address) -> Iterator[dict[str, Any]]:
    for key, run in groupby(questions, key=_scale):
        together = list(run)
        if key[0] == "scale":
            yield _block_of_scale(together, found, address)
        else:
            yield {"is_scale": False, **shown_question(together[0], found, address)}


def _block_of_scale(questions: list[QuestionFinding], found: Findings, address: Address) -> dict[str, Any]:
    return {
        "is_scale": True,
        "questions": questions,
        "heading": questions[0].heading,
        "scale": [label for _, label, _ in steps_of(questions[0])],
        "rows": [scale_row(one, address) for one in questions],
        "is_retrospective": questions[0].role == ItemRole.RETROSPECTIVE,
        "sources": list(dict.fromkeys(one.source for one in questions if one.source)),
        "landmarks": [words for one in questions for words in landmarks_of(one, found)],
    }


def scale_row(question: QuestionFinding, address: Address) -> Row:
    """The bar of a question, which leads to its page."""
    steps = steps_of(question)
    return Row(
        question.label,
        tuple(question.counts[place] for place, *_ in steps),
        question.people,
        url=address(question.code) if question.groups else "",
        note=" ".join(filter(None, (together_words(question), _no_answer(question)))),
    )


def _no_answer(question: QuestionFinding) -> str:
    for answer, count in zip(question.answers, question.counts, strict=False):
        if answer.code == NO_ANSWER and count:
            share = percent(count, question.people)
            return f"Sans réponse\u00a0: {counted(count)} sur {counted(question.people)} ({share})."
    return ""


def shown_question(question: QuestionFinding, found: Findings, address: Address) -> dict[str, Any]:
    """One question by itself."""
    is_text = question.kind == ItemKind.TEXT
    return {
        "question": question,
        "url": address(question.code) if question.groups else "",
        "shares": [] if is_text else shares_of(question),
        "is_text": is_text,
        "found_words": _right_words(question),
        "summary": summary_words(question),
        "together": together_words(question),
        "asked": f"Sur {so_many(question.people, 'personne', 'personnes')}.",
        "written": _written(question) if is_text else "",
        "is_multiple": question.kind == ItemKind.MULTIPLE,
        "is_retrospective": question.role == ItemRole.RETROSPECTIVE,
        "landmarks": list(landmarks_of(question, found)),
    }


def shares_of(question: QuestionFinding) -> list[Share]:
    """Every answer with its part of those who were asked."""
    return [
        Share(
            answer.label,
            count,
            question.people,
            mark="bonne réponse" if question.right and answer.code == question.right else "",
            is_apart=answer.code == NO_ANSWER,
        )
        for answer, count in zip(question.answers, question.counts, strict=False)
    ]


def _right_words(question: QuestionFinding) -> str:
    right = right_of(question) if question.kind == ItemKind.TESTED else None
    if right is None:
        return ""
    verb = "a" if right < 2 else "ont"
    return f"{_people(right)} sur {counted(question.people)} {verb} trouvé ({percent(right, question.people)})."


def _people(count: int) -> str:
    return so_many(count, "personne", "personnes")


def _written(question: QuestionFinding) -> str:
    for answer, count in zip(question.answers, question.counts, strict=False):
        if answer.code != NO_ANSWER and count is not None:
            verb = "a écrit" if count < 2 else "ont écrit"
            return f"{_people(count)} sur {counted(question.people)} {verb} quelque chose."
    return ""


def landmarks_of(question: QuestionFinding, found: Findings) -> Iterator[dict[str, Any]]:
    """The national figures beside a question of the library."""
    model = LIBRARY.get(found.library_key)
    for reference in model.references if model else ():
        if reference.item == question.code and question.counts:
            yield {
                "national": f"{reference.percent}\u00a0% {reference.label}",
                "source": reference.source,
                "same_wording": reference.same_wording,
                "here": reference_words(question, reference.choices) if reference.same_wording else "",
            }


# -- Felt beside tested ------------------------------------------------------------------------------------------------


def _both(one: TestedFinding) -> dict[str, Any]:
    return {
        "one": one,
        "rows": (
            ("Se disent à l’aise", one.high_right, one.high_wrong),
            ("Ne se disent pas à l’aise", one.low_right, one.low_wrong),
        ),
        "reading": both_words(one),
    }


def both_words(one: TestedFinding) -> str:
    """How many feel able and did not find, in a sentence; nothing where that is hidden."""
    if one.high_right is None or one.high_wrong is None:
        return ""
    high = one.high_right + one.high_wrong
    if not high:
        return "Personne ne se dit à l’aise."
    if not one.high_wrong:
        return f"Toutes les personnes qui se disent à l’aise ({counted(high)}) ont trouvé la bonne réponse."
    verb = "n’a" if one.high_wrong == 1 else "n’ont"
    share = percent(one.high_wrong, high)
    return (
        f"Sur {_people(high)} à l’aise selon elles-mêmes, {counted(one.high_wrong)} ({share}) {verb} pas trouvé "
        "la bonne réponse."
    )
