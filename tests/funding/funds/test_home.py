"""What the portal counts by itself of passes, posts and funds: numbers written by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

from funding.passes.reimbursements.actions.corrections import take_back
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from inclusion.core.registry import measures as registry_measures
from inclusion.core.scope import scoped_to
from tests.builders import make_network, make_partner, make_person
from tests.funding.builders import engage, make_action, make_contribution, make_fund, receive
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.post_builders import association, make_accepted, make_request, town
from tests.funding.redemption_builders import passes_of, use

YEAR = date(2026, 1, 1), date(2027, 1, 1)


def count(key, network, period=YEAR):
    return registry_measures.measures()[key].count(network, *period)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def test_they_are_offered_with_their_words():
    offered = {key: (one.label, one.unit) for key, one in registry_measures.measures().items()}
    assert offered["passes_issued"] == ("Pass émis", "pass")
    assert {"passes_issued", "passes_used", "people_helped", "posts_fte", "fund_paid"} <= set(offered)


def test_nothing_is_nought(scope):
    counted = {key: count(key, scope) for key in registry_measures.measures()}
    assert counted["passes_issued"] == counted["passes_used"] == counted["people_helped"] == 0
    assert counted["posts_fte"] == counted["fund_paid"] == D("0.00")


def test_passes_and_people(scope, by):
    """Jeanne was sent ten in June and ten in November, Paul ten in November, Ana ten that were cancelled."""
    programme, place = make_programme(by=by, yearly_limit=2), make_place(by=by)
    jeanne, paul, ana = (make_person(make_partner(), by=by, first_name=name) for name in ("J", "P", "A"))
    june = send(jeanne, programme, by=by, at=at(6, 1))
    send(jeanne, programme, by=by, at=at(11, 2))
    november = send(paul, programme, by=by, at=at(11, 20))
    gone = send(ana, programme, by=by, at=at(11, 20))
    cancel_booklet(gone.booklet, by=by, at=at(11, 21))
    uses = [use(one, place, by=by, at=at(6, 15)) for one in passes_of(june)[:3]]
    use(passes_of(november)[0], place, by=by, at=at(11, 24))
    take_back(uses[0], reason="Erreur", by=by, at=at(6, 15))
    assert count("passes_issued", scope) == 30
    assert count("passes_used", scope) == 3
    assert count("people_helped", scope) == 2
    first_half = date(2026, 1, 1), date(2026, 7, 1)
    assert [count(key, scope, first_half) for key in ("passes_issued", "passes_used", "people_helped")] == [10, 2, 1]


def test_a_day_belongs_to_one_period(scope, by):
    programme = make_programme(by=by)
    send(make_person(make_partner(), by=by), programme, by=by, at=at(7, 1))
    for key, each in (("passes_issued", 10), ("people_helped", 1)):
        assert count(key, scope, (date(2026, 1, 1), date(2026, 7, 1))) == 0
        assert count(key, scope, (date(2026, 7, 1), date(2027, 1, 1))) == each


def test_posts_count_for_their_days(scope, by):
    """One FTE from September 2026: 122 days of 365; half a one from October: 92 days; one that is only asked for."""
    fund = make_fund()
    make_accepted(fund, by=by)
    make_accepted(
        fund,
        by=by,
        employer=association(),
        private_employer=True,
        collectivite=town(),
        fte=D("0.50"),
        start=date(2026, 10, 1),
        end=date(2027, 10, 1),
        title="Second",
    )
    make_request(fund, by=by, title="Demandé")
    assert count("posts_fte", scope) == D("0.46")  # (122 + 46) / 365 = 0.4603
    assert count("posts_fte", scope, (date(2026, 11, 1), date(2026, 12, 1))) == D("1.50")
    assert count("posts_fte", scope, (date(2026, 1, 1), date(2026, 9, 1))) == D("0.00")


def test_what_funds_paid_less_what_was_reversed(scope, by):
    fund = make_fund()
    receive(make_contribution(fund, make_partner("CAF"), "5000.00", by=by), "5000.00", by=by)
    promised = engage(make_action(fund, "Forum", by=by), "3000.00", by=by)
    wrong = pay(promised, amount=D("1000.00"), reference="M-1", on=date(2026, 6, 1), by=by, at=at(6, 2))
    pay(promised, amount=D("250.50"), reference="M-2", on=date(2026, 9, 1), by=by, at=at(9, 2))
    movement = wrong.transactions.get()
    reverse(movement, reason="Erreur", on=date(2026, 10, 1), by=by, at=at(10, 2))
    assert count("fund_paid", scope, (date(2026, 1, 1), date(2026, 9, 1))) == D("1000.00")
    assert count("fund_paid", scope, (date(2026, 9, 1), date(2026, 10, 1))) == D("250.50")
    assert count("fund_paid", scope) == D("250.50")


def test_a_network_counts_its_own(scope, by):
    programme = make_programme(by=by)
    send(make_person(make_partner(), by=by), programme, by=by, at=at(6, 1))
    other = make_network("ailleurs", "Ailleurs")
    assert count("passes_issued", other) == 0
    with scoped_to(other):
        assert count("passes_issued", scope) == 10
