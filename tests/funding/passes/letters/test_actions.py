"""A worker's part of a letter: once, whatever happens on the way."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import Letter, PostalBatch
from funding.passes.enums import BatchState, LetterState
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.actions.letters import confirm_sent, retry, send_again
from funding.passes.letters.papers.letters import compose_message, render_letter
from inclusion.core import jobs
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.mail import emails
from inclusion.core.mail.tracking import mark_of
from inclusion.core.models.documents import Document
from inclusion.core.models.history import StateChange
from tests.builders import AT
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.setup_data import setup_data

LATER = AT + timedelta(hours=1)


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def posted(by, programme):
    return make_letter(by=by, programme=programme)


@setup_data
def mailed(by, programme):
    return make_letter(by=by, programme=programme, email="jeanne@exemple.example", channel=Channel.EMAIL)


def states_of(letter):
    changes = StateChange.objects.filter(target_model="funding.Letter", target_id=letter.pk)
    return list(changes.order_by("pk").values_list("to_state", flat=True))


def unused(letter):
    raise AssertionError("not needed")


# -- Written once --------------------------------------------------------------------------------------------


def test_a_letter_for_the_post_is_written_into_the_open_batch(posted):
    letter = carry_on(posted)
    assert letter.state == LetterState.BATCHED
    assert letter.batch.state == BatchState.OPEN
    assert bytes(letter.document.content.data).startswith(b"%PDF-")
    assert carry_on(letter).document == letter.document
    assert Document.objects.count() == 1


def test_letters_share_the_open_batch_and_the_next_one_has_the_next_number(by, programme):
    from funding.passes.letters.actions.batches import close_batch

    first, second = (carry_on(make_letter(by=by, programme=programme)) for _ in range(2))
    assert first.batch == second.batch
    close_batch(first.batch, by=by, at=AT)
    third = carry_on(make_letter(by=by, programme=programme))
    assert [batch.number for batch in PostalBatch.objects.order_by("number")] == [1, 2]
    assert third.batch.number == 2


def test_a_letter_that_another_worker_writes_is_left_alone(posted):
    jobs.claim(Letter, posted.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    letter_actions.process_letter(posted.pk, render=unused, compose=unused, clock=lambda: AT + timedelta(seconds=119))
    assert Letter.objects.get().state == LetterState.WRITING


def test_a_worker_that_was_not_heard_of_is_replaced_and_its_late_work_is_dropped(posted):
    slow = jobs.claim(Letter, posted.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    assert carry_on(posted, at=LATER).state == LetterState.BATCHED
    with pytest.raises(letter_actions.ClaimLost):
        letter_actions.keep(slow, b"%PDF-late", at=LATER)
    assert Document.objects.count() == 1


def test_a_worker_that_comes_back_while_another_writes_is_dropped_too(posted):
    slow = jobs.claim(Letter, posted.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    jobs.claim(Letter, posted.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=LATER)
    with pytest.raises(letter_actions.ClaimLost):
        letter_actions.keep(slow, b"%PDF-late", at=LATER)
    assert not Document.objects.exists()


def test_a_letter_that_cannot_be_written_says_so_and_can_be_asked_again(posted, by):
    def broken(letter):
        raise ZeroDivisionError

    letter_actions.process_letter(posted.pk, render=broken, compose=unused, clock=lambda: AT)
    failed = Letter.objects.get()
    assert (failed.state, failed.failure) == (LetterState.FAILED, letter_actions.NOT_WRITTEN)
    retry(failed, by=by, at=AT)
    assert carry_on(failed).state == LetterState.BATCHED


def test_a_letter_on_which_workers_die_again_and_again_is_given_up(posted):
    at = AT
    for _ in range(letter_actions.MAX_ATTEMPTS):
        assert jobs.claim(Letter, posted.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=at)
        at += timedelta(hours=1)
    assert carry_on(posted, at=at).state == LetterState.FAILED


# -- Sent once -----------------------------------------------------------------------------------------------


def test_a_letter_goes_out_by_mail_with_its_pdf(mailed, mailbox, network):
    letter = carry_on(mailed)
    assert letter.state == LetterState.SENT
    assert letter.sent_at is not None
    (message,) = mailbox.taken
    assert message["To"] == "jeanne@exemple.example"
    assert message["Subject"] == "Vos pass numériques"
    assert message["Message-ID"] == f"<{mark_of(letter, recipient='jeanne@exemple.example')}@localhost>"
    words = message.get_body(("plain",)).get_content()
    assert "Bonjour Jeanne Exemple," in words
    assert "jusqu’au 24 novembre 2027" in words
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content() == bytes(letter.document.content.data)


def test_once_sent_it_is_never_sent_again(mailed, mailbox):
    letter = carry_on(mailed)
    carry_on(letter, at=LATER)
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("where", ["to_recipient", "to_message"])
def test_a_server_that_says_later_is_tried_again_later(mailed, mailbox, where):
    setattr(mailbox, where, "451 Try again")
    letter = carry_on(mailed)
    assert (letter.state, letter.handed_to_server_at) == (LetterState.WRITTEN, None)
    assert letter.retry_at == AT + timedelta(seconds=5 + 60)
    assert letter.failure == letter_actions.NOT_REACHED
    setattr(mailbox, where, "250 OK")
    assert carry_on(letter, at=LATER).state == LetterState.SENT
    assert len(mailbox.taken) == 1
    assert Document.objects.count() == 1


def test_a_server_that_is_not_there_is_tried_longer_each_time_then_the_letter_fails(mailed, settings, by):
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": 1, "timeout": 2}
    letter, at, pauses = mailed, AT, []
    for _ in range(letter_actions.MAX_ATTEMPTS):
        letter = carry_on(letter, at=at)
        if letter.retry_at:
            pauses.append((letter.retry_at - at).total_seconds())
            at = letter.retry_at
    # One attempt wrote the letter, so the eighth at the server is the last.
    assert pauses == [60, 120, 240, 480, 960, 1920, 3840]
    assert (letter.state, letter.failure) == (LetterState.FAILED, letter_actions.NOT_REACHED)
    assert retry(letter, by=by, at=at).state == LetterState.WRITTEN


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("to_recipient", "Le serveur de messagerie refuse cette adresse."),
        ("to_message", "Le serveur de messagerie refuse ce message."),
    ],
)
def test_a_refusal_for_good_is_recorded_and_not_tried_again(mailed, mailbox, where, sentence):
    setattr(mailbox, where, "550 No")
    letter = carry_on(mailed)
    assert (letter.state, letter.failure) == (LetterState.FAILED, sentence)
    assert letter.handed_to_server_at is None
    carry_on(letter, at=LATER)
    assert not mailbox.taken


def test_a_server_that_falls_silent_after_the_message_leaves_a_doubt(mailed, mailbox, by):
    mailbox.hangs_up = True
    letter = carry_on(mailed)
    assert letter.state == LetterState.UNCERTAIN
    assert letter.handed_to_server_at is not None
    mailbox.hangs_up = False
    carry_on(letter, at=LATER)
    assert len(mailbox.taken) == 1  # never again on its own


def test_somebody_says_that_a_letter_in_doubt_left(mailed, mailbox, by):
    mailbox.hangs_up = True
    letter = carry_on(mailed)
    sent = confirm_sent(letter, by=by, at=LATER)
    assert (sent.state, sent.sent_at) == (LetterState.SENT, letter.handed_to_server_at)
    with pytest.raises(DomainError, match="plus à vérifier"):
        send_again(letter, by=by, at=LATER)


def test_somebody_sends_a_letter_in_doubt_once_more(mailed, mailbox, by):
    mailbox.hangs_up = True
    letter = carry_on(mailed)
    mailbox.hangs_up = False
    send_again(letter, by=by, at=LATER)
    assert carry_on(letter, at=LATER).state == LetterState.SENT
    first, second = mailbox.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_a_goodbye_that_goes_wrong_changes_nothing(mailed, mailbox, monkeypatch):
    """The server said yes, then did not answer to the end of the dialogue."""
    say_goodbye = smtplib.SMTP.quit

    def say_goodbye_and_hang_up(connection):
        connection.sock.settimeout(0.2)  # here alone: until then a busy machine may be slow to answer
        return say_goodbye(connection)

    monkeypatch.setattr(smtplib.SMTP, "quit", say_goodbye_and_hang_up)
    mailbox.waits_for_goodbye = 60
    assert carry_on(mailed).state == LetterState.SENT
    assert mailbox.got_goodbye.wait(60)


def test_a_worker_that_died_before_it_handed_over_is_replaced(mailed, mailbox):
    _until_written(mailed)
    jobs.claim(Letter, mailed.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)
    letter = carry_on(mailed, at=LATER)
    assert letter.state == LetterState.SENT
    assert len(mailbox.taken) == 1


def test_a_worker_that_died_after_it_handed_over_leaves_a_doubt(mailed, mailbox):
    _until_written(mailed)
    dead = jobs.claim(Letter, mailed.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)
    letter_actions._hand_over(dead, at=AT)
    letter = carry_on(mailed, at=LATER)
    assert letter.state == LetterState.UNCERTAIN
    assert not mailbox.taken


def test_a_slow_worker_whose_claim_lapsed_hands_nothing_over(mailed, mailbox):
    _until_written(mailed)
    slow = jobs.claim(Letter, mailed.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)
    assert carry_on(mailed, at=LATER).state == LetterState.SENT
    with pytest.raises(letter_actions.ClaimLost):
        letter_actions.deliver(slow, compose=compose_message, clock=lambda: LATER)
    assert len(mailbox.taken) == 1


def test_a_slow_worker_that_hears_yes_takes_the_doubt_away(mailed, mailbox):
    _until_written(mailed)
    slow = jobs.claim(Letter, mailed.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)
    letter_actions._hand_over(slow, at=AT)
    assert carry_on(mailed, at=LATER).state == LetterState.UNCERTAIN
    letter_actions.note_sent(slow, at=LATER)
    assert Letter.objects.get().state == LetterState.SENT
    assert states_of(mailed)[-2:] == ["uncertain", "sent"]


def test_without_the_note_before_the_handing_over_a_death_would_send_twice(mailed, mailbox):
    """The guard off: a worker that sends without saying so first, and dies before it says more."""
    _until_written(mailed)
    dead = jobs.claim(Letter, mailed.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)
    emails.send_once(compose_message(dead), before_handover=lambda: None)
    carry_on(mailed, at=LATER)
    assert len(mailbox.taken) == 2


def test_only_what_failed_is_relaunched(posted, by):
    with pytest.raises(DomainError, match="plus en échec"):
        retry(posted, by=by, at=AT)


def _until_written(letter):
    """Write the letter as a worker that dies before it sends it."""
    claimed = jobs.claim(Letter, letter.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    letter_actions.write(claimed, render=render_letter, clock=lambda: AT)


# -- Numbers of queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("channel", "most"), [(Channel.POST, 22), (Channel.EMAIL, 36)])
def test_a_letter_of_ten_thousand_costs_few_statements(by, programme, mailbox, channel, most):
    """Savepoints and commits included; rendering and composing have their own."""
    carry_on(make_letter(by=by, programme=programme))  # opens the batch
    letter = make_letter(by=by, programme=programme, email="jeanne@exemple.example", channel=channel)
    with CaptureQueriesContext(connection) as asked:
        letter_actions.process_letter(
            letter.pk,
            render=lambda one: b"%PDF-",
            compose=lambda one: EmailMessage("Vos pass", "Bonjour", to=[one.email]),
            clock=lambda: AT,
        )
    assert Letter.objects.get(pk=letter.pk).is_settled
    assert len(asked) <= most


# -- What is due ---------------------------------------------------------------------------------------------


def due(at):
    return list(Letter.objects.due(at=at, lease=timedelta(seconds=120)))


def test_what_the_sweep_takes_up(posted):
    assert due(AT + timedelta(seconds=119)) == []  # its own task is on its way
    assert due(AT + timedelta(seconds=121)) == [posted]
    jobs.claim(Letter, posted.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=LATER)
    assert due(LATER + timedelta(seconds=119)) == []
    assert due(LATER + timedelta(seconds=121)) == [posted]
    carry_on(posted, at=LATER + timedelta(seconds=122))
    assert due(LATER + timedelta(days=1)) == []


def test_what_was_put_off_is_due_at_its_own_time(mailed, mailbox):
    mailbox.to_recipient = "451 Try again"
    letter = carry_on(mailed)
    assert due(letter.retry_at - timedelta(seconds=1)) == []
    assert due(letter.retry_at) == [letter]
