"""Rules of the pages of a fund: years that may be closed, what can still be committed, the words of a year, counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from funding.ledger.figures import AVAILABLE, FINANCED, RAISED
from funding.ledger.rules import Available, rest_name
from funding.statements.rules.words import action_pieces, count_of_actions
from inclusion.core.charts.balance import Balance, Part, balance
from inclusion.core.charts.bars import REST, Chart, Piece, bar_chart, part_of_bar
from inclusion.core.figures import marked
from inclusion.core.french.money import NO_BREAK_SPACE, ZERO, CalculationStep, brief_euros, euros, figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import civil_year, plain_date, shown_end

type Named = tuple[str, Decimal]

# -- Years that may be closed


def years_to_close(start: date, end: date, *, closed_until: date | None, today: date) -> dict[int, date]:
    """Return the civil years of a fund of `[start, end)` that are over and still open, the earliest first.

    Each with the day (exclusive) until which the accounts are closed with it: the last year may end with the fund.
    """
    found = {}
    for year in range(start.year, end.year + 1):
        until = min(civil_year(year).end, end)
        if civil_year(year).start < end and until <= today and (closed_until is None or closed_until < until):
            found[year] = until
    return found


# -- The year of a fund, in words and bars


def year_headline(year: int, *, raised: Decimal, committed: Decimal, actions: int) -> str:
    """« En 2026, 396 500 € réunis ; 157 800 € engagés pour neuf actions »."""
    gathered = f"{_brief(raised)} réunis" if raised > 0 else "rien n’a été réuni"
    if committed <= 0:
        return marked(f"En {year}, {gathered}\u00a0; rien n’a été engagé", raised)
    for_actions = f" pour {count_of_actions(actions)}" if actions else ""
    return marked(f"En {year}, {gathered}\u00a0; {_brief(committed)} engagés{for_actions}", raised, committed)


def year_lead(*, released: Decimal, paid: Decimal, carried: Decimal, shares: Decimal, grants: Decimal) -> str:
    """What was paid and given back, and what is left of the common pot (`shares`) and of grants.

    `carried`: what had been committed before the year and not paid yet.
    """
    earlier = ", engagements antérieurs compris" if carried else ""
    said = [f"{euros(paid)} ont été payés{earlier}." if paid > 0 else "Rien n’a été payé."]
    if released:
        said.append(f"{euros(released)} engagés et non dépensés ont été rendus.")
    rest = f"Il reste {euros(shares)} dans le pot commun"
    reserved = f", et {euros(grants)} de subventions réservées à leurs actions" if grants else ""
    return marked(" ".join([*said, f"{rest}{reserved}."]), paid, released, shares, grants)


def year_bars(
    *,
    received: Decimal,
    match: Decimal,
    granted: Decimal,
    before: Decimal,
    actions: Sequence[Named],
    shares: Decimal,
    grants: Decimal,
    width: int,
) -> Chart:
    """What was raised beside what was left before, and what became of it, on one scale.

    `actions`: what was committed to each, less what came back; `shares` and `grants`: what is left of both.
    """
    raised, cost = received + match + granted, sum((amount for _, amount in actions), ZERO)
    sources = [
        Piece("Contributeurs", received, "c1"),
        Piece("Effet levier", match, "c2"),
        Piece("Subventions", granted, "c3"),
        Piece("Restait d’avant", before, REST),
    ]
    uses = [
        *action_pieces(list(actions)),
        Piece("Subventions réservées", grants, "c3"),
        Piece("Pot commun", shares, REST),
    ]
    bars = [
        (f"Réuni\u00a0: {part_of_bar(raised, sources)}", sources),
        (f"Engagé, rendu déduit\u00a0: {part_of_bar(cost, uses)}", uses),
    ]
    return bar_chart(bars, width=width)


def _brief(amount: Decimal) -> str:
    return euros(amount, decimals=False)


# -- What a fund can still commit: its title, its calculation, its picture


@dataclass(frozen=True)
class Standing:
    """Where the money of a fund came from and what it is now, in euros; `reserved` is what is left of grants."""

    received: Decimal
    match: Decimal
    granted: Decimal
    committed: Decimal
    released: Decimal
    paid: Decimal
    reserved: Decimal
    available: Available

    @property
    def raised(self) -> Decimal:
        """All that came in."""
        return RAISED.beside(self.received, self.received + self.match + self.granted)

    @property
    def financed(self) -> Decimal:
        """What is committed and was not given back."""
        return FINANCED.beside(self.received, self.committed - self.released)

    @property
    def free(self) -> Decimal:
        """What can still be committed, zero at least."""
        return AVAILABLE.beside(self.received, max(self.available.amount, ZERO))

    @property
    def to_pay(self) -> Decimal:
        """What is committed and was neither paid nor given back."""
        return self.financed - self.paid


#: How long before its end the title of a fund says until when it can commit.
ENDS_SOON = timedelta(days=60)


def fund_title(standing: Standing, *, commits: bool, start: date, end: date, closed: bool, today: date) -> str:
    """What the page of a fund of `[start, end)` answers. `commits`: whether its reader may commit euros.

    `closed`: whether the accounts of all its days are closed.
    """
    available = standing.available
    if available.missing:
        return f"Il manque {brief_euros(available.missing)} pour tenir ce qui est déjà promis"
    if today >= end:
        last = plain_date(shown_end(end))
        over = "Les comptes du fonds sont clos" if closed else f"Le fonds s’est terminé le {last}"
        left = f"il reste {available.words}" if available.amount else "il ne reste rien"
        return f"{over}{NO_BREAK_SPACE}: {left}"
    if not standing.raised:
        return "Le fonds n’a encore rien réuni"
    if not available.amount:
        return "Le fonds ne peut plus rien engager"
    if today < start:
        when = f" à partir du {plain_date(start)}"
    else:
        when = f" jusqu’au {plain_date(shown_end(end))}" if end - today <= ENDS_SOON else ""
    return f"{'Vous pouvez' if commits else 'Le fonds peut'} encore engager {available.words}{when}"


def fund_lead(standing: Standing, *, start: date) -> str:
    """What was raised since the first day of a fund, and what the rest of it is; empty where nothing was raised."""
    available = standing.available
    if not standing.raised:
        return ""
    if available.missing:
        return (
            f"{_brief(standing.raised)} ont été réunis depuis le {plain_date(start)}. Il reste "
            f"{_brief(max(available.pot, ZERO))} dans le pot commun, et {_brief(available.promised)} sont promis."
        )
    others = (
        ("engagé", standing.committed > standing.released),
        ("réservé par des subventions", standing.reserved > 0),
        ("promis", available.promised > 0),
    )
    rest = [word for word, is_so in others if is_so]
    said = f"Sur {euros(standing.raised, decimals=False)} réunis depuis le {plain_date(start)}."
    if not rest:
        return said
    return f"{said} Le reste est {' ou '.join([', '.join(rest[:-1]), rest[-1]] if rest[1:] else rest)}."


def fund_steps(standing: Standing) -> list[CalculationStep]:
    """Why this can still be committed, from what was raised to what is promised."""
    terms = [
        ("", standing.raised, "réunis"),
        ("−", standing.committed, "engagés"),
        ("+", standing.released, "rendus"),
        ("−", standing.reserved, "réservés"),
        ("−", standing.available.promised, "promis"),
    ]
    line = " ".join(f"{sign} {figure(amount)} {word}".lstrip() for sign, amount, word in terms if amount or not sign)
    sentence = "Ce qui est réuni et n’est ni engagé, ni réservé par une subvention, ni promis\u00a0:"
    return [CalculationStep(sentence, f"{line} = {euros(standing.available.amount)}")]


def fund_pictures(standing: Standing, *, ended: bool, widths: Sequence[int]) -> list[Balance]:
    """Where the money came from and what it is now, drawn at these widths; what is promised beyond it is left out."""
    available = standing.available
    sources = [
        Part("versé par les contributeurs", standing.received, "ink"),
        Part("effet levier", standing.match, "c2"),
        Part("subventions", standing.granted, "c3"),
    ]
    parts = [
        Part("engagé et payé", standing.paid, "c5"),
        Part("engagé, à payer", standing.to_pay, "c5-lines"),
        Part("réservé", standing.reserved, "c3-pale"),
        Part(
            "promis, en partie couvert" if available.missing else "promis",
            min(available.promised, available.pot),
            "warn-lines",
        ),
        Part(rest_name(ended=ended), standing.free, "c1", answer=True, words=available.words),
    ]
    return [balance("Réuni", sources, parts, width=width) for width in widths]


def fund_sentence(standing: Standing, *, actions: int) -> str:
    """« 396 500 € réunis, dont 75 500 € des contributeurs ; 156 910 € financent 7 actions »."""
    first = f"{_brief(standing.raised)} réunis"
    if ZERO < standing.received < standing.raised:
        first += f", dont {_brief(standing.received)} des contributeurs"
    spent = standing.financed
    if spent <= 0:
        return marked(f"{first}\u00a0; aucune action n’est encore financée", standing.raised, standing.received)
    said = f"{first}\u00a0; {_brief(spent)} financent {so_many(actions, 'action', 'actions')}"
    return marked(said, standing.raised, standing.received, spent)


def fund_bars(standing: Standing, *, width: int) -> Chart:
    """Where the money came from and what it is now, two bars on one scale; what is promised beyond it is left out."""
    available = standing.available
    return bar_chart(
        [
            (
                f"D’où il vient\u00a0: {_brief(standing.raised)}",
                [
                    Piece("Contributeurs", standing.received, "c5"),
                    Piece("Effet levier", standing.match, "c2"),
                    Piece("Subventions", standing.granted, "c3"),
                ],
            ),
            (
                "Ce qu’il est devenu",
                [
                    Piece("Engagé, rendu déduit", standing.financed, "c4"),
                    Piece("Réservé", standing.reserved, "c3"),
                    Piece("Promis", min(available.promised, available.pot), "c2"),
                    Piece("Encore à engager", available.amount, "c1"),
                ],
            ),
        ],
        width=width,
    )


def fund_spoken(picture: Balance) -> str:
    """The drawing in words, for whoever does not see it."""
    sources = f"{NO_BREAK_SPACE}; ".join(one.words for one in picture.sources)
    parts = f"{NO_BREAK_SPACE}; ".join(f"{one.part.name} {one.part.value}" for one in picture.parts)
    whole = f"{picture.whole.name} {picture.whole.value}{NO_BREAK_SPACE}: {sources}."
    return f"{whole} Aujourd’hui{NO_BREAK_SPACE}: {parts}."


# -- Measures by day

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Presence:
    """So many FTE over the days `[start, end)`."""

    fte: Decimal
    start: date
    end: date


def average_fte(presences: Iterable[Presence], start: date, end: date) -> Decimal:
    """Return the FTE that were there on average over the days `[start, end)`, to two places.

    Each counts for the days on which it was there: one FTE over half of the days is 0.50. Zero for an empty period.
    """
    days = (end - start).days
    if days <= 0:
        return Decimal("0.00")
    fte_days = sum(
        (one.fte * max((min(one.end, end) - max(one.start, start)).days, 0) for one in presences), Decimal(0)
    )
    return (fte_days / days).quantize(_CENT, ROUND_HALF_UP)
