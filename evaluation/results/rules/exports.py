"""Published results as rows of a file: one figure a line, hidden ones marked as hidden.

The figures are those of the published document and no others: a figure that is hidden there is empty here.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from evaluation.enums import PublishedPart
from evaluation.results.rules.findings import (
    HIGH,
    LOW,
    WHY_HIDDEN,
    WHY_NO_TEXTS,
    ChangeFinding,
    Findings,
    GroupFinding,
    PairedFindings,
    QuestionFinding,
    TestedFinding,
)
from evaluation.results.rules.readings import above_words, below_words, low_of

type Row = tuple[Any, ...]

HEADINGS: Row = (
    "Partie",
    "Section",
    "Code de la question",
    "Question",
    "Code de la réponse",
    "Réponse",
    "Échelon",
    "Dimension",
    "Groupe",
    "Personnes",
    "Effectif",
    "Pourcentage",
    "Valeur",
    "Masqué",
)
PAIRED_HEADINGS: Row = (
    "Partie",
    "Section",
    "Code de la question",
    "Question",
    "Souvenir",
    "Dimension",
    "Groupe",
    "Grandeur",
    "Réponse avant",
    "Réponse après",
    "Valeur",
    "Masqué",
)
MEASURE_HEADINGS: Row = (
    "Section",
    "Code de la question",
    "Question",
    "Souvenir",
    "Paires",
    "Paires, au moins",
    "Paires incomplètes",
    "Changement médian (échelons)",
    "Statistique de Wilcoxon",
    "Valeur p",
    "Taille d’effet",
    "Taille d’effet, à 0,1 près",
    "Effet, borne basse à 95 %",
    "Effet, borne haute à 95 %",
    "Ont progressé",
    "Sont restés",
    "Ont reculé",
    "Masqué",
)
#: The figures of numbers that were written, by the name under which they leave.
_MIDDLE = (
    ("n", "Personnes qui ont écrit un nombre"),
    ("mean", "Moyenne"),
    ("median", "Médiane"),
    ("lower_quartile", "Premier quartile"),
    ("upper_quartile", "Troisième quartile"),
)
#: A competence felt and tested: the four corners of its table.
CORNERS = (
    ("low_right", "Se dit en difficulté, répond juste"),
    ("low_wrong", "Se dit en difficulté, ne répond pas juste"),
    ("high_right", "Se dit à l’aise, répond juste"),
    ("high_wrong", "Se dit à l’aise, ne répond pas juste"),
)
_MOVED = (
    ("rose", "Ont progressé"),
    ("stayed", "Sont restés"),
    ("fell", "Ont reculé"),
    ("unpaired", "Sans seconde réponse"),
)
EVERYBODY = "Tous"
#: Filled only where the number itself is not shown.
_INSTEAD = ("Paires, au moins", "Taille d’effet, à 0,1 près")


def percent(count: int | None, people: int) -> float | None:
    """The share of the people in hundredths, to one place; None where the count is hidden or nobody was asked."""
    return None if count is None or not people else round(100 * count / people, 1)


def _hidden(value: object) -> str:
    return "oui" if value is None else "non"


def counted_rows(part: str, found: Findings) -> Iterator[Row]:
    """Every figure of a moment, the headings first: each answer of each question, of everybody and of each group."""
    yield HEADINGS
    name = PublishedPart(part).label
    for group in found.groups:
        place = (group.dimension.label, group.label)
        yield (name, "", "", "Qui a répondu", "", "", None, *place, group.people, group.people, None, None, "non")
    for question in found.questions:
        yield from _question_rows(name, found.groups, question)
    for one in found.tested:
        yield from _tested_rows(name, one)


def _question_rows(name: str, groups: Sequence[GroupFinding], question: QuestionFinding) -> Iterator[Row]:
    heading = f"{question.heading}\u00a0: {question.label}" if question.heading else question.label
    asked = (name, question.section, question.code, heading)
    shown = [(("", EVERYBODY), question.people, question.counts)]
    for one in question.groups:
        group = groups[one.group]
        shown.append(((group.dimension.label, group.label), one.people, one.counts))
    for place, people, counts in shown:
        for rank, answer in enumerate(question.answers):
            count = counts[rank] if counts else None
            answer_cells = (answer.code, answer.label, answer.score)
            yield (*asked, *answer_cells, *place, people, count, percent(count, people), None, _hidden(count))
    halves = ((HIGH, above_words(question), question.high), (LOW, below_words(question), low_of(question)))
    for code, words, half in halves:
        if half is not None:
            share = percent(half, question.people)
            yield (*asked, code, words, None, "", EVERYBODY, question.people, half, share, None, "non")
    if question.summary:
        for code, label in _MIDDLE:
            value, step = getattr(question.summary, code), question.summary.rounding.get(code, 0)
            words = f"{label}, valeur arrondie à {step:g} près".replace(".", ",") if step > 0.1 else label
            wrote = question.summary.n
            yield (*asked, code, words, None, "", EVERYBODY, wrote, None, None, value, _hidden(value))
    for text in question.texts:
        yield (*asked, "text", text, None, "", EVERYBODY, None, None, None, None, "non")


def _tested_rows(name: str, one: TestedFinding) -> Iterator[Row]:
    asked = (name, "Ressenti et testé", one.measure, f"{one.felt_label} / {one.tested_label}")
    for code, label in CORNERS:
        count = getattr(one, code)
        yield (*asked, code, label, None, "", EVERYBODY, None, count, None, None, _hidden(count))


def paired_rows(found: PairedFindings) -> Iterator[Row]:
    """Every figure of what changed, the headings first: one a line, each with its name."""
    yield PAIRED_HEADINGS
    name = PublishedPart.PAIRED.label
    for field, label in (
        ("before", "Réponses avant"),
        ("after", "Réponses après"),
        ("pairs", "Paires"),
        ("pairs_at_least", "Paires, au moins"),
        ("doubles", "Codes en double, écartés"),
        ("without_code", "Réponses sans code"),
    ):
        value = getattr(found, field)
        if value is not None or field != "pairs_at_least":
            yield (name, "", "", "Qui a répondu", "", "", EVERYBODY, label, "", "", value, _hidden(value))
    for change in found.changes:
        yield from _change_rows(name, found.groups, change)


def _change_rows(name: str, groups: Sequence[GroupFinding], change: ChangeFinding) -> Iterator[Row]:
    asked = (name, change.section, change.code, change.label, _remembered(change))
    # The headings and the figures of one measure are in the same order.
    for label, value in zip(MEASURE_HEADINGS[4:-1], _measured(change), strict=True):
        if value is not None or label not in _INSTEAD:
            yield (*asked, "", EVERYBODY, label, "", "", value, _hidden(value))
    for before, row in zip(change.answers, change.flows, strict=False):
        for after, count in zip(change.answers, row, strict=False):
            yield (*asked, "", EVERYBODY, "Passages", before.label, after.label, count, _hidden(count))
    for one in change.groups:
        group = groups[one.group]
        place = (group.dimension.label, group.label)
        yield (*asked, *place, "Personnes avant", "", "", one.people, "non")
        for field, label in _MOVED:
            value = getattr(one, field)
            yield (*asked, *place, label, "", "", value, _hidden(value))


def measure_rows(found: PairedFindings) -> Iterator[Row]:
    """One line for each measure that was compared, the headings first."""
    yield MEASURE_HEADINGS
    for change in found.changes:
        values = _measured(change)
        partly = change.hides_something or change.n is None
        asked = (change.section, change.code, change.label, _remembered(change))
        yield (*asked, *values, "oui" if partly else "non")


def _measured(change: ChangeFinding) -> Row:
    low, high = change.interval or (None, None)
    return (
        change.n,
        change.n_at_least,
        change.missing,
        change.median_change,
        change.statistic,
        change.p_value,
        change.effect,
        change.effect_about,
        low,
        high,
        change.rose,
        change.stayed,
        change.fell,
    )


def _remembered(change: ChangeFinding) -> str:
    return "oui" if change.is_retrospective else "non"


#: How figures were guarded: said in every file and paper.
GUARDED: tuple[tuple[str, str], ...] = (
    ("Seuil des effectifs", "Aucun chiffre n’est montré qui parlerait de une à quatre personnes."),
    ("Seuil des textes libres", WHY_NO_TEXTS),
    (
        "Moyenne, médiane, quartiles",
        "La médiane et les quartiles se lisent sur les tranches, qui réunissent chacune cinq personnes et un dixième "
        "des réponses au moins. La moyenne n’est donnée qu’à partir de cent réponses, arrondie jusqu’à rester la "
        "même quoi qu’aient répondu quatre personnes.",
    ),
    ("Chiffres masqués", f"{WHY_HIDDEN} La case est vide et la colonne «\u00a0Masqué\u00a0» dit oui."),
)
#: How change was measured.
PAIRED_METHOD: tuple[tuple[str, str], ...] = (
    (
        "Paires",
        "Les réponses d’une même personne se retrouvent par un code qu’elle se fait elle-même. Le code et la clé qui "
        "le protège sont détruits à la clôture de l’enquête.",
    ),
    (
        "Changement",
        "Test des rangs signés de Wilcoxon, les personnes sans changement classées selon Pratt (1959). La statistique "
        "et la valeur p ne sont données qu’à partir de cinq paires.",
    ),
    (
        "Taille d’effet",
        "Corrélation bisériale des rangs pour paires (Kerby, 2014)\u00a0: de −1, tous ont reculé, à 1, tous ont "
        "progressé. Intervalle à 95\u00a0% par rééchantillonnage. Où un effectif du changement est masqué, elle n’est "
        "donnée qu’à 0,1 près, telle qu’elle suit des effectifs montrés.",
    ),
    (
        "Souvenir",
        "«\u00a0oui\u00a0»\u00a0: l’état d’avant est raconté après coup. Ces réponses ne se mêlent pas aux mesures "
        "faites avant.",
    ),
)
