"""Whatever is done with passes and their letters, in whatever order and on whatever days: what was issued is
outstanding, owed, paid or given back, no pass is paid twice, no booklet has two letters, none that never left is used,
and what is refused leaves no trace.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.funds.invariants import prove
from funding.ledger.enums import AccountKind
from funding.models import (
    Booklet,
    LedgerTransaction,
    Letter,
    Pass,
    Payment,
    PostalBatch,
    Posting,
    Redemption,
    Reimbursement,
    ReimbursementLine,
    ReplacementRequest,
    ScanRefusal,
)
from funding.passes.booklets.models import SERVED
from funding.passes.enums import BatchState, LetterKind, LetterState, PassState, ReimbursementState, ValidityRule
from funding.passes.letters.actions.batches import close_batch, hand_over, last_job, prepare_again
from funding.passes.letters.actions.letters import hand_over_letter, note_bounced
from funding.passes.letters.models import CAME_BACK, NOT_LEFT
from funding.passes.letters.papers import batches
from funding.passes.reimbursements.actions.claims import ask, correct, validate
from funding.passes.reimbursements.actions.corrections import take_back, undo_use
from funding.passes.reimbursements.actions.payments import pay, unpay
from funding.passes.returns.actions import (
    ask_replacement,
    decline_replacement,
    readdress,
    record_return,
    replace_booklet,
)
from funding.passes.sending.actions.booklets import cancel_booklet, send_pass
from funding.passes.uses.actions import Scan, expire_due, lapse, lapsed_on, redeem, withdraw
from inclusion.core.enums import BounceReason, Channel, JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.mails import MailBounce
from inclusion.core.scope import scoped_to
from inclusion.people.actions.files import change_person
from tests.builders import AT, make_partner, make_person, make_user
from tests.examples import examples, stories
from tests.funding.builders import confirm_accounts
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.return_builders import written as write_letter

D = Decimal
ZERO = D("0.00")
IBAN = "FR7630006000011234567890189"
GONE = (PassState.CANCELLED, PassState.EXPIRED, PassState.LAPSED)

VERBS = [
    "issue", "issue", "cancel", "withdraw", "letters_leave", "letters_leave",
    "write", "write", "close", "make_files", "hand_over", "hand", "change_address", "change_address",
    "come_back", "bounce", "bounce", "readdress", "readdress", "replace", "replace",
    "ask_replacement", "ask_replacement", "decline",
    "redeem", "redeem", "redeem", "redeem", "redeem_again", "send_again", "redeem_late",
    "undo", "take_back", "take_back",
    "ask", "ask", "correct", "validate", "validate", "pay", "pay", "unpay", "unpay",
    "expire", "lapse", "time", "time", "long_time",
]  # fmt: skip


class Story:
    """One programme of booklets of two passes, three people, two places."""

    def __init__(self, done):
        self.by, self.prescriber = make_user(), make_user()
        self.done = done
        self.programme = make_programme(
            by=self.by,
            pot="300.00",
            booklet_size=2,
            yearly_limit=3,
            validity_months=1,
            claim_months=2,
            tolerance_days=5,
            validity_rule=ValidityRule.MONTHS,
        )
        follower = make_partner("Centre médico-social")
        self.people = [
            make_person(follower, by=self.by, first_name=f"P{n}", email=f"p{n}@exemple.example") for n in range(3)
        ]
        self.places = [make_place(f"Lieu {n}", by=self.by) for n in range(2)]
        self.at = AT
        self.scans = []
        self.number = 0
        #: What is written, where the step before was refused.
        self.written = None

    def play(self, verb, which):
        """Try one step; what the domain refuses leaves everything as it was: the accounts are added up after the next
        one that is done.
        """
        self.number += 1
        self.at += timedelta(minutes=7)
        before, self.written = self.written or written(), None
        try:
            getattr(self, verb)(which)
        except DomainError as refused:
            assert str(refused).strip()
            assert written() == before
            self.written = before
        else:
            self.done[verb] += 1
            self.adds_up()

    def one(self, rows, which):
        """One of these rows; nothing to choose from is refused like anything else that cannot be done."""
        found = list(rows.order_by("pk"))
        if not found:
            raise DomainError("Il n’y en a aucun.")
        return found[which % len(found)]

    def issue(self, which):
        person = self.people[which % 3]
        send_pass(
            person,
            programme=self.programme,
            channel={0: Channel.HAND, 1: Channel.EMAIL, 2: Channel.EMAIL}.get(which % 5, Channel.POST),
            prescriber=person.followed_by,
            by=self.by,
            at=self.at,
        )
        if which % 2:  # else it may wait until its passes are over
            self.letters_leave(which)

    def cancel(self, which):
        cancel_booklet(self.one(Booklet.objects.all(), which), by=self.by, at=self.at)

    def withdraw(self, which):
        withdraw(self.one(Booklet.objects.all(), which), reason="Perdu", by=self.by, at=self.at)

    def letters_leave(self, which):
        """Workers, the coordinator and La Poste do their part, whatever waits."""
        for letter in Letter.objects.filter(state=LetterState.QUEUED):
            write_letter(letter, at=self.at)
        for verb in (self.hand, self.close, self.make_files, self.hand_over):
            try:
                verb(which)
                self.done[verb.__name__] += 1
            except DomainError:
                continue

    def write(self, which):
        write_letter(self.one(Letter.objects.filter(state=LetterState.QUEUED), which), at=self.at)

    def close(self, which):
        close_batch(self.one(PostalBatch.objects.filter(state=BatchState.OPEN), which), by=self.by, at=self.at)

    def make_files(self, which):
        """A worker makes the files of a closed batch; who has moved since has them made anew."""
        batch = self.one(PostalBatch.objects.filter(state=BatchState.CLOSED), which)
        if last_job(batch).state == JobState.DONE:
            prepare_again(batch, by=self.by, at=self.at)
        batches.build(last_job(batch).pk, clock=lambda: self.at)
        assert not Letter.objects.outdated().filter(batch=batch).exists()

    def hand_over(self, which):
        closed = PostalBatch.objects.filter(state=BatchState.CLOSED)
        hand_over(self.one(closed, which), removed=which % 4 > 0, by=self.by, at=self.at)

    def hand(self, which):
        waiting = Letter.objects.filter(state=LetterState.WRITTEN, channel=Channel.HAND)
        hand_over_letter(self.one(waiting, which), by=self.by, at=self.at)

    def change_address(self, which):
        change_person(self.people[which % 3], address=f"{self.number} rue Neuve", by=self.by, at=self.at)

    def come_back(self, which):
        record_return(self.one(Letter.objects.filter(state=LetterState.POSTED), which), by=self.by, at=self.at)

    def bounce(self, which):
        """A letter by e-mail comes back."""
        letter = self.one(Letter.objects.filter(state=LetterState.SENT), which)
        note_bounced(letter, bounce=MailBounce(reason=BounceReason.UNKNOWN), at=self.at)

    def readdress(self, which):
        back = self.one(Letter.objects.filter(state__in=CAME_BACK), which)
        channel = Channel.EMAIL if which % 4 == 0 else Channel.POST
        readdress(back, channel=channel, same_address=True, by=self.by, at=self.at)

    def replace(self, which):
        letter = self.one(Letter.objects.all(), which)
        before = Booklet.objects.issued_in(letter.booklet.limit_year).count()
        replace_booklet(letter, channel=Channel.POST, decides=which % 3 > 0, by=self.by, at=self.at)
        assert Booklet.objects.issued_in(letter.booklet.limit_year).count() == before

    def ask_replacement(self, which):
        ask_replacement(self.one(Letter.objects.all(), which), by=self.prescriber, at=self.at)

    def decline(self, which):
        decline_replacement(self.one(ReplacementRequest.objects.waiting(), which), by=self.by, at=self.at)

    def scan(self, one, which, **fields):
        values = {
            "code": one.code, "session": "Atelier", "used_on": self.at.date(), "key": uuid4(), **fields
        }  # fmt: skip
        scan = Scan(**values)
        self.scans.append((which % 2, scan))
        outcome = redeem(self.places[which % 2], scan, by=self.by, at=self.at)
        if Letter.objects.get(booklet=one.booklet_id, kind=LetterKind.PASSES).state in NOT_LEFT:
            assert isinstance(outcome, ScanRefusal)
        return outcome

    def redeem(self, which):
        self.scan(self.one(Pass.objects.filter(state=PassState.ISSUED), which), which)

    def redeem_again(self, which):
        """A pass that served or ended: it comes back as a refusal that is kept."""
        one = self.one(Pass.objects.exclude(state=PassState.ISSUED), which)
        assert isinstance(self.scan(one, which), ScanRefusal)

    def redeem_late(self, which):
        one = self.one(Pass.objects.all(), which)
        self.scan(one, which, used_on=self.at.date() - timedelta(days=which % 10), offline=True)

    def send_again(self, which):
        """The same scan comes a second time: the same answer, and nothing is done."""
        if not self.scans:
            return
        place, scan = self.scans[which % len(self.scans)]
        before = written()
        redeem(self.places[place], scan, by=self.by, at=self.at)
        assert written() == before

    def undo(self, which):
        undo_use(self.one(Redemption.objects.all(), which), reason="Erreur", by=self.by, at=self.at)

    def take_back(self, which):
        take_back(self.one(Redemption.objects.all(), which), reason="Erreur", by=self.by, at=self.at)

    def ask(self, which):
        ask(
            self.places[which % 2],
            self.programme,
            self.at.date(),
            iban=IBAN,
            account_holder="Lieu",
            certified=True,
            by=self.by,
            at=self.at,
        )
        confirm_accounts(at=self.at)

    def correct(self, which):
        correct(self.one(ReimbursementLine.objects.all(), which), reason="Faux", by=self.by, at=self.at)

    def validate(self, which):
        waiting = Reimbursement.objects.filter(state=ReimbursementState.SUBMITTED)
        validate(self.one(waiting, which), by=self.by, at=self.at)

    def pay(self, which):
        pay(
            self.one(Reimbursement.objects.all(), which),
            reference=f"MANDAT {self.number}",
            on=self.at.date(),
            by=self.by,
            at=self.at,
        )

    def unpay(self, which):
        paid = Reimbursement.objects.filter(state=ReimbursementState.PAID)
        unpay(self.one(paid, which), reason="Erreur", by=self.by, at=self.at)

    def expire(self, which):
        expire_due(clock=lambda: self.at)

    def lapse(self, which):
        lapse(self.one(lapsed_on(self.at.date()), which), by=self.by, at=self.at)

    def time(self, which):
        self.at += timedelta(days=which)

    def long_time(self, which):
        self.at += timedelta(days=25 + 5 * which)

    def adds_up(self):
        """The identity of the programme page, from the rows and from the ledger alike."""
        passes = Pass.objects.filter(booklet__programme=self.programme)
        sums = {state.value: ZERO for state in PassState}
        sums |= dict(passes.order_by("state").values_list("state").annotate(total=Sum("value")))
        issued = passes.aggregate(total=Sum("value", default=ZERO))["total"]
        back = sum((sums[state] for state in GONE), ZERO)
        assert issued == sums["issued"] + sums["redeemed"] + sums["paid"] + back
        balances = {
            kind: Posting.objects.of_kind(kind).aggregate(total=Sum("amount", default=ZERO))["total"]
            for kind in (AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID, AccountKind.SHARE)
        }
        assert (sums["issued"], sums["redeemed"], sums["paid"]) == (
            balances[AccountKind.COMMITTED],
            balances[AccountKind.OWED],
            balances[AccountKind.PAID],
        )
        assert balances[AccountKind.SHARE] == D("300.00") - issued + back
        self.is_paid_once()
        self.has_one_letter()
        self.keeps_to_the_limit()

    def keeps_to_the_limit(self):
        """Of those that replace one another one counts where any was used or stands, and three at most are sent."""
        chains = defaultdict(set)
        for one in Booklet.objects.prefetch_related("passes"):
            counts = one.cancelled_at is None or any(each.state in SERVED for each in one.passes.all())
            chains[one.beneficiary_id, one.limit_year, one.first_id or one.pk].add(counts)
        expected = Counter(key[:2] for key, found in chains.items() if True in found)
        assert all(count <= 3 for count in expected.values())
        for (person, year), count in expected.items():
            assert Booklet.objects.issued_in(year).filter(beneficiary=person).count() == count

    def has_one_letter(self):
        """Of each booklet one letter alone carries passes; a replaced one has no pass left; batches are right."""
        carried = Letter.objects.filter(kind=LetterKind.PASSES).values_list("booklet", flat=True)
        assert sorted(carried) == sorted(Booklet.objects.values_list("pk", flat=True))
        assert not Pass.objects.filter(booklet__replacement__isnull=False, state=PassState.ISSUED).exists()
        there = set(Letter.objects.exclude(batch=None).values_list("state", "batch__state").distinct())
        assert there <= {
            *((LetterState.BATCHED, state) for state in (BatchState.OPEN, BatchState.CLOSED)),
            *((state, BatchState.HANDED_OVER) for state in (LetterState.POSTED, LetterState.RETURNED)),
            (LetterState.CANCELLED, BatchState.OPEN),
            (LetterState.CANCELLED, BatchState.CLOSED),
            (LetterState.CANCELLED, BatchState.HANDED_OVER),
        }
        for letter in Letter.objects.exclude(content={}):
            assert letter.content["address"] == letter.address

    def is_paid_once(self):
        """Of the payments of each pass one at most is not reversed; what left the bank is what paid claims came to."""
        standing = Payment.objects.filter(transactions__reversed_by=None, transactions__kind="payment")
        paid = list(standing.values_list("line__redemption__one_pass", flat=True))
        assert len(paid) == len(set(paid))
        assert set(paid) == set(Pass.objects.filter(state=PassState.PAID).values_list("pk", flat=True))


def written():
    """How many rows each model has, and where every pass is."""
    kinds = (
        ReplacementRequest,
        Booklet,
        LedgerTransaction,
        Payment,
        Redemption,
        Reimbursement,
        ReimbursementLine,
        ScanRefusal,
    )
    letters = Letter.objects.values_list("pk", "state", "document", "batch", "address", "new_address")
    return (
        [kind.objects.count() for kind in kinds],
        sorted(Pass.objects.values_list("pk", "state")),
        sorted(map(str, letters)),
    )


@pytest.fixture(autouse=True)
def no_paper(monkeypatch):
    """What claims look like on paper is tested elsewhere, and takes most of the time here."""
    monkeypatch.setattr("funding.passes.reimbursements.actions.claims.claim_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    monkeypatch.setattr(batches, "render_letter", said_of)
    monkeypatch.setattr("tests.funding.return_builders.rendered", said_of)

    def printed(letters, path, *, progress):
        path.write_bytes(b"%PDF-" + b",".join(str(one.address).encode() for one in letters))
        return [batches.Sheets(one, 2) for one in letters]

    monkeypatch.setattr(batches, "print_file", printed)
    monkeypatch.setattr(
        "funding.passes.letters.actions.letters.emails.send_once", lambda message, *, before_handover: before_handover()
    )


def said_of(letter):
    """A letter that says where it goes and nothing else."""
    letter.content = {"address": list(letter.address)}
    return b"%PDF-" + str(letter.address).encode()


def play_sequence(network, random, *, steps, done):
    """Play one sequence, and check the accounts at its end; `done` counts what was not refused, by verb."""
    with scoped_to(network), transaction.atomic():
        story = Story(done)
        for _ in range(3):
            story.play("issue", random.randrange(12))
        for _ in range(steps):
            story.play(random.choice(VERBS), random.randrange(12))
        story.adds_up()
        assert {one.name: one.violations for one in prove(network) if one.violations} == {}
        transaction.set_rollback(True)


COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=stories(3), **COMMON)
@given(seed=st.integers(0, 2**32))
def test_what_was_issued_adds_up_and_no_pass_is_paid_twice(network, seed):
    play_sequence(network, Random(seed), steps=20, done=Counter())


@pytest.mark.slow(50)
def test_long_stories_add_up_too_and_everything_happens_in_them(network):
    done = Counter()

    @settings(max_examples=examples(6), **COMMON)
    @given(seed=st.integers(0, 2**32))
    def play_seed(seed):
        play_sequence(network, Random(seed), steps=70, done=done)

    play_seed()
    for seed in range(30):  # a verb that needs a long wait may be in none of six stories
        if set(done) >= set(VERBS):
            break
        play_sequence(network, Random(seed), steps=110, done=done)
    assert set(VERBS) - set(done) == set()
