"""What a survey of before and after says first: how many feel able and are able, in three sentences and one picture.

Everything is worked out from published figures; where one of them is hidden, what needs it is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.enums import ItemKind
from evaluation.results.rules.findings import FELL, ROSE, ChangeFinding, Findings, PairedFindings, TestedFinding, bare
from evaluation.results.rules.readings import high_of, right_of
from inclusion.core.charts.changes import Move
from inclusion.core.charts.fields import Fields
from inclusion.core.charts.shares import counted
from inclusion.core.french.names import so_many

#: Two shares differ from so many points on: a smaller gap is not worth a word.
GAP = 5
_NUMBERS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
SAME, UNKNOWN = "same", "unknown"
UNMOVED = "ne change pas nettement"
CHANCE = "Chez les personnes retrouvées, l’écart peut être dû au hasard."


@dataclass(frozen=True)
class Measure:
    """One competence before and after, in whole percents: who feels able, and who is."""

    label: str
    exercise: str
    felt: tuple[int, int] | None
    shown: tuple[int, int] | None


@dataclass(frozen=True)
class Summary:
    """The first page of the results of before and after."""

    title: str
    lead: str
    moves: tuple[Move, ...]
    #: What is below the two shares: of what they are the mean, and out of how many answers.
    scope: str
    #: A heading and a sentence each.
    sentences: tuple[tuple[str, str], ...]
    fields: tuple[Fields, ...]
    measures: tuple[Measure, ...]
    unknown: tuple[str, ...]
    #: Of which share the gap may be chance, in a sentence; nothing where none is known to.
    doubt: str = ""

    @property
    def note(self) -> str:
        """What is said below the shares wherever the sentences are not shown with them."""
        return f"{self.scope} {self.doubt}".strip()


def summary_of(before: Findings, after: Findings, paired: PairedFindings | None) -> Summary | None:
    """What both moments say together, and what the same people say; None where too little of it is shown."""
    if before.people is None or after.people is None:
        return None
    felt = _mean(_skills(before), _skills(after))
    if not felt:
        return None
    shown = _mean(_right(before), _right(after))
    pairs = _measures(before.tested, after.tested)
    people = (before.people, after.people)
    fields = tuple(_fields([both[at] for both in pairs], people[at]) for at in (0, 1)) if pairs else ()
    ways = _ways(paired)
    moves: tuple[Move, ...] = (Move(f"Se sent capable, sans aide{_points(felt)}", *felt),)
    if shown:
        moves += (Move(f"Trouve la bonne réponse à l’exercice{_points(shown)}", *shown),)
    found = [
        "Ce qui aurait changé sans accompagnement\u00a0: personne d’autre n’a été interrogé.",
        "Si cela tient\u00a0: rien n’est mesuré plus tard.",
    ]
    if paired is None:
        found.append("Ce qui a changé pour chaque personne\u00a0: les deux réponses ne sont pas encore rapprochées.")
    elif paired.pairs is not None and before.people and before.people > paired.pairs:
        gone = before.people - paired.pairs
        found.append(
            f"Ce que pensent celles qui n’ont pas été retrouvées\u00a0: {counted(gone)} des {counted(before.people)} "
            "personnes interrogées avant."
        )
    return Summary(
        title=_title(felt, ways[0]),
        lead=_lead(felt, shown, ways),
        moves=moves,
        scope=_scope(before, after, paired),
        sentences=tuple(_sentences(felt, shown, ways, fields)),
        fields=fields,
        measures=tuple(_of_measures(before, after)),
        unknown=tuple(found),
        doubt=_doubt(shown, ways),
    )


# -- Figures -----------------------------------------------------------------------------------------------------------


def _corners(one: TestedFinding) -> tuple[int | None, ...]:
    return (one.high_wrong, one.high_right, one.low_wrong, one.low_right)


def _measures(
    before: Sequence[TestedFinding], after: Sequence[TestedFinding]
) -> list[tuple[TestedFinding, TestedFinding]]:
    """What was asked and tested in both moments, of which no figure is hidden."""
    later = {(one.felt_label, one.tested_label): one for one in after}
    found = [(one, later.get((one.felt_label, one.tested_label))) for one in before]
    return [
        (first, second)
        for first, second in found
        if second is not None and None not in (*_corners(first), *_corners(second))
    ]


def _fields(tested: Sequence[TestedFinding], people: int) -> Fields:
    """Of a hundred people, how many are in each of the four fields, in the mean of the competences."""
    sums = [sum(count or 0 for count in column) for column in zip(*map(_corners, tested), strict=True)]
    whole = people * len(tested)
    return Fields(people, *_of_hundred([*sums, whole - sum(sums)], whole))


def _of_hundred(counts: Sequence[int], whole: int) -> list[int]:
    """These parts of a whole as parts of a hundred: the largest remainders are rounded up."""
    shares = [100 * count // whole for count in counts]
    rest = sorted(range(len(counts)), key=lambda at: (-(100 * counts[at] % whole), at))
    for at in rest[: 100 - sum(shares)]:
        shares[at] += 1
    return shares


def _percent(count: int, people: int) -> int:
    return (200 * count + people) // (2 * people)


type Shares = Mapping[str, tuple[int, int]]


def _skills(found: Findings) -> Shares:
    """Who feels able without help, of each skill of which that is shown, and of how many, by its label."""
    skills = [one for one in found.questions if one.kind == ItemKind.SKILL and one.people]
    return {one.label: (high, one.people) for one in skills if (high := high_of(one)) is not None}


def _right(found: Findings) -> Shares:
    """Who found the right answer, of each exercise of which that is shown, and of how many, by its label."""
    asked = [one for one in found.questions if one.kind == ItemKind.TESTED and one.people]
    return {one.label: (right, one.people) for one in asked if (right := right_of(one)) is not None}


def _mean(first: Shares, second: Shares) -> tuple[int, int] | None:
    """Both shares in whole percents, in the mean of the questions that both moments show; None without one."""
    asked = [label for label in first if label in second]
    if not asked:
        return None
    sums = [[sum(column) for column in zip(*(of[one] for one in asked), strict=True)] for of in (first, second)]
    return (_percent(*sums[0]), _percent(*sums[1]))


def _of_measures(before: Findings, after: Findings) -> Iterator[Measure]:
    """Each competence that was asked and tested, as far as both moments show it."""
    skills, right = (_skills(before), _skills(after)), (_right(before), _right(after))
    for one in before.tested:
        felt = _mean(*({one.felt_label: of[one.felt_label]} if one.felt_label in of else {} for of in skills))
        shown = _mean(*({one.tested_label: of[one.tested_label]} if one.tested_label in of else {} for of in right))
        if felt or shown:
            yield Measure(bare(one.felt_label), one.tested_label, felt, shown)


def _ways(paired: PairedFindings | None) -> tuple[str, str]:
    """Where what people feel, and what they know, went: as most of the compared questions clearly did."""
    changes = [one for one in paired.changes if not one.is_retrospective] if paired else []
    compared = [[one for one in changes if one.kind == kind] for kind in (ItemKind.SKILL, ItemKind.TESTED)]
    return _way(compared[0]), _way(compared[1])


def _way(changes: Sequence[ChangeFinding]) -> str:
    ways = [one.way for one in changes if one.way]
    if not ways:
        return UNKNOWN
    return next((way for way in (ROSE, FELL) if 2 * ways.count(way) >= len(ways)), SAME)


# -- Words -------------------------------------------------------------------------------------------------------------


def _points(shares: Sequence[int]) -> str:
    change = shares[1] - shares[0]
    sign = "+" if change > 0 else "−"
    return f"\u00a0: {sign}\u00a0{so_many(abs(change), 'point', 'points')}" if change else ""


def share_words(share: int) -> str:
    """A share in whole percents as people say it: « plus d’une personne sur deux »."""
    if share == 50:
        return "une personne sur deux"
    if 50 < share < 60:
        return "plus d’une personne sur deux"
    if 45 <= share < 50:
        return "près d’une personne sur deux"
    if share < 8:
        return "moins d’une personne sur vingt" if share < 4 else "environ une personne sur vingt"
    tenths = (share + 5) // 10
    if tenths == 10:
        return "presque tout le monde"
    return f"environ {_NUMBERS[tenths]} personne{'s' if tenths > 1 else ''} sur dix"


def _title(felt: Sequence[int], way: str) -> str:
    before, after = felt
    if way == ROSE and after > before:
        who = share_words(after)
        verb = "se sentent capables" if "personnes" in who else "se sent capable"
        return f"Après l’accompagnement, {who} {verb}"
    if way == FELL and after < before:
        return f"Après l’accompagnement, {after}\u00a0% des personnes se sentent capables, contre {before}\u00a0% avant"
    if way == SAME:
        return "Après l’accompagnement, les personnes ne se sentent pas nettement plus capables"
    return f"{after}\u00a0% des personnes se sentent capables après l’accompagnement, {before}\u00a0% avant"


def _lead(felt: Sequence[int], shown: Sequence[int] | None, ways: tuple[str, str]) -> str:
    if not shown:
        return "Ce que les personnes savent faire n’a pas été testé\u00a0: on ne connaît que ce qu’elles en disent."
    gap = (felt[1] - felt[0]) - (shown[1] - shown[0])
    if ways == (ROSE, ROSE):
        how = "moins vite que" if gap >= GAP else "plus vite que" if gap <= -GAP else "autant que"
        but = ", mais" if gap >= GAP else ","
        return f"Le savoir-faire progresse aussi{but} {how} la confiance."
    return {
        ROSE: "Le savoir-faire, lui, progresse.",
        FELL: "Le savoir-faire, lui, recule.",
        SAME: "Le savoir-faire, lui, ne change pas nettement." if ways[0] == ROSE else "",
    }.get(ways[1], "")


def _scope(before: Findings, after: Findings, paired: PairedFindings | None) -> str:
    asked = [label for label in _skills(before) if label in _skills(after)]
    tried = [label for label in _right(before) if label in _right(after)]
    what = f"«\u00a0{bare(asked[0])}\u00a0»" if len(asked) == 1 else f"En moyenne sur {len(asked)} savoir-faire"
    exercises = f" et {so_many(len(tried), 'exercice', 'exercices')}" if tried else ""
    said = f"{what}{exercises}. {counted(before.people or 0)} réponses avant, {counted(after.people or 0)} après"
    if paired is not None and paired.pairs:
        same = so_many(paired.pairs, "personne est reconnue", "personnes sont reconnues")
        return f"{said}\u00a0; {same} aux deux moments."
    return f"{said}."


def _sentences(
    felt: Sequence[int], shown: Sequence[int] | None, ways: tuple[str, str], fields: Sequence[Fields]
) -> list[tuple[str, str]]:
    before, after = felt
    found = [
        (
            f"La confiance {_moved(felt, ways[0])}.",
            f"{after}\u00a0% des personnes se disent capables de faire sans aide, contre {before}\u00a0% avant."
            f"{f' {CHANCE}' if ways[0] == SAME else ''}",
        )
    ]
    if shown:
        also = " aussi" if ways == (ROSE, ROSE) else ""
        verb = {ROSE: f"progresse{also}", FELL: "recule", SAME: UNMOVED}.get(ways[1])
        found.append(
            (
                f"Le savoir-faire {verb or _moved(shown, UNKNOWN)}.",
                f"{shown[1]}\u00a0% trouvent la bonne réponse à l’exercice, contre {shown[0]}\u00a0% avant."
                f"{f' {CHANCE}' if ways[1] == SAME else ''}",
            )
        )
    if fields:
        found.append(_unready(*fields))
    return found


def _doubt(shown: Sequence[int] | None, ways: tuple[str, str]) -> str:
    """« La confiance ne change pas nettement. », and why its share has another value all the same."""
    same = [
        f"{name} {UNMOVED}."
        for name, way, is_shown in (("La confiance", ways[0], True), ("Le savoir-faire", ways[1], shown))
        if way == SAME and is_shown
    ]
    return " ".join([*same, CHANCE]) if same else ""


def _moved(shares: Sequence[int], way: str) -> str:
    """What became of a share, no more than its figures and the test allow."""
    before, after = shares
    if way == FELL:
        return "recule"
    if way == SAME:
        return UNMOVED
    if way == UNKNOWN:
        return f"passe de {before} à {after}\u00a0%"
    ratio = after / before if before else 0
    if ratio >= 2.1:
        return "a plus que doublé"
    return "a doublé" if ratio >= 2 else "a presque doublé" if ratio >= 1.8 else "progresse"


def _unready(before: Fields, after: Fields) -> tuple[str, str]:
    """Who feels able without being so: whom another session would help most."""
    share = after.able_wrong
    text = f"{share}\u00a0% se sentent capables sans réussir, contre {before.able_wrong}\u00a0% avant."
    if not share:
        return "Personne ne se croit prêt sans l’être.", text
    text += " Une autre séance leur servirait le plus."
    if share >= 30:
        who = share_words(share)
        verb = "se sentent prêtes" if "personnes" in who else "se sent prête"
        return f"{who[0].upper()}{who[1:]} {verb} avant de l’être.", text
    one_of = (200 + share) // (2 * share)
    of = _NUMBERS[one_of] if one_of < len(_NUMBERS) else str(one_of)
    return f"Une personne sur {of} se sent prête avant de l’être.", text
