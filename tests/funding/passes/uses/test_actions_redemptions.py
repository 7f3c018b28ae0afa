"""A place uses passes: what moves, what is refused, what is taken back; every figure written by hand."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from funding.enums import Verb
from funding.funds.actions import close_period
from funding.ledger.enums import AccountKind
from funding.models import Letter, Pass, PassProgramme, PostalBatch, Posting, Redemption, ScanRefusal
from funding.passes.booklets import rules as booklet_rules
from funding.passes.enums import LetterState, PassState, RefusalReason
from funding.passes.reimbursements.actions.corrections import take_back, undo_use
from funding.passes.uses.actions import lapse, read_code, redeem, refusal_at, settle_refusal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.hours import said_hour
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_partner, make_person
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import let_leave, passes_of, passes_that_left, scan, use
from tests.setup_data import setup_data

D = Decimal


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def place(by):
    return make_place(by=by)


@setup_data
def passes(by, programme):
    return passes_that_left(send(make_person(make_partner(), by=by), programme, by=by))


def balance(kind):
    return sum(Posting.objects.filter(account__kind=kind).values_list("amount", flat=True), D("0.00"))


def state_of(one):
    return Pass.objects.get(pk=one.pk).state


# -- Using ---------------------------------------------------------------------------------------------------


def test_a_pass_that_is_used_is_owed(by, place, passes):
    used = use(passes[0], place, by=by)
    assert isinstance(used, Redemption)
    assert (used.session, used.used_on, used.offline) == ("Atelier smartphone", date(2026, 11, 24), False)
    assert state_of(passes[0]) == PassState.REDEEMED
    assert (balance(AccountKind.OWED), balance(AccountKind.COMMITTED)) == (D("10.00"), D("90.00"))
    assert JournalEntry.objects.filter(verb=Verb.PASS_REDEEMED).count() == 1


def test_a_pass_that_served_is_refused_and_the_refusal_is_kept(by, place, passes):
    use(passes[0], place, by=by)
    other = make_place("Médiathèque", by=by)
    refused = use(passes[0], other, by=by)
    assert isinstance(refused, ScanRefusal)
    assert (refused.reason, refused.code, refused.place) == (RefusalReason.USED, passes[0].code, other)
    assert balance(AccountKind.OWED) == D("10.00")


def test_the_same_scan_sent_again_counts_once(by, place, passes):
    one = scan(passes[0].code)
    first, second = (redeem(place, one, by=by, at=AT) for _ in (1, 2))
    assert first == second
    assert Redemption.objects.count() == 1
    wrong = scan(booklet_rules.generate())
    assert redeem(place, wrong, by=by, at=AT) == redeem(place, wrong, by=by, at=AT)
    assert ScanRefusal.objects.get().reason == RefusalReason.UNKNOWN


def test_the_identity_of_a_scan_never_hides_another_code_or_place(by, place, passes):
    """Else the second would come back as done, and be lost."""
    key = uuid4()
    redeem(place, scan(passes[0].code, key=key), by=by, at=AT)
    with pytest.raises(DomainError, match="un autre code"):
        redeem(place, scan(passes[1].code, key=key), by=by, at=AT)
    with pytest.raises(DomainError, match="un autre lieu"):
        redeem(make_place("Médiathèque", by=by), scan(passes[0].code, key=key), by=by, at=AT)
    refused = uuid4()
    redeem(place, scan("rien", key=refused), by=by, at=AT)
    with pytest.raises(DomainError, match="un autre code"):
        redeem(place, scan(passes[1].code, key=refused), by=by, at=AT)


def test_a_session_is_said(by, place, passes):
    with pytest.raises(DomainError, match="quelle séance"):
        redeem(place, scan(passes[0].code, session="  "), by=by, at=AT)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"used_on": date(2026, 11, 25)}, RefusalReason.FUTURE),
        ({"used_on": date(2026, 11, 23)}, RefusalReason.NOT_YET),
        ({"at": AT + timedelta(days=8), "used_on": date(2026, 11, 24)}, RefusalReason.TOO_OLD),
        ({"at": AT + timedelta(days=400)}, RefusalReason.EXPIRED),
    ],
)
def test_days_on_which_a_pass_cannot_be_used(by, place, passes, change, reason):
    assert use(passes[0], place, by=by, **change).reason == reason
    assert balance(AccountKind.OWED) == D("0.00")


def test_a_use_at_a_place_that_does_not_accept_the_programme_is_refused(by, place, programme, passes):
    PassProgramme.objects.filter(pk=programme.pk).update(all_places=False)
    assert use(passes[0], place, by=by).reason == RefusalReason.ELSEWHERE
    assert read_code(place, passes[0].code, at=AT).reason == "Ce lieu n’accepte pas ce pass."


def test_a_use_of_a_closed_month_is_booked_today_or_refused_where_today_is_closed_too(by, place, programme, passes):
    close_period(programme.funded_action.fund, until=date(2026, 11, 25), by=by, at=AT + timedelta(days=1))
    late = use(passes[0], place, by=by, used_on=date(2026, 11, 24), at=AT + timedelta(days=1))
    assert (late.used_on, late.movement.booked_on) == (date(2026, 11, 24), date(2026, 11, 25))
    assert use(passes[1], place, by=by, at=AT).reason == RefusalReason.CLOSED
    assert state_of(passes[1]) == PassState.ISSUED


# -- Looking -------------------------------------------------------------------------------------------------


def test_a_place_sees_a_first_name_and_nothing_else_of_the_person(by, place, passes):
    seen = read_code(place, f"http://x/lot-et-garonne/pass/{passes[0].code}/", at=AT)
    assert (seen.code, seen.value, seen.first_name) == (passes[0].code, D("10.00"), "Jeanne")
    assert (seen.until, seen.usable) == (date(2027, 11, 24), True)
    use(passes[0], place, by=by)
    seen = read_code(place, passes[0].code, at=AT)
    said = f"Ce pass a déjà servi ici, le 24 novembre à {said_hour(timezone.localtime(AT))}, par {by.first_name}."
    assert (seen.reason, seen.first_name, seen.value) == (said, "", None)


def test_of_a_use_elsewhere_a_place_reads_the_day_alone(by, place, passes):
    """Within an organisation each of its places may read which other one it was, and by whom."""
    sister = make_place("Annexe", by=by, partner=place.partner)
    stranger = make_place("Médiathèque", by=by)
    use(passes[0], place, by=by, used_on=date(2026, 11, 24), at=AT + timedelta(days=1))
    reasons = {one: read_code(one, passes[0].code, at=AT).reason for one in (place, sister, stranger)}
    assert reasons == {
        place: f"Ce pass a déjà servi ici, le 24 novembre, par {by.first_name}.",
        sister: f"Ce pass a déjà servi dans votre lieu Cyber-base, le 24 novembre, par {by.first_name}.",
        stranger: "Ce pass a déjà servi le 24 novembre, dans un autre lieu.",
    }


def test_a_slip_of_the_hand_is_reported_as_one(place):
    assert "mal recopié" in read_code(place, "2222-2222-2223", at=AT).reason
    assert "n’est pas celui" in read_code(place, "2222-2222-2222", at=AT).reason


# -- Taking back ---------------------------------------------------------------------------------------------


def test_a_use_by_mistake_is_taken_back_and_the_pass_serves_again(by, place, passes):
    used = use(passes[0], place, by=by)
    undone = undo_use(used, reason="Scanné par erreur", by=by, at=AT)
    assert (undone.taken_back_because, state_of(passes[0])) == ("Scanné par erreur", PassState.ISSUED)
    assert balance(AccountKind.OWED) == D("0.00")
    assert isinstance(use(passes[0], place, by=by), Redemption)
    with pytest.raises(DomainError, match="déjà annulée"):
        take_back(used, reason="Encore", by=by, at=AT)


def test_a_use_is_taken_back_with_a_reason(by, place, passes):
    with pytest.raises(DomainError, match="pourquoi"):
        undo_use(use(passes[0], place, by=by), reason=" ", by=by, at=AT)


def test_a_refused_scan_is_settled_once_with_a_sentence(by, place, passes):
    use(passes[0], place, by=by)
    refused = use(passes[0], place, by=by)
    with pytest.raises(DomainError, match="Indiquez"):
        settle_refusal(refused, how=" ", by=by, at=AT)
    settled = settle_refusal(refused, how="La personne en donne un autre", by=by, at=AT)
    assert (settled.settled_how, settled.settled_by) == ("La personne en donne un autre", by)
    assert not ScanRefusal.objects.open().exists()
    with pytest.raises(DomainError, match="déjà traité"):
        settle_refusal(refused, how="Encore", by=by, at=AT)


# -- The journal -----------------------------------------------------------------------------------------------


def test_the_journal_holds_neither_a_code_nor_what_was_typed_or_scanned(by, place, passes):
    """A code may be used again once its use is taken back, and a scan may be anything."""
    take_back(use(passes[0], place, by=by), reason="Scanné pour Mme Exemple", by=by, at=AT)
    undo_use(use(passes[1], place, by=by), reason="Scanné pour Mme Exemple", by=by, at=AT)
    used = use(passes[2], place, by=by)
    refused = use(passes[2], place, by=by)
    settle_refusal(refused, how="Mme Exemple en donne un autre", by=by, at=AT)
    typed = redeem(place, scan("Mme Jeanne Exemple"), by=by, at=AT)
    lapse(used, by=by, at=AT + timedelta(days=1000))
    written = str(list(JournalEntry.objects.values_list("verb", "target_label", "details")))
    verbs = (Verb.PASS_REDEEMED, Verb.PASS_TAKEN_BACK, Verb.PASS_REFUSED, Verb.REFUSAL_SETTLED, Verb.PASS_LAPSED)
    assert all(verb.value in written for verb in verbs)
    assert not [one.code for one in passes if one.code in written]
    assert "Exemple" not in written
    assert f"Pass n° {passes[0].serial} à {place}" in written
    assert f"Pass refusé n° {typed.pk}" in written


# -- Passes of a letter that has not left


@pytest.mark.parametrize("offline", [False, True])
def test_a_pass_is_used_once_its_letter_has_left_or_may_have(by, place, programme, offline):
    """One in doubt may have arrived, one that came back had left; the same for a scan that was kept on a telephone."""
    letter = send(make_person(make_partner(), by=by, first_name="Awa"), programme, by=by)
    one = passes_of(letter)[0]
    written = store(
        b"%PDF-", kind=DocumentKind.PASS_LETTER, filename="l.pdf", media_type="application/pdf", by=by, at=AT
    )
    batch = PostalBatch.objects.create(number=1, opened_at=AT)
    rows = Letter.objects.filter(pk=letter.pk)
    rows.update(document=written, batch=batch, sent_at=AT)
    answers = {}
    for state in LetterState:
        rows.update(state=state)
        said = refusal_at(one, place, used_on=AT.date(), at=AT)
        assert bool(read_code(place, one.code, at=AT).reason) == (said is not None)
        answers[state] = said
    left = {
        "sent",
        "bounced",
        "posted",
        "returned",
        "handed",
        "uncertain",
        "cancelled",
    }  # a cancelled one has cancelled passes
    assert {state for state, said in answers.items() if said is None} == left
    assert {said for said in answers.values() if said} == {RefusalReason.NOT_LEFT}
    rows.update(state=LetterState.BATCHED)
    refused = redeem(place, scan(one.code, offline=offline), by=by, at=AT)
    assert isinstance(refused, ScanRefusal)
    assert (refused.reason, state_of(one)) == (RefusalReason.NOT_LEFT, PassState.ISSUED)
    rows.update(state=LetterState.POSTED)
    assert isinstance(redeem(place, scan(one.code, offline=offline), by=by, at=AT), Redemption)


def test_a_pass_that_is_handed_over_is_used_once_that_is_noted(by, place, programme):
    letter = send(make_person(make_partner(), by=by, first_name="Awa"), programme, by=by, channel="hand")
    one = passes_of(letter)[0]
    refused = redeem(place, scan(one.code), by=by, at=AT)
    assert refused.get_reason_display() == "Ce pass n’est pas encore noté comme remis à la personne"
    let_leave(letter.booklet_id)
    assert isinstance(redeem(place, scan(one.code), by=by, at=AT), Redemption)
