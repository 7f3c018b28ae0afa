"""How passes end, and where their euros go: every cent written by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.enums import Verb
from funding.funds.actions import change_fund, close_period
from funding.funds.invariants import prove
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import Booklet, LedgerTransaction, Posting, Redemption, ScanRefusal
from funding.passes.enums import LetterState, PassState
from funding.passes.follow_up.actions import remind
from funding.passes.letters.actions.letters import send_again
from funding.passes.reimbursements.actions.claims import validate
from funding.passes.reimbursements.actions.corrections import take_back
from funding.passes.reimbursements.actions.payments import pay
from funding.passes.uses.actions import expire, expire_due, lapse, withdraw
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_partner, make_person, own_details
from tests.funding.builders import make_action, make_contribution, make_fund, receive
from tests.funding.pass_builders import carry_on, make_place, make_programme, send
from tests.funding.redemption_builders import passes_of, use
from tests.funding.reimbursement_builders import claim
from tests.setup_data import setup_data

D = Decimal


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def place(by):
    return make_place(by=by)


@setup_data
def letter(by, programme):
    return send(make_person(make_partner("Centre médico-social"), by=by), programme, by=by)


def balances_of(booklet) -> dict[str, Decimal]:
    """What the commitment of a booklet holds in each kind of account, zero left out."""
    kinds = (AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID)
    found = Posting.objects.of_commitment(booklet.commitment)
    sums = {kind: sum((one.amount for one in found.of_kind(kind)), D("0.00")) for kind in kinds}
    return {kind.value: total for kind, total in sums.items() if total}


def pot(programme) -> Decimal:
    found = Posting.objects.of_fund(programme.funded_action.fund).of_kind(AccountKind.SHARE)
    return sum((one.amount for one in found), D("0.00"))


def proven(network) -> None:
    assert {one.name: one.violations for one in prove(network) if one.violations} == {}


def states_of(letter) -> list[str]:
    return [one.state for one in passes_of(letter)]


def test_a_use_turns_ten_euros_of_the_hundred_into_a_debt(scope, by, programme, place, letter):
    booklet = letter.booklet
    assert balances_of(booklet) == {"committed": D("100.00")}
    done = use(passes_of(letter)[0], place, by=by)
    assert isinstance(done, Redemption)
    assert balances_of(booklet) == {"committed": D("90.00"), "owed": D("10.00")}
    assert done.movement.kind == TransactionKind.DEBT
    assert done.movement.label == f"{programme.funded_action}\u00a0: pass n° {passes_of(letter)[0].serial}"
    assert states_of(letter) == ["redeemed"] + ["issued"] * 9
    proven(scope)


def test_each_contributor_owes_its_part_of_each_pass(scope, by, place):
    """200 € of the CAF and 100 € of the CPAM: of each 10 € two thirds are the CAF's, and the cents add up."""
    fund = make_fund("Fonds à deux", end=date(2126, 1, 1))
    for name, amount in (("CAF", "200.00"), ("CPAM", "100.00")):
        receive(make_contribution(fund, make_partner(name), amount, by=by), amount, by=by)
    from funding.passes.programmes.actions import open_programme

    programme = open_programme(make_action(fund, "Pass", by=by), name="Pass", on=date(2026, 1, 5), by=by, at=AT)
    letter = send(make_person(make_partner("CMS"), by=by), programme, by=by)
    owed = []
    for one in passes_of(letter)[:3]:
        use(one, place, by=by)
        rows = Posting.objects.of_commitment(letter.booklet.commitment).of_kind(AccountKind.OWED)
        owed.append(sorted((str(row.account.partner), row.amount) for row in rows.order_by("-pk")[:2]))
    # Held: 66,67 and 33,33 of 100, then 60,00 and 30,00 of 90, then 53,33 and 26,67 of 80 (10 × 53,33/80 = 6,666).
    assert owed == [
        [("CAF", D("6.67")), ("CPAM", D("3.33"))],
        [("CAF", D("6.67")), ("CPAM", D("3.33"))],
        [("CAF", D("6.67")), ("CPAM", D("3.33"))],
    ]
    for one in passes_of(letter)[3:]:
        use(one, place, by=by)
    rows = Posting.objects.of_commitment(letter.booklet.commitment).of_kind(AccountKind.OWED)
    shares = sorted((str(row.account.partner), row.amount) for row in rows)
    assert sum(amount for name, amount in shares if name == "CAF") == D("66.67")
    assert sum(amount for name, amount in shares if name == "CPAM") == D("33.33")
    proven(scope)


def test_unused_passes_expire_a_week_after_their_last_day(scope, by, programme, place, letter):
    booklet = letter.booklet
    use(passes_of(letter)[0], place, by=by)
    assert pot(programme) == D("900.00")
    last = AT + (booklet.accepted_until - AT.date())
    assert expire(booklet, at=last + timedelta(days=7)) == 0
    assert expire_due(clock=lambda: last + timedelta(days=8)) == 9
    assert expire_due(clock=lambda: last + timedelta(days=9)) == 0
    assert states_of(letter) == ["redeemed"] + ["expired"] * 9
    assert balances_of(booklet) == {"owed": D("10.00")}
    assert pot(programme) == D("990.00")
    assert own_details(JournalEntry.objects.get(verb=Verb.BOOKLET_EXPIRED)) == {"passes": 9, "value": "90.00"}
    proven(scope)


def test_a_booklet_that_is_lost_is_withdrawn_and_another_may_be_sent(scope, by, programme, letter):
    carry_on(letter)
    booklet = letter.booklet
    with pytest.raises(DomainError, match="n’est pas encore partie"):
        withdraw(booklet, reason="Perdu", by=by, at=AT)
    from funding.models import PostalBatch
    from funding.passes.letters.actions.batches import close_batch, hand_over
    from funding.passes.letters.papers.batches import build

    batch = PostalBatch.objects.get()
    build(close_batch(batch, by=by, at=AT).pk, clock=lambda: AT)
    hand_over(PostalBatch.objects.get(), by=by, at=AT)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        withdraw(booklet, reason=" ", by=by, at=AT)
    withdraw(booklet, reason="Perdu dans le bus", by=by, at=AT)
    assert states_of(letter) == ["cancelled"] * 10
    assert (balances_of(booklet), pot(programme)) == ({}, D("1000.00"))
    assert not Booklet.objects.issued_in(AT.year).exists()
    with pytest.raises(DomainError, match="déjà annulés"):
        withdraw(booklet, reason="Perdu", by=by, at=AT)
    proven(scope)


def test_a_booklet_of_which_a_pass_served_still_counts_for_the_limit(by, programme, place, letter):
    use(passes_of(letter)[0], place, by=by)
    withdraw(letter.booklet, reason="Perdu", by=by, at=AT)
    assert states_of(letter) == ["redeemed"] + ["cancelled"] * 9
    assert Booklet.objects.issued_in(AT.year).get() == letter.booklet


def test_a_use_that_was_a_mistake_gives_the_pass_back(scope, by, programme, place, letter):
    done = use(passes_of(letter)[0], place, by=by)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        take_back(done, reason="", by=by, at=AT)
    take_back(done, reason="Mauvais pass", by=by, at=AT)
    assert states_of(letter) == ["issued"] * 10
    assert balances_of(letter.booklet) == {"committed": D("100.00")}
    with pytest.raises(DomainError, match="déjà annulée"):
        take_back(done, reason="Encore", by=by, at=AT)
    assert isinstance(use(passes_of(letter)[0], place, by=by), Redemption)
    proven(scope)


def test_a_use_taken_back_after_the_last_day_expires_at_once(scope, by, programme, place, letter):
    done = use(passes_of(letter)[0], place, by=by)
    late = AT + (letter.booklet.accepted_until - AT.date()) + timedelta(days=10)
    take_back(done, reason="La séance n’a pas eu lieu", by=by, at=late)
    assert states_of(letter) == ["expired"] * 10
    assert (balances_of(letter.booklet), pot(programme)) == ({}, D("1000.00"))
    proven(scope)


def test_a_use_taken_back_in_a_cancelled_booklet_is_cancelled(scope, by, place, programme, letter):
    done = use(passes_of(letter)[0], place, by=by)
    withdraw(letter.booklet, reason="Perdu", by=by, at=AT)
    take_back(done, reason="Erreur", by=by, at=AT)
    assert states_of(letter) == ["cancelled"] * 10
    assert pot(programme) == D("1000.00")
    proven(scope)


def test_what_a_place_never_asked_for_lapses_by_somebodys_decision(scope, by, programme, place, letter):
    done = use(passes_of(letter)[0], place, by=by)
    last = AT + (letter.booklet.claim_until - AT.date())
    with pytest.raises(DomainError, match="peut encore le réclamer jusqu’au"):
        lapse(done, by=by, at=last)
    lapse(done, by=by, at=last + timedelta(days=1))
    assert states_of(letter)[0] == "lapsed"
    assert balances_of(letter.booklet) == {"committed": D("90.00")}
    assert pot(programme) == D("910.00")
    with pytest.raises(DomainError, match="n’attend plus"):
        lapse(done, by=by, at=last + timedelta(days=2))
    with pytest.raises(DomainError, match="jamais été réclamé"):
        take_back(done, reason="Trop tard", by=by, at=last + timedelta(days=2))
    proven(scope)


def test_a_debt_of_a_closed_month_is_booked_today(scope, by, programme, place, letter):
    fund = programme.funded_action.fund
    soon = AT + timedelta(days=5)
    close_period(fund, until=(AT + timedelta(days=3)).date(), by=by, at=soon)
    done = use(passes_of(letter)[0], place, by=by, at=soon, used_on=AT.date() + timedelta(days=1))
    assert isinstance(done, Redemption)
    assert (done.used_on, done.movement.booked_on) == (AT.date() + timedelta(days=1), soon.date())
    proven(scope)


def test_a_pass_used_again_after_all_were_is_booked_when_its_euros_are_back(scope, by, programme, place, letter):
    """All ten used on the first day; one is taken back on the fourth, and used for a session of the second."""
    done = [use(one, place, by=by) for one in passes_of(letter)]
    later = AT + timedelta(days=3)
    take_back(done[0], reason="Mauvais pass", by=by, at=later)
    again = use(passes_of(letter)[0], place, by=by, at=later, used_on=AT.date() + timedelta(days=1))
    assert isinstance(again, Redemption)
    assert again.movement.booked_on == later.date()
    proven(scope)


def test_the_fund_that_ended_refuses_and_keeps_the_scan(scope, by, place, programme, letter):
    fund = programme.funded_action.fund
    type(fund).objects.filter(pk=fund.pk).update(end=AT.date() + timedelta(days=1))
    later = AT + timedelta(days=2)
    refused = use(passes_of(letter)[0], place, by=by, at=later)
    assert isinstance(refused, ScanRefusal)
    assert refused.reason == "closed"
    assert not LedgerTransaction.objects.filter(kind=TransactionKind.DEBT).exists()


def test_a_booklet_whose_fund_is_over_holds_up_no_other(scope, by, programme, letter):
    """Its fund was cut short past every guard: it is reported, after the other booklets have ended."""
    other = send(make_person(make_partner("CCAS"), by=by), make_programme(by=by, name="Autre programme"), by=by)
    fund = programme.funded_action.fund
    type(fund).objects.filter(pk=fund.pk).update(end=letter.booklet.accepted_until)
    late = AT + (letter.booklet.accepted_until - AT.date()) + timedelta(days=8)
    with pytest.raises(DomainError, match="hors de la période"):
        expire_due(clock=lambda: late)
    assert states_of(letter) == ["issued"] * 10
    assert states_of(other) == ["expired"] * 10


def test_a_fund_is_not_cut_short_while_passes_may_serve_or_be_asked_for(by, programme, letter):
    fund = programme.funded_action.fund
    terms = {"host": fund.host, "envelope": fund.envelope, "by": by, "at": AT}
    settled = letter.booklet.claim_until + timedelta(days=60)
    with pytest.raises(DomainError, match=f"peuvent encore servir.* jusqu’au {plain_date(settled)}"):
        change_fund(fund, end=settled, **terms)
    assert change_fund(fund, end=settled + timedelta(days=1), **terms).end


def test_what_is_asked_for_on_the_last_day_is_paid_before_the_shortest_fund_ends(scope, by, place, programme, letter):
    """And what nobody asked for is given back: both on the sixtieth day, the last one of the fund."""
    fund, last = programme.funded_action.fund, letter.booklet.claim_until
    change_fund(fund, host=fund.host, envelope=fund.envelope, end=last + timedelta(days=61), by=by, at=AT)
    asked, forgotten, *_ = passes_of(letter)
    use(asked, place, by=by)
    lost = use(forgotten, make_place("Médiathèque", by=by), by=by)
    days = (last - AT.date()).days
    claimed = claim(place, programme, by=by, at=AT + timedelta(days=days))
    end = AT + timedelta(days=days + 60)
    pay(validate(claimed, by=by, at=end), reference="MDT-1", on=end.date(), by=by, at=end)
    lapse(Redemption.objects.get(pk=lost.pk), by=by, at=end)
    expire(letter.booklet, at=end)
    assert sorted(set(states_of(letter))) == ["expired", "lapsed", "paid"]
    proven(scope)


def test_what_is_left_of_a_booklet_goes_with_its_reminder(by, programme, letter):
    type(letter).objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=AT, document=_any_document(by))
    reminder = remind(letter.booklet, by=by, at=AT)
    withdraw(letter.booklet, reason="Perdu", by=by, at=AT)
    reminder.refresh_from_db()
    assert reminder.state == LetterState.CANCELLED


def test_a_letter_in_doubt_whose_passes_were_cancelled_does_not_leave_again(by, letter):
    type(letter).objects.filter(pk=letter.pk).update(
        state=LetterState.UNCERTAIN, channel="email", document=_any_document(by)
    )
    withdraw(letter.booklet, reason="Perdu", by=by, at=AT)
    with pytest.raises(DomainError, match="ont été annulés"):
        send_again(letter, by=by, at=AT)


def _any_document(by):
    return store(
        b"%PDF-1.7", kind=DocumentKind.PASS_LETTER, filename="lettre.pdf", media_type="application/pdf", by=by, at=AT
    )


def test_the_terms_of_a_booklet_are_those_that_stand_when_it_is_issued(by, programme, letter):
    """The page of before shows a programme of one booklet a year and twelve months."""
    type(programme).objects.filter(pk=programme.pk).update(yearly_limit=2, validity_months=6)
    second = send(letter.booklet.beneficiary, programme, by=by, at=AT + timedelta(days=1))
    assert second.booklet.valid_until == date(2027, 5, 25)


@pytest.mark.parametrize("state", [PassState.EXPIRED, PassState.CANCELLED, PassState.LAPSED])
def test_an_end_is_an_end(state):
    from funding.models import Pass

    assert Pass.TRANSITIONS[state] == set()
