"""A funding statement for pages and spreadsheets: always the figures that are handed in, never computed anew."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from funding.actions.statement_files import about, chart_of, statement_summary
from funding.models import Fund, FundingStatement
from funding.rules.pictures import NARROW, WIDE, text_alternative
from inclusion.core.french.periods import shown_end
from inclusion.partners.models import Partner

HEADINGS = (
    "Relevé n°",
    "Opérateur",
    "Fonds",
    "Partie",
    "Du",
    "Au",
    "Libellé",
    "Montant (€)",
    "Part du coût (%)",
    "Usagers aidés",
)
type Row = tuple[Any, ...]


def shown(
    figures: Mapping[str, Any],
    *,
    fund: Fund,
    partner: Partner,
    start: date,
    end: date,
    until: date | None = None,
) -> dict[str, Any]:
    """Return what `funding/statement_figures.html` shows of the figures of a statement.

    `until` as in `statement_summary`.
    """
    wide, narrow = (chart_of(figures, width=width) for width in (WIDE, NARROW))
    return {
        "statement": statement_summary(
            figures, start=start, end=end, until=until, **about(fund, partner, start=start, end=end)
        ),
        "wide": wide,
        "narrow": narrow,
        "spoken": text_alternative(wide),
    }


def rows_of(statement: FundingStatement) -> Iterator[Row]:
    """Yield the statement as rows of a spreadsheet: headings, then each figure with the part it stands in.

    Amounts are numbers, below zero where they leave the share; every row names the statement, so that files of several
    can be put one below the other.
    """
    figures, first, last = statement.figures, statement.start, shown_end(statement.end)
    period = {"start": statement.start, "end": statement.end}
    words = statement_summary(figures, **period, **about(statement.fund, statement.partner, **period))
    yield HEADINGS
    own = (statement.number, figures["partner"], figures["fund"])
    for line in words["lines"]:
        yield (*own, "Part du fonds", first, last, line["label"], line["signed"], None, None)
    yield (*own, "Part du fonds", first, last, words["closing_label"], words["closing"], None, None)
    for line in words["actions"]:
        of_cost = line["share_of_cost"] if words["costs"] else None
        share = (line["label"], line["amount"], of_cost, line["users"] or None)
        yield (*own, "Action financée", first, last, *share)
    for line in words["helped_besides"]:
        yield (*own, "Action sans part engagée", first, last, line["label"], None, None, line["users"])
    for line in words["granted"]:
        yield (*own, "Part des subventions", first, last, line["label"], line["amount"], None, None)
    if words["leverage"] is not None:
        yield (
            *own,
            "Réunis pour 1\u00a0€ versé",
            first,
            last,
            words["leverage_steps"],
            words["leverage"],
            None,
            None,
        )
    for one, said in zip(figures["movements"], words["movements"], strict=True):
        days = (date.fromisoformat(one["since"]), date.fromisoformat(one["until"]))
        yield (*own, "Mouvement", *days, said["label"], Decimal(one["amount"]), None, None)
    yield (*own, "Sceau SHA-256", first, last, statement.seal, None, None, None)
