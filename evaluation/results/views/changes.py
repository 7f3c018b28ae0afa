"""What the page of results of before and after shows: pairs, rises, falls, how sure they are."""

from typing import Any

from evaluation.results.rules.findings import FELL, ROSE, ChangeFinding, PairedFindings
from evaluation.results.views.moments import Address, who_of
from inclusion.core.charts.shares import MASKED, Row, counted, percent
from inclusion.core.french.names import so_many
from inclusion.templatetags.liant import number

#: What became of an answer, from low to high.
DIRECTIONS = ("A reculé", "N’a pas changé", "A progressé")


def paired_page(found: PairedFindings, address: Address) -> dict[str, Any]:
    """The context of the page of before and after."""
    shown = [one for one in found.changes if not one.is_retrospective]
    return {
        "found": found,
        "answer": _answer(found, [one.way for one in shown if one.way]),
        "people": _people(found),
        "facts": [
            ("Réponses avant", count_in_words(found.before)),
            ("Réponses après", count_in_words(found.after)),
            ("Personnes retrouvées avant et après", count_in_words(found.pairs, found.pairs_at_least)),
            ("Codes en double, écartés", count_in_words(found.doubles)),
            ("Réponses sans code", count_in_words(found.without_code)),
        ],
        "overview": [direction_row(one, address) for one in shown if one.n],
        "directions": DIRECTIONS,
        "changes": [change_of(one, address) for one in shown],
        "retrospective": [change_of(one, address) for one in found.changes if one.is_retrospective],
        "who": list(who_of(found.groups, {})),
        "hides_something": any(one.hides_something or one.n is None for one in found.changes)
        or None in (found.before, found.after, found.pairs),
    }


def count_in_words(count: int | None, at_least: int | None = None) -> str:
    """The count, or the step that it reaches, or that it is hidden."""
    if count is not None:
        return counted(count)
    return f"au moins {counted(at_least)}" if at_least else MASKED


def _answer(found: PairedFindings, ways: list[str]) -> str:
    """How many of the measures that were tested rose and fell; how many people were found where none was tested."""
    if not ways:
        return _people(found)
    rose, fell = ways.count(ROSE), ways.count(FELL)
    verb = "a progressé" if rose == 1 else "ont progressé"
    gone = f", {fell} {'a' if fell == 1 else 'ont'} reculé" if fell else ""
    if not rose:
        return f"Aucune question n’a progressé, sur {len(ways)}{gone}"
    return f"{so_many(rose, 'question', 'questions')} sur {len(ways)} {verb}{gone or ', aucune n’a reculé'}"


def _people(found: PairedFindings) -> str:
    if found.pairs is None and found.pairs_at_least:
        return f"Au moins {counted(found.pairs_at_least)} personnes retrouvées avant et après"
    if found.pairs is None and found.pairs_at_least is None:
        return "Le nombre de personnes retrouvées avant et après n’est pas montré"
    if found.pairs is None:
        return "Moins de cinq personnes ont été retrouvées avant et après"
    return f"{so_many(found.pairs, 'personne retrouvée', 'personnes retrouvées')} avant et après"


def direction_row(one: ChangeFinding, address: Address) -> Row:
    """How many fell, stayed and rose, out of the pairs."""
    return Row(
        one.label,
        (one.fell, one.stayed, one.rose),
        one.n or 0,
        url=address(one.code) if one.groups else "",
        note=f"{so_many(one.n or 0, 'personne', 'personnes')}.",
    )


def change_of(one: ChangeFinding, address: Address) -> dict[str, Any]:
    """One measure: its sentence, its drawing, its statistics in words."""
    scored = [(answer.score or 0, place) for place, answer in enumerate(one.answers)]
    order = [place for _, place in sorted(scored)]
    flows = [[one.flows[row][column] for column in order] for row in order] if one.flows else []
    return {
        "change": one,
        "is_hidden": not one.flows,
        "url": address(one.code) if one.groups else "",
        "labels": [one.answers[place].label for place in order],
        "flows": flows,
        "directions": [
            (words, MASKED if count is None else _of_pairs(count, one.n))
            for words, count in (
                ("Ont progressé", one.rose),
                ("N’ont pas changé", one.stayed),
                ("Ont reculé", one.fell),
            )
        ],
        "pairs": count_in_words(one.n, one.n_at_least),
        "missing": count_in_words(one.missing),
        "median": median_words(one.median_change),
        "effect": _effect(one),
        "p_value": p_words(one.p_value),
        "statistic": "" if one.statistic is None else number(one.statistic, 1),
    }


def _of_pairs(count: int, n: int | None) -> str:
    return f"{counted(count)} ({percent(count, n)})" if n else counted(count)


def median_words(change: float | None) -> str:
    """The middle change in steps of the scale: « une personne sur deux a gagné au moins 1 échelon »."""
    if change is None:
        return ""
    if not change:
        return "aucun changement"
    size = abs(change)
    written = number(int(size)) if size == int(size) else number(size, 1)
    way = "gagné" if change > 0 else "perdu"
    return f"une personne sur deux a {way} au moins {written}\u00a0échelon{'s' if size >= 2 else ''}"


def _effect(one: ChangeFinding) -> str:
    if one.effect is None:
        return MASKED if one.effect_about is None else f"environ {number(one.effect_about, 1)}"
    said = number(one.effect, 2)
    if one.interval is None:
        return said
    low, high = (number(end, 2) for end in one.interval)
    return f"{said} (intervalle à 95\u00a0%\u00a0: de {low} à {high})"


def p_words(value: float | None) -> str:
    """« p = 0,004 », « p < 0,001 »."""
    if value is None:
        return ""
    return "p\u00a0<\u00a00,001" if value < 0.001 else f"p\u00a0=\u00a0{number(value, 3)}"
