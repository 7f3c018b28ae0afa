"""Funds: opened, changed, who adds what to them, their closed periods."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from funding.contributions.actions.receipts import record_refund
from funding.contributions.queries import match_by_rule, wrong_matches
from funding.funds.actions import (
    change_fund,
    close_period,
    end_leverage_rule,
    open_fund,
    remove_leverage_rule,
    reopen_period,
    set_leverage_rule,
)
from funding.models import Commitment, Fund, LeverageRule, Receipt
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.jobs import Job
from tests.builders import AT, make_partner, own_details
from tests.funding.builders import (
    confirm_accounts,
    department,
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_rule,
    receive,
)
from tests.setup_data import setup_data

D = Decimal


@setup_data
def fund(by):
    return make_fund()


def opened(by, **fields):
    values = {
        "name": "Fonds 2027",
        "host": department(),
        "envelope": D("500000.00"),
        "start": date(2027, 1, 1),
        "end": date(2030, 1, 1),
        **fields,
    }
    return open_fund(**values, by=by, at=AT)


def refused(action, field):
    """The sentence of a refusal, which is at this field."""
    with pytest.raises(DomainError) as caught:
        action()
    assert caught.value.field == field
    return str(caught.value).replace("\u00a0", " ")


# -- Opened and changed ------------------------------------------------------------------------------------------


def test_a_fund_is_opened(by):
    fund = opened(by, purpose="Co-financer des postes.")
    assert (fund.name, fund.purpose, fund.envelope) == ("Fonds 2027", "Co-financer des postes.", D("500000.00"))
    assert fund.period == "du 1er janvier 2027 au 31 décembre 2029"
    assert fund.closed_until is None
    line = JournalEntry.objects.get(verb="fund.opened")
    assert (line.target_id, line.by, own_details(line)) == (fund.pk, by, {"envelope": "500000.00"})


@pytest.mark.parametrize("end", [date(2027, 1, 1), date(2026, 12, 31)])
def test_a_period_has_a_day_at_least(by, end):
    assert "après son début" in refused(lambda: opened(by, end=end), "end")
    assert not Fund.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "fonds d'inclusion",
        "FONDS  D’INCLUSION",
        "Fonds d\u02bcinclusion",
        "Fonds d\u2018inclusion ",
        "Fonds\u00a0d’inclusion",
    ],
)
def test_a_name_that_reads_the_same_is_taken(by, name):
    opened(by, name="Fonds d’inclusion")
    assert "s’appelle déjà « Fonds d’inclusion »" in refused(lambda: opened(by, name=name), "name")
    assert opened(by, name="Fonds d’inclusion 2").pk


def test_names_without_a_letter_are_distinguished(by):
    opened(by, name="★")
    opened(by, name="☆")
    assert "s’appelle déjà « ★ »" in refused(lambda: opened(by, name=" ★"), "name")


def test_a_name_serves_once(by):
    opened(by)
    assert "s’appelle déjà « Fonds 2027 »" in refused(lambda: opened(by), "name")
    assert Fund.objects.count() == 1


def test_an_envelope_is_not_negative(by):
    for wrong in ("-0.01", "10.001"):
        with pytest.raises(InvalidAmount):
            opened(by, envelope=D(wrong))
    assert not Fund.objects.exists()


def changed(fund, by, **fields):
    values = {"host": fund.host, "envelope": fund.envelope, "end": fund.end, **fields}
    return change_fund(fund, **values, by=by, at=AT)


def test_a_fund_is_changed(fund, by):
    carrier = make_partner("Fédération des centres sociaux")
    changed(fund, by, host=carrier, envelope=D("320000.50"), end=date(2030, 1, 1), purpose="Un an de plus.")
    fund.refresh_from_db()
    assert (fund.host, fund.envelope, fund.end, fund.purpose) == (
        carrier,
        D("320000.50"),
        date(2030, 1, 1),
        "Un an de plus.",
    )
    line = JournalEntry.objects.get(verb="fund.changed")
    assert own_details(line) == {"envelope": "320000.50", "end": "2030-01-01"}


def test_an_end_leaves_no_movement_outside(fund, by):
    caf = make_contribution(fund, make_partner("CAF"), "100.00", by=by)
    receive(caf, "100.00", by=by, on=date(2026, 3, 2))
    assert "Un mouvement du 2 mars 2026" in refused(lambda: changed(fund, by, end=date(2026, 3, 2)), "end")
    assert changed(fund, by, end=date(2026, 3, 3)).end == date(2026, 3, 3)


def test_an_end_leaves_no_rule_and_no_closed_period_outside(fund, by):
    make_rule(fund, by=by, end=date(2027, 1, 1))
    assert "règle d’effet levier" in refused(lambda: changed(fund, by, end=date(2026, 12, 31)), "end")
    other = make_fund("Autre")
    close_period(other, until=date(2026, 7, 1), by=by, at=AT)
    assert "déjà clos" in refused(lambda: changed(other, by, end=date(2026, 6, 30)), "end")
    assert "après son début" in refused(lambda: changed(other, by, end=other.start), "end")
    assert not JournalEntry.objects.filter(verb="fund.changed").exists()


def test_the_account_is_checked_and_kept_without_spaces(fund, by):
    assert changed(fund, by, iban="FR76 3000 6000 0112 3456 7890 189").iban == ""  # until somebody confirms it
    confirm_accounts()
    assert changed(fund, by).iban == "FR7630006000011234567890189"
    assert "clé de contrôle" in refused(lambda: changed(fund, by, iban="FR76 3000 6000 0112 3456 7890 188"), "iban")
    changed(fund, by, iban="")
    confirm_accounts()
    assert changed(fund, by).iban == ""


# -- Leverage rules ----------------------------------------------------------------------------------------------


def ruled(fund, by, **fields):
    values = {"ratio_added": 2, "start": fund.start, "end": fund.end, **fields}
    return set_leverage_rule(fund, matcher=department(), **values, by=by, at=AT)


def test_a_rule_says_who_adds_what(fund, by):
    rule = ruled(fund, by, ratio_added=3, ratio_received=2, contributor_cap=D("10000"), year_cap=D("50000"))
    assert rule.sentence.replace("\u00a0", " ") == "Vous donnez 2 €, le Département en ajoute 3 : cela fait 5 €."
    assert (rule.contributor_cap, rule.year_cap) == (D("10000.00"), D("50000.00"))
    assert own_details(JournalEntry.objects.get(verb="leverage.set")) == {"added": 3, "received": 2, "rule": rule.pk}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"start": date(2027, 1, 1), "end": date(2027, 1, 1)}, "end", "après son début"),
        ({"start": date(2025, 12, 31)}, "start", "pendant la période du fonds"),
        ({"end": date(2029, 1, 2)}, "end", "pendant la période du fonds"),
        ({"ratio_added": 0}, "ratio_added", "au moins 1 €"),
        ({"ratio_received": 0}, "ratio_added", "au moins 1 €"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(fund, by, fields, field, sentence):
    assert sentence in refused(lambda: ruled(fund, by, **fields), field)
    assert not LeverageRule.objects.exists()


def test_two_rules_share_no_day(fund, by):
    ruled(fund, by, end=date(2027, 1, 1))
    assert "Une autre règle" in refused(lambda: ruled(fund, by, start=date(2026, 12, 31)), "start")
    ruled(fund, by, start=date(2027, 1, 1))
    assert LeverageRule.objects.count() == 2


def test_a_rule_comes_before_the_money(fund, by):
    caf = make_contribution(fund, make_partner("CAF"), "100.00", by=by)
    receive(caf, "100.00", by=by, on=date(2026, 3, 2))
    assert "déjà été reçu" in refused(lambda: ruled(fund, by), "start")
    assert not LeverageRule.objects.exists()
    ruled(fund, by, start=date(2026, 3, 3))
    assert wrong_matches(fund) == {}


def test_a_rule_ends_earlier_where_it_has_not_served(fund, by):
    """100 € of 2 March draw 200 €; the rule can end on 3 March and no earlier, and 50 € of April draw nothing."""
    rule = ruled(fund, by)
    caf = make_contribution(fund, make_partner("CAF"), "150.00", by=by)
    receive(caf, "100.00", by=by, on=date(2026, 3, 2))

    def ended(end):
        return end_leverage_rule(rule, end=end, by=by, at=AT)

    assert "a déjà servi le 2 mars 2026" in refused(lambda: ended(date(2026, 3, 2)), "end")
    for outside in (fund.start, fund.end, date(2030, 1, 1)):
        assert "Choisissez un jour de la règle" in refused(lambda day=outside: ended(day), "end")
    assert ended(date(2026, 3, 3)).end == date(2026, 3, 3)
    receive(caf, "50.00", by=by, on=date(2026, 4, 1))
    assert match_by_rule(fund) == [(rule, D("200.00"))]
    assert wrong_matches(fund) == {}
    assert JournalEntry.objects.get(verb="leverage.ended").details["end"] == "2026-03-03"


def test_a_rule_that_never_served_is_taken_back(fund, by):
    remove_leverage_rule(ruled(fund, by), by=by, at=AT)
    assert not LeverageRule.objects.exists()
    assert JournalEntry.objects.filter(verb="leverage.removed").count() == 1
    rule = ruled(fund, by)
    receive(make_contribution(fund, make_partner("CAF"), "1.00", by=by), "1.00", by=by)
    with pytest.raises(DomainError, match="a déjà servi"):
        remove_leverage_rule(rule, by=by, at=AT)
    assert LeverageRule.objects.get() == rule


def test_what_each_rule_added(fund, by):
    """1 for 3 until June: of 100 € it adds 33,33 €. 2 for 1 from July: of 50 € it adds 100 €, and of 20 € given back,
    the latest of these 50, it takes 40 €: 60 € stay."""
    first = ruled(fund, by, ratio_added=1, ratio_received=3, end=date(2026, 7, 1))
    second = ruled(fund, by, start=date(2026, 7, 1))
    caf = make_contribution(fund, make_partner("CAF"), "150.00", by=by)
    receive(caf, "100.00", by=by, on=date(2026, 3, 2))
    receive(caf, "50.00", by=by, on=date(2026, 7, 1))
    record_refund(caf, amount=D("20.00"), bank_reference="RETOUR-1", on=date(2026, 8, 3), by=by, at=AT)
    assert match_by_rule(fund) == [(first, D("33.33")), (second, D("60.00"))]
    assert wrong_matches(fund) == {}


# -- Closed periods ----------------------------------------------------------------------------------------------


def test_nothing_is_booked_on_a_closed_day(fund, by):
    caf = make_contribution(fund, make_partner("CAF"), "300.00", by=by)
    action = make_action(fund, "Forum", by=by)
    receive(caf, "100.00", by=by, on=date(2026, 3, 2))
    close_period(fund, until=date(2026, 7, 1), by=by, at=AT)
    on_it = date(2026, 6, 30)
    assert "clos jusqu’au 30 juin 2026" in refused(lambda: receive(caf, "100.00", by=by, on=on_it), "on")
    assert "clos jusqu’au 30 juin 2026" in refused(lambda: engage(action, "10.00", by=by, on=on_it), "on")
    assert (Receipt.objects.count(), Commitment.objects.count()) == (1, 0)
    receive(caf, "100.00", by=by, on=date(2026, 7, 1))
    engage(action, "10.00", by=by, on=date(2026, 7, 1))
    assert own_details(JournalEntry.objects.get(verb="fund.closed")) == {"until": "2026-07-01"}


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2025, 6, 1), date(2029, 1, 2)])
def test_a_day_of_the_fund_closes_it(fund, by, until):
    late = datetime(2030, 1, 1, tzinfo=UTC)
    with pytest.raises(DomainError, match="jour de la période du fonds"):
        close_period(fund, until=until, by=by, at=late)


def test_a_period_is_closed_when_it_is_over(fund, by):
    """On 24 November the accounts of the 23rd may be closed, those of the day itself may not."""
    close = close_period
    assert "n’est pas terminée" in refused(lambda: close(fund, until=date(2026, 11, 25), by=by, at=AT), "until")
    assert close(fund, until=date(2026, 11, 24), by=by, at=AT).closed_until == date(2026, 11, 24)


def test_each_year_that_is_closed_has_its_statements_issued(fund, by):
    """Two years closed at once, half of a third; opened and closed once more, the same work is asked for again."""
    make_contribution(fund, make_partner("CAF"), "300.00", by=by)
    late = datetime(2028, 8, 1, tzinfo=UTC)
    close_period(fund, until=date(2028, 7, 1), by=by, at=late)
    titles = [f"Relevés {year} du fonds «\u00a0{fund}\u00a0»" for year in (2026, 2027)]
    assert list(Job.objects.order_by("pk").values_list("title", flat=True)) == titles
    Job.objects.update(state=JobState.DONE)
    reopen_period(fund, reason="Un oubli", by=by, at=late)
    close_period(fund, until=date(2027, 1, 1), by=by, at=late)
    assert Job.objects.count() == 3


def test_what_is_closed_is_not_closed_less(fund, by):
    close_period(fund, until=date(2026, 7, 1), by=by, at=AT)
    for until in (date(2026, 7, 1), date(2026, 4, 1)):
        assert "déjà clos jusqu’au 30 juin 2026" in refused(
            lambda until=until: close_period(fund, until=until, by=by, at=AT), "until"
        )
    close_period(fund, until=date(2026, 10, 1), by=by, at=AT)
    fund.refresh_from_db()
    assert fund.closed_until == date(2026, 10, 1)


def test_what_is_closed_is_opened_again_for_a_reason(fund, by):
    caf = make_contribution(fund, make_partner("CAF"), "300.00", by=by)
    close_period(fund, until=date(2026, 7, 1), by=by, at=AT)
    assert "Indiquez pourquoi" in refused(lambda: reopen_period(fund, reason="  ", by=by, at=AT), "reason")
    fund.refresh_from_db()
    assert fund.closed_until == date(2026, 7, 1)
    reopen_period(fund, reason=" Un versement oublié. ", by=by, at=AT)
    receive(caf, "100.00", by=by, on=date(2026, 6, 30))
    line = JournalEntry.objects.get(verb="fund.reopened")
    assert own_details(line) == {"until": "2026-07-01", "reason": "Un versement oublié."}


def test_what_is_open_is_not_opened_again(fund, by):
    assert "Aucune période n’est close" in refused(lambda: reopen_period(fund, reason="Pour rien", by=by, at=AT), None)
