"""The forecast and the simulator of real funds: their rows read, the rules asked, nothing written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.contributions.queries import fund_forecast, simulated
from funding.funds.actions import set_leverage_rule
from funding.models import Contribution, Receipt
from funding.passes.programmes.actions import open_programme
from funding.spending.queries.funds import fund_position
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.builders import department, make_contribution, make_fund, make_rule, receive, worked_example
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 9, 1)


@setup_data
def worked(scope):
    return worked_example()


def promise(worked, name, amount, year=2026):
    return make_contribution(worked.fund, make_partner(name), amount, by=worked.by, year=year)


def figures(row):
    return (row.of, *(str(part) for part in (row.received, row.match, row.promised, row.to_come, row.total)))


def test_the_forecast_of_a_fund(worked):
    promise(worked, "MSA", "4000.00")
    promise(worked, "CARSAT", "1000.00", year=2027)
    receive(promise(worked, "La Poste", "600.00"), "200.00", by=worked.by)
    made = fund_forecast(worked.fund, today=TODAY)
    assert figures(made.whole) == ("", "15200.00", "30400.00", "5400.00", "10800.00", "61800.00")
    assert [figures(row) for row in made.by_year] == [
        ("2026", "15200.00", "30400.00", "4400.00", "8800.00", "58800.00"),
        ("2027", "0.00", "0.00", "1000.00", "2000.00", "3000.00"),
    ]
    assert [row.of for row in made.by_contributor] == ["CAF", "CARSAT", "La Poste", "MSA", "Orange"]
    assert made.whole.so_far == fund_position(worked.fund).brought


def test_a_promise_comes_in_when_its_year_begins_and_the_rule_of_that_day_counts(scope):
    worked = worked_example(actions=False)
    fund = make_fund("Fonds court", end=date(2028, 1, 1))
    make_rule(fund, by=worked.by, end=date(2027, 1, 1))
    set_leverage_rule(
        fund, matcher=department(), ratio_added=1, start=date(2027, 1, 1), end=date(2028, 1, 1), by=worked.by, at=AT
    )
    for year in (2026, 2027):
        make_contribution(fund, worked.caf, "100.00", by=worked.by, year=year)
    assert [str(row.to_come) for row in fund_forecast(fund, today=TODAY).by_year] == ["200.00", "100.00"]
    # What is late comes in under the rule of today; after the fund's last day, under that of its last day.
    for late in (date(2027, 2, 1), date(2030, 1, 1)):
        assert [str(row.to_come) for row in fund_forecast(fund, today=late).by_year] == ["100.00", "100.00"]


def test_if_the_caf_gave_5_000_more(worked):
    made = simulated(worked.fund, partner=worked.caf, year=2026, amount=D(5000), today=TODAY)
    assert (str(made.match), str(made.entering)) == ("10000.00", "15000.00")
    assert (str(made.available_before), str(made.available_after)) == ("27000.00", "42000.00")
    assert (str(made.own_before), str(made.own_after)) == ("30000.00", "45000.00")
    assert made.on == TODAY
    assert made.steps[0].sentence.startswith("CAF a déjà versé")


def test_what_the_simulator_says_comes_true(scope):
    """Cut by a cap of the year: the money then really comes in and draws just that."""
    worked = worked_example(actions=False)
    fund = make_fund("Fonds plafonné")
    make_rule(fund, by=worked.by, ratio_received=3, year_cap=D("100.00"))
    receive(make_contribution(fund, worked.orange, "100.00", by=worked.by), "100.00", by=worked.by)
    receive(caf := make_contribution(fund, worked.caf, "20.00", by=worked.by), "20.00", by=worked.by)
    made = simulated(fund, partner=worked.caf, year=2026, amount=D("50.01"), today=TODAY)
    assert str(made.match) == "20.01"  # 100.00 − 66.66 − 13.33: the cap leaves less than two thirds of 70.01
    receive(caf, "50.01", by=worked.by, on=made.on)
    position = fund_position(fund)
    assert position.of(worked.caf).match == made.match_after
    assert position.shares == made.available_after


def test_somebody_new(worked):
    made = simulated(worked.fund, partner=None, year=2027, amount=D(100), today=TODAY)
    assert (made.on, str(made.match), str(made.own_before)) == (date(2027, 1, 1), "200.00", "0.00")
    assert made.steps[0].sentence.startswith("Un nouvel opérateur n’a encore rien versé")
    named = simulated(worked.fund, partner=None, year=2027, amount=D(100), today=TODAY, name="Votre organisme")
    assert named.steps[0].sentence.startswith("Votre organisme n’a encore rien versé")


def test_it_comes_in_after_all_that_is_known(worked):
    receive(promise(worked, "MSA", "100.00"), "100.00", by=worked.by, on=date(2026, 12, 24), at=AT + timedelta(days=60))
    assert simulated(worked.fund, partner=None, year=2026, amount=D(1), today=TODAY).on == date(2026, 12, 24)
    worked.fund.closed_until = date(2027, 3, 1)
    assert simulated(worked.fund, partner=None, year=2026, amount=D(1), today=TODAY).on == date(2027, 3, 1)


def test_what_promises_lose_is_shown_to_those_who_may_know(scope):
    worked = worked_example(actions=False)
    fund = make_fund("Fonds plafonné")
    make_rule(fund, by=worked.by, year_cap=D("100.00"))
    make_contribution(fund, worked.orange, "40.00", by=worked.by)
    made = simulated(fund, partner=worked.caf, year=2026, amount=D(40), today=TODAY)
    assert made.to_come == {str(worked.orange.pk): D("-60.00")}
    hidden = simulated(
        fund, partner=None, year=2026, amount=D(40), today=TODAY, name="Votre organisme", with_promises=False
    )
    assert hidden.to_come == {}
    assert hidden.match == made.match == D(80)


def test_what_it_would_pay(worked):
    open_programme(worked.rights, name="Pass 2026", on=date(2026, 2, 1), by=worked.by, at=AT)
    made = simulated(worked.fund, partner=worked.caf, year=2026, amount=D(5000), today=TODAY)
    assert made.buys == ("150\u00a0carnets de 10 pass numériques",)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"amount": D("-1")}, "amount", "ne peut pas être négatif"),
        ({"amount": D("0.001")}, "amount", "deux décimales au plus"),
        ({"amount": D("NaN")}, "amount", "n’est pas un nombre"),
        ({"year": 2025}, "year", "L’année 2025 est hors de la période du fonds"),
        ({"year": 2029}, "year", "L’année 2029 est hors de la période du fonds"),
        ({"today": date(2029, 1, 1)}, "year", "s’est terminé le 31 décembre 2028"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(worked, wrong, field, sentence):
    asked = {"partner": worked.caf, "year": 2026, "amount": D(1), "today": TODAY} | wrong
    with pytest.raises(DomainError, match=sentence) as refused:
        simulated(worked.fund, **asked)
    assert refused.value.field == field


def test_a_partner_of_another_network_is_refused(worked, other_network):
    with scoped_to(other_network):
        stranger = make_partner("Étranger")
    with pytest.raises(DomainError, match="n’est pas un partenaire") as refused:
        simulated(worked.fund, partner=stranger, year=2026, amount=D(1), today=TODAY)
    assert refused.value.field == "partner"


def test_nothing_is_written_and_more_rows_ask_no_more_queries(worked):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            fund_forecast(worked.fund, today=TODAY)
            simulated(worked.fund, partner=worked.caf, year=2026, amount=D(5000), today=TODAY)
        assert all(query["sql"].startswith("SELECT") for query in captured)
        return len(captured)

    written = Receipt.objects.count(), Contribution.objects.count(), JournalEntry.objects.count()
    before = asked()
    assert before == 11
    assert written == (Receipt.objects.count(), Contribution.objects.count(), JournalEntry.objects.count())
    for index in range(3):
        contribution = promise(worked, f"Opérateur {index}", "300.00")
        receive(contribution, "100.00", by=worked.by)
    assert asked() == before
