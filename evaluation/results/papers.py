"""The report of a survey as a PDF, and its charts: from what is published and nothing else."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import batched, groupby
from typing import Any

from django.template.loader import render_to_string

from evaluation.enums import Dimension, ItemKind, PublishedPart
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.library.shapes import Reference
from evaluation.results.actions import INVENTED
from evaluation.results.models import Publication
from evaluation.results.queries.published import asked_in, method_of, summary_of_survey
from evaluation.results.rules.changes import SIZES_SOURCE
from evaluation.results.rules.exports import CORNERS
from evaluation.results.rules.findings import (
    FELL,
    NO_ANSWER,
    ROSE,
    WHY_HIDDEN,
    WHY_NO_TEXTS,
    AnswerFinding,
    ChangeFinding,
    Findings,
    GroupFinding,
    PairedFindings,
    QuestionFinding,
)
from evaluation.results.rules.readings import readings_of, summary_words, together_words
from evaluation.surveys.models import Survey
from inclusion.core.charts import shares
from inclusion.core.charts.bars import length, wrapped
from inclusion.core.charts.shares import FILLS, HEIGHT, Row, diverging
from inclusion.core.charts.shifts import shift
from inclusion.core.french.money import MINUS
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.drawings import drawings_of
from inclusion.core.papers.pdf import letterhead, render_pdf

#: Units of a drawing across a sheet of paper.
WIDTH = 720
LINE = 19
GAP = 16
#: The side of a sample of a fill.
KEY = 15
#: What is low beside the network's colour, and what is neither.
LOW, MIDDLE = "#d98a2b", "#cfc6b8"
#: What is said of a hidden answer among the fills.
HIDDEN_LABEL = "Non montré"


def scale_picture(questions: Sequence[QuestionFinding], *, brand: str) -> str:
    """Questions that are answered on one scale, as a picture: a bar each, low to the left, high to the right.

    "" where nothing of them is shown, or where their scale has too many steps to distinguish at a glance.
    """
    shown = [one for one in questions if one.counts]
    answers = questions[0].answers[:-1]
    if not shown or len(answers) not in FILLS:
        return ""
    rows = [Row(one.label, one.counts[:-1], one.people) for one in shown]
    bars = diverging(rows, [one.label for one in answers], width=WIDTH)
    keys, y = _keys(answers, brand=brand, has_hidden=any(bar.marks for bar in bars))
    placed = []
    for bar in bars:
        lines = [(words, y + LINE * rank + 15) for rank, words in enumerate(wrapped(bar.row.name, WIDTH))]
        top = y + LINE * len(lines) + 4
        parts = [(part, _paint(part.fill, brand)) for part in bar.segments]
        placed.append({"bar": bar, "parts": parts, "lines": lines, "y": top})
        y = top + HEIGHT + GAP
    return _picture("pdf/evaluation_scale.svg", {"keys": keys, "placed": placed, "height": y, "brand": brand})


def _keys(answers: Sequence[AnswerFinding], *, brand: str, has_hidden: bool) -> tuple[list[dict[str, Any]], int]:
    """What the fills stand for, on as many lines as it takes, and where the first bar begins."""
    named = list(zip((one.label for one in answers), FILLS[len(answers)], strict=True))
    if has_hidden:
        named.append((HIDDEN_LABEL, "hidden"))
    keys: list[dict[str, Any]] = []
    x = y = 0
    for words, fill in named:
        wide = KEY + 6 + length(words) + 18
        if x and x + wide > WIDTH:
            x, y = 0, y + 24
        keys.append({"words": words, "paint": _paint(fill, brand), "is_hidden": fill == "hidden", "x": x, "y": y})
        x += wide
    return keys, y + 24 + GAP // 2


def flow_picture(change: ChangeFinding, *, brand: str) -> str:
    """Who went from which answer to which, as a picture; "" where more of it is hidden than shown."""
    people = [one for row in change.flows for one in row]
    if sum(bool(one) for one in people) <= people.count(None):
        return ""
    drawn = shift([one.label for one in change.answers], change.flows, width=WIDTH)
    ribbons = [(one, _paint(one.kind, brand)) for one in drawn.ribbons]
    context = {"drawn": drawn, "ribbons": ribbons, "height": drawn.height + 4}
    return _picture("pdf/evaluation_flow.svg", context)


def _paint(fill: str, brand: str) -> str:
    """What a fill is painted with: a plain colour, or a pattern of the drawing."""
    plain = {"high2": brand, "rose": brand, "middle": MIDDLE, "stayed": MIDDLE, "hidden": "#ffffff"}
    return plain.get(fill) or f"url(#{fill})"


def _picture(template: str, context: dict[str, Any]) -> str:
    svg = render_to_string(template, {**context, "width": WIDTH, "low": LOW})
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


# -- Printed report of a survey, from published results alone

#: Free answers that are printed; all of them are in the table.
TEXTS = 12
#: Sentences of the first page.
READINGS = 6
#: Questions side by side in a table of the annex.
COLUMNS = 5
HIDDEN = "–"


def report_pdf(survey: Survey, *, on: date) -> bytes:
    """The report of a survey that has published results, as a tagged PDF."""
    parts = {one.part: one for one in survey.publications.all()}
    moments = [_moment(parts[part.value]) for part in _MOMENTS if part.value in parts]
    changed = parts.get(PublishedPart.PAIRED)
    paired = _paired(changed, brand=survey.network.brand) if changed else None
    asked = asked_in(survey)
    context = {
        "letterhead": letterhead(survey.network),
        "title": f"Rapport d’évaluation\u00a0: {survey.title}",
        "foot": f"{survey.title}, rapport d’évaluation, {plain_date(on)}",
        "survey": survey,
        "on": plain_date(on),
        "asked": asked,
        "moments": moments,
        "paired": paired,
        "readings": _readings(survey, moments, paired),
        "invented": INVENTED if any(one.findings.is_synthetic for one in parts.values()) else "",
        "sources": sorted({source for moment in moments for source in moment["sources"]}),
        "why_hidden": WHY_HIDDEN,
        "why_no_texts": WHY_NO_TEXTS,
        "sizes": SIZES_SOURCE,
        "has_tested": any(moment["tested"] for moment in moments),
        "has_landmarks": any(moment["landmarks"] for moment in moments),
        "has_remembered": bool(paired and paired["remembered"]),
    }
    key = f"{survey.network.slug} {survey.pk} {on} {[(one.part, str(one.made_at)) for one in parts.values()]}"
    digest = hashlib.sha256(key.encode()).digest()[:16]
    return render_pdf("pdf/evaluation_report.html", context, identifier=digest)


#: Millimetres that a drawing of the two pages may be wide and high.
SUMMARY_WIDTH, SUMMARY_HEIGHT = 174, 60


def summary_pdf(survey: Survey, *, on: date) -> bytes:
    """The first page of the results of before and after, and how to read it, on two sheets for elected people.

    Raises ValueError where there is no such page.
    """
    summary = summary_of_survey(survey)
    if summary is None:
        raise ValueError("nothing of both moments may be shown")
    brand, most = survey.network.brand, (SUMMARY_WIDTH, SUMMARY_HEIGHT)
    drawn = drawings_of("evaluation/results/summary_drawings.html", {"summary": summary}, brand=brand, most=most)
    moves, signs = drawn[:1], iter(drawn[1:])
    made = [(one.part, str(one.made_at)) for one in survey.publications.order_by("part")]
    key = f"{survey.network.slug} summary {survey.pk} {on} {made}"
    context = {
        "letterhead": letterhead(survey.network),
        "title": summary.title,
        "foot": f"{survey.title}, l’essentiel, {plain_date(on)}",
        "survey": survey,
        "on": plain_date(on),
        "summary": summary,
        "moves": moves,
        "fields": [
            (label, fields, [(one, next(signs, "")) for one in fields.parts])
            for label, fields in zip(("Avant", "Après"), summary.fields, strict=False)
        ],
        "method": method_of(survey),
        "invented": INVENTED if any(one.is_synthetic for one in asked_in(survey)) else "",
    }
    identifier = hashlib.sha256(key.encode()).digest()[:16]
    return render_pdf("pdf/evaluation_summary.html", context, identifier=identifier)


_MOMENTS = (PublishedPart.ONCE, PublishedPart.BEFORE, PublishedPart.AFTER)


# -- One moment --------------------------------------------------------------------------------------------------------


def _moment(publication: Publication) -> dict[str, Any]:
    found = publication.findings
    assert isinstance(found, Findings)
    brand = publication.survey.network.brand
    return {
        "part": publication.part,
        "label": publication.get_part_display(),
        "found": found,
        "rate": _share_of(found.people, found.expected or 0),
        "people": _people(found.people),
        "groups": _groups(found.groups),
        "hidden_groups": [
            f"{Dimension(dimension).label.lower()}\u00a0: {count}" for dimension, count in found.hidden_groups.items()
        ],
        "sections": _sections(found, brand=brand),
        "compared": _compared(found),
        "tested": [_tested(one) for one in found.tested],
        "landmarks": _landmarks(found),
        "sources": {one.source for one in found.questions if one.source},
        "hides": any(one.hides_something for one in found.questions),
    }


def _people(count: int | None, at_least: int | None = None) -> str:
    if count is None and at_least:
        return f"au moins {so_many(at_least, 'personne', 'personnes')}"
    return so_many(count, "personne", "personnes") if count is not None else "moins de cinq personnes"


def _paired_people(found: PairedFindings) -> str:
    if found.pairs is None and found.pairs_at_least is None:
        return "des personnes dont le nombre n’est pas montré"
    return _people(found.pairs, found.pairs_at_least)


def _groups(groups: Sequence[GroupFinding]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Who answered, dimension by dimension."""
    return [
        (dimension.label, [{"group": one, "rate": _share_of(one.people, one.expected or 0) or HIDDEN} for one in some])
        for dimension, some in groupby(groups, key=lambda one: one.dimension)
    ]


def _sections(found: Findings, *, brand: str) -> list[dict[str, Any]]:
    return [
        {"title": title, "blocks": list(_blocks(list(questions), brand=brand))}
        for title, questions in groupby(found.questions, key=lambda one: one.section)
    ]


def _blocks(questions: list[QuestionFinding], *, brand: str) -> Iterable[dict[str, Any]]:
    """Questions on one scale as one drawing and one table, each other question by itself."""
    for (is_scale, _, heading), some in groupby(questions, key=_kept_together):
        together = list(some)
        if is_scale:
            yield {
                "heading": heading,
                "picture": scale_picture(together, brand=brand),
                "answers": together[0].answers,
                "rows": [
                    (one, [_count(count) for count in one.counts or [None] * len(one.answers)], together_words(one))
                    for one in together
                ],
            }
            continue
        for one in together:
            yield {"question": one, "lines": _lines(one), **_words(one)}


def _kept_together(question: QuestionFinding) -> tuple[bool, tuple[Any, ...], str]:
    """Whether it is answered on a scale; which one; under which heading."""
    is_scale = question.kind != ItemKind.MULTIPLE and len(question.answers) > 2
    is_scale = is_scale and all(one.score is not None for one in question.answers[:-1])
    return (is_scale, tuple(one.code for one in question.answers) if is_scale else (), question.heading)


def _count(count: int | None, at_least: int | None = None) -> str:
    """A number, « au moins 40 » where it is rounded to steps, a dash where it is hidden."""
    if count is None:
        return f"au moins {at_least}" if at_least else HIDDEN
    return str(count)


def _lines(question: QuestionFinding) -> list[dict[str, Any]]:
    """Each answer with its number, its share, and the length of its bar."""
    counts = question.counts or (None,) * len(question.answers)
    return [
        {
            "label": answer.label,
            "is_right": bool(question.right) and answer.code == question.right,
            "count": _count(count),
            "share": _share_of(count, question.people) or HIDDEN,
            "bar": round(100 * (count or 0) / (question.people or 1)),
        }
        for answer, count in zip(question.answers, counts, strict=True)
    ]


def _words(question: QuestionFinding) -> dict[str, Any]:
    return {
        "summary": " ".join(filter(None, (together_words(question), summary_words(question)))),
        "texts": question.words[:TEXTS],
        "texts_left": max(len(question.words) - TEXTS, 0),
    }


def _compared(found: Findings) -> list[dict[str, Any]]:
    """How many of each territory and age are on the high steps of each scale, some questions a table: for the annex."""
    asked = [one for one in found.questions if one.groups and _kept_together(one)[0]]
    places = [
        (rank, one) for rank, one in enumerate(found.groups) if one.dimension in (Dimension.TERRITORY, Dimension.AGE)
    ]
    return [
        {
            "questions": some,
            "rows": [(group, [_count(_on_high_steps(one, rank)) for one in some]) for rank, group in places],
        }
        for some in batched(asked, COLUMNS)
        if places
    ]


def _on_high_steps(question: QuestionFinding, group: int) -> int | None:
    """How many of a group chose a high step; None where a figure of it is hidden."""
    found = next((one for one in question.groups if one.group == group), None)
    return _high(question, found.counts) if found else None


def _high(question: QuestionFinding, counts: Sequence[int | None]) -> int | None:
    """How many chose the highest step, or one of the two highest of four and more; None where one is hidden."""
    steps = len(question.answers) - 1
    chosen = counts[steps - (2 if steps >= 4 else 1) : steps]
    return None if not chosen or None in chosen else sum(count for count in chosen if count)


def _tested(one: Any) -> dict[str, Any]:
    return {"one": one, "cells": {code: _count(getattr(one, code)) for code, _ in CORNERS}}


def _landmarks(found: Findings) -> list[dict[str, Any]]:
    """National figures that may be read beside the network's; none where the questionnaire is not the library's."""
    model = LIBRARY.get(found.library_key)
    by_code = {one.code: one for one in found.questions}
    return [
        {"reference": one, "own": _own(by_code[one.item], one) if one.same_wording else "libellé différent"}
        for one in (model.references if model else ())
        if one.item in by_code
    ]


def _own(question: QuestionFinding, reference: Reference) -> str:
    """The share here, of those who answered; a dash where one of the figures is hidden."""
    counts = dict(zip((one.code for one in question.answers), question.counts, strict=False))
    chosen, none = [counts.get(code) for code in reference.choices], counts.get(NO_ANSWER)
    if None in chosen or none is None:
        return HIDDEN
    return shares.percent(sum(count for count in chosen if count), question.people - none)


# -- Before and after --------------------------------------------------------------------------------------------------


def _paired(publication: Publication, *, brand: str) -> dict[str, Any]:
    found = publication.findings
    assert isinstance(found, PairedFindings)
    return {
        "found": found,
        "pairs": _paired_people(found),
        "pairs_number": _count(found.pairs, found.pairs_at_least),
        "measured": [_change(one, brand=brand) for one in found.changes if not one.is_retrospective],
        "remembered": [_change(one, brand=brand) for one in found.changes if one.is_retrospective],
    }


def _change(one: ChangeFinding, *, brand: str) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "one": one,
        "picture": flow_picture(one, brand=brand),
        "flows": [
            (answer.label, [_count(count) for count in row])
            for answer, row in zip(one.answers, one.flows, strict=False)
        ],
        "n": _count(one.n, one.n_at_least),
        "is_hidden": not one.flows,
        "missing": _count(one.missing),
        "median": _signed(one.median_change, 1),
        "effect": _signed(one.effect, 2) if one.effect_about is None else f"environ {_signed(one.effect_about, 1)}",
        "interval": f"de {_signed(low, 2)} à {_signed(high, 2)}" if one.interval else HIDDEN,
        "p_value": _p_value(one.p_value),
        "moved": " ".join(
            f"{label}\u00a0: {_count(count)}."
            for label, count in (
                ("Ont progressé", one.rose),
                ("N’ont pas changé", one.stayed),
                ("Ont reculé", one.fell),
            )
        ),
    }


def _readings(survey: Survey, moments: list[dict[str, Any]], paired: dict[str, Any] | None) -> list[str]:
    """What to keep in mind, in sentences: those of the first page of before and after, else what changed.

    Then what the last moment says.
    """
    if summary := summary_of_survey(survey):
        return [f"{heading} {text}" for heading, text in summary.sentences]
    changes = [one["one"] for one in (paired["measured"] if paired else ())]
    changes.sort(key=lambda one: one.way not in (ROSE, FELL))
    said = [one.named_sentence for one in changes if one.reading]
    for moment in moments[-1:]:
        said += readings_of(moment["found"])
    return said[:READINGS]


# -- Numbers in French -------------------------------------------------------------------------------------------------


def _decimal(value: float, places: int) -> str:
    written = f"{value:.{places}f}".replace("-", MINUS).replace(".", ",")
    return written.removesuffix(",0") if places == 1 else written


def _share_of(count: int | None, people: int) -> str:
    """« 43 % »; "" where the count is hidden or nobody is there to count it by."""
    return "" if count is None or people <= 0 else shares.percent(count, people)


def _signed(value: float | None, places: int) -> str:
    if value is None:
        return HIDDEN
    return f"+{_decimal(value, places)}" if value > 0 else _decimal(value, places)


def _p_value(value: float | None) -> str:
    if value is None:
        return HIDDEN
    return "<\u00a00,001" if value < 0.001 else _decimal(value, 3)
