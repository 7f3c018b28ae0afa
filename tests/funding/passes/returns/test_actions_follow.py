"""Letters that have not left follow the name and the address of their person."""

import io
import threading
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection

from funding.enums import Verb
from funding.models import Letter, PostalBatch
from funding.passes.enums import BatchState, LetterState
from funding.passes.follow_up.actions import remind
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.actions.batches import close_batch, hand_over, prepare_again
from funding.passes.letters.papers.batches import build
from funding.passes.people.actions import export, forget
from funding.passes.returns import actions as return_actions
from funding.passes.returns.actions import earlier_documents
from funding.passes.uses.actions import withdraw
from inclusion.core import jobs
from inclusion.core.enums import BounceReason, Channel
from inclusion.core.errors import DomainError
from inclusion.core.mail.tracking import SUSPENDED
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.mails import MailBounce
from inclusion.core.scope import scoped_to
from inclusion.people.actions.files import change_person
from tests.builders import AT, make_user
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.funding.return_builders import files_made, posted, written
from tests.setup_data import setup_data

LATER = AT + timedelta(hours=1)
NEW = ["Jeanne Exemple", "3 rue Neuve", "47200 MARMANDE"]


@setup_data
def programme(by):
    return make_programme(by=by)


@pytest.fixture
def letter(by, programme):
    return make_letter(by=by, programme=programme)


def move(letter, *, by, at=LATER, **fields):
    """Change the person's file as its page does, and read the letter again."""
    change_person(letter.booklet.beneficiary, by=by, at=at, **(fields or {"address": "3 rue Neuve"}))
    return Letter.objects.get(pk=letter.pk)


def test_one_that_is_not_written_yet_is_written_to_the_new_address(letter, by):
    letter = move(letter, by=by)
    assert (letter.state, letter.address, letter.rewritten_at) == (LetterState.QUEUED, NEW, None)
    assert carry_on(letter, at=LATER).content["address"] == NEW


def test_one_in_the_open_batch_is_written_once_more_and_comes_back_into_it(letter, by):
    letter = carry_on(letter)
    before, batch = letter.document, letter.batch
    letter = move(letter, by=by)
    assert (letter.state, letter.batch, letter.document, letter.rewritten_at) == (LetterState.QUEUED, None, None, LATER)
    letter = carry_on(letter, at=LATER)
    assert (letter.state, letter.batch, letter.content["address"]) == (LetterState.BATCHED, batch, NEW)
    assert earlier_documents(letter) == [before]
    assert JournalEntry.objects.filter(verb=Verb.LETTER_REWRITTEN).count() == 1


def test_a_name_counts_as_well_and_what_is_not_printed_does_not(letter, by):
    letter = carry_on(letter)
    assert move(letter, by=by, phone="05 53 00 00 00").state == LetterState.BATCHED
    letter = carry_on(move(letter, by=by, last_name="Durand"), at=LATER)
    assert (letter.address[0], letter.content["name"]) == ("Jeanne Durand", "Jeanne Durand")


def test_a_worker_that_was_writing_keeps_nothing_of_the_old_address(letter, by):
    claimed = jobs.claim(Letter, letter.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    move(letter, by=by)
    with pytest.raises(letter_actions.ClaimLost):
        letter_actions.keep(claimed, b"%PDF-", at=LATER)
    assert carry_on(letter, at=LATER).content["address"] == NEW
    assert Document.objects.filter(kind="pass_letter").count() == 1


def test_one_that_failed_is_tried_again_at_the_new_address(by, programme):
    letter = make_letter(by=by, programme=programme, email="jeanne@faute.example", channel=Channel.EMAIL)
    letter = written(letter)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED)
    letter = move(letter, by=by, email="jeanne@exemple.example")
    assert (letter.state, letter.email, letter.document) == (LetterState.FAILED, "jeanne@exemple.example", None)
    assert letter_actions.retry(letter, by=by, at=LATER).state == LetterState.QUEUED


# -- Changes while an e-mail is being sent, or waits for somebody


def mailed(by, programme):
    """A written letter for e-mail, which a worker is sending."""
    letter = make_letter(by=by, programme=programme, email="avant@exemple.example", channel=Channel.EMAIL)
    claimed = jobs.claim(Letter, letter.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    letter_actions.keep(claimed, b"%PDF-", at=AT)
    return jobs.claim(Letter, letter.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)


def test_an_e_mail_that_is_put_off_or_in_doubt_leaves_for_the_new_address(by, programme, mailbox):
    put_off, doubted = mailed(by, programme), mailed(by, programme)
    before = put_off.document
    letter_actions.doubt(doubted, at=AT)
    for letter in (put_off, doubted):
        move(letter, by=by, email="apres@exemple.example")
    letter_actions.put_off(put_off, at=LATER)
    letter_actions.send_again(doubted, by=by, at=LATER)
    for letter in (put_off, doubted):
        letter.refresh_from_db()
        assert (letter.state, letter.email, letter.document) == (LetterState.QUEUED, "apres@exemple.example", None)
        assert written(letter, at=LATER).state == LetterState.SENT
    assert {message["To"] for message in mailbox.taken} == {"apres@exemple.example"}
    assert earlier_documents(put_off) == [before]


@pytest.mark.parametrize("email", ["apres@exemple.example", ""])
def test_an_e_mail_that_a_worker_left_half_way_is_never_sent_to_the_old_address(by, programme, mailbox, email):
    left = mailed(by, programme)
    move(left, by=by, email=email)
    later = AT + jobs.lease() + timedelta(minutes=1)
    sent = written(written(left, at=later), at=later)
    assert [message["To"] for message in mailbox.taken] == ([email] if email else [])
    if email:
        assert (sent.state, sent.email) == (LetterState.SENT, email)
    else:
        assert (sent.state, sent.failure) == (LetterState.FAILED, letter_actions.NO_EMAIL)


def test_an_e_mail_that_is_put_off_goes_on_as_it_is_where_nothing_changed(by, programme):
    claimed = mailed(by, programme)
    move(claimed, by=by, phone="05 53 00 00 00")
    letter_actions.put_off(claimed, at=LATER)
    claimed.refresh_from_db()
    assert (claimed.state, claimed.email) == (LetterState.WRITTEN, "avant@exemple.example")
    assert claimed.document


def test_an_e_mail_whose_address_is_taken_out_meanwhile_does_not_leave(by, programme):
    put_off, doubted = mailed(by, programme), mailed(by, programme)
    letter_actions.doubt(doubted, at=AT)
    for letter in (put_off, doubted):
        move(letter, by=by, email="")
    letter_actions.put_off(put_off, at=LATER)
    put_off.refresh_from_db()
    assert (put_off.state, put_off.email, put_off.failure) == (LetterState.FAILED, "", letter_actions.NO_EMAIL)
    with pytest.raises(DomainError, match="ne donne plus d’adresse"):
        letter_actions.retry(put_off, by=by, at=LATER)
    with pytest.raises(DomainError, match="ne donne plus d’adresse"):
        letter_actions.send_again(doubted, by=by, at=LATER)


def test_one_to_a_suspended_address_keeps_no_other_change_of_the_file_away(by, programme):
    failed, waiting = mailed(by, programme), mailed(by, programme)
    letter_actions.give_up(failed, failure=SUSPENDED, at=AT)
    letter_actions.put_off(waiting, at=AT)
    MailBounce.objects.create(
        email="avant@exemple.example", reason=BounceReason.UNKNOWN, is_hard=True, mark="m", received_at=AT
    )
    for letter in (failed, waiting):
        assert move(letter, by=by, phone="05 53 00 00 00", last_name="Durand").address == ["Jeanne Durand"]
        assert move(letter, by=by, address="3 rue Neuve").booklet.beneficiary.address == "3 rue Neuve"
    with pytest.raises(DomainError, match="attend de partir"):
        move(waiting, by=by, email="")
    assert move(failed, by=by, email="").address == []
    with pytest.raises(DomainError, match="Plus aucune lettre"):
        letter_actions.retry_all_failed(programme, by=by, at=LATER)
    assert move(failed, by=by, email="apres@exemple.example").address == ["Jeanne Durand"]
    assert written(letter_actions.retry(failed, by=by, at=LATER), at=LATER).email == "apres@exemple.example"


def test_one_that_left_stays_as_it_was(letter, by):
    letter = posted(letter, by=by)
    moved = move(letter, by=by)
    assert (moved.state, moved.address, moved.document) == (letter.state, letter.address, letter.document)


def test_an_address_that_a_letter_waits_for_is_not_emptied(letter, by):
    letter = written(letter)
    with pytest.raises(DomainError, match="attend de partir"):
        move(letter, by=by, address="", town="", postal_code="")
    letter.refresh_from_db()
    assert letter.state == LetterState.BATCHED


def test_in_a_closed_batch_it_is_marked_and_the_files_are_made_anew(letter, by, programme):
    other = carry_on(make_letter(by=by, programme=programme, first_name="Awa"))
    letter = carry_on(letter)
    build(close_batch(letter.batch, by=by, at=AT).pk, clock=lambda: AT)
    batch = PostalBatch.objects.get()
    first, before = batch.document, letter.document
    letter = move(letter, by=by)
    assert (letter.state, letter.batch, letter.document, letter.new_address) == (
        LetterState.BATCHED,
        batch,
        before,
        NEW,
    )
    assert list(Letter.objects.outdated()) == [letter]
    job = prepare_again(batch, by=by, at=LATER)
    with pytest.raises(DomainError, match="en préparation"):
        prepare_again(batch, by=by, at=LATER)
    build(job.pk, clock=lambda: LATER)
    letter.refresh_from_db()
    other.refresh_from_db()
    batch.refresh_from_db()
    assert (letter.address, letter.new_address, letter.rewritten_at) == (NEW, [], LATER)
    assert (letter.state, other.state, other.rewritten_at) == (LetterState.BATCHED, LetterState.BATCHED, None)
    assert earlier_documents(letter) == [before]
    assert hasattr(Document.objects.get(pk=first.pk), "erasure")
    assert batch.document != first
    with pikepdf.open(io.BytesIO(batch.document.data)) as pdf:
        assert len(pdf.pages) == 4
    assert letter.document.sha256 in batch.manifest.data.decode("utf-8-sig")
    with pytest.raises(DomainError, match="rien n’a été relancé"):
        prepare_again(batch, by=by, at=LATER)


def test_who_moves_between_the_closing_and_the_files_is_written_to_at_once(letter, by):
    letter = carry_on(letter)
    job = close_batch(letter.batch, by=by, at=AT)
    move(letter, by=by)
    build(job.pk, clock=lambda: LATER)
    letter.refresh_from_db()
    assert (letter.address, letter.new_address) == (NEW, [])


def test_back_to_the_first_address_nothing_is_old_any_more(letter, by):
    letter = written(letter)
    close_batch(letter.batch, by=by, at=AT)
    letter = move(letter, by=by)
    assert letter.new_address == NEW
    assert move(letter, by=by, address=letter.address[1]).new_address == []


def closed(batch, *, by):
    close_batch(batch, by=by, at=AT)
    files_made(batch, by=by, at=AT)
    return PostalBatch.objects.get(pk=batch.pk)


def test_one_taken_out_of_the_pile_leaves_with_the_next_batch(letter, by, programme):
    other = written(make_letter(by=by, programme=programme, first_name="Awa"))
    batch = closed(written(letter).batch, by=by)
    move(letter, by=by)
    with pytest.raises(DomainError, match="ne doivent pas partir") as refused:
        hand_over(batch, by=by, at=LATER)
    assert refused.value.field == "removed"
    hand_over(batch, removed=True, by=by, at=LATER)
    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.state, letter.address, letter.batch, letter.new_address) == (LetterState.QUEUED, NEW, None, [])
    assert other.state == LetterState.POSTED


@pytest.mark.parametrize("remade", [True, False])
def test_a_reminder_of_a_void_booklet_leaves_its_closed_batch(letter, by, programme, remade):
    """Printed anew, it is not in the file; else it is taken out of the pile."""
    booklet = posted(letter, by=by).booklet
    other = carry_on(make_letter(by=by, programme=programme, first_name="Awa"), at=LATER)
    reminder = carry_on(remind(booklet, by=by, at=LATER), at=LATER)
    batch = closed(reminder.batch, by=by)
    withdraw(booklet, reason="Perdu", by=by, at=LATER)
    assert list(Letter.objects.outdated()) == [reminder]
    if remade:
        build(prepare_again(batch, by=by, at=LATER).pk, clock=lambda: LATER)
        assert [one.pk for one in batch.to_print()] == [other.pk]
    hand_over(PostalBatch.objects.get(pk=batch.pk), removed=not remade, by=by, at=LATER)
    reminder.refresh_from_db()
    other.refresh_from_db()
    assert (reminder.state, other.state) == (LetterState.CANCELLED, LetterState.POSTED)


def test_in_a_closed_batch_who_empties_the_address_waits(letter, by):
    closed(written(letter).batch, by=by)
    with pytest.raises(DomainError, match="attendez que le lot soit remis"):
        move(letter, by=by, address="", town="", postal_code="")


def test_what_was_written_before_is_handed_over_and_erased_with_the_file(letter, by):
    letter = move(carry_on(letter), by=by)
    letter = posted(carry_on(letter, at=LATER), by=by, at=LATER)
    person = letter.booklet.beneficiary
    assert len(export(person).files) == 2
    forget(person, reason="Demandé", by=by, at=LATER)
    letter.refresh_from_db()
    assert (letter.address, letter.new_address) == ([], [])
    assert all(hasattr(one, "erasure") for one in [letter.document, *earlier_documents(letter)])


# -- A change of address and the closing of the batch at the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_a_letter_does_not_leave_a_batch_that_closes_meanwhile(network, monkeypatch, guarded):
    """The batch closes between the look at it and the change: with its lock after the change, without it before."""
    with scoped_to(network):
        by = make_user()
        programme = make_programme(by=by)
        written(make_letter(by=by, programme=programme))
        letter = written(make_letter(by=by, programme=programme))
        batch = letter.batch
    looked, done = threading.Barrier(2, timeout=60), threading.Event()
    real = return_actions.lock_batch

    def then_closing(pk):
        found = real(pk) if guarded else PostalBatch.objects.get(pk=pk)
        looked.wait()
        if not guarded:
            assert done.wait(60)
        return found

    monkeypatch.setattr(return_actions, "lock_batch", then_closing)
    totals = []

    def close():
        try:
            looked.wait()
            with scoped_to(network):
                totals.append(close_batch(batch, by=by, at=LATER).total)
        finally:
            done.set()
            connection.close()

    colleague = threading.Thread(target=close)
    colleague.start()
    with scoped_to(network):
        move(letter, by=by)
    colleague.join(timeout=120)
    with scoped_to(network):
        batch.refresh_from_db()
        assert batch.state == BatchState.CLOSED
        # What was counted when it closed is what is in it, or a letter went missing from a closed batch.
        assert (totals == [batch.letters.count()]) == guarded
