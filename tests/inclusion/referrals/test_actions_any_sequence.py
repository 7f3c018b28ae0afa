"""Whatever happens to referrals, in whatever order: what was sent is what is under way and what ended."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from inclusion.core.invariants import unlike_their_history
from inclusion.guide.rules.search import NEEDS
from inclusion.people.actions.rights import erase
from inclusion.referrals.actions import answering, sending
from inclusion.referrals.enums import OPEN_STATES
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import counts_of
from inclusion.referrals.rules import outcome_of
from tests.builders import AT, make_partner, make_person, make_user
from tests.examples import stories
from tests.inclusion.place_builders import make_place
from tests.inclusion.referral_builders import make_receiver, make_referral

VERBS = {
    "send": 12, "accept": 8, "decline": 2, "pass_on": 2, "met": 6, "missed": 2, "finish": 4, "withdraw": 1,
    "consent": 1, "erase": 1, "days": 5,
}  # fmt: skip


class Story:
    """Five people, two places and an organisation; each verb may be refused."""

    def __init__(self, random: Random, done: Counter) -> None:
        self.random, self.done, self.by, self.at = random, done, make_user(), AT
        ccas = make_partner("CCAS", kind="ccas")
        self.people = [make_person(ccas, by=self.by, first_name=name) for name in ("Ana", "Bob", "Cora", "Dan", "Eva")]
        self.to = [{"place": make_place()}, {"place": make_place()}, {"receiver": make_receiver()}]
        self.sent = 0

    def one(self) -> Referral:
        """One of those, seldom of what has ended: that is refused."""
        rows = Referral.objects.under_way() if self.random.random() < 0.9 else Referral.objects.all()
        return self.random.choice(list(rows.order_by("pk")))

    def send(self) -> None:
        person, to = self.random.choice(self.people), self.random.choice(self.to)
        make_referral(person, by=self.by, at=self.at, need=self.random.choice(list(NEEDS)[:3]), **to)
        self.sent += 1

    def accept(self) -> None:
        later = self.at + timedelta(days=1)
        answering.accept(self.one(), appointment_at=later, by=None, at=self.at)

    def decline(self) -> None:
        answering.decline(self.one(), reason="full", by=None, at=self.at)

    def pass_on(self) -> None:
        sending.pass_on(self.one(), **self.random.choice(self.to), consented_on=self.at.date(), by=self.by, at=self.at)
        self.sent += 1

    def met(self) -> None:
        answering.note_met(self.one(), by=None, at=self.at)

    def missed(self) -> None:
        answering.note_missed(self.one(), by=None, at=self.at)

    def finish(self) -> None:
        answering.finish(self.one(), word_back="Fait.", by=None, at=self.at)

    def withdraw(self) -> None:
        sending.withdraw(self.one(), by=self.by, at=self.at)

    def consent(self) -> None:
        sending.withdraw_consent(self.random.choice(self.people), by=self.by, at=self.at)

    def erase(self) -> None:
        erase(self.random.choice(self.people), by=self.by, at=self.at)

    def days(self) -> None:
        self.at += timedelta(days=self.random.randrange(1, 4))
        answering.lapse_due(at=self.at)
        answering.remind_due(at=self.at)

    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            verb = self.random.choices(list(VERBS), list(VERBS.values()))[0]
            try:
                with transaction.atomic():
                    getattr(self, verb)()
            except (DomainError, IndexError):
                continue
            self.done[verb] += 1
            self.holds()

    def holds(self) -> None:
        outcomes = Counter(map(outcome_of, Referral.objects.values_list("state", flat=True)))
        assert sum(outcomes.values()) == Referral.objects.count() == self.sent
        assert outcomes["En cours"] == Referral.objects.under_way().count()
        hidden = Referral.objects.exclude(consent_withdrawn_at=None)
        assert not hidden.filter(state__in=OPEN_STATES).exists()


@pytest.mark.property
def test_what_was_sent_is_under_way_or_has_ended(scope):
    done: Counter = Counter()

    @settings(max_examples=stories(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, 2**32))
    def story(seed):
        with transaction.atomic():
            story_of = Story(Random(seed), done)
            story_of.go_on(60)
            assert unlike_their_history(scope) == []
            totals = {table.total for table in counts_of(2026).values()}
            assert len(totals - {None}) <= 1
            transaction.set_rollback(True)

    story()
    assert done["send"] and done["accept"]
