"""What is published of some groups, as a document that is read like that of everybody.

Nothing is counted here: figures of groups that are shown are added up, and what is hidden stays so.
"""

from collections.abc import Collection
from dataclasses import dataclass

from evaluation.enums import Dimension, ItemKind
from evaluation.results.rules.findings import (
    ChangeFinding,
    Findings,
    GroupFinding,
    PairedFindings,
    QuestionFinding,
    bare,
)
from inclusion.core.charts.changes import Split


@dataclass(frozen=True)
class Chosen:
    """The people of some groups of one dimension, by their keys."""

    dimension: Dimension
    keys: frozenset[str]


def findings_of_groups(found: Findings, chosen: Chosen) -> Findings | None:
    """What is published of one moment of these people; None where one of the groups is hidden, or none is there."""
    if found.alike.get(chosen.dimension) in chosen.keys:
        return found
    places = _places(found.groups, chosen)
    if not places or (len(places) < len(chosen.keys) and found.hidden_groups.get(chosen.dimension)):
        return None
    return found.model_copy(
        update={
            "people": sum(found.groups[at].people for at in places),
            "expected": None,
            "groups": (),
            "tested": (),
            "questions": tuple(_question(one, places) for one in found.questions),
        }
    )


def _places(groups: Collection[GroupFinding], chosen: Chosen) -> frozenset[int]:
    return frozenset(
        at for at, one in enumerate(groups) if one.dimension == chosen.dimension and one.key in chosen.keys
    )


def _question(question: QuestionFinding, places: Collection[int]) -> QuestionFinding:
    rows = [row for row in question.groups if row.group in places]
    columns = zip(*(row.counts for row in rows), strict=True) if len(rows) == len(places) else ()
    return question.model_copy(
        update={
            "people": sum(row.people for row in rows),
            "counts": tuple(_sum(column) for column in columns),
            "high": None,
            "groups": (),
            "summary": None,
            "texts": (),
        }
    )


def _sum(counts: Collection[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if len(known) == len(counts) else None


@dataclass(frozen=True)
class Gain:
    """How many of some people feel more able, or succeed where they failed, of those who answered both times."""

    label: str
    is_tested: bool
    rose: int
    people: int

    @property
    def sentence(self) -> str:
        """« 11 des 23 personnes retrouvées se sentent plus capables\u00a0: envoyer un e-mail »."""
        verb = ("réussit", "réussissent") if self.is_tested else ("se sent", "se sentent")
        end = "mieux l’exercice" if self.is_tested else "plus capable" if self.rose < 2 else "plus capables"
        start = "aucune" if not self.rose else str(self.rose)
        return (
            f"{start} des {self.people} personnes retrouvées {verb[self.rose > 1]} {end}\u00a0: "
            f"«\u00a0{bare(self.label)}\u00a0»"
        )

    @property
    def split(self) -> Split:
        """The same as a whole in two parts."""
        more, less = ("réussissent mieux", "pas mieux") if self.is_tested else ("plus capables", "autant ou moins")
        parts = ((self.rose, more, "c1"), (self.people - self.rose, less, "c5"))
        return Split(f"«\u00a0{bare(self.label)}\u00a0», les {self.people} personnes retrouvées", parts)


def gains_of_groups(paired: PairedFindings, chosen: Chosen) -> tuple[Gain, ...]:
    """What became of what these people feel, then of what they know: of the first question of which that is shown."""
    places = _places(paired.groups, chosen)
    if not places:
        return ()
    known = [one for one in paired.changes if not one.is_retrospective]
    first = (
        next((gain for one in known if one.kind == kind and (gain := _gain(one, places))), None)
        for kind in (ItemKind.SKILL, ItemKind.TESTED)
    )
    return tuple(gain for gain in first if gain)


def _gain(change: ChangeFinding, places: Collection[int]) -> Gain | None:
    rows = [row for row in change.groups if row.group in places]
    rose, unpaired = _sum([row.rose for row in rows]), _sum([row.unpaired for row in rows])
    if len(rows) < len(places) or rose is None or unpaired is None:
        return None
    people = sum(row.people for row in rows) - unpaired
    return Gain(change.label, change.kind == ItemKind.TESTED, rose, people) if people else None
