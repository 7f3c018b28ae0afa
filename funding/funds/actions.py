"""Open funds, close their periods, and set who adds what to money received."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from funding.agreements.queries.instalments import THROUGH_A_FUND, waiting_instalments
from funding.bank_details.actions import ask_bank_details
from funding.contributions.actions.receipts import post_matches
from funding.contributions.models import CallForFunds, Contribution, LeverageRule, Receipt
from funding.enums import Verb
from funding.funds.rules import years_to_close
from funding.ledger.actions import locked, refuse_outside
from funding.ledger.enums import PostEmployers
from funding.ledger.models.funds import Fund
from funding.ledger.rules import quantize_non_negative
from funding.passes.booklets.models import Booklet
from funding.passes.enums import PassState
from funding.passes.programmes.rules import SETTLING_DAYS, settled_by
from funding.posts.actions.requests import envelope_left
from funding.posts.models import Post
from funding.statements.actions.batches import contributors_of_year, issue_year
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import search_form
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from inclusion.core.models.networks import User
from inclusion.networks.actions import lock_network
from inclusion.partners.models import Partner


@transaction.atomic
def open_fund(
    *,
    name: str,
    host: Partner,
    envelope: Decimal,
    start: date,
    end: date,
    purpose: str = "",
    finances_posts: bool = False,
    post_employers: PostEmployers = PostEmployers.ANY,
    post_kinds: Sequence[str] = (),
    iban: str = "",
    second_person_above: Decimal | None = None,
    is_example: bool = False,
    by: User,
    at: datetime,
) -> Fund:
    """Open a pot for the days of `[start, end)`; raises DomainError for a name that is taken or a period
    without days. Its account counts once somebody else has confirmed it.
    """
    if start >= end:
        raise DomainError("La fin du fonds vient après son début.").at("end")
    _refuse_taken(name)
    fund = Fund.objects.create(
        network_id=host.network_id,
        name=name,
        host=host,
        purpose=purpose,
        envelope=quantize_non_negative(envelope),
        start=start,
        end=end,
        finances_posts=finances_posts,
        post_employers=post_employers,
        post_kinds=list(post_kinds),
        second_person_above=second_person_above,
        is_example=is_example,
    )
    journal.record(Verb.FUND_OPENED, on=fund, by=by, at=at, envelope=str(fund.envelope))
    ask_bank_details(fund, iban=iban, by=by, at=at)
    return fund


def _refuse_taken(name: str) -> None:
    """Raise DomainError for a name that another fund of the network has, as people read it: case, accents, spaces and
    the kind of apostrophe distinguish no two.

    Whoever opens another fund of the network waits until this transaction is over, and then finds it.
    """
    lock_network()
    wanted = _folded(name)
    if alike := next((fund for fund in Fund.objects.all() if _folded(fund.name) == wanted), None):
        raise DomainError(f"Un fonds s’appelle déjà «\u00a0{alike}\u00a0».").at("name")


def _folded(name: str) -> str:
    """The name as it is searched by; what has no letter and no figure stays as it is."""
    return search_form(name) or name.strip()


@transaction.atomic
def change_fund(
    fund: Fund,
    *,
    host: Partner,
    envelope: Decimal,
    end: date,
    purpose: str = "",
    finances_posts: bool = False,
    post_employers: PostEmployers = PostEmployers.ANY,
    post_kinds: Sequence[str] = (),
    iban: str | None = None,
    second_person_above: Decimal | None = None,
    is_example: bool = False,
    by: User,
    at: datetime,
) -> Fund:
    """Change what may change of a fund: who carries it, what it aims at, its end (exclusive), its purpose, whose
    posts it co-finances, above which amount (euros; None: never) a payment needs two persons. Another account (None:
    the same) counts once somebody else has confirmed it.

    Raises DomainError for an end that leaves movements, leverage rules, a closed period, what was promised, or what
    signed agreements still owe outside, and for an envelope cut below what the accepted posts take.
    """
    fund = locked(fund)
    envelope = quantize_non_negative(envelope)
    if end <= fund.start:
        raise DomainError("La fin du fonds vient après son début.").at("end")
    last = fund.transactions.order_by("-booked_on").values_list("booked_on", flat=True).first()
    if last is not None and end <= last:
        raise DomainError(f"Un mouvement du {plain_date(last)} serait hors de la période du fonds.").at("end")
    if fund.leverage_rules.filter(end__gt=end).exists():
        raise DomainError("Une règle d’effet levier vaut au-delà de cette fin.").at("end")
    if fund.closed_until is not None and fund.closed_until > end:
        raise DomainError("Des comptes sont déjà clos au-delà de cette fin.").at("end")
    _refuse_to_cut(fund, envelope=envelope, end=end)
    fund.host, fund.envelope, fund.end, fund.purpose = host, envelope, end, purpose
    fund.finances_posts, fund.post_employers = finances_posts, post_employers
    fund.post_kinds = list(post_kinds)
    fund.second_person_above, fund.is_example = second_person_above, is_example
    if iban is not None:
        ask_bank_details(fund, iban=iban, by=by, at=at)
    fund.save(
        update_fields=[
            "host",
            "envelope",
            "end",
            "purpose",
            "finances_posts",
            "post_employers",
            "post_kinds",
            "second_person_above",
            "is_example",
        ]
    )
    journal.record(Verb.FUND_CHANGED, on=fund, by=by, at=at, envelope=str(fund.envelope), end=end.isoformat())
    return fund


def _refuse_to_cut(fund: Fund, *, envelope: Decimal, end: date) -> None:
    """Raise DomainError for less than accepted posts and signed agreements were promised."""
    taken = fund.envelope - envelope_left(fund)
    if envelope < min(fund.envelope, taken):
        raise DomainError(
            f"Les postes retenus prennent {euros(taken)} sur l’enveloppe\u00a0: elle ne descend pas au-dessous."
        ).at("envelope")
    if end >= fund.end:
        return
    open_ones = Booklet.objects.filter(
        programme__funded_action__fund=fund, passes__state__in=[PassState.ISSUED, PassState.REDEEMED]
    )
    claimed = open_ones.aggregate(last=Max("claim_until"))["last"]
    if claimed is not None and settled_by(claimed) >= end:
        raise DomainError(
            f"Des pass peuvent encore servir, ou être réclamés jusqu’au {plain_date(claimed)}\u00a0: avec "
            f"{SETTLING_DAYS}\u00a0jours pour décider et payer, le fonds dure au moins jusqu’au "
            f"{plain_date(settled_by(claimed))}."
        ).at("end")
    owed = waiting_instalments().filter(agreement__fund=fund, flow__in=THROUGH_A_FUND, due_on__gte=end)
    if (last := owed.select_related("agreement").order_by("due_on").last()) is not None:
        raise DomainError(
            f"Une échéance du {plain_date(last.due_on)} ({last.agreement.reference}) serait hors de la période du "
            "fonds."
        ).at("end")
    _refuse_to_leave_promises(fund, end=end)


def _refuse_to_leave_promises(fund: Fund, *, end: date) -> None:
    """Raise DomainError, at "end", for an end after which somebody would still owe the fund, or the fund a post."""
    last = plain_date(shown_end(end))
    calls = CallForFunds.objects.filter(contribution__fund=fund).to_pay().filter(due_on__gte=end)
    if (call := calls.last()) is not None:
        raise DomainError(
            f"L’appel de fonds {call.reference} est à verser jusqu’au {plain_date(call.due_on)}\u00a0: annulez-le "
            f"d’abord, car aucun versement ne s’enregistrerait après le {last}."
        ).at("end")
    promises = Contribution.objects.filter(fund=fund, year__gt=shown_end(end).year).awaited()
    if (promise := promises.select_related("partner").last()) is not None:
        raise DomainError(
            f"{promise.partner} a promis {euros(promise.outstanding)} pour {promise.year}\u00a0: retirez d’abord cette "
            "promesse, ou changez-la."
        ).at("end")
    # What a signed agreement owes stands in its instalments.
    posts = Post.objects.accepted().filter(fund=fund, end__gt=end, agreement__signed_on=None)
    if (post := posts.order_by("end").last()) is not None:
        raise DomainError(
            f"Le poste «\u00a0{post}\u00a0» est retenu jusqu’au {plain_date(shown_end(post.end))}\u00a0: le fonds dure "
            "au moins jusque-là."
        ).at("end")


@transaction.atomic
def end_leverage_rule(rule: LeverageRule, *, end: date, by: User, at: datetime) -> LeverageRule:
    """Let a rule end earlier, on the day before `end`; what it matched stays matched.

    Raises DomainError for an end that is not in its period, or where it already matched money on a later day.
    """
    fund = locked(rule.fund)
    rule = LeverageRule.objects.get(pk=rule.pk)
    if not rule.start < end < rule.end:
        raise DomainError(f"Choisissez un jour de la règle, {rule.period}, avant le dernier.").at("end")
    later = rule.receipts().filter(received_on__gte=end, amount__gt=0).order_by("-received_on").first()
    if later is not None:
        raise DomainError(
            f"La règle a déjà servi le {plain_date(later.received_on)}\u00a0: elle ne peut pas s’arrêter avant."
        ).at("end")
    before, rule.end = rule.end, end
    rule.save(update_fields=["end"])
    journal.record(
        Verb.LEVERAGE_ENDED, on=fund, by=by, at=at, rule=rule.pk, before=before.isoformat(), end=end.isoformat()
    )
    return rule


@transaction.atomic
def raise_leverage_caps(
    rule: LeverageRule, *, contributor_cap: Decimal | None, year_cap: Decimal | None, by: User, at: datetime
) -> Decimal:
    """Raise the caps of a rule (None: no cap any more) and return what is added at once, as movements of that day,
    to the receipts that waited for it.

    Raises DomainError for a cap that would go down, for caps that stay, on a day on which nothing is booked in the
    fund, and where one contributor's higher cap would take from others what the cap of the year gave them.
    """
    fund = locked(rule.fund)
    rule = LeverageRule.objects.get(pk=rule.pk)
    on = timezone.localdate(at)
    refuse_outside(fund, on)
    wanted = {"contributor_cap": contributor_cap, "year_cap": year_cap}
    caps = {name: None if cap is None else quantize_non_negative(cap) for name, cap in wanted.items()}
    before = {name: getattr(rule, name) for name in caps}
    if caps == before:
        raise DomainError("Ces plafonds sont déjà ceux de la règle.")
    for name, cap in caps.items():
        if cap != before[name] and (before[name] is None or (cap is not None and cap < before[name])):
            raise DomainError(
                "Un plafond ne baisse pas\u00a0: l’argent reçu compte sur lui. Arrêtez la règle plus tôt, et posez-en "
                "une autre pour la suite."
            ).at(name)
    rule.contributor_cap, rule.year_cap = caps["contributor_cap"], caps["year_cap"]
    rule.save(update_fields=list(caps))
    journal.record(
        Verb.LEVERAGE_CAPS_RAISED,
        on=fund,
        by=by,
        at=at,
        rule=rule.pk,
        day=on.isoformat(),
        **_recorded_caps(caps),
        **_recorded_caps({f"{name}_before": cap for name, cap in before.items()}),
    )
    added = ZERO
    receipts = Receipt.objects.filter(contribution__fund=fund).order_by("contribution__year")
    for year in receipts.values_list("contribution__year", flat=True).distinct():
        changes = post_matches(fund, year=year, since=on, because="Effet levier, plafond relevé", by=by, at=at)
        if lost := next((one for one in changes if one.amount < 0), None):
            raise DomainError(
                f"Le plafond de l’année ne suffit pas\u00a0: il faudrait reprendre {euros(-lost.amount)} "
                f"à {lost.contribution.partner} pour {year}. Relevez-le aussi."
            ).at("year_cap")
        added += sum((one.amount for one in changes), ZERO)
    return added


def _recorded_caps(caps: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """Caps as the journal keeps them."""
    return {name: None if cap is None else str(cap) for name, cap in caps.items()}


@transaction.atomic
def remove_leverage_rule(rule: LeverageRule, *, by: User, at: datetime) -> Fund:
    """Take back a rule that never served; raises DomainError once money came in on one of its days."""
    fund = locked(rule.fund)
    rule = LeverageRule.objects.get(pk=rule.pk)
    if rule.receipts().exists():
        raise DomainError("Cette règle a déjà servi\u00a0: elle peut s’arrêter, mais plus être retirée.")
    key = rule.pk
    rule.delete()
    journal.record(
        Verb.LEVERAGE_REMOVED, on=fund, by=by, at=at, rule=key, added=rule.ratio_added, start=rule.start.isoformat()
    )
    return fund


@transaction.atomic
def close_period(fund: Fund, *, until: date, by: User, at: datetime) -> Fund:
    """Close the accounts of every day before `until`: nothing is booked there any more.

    The statements of each year that is closed with it are issued, printed and sent in the background. Raises
    DomainError for a day outside the fund, or one that is already closed.
    """
    fund = locked(fund)
    if not fund.start < until <= fund.end:
        raise DomainError(f"Choisissez un jour de la période du fonds, {shown_period(fund.start, fund.end)}.").at(
            "until"
        )
    if until > timezone.localdate(at):
        raise DomainError("Cette période n’est pas terminée : choisissez un jour passé.").at("until")
    if fund.closed_until is not None and until <= fund.closed_until:
        raise DomainError(f"Les comptes sont déjà clos jusqu’au {plain_date(shown_end(fund.closed_until))}.").at(
            "until"
        )
    years = years_to_close(fund.start, fund.end, closed_until=fund.closed_until, today=timezone.localdate(at))
    fund.closed_until = until
    fund.save(update_fields=["closed_until"])
    journal.record(Verb.FUND_CLOSED, on=fund, by=by, at=at, until=until.isoformat())
    for year, end in years.items():
        if end <= until and contributors_of_year(fund, year=year):
            issue_year(fund, year=year, by=by, at=at)
    return fund


@transaction.atomic
def reopen_period(fund: Fund, *, reason: str, by: User, at: datetime) -> Fund:
    """Open all that was closed again, for a reason that the journal keeps."""
    fund = locked(fund)
    if fund.closed_until is None:
        raise DomainError("Aucune période n’est close.")
    if not reason.strip():
        raise DomainError("Indiquez pourquoi les comptes sont rouverts.").at("reason")
    until, fund.closed_until = fund.closed_until, None
    fund.save(update_fields=["closed_until"])
    journal.record(Verb.FUND_REOPENED, on=fund, by=by, at=at, until=until.isoformat(), reason=reason.strip())
    return fund


@transaction.atomic
def set_leverage_rule(
    fund: Fund,
    *,
    matcher: Partner,
    ratio_added: int,
    ratio_received: int = 1,
    start: date,
    end: date,
    contributor_cap: Decimal | None = None,
    year_cap: Decimal | None = None,
    by: User,
    at: datetime,
) -> LeverageRule:
    """Say who adds how much to what is received on the days of `[start, end)`; two rules never share a day.

    A rule speaks for receipts yet to come: it is refused where money already came in on one of its days.
    """
    fund = locked(fund)
    if start >= end:
        raise DomainError("La fin de la règle vient après son début.").at("end")
    if start < fund.start or end > fund.end:
        raise DomainError(f"La règle vaut pendant la période du fonds, {shown_period(fund.start, fund.end)}.").at(
            "start" if start < fund.start else "end"
        )
    if ratio_added < 1 or ratio_received < 1:
        raise DomainError("L’effet levier ajoute au moins 1\u00a0€ pour un nombre d’euros reçus.").at("ratio_added")
    if LeverageRule.objects.filter(fund=fund, start__lt=end, end__gt=start).exists():
        raise DomainError("Une autre règle d’effet levier vaut déjà pour une partie de cette période.").at("start")
    rule = LeverageRule.objects.create(
        network_id=fund.network_id,
        fund=fund,
        matcher=matcher,
        ratio_added=ratio_added,
        ratio_received=ratio_received,
        start=start,
        end=end,
        contributor_cap=None if contributor_cap is None else quantize_non_negative(contributor_cap),
        year_cap=None if year_cap is None else quantize_non_negative(year_cap),
    )
    if rule.receipts().exists():
        raise DomainError("De l’argent a déjà été reçu pendant cette période\u00a0: la règle doit commencer après.").at(
            "start"
        )
    journal.record(Verb.LEVERAGE_SET, on=fund, by=by, at=at, added=ratio_added, received=ratio_received, rule=rule.pk)
    return rule
