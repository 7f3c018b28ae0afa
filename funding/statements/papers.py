"""A funding statement as a PDF, on a page and in a spreadsheet: always the sealed figures."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from funding.ledger.enums import TransactionKind
from funding.ledger.models.funds import Fund
from funding.ledger.rules import NARROW, WIDE, income_expense_bars, text_alternative
from funding.spending.queries import fund_position
from funding.statements.models import FundingStatement
from funding.statements.rules import Weighed, canonical_json
from inclusion.core.charts.bars import PRINTED_FILLS
from inclusion.core.enums import ContributionSight
from inclusion.core.french.money import MINUS, ZERO, CalculationStep, equals, euros, figure, grouped
from inclusion.core.french.periods import Period, civil_year, plain_date, shown_end, shown_period
from inclusion.core.papers.codes import code_picture, in_letters
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.web.colours import ink_for
from inclusion.partners.models import Partner

# -- PDF of a statement

QR_SCALE = 4


def check_url(statement: FundingStatement) -> str:
    """The public page that confirms this number and this seal."""
    return settings.PUBLIC_URL + check_address(statement)


def check_address(statement: FundingStatement) -> str:
    """The same within the portal."""
    asked = urlencode({"numero": statement.number, "sceau": statement.seal})
    return f"{reverse('statement_check', args=[statement.network.slug])}?{asked}"


def _check_page(statement: FundingStatement) -> str:
    return settings.PUBLIC_URL + reverse("statement_check", args=[statement.network.slug])


def situation_pdf(
    figures: Mapping[str, Any],
    *,
    title: str,
    fund: Fund,
    partner: Partner,
    start: date,
    end: date,
    until: date,
) -> bytes:
    """Return the PDF of figures that are not closed: `title` in place of a number, no seal.

    `until` as in `statement_summary`.
    """
    words = statement_summary(
        figures, start=start, end=end, until=until, **about(fund, partner, start=start, end=end)
    )
    context = {
        "letterhead": letterhead(fund.network),
        "title": f"{title}, {figures['partner']}",
        "foot": f"{fund.network.name}, {title[:1].lower()}{title[1:]}, sans numéro ni sceau",
        "statement": {**words, **_drawn(figures, words, fund), "title": title},
    }
    identifier = hashlib.sha256(canonical_json(figures).encode()).digest()[:16]
    return render_pdf("pdf/statement.html", context, identifier=identifier)


def statement_pdf(statement: FundingStatement) -> bytes:
    """Return the PDF of a statement that has its number and its seal; the same statement gives the same bytes."""
    context = {
        "letterhead": letterhead(statement.network),
        "title": f"Relevé de financement n° {statement.number}, {statement.partner.name}",
        "foot": f"{statement.network.name}, relevé de financement n° {statement.number}",
        "statement": statement_pdf_context(statement),
    }
    identifier = hashlib.sha256(statement.seal.encode()).digest()[:16]
    return render_pdf("pdf/statement.html", context, identifier=identifier)


def about(fund: Fund, partner: Partner, *, start: date, end: date) -> dict[str, bool]:
    """What a summary has to know of the fund: its leverage, and what its network lets an operator see of others."""
    everything = fund.network.contribution_sight == ContributionSight.EVERYTHING
    return {
        "leverage": fund.has_leverage(start, end),
        "costs": everything or fund_position(fund).has_costs_for(partner),
    }


def statement_summary(
    figures: Mapping[str, Any],
    *,
    start: date,
    end: date,
    leverage: bool,
    costs: bool = True,
    until: date | None = None,
) -> dict[str, Any]:
    """Return the figures of a statement in sentences and lines, for paper and screen alike.

    `figures` are those of `funding.statements.actions.figures_of`; amounts come back as Decimal. `leverage`: whether
    the fund has a leverage rule in the period; `costs`: whether what all contributors pay of an action may be shown;
    `until`: the day (exclusive) up to which figures of a period that is not over are known.
    """
    known_end = end if until is None else until
    amount = {name: Decimal(figures[name]) for name in _AMOUNTS}
    actions = [_action(line) for line in figures["actions"]]
    raised = amount["received"] + amount["match"] + amount["grants"]
    used = amount["paid"] - amount["released"]
    headline, of_others = _headlines(amount, raised, _financed(used, actions), leverage=leverage)
    granted = [_granted(line, costs=costs) for line in figures.get("granted", [])]
    when = _when(start, end)
    users = sum(line["users"] for line in [*actions, *figures["helped_besides"]])
    return {
        **amount,
        "raised": raised,
        "has_leverage": leverage,
        "costs": costs,
        "received_brief": _brief(amount["received"]),
        "raised_brief": _brief(raised),
        "raised_note": "avec l’effet levier et les subventions"
        if amount["grants"]
        else "avec l’effet levier",
        "closing_brief": _brief(amount["closing"]),
        "used": used,
        "used_brief": _brief(used),
        "actions": actions,
        "helped_besides": figures["helped_besides"],
        "users": users,
        "users_brief": grouped(users) if users else "–",
        "headline": _capital(headline),
        "headline_inside": headline,
        "headline_of_others": of_others,
        "lead": _lead(amount, actions),
        "leverage": Decimal(figures["leverage"]) if leverage and figures["leverage"] is not None else None,
        "granted": granted,
        "granted_steps": [line["step"] for line in granted if costs],
        "granted_sum": _granted_sum(granted),
        "leverage_steps": _leverage_arithmetic(amount, figures["leverage"]) if leverage else "",
        "lines": _lines(amount, start=start, leverage=leverage),
        "movements": [_movement(one) for one in figures["movements"]],
        "moved": _line("", amount["closing"] - amount["opening"]),
        "period": shown_period(start, known_end),
        "period_title": _capital(shown_period(start, known_end)),
        "when": when,
        "when_title": _capital(when),
        "is_civil_year": _is_civil_year(start, end),
        "closing_label": f"Part restante au {plain_date(shown_end(known_end))}",
    }


def _granted(line: Mapping[str, Any], *, costs: bool) -> dict[str, Any]:
    """The part of the grants that paid one action, in a sentence and a line of arithmetic."""
    grants, own, everything, part = (Decimal(line[name]) for name in ("grants", "own", "all", "amount"))
    sign = equals(Fraction(grants) * Fraction(own) / Fraction(everything), part)
    paid = (
        f"Des subventions y ont engagé {euros(grants)}"
        if grants > 0
        else f"{euros(-grants)} leur sont revenus"
    )
    by = _BY[line["weighed"]].format(own=euros(own), all=euros(everything))
    return {
        "label": line["label"],
        "amount": part,
        "note": _NOTES[Weighed(line["weighed"])],
        "step": CalculationStep(
            f"{line['label']}. {paid}\u00a0; {by}.",
            f"{figure(grants)} × {figure(own)} ÷ {figure(everything)} {sign} {euros(part)}",
        ),
        "arithmetic": f"{figure(grants)} × {figure(own)} ÷ {figure(everything)}" if costs else "",
    }


def _granted_sum(granted: list[dict[str, Any]]) -> str:
    """The last line where several actions were paid by grants: their sum."""
    if len(granted) < 2:
        return ""
    parts = [line["amount"] for line in granted]
    return f"{' + '.join(map(figure, parts))} = {euros(sum(parts, ZERO))}".replace(f"+ {MINUS}", f"{MINUS} ")


#: By what the grants of an action are split, in words.
_BY = {
    Weighed.PAID: "votre part y a engagé {own}, toutes les parts ensemble {all}",
    Weighed.RELEASED: "{own} sont revenus à votre part, {all} à toutes ensemble",
    Weighed.RECEIVED: "aucune part n’y a rien engagé, et vous avez versé {own} sur la période, tous ensemble {all}",
}

#: The same beside the arithmetic, where shares did not weigh by what they paid.
_NOTES = {
    Weighed.PAID: "",
    Weighed.RELEASED: "selon ce qui est revenu à chaque part",
    Weighed.RECEIVED: "sans part\u00a0: selon ce que chacun a versé",
}

_AMOUNTS = ("opening", "received", "refunded", "match", "grants", "paid", "released", "closing")


def _action(line: Mapping[str, Any]) -> dict[str, Any]:
    share = f"{line['share'].replace('.', ',')}\u00a0%"
    return {
        "label": line["label"],
        "amount": Decimal(line["amount"]),
        "share": share,
        "share_of_cost": Decimal(line["share"]),
        "users": line["users"],
    }


def _financed(used: Decimal, actions: list[dict[str, Any]]) -> str:
    """« ; 14 250 € financent déjà 2 actions », what the share has committed; nothing where it has not."""
    if used <= 0:
        return ""
    how_many = "une action" if len(actions) == 1 else f"{len(actions)} actions"
    return f"\u00a0; {_brief(used)} financent déjà {how_many}"


def _headlines(
    amount: Mapping[str, Decimal], raised: Decimal, financed: str, *, leverage: bool
) -> tuple[str, str]:
    """« vos 10 000 € en ont réuni 30 000 € ; 14 250 € financent déjà 2 actions », and the same for others."""
    if amount["received"] <= 0:
        return "vous n’avez rien versé sur cette période", "rien n’a été versé sur cette période"
    given = _brief(amount["received"])
    rest = f" en ont réuni {_brief(raised)}{financed}" if leverage else financed
    return (f"vos {given}" if leverage else f"vous avez versé {given}") + rest, f"{given} versés{rest}"


def _when(start: date, end: date) -> str:
    """« en 2026 », or the days."""
    return f"en {start.year}" if _is_civil_year(start, end) else shown_period(start, end)


def _is_civil_year(start: date, end: date) -> bool:
    return Period(start, end) == civil_year(start.year)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _brief(amount: Decimal) -> str:
    """An amount in a headline: whole euros; its cents are in the table below."""
    return euros(amount, decimals=False)


def _lead(amount: Mapping[str, Decimal], actions: list[dict[str, Any]]) -> str:
    """What was committed, what came back, what is left."""
    if not any(amount.values()):
        return "Même à 0\u00a0€, vous êtes membre du fonds à part entière."
    how_many = "une action" if len(actions) == 1 else f"{len(actions)} actions"
    committed = f"{euros(amount['paid'])} de votre part sont engagés pour {how_many}"
    if not actions:
        committed = "Rien n’a été engagé de votre part sur cette période"
    back = f"\u00a0; {euros(amount['released'])} non dépensés lui sont revenus" if amount["released"] else ""
    left = f"Il vous reste {euros(amount['closing'])}" if amount["closing"] else "Il ne vous reste rien"
    return f"{committed}{back}. {left} à engager."


def _leverage_arithmetic(amount: Mapping[str, Decimal], leverage: str | None) -> str:
    """One line of arithmetic behind « pour 1 € versé, 3,00 € réunis »."""
    if leverage is None:
        return ""
    parts = [amount["received"], amount["match"], *([amount["grants"]] if amount["grants"] else [])]
    ratio = Decimal(leverage)
    sign = equals(sum(parts, ZERO), ratio * amount["received"])
    return f"({' + '.join(map(figure, parts))}) ÷ {figure(amount['received'])} {sign} {euros(ratio)}"


def _lines(amount: Mapping[str, Decimal], *, start: date, leverage: bool) -> list[dict[str, Any]]:
    """From the opening share to the closing one; the last line is left to the total."""
    refunded = f"Dont {euros(amount['refunded'])} qui vous ont été rendus." if amount["refunded"] else ""
    return [
        {**_line(f"Part au {plain_date(start)}", amount["opening"]), "sign": ""},
        _line("Vos versements", amount["received"], note=refunded),
        *(
            [_line("Effet levier que vos versements ont attiré", amount["match"])]
            if leverage or amount["match"]
            else []
        ),
        _line("Ce que votre part a engagé", -amount["paid"]),
        *([_line("Ce qui a été dégagé et lui est revenu", amount["released"])] if amount["released"] else []),
    ]


def _line(label: str, amount: Decimal, *, note: str = "") -> dict[str, Any]:
    sign = MINUS if amount < 0 else "+" if amount else ""
    return {"label": label, "sign": sign, "amount": abs(amount), "signed": amount, "note": note}


_HAPPENED = {
    TransactionKind.COMMITMENT: ("Engagement", "engagements"),
    TransactionKind.RELEASE: ("Dégagement", "dégagements"),
    TransactionKind.REVERSAL: ("Annulation", "annulations"),
}


def _movement(one: Mapping[str, Any]) -> dict[str, Any]:
    since, until = date.fromisoformat(one["since"]), date.fromisoformat(one["until"])
    amount = Decimal(one["amount"])
    label = one["label"]
    if one["kind"] in _HAPPENED:
        single, several = _HAPPENED[one["kind"]]
        label = f"{label} ({single.lower() if one['how_many'] == 1 else f'{one["how_many"]} {several}'})"
    when = since.strftime("%d/%m/%Y")
    if until != since:
        when = f"{since:%d/%m} au {until:%d/%m/%Y}"
    return {"when": when, "label": label, "sign": MINUS if amount < 0 else "+", "amount": abs(amount)}


def chart_of(figures: Mapping[str, Any], *, width: int) -> Any:
    """Where the operator's euros came from and where they went, on one scale."""
    opening, received, match, grants = (
        Decimal(figures[name]) for name in ("opening", "received", "match", "grants")
    )
    actions = [(line["label"], Decimal(line["amount"])) for line in figures["actions"]]
    released = Decimal(figures["released"])
    before = "Part d’avant" if not released else "Dégagements" if not opening else "Part d’avant, dégagements"
    return income_expense_bars(
        [
            ("Vous", received),
            ("Effet levier", match),
            ("Subventions", grants),
            (before, opening + released),
        ],
        actions,
        left=Decimal(figures["closing"]),
        titles=("Réuni", "Engagé"),
        rest_name="Il vous reste",
        by_grants=grants,
        width=width,
    )


def _picture(chart: Any, brand: str) -> str:
    colours = {"c1": brand, "ink": ink_for(brand), **PRINTED_FILLS}
    svg = render_to_string("pdf/chart.svg", {"chart": chart, "colours": colours})
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def statement_pdf_context(statement: FundingStatement) -> dict[str, Any]:
    """Return what `pdf/statement.html` shows of a statement."""
    figures, seal = statement.figures, statement.seal
    start, end = statement.start, statement.end
    known_of = about(statement.fund, statement.partner, start=start, end=end)
    words = statement_summary(figures, start=start, end=end, until=None, **known_of)
    known = (
        f" Ses chiffres sont ceux que le portail connaissait le {plain_date(timezone.localdate(statement.as_at))}."
        if statement.as_at
        else ""
    )
    return {
        **words,
        **_drawn(figures, words, statement.fund),
        "title": f"Relevé de financement n° {statement.number}",
        "number": statement.number,
        "issued": f"Établi le {plain_date(timezone.localdate(statement.issued_at))}.{known}",
        "check_address": in_letters(_check_page(statement)),
        "seal_groups": [seal[index : index + 8] for index in range(0, len(seal), 8)],
        "qr": code_picture(check_url(statement), scale=QR_SCALE, border=0, xmldecl=False),
        "replaces": statement.replaces.number if statement.replaces else None,
    }


def _drawn(figures: Mapping[str, Any], words: Mapping[str, Any], fund: Fund) -> dict[str, Any]:
    """What the paper shows of a statement and of a situation alike."""
    chart = chart_of(figures, width=WIDE)
    return {
        "partner": figures["partner"],
        "fund": figures["fund"],
        "tiles": _tiles(words),
        "picture": _picture(chart, fund.network.brand) if words["raised"] or words["opening"] else "",
        "picture_words": text_alternative(chart),
    }


def _tiles(words: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers first: what was raised for one euro, what was committed, who was helped."""
    leverage = words["leverage"]
    people = words["users"]
    raised = {
        "label": "Réunis pour 1\u00a0€ versé",
        "value": "–" if leverage is None else euros(leverage),
        "note": words["leverage_steps"] or "rien n’a été versé",
    }
    return [
        *([raised] if words["has_leverage"] else []),
        {
            "label": "Déjà engagé",
            "value": euros(words["used"]),
            "note": "par votre part, ce qui lui est revenu déduit" if words["released"] else "par votre part",
        },
        {
            "label": "De vos usagers aidés",
            "value": words["users_brief"],
            "note": "par ces actions" if people else "aucun nombre n’est encore connu",
        },
    ]


# -- Statements for pages and spreadsheets, from figures that are passed in

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
    """Return what `funding/statements/statement_figures.html` shows of the figures of a statement.

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
    """Yield the statement as rows of a spreadsheet: headings, then each figure with the part that it is in.

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
