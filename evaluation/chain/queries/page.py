"""The chain of a scope as a page shows it: its title, its picture, its figures and a line for each action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.chain.queries.chain import Chain
from evaluation.chain.queries.figures import FIGURES, OUTPUTS, PEOPLE, Money, Output, Part
from evaluation.chain.queries.outcomes import Change
from evaluation.chain.rules import (
    EUROS,
    FEW_PEOPLE,
    MASKED,
    MONEY_HIDDEN,
    Column,
    TitleParts,
    chain_bars,
    columns_of,
    listed,
    title_of,
)
from inclusion.core.charts.bars import bar_chart
from inclusion.core.charts.dots import Crowd as Dots
from inclusion.core.figures import marked
from inclusion.core.french.money import ZERO
from inclusion.templatetags.charts import NARROW, WIDE

#: Outputs that a title may name, the first that are there.
TITLED = ("pass-envoyes", "heures-d-aide", "familles-equipees", "appareils", "prets", "inscrits", "postes")
MAX_TITLED = 2
#: Money that a title names where there is nothing better.
MONEY_WORDS = {
    "verse": "versés",
    "paye": "payés",
    "reste-a-payer": "restent à payer",
    "reste": "restent à engager",
    "subventions-reservees": "de subventions réservées",
}


@dataclass(frozen=True)
class ShownFigure:
    """A figure on the page: how it is written, and whether its list may be opened."""

    figure: Money | Output
    label: str
    words: str
    opens: bool


@dataclass(frozen=True)
class ActionLine:
    """What one action cost, what it did and what changed; euros are None where they may not be shown."""

    action: Any
    committed: Any
    paid: Any
    #: What the operator of the scope pays of it, in words.
    share: str
    #: What is known, then what was typed, in words.
    outputs: list[str]
    typed: list[str]
    changes: list[Change]


def shown_figures(chain: Chain, part: Part) -> list[ShownFigure]:
    """The figures of a part of the page; what is zero is said of money alone."""
    found = []
    for one in chain.figures(part):
        total, shown = chain.total(one), chain.shows(one)
        if total or isinstance(one, Money) or one is PEOPLE:
            words = chain.amount(one).written(one.unit.number(total)) if shown else MASKED
            found.append(ShownFigure(one, one.label_in(chain.scope), words, shown))
    return found


def lines_of(chain: Chain) -> list[ActionLine]:
    """A line for each action of the scope of which there is something to say, the dearest first."""
    engaged, paid = FIGURES["engage"], FIGURES["paye"]
    money = engaged.said_of(chain.scope) and chain.shows_costs
    found = []
    for key in sorted(chain.actions, key=lambda one: (-chain.total(engaged, one), one)):
        said = [one for one in OUTPUTS if one.said_of(chain.scope) and chain.speaks_of(one, key)]
        line = ActionLine(
            chain.known[key],
            chain.amount(engaged, key) if money else None,
            chain.amount(paid, key) if money else None,
            chain.share_words(chain.shares[key]) if money and key in chain.shares else "",
            [_in_words(chain, one, key) for one in said if not one.is_typed],
            [_in_words(chain, one, key) for one in said if one.is_typed],
            chain.changes.get(key, []),
        )
        if line.committed or line.paid or said or line.changes:
            found.append(line)
    return found


def _in_words(chain: Chain, one: Output, action: int) -> str:
    if chain.shows(one, action):
        return marked(one.unit.words(chain.total(one, action)), chain.amount(one, action))
    return f"{one.label.lower()}\u00a0: {MASKED}"


def words_of(chain: Chain) -> dict[str, Any]:
    """The title, what changed in one sentence, and the surveys that are published of the scope."""
    scope = chain.scope
    sums = {one.key: chain.total(one) for one in chain.figures() if chain.shows(one)}
    changes = read_changes(chain)
    changed = changes[0].title if len(changes) == 1 else ""
    outputs = [FIGURES[key].unit.brief(sums[key]) for key in TITLED if sums.get(key)]
    said = TitleParts(
        when=str(scope.year),
        about=str(scope.epci or (chain.name_of(scope.action.pk) if scope.action else "")),
        operator=str(scope.partner or ""),
        is_own=chain.is_own,
        committed=sums.get("part-du-cout" if scope.partner else "engage"),
        outputs=outputs[:MAX_TITLED],
        people=PEOPLE.unit.words(sums["personnes"]) if sums.get("personnes") else "",
        others=_others(chain, sums),
    )
    amounts = [chain.amount(one) for one in chain.figures() if chain.shows(one)]
    return {"title": marked(title_of(said), *amounts), "changed": changed, "changes": changes}


def _others(chain: Chain, sums: Mapping[str, Decimal]) -> list[str]:
    """What a title says for want of better, in its order: other figures, what was typed, why nothing may be read."""
    there = [one for one in chain.figures() if sums.get(one.key, ZERO) > 0]
    paid = [f"{EUROS.brief(sums[one.key])} {MONEY_WORDS[one.key]}" for one in there if one.key in MONEY_WORDS]
    done = [one.unit.brief(sums[one.key]) for one in there if one.part == Part.OUTPUT]
    typed = [one.unit.brief(sums[one.key]) for one in there if one.is_typed]
    hidden = [one for one in chain.figures() if not chain.shows(one) and chain.total(one)]
    whys = {MONEY_HIDDEN if isinstance(one, Money) else FEW_PEOPLE: "" for one in reversed(hidden)}
    return [
        listed(done[:MAX_TITLED]),
        paid[0] if paid else "",
        f"{listed(typed[:MAX_TITLED])} ({'nombre saisi' if len(typed) == 1 else 'nombres saisis'})" if typed else "",
        *whys,
    ]


def read_changes(chain: Chain) -> list[Change]:
    """What is published of the scope, each survey once for those of whom it speaks."""
    found = {(one.survey.pk, one.note): one for changes in chain.changes.values() for one in changes if one.title}
    return list(found.values())


def picture_of(chain: Chain, lines: Sequence[ActionLine]) -> dict[str, Any] | None:
    """The drawing from euros over each action to people; None where there is nothing to draw."""
    sums = {one.key: chain.total(one) for one in chain.figures(Part.MONEY) if chain.shows(one)}
    people = int(chain.total(PEOPLE)) if chain.shows(PEOPLE) else 0
    bars = chain_bars(sums, operator=str(chain.scope.partner or ""), one_action=bool(chain.scope.action))
    if not bars and not people:
        return None
    wide, narrow = (bar_chart(bars, width=width) for width in (WIDE, NARROW))
    return {
        "wide": wide if bars else None,
        "narrow": narrow if bars else None,
        "spoken": "\u00a0; ".join(title for title, _ in bars),
        "columns": [] if chain.scope.action else columns_of([_column(chain, one) for one in lines]),
        "crowd": Dots(people, "personnes aidées" if people > 1 else "personne aidée") if people else None,
    }


def _column(chain: Chain, line: ActionLine) -> Column:
    key = line.action.pk
    own = chain.shares[key].amount if key in chain.shares else None
    typed = [f"{one} (nombre saisi)" for one in line.typed]
    return Column(
        chain.name_of(key),
        ZERO if line.committed is None else line.committed if own is None else own,
        0,
        [*line.outputs, *(typed if not line.outputs else [])],
        next((one.title for one in line.changes if one.title), ""),
        chain.scope.query(action=key),
    )
