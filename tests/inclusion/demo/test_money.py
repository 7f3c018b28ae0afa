"""The money of the demonstration adds up: every cost can be paid on its day, every match lies within its caps."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from funding.contributions.rules.leverage import Lot, Outcome, Terms
from funding.spending.rules import attribute, release
from inclusion.demo.loading import declared
from inclusion.demo.shapes import Commitment, Fund, Network

NETWORKS = {network.slug: network for network in declared()}
FUNDS = [(network, fund) for network in NETWORKS.values() for fund in network.funds]
ZERO = Decimal("0.00")
LAST_DAY = date(2026, 11, 24)


@pytest.fixture(params=FUNDS, ids=[fund.name for _, fund in FUNDS])
def owned(request) -> tuple[Network, Fund]:
    """Each fund with its network."""
    return request.param


@dataclass
class Balances:
    """What a fund's story leaves: shares of contributors, what each grant still holds."""

    shares: dict[str, Decimal] = field(default_factory=dict)
    grants: Counter = field(default_factory=Counter)

    @property
    def pot(self) -> Decimal:
        return sum(self.shares.values(), ZERO)

    def take(self, names: list[str], amount: Decimal) -> None:
        """Let the grants pay, one after the other."""
        for name in names:
            part = min(self.grants[name], amount)
            self.grants[name] -= part
            amount -= part


def granted(fund: Fund, action: str, on: date) -> list[str]:
    """The grants that pay an action on a day, those that lapse first in front."""
    may = [one for one in fund.grants if action in one.actions and on <= (one.spend_by or date.max)]
    return [one.name for one in sorted(may, key=lambda one: one.spend_by or date.max)]


def matches(fund: Fund) -> list[tuple[Lot, Decimal]]:
    """Every receipt with the match it draws when it comes in."""
    lots = [
        Lot(contribution.partner, contribution.year, receipt.on, receipt.amount)
        for contribution in fund.contributions
        for receipt in contribution.receipts
    ]
    lots.sort(key=lambda lot: lot.on)
    rule = fund.leverage
    if rule is None:
        return [(lot, ZERO) for lot in lots]
    terms = Terms(Fraction(rule.added, rule.received), rule.start, rule.end, rule.contributor_cap, rule.year_cap)
    outcomes = [Outcome(lots[:index], [terms]) for index in range(len(lots) + 1)]
    return [
        (lot, after.match((lot.contributor, lot.year)) - before.match((lot.contributor, lot.year)))
        for lot, before, after in zip(lots, outcomes, outcomes[1:], strict=False)
    ]


def replay(network: Network, fund: Fund) -> Balances:
    """Let everything happen in the order of days; `PotTooSmall` is raised where a cost cannot be paid."""
    balances = Balances({contribution.partner: ZERO for contribution in fund.contributions})
    events: list[tuple[date, int, Callable[[], None]]] = []

    def then(on: date, event: Callable[[], None]) -> None:
        events.append((on, len(events), event))

    def receive(lot: Lot, match: Decimal) -> None:
        balances.shares[lot.contributor] += lot.amount + match

    def spend(action: str, targets: tuple[str, ...], commitment: Commitment) -> None:
        paid = attribute(
            commitment.amount,
            shares=balances.shares,
            targets=targets,
            grants=sum((balances.grants[name] for name in granted(fund, action, commitment.on)), ZERO),
        )
        balances.take(granted(fund, action, commitment.on), paid.grants)
        for partner, amount in paid.shares.items():
            balances.shares[partner] -= amount
        if commitment.released_on:
            rest = release(commitment.amount - commitment.paid, paid.shares)
            then(commitment.released_on, lambda: give_back(rest))
            events.sort(key=lambda one: one[:2])

    def give_back(rest: dict[str, Decimal]) -> None:
        for partner, amount in rest.items():
            balances.shares[partner] += amount

    for lot, match in matches(fund):
        then(lot.on, lambda lot=lot, match=match: receive(lot, match))
    for grant in fund.grants:
        for receipt in grant.receipts:
            then(receipt.on, lambda name=grant.name, one=receipt: balances.grants.update({name: one.amount}))
    for action in fund.actions:
        for commitment in action.commitments:
            then(commitment.on, lambda one=commitment, action=action: spend(action.name, action.targets, one))
        if network.programme and network.programme.action == action.name:
            worth = network.programme.face_value * network.programme.booklet_size
            for booklet in network.booklets:
                passes = Commitment(label="", payee="", on=booklet.on, amount=worth, payments=())
                then(booklet.on, lambda one=passes, action=action: spend(action.name, action.targets, one))
    events.sort(key=lambda one: one[:2])
    while events:
        events.pop(0)[2]()
    return balances


def test_every_cost_can_be_paid_on_its_day(owned):
    balances = replay(*owned)
    assert balances.pot > 0
    assert min(balances.shares.values()) >= 0
    assert all(left >= 0 for left in balances.grants.values())


def test_no_more_came_than_was_promised(owned):
    _, fund = owned
    for contribution in fund.contributions:
        received = sum((receipt.amount for receipt in contribution.receipts), ZERO)
        assert ZERO <= received <= contribution.pledged, contribution
        assert all(contribution.pledged_on <= receipt.on for receipt in contribution.receipts)
        assert contribution.call or not contribution.receipts
        if contribution.call:
            assert contribution.pledged_on <= contribution.call.on <= contribution.call.due_on
            assert all(contribution.call.on <= receipt.on for receipt in contribution.receipts)


def test_no_payment_exceeds_its_commitment(owned):
    _, fund = owned
    for action in fund.actions:
        for commitment in action.commitments:
            assert ZERO <= commitment.paid <= commitment.amount, commitment.label
            assert all(commitment.on <= payment.on for payment in commitment.payments)
            if commitment.released_on:
                assert commitment.paid < commitment.amount
                assert all(payment.on <= commitment.released_on for payment in commitment.payments)


def test_everything_happened_in_the_days_of_the_fund(owned):
    _, fund = owned
    happened = [receipt.on for one in fund.contributions for receipt in one.receipts]
    happened += [receipt.on for grant in fund.grants for receipt in grant.receipts]
    for action in fund.actions:
        for commitment in action.commitments:
            happened += [commitment.on, *(payment.on for payment in commitment.payments)]
            assert action.opened_on <= commitment.on
    assert fund.start <= min(happened)
    assert max(happened) <= LAST_DAY < fund.end


def test_names_and_references_point_somewhere_and_only_once(owned):
    network, fund = owned
    names = [action.name for action in fund.actions]
    assert len(set(names)) == len(names)
    for grant in fund.grants:
        assert set(grant.actions) <= set(names)
        assert sum(receipt.amount for receipt in grant.receipts) <= grant.amount
    for contribution in fund.contributions:
        assert set(contribution.earmarked_for) <= set(names)
    for action in fund.actions:
        for partner in (*action.targets, *(partner for partner, _ in action.reach)):
            assert network.partner(partner).kind == "operator"
    assert network.partner(fund.host)
    years = [(contribution.partner, contribution.year) for contribution in fund.contributions]
    assert len(set(years)) == len(years)


@pytest.mark.parametrize("slug", [network.slug for network in NETWORKS.values() if network.funds])
def test_bank_references_are_unique_in_the_network(slug):
    funds = NETWORKS[slug].funds
    incoming = [r.reference for fund in funds for one in fund.contributions for r in one.receipts]
    incoming += [r.reference for fund in funds for grant in fund.grants for r in grant.receipts]
    outgoing = [
        payment.reference
        for fund in funds
        for action in fund.actions
        for commitment in action.commitments
        for payment in commitment.payments
    ]
    assert [reference for reference, times in Counter(incoming).items() if times > 1] == []
    assert [reference for reference, times in Counter(outgoing).items() if times > 1] == []


def test_lot_et_garonne_aims_at_the_300_000_euros_it_announces():
    fund = NETWORKS["lot-et-garonne"].funds[0]
    standing = [contribution for contribution in fund.contributions if not contribution.withdrawn_on]
    pledged = sum((contribution.pledged for contribution in standing), ZERO)
    assert pledged == Decimal("100000.00")
    assert 3 * pledged == fund.envelope
    by_year = Counter()
    for lot, match in matches(fund):
        by_year[lot.year] += match
    assert by_year == {2025: Decimal("78000.00"), 2026: Decimal("73000.00")}  # 2 × 39 000, 2 × 36 500
    assert max(by_year.values()) <= fund.leverage.year_cap
    assert fund.actions[4].name == "Forum"
    assert sum(one.amount for one in fund.actions[4].commitments) == Decimal("80000.00")
    assert [grant.amount for grant in fund.grants] == [Decimal("150000.00"), Decimal("60000.00")]


def test_the_small_fund_is_the_worked_example_to_the_cent():
    network = NETWORKS["lot-et-garonne"]
    fund = next(fund for fund in network.funds if fund.name == "Exemple de l’effet levier")
    assert [match for _, match in matches(fund)] == [Decimal("20000.00"), Decimal("10000.00")]
    assert replay(network, fund).shares == {
        "caf": Decimal("15750.00"),  # 30 000 − 9 000 − 5 250
        "orange": Decimal("11250.00"),  # 15 000 − 3 750
        "cpam": Decimal("0.00"),
    }


def test_the_fund_of_maine_et_loire_has_500_000_euros_over_three_years():
    (fund,) = NETWORKS["maine-et-loire"].funds
    assert fund.envelope == Decimal("500000.00")
    assert sum((one.pledged for one in fund.contributions), ZERO) == fund.envelope
    assert (fund.start, fund.end) == (date(2025, 1, 1), date(2028, 1, 1))


def test_five_operators_pay_92_000_euros_a_year_for_three_years():
    network = NETWORKS["maine-et-loire"]
    cooperation = [one for one in network.agreements if one.kind == "cooperation"]
    assert len(cooperation) == 5
    assert {(one.start, one.end) for one in cooperation} == {(date(2024, 1, 1), date(2027, 1, 1))}
    by_year = Counter()
    for agreement in cooperation:
        for due in agreement.dues:
            by_year[due.year] += due.amount
        asked = {(one.partner, one.year) for one in agreement.subsidies}
        assert asked == {(due.partner, due.year) for due in agreement.dues}
        for subsidy in agreement.subsidies:
            expenses, resources = (sum(dict(side).values()) for side in (subsidy.expenses, subsidy.resources))
            assert expenses == resources == Decimal("92000.00")
    assert by_year == dict.fromkeys((2024, 2025, 2026), Decimal("92000.00"))
    assert sum(one.renewal is None for one in cooperation) == 1  # about to end, and nobody has begun


def test_what_an_amendment_pays_is_what_it_replaces():
    for agreement in (one for network in NETWORKS.values() for one in network.agreements if one.amendment):
        replaced = {due.year for due in agreement.amendment.dues}
        before = sum((due.amount for due in agreement.dues if due.year in replaced), ZERO)
        assert sum((due.amount for due in agreement.amendment.dues), ZERO) == before


def test_four_posts_are_financed_of_which_one_private_and_one_creation():
    posts = NETWORKS["maine-et-loire"].posts
    financed = [post for post in posts if post.accepted_on]
    assert len(financed) == 4
    assert sum(post.private for post in financed) == 1
    assert sum(post.creation for post in financed) == 1
    assert sum(not post.accepted_on for post in posts) == 2


def test_booklets_keep_to_the_terms():
    network = NETWORKS["lot-et-garonne"]
    people = {person.key: person for person in network.beneficiaries}
    for booklet in network.booklets:
        person = people[booklet.beneficiary]
        assert booklet.prescriber == person.followed_by
        assert person.consent_on <= booklet.on <= LAST_DAY
        assert network.programme.opened_on <= booklet.on
        assert (person.lines and person.channel == "post") or person.email
    in_a_year = Counter((booklet.beneficiary, booklet.on.year) for booklet in network.booklets)
    assert max(in_a_year.values()) <= network.programme.yearly_limit
    assert ("jeanne-exemple-1958", 2025) in in_a_year
    assert ("jeanne-exemple-1958", 2026) not in in_a_year
