"""The figures of a statement in sentences, lines and bars, from what is sealed: for pages, PDF and spreadsheets alike.

One word for one thing: *réuni* is received, match and part of the grants; *engagé* what was committed; *rendu* what
came back of it; *payé* what left the fund; *reste* = what was left before + réuni − engagé + rendu.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from funding.ledger.rules import number_in_words
from funding.statements.rules.statement import Weighed
from inclusion.core.charts.bars import REST, Chart, Piece, bar_chart, part_of_bar
from inclusion.core.french.money import MINUS, ZERO, CalculationStep, equals, euros, figure, grouped
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period, civil_year, plain_date, shown_end, shown_period

_AMOUNTS = ("opening", "received", "refunded", "match", "grants", "committed", "released", "paid", "carried", "closing")
#: Numbers of actions up to this one are written in letters.
IN_LETTERS = 16


def statement_summary(
    figures: Mapping[str, Any], *, start: date, end: date, leverage: bool, costs: bool = True, until: date | None = None
) -> dict[str, Any]:
    """Return the figures of a statement in sentences and lines; amounts come back as Decimal.

    `figures`: what `StatementFigures.sealed` returns. `leverage`: whether the fund has a leverage rule in the period;
    `costs`: whether what all contributors pay of an action may be shown; `until`: the day (exclusive) up to which
    figures of a period that is not over are known.
    """
    known_end = end if until is None else until
    amount = {name: Decimal(figures[name]) for name in _AMOUNTS}
    granted = [_granted(line, costs=costs) for line in figures["granted"]]
    actions = _actions(figures["actions"], granted, figures.get("outcomes", {}))
    people, people_note = _everybody(actions, figures["counted"])
    financed = [action["financed"] for action in actions if action["financed"] > 0]
    raised = amount["received"] + amount["match"] + amount["grants"]
    engaged = amount["committed"] + amount["grants"]
    when = f"en {start.year}" if _is_civil_year(start, end) else shown_period(start, known_end)
    headline, of_others = _headlines(amount, raised, financed, leverage=leverage, when=when)
    ratio = Decimal(figures["leverage"]) if leverage and figures["leverage"] is not None else None
    return {
        **amount,
        "raised": raised,
        "engaged": engaged,
        "has_leverage": leverage,
        "costs": costs,
        "received_brief": _brief(amount["received"]),
        "raised_brief": _brief(raised),
        "raised_note": _raised_note(amount),
        "engaged_brief": _brief(engaged),
        "engaged_note": _engaged_note(amount),
        "closing_brief": _brief(amount["closing"]),
        "actions": actions,
        "paid_heading": "Payé" if amount["carried"] else "Dont payé",
        "people": people,
        "people_note": people_note,
        "has_outcomes": "outcomes" in figures,
        "headline": _capital(headline),
        "headline_of_others": of_others,
        "lead": _lead(amount, ratio),
        "leverage": ratio,
        "granted": granted,
        "granted_steps": [line["step"] for line in granted if costs],
        "granted_sum": _granted_sum(granted),
        "leverage_steps": _leverage_arithmetic(amount, ratio),
        "left_steps": _left_arithmetic(amount, raised, engaged),
        "lines": _lines(amount, start=start, leverage=leverage),
        "movements": [_movement(one) for one in figures["movements"]],
        "moved": _line("", amount["closing"] - amount["opening"]),
        "period": shown_period(start, known_end),
        "period_title": _capital(shown_period(start, known_end)),
        "is_civil_year": _is_civil_year(start, end),
        "closing_label": f"Part restante au {plain_date(shown_end(known_end))}",
    }


# -- Title and the sentence below it


def _headlines(
    amount: Mapping[str, Decimal], raised: Decimal, financed: Sequence[Decimal], *, leverage: bool, when: str
) -> tuple[str, str]:
    """« vos 10 000 € en ont réuni 30 000 € ; 14 250 € financent déjà deux actions », and the same for others."""
    rest = _what_is_financed(amount, raised, financed)
    given = _brief(abs(amount["received"]))
    if amount["received"] < 0:
        return f"{given} vous ont été rendus {when}{rest}", f"{given} rendus {when}{rest}"
    if not amount["received"]:
        return f"vous n’avez rien versé {when}{rest}", f"rien n’a été versé {when}{rest}"
    if leverage and raised > amount["received"]:
        gathered = f" en ont réuni {_brief(raised)}{rest}"
        return f"vos {given}{gathered}", f"{given} versés{gathered}"
    return f"vous avez versé {given}{rest}", f"{given} versés{rest}"


def _what_is_financed(amount: Mapping[str, Decimal], raised: Decimal, financed: Sequence[Decimal]) -> str:
    """The second half of the title; empty where there was nothing to commit."""
    total = sum(financed, ZERO)
    if not total:
        return "\u00a0; rien n’a été engagé" if amount["opening"] + raised > 0 else ""
    actions = count_of_actions(len(financed))
    if not amount["closing"]:
        return f"\u00a0; tout est engagé, pour {actions}"
    verb = "finance" if total < 2 else "financent"
    if raised <= 0:
        return f"\u00a0; {_brief(total)} de ce qui restait d’avant {verb} déjà {actions}"
    before = "avec ce qui restait d’avant, " if total > raised else ""
    return f"\u00a0; {before}{_brief(total)} {verb} déjà {actions}"


def count_of_actions(count: int) -> str:
    """« une action », « cinq actions », « 17 actions »."""
    if count == 1:
        return "une action"
    return f"{number_in_words(count) if count <= IN_LETTERS else count} actions"


def _lead(amount: Mapping[str, Decimal], ratio: Decimal | None) -> str:
    """What was committed and paid, what came back, what is left, and what was raised for 1 €."""
    if not any(amount.values()):
        return "Même à 0\u00a0€, vous êtes membre du fonds à part entière."
    committed, paid = euros(amount["committed"]), euros(amount["paid"])
    said = []
    if not amount["committed"]:
        said.append("Rien n’a été engagé de votre part sur cette période.")
    elif amount["carried"] or amount["paid"] <= 0:
        said.append(f"{committed} de votre part sont engagés.")
    else:
        part = " et déjà payés" if amount["paid"] == amount["committed"] else f", dont {paid} déjà payés"
        said.append(f"{committed} de votre part sont engagés{part}.")
    if amount["grants"] > 0:
        said.append(f"{euros(amount['grants'])} de subventions s’y ajoutent.")
    if amount["released"]:
        said.append(f"{euros(amount['released'])} non dépensés vous sont revenus.")
    if amount["paid"] and (amount["carried"] or not amount["committed"]):
        said.append(f"{paid} ont été payés, engagements antérieurs compris.")
    left = f"Il vous reste {euros(amount['closing'])}" if amount["closing"] else "Il ne vous reste rien"
    said.append(f"{left} à engager.")
    if ratio is not None:
        said.append(f"Pour 1\u00a0€ versé, {euros(ratio)} réunis.")
    return " ".join(said)


def _raised_note(amount: Mapping[str, Decimal]) -> str:
    added = [name for name, key in (("l’effet levier", "match"), ("les subventions", "grants")) if amount[key]]
    return f"avec {' et '.join(added)}" if added else "rien ne s’y est ajouté"


def _engaged_note(amount: Mapping[str, Decimal]) -> str:
    """What of it came back, else what of it was paid."""
    if amount["released"]:
        return f"{_brief(amount['released'])} vous en sont revenus"
    return f"{_brief(amount['paid'])} payés" if amount["paid"] > 0 else "rien n’est encore payé"


def _is_civil_year(start: date, end: date) -> bool:
    return Period(start, end) == civil_year(start.year)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _brief(amount: Decimal) -> str:
    """An amount in a headline: whole euros; its cents are in the table below."""
    return euros(amount, decimals=False)


# -- Actions, and the people they helped


def _actions(
    lines: Sequence[Mapping[str, Any]],
    granted: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, list[Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """The actions of the operator's share, then those that its part of the grants alone finances."""
    grants = {line["label"]: line["amount"] for line in granted}
    known = [line["label"] for line in lines]
    alone = [{**_GRANTS_ALONE, "label": label} for label in grants if label not in known]
    return [
        {**_action(line, grants.get(line["label"], ZERO)), "outcomes": outcomes.get(line["label"], [])}
        for line in [*lines, *alone]
    ]


_GRANTS_ALONE = {"amount": "0", "released": "0", "paid": "0", "share": "0", "people": {}, "counted": 0}


def _action(line: Mapping[str, Any], grants: Decimal) -> dict[str, Any]:
    """An action; `financed` is what the share and its part of the grants finance of it, what came back taken off."""
    typed = {int(year): people for year, people in line["people"].items()}
    amounts = {name: Decimal(line[name]) for name in ("amount", "released", "paid")}
    return {
        "label": line["label"],
        **amounts,
        "grants": grants,
        "financed": amounts["amount"] - amounts["released"] + grants,
        "share": f"{line['share'].replace('.', ',')}\u00a0%",
        "share_of_cost": Decimal(line["share"]),
        "typed": typed,
        "counted": line["counted"],
        "people": _people(typed, line["counted"]),
    }


def _people(typed: Mapping[int, int], counted: int) -> list[tuple[str, str]]:
    """(« 168 usagers en 2026 », where the number comes from) for each source; nothing where none is known."""
    said = []
    if typed:
        years = ", ".join(f"{_users(people)} en {year}" for year, people in sorted(typed.items()))
        said.append((years, "nombre saisi"))
    if counted:
        people = "personne" if counted == 1 else "personnes"
        said.append((f"{grouped(counted)} {people}", "d’après les pass émis, chacune une fois"))
    return said


def _users(people: int) -> str:
    return f"{grouped(people)} {'usager' if people == 1 else 'usagers'}"


#: Why typed numbers are in no sum.
NOT_ADDED = "Les nombres saisis ne s’y ajoutent pas\u00a0: une même personne a pu être aidée plusieurs fois."


def _everybody(actions: Sequence[Mapping[str, Any]], counted: int) -> tuple[str, str]:
    """Those helped by all actions together, each counted once, and what to know of it; typed numbers are not added."""
    typed = sum(len(action["typed"]) for action in actions)
    by_action = [action["counted"] for action in actions if action["counted"]]
    if not by_action:
        if typed > 1:
            return "pas de total", NOT_ADDED.replace("s’y ajoutent", "s’ajoutent")
        return next((one["people"][0] for one in actions if one["people"]), ("aucun nombre connu", ""))
    people = "1 personne" if counted == 1 else f"{grouped(counted)} personnes, chacune une fois"
    notes = [NOT_ADDED] if typed else []
    if (twice := sum(by_action) - counted) > 0:
        less = (
            so_many(twice, "personne venue deux fois", "personnes venues deux fois")
            if len(by_action) == 2
            else f"{grouped(twice)} déjà comptées"
        )
        notes.insert(0, f"{' + '.join(map(grouped, by_action))} participations, moins {less}.")
    return people, " ".join(notes)


# -- Arithmetic


def _leverage_arithmetic(amount: Mapping[str, Decimal], ratio: Decimal | None) -> str:
    """One line of arithmetic behind « pour 1 € versé, 3,00 € réunis »."""
    if ratio is None:
        return ""
    parts = [amount["received"], amount["match"], *([amount["grants"]] if amount["grants"] else [])]
    sign = equals(sum(parts, ZERO), ratio * amount["received"])
    return f"({' + '.join(map(figure, parts))}) ÷ {figure(amount['received'])} {sign} {euros(ratio)}"


def _left_arithmetic(amount: Mapping[str, Decimal], raised: Decimal, engaged: Decimal) -> str:
    """« 3 906,80 d’avant + 36 898,33 réunis − 25 111,43 engagés + 14,18 rendus = 15 707,88 € »."""
    parts = ((amount["opening"], "d’avant"), (raised, "réunis"), (-engaged, "engagés"), (amount["released"], "rendus"))
    terms = "".join(f" {MINUS if value < 0 else '+'} {figure(abs(value))} {said}" for value, said in parts if value)
    return f"{terms.removeprefix(' + ').strip() or '0'} = {euros(amount['closing'])}"


def _granted(line: Mapping[str, Any], *, costs: bool) -> dict[str, Any]:
    """The part of the grants that finance one action, in a sentence and a line of arithmetic."""
    grants, own, everything, part = (Decimal(line[name]) for name in ("grants", "own", "all", "amount"))
    sign = equals(Fraction(grants) * Fraction(own) / Fraction(everything), part)
    moved = f"Des subventions y ont engagé {euros(grants)}" if grants > 0 else f"{euros(-grants)} leur sont revenus"
    by = _BY[line["weighed"]].format(own=euros(own), all=euros(everything))
    return {
        "label": line["label"],
        "amount": part,
        "note": _NOTES[Weighed(line["weighed"])],
        "step": CalculationStep(
            f"{line['label']}. {moved}\u00a0; {by}.",
            f"{figure(grants)} × {figure(own)} ÷ {figure(everything)} {sign} {euros(part)}",
        ),
        "arithmetic": f"{figure(grants)} × {figure(own)} ÷ {figure(everything)}" if costs else "",
    }


def _granted_sum(granted: Sequence[Mapping[str, Any]]) -> str:
    """The last line where several actions have grants: their sum."""
    if len(granted) < 2:
        return ""
    parts = [line["amount"] for line in granted]
    return f"{' + '.join(map(figure, parts))} = {euros(sum(parts, ZERO))}".replace(f"+ {MINUS}", f"{MINUS} ")


#: By what the grants of an action are split, in words.
_BY = {
    Weighed.COMMITTED: "votre part y a engagé {own}, toutes les parts ensemble {all}",
    Weighed.RELEASED: "{own} sont revenus à votre part, {all} à toutes ensemble",
    Weighed.RECEIVED: "aucune part n’y a rien engagé, et vous avez versé {own} sur la période, tous ensemble {all}",
}

#: The same beside the arithmetic, where shares did not weigh by what they committed.
_NOTES = {
    Weighed.COMMITTED: "",
    Weighed.RELEASED: "selon ce qui est revenu à chaque part",
    Weighed.RECEIVED: "financée par une subvention seule\u00a0: selon ce que chacun a versé",
}


# -- Lines


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
        _line("Ce que votre part a engagé", -amount["committed"]),
        *([_line("Ce qui a été rendu à votre part", amount["released"])] if amount["released"] else []),
    ]


def _line(label: str, amount: Decimal, *, note: str = "") -> dict[str, Any]:
    sign = MINUS if amount < 0 else "+" if amount else ""
    return {"label": label, "sign": sign, "amount": abs(amount), "signed": amount, "note": note}


_HAPPENED = {
    "commitment": ("Engagement", "engagements"),
    "release": ("Rendu", "rendus"),
    "reversal": ("Annulation", "annulations"),
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


# -- Three bars on one scale

#: Actions that are named; what is beyond is summed up.
NAMED = 3


def statement_bars(words: Mapping[str, Any], *, width: int) -> Chart:
    """What the operator paid in, what that raised beside what was left before, and what became of it.

    Where nothing was added to what it paid in, that is not drawn twice.
    """
    before = "Restait d’avant" if not words["released"] else "D’avant et rendu" if words["opening"] else "Rendu"
    given = Piece("Vous", words["received"], "c1")
    raised = [
        given,
        Piece("Effet levier", words["match"], "c2"),
        Piece("Subventions", words["grants"], "c3"),
        Piece(before, words["opening"] + words["released"], REST),
    ]
    engaged = [
        *action_pieces([(line["label"], line["amount"]) for line in words["actions"]]),
        Piece("Subventions", words["grants"], "c3"),
        Piece("Il vous reste", words["closing"], REST),
    ]
    return bar_chart(
        [
            *([("Vous avez versé", [given])] if words["raised"] != words["received"] else []),
            (f"Réuni\u00a0: {part_of_bar(words['raised'], raised)}", raised),
            (f"Engagé\u00a0: {part_of_bar(words['engaged'], engaged)}", engaged),
        ],
        width=width,
    )


def action_pieces(actions: Sequence[tuple[str, Decimal]]) -> list[Piece]:
    """The largest actions by name, the others as one piece, all in the fill of what is committed."""
    largest = sorted(actions, key=lambda action: -action[1])
    others = [amount for _, amount in largest[NAMED:] if amount > 0]
    if len(others) == 1:
        return [Piece(name, amount, "c5") for name, amount in largest]
    pieces = [Piece(name, amount, "c5") for name, amount in largest[:NAMED]]
    return pieces + ([Piece(f"{len(others)} autres actions", sum(others, ZERO), "c5")] if others else [])
