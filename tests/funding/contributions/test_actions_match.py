"""What the ledger adds to money received under a cap, whatever happens: on its day, under its true name."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.contributions.actions.receipts import record_refund
from funding.contributions.queries import cap_words, freed_by, life_of, match_steps, wrong_matches
from funding.enums import Verb
from funding.funds.actions import raise_leverage_caps
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import Contribution, Fund, LedgerTransaction, LeverageRule, Posting, Receipt
from funding.spending.actions.reversals import reverse
from funding.statements.queries import own_movements
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.examples import stories
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_rule, receive
from tests.funding.contributions.test_rules_history import YEAR, check_steps
from tests.setup_data import setup_data

D = Decimal
ZERO = D("0.00")
NAMES = {"msa": "MSA", "orange": "Orange", "carsat": "CARSAT", "ft": "France Travail"}


@setup_data
def fund(by):
    """2 for 1, at most 5 000 € for each contributor and 9 000 € for all in a year."""
    fund = make_fund()
    make_rule(fund, by=by, contributor_cap=D("5000.00"), year_cap=D("9000.00"))
    return fund


@setup_data
def promises(fund, by):
    return {who: make_contribution(fund, make_partner(name), "1.00", by=by) for who, name in NAMES.items()}


def refund(contribution, amount, *, by, on, at=AT):
    reference = f"R-{Receipt.objects.count()}"
    return record_refund(contribution, amount=D(amount), bank_reference=reference, on=on, by=by, at=at)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def moved(fund, contribution):
    """The match in a contributor's statement: day, name and euros of each movement."""
    rows = own_movements(fund, contribution.partner, start=date(2026, 1, 1), end=date(2027, 1, 1))
    return [
        (one.since, plain(one.label).partition(" : ")[0], one.amount)
        for one in rows
        if one.kind == TransactionKind.MATCH
    ]


def test_a_year_of_receipts_and_a_refund_worked_by_hand(fund, promises, by):
    """The refund of Orange frees 799,90 €: 55,56 to CARSAT, whose receipt came first, then 744,34 to the MSA."""
    for one in YEAR:
        if one.amount > 0:
            receive(promises[one.contributor], str(one.amount), by=by, on=one.on)
        else:
            given_back = refund(promises[one.contributor], -one.amount, by=by, on=one.on)
    assert wrong_matches(fund) == {}
    may = date(2026, 5, 1)
    assert moved(fund, promises["orange"]) == [
        (date(2026, 2, 1), "Effet levier", D("5000.00")),
        (may, "Effet levier", D("-799.90")),
    ]
    assert moved(fund, promises["carsat"]) == [
        (date(2026, 3, 1), "Effet levier", D("2444.46")),
        (may, "Effet levier libéré par un remboursement", D("55.56")),
    ]
    assert moved(fund, promises["msa"]) == [
        (date(2026, 1, 1), "Effet levier", D("1555.54")),
        (may, "Effet levier libéré par un remboursement", D("744.34")),
    ]
    assert moved(fund, promises["ft"]) == []
    # Each receipt is shown with what it drew, also what it drew later.
    drawn = {str(one.amount): one.match for one in Receipt.objects.with_match()}
    assert (drawn["1250.01"], drawn["555.56"], drawn["-1000.00"]) == (D("2500.02"), D("744.34"), D("-799.90"))
    assert [(str(partner), amount) for partner, amount in freed_by(given_back)] == [
        ("CARSAT", D("55.56")),
        ("MSA", D("744.34")),
    ]
    msa = promises["msa"]
    life = life_of(msa, msa.receipts.with_match(), addresses=False, references=False)
    assert [(one.day, plain(one.label), plain(one.detail)) for one in life if one.day > date(2026, 3, 1)] == [
        (date(2026, 6, 1), "Versement de 100,00 €", ""),
        (may, "Effet levier libéré par un remboursement", "744,34 € ajoutés au versement du 1er avril 2026"),
        (date(2026, 4, 1), "Versement de 555,56 €", ""),
    ]
    assert plain(cap_words(promises["ft"].receipts.get())) == (
        "9 000,00 € du plafond de 2026, 9 000,00 €, sont utilisés : 600,06 € attendent. Dans l’ordre, attendent MSA "
        "366,78 € (versement du 1er avril 2026), MSA 200,00 € (versement du 1er juin 2026), France Travail 600,06 € "
        "(versement du 1er juillet 2026)."
    )


def test_what_a_reversal_frees_serves_at_once_who_waited(fund, promises, by):
    """Two receipts of 3 000 € reach the cap of each, and the second finds 4 000 € of it."""
    receive(promises["orange"], "3000.00", by=by, on=date(2026, 2, 2))
    wrong = LedgerTransaction.objects.get(kind=TransactionKind.RECEIPT)
    receive(promises["msa"], "3000.00", by=by, on=date(2026, 3, 2))
    reverse(wrong, reason="Doublon", on=date(2026, 4, 2), by=by, at=AT)
    assert moved(fund, promises["msa"]) == [
        (date(2026, 3, 2), "Effet levier", D("4000.00")),
        (date(2026, 4, 2), "Effet levier libéré par une annulation", D("1000.00")),
    ]
    assert wrong_matches(fund) == {}


def test_a_receipt_that_is_typed_later_goes_first_by_its_date(fund, promises, by):
    """CARSAT's 1 000 € of January take 2 000 € back from the MSA on the day on which these had been drawn."""
    receive(promises["orange"], "2500.00", by=by, on=date(2026, 2, 2))
    receive(promises["msa"], "2500.00", by=by, on=date(2026, 3, 2))
    receive(promises["carsat"], "1000.00", by=by, on=date(2026, 1, 5))
    assert moved(fund, promises["msa"]) == [
        (date(2026, 3, 2), "Effet levier", D("4000.00")),
        (date(2026, 3, 2), "Effet levier, selon l’ordre des dates", D("-2000.00")),
    ]
    assert moved(fund, promises["carsat"]) == [(date(2026, 1, 5), "Effet levier", D("2000.00"))]


def test_what_is_given_back_of_a_later_day_may_be_taken_of_an_earlier_one(fund, promises, by):
    """The MSA spent all: a receipt typed late takes 2 000 € of March, the refund of April gives them back."""
    receive(promises["orange"], "2500.00", by=by, on=date(2026, 2, 2))
    receive(promises["msa"], "2500.00", by=by, on=date(2026, 3, 2))
    refund(promises["orange"], "2500.00", by=by, on=date(2026, 4, 1))
    engage(make_action(fund, "Forum", by=by, targets=(promises["msa"].partner,)), "7500.00", by=by, on=date(2026, 5, 4))
    receive(promises["carsat"], "1000.00", by=by, on=date(2026, 1, 5))
    assert moved(fund, promises["msa"]) == [
        (date(2026, 3, 2), "Effet levier", D("4000.00")),
        (date(2026, 3, 2), "Effet levier, selon l’ordre des dates", D("-2000.00")),
        (date(2026, 4, 1), "Effet levier libéré par un remboursement", D("1000.00")),
        (date(2026, 4, 1), "Effet levier, selon l’ordre des dates", D("2000.00")),
    ]
    assert wrong_matches(fund) == {}


# -- A raised cap ------------------------------------------------------------------------------------------------------


def raised(fund, by, *, year_cap, contributor_cap="5000.00", at=AT):
    caps = {"contributor_cap": contributor_cap, "year_cap": year_cap}
    caps = {name: None if cap is None else D(cap) for name, cap in caps.items()}
    return raise_leverage_caps(LeverageRule.objects.get(fund=fund), **caps, by=by, at=at)


def test_a_raised_cap_serves_who_waits_on_its_day(fund, promises, by):
    """6 000 € wait: the cap of the year lets 4 000 € through, that of each lets nothing more to Orange."""
    receive(promises["orange"], "2500.00", by=by, on=date(2026, 2, 2))
    receive(promises["msa"], "2500.00", by=by, on=date(2026, 3, 2))
    receive(promises["carsat"], "2500.00", by=by, on=date(2026, 4, 2))
    assert raised(fund, by, year_cap="13000.00") == D("4000.00")
    on = date(2026, 11, 24)
    assert moved(fund, promises["orange"]) == [(date(2026, 2, 2), "Effet levier", D("5000.00"))]
    assert moved(fund, promises["msa"])[1:] == [(on, "Effet levier, plafond relevé", D("1000.00"))]
    assert moved(fund, promises["carsat"]) == [(on, "Effet levier, plafond relevé", D("3000.00"))]
    assert wrong_matches(fund) == {}
    steps = [plain(str(one)) for one in match_steps(promises["carsat"])]
    assert (
        "Le 24 novembre 2026, le plafond de l’année passe de 9 000,00 € à 13 000,00 € : 3 000,00 € s’ajoutent à ce qui "
        "attendait ici. 2 000,00 € attendaient encore. 0 + 3 000 = 3 000,00 €"
    ) in steps
    # What is typed later on an earlier day finds the cap of that day.
    receive(promises["ft"], "500.00", by=by, on=date(2026, 5, 4))
    assert moved(fund, promises["ft"]) == []
    assert len(moved(fund, promises["carsat"])) == 1
    assert raised(fund, by, contributor_cap=None, year_cap=None) == D("3000.00")
    details = JournalEntry.objects.filter(verb="leverage.caps_raised").latest("pk").details
    assert (details["year_cap"], details["year_cap_before"]) == (None, "13000.00")


@pytest.mark.parametrize(
    ("caps", "sentence", "field"),
    [
        ({"year_cap": "8999.99"}, "Un plafond ne baisse pas", "year_cap"),
        ({"year_cap": "9000.00", "contributor_cap": "0"}, "Un plafond ne baisse pas", "contributor_cap"),
        ({"year_cap": "9000.00"}, "déjà ceux de la règle", ""),
        (
            {"year_cap": "9000.00", "contributor_cap": None},
            "il faudrait reprendre 1 000,00 € à MSA pour 2026. Relevez-le aussi",
            "year_cap",
        ),
    ],
)
def test_a_cap_that_would_take_from_somebody_is_refused(fund, promises, by, caps, sentence, field):
    receive(promises["orange"], "3000.00", by=by, on=date(2026, 2, 2))
    receive(promises["msa"], "2500.00", by=by, on=date(2026, 3, 2))
    with pytest.raises(DomainError) as refused:
        raised(fund, by, **caps)
    assert sentence in plain(str(refused.value))
    assert (refused.value.field or "") == field
    assert not JournalEntry.objects.filter(verb="leverage.caps_raised").exists()
    assert LeverageRule.objects.get().year_cap == D("9000.00")


# -- Whatever happens, in whatever order -------------------------------------------------------------------------------


@dataclass
class Story:
    """One year of a fund: what is recorded, on whichever day, and what the law makes of it on each day."""

    random: Random
    by: Any
    fund: Fund
    given: list[Contribution]
    now: datetime = datetime(2026, 6, 1, 9, tzinfo=UTC)
    done: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, random: Random) -> "Story":
        by, fund = make_user(), make_fund()
        caps = {"contributor_cap": random.choice([None, D(random.randint(0, 80_000)) / 100])}
        caps["year_cap"] = D(random.randint(0, 150_000)) / 100
        make_rule(fund, by=by, ratio_added=random.randint(1, 4), ratio_received=random.randint(1, 3), **caps)
        given = [make_contribution(fund, make_partner(name), "1.00", by=by) for name in ("CAF", "MSA", "Orange")]
        return cls(random, by, fund, given)

    def play(self) -> bool:
        """Record something, or nothing where the rules refuse it; say which."""
        self.now += timedelta(days=self.random.randint(0, 9))
        what = self.random.choice(["receive"] * 3 + ["refund"] * 2 + ["reverse", "raise"])
        on = date(2026, 1, 1) + timedelta(days=self.random.randrange((self.now.date() - date(2026, 1, 1)).days))
        try:
            with transaction.atomic():
                self.record(what, on)
        except DomainError:
            return False
        self.done.append(what)
        return True

    def record(self, what: str, on: date) -> None:
        does, random = {"by": self.by, "at": self.now}, self.random
        contribution = random.choice(self.given)
        amount = D(random.randint(1, 60_000)) / 100
        if what == "receive":
            receive(contribution, str(amount), on=on, **does)
        elif what == "refund":
            whole = contribution.receipts.standing().values_list("amount", flat=True)
            refund(contribution, random.choice([amount, sum(whole, ZERO)]), on=on, **does)
        elif what == "reverse":
            movements = LedgerTransaction.objects.filter(kind=TransactionKind.RECEIPT).order_by("pk")
            if movements:
                reverse(random.choice(list(movements)), reason="Erreur", on=on, **does)
        else:
            rule = LeverageRule.objects.get(fund=self.fund)
            raise_leverage_caps(
                rule,
                contributor_cap=rule.contributor_cap and rule.contributor_cap + random.choice([ZERO, amount]),
                year_cap=rule.year_cap + amount,
                **does,
            )

    def check(self) -> None:
        """On every day the ledger holds what the law gives."""
        assert wrong_matches(self.fund) == {}
        receipts = list(Receipt.objects.values_list("received_on", "contribution", "amount"))
        drawn = Posting.objects.filter(transaction__kind=TransactionKind.MATCH, account__kind=AccountKind.SHARE)
        drawn = list(drawn.values_list("transaction__booked_on", "transaction__receipt__contribution", "amount"))
        caps = list(JournalEntry.objects.filter(verb=Verb.LEVERAGE_CAPS_RAISED).order_by("-at", "-pk"))
        for day in {self.now.date(), *(on for on, _, _ in receipts), *(on for on, _, _ in drawn)}:
            rule = self.rule_on(day, caps)
            due = {own.pk: due_under(rule, there(receipts, own, day)) for own in self.given}
            match = {own.pk: there(drawn, own, day) for own in self.given}
            assert sum(match.values()) == min(rule.year_cap, sum(due.values())), (day, self.done)
            assert all(ZERO <= match[pk] <= due[pk] for pk in due), (day, self.done)

    def check_words(self) -> None:
        """What each one's page and statement say adds up to what the ledger holds."""
        for own in self.given:
            match = sum((one.match for one in own.receipts.with_match()), ZERO)
            assert sum((amount for _, _, amount in moved(self.fund, own)), ZERO) == match
            assert all(name.startswith("Effet levier") for _, name, _ in moved(self.fund, own))
            check_steps(match_steps(own), match=match)

    def rule_on(self, day: date, caps: list[JournalEntry]) -> LeverageRule:
        """The rule with the caps of a day, by what the journal says was raised later."""
        rule = LeverageRule.objects.get(fund=self.fund)
        for entry in caps:
            if day < date.fromisoformat(entry.details["day"]):
                for name in ("contributor_cap", "year_cap"):
                    before = entry.details[f"{name}_before"]
                    setattr(rule, name, None if before is None else D(before))
        return rule


def there(rows: list[tuple[date, int, Decimal]], own: Contribution, day: date) -> Decimal:
    """The sum of a contribution's rows at the end of a day."""
    return sum((amount for on, of, amount in rows if of == own.pk and on <= day), ZERO)


def due_under(rule: LeverageRule, stays: Decimal) -> Decimal:
    """Of the money that stays: floored to the cent, within the cap per contributor."""
    due = D(int(stays * 100) * rule.ratio_added // rule.ratio_received) / 100
    return due if rule.contributor_cap is None else min(due, rule.contributor_cap)


# Each example leaves nothing behind: its transaction is rolled back.
@settings(max_examples=stories(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_on_any_day_the_ledger_holds_what_the_law_gives(network, seed):
    with scoped_to(network), transaction.atomic():
        story = Story.begin(Random(seed))
        for _ in range(12):
            if story.play():
                story.check()
        story.check_words()
        assert len(story.done) > 2
        transaction.set_rollback(True)
