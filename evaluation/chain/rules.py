"""What the chain from euros to results says in words, and which counts of people may be shown in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from evaluation.activity.rules.records import whole_hours
from inclusion.core.charts.bars import REST, Piece, part_of_bar
from inclusion.core.french.money import ZERO, euros, figure, grouped
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import MONTHS
from inclusion.core.suppression import THRESHOLD, sum_may_be_shown

#: Said where a count would reveal few people.
MASKED = "masqué"
MINUTES, CENT = Decimal(60), Decimal("0.01")
#: Said in a title where there is nothing that may be said in it.
FEW_PEOPLE = "trop peu de personnes pour être montré"
MONEY_HIDDEN = "les montants ne vous sont pas montrés"
NOTHING = "rien n’est encore compté"


@dataclass(frozen=True)
class Unit:
    """How an amount is written: « 560 pass », « 3 412 heures d’aide », « 12 000 € »."""

    one: str = ""
    many: str = ""
    is_money: bool = False
    #: The amount is in minutes, and read in hours.
    in_hours: bool = False

    @property
    def name(self) -> str:
        """What it counts, as a definition says it."""
        return "€" if self.is_money else self.many

    def words(self, amount: Decimal | int) -> str:
        """The amount with its unit; euros to the cent."""
        if self.is_money:
            return euros(amount)
        if self.in_hours:
            return self._hours(amount)
        whole = int(amount)
        is_singular = abs(whole) < 2
        written = grouped(whole) if amount == whole else figure(amount).rstrip("0")
        return f"{written}\u00a0{self.one if is_singular else self.many}"

    def number(self, amount: Decimal | int) -> str:
        """The amount where a label says what it is of: « 36 », « 190 h »."""
        if self.in_hours:
            hours = whole_hours(amount)
            return f"{grouped(hours)}\u00a0h" if hours or not amount else self._hours(amount)
        return self.words(amount).split("\u00a0")[0] if not self.is_money else self.words(amount)

    def brief(self, amount: Decimal | int) -> str:
        """The same for a title: whole euros, whole hours."""
        return euros(amount, decimals=False) if self.is_money else self.words(amount)

    def row(self, amount: Decimal | int) -> str:
        """The same in a line of a list: minutes as they were noted, so that the lines add up to the total."""
        return so_many(int(amount), "minute", "minutes") if self.in_hours else self.words(amount)

    def sum(self, amount: Decimal | int) -> str:
        """The same at the foot of a list."""
        return f"{self.row(amount)}, soit {self.words(amount)}" if self.in_hours else self.words(amount)

    def _hours(self, minutes: Decimal | int) -> str:
        hours = whole_hours(minutes)
        if not hours and minutes:
            return f"moins d’une {self.one}"
        return f"{grouped(hours)}\u00a0{self.one if hours < 2 else self.many}"


EUROS = Unit(is_money=True)


@dataclass(frozen=True)
class Crowd:
    """How many people a figure is of: in the whole network by funded action and by intercommunalité, in one year."""

    by_action: Mapping[int, int]
    by_area: Mapping[str, int]


def may_show(crowd: Crowd, actions: Collection[int], area: str | None) -> bool:
    """Whether a figure of these actions, in one intercommunalité or in all, reveals nothing of few people.

    Sums over actions, and over intercommunalités of all actions, are shown where no difference of two of them is of a
    small group. Both at once are shown only where the actions are all there are.
    """
    if area is None:
        return sum_may_be_shown(crowd.by_action, actions)
    others = sum(count for action, count in crowd.by_action.items() if action not in actions)
    return not others and sum_may_be_shown(crowd.by_area, [area])


def overlap_may_be_shown(parts: Sequence[int], together: int) -> bool:
    """Whether people counted once reveal nothing of those who are in several parts: nobody is, or enough people."""
    twice = sum(parts) - together
    return together == 0 or (together >= THRESHOLD and (twice == 0 or twice >= THRESHOLD))


# -- The title


@dataclass(frozen=True)
class TitleParts:
    """What the title says: what was committed, of whom, what the actions did, whom they helped."""

    when: str
    #: The intercommunalité, or the action, that the page is of; empty for the network.
    about: str = ""
    #: Whose money it is; empty for everybody's.
    operator: str = ""
    is_own: bool = False
    #: What was committed: a euro that was not has done nothing yet.
    committed: Decimal | None = None
    outputs: Sequence[str] = ()
    people: str = ""
    #: What is said where nothing of the above is there, the first of these.
    others: Sequence[str] = ()


def title_of(said: TitleParts) -> str:
    """« En 2026, 96 000 € engagés ; 3 412 heures d’aide et 560 pass ; 231 personnes aidées ».

    The money stands beside what was done, not before it: a part of it may be for actions of which nothing is counted.
    """
    whose = "" if said.is_own else said.operator
    about = ", ".join(filter(None, (whose, said.about)))
    start = f"{about}, en {said.when} : " if about else f"En {said.when}, "
    parts = [part for part in (_committed(said), listed(said.outputs), said.people) if part]
    return start + (" ; ".join(parts) or next(filter(None, said.others), NOTHING))


def asked_words(start: date, last: date) -> str:
    """The days on which people were asked, by month: « Personnes interrogées de septembre 2025 à septembre 2026. »."""
    first, until = (f"{MONTHS[day.month - 1]}\u00a0{day.year}" for day in (start, last))
    if first == until:
        return f"Personnes interrogées en {first}."
    of = "d’" if first[0] in "ao" else "de "
    return f"Personnes interrogées {of}{first} à {until}."


def _committed(said: TitleParts) -> str:
    """What was committed, of an operator its part; empty where it is nothing."""
    if not said.committed or said.committed < 0:
        return ""
    amount, is_one = EUROS.brief(said.committed), said.committed < 2
    if said.operator:
        whose = "votre" if said.is_own else "sa"
        return f"{amount} de {whose} part {'est engagé' if is_one else 'sont engagés'}"
    return f"{amount} engagé{'' if is_one else 's'}"


def listed(words: Sequence[str]) -> str:
    """« 560 pass, 37 familles et 12 prêts »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


# -- The picture


def chain_bars(
    sums: Mapping[str, Decimal], *, operator: str = "", one_action: bool = False
) -> list[tuple[str, list[Piece]]]:
    """Bars on one scale: what was contributed, what that gathered, what it was committed to; none that is empty.

    `sums`: the figures of money that may be shown, by their keys.
    """
    given, match, grants, committed, left, reserved, paid, to_pay = (
        max(sums.get(key, ZERO), ZERO)
        for key in (
            "verse",
            "effet-levier",
            "part-des-subventions" if operator else "subventions",
            "part-du-cout" if operator else "engage",
            "reste",
            "subventions-reservees",
            "paye",
            "reste-a-payer",
        )
    )
    brief = EUROS.brief
    if one_action:
        pieces = [Piece("Payé dans l’année", paid, "c1"), Piece("Reste à payer", to_pay, REST)]
        return [(f"Payé ou à payer\u00a0: {brief(paid + to_pay)}", pieces)] if paid or to_pay else []
    gathered = given + match + grants
    who = operator or "Opérateurs"
    bars = []
    if given and given != gathered:
        bars.append((f"Versé\u00a0: {brief(given)}", [Piece(who, given, "c1")]))
    if gathered:
        pieces = [Piece(who, given, "c1"), Piece("Effet levier", match, "c2"), Piece("Subventions", grants, "c3")]
        bars.append((f"Réuni\u00a0: {brief(gathered)}", pieces))
    if committed or left or reserved:
        pieces = [
            Piece("Engagé", committed, "c5"),
            Piece("Subventions réservées", reserved, "c3"),
            Piece("Reste à engager" if operator else "Reste du pot commun", left, REST),
        ]
        bars.append((f"Engagé\u00a0: {part_of_bar(committed, pieces)}", pieces))
    return bars


#: How many columns a picture has: one for each action, the last for the others where there are more.
MAX_COLUMNS = 8


@dataclass(frozen=True)
class Column:
    """One action in the picture: its euros, of how many in the largest column, what they allowed, what changed."""

    name: str
    amount: Decimal
    #: Of the largest one, in whole percents, one at the least.
    share: int
    #: What is known of it, then what was typed, in words; what changed.
    lines: Sequence[str] = ()
    changed: str = ""
    #: The query of the page of this action alone; nothing for the others together.
    query: str = ""


def columns_of(actions: Sequence[Column]) -> list[Column]:
    """A column for each action that euros were committed to, the dearest first; beyond eight, one for the others."""
    paid = sorted((one for one in actions if one.amount > 0), key=lambda one: -one.amount)
    if len(paid) > MAX_COLUMNS:
        others = paid[MAX_COLUMNS - 1 :]
        amount = sum((one.amount for one in others), ZERO)
        paid = [*paid[: MAX_COLUMNS - 1], Column(f"{len(others)} autres actions", amount, 0)]
    largest = max((one.amount for one in paid), default=ZERO)
    return [replace(one, share=max(int(100 * one.amount / largest), 1)) for one in paid]
