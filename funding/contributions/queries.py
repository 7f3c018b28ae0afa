"""Reads of contributions: the match of what came in, the life of one, forecasts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.utils import timezone

from funding.contributions.enums import CallState
from funding.contributions.models import (
    CallForFunds,
    Contribution,
    ContributionMail,
    ContributionRequest,
    LeverageRule,
    Receipt,
)
from funding.contributions.rules.history import steps_by_rule, words_of_caps
from funding.contributions.rules.leverage import (
    Caps,
    ContributorYear,
    Forecast,
    Lot,
    Outcome,
    Promise,
    Terms,
    change_by_receipt,
    forecast,
    rule_on,
)
from funding.contributions.rules.simulation import CostExample, Simulation, simulate
from funding.enums import Verb
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Posting, PostingQuerySet
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.queries import available_of
from funding.ledger.rules import quantize_non_negative
from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.french.money import ZERO, CalculationStep, euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.partners.models import Partner


def received_by(funds: Iterable[Fund]) -> "defaultdict[int, Decimal]":
    """What contributors paid in to each of these funds, by its key, refunds taken off; one query."""
    found: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = Contribution.objects.filter(fund__in=[one.pk for one in funds]).with_received().order_by()
    for fund, received in rows.values_list("fund_id", "received"):
        found[fund] += received
    return found


# -- Expected match, beside the match in the ledger

#: Matcher, contributor and receipt.
type _MatchKey = tuple[int, str, int]


@dataclass(frozen=True)
class MatchChange:
    """Euros by which the match in the ledger changes on a day (below zero: taken back), and the receipt they are of."""

    on: date
    contribution: Contribution
    matcher: Partner
    receipt: int
    amount: Decimal


def match_changes(fund: Fund, *, year: int, since: date, cause: Receipt | None = None) -> list[MatchChange]:
    """Return what has to be written for the match of a year's money to be, on each day from this one on, what the rules
    give for what was there on that day: what is taken back of a day first, then what is added, the earlier receipt
    first.

    A change of the contributor whose receipt, refund or reversal is the cause is of that row; any other is of the
    receipts that draw more or less. The caller has locked the fund.
    """
    rules = _rules(fund)
    if not rules:
        return []
    lots, terms = received_lots(fund, year=year, standing=False), [terms_of(*rule) for rule in rules]
    matchers = {rule.matcher_id: rule.matcher for rule, _ in rules}
    own = Contribution.objects.filter(fund=fund, year=year).select_related("partner")
    contributions = {str(one.partner_id): one for one in own}
    posted = _posted_by_day(fund, year=year)
    days = {since, *posted, *(lot.on for lot in lots), *(lot.until for lot in lots if lot.until)}
    days |= {caps.until for rule in terms for caps in rule.earlier}
    there: dict[_MatchKey, Decimal] = defaultdict(lambda: ZERO)
    changes: list[MatchChange] = []
    for day in sorted(days):
        for key, amount in posted[day]:
            there[key] += amount
        if day < since:
            continue
        lacking: dict[tuple[int, str], dict[int, Decimal]] = defaultdict(dict)
        wanted = {
            (rule.matcher_id, one.lot.contributor, one.lot.receipt or 0): one.amount
            for (rule, _), matches in zip(rules, Outcome.as_at(lots, terms, day).matches, strict=True)
            for one in matches
        }
        for matcher, contributor, receipt in dict.fromkeys([*wanted, *there]):
            key = (matcher, contributor, receipt)
            lacking[matcher, contributor][receipt] = wanted.get(key, ZERO) - there[key]
        for (matcher, contributor), by_receipt in lacking.items():
            contribution = contributions[contributor]
            caused = cause is not None and day == since and contribution.pk == cause.contribution_id
            for receipt, amount in change_by_receipt(by_receipt, of=cause.pk if cause and caused else None):
                there[matcher, contributor, receipt] += amount
                changes.append(MatchChange(day, contribution, matchers[matcher], receipt, amount))
    order = {lot.receipt: index for index, lot in enumerate(lots)}
    return sorted(changes, key=lambda one: (one.on, one.amount > 0, order.get(one.receipt, -1)))


def _posted_by_day(fund: Fund, *, year: int) -> dict[date, list[tuple[_MatchKey, Decimal]]]:
    """The match of a year in the ledger, by matcher, contributor and receipt, on each day."""
    rows = _match_postings(fund).filter(transaction__receipt__contribution__year=year)
    sums = rows.values_list(
        "transaction__booked_on",
        "account__partner_id",
        "transaction__receipt__contribution__partner_id",
        "transaction__receipt_id",
    ).annotate(total=Sum("amount"))
    found: dict[date, list[tuple[_MatchKey, Decimal]]] = defaultdict(list)
    for on, matcher, partner, receipt, total in sums:
        found[on].append(((matcher, str(partner), receipt), -total))
    return found


def wrong_matches(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """Return by how much the match in the ledger is not what the rules give, by contributor and year, and matcher.

    Empty when all is right, which the invariants prove; also what belongs to nobody known.
    """
    # The match in the ledger, by contributor, year and matcher.
    sums = (
        _match_postings(fund)
        .values_list(
            "transaction__receipt__contribution__partner_id",
            "transaction__receipt__contribution__year",
            "account__partner_id",
        )
        .annotate(total=Sum("amount"))
    )
    due, posted = (_due(fund), {((str(partner), year), matcher): -total for partner, year, matcher, total in sums})
    wrong = {key: due.get(key, ZERO) - posted.get(key, ZERO) for key in due.keys() | posted.keys()}
    return {key: difference for key, difference in wrong.items() if difference}


def received_lots(fund: Fund, *, year: int | None = None, standing: bool = True) -> list[Lot]:
    """All that came in from contributors or went back to them, in the order in which it is matched.

    What was recorded by mistake and reversed draws nothing any more: it is left out, or (not `standing`) carries the
    day on which it was reversed.
    """
    rows = Receipt.objects.filter(contribution__fund=fund, reverses=None).order_by("received_on", "pk")
    rows = rows.filter(reversed_by=None) if standing else rows
    rows = rows if year is None else rows.filter(contribution__year=year)
    values = rows.values_list(
        "contribution__partner_id", "contribution__year", "received_on", "amount", "reversed_by__received_on", "pk"
    )
    return [Lot(str(partner), *rest) for partner, *rest in values]


def terms_of(rule: LeverageRule, earlier: tuple[Caps, ...] = ()) -> Terms:
    """The rule as arithmetic; `earlier` are the caps that it had before they were raised."""
    return Terms(rule.ratio, rule.start, rule.end, rule.contributor_cap, rule.year_cap, earlier)


def _rules(fund: Fund) -> list[tuple[LeverageRule, tuple[Caps, ...]]]:
    """The rules of a fund, the earliest first, each with the caps that it had before, which the journal knows."""
    rules = list(LeverageRule.objects.filter(fund=fund).select_related("matcher"))
    earlier: dict[int, list[Caps]] = defaultdict(list)
    raised = JournalEntry.objects.filter(
        target_model=Fund._meta.label, target_id=fund.pk, verb=Verb.LEVERAGE_CAPS_RAISED
    )
    for details in raised.order_by("at", "pk").values_list("details", flat=True) if rules else ():
        caps = [
            None if details[name] is None else Decimal(details[name])
            for name in ("contributor_cap_before", "year_cap_before")
        ]
        earlier[details["rule"]].append(Caps(date.fromisoformat(details["day"]), *caps))
    return [(rule, tuple(earlier[rule.pk])) for rule in rules]


def match_by_rule(fund: Fund) -> list[tuple[LeverageRule, Decimal]]:
    """Return the rules of a fund with the euros that each has added in all, the earliest first."""
    rules, outcome = _now(fund)
    return [(rule, sum(added.values(), ZERO)) for rule, added in zip(rules, outcome.added, strict=True)]


def _now(fund: Fund) -> tuple[list[LeverageRule], Outcome]:
    """The rules of a fund and what they make of all that stands."""
    rules = list(LeverageRule.objects.filter(fund=fund).select_related("matcher"))
    return rules, Outcome(received_lots(fund), [terms_of(rule) for rule in rules])


def _due(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """The match that the rules give for all receipts, by contributor, year and matcher."""
    rules, outcome = _now(fund)
    due: dict[tuple[ContributorYear, int], Decimal] = defaultdict(lambda: ZERO)
    for rule, added in zip(rules, outcome.added, strict=True):
        for own, amount in added.items():
            due[own, rule.matcher_id] += amount
    return due


def _match_postings(fund: Fund) -> PostingQuerySet:
    sources = Posting.objects.of_fund(fund).of_kind(AccountKind.SOURCE)
    return sources.filter(transaction__kind=TransactionKind.MATCH).order_by()


# -- What is said of a receipt once it is recorded


def cap_words(receipt: Receipt) -> str:
    """Say which cap left a receipt less than the ratio gives, what of it is used, and who waits; empty where none did.

    It names the contributors who wait: for those who see what each one gives.
    """
    fund = receipt.contribution.fund
    _, outcome = _now(fund)
    for rule, matches in enumerate(outcome.matches):
        for one in matches:
            if one.lot.receipt == receipt.pk:
                return words_of_caps(one, outcome, rule, names=_names(fund))
    return "Aucune règle d’effet levier ne vaut ce jour-là."


def freed_by(receipt: Receipt) -> list[tuple[Partner, Decimal]]:
    """Return who drew match, and how much, out of the room that this refund or reversal freed at once."""
    own = receipt.transactions.exclude(kind=TransactionKind.MATCH).get()
    moved = Posting.objects.of_fund(own.fund).of_kind(AccountKind.SHARE)
    moved = moved.filter(
        transaction__kind=TransactionKind.MATCH,
        transaction__recorded_at=own.recorded_at,
        transaction__booked_on=own.booked_on,
        transaction__pk__gt=own.pk,
        amount__gt=0,
    )
    others = moved.exclude(transaction__receipt__contribution=receipt.contribution_id)
    found: dict[Partner, Decimal] = defaultdict(lambda: ZERO)
    for posting in others.select_related("account__partner").order_by("pk"):
        found[posting.account.partner] += posting.amount
    return list(found.items())


def _names(fund: Fund) -> dict[str, str]:
    """The names of a fund's contributors, by the keys that the rules know them by."""
    contributors = Partner.objects.filter(pk__in=Contribution.objects.filter(fund=fund).values("partner_id"))
    return {str(partner.pk): str(partner) for partner in contributors}


# -- The history of one contribution

#: What only the journal shows; the rest is shown by its own rows.
SHOWN_VERBS = (
    Verb.CONTRIBUTION_PLEDGED,
    Verb.CONTRIBUTION_CHANGED,
    Verb.CONTRIBUTION_EARMARKED,
    Verb.CONTRIBUTION_WITHDRAWN,
    Verb.CONTRIBUTION_TAKEN_UP,
)


@dataclass(frozen=True)
class Event:
    """Something that happened to a contribution, for a timeline."""

    at: date | datetime
    label: str
    by: Any = ""
    detail: str = ""
    url: str = ""

    @property
    def day(self) -> date:
        """The day in the portal's time zone."""
        return timezone.localdate(self.at) if isinstance(self.at, datetime) else self.at


def life_of(
    contribution: Contribution, receipts: Iterable[Receipt], *, addresses: bool, references: bool
) -> list[Event]:
    """Return what happened to a contribution, the newest first.

    `receipts` are its own, with what they drew; `addresses` says whether e-mails are shown with whom they went to,
    `references` whether receipts are shown with that of the bank. The same number of queries whatever happened.
    """
    later = _later_matches(contribution)
    events = [
        *_asked(contribution),
        *_journal(contribution),
        *_calls(contribution),
        *_mails(contribution, addresses=addresses),
        *[_came(receipt, later, reference=references) for receipt in receipts],
        *[_served_later(posting) for posting in later],
    ]
    # Within a day in the order in which a contribution goes: asked, promised, called, written to, paid.
    events.sort(key=lambda event: event.day)
    return events[::-1]


def _asked(contribution: Contribution) -> list[Event]:
    asked = ContributionRequest.objects.filter(**_same_year(contribution))
    return [
        Event(one.asked_on, "Sollicité", detail=f"réponse attendue le {plain_date(one.answer_by)}") for one in asked
    ]


def _same_year(contribution: Contribution) -> dict[str, Any]:
    return {"fund_id": contribution.fund_id, "partner_id": contribution.partner_id, "year": contribution.year}


def _journal(contribution: Contribution) -> list[Event]:
    rows = JournalEntry.objects.filter(
        target_model=contribution._meta.label, target_id=contribution.pk, verb__in=SHOWN_VERBS
    )
    names = dict(FundedAction.objects.filter(fund_id=contribution.fund_id).values_list("pk", "name"))
    entries = list(rows.select_related("by").order_by("at", "pk"))
    promised_on = _first_promised_on(contribution, entries)
    return [
        Event(
            promised_on if one.verb == Verb.CONTRIBUTION_PLEDGED else one.at,
            _in_words(one.verb, one.details, names),
            by=one.by,
            detail=_dated(one.verb, one.details),
        )
        for one in entries
    ]


def _first_promised_on(contribution: Contribution, entries: Iterable[JournalEntry]) -> date:
    """The day of the first promise, which a promise that was withdrawn and made a second time no longer has."""
    taken_up = (one.details for one in entries if one.verb == Verb.CONTRIBUTION_TAKEN_UP)
    first = next(taken_up, None)
    return date.fromisoformat(first["promised_before_on"]) if first else contribution.pledged_on


def _dated(verb: str, details: dict[str, Any]) -> str:
    """The day of a promise that is shown where it was recorded, so that it comes after what it replaces."""
    if verb != Verb.CONTRIBUTION_TAKEN_UP:
        return ""
    return f"promesse du {plain_date(date.fromisoformat(details['promised_on']))}"


def _in_words(verb: str, details: dict[str, Any], names: dict[int, str]) -> str:
    if verb == Verb.CONTRIBUTION_PLEDGED:
        amount = Decimal(details["amount"])
        return f"Promesse de {euros(amount)}" if amount else "Membre à 0\u00a0€"
    if verb == Verb.CONTRIBUTION_TAKEN_UP:
        amount = Decimal(details["amount"])
        return f"Nouvelle promesse de {euros(amount)}" if amount else "De nouveau membre à 0\u00a0€"
    if verb == Verb.CONTRIBUTION_CHANGED:
        before, after = (euros(Decimal(details[name])) for name in ("before", "after"))
        return f"Promesse changée\u00a0: {after} au lieu de {before}"
    if verb == Verb.CONTRIBUTION_EARMARKED:
        chosen = [names[pk] for pk in details["actions"] if pk in names]
        return f"Ses euros paient d’abord {_listed(chosen)}" if chosen else "Plus d’action à payer d’abord"
    return "Promesse retirée"


def _listed(names: list[str]) -> str:
    return ", ".join(f"«\u00a0{name}\u00a0»" for name in names)


def _calls(contribution: Contribution) -> list[Event]:
    calls = list(CallForFunds.objects.filter(contribution=contribution).order_by("called_on", "pk"))
    made = [
        Event(
            one.called_on,
            f"{one}\u00a0: {euros(one.amount)}",
            detail=f"à verser au plus tard le {plain_date(one.due_on)}",
        )
        for one in calls
    ]
    named = {one.pk: one for one in calls}
    ended = StateChange.objects.filter(
        target_model=CallForFunds._meta.label, target_id__in=list(named), to_state=CallState.CANCELLED
    )
    cancelled = [
        Event(one.at, f"{named[one.target_id]} annulé", by=one.by)
        for one in ended.select_related("by").order_by("at", "pk")
    ]
    return [*made, *cancelled]


def _mails(contribution: Contribution, *, addresses: bool) -> list[Event]:
    asked = {f"request__{name}": value for name, value in _same_year(contribution).items()}
    mails = ContributionMail.objects.filter(Q(contribution=contribution) | Q(**asked))
    return [
        Event(
            one.mailed_at or one.written_at,
            f"Courriel\u00a0: {one.get_kind_display().lower()}",
            by=one.asked_by,
            detail=_outcome(one, addresses=addresses),
        )
        for one in mails.select_related("asked_by").order_by("written_at", "pk")
    ]


def _outcome(mail: ContributionMail, *, addresses: bool) -> str:
    to = f"à {mail.to}" if addresses else ""
    if mail.mailed_at:
        return to
    problem = f"n’a pas pu partir\u00a0: {mail.problem}" if mail.problem else "pas encore parti"
    return ", ".join(part for part in (to, problem) if part)


def _later_matches(contribution: Contribution) -> list[Posting]:
    """What a receipt drew, or lost, on another day than its own."""
    own = Posting.objects.of_fund(contribution.fund).of_kind(AccountKind.SHARE)
    own = own.filter(transaction__kind=TransactionKind.MATCH, transaction__receipt__contribution=contribution)
    later = own.exclude(transaction__booked_on=F("transaction__receipt__received_on"))
    return list(later.select_related("transaction__receipt").order_by("pk"))


def _served_later(posting: Posting) -> Event:
    """« Effet levier libéré par un remboursement », « 744,34 € ajoutés au versement du 1er avril 2026 »."""
    movement = posting.transaction
    moved = "repris" if posting.amount < 0 else "ajoutés"
    return Event(
        movement.booked_on,
        movement.label.partition("\u00a0: ")[0],
        detail=f"{euros(abs(posting.amount))} {moved} au versement du {plain_date(movement.receipt.received_on)}",
    )


def _came(receipt: Any, later: list[Posting], *, reference: bool) -> Event:
    """A receipt or a refund, with what it drew or took back on its day."""
    drawn = receipt.match - sum((one.amount for one in later if one.transaction.receipt_id == receipt.pk), ZERO)
    refund = (receipt.amount < 0) != (receipt.reverses_id is not None)
    what = "Remboursement" if refund else "Versement"
    if receipt.reverses_id is not None:
        what = f"Annulation\u00a0: {what.lower()}"
    said = [f"référence {receipt.bank_reference}"] if reference else []
    said += [f"effet levier {'repris' if drawn < 0 else 'ajouté'}\u00a0: {euros(abs(drawn))}"] if drawn else []
    return Event(receipt.received_on, f"{what} de {euros(abs(receipt.amount))}", detail=", ".join(said))


def match_steps(contribution: Contribution, *, sees_all: bool = True) -> list[CalculationStep]:
    """Return why the money of a contribution drew what it drew, rule by rule, the earlier day first.

    Empty where nothing came in. `sees_all` says whether other contributors are named.
    """
    own, fund = (str(contribution.partner_id), contribution.year), contribution.fund
    lots = received_lots(fund, year=contribution.year, standing=False)
    rules = _rules(fund)
    terms = [terms_of(*rule) for rule in rules]
    found = steps_by_rule(own, lots, terms, names=_names(fund) if sees_all and rules else {})
    steps: list[CalculationStep] = []
    for (rule, _), of_rule in zip(rules, found, strict=True):
        if of_rule:
            steps.append(CalculationStep(f"{rule.matcher}, {rule.period}\u00a0: {rule}."))
            steps += of_rule
    return steps + [
        CalculationStep(
            f"{euros(lot.amount)} reçus le {plain_date(lot.on)}\u00a0: aucune règle d’effet levier ne vaut ce jour-là."
        )
        for lot in lots
        if lot.contributor == own[0] and lot.amount > ZERO and lot.until is None and rule_on(lot.on, terms) is None
    ]


# -- Forecasts and simulations

#: Who gives in a simulation without a partner.
NEWCOMER = "Un nouvel opérateur"


def fund_forecast(fund: Fund, *, today: date) -> Forecast:
    """Return what came into a fund, what is still promised and the match that it would draw, by year and contributor.

    Four queries, whatever the number of rows.
    """
    lots = received_lots(fund)
    rules = LeverageRule.objects.filter(fund=fund)
    return forecast(lots, _promises(fund, lots, today=today), [terms_of(rule) for rule in rules], labels=_names(fund))


def simulated(
    fund: Fund,
    *,
    partner: Partner | None,
    year: int,
    amount: Decimal,
    today: date,
    name: str = "",
    with_promises: bool = True,
) -> Simulation:
    """Return what `amount` euros more for a year would draw, from a contributor or (None) from somebody new.

    `name` is what the steps call who gives; `with_promises` shows what the promises of all would draw afterwards.
    Seven queries, whatever the number of rows. Raises DomainError for an amount below zero or with parts of a cent, a
    year outside the fund or a fund that has ended, a partner of another network.
    """
    try:
        amount = quantize_non_negative(amount)
    except InvalidAmount as refused:
        raise refused.at("amount") from None
    last = shown_end(fund.end)
    if today > last:
        raise DomainError(f"Ce fonds s’est terminé le {plain_date(last)}\u00a0: plus rien ne peut y entrer.").at("year")
    if not fund.start.year <= year <= last.year:
        raise DomainError(f"L’année {year} est hors de la période du fonds «\u00a0{fund}\u00a0».").at("year")
    if partner is not None and partner.network_id != fund.network_id:
        raise DomainError("Cet organisme n’est pas un partenaire de ce réseau.").at("partner")
    lots = received_lots(fund)
    rules = LeverageRule.objects.filter(fund=fund)
    return simulate(
        lots,
        [terms_of(rule) for rule in rules],
        contributor="" if partner is None else str(partner.pk),
        name=name or (NEWCOMER if partner is None else str(partner)),
        year=year,
        on=_comes_in(fund, lots, year, today=today),
        amount=amount,
        available=available_of(fund).amount,
        promised=_promises(fund, lots, today=today) if with_promises else (),
        cost_examples=_cost_examples(fund, today=today),
    )


def _comes_in(fund: Fund, lots: list[Lot], year: int, *, today: date) -> date:
    """The day on which money that is not there yet would come in.

    Today or at the beginning of its year, after all that is known to have come in, within the fund's open days.
    """
    known = max((lot.on for lot in lots), default=today)
    first = max(today, known, date(year, 1, 1), fund.start, fund.closed_until or fund.start)
    return min(first, shown_end(fund.end))


def _promises(fund: Fund, lots: list[Lot], *, today: date) -> list[Promise]:
    """What is still to come of each promise, in the order of the years and names."""
    awaited = Contribution.objects.filter(fund=fund).awaited().values_list("partner_id", "year", "outstanding")
    return [
        Promise(str(partner), year, outstanding, _comes_in(fund, lots, year, today=today))
        for partner, year, outstanding in awaited
    ]


def _cost_examples(fund: Fund, *, today: date) -> list[CostExample]:
    """What the fund pays for by the piece: booklets of passes."""
    financed = fund.funded_actions.exclude(pass_programme=None).select_related("pass_programme")
    programmes = [one.pass_programme for one in financed.order_by("pass_programme__opened_on", "pass_programme__pk")]
    found = [
        CostExample(
            f"carnet de {one.booklet_size} pass numériques",
            f"carnets de {one.booklet_size} pass numériques",
            one.booklet_value,
        )
        for one in programmes
        if one.is_open_on(today)
    ]
    return list(dict.fromkeys(found))
