"""The life of one contribution, and why its receipts drew what they drew; only read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from funding.actions.matching import received_lots, terms_of
from funding.enums import CallState, Verb
from funding.models import (
    CallForFunds,
    Contribution,
    ContributionMail,
    ContributionRequest,
    FundedAction,
    LeverageRule,
    Receipt,
)
from funding.rules.leverage import lots_by_rule, match_for_receipts
from inclusion.core.french.money import ZERO, CalculationStep, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import JournalEntry, StateChange

#: What the journal alone tells; the rest is told by its own rows.
TOLD = (
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


def life_of(contribution: Contribution, receipts: Iterable[Receipt], *, addresses: bool) -> list[Event]:
    """Return what happened to a contribution, the newest first.

    `receipts` are its own, with what they drew; `addresses` tells whether e-mails are shown with whom they went to.
    The same number of queries whatever happened.
    """
    events = [
        *_asked(contribution),
        *_journal(contribution),
        *_calls(contribution),
        *_mails(contribution, addresses=addresses),
        *[_came(receipt) for receipt in receipts],
    ]
    # Within a day in the order in which a contribution goes: asked, promised, called, written to, paid.
    events.sort(key=lambda event: event.day)
    return events[::-1]


def _asked(contribution: Contribution) -> list[Event]:
    asked = ContributionRequest.objects.filter(**_same_year(contribution))
    return [
        Event(one.asked_on, "Sollicité", detail=f"réponse attendue le {plain_date(one.answer_by)}")
        for one in asked
    ]


def _same_year(contribution: Contribution) -> dict[str, Any]:
    return {
        "fund_id": contribution.fund_id,
        "partner_id": contribution.partner_id,
        "year": contribution.year,
    }


def _journal(contribution: Contribution) -> list[Event]:
    rows = JournalEntry.objects.filter(
        target_model=contribution._meta.label, target_id=contribution.pk, verb__in=TOLD
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
    """The day of the first promise, which a promise that was withdrawn and taken up again no longer holds."""
    taken_up = (one.details for one in entries if one.verb == Verb.CONTRIBUTION_TAKEN_UP)
    first = next(taken_up, None)
    return date.fromisoformat(first["promised_before_on"]) if first else contribution.pledged_on


def _dated(verb: str, details: dict[str, Any]) -> str:
    """The day of a promise that is told where it was written down, so that it follows what it takes up."""
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
            one.mailed_at or one.asked_at,
            f"Courriel\u00a0: {one.get_kind_display().lower()}",
            by=one.asked_by,
            detail=_outcome(one, addresses=addresses),
        )
        for one in mails.select_related("asked_by").order_by("asked_at", "pk")
    ]


def _outcome(mail: ContributionMail, *, addresses: bool) -> str:
    to = f"à {mail.to}" if addresses else ""
    if mail.mailed_at:
        return to
    problem = f"n’a pas pu partir\u00a0: {mail.problem}" if mail.problem else "pas encore parti"
    return ", ".join(part for part in (to, problem) if part)


def _came(receipt: Any) -> Event:
    """A receipt or a refund, with what it drew or took back."""
    taken = receipt.match < 0
    refund = (receipt.amount < 0) != (receipt.reverses_id is not None)
    what = "Remboursement" if refund else "Versement"
    if receipt.reverses_id is not None:
        what = f"Annulation\u00a0: {what.lower()}"
    match = f", effet levier {'repris' if taken else 'ajouté'}\u00a0: {euros(abs(receipt.match))}"
    return Event(
        receipt.received_on,
        f"{what} de {euros(abs(receipt.amount))}",
        detail=f"référence {receipt.bank_reference}{match if receipt.match else ''}",
    )


def match_steps(contribution: Contribution) -> list[CalculationStep]:
    """Return why the receipts of a contribution drew the match that they drew, rule by rule, the earlier day first.

    Empty where nothing came in. The last amount of each rule is what it gives for the contribution in all.
    """
    own = (str(contribution.partner_id), contribution.year)
    lots = received_lots(contribution.fund)
    rules = list(LeverageRule.objects.filter(fund_id=contribution.fund_id).select_related("matcher"))
    terms = [terms_of(rule) for rule in rules]
    steps: list[CalculationStep] = []
    for rule, term, matched in zip(rules, terms, lots_by_rule(lots, terms), strict=True):
        told = zip(matched, match_for_receipts(matched, term).steps, strict=True)
        mine = [step for lot, step in told if (lot.contributor, lot.year) == own]
        if mine:
            steps.append(CalculationStep(f"{rule.matcher}, {rule.period}\u00a0: {rule}."))
            steps += [_unnamed(step, own) for step in mine]
    return steps + [
        CalculationStep(
            f"{euros(lot.amount)} reçus le {plain_date(lot.on)}\u00a0: aucune règle d’effet levier ne vaut ce jour-là."
        )
        for lot in lots
        if (lot.contributor, lot.year) == own
        and lot.amount > ZERO
        and not any(term.hold_on(lot.on) for term in terms)
    ]


def _unnamed(step: CalculationStep, own: tuple[str, int]) -> CalculationStep:
    """The step without the name and the year, which the page of one contribution says already."""
    return CalculationStep(step.sentence.removeprefix(f"{own[0]}, {own[1]}\u00a0: "), step.arithmetic)
