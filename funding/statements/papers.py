"""A funding statement, or a situation, as a PDF, on a page and in a spreadsheet: the figures that are passed in."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from funding.ledger.figures import (
    COMMITTED,
    LEVERAGE,
    MATCH,
    PAID,
    RECEIVED,
    RELEASED,
    SHARE_COMMITTED,
    SHARE_GRANTED,
    SHARE_RAISED,
    SHARES_LEFT,
)
from funding.ledger.models.funds import Fund
from funding.ledger.rules import NARROW, WIDE, text_alternative
from funding.spending.queries.funds import fund_position
from funding.statements.models import FundingStatement
from funding.statements.rules.statement import canonical_json
from funding.statements.rules.words import statement_bars, statement_summary
from inclusion.core.enums import ContributionSight
from inclusion.core.figures import FigureAmount, marked
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.papers.codes import code_picture, in_letters
from inclusion.core.papers.drawings import chart_picture
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.partners.models import Partner

QR_SCALE = 4


class Stated(Protocol):
    """A statement that was issued, or a draft. `until`: the day (exclusive) up to which its figures are known;
    `situation`: its title while it has neither number nor seal.
    """

    @property
    def fund(self) -> Fund: ...
    @property
    def partner(self) -> Partner: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def until(self) -> date: ...
    @property
    def as_at(self) -> datetime | None: ...
    @property
    def figures(self) -> dict[str, Any]: ...
    @property
    def situation(self) -> str: ...


def check_url(statement: FundingStatement) -> str:
    """The public page that confirms this number and this seal."""
    return settings.PUBLIC_URL + check_address(statement)


def check_address(statement: FundingStatement) -> str:
    """The same within the portal."""
    asked = urlencode({"numero": statement.number, "sceau": statement.seal})
    return f"{reverse('statement_check', args=[statement.network.slug])}?{asked}"


def words_of(stated: Stated) -> dict[str, Any]:
    """The figures in words, with no more of others than the network lets an operator see."""
    fund = stated.fund
    everything = fund.network.contribution_sight == ContributionSight.EVERYTHING
    words = statement_summary(
        stated.figures,
        start=stated.start,
        end=stated.end,
        until=stated.until,
        leverage=fund.has_leverage(stated.start, stated.end),
        costs=everything or fund_position(fund).has_costs_for(stated.partner),
    )
    return words if stated.as_at else {**words, **_marked(words, stated)}


#: Amounts of a statement as other pages name them.
_FIGURES = {
    "received": RECEIVED,
    "match": MATCH,
    "grants": SHARE_GRANTED,
    "raised": SHARE_RAISED,
    "committed": COMMITTED,
    "engaged": SHARE_COMMITTED,
    "released": RELEASED,
    "paid": PAID,
    "leverage": LEVERAGE,
}


def _marked(words: dict[str, Any], stated: Stated) -> dict[str, Any]:
    """The amounts that other pages may show of the same contributor, and the sentences that name them."""
    of, days = (stated.fund, stated.partner), (stated.start, stated.until)
    amounts: dict[str, FigureAmount] = {
        name: figure.amount(words[name], *of, over=days) for name, figure in _FIGURES.items() if words[name] is not None
    }
    amounts["closing"] = SHARES_LEFT.amount(words["closing"], *of, over=shown_end(stated.until))
    briefs = {
        name: amounts[name.removesuffix("_brief")].written(words[name])
        for name in ("received_brief", "raised_brief", "engaged_brief", "closing_brief")
    }
    sentences = {name: marked(words[name], *amounts.values()) for name in ("headline", "headline_of_others", "lead")}
    return {**amounts, **briefs, **sentences}


# -- PDF


def situation_pdf(draft: Stated) -> bytes:
    """Return the PDF of figures that are not closed: a title in place of a number, no seal."""
    title, network = draft.situation, draft.fund.network
    foot = f"{network.name}, {title[:1].lower()}{title[1:]}, sans numéro ni sceau"
    proof = hashlib.sha256(canonical_json(draft.figures).encode())
    return _pdf(draft, title, foot, {}, proof.digest())


def statement_pdf(statement: FundingStatement) -> bytes:
    """Return the PDF of a statement that has its number and its seal; the same statement gives the same bytes."""
    title, seal = f"Relevé de financement n° {statement.number}", statement.seal
    check_page = settings.PUBLIC_URL + reverse("statement_check", args=[statement.network.slug])
    proof = {
        "number": statement.number,
        "check_address": in_letters(check_page),
        "seal_groups": [seal[index : index + 8] for index in range(0, len(seal), 8)],
        "qr": code_picture(check_url(statement), scale=QR_SCALE, border=0, xmldecl=False),
        "replaces": statement.replaces.number if statement.replaces else None,
        "issued": f"Établi le {plain_date(timezone.localdate(statement.issued_at))}.",
    }
    foot = f"{statement.network.name}, relevé de financement n° {statement.number}"
    return _pdf(statement, title, foot, proof, hashlib.sha256(seal.encode()).digest())


def _pdf(stated: Stated, title: str, foot: str, proof: dict[str, Any], digest: bytes) -> bytes:
    words, fund, figures = words_of(stated), stated.fund, stated.figures
    chart = statement_bars(words, width=WIDE)
    shown = {
        **words,
        **proof,
        "title": title,
        "as_at": stated.as_at,
        "addressee": stated.partner.postal_lines,
        "partner": figures["partner"],
        "fund": figures["fund"],
        "host": fund.host,
        "tiles": _tiles(words),
        "picture": chart_picture(chart, fund.network.brand) if words["raised"] or words["opening"] else "",
        "picture_words": text_alternative(chart),
    }
    context = {
        "letterhead": letterhead(fund.network, fund.host),
        "title": f"{title}, {figures['partner']}",
        "foot": foot,
        "statement": shown,
    }
    return render_pdf("pdf/statement.html", context, identifier=digest[:16])


def _tiles(words: dict[str, Any]) -> list[dict[str, str]]:
    """The answers first: what was raised for one euro, what was committed, what is left."""
    leverage = words["leverage"]
    raised = {
        "label": "Réunis pour 1\u00a0€ versé",
        "value": "–" if leverage is None else euros(leverage),
        "note": words["leverage_steps"] or "rien n’a été versé",
    }
    return [
        *([raised] if words["has_leverage"] else []),
        {"label": "Engagé", "value": euros(words["engaged"]), "note": words["engaged_note"]},
        {"label": "Il vous reste", "value": euros(words["closing"]), "note": words["left_steps"]},
    ]


# -- Pages


def shown(stated: Stated) -> dict[str, Any]:
    """Return what `funding/statements/statement_figures.html` shows."""
    words = words_of(stated)
    wide, narrow = (statement_bars(words, width=width) for width in (WIDE, NARROW))
    return {"statement": words, "wide": wide, "narrow": narrow, "spoken": text_alternative(wide)}


# -- Spreadsheets

HEADINGS = (
    "Relevé n°",
    "Opérateur",
    "Fonds",
    "Du",
    "Au",
    "Partie",
    "Libellé",
    "Montant (€)",
    "Rendu (€)",
    "Payé (€)",
    "Part du coût (%)",
    "Usagers déclarés",
    "Personnes comptées",
)
type Row = tuple[Any, ...]


def rows_of(stated: Stated) -> Iterator[Row]:
    """Yield the figures as rows of a spreadsheet: headings, then each figure with the part that it is in.

    Amounts are numbers, below zero where they leave the share; every row names the statement, so that files of several
    can be put one below the other.
    """
    words, figures = words_of(stated), stated.figures
    issued = stated if isinstance(stated, FundingStatement) else None
    own = (issued and issued.number, figures["partner"], figures["fund"])
    days = (stated.start, shown_end(stated.until))

    def row(part: str, label: str, *cells: Any, on: tuple[date, date] = days) -> Row:
        return (*own, *on, part, label, *cells, *[None] * (6 - len(cells)))

    yield HEADINGS
    if issued is None:
        yield row("Document", f"{stated.situation}, sans numéro ni sceau")
    for label, name in _IN_BRIEF:
        yield row("En bref", label, words[name])
    if words["leverage"] is not None:
        yield row("Réunis pour 1\u00a0€ versé", words["leverage_steps"], words["leverage"])
    for line in words["lines"]:
        yield row("Part du fonds", line["label"], line["signed"])
    yield row("Part du fonds", words["closing_label"], words["closing"])
    for line in words["actions"]:
        of_cost = line["share_of_cost"] if words["costs"] else None
        people = (sum(line["typed"].values()) if len(line["typed"]) == 1 else None, line["counted"] or None)
        yield row("Action financée", line["label"], line["amount"], line["released"], line["paid"], of_cost, *people)
        for one in line["outcomes"]:
            typed = " (nombre saisi)" if one["typed"] else ""
            yield row("Ce qui a changé", f"{line['label']}\u00a0: {one['text']} {one['note']}".strip() + typed)
    for line in words["granted"]:
        yield row("Part des subventions", line["label"], line["amount"])
    for one, said in zip(figures["movements"], words["movements"], strict=True):
        moved = (date.fromisoformat(one["since"]), date.fromisoformat(one["until"]))
        yield row("Mouvement", said["label"], Decimal(one["amount"]), on=moved)
    if issued is not None:
        yield row("Sceau SHA-256", issued.seal)


_IN_BRIEF = (
    ("Versé", "received"),
    ("Réuni", "raised"),
    ("Engagé", "engaged"),
    ("Rendu", "released"),
    ("Payé", "paid"),
    ("Reste", "closing"),
)
