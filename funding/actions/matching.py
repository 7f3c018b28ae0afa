"""The match that the leverage rules give for all that came in, beside the match in the ledger."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from funding.enums import AccountKind, TransactionKind
from funding.models import Contribution, Fund, LeverageRule, Posting, Receipt
from funding.rules.leverage import ContributorYear, Lot, Terms, matches_due
from inclusion.core.french.money import ZERO
from inclusion.partners.models import Partner


def match_differences(fund: Fund) -> list[tuple[Contribution, Partner, Decimal]]:
    """Return what has to be added to (or taken back from) the match in the ledger for it to be what the rules give.

    By contribution and matcher. Empty when all is right, which is what the invariants prove.
    """
    wrong = wrong_matches(fund)
    if not wrong:
        return []
    contributions = {
        (str(one.partner_id), one.year): one
        for one in Contribution.objects.filter(fund=fund).select_related("partner")
    }
    matchers = Partner.objects.in_bulk([matcher for _, matcher in wrong])
    # Taken back before it is added: what a cap frees is there for the others.
    in_order = sorted(wrong.items(), key=lambda one: (one[1] > 0, one[0]))
    return [(contributions[own], matchers[matcher], amount) for (own, matcher), amount in in_order]


def wrong_matches(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """Return the same by the keys of contributor and year, and of the matcher; also what belongs to nobody known."""
    due, posted = _due(fund), _posted(fund)
    wrong = {key: due.get(key, ZERO) - posted.get(key, ZERO) for key in due.keys() | posted.keys()}
    return {key: difference for key, difference in wrong.items() if difference}


def received_lots(fund: Fund) -> list[Lot]:
    """All that came in from contributors or went back to them, in the order in which it is matched.

    What was recorded by mistake and taken back never drew anything.
    """
    rows = Receipt.objects.standing().filter(contribution__fund=fund).order_by("received_on", "pk")
    values = rows.values_list("contribution__partner_id", "contribution__year", "received_on", "amount")
    return [Lot(str(partner), year, on, amount) for partner, year, on, amount in values]


def terms_of(rule: LeverageRule) -> Terms:
    """The rule as arithmetic."""
    return Terms(rule.ratio, rule.start, rule.end, rule.contributor_cap, rule.year_cap)


def match_by_rule(fund: Fund) -> list[tuple[LeverageRule, Decimal]]:
    """Return the rules of a fund with the euros that each has added in all, the earliest first."""
    rules = list(LeverageRule.objects.filter(fund=fund).select_related("matcher"))
    given = matches_due(received_lots(fund), [terms_of(rule) for rule in rules])
    return [(rule, sum(by_own.values(), ZERO)) for rule, by_own in zip(rules, given, strict=True)]


def _due(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """The match that the rules give for all receipts, by contributor, year and matcher."""
    lots, rules = received_lots(fund), list(LeverageRule.objects.filter(fund=fund))
    terms = [terms_of(rule) for rule in rules]
    due: dict[tuple[ContributorYear, int], Decimal] = defaultdict(lambda: ZERO)
    for rule, given in zip(rules, matches_due(lots, terms), strict=True):
        for own, amount in given.items():
            due[own, rule.matcher_id] += amount
    return due


def _posted(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """The match in the ledger, by contributor, year and matcher."""
    sources = Posting.objects.of_fund(fund).of_kind(AccountKind.SOURCE)
    rows = sources.filter(transaction__kind=TransactionKind.MATCH).order_by()
    sums = rows.values_list(
        "transaction__receipt__contribution__partner_id",
        "transaction__receipt__contribution__year",
        "account__partner_id",
    ).annotate(total=Sum("amount"))
    return {((str(partner), year), matcher): -total for partner, year, matcher, total in sums}
