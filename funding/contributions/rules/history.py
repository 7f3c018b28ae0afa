"""Why a contributor's match of a year is what it is: what happened, one after the other, with a line of arithmetic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from funding.contributions.rules.leverage import ContributorYear, Lot, Match, Outcome, Reason, Terms, factor
from inclusion.core.french.money import ZERO, CalculationStep, equals, euros, figure, floor_to_cent
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date


@dataclass(frozen=True)
class Event:
    """Money that came in or was given back, its reversal, or (no lot) caps that were raised; with what was before."""

    on: date
    lot: Lot | None
    is_reversal: bool
    before: Outcome
    after: Outcome


def events_of(lots: Sequence[Lot], terms: Sequence[Terms]) -> list[Event]:
    """What happened, the earlier day first; within a day caps are raised first, then what was wrong is reversed.

    What was recorded and reversed on one day is left out.
    """
    ordered = sorted(lots, key=lambda lot: lot.on)
    found: list[tuple[date, int, int]] = [
        *((day, 0, -1) for day in {caps.until for rule in terms for caps in rule.earlier}),
        *((lot.until, 1, index) for index, lot in enumerate(ordered) if lot.until and lot.until > lot.on),
        *((lot.on, 2, index) for index, lot in enumerate(ordered) if lot.until is None or lot.until > lot.on),
    ]
    there: set[int] = set()
    before = Outcome([], terms)
    events = []
    for day, kind, index in sorted(found):
        there ^= {index} - {-1}
        after = Outcome([ordered[one] for one in sorted(there)], [rule.on(day) for rule in terms])
        events.append(Event(day, ordered[index] if kind else None, kind == 1, before, after))
        before = after
    return events


def steps_by_rule(
    own: ContributorYear, lots: Sequence[Lot], terms: Sequence[Terms], *, names: Mapping[str, str]
) -> list[list[CalculationStep]]:
    """Why one contributor's money of a year drew what it drew, rule by rule, in the order of the days.

    `names` are those of the contributors who may be named; the others stay unnamed, and so does what was theirs.
    """
    caps = [one.year_cap for rule in terms for one in rule.earlier] + [rule.year_cap for rule in terms]
    limited = any(cap is not None for cap in caps)
    year = [lot for lot in lots if lot.year == own[1] and (limited or lot.contributor == own[0])]
    events = events_of(year, terms)
    return [
        [
            *(step for event in events if (step := _step(own, rule, event, names))),
            *(_waiting_step(own, rule, events[-1].after, names) if events else ()),
        ]
        for rule in range(len(terms))
    ]


def _step(own: ContributorYear, rule: int, event: Event, names: Mapping[str, str]) -> CalculationStep | None:
    """What one event did to the contributor's match under a rule; None where it did nothing."""
    why = Reason(own, rule, event.before, event.after)
    if event.lot is not None and (event.lot.contributor, event.lot.year) == own:
        if why.counted == why.counted_before:
            return None
        return (
            _receipt_step(why, event)
            if (event.lot is not None and event.lot.amount > 0 and not event.is_reversal)
            else _other_own_step(why, event)
        )
    return _others_step(why, rule, event, names) if why.result else None


def _from_ratio(why: Reason) -> tuple[str, str]:
    """What the ratio gives for all that is counted, as a line; and the cap per contributor, where it cuts it."""
    by = factor(why.terms.ratio)
    line = f"{figure(why.counted)} × {by} {equals(why.exact, why.floored)} {euros(why.floored)}"
    if why.floored == why.capped:
        return line, ""
    return line, f" Le plafond par contributeur est de {euros(why.capped)}."


def _receipt_step(why: Reason, event: Event) -> CalculationStep:
    """A receipt: the ratio, what is due for the money before, and what the cap of the year leaves."""
    line, capped = _from_ratio(why)
    lines, more = [line], why.uncut
    if why.due_before and more:
        lines.append(_difference(why.capped, why.due_before))
    sentence = (
        f"{euros(why.counted - why.counted_before)} reçus le {plain_date(event.on)}, "
        f"effet levier ajouté\u00a0: {euros(why.result)}.{capped}"
    )
    if more > why.result and why.terms.year_cap is not None:
        left = why.terms.year_cap - why.year_before
        sentence += (
            f" Le plafond de l’année est de {euros(why.terms.year_cap)}\u00a0: {euros(why.year_before)} étaient déjà "
            f"utilisés, il en restait {euros(left)}. {euros(more - why.result)} attendaient."
        )
        lines.append(_difference(why.terms.year_cap, why.year_before))
        if left:
            lines.append(_difference(more, left))
    return CalculationStep(sentence, "\u00a0; ".join(lines))


def _other_own_step(why: Reason, event: Event) -> CalculationStep:
    """A refund, or the reversal of what was recorded by mistake: what the money that stays draws, beside before."""
    line, capped = _from_ratio(why)
    lines, moved = [line], abs(why.counted - why.counted_before)
    if why.waiting:
        capped += f" Sous le plafond de l’année, {euros(why.waiting)} attendaient."
        lines.append(_difference(why.capped, why.waiting))
    if why.result:
        lines.append(_difference(*sorted((why.drawn, why.drawn_before), reverse=True)))
    effect = "repris" if why.counted < why.counted_before else "ajouté"
    return CalculationStep(
        f"{_moved(event, moved)}, effet levier {effect}\u00a0: {euros(abs(why.result))}.{capped}",
        "\u00a0; ".join(lines),
    )


def _moved(event: Event, amount: Decimal) -> str:
    """« 100,00 € rendus le 3 mars 2026 », « remboursement de 100,00 € annulé le 3 mars 2026 »."""
    day = plain_date(event.on)
    if not event.is_reversal:
        return f"{euros(amount)} rendus le {day}"
    what = "Remboursement" if event.lot is not None and event.lot.amount < 0 else "Versement"
    return f"{what} de {euros(amount)} annulé le {day}"


def _others_step(why: Reason, rule: int, event: Event, names: Mapping[str, str]) -> CalculationStep:
    """What others' money, or raised caps, freed for what waited; or what came back before it."""
    still = f" {euros(why.waiting)} attendaient encore." if why.waiting else ""
    cause = f"Le {plain_date(event.on)}, {_cause(rule, event, names)}"
    if why.result > 0:
        sentence = f"{cause}\u00a0: {euros(why.result)} s’ajoutent à ce qui attendait ici.{still}"
        line = f"{figure(why.drawn_before)} + {figure(why.result)} = {euros(why.drawn)}"
    else:
        sentence = f"{cause}\u00a0: {euros(-why.result)} sont repris ici, et attendent.{still}"
        line = _difference(why.drawn_before, -why.result)
    return CalculationStep(sentence, line)


def _cause(rule: int, event: Event, names: Mapping[str, str]) -> str:
    """« le remboursement d’Orange libère 799,90 € sous le plafond de l’année », « le plafond de l’année passe … »."""
    if event.lot is None:
        before = event.before.terms[rule]
        after = event.after.terms[rule]
        if before.year_cap != after.year_cap:
            return f"le plafond de l’année {_from_to(before.year_cap, after.year_cap)}"
        return f"le plafond par contributeur {_from_to(before.cap, after.cap)}"
    name = names.get(event.lot.contributor)
    what = "remboursement" if event.lot.amount < 0 else "versement"
    who = f"le {what} {of(name)}" if name else f"un {what}"
    if event.is_reversal:
        who = "l’annulation " + (f"du {what} {of(name)}" if name else f"d’un {what}")
    key = (event.lot.contributor, event.lot.year)
    change = event.after.added[rule].get(key, ZERO) - event.before.added[rule].get(key, ZERO)
    amount = f" {euros(abs(change))}" if name else " de la place"
    return f"{who} {'libère' if change < 0 else 'reprend'}{amount} sous le plafond de l’année"


def _from_to(before: Decimal | None, after: Decimal | None) -> str:
    was = euros(before or ZERO)
    return f"de {was} est levé" if after is None else f"passe de {was} à {euros(after)}"


def _difference(more: Decimal, less: Decimal) -> str:
    return f"{figure(more)} − {figure(less)} = {euros(more - less)}"


# -- Who waits


def words_of_caps(one: Match, outcome: Outcome, rule: int, *, names: Mapping[str, str]) -> str:
    """Which cap leaves a receipt less than the ratio gives, what of it is used, who waits; empty where none does."""
    terms, key = outcome.terms[rule], (one.lot.contributor, one.lot.year)
    if one.waiting and terms.year_cap is not None:
        used, queue = outcome.of_year(rule, key[1]), waiting_words(waiting_of(outcome, rule, key[1]), names)
        return (
            f"{euros(used)} du plafond de {key[1]}, {euros(terms.year_cap)}, sont utilisés\u00a0: "
            f"{euros(one.waiting)} attendent. Dans l’ordre, attendent {queue}."
        )
    if terms.cap is not None and floor_to_cent(terms.ratio * Fraction(outcome.counted[rule][key])) > terms.cap:
        return f"Le plafond par contributeur et par an, {euros(terms.cap)}, est atteint."
    return ""


def waiting_of(outcome: Outcome, rule: int, year: int) -> list[Match]:
    """The receipts of a year that found too little room under the cap of a rule, the next to be served first."""
    return [one for one in outcome.matches[rule] if one.lot.year == year and one.waiting]


def waiting_words(waiting: Iterable[Match], names: Mapping[str, str]) -> str:
    """« CARSAT 55,56 € (versement du 3 mars 2026), MSA 10,00 € (…) », of those who may be named."""
    return ", ".join(
        f"{names[one.lot.contributor]} {euros(one.waiting)} (versement du {plain_date(one.lot.on)})"
        for one in waiting
        if one.lot.contributor in names
    )


def _waiting_step(own: ContributorYear, rule: int, outcome: Outcome, names: Mapping[str, str]) -> list[CalculationStep]:
    """What of the cap is used now and who waits for the next room, where the contributor itself waits."""
    terms, waiting = outcome.terms[rule], waiting_of(outcome, rule, own[1])
    mine = sum((one.waiting for one in waiting if one.lot.contributor == own[0]), ZERO)
    if terms.year_cap is None or not mine:
        return []
    used = outcome.of_year(rule, own[1])
    sentence = f"{euros(used)} du plafond de {own[1]}, {euros(terms.year_cap)}, sont utilisés. "
    if any(one.lot.contributor != own[0] for one in waiting) and names:
        return [CalculationStep(f"{sentence}Attendent, dans cet ordre\u00a0: {waiting_words(waiting, names)}.")]
    return [CalculationStep(f"{sentence}{euros(mine)} attendent ici.")]
