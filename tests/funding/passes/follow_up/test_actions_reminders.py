"""A reminder for each booklet that waits: once, never of one that is over, never to who cannot be reached."""

from datetime import timedelta

import pytest

from funding.models import Booklet, Letter, Pass
from funding.passes.enums import LetterKind, LetterState, PassState
from funding.passes.follow_up.actions import MAX_REMINDERS, channel_for, problem_of, remind, remind_all
from funding.passes.letters.actions.letters import cancel_reminder
from funding.passes.letters.papers.letters import compose_message
from funding.passes.returns.actions import readdress
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.passes.uses.actions import withdraw
from inclusion.core.documents import store
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.people.actions.rights import erase
from inclusion.people.models import Beneficiary
from inclusion.people.rules import keep_until
from tests.builders import AT, make_user, own_details
from tests.funding.pass_builders import make_letter, make_place
from tests.funding.redemption_builders import passes_of, use
from tests.funding.return_builders import posted, returned
from tests.setup_data import setup_data

LATER = AT + timedelta(days=100)


@setup_data
def by(scope):
    return make_user(first_name="Samira", last_name="Témoin")


def sent(by, **fields) -> Booklet:
    """A booklet whose letter has left; its pages do not matter here."""
    letter = make_letter(by=by, **fields)
    document = store(b"%PDF", kind="pass_letter", filename="a.pdf", media_type="application/pdf", by=by, at=AT)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=AT, document=document)
    return Booklet.objects.get(pk=letter.booklet_id)


def test_a_reminder_is_a_letter_of_its_own_on_the_same_booklet(by):
    booklet = sent(by)
    letter = remind(booklet, by=by, at=LATER)
    assert (letter.booklet, letter.kind, letter.state) == (booklet, LetterKind.REMINDER, LetterState.QUEUED)
    assert (letter.channel, letter.address[0], letter.bulk) == (Channel.POST, "Jeanne Exemple", False)
    assert Booklet.objects.count() == 1
    assert Pass.objects.count() == 10
    line = JournalEntry.objects.get(verb="reminder.asked")
    assert (line.by, own_details(line)) == (by, {"letter": letter.pk, "channel": "post"})
    assert Beneficiary.objects.get().keep_until == keep_until(LATER.date())


def test_there_is_one_reminder_a_booklet(by):
    booklet = sent(by)
    remind(booklet, by=by, at=LATER)
    with pytest.raises(DomainError, match="Un rappel a déjà été demandé le 4 mars 2027"):
        remind(booklet, by=by, at=LATER)
    assert Letter.objects.filter(kind=LetterKind.REMINDER).count() == 1


def test_a_booklet_partly_used_is_reminded_of_and_one_used_up_is_not(by):
    booklet, place = sent(by), make_place(by=by)
    first, *rest = passes_of(booklet.letter)
    use(first, place, by=by)
    assert problem_of(booklet, on=LATER.date()) == ""
    for one in rest:
        use(one, place, by=by)
    with pytest.raises(DomainError, match="ont déjà servi"):
        remind(booklet, by=by, at=LATER)


def test_what_is_over_is_not_reminded_of(by):
    booklet = sent(by)
    with pytest.raises(DomainError, match="plus valable depuis le 24 novembre 2027"):
        remind(booklet, by=by, at=AT + timedelta(days=366))
    withdraw(booklet, reason="Perdu", by=by, at=LATER)
    with pytest.raises(DomainError, match="annulé"):
        remind(booklet, by=by, at=LATER)
    assert set(Pass.objects.values_list("state", flat=True)) == {PassState.CANCELLED}


def test_a_letter_that_has_not_arrived_comes_first(by):
    waiting = make_letter(by=by)
    with pytest.raises(DomainError, match="n’est pas encore partie"):
        remind(waiting.booklet, by=by, at=LATER)
    back = sent(by)
    assert problem_of(back, on=AT.date()) == ""


@pytest.mark.parametrize(
    ("fields", "channel"),
    [
        ({"channel": "post"}, "post"),
        ({"channel": "email", "email": "j@exemple.example"}, "email"),
        ({"channel": "hand"}, "post"),
        ({"channel": "hand", "address": "", "email": "j@exemple.example"}, "email"),
    ],
)
def test_the_channel_is_the_persons_and_never_by_hand(by, fields, channel):
    letter = remind(sent(by, **fields), by=by, at=LATER)
    assert letter.channel == channel
    assert letter.email == (fields["email"] if channel == "email" else "")


def test_who_cannot_be_reached_is_said_with_what_to_do(by):
    booklet = sent(by)
    Beneficiary.objects.update(address="")
    with pytest.raises(DomainError, match="L’adresse postale de Jeanne n’est pas complète"):
        remind(booklet, by=by, at=LATER)
    Beneficiary.objects.update(channel="hand", email="")
    assert channel_for(Beneficiary.objects.get()) == Channel.POST


def test_nobody_is_reminded_whose_file_was_emptied(by):
    booklet = sent(by)
    erase(Beneficiary.objects.get(), by=by, at=AT)
    with pytest.raises(DomainError, match="anonymisée"):
        remind(booklet, by=by, at=LATER)


def test_of_several_each_leaves_on_its_own_and_lets_clicks_go_first(by):
    good, bad = sent(by), sent(by)
    remind(bad, by=by, at=LATER)
    other = sent(by)
    done = remind_all([good, bad, other], by=by, at=LATER)
    assert [letter.booklet for letter in done.letters] == [good, other]
    assert all(letter.bulk for letter in done.letters)
    assert [booklet for booklet, _ in done.refused] == [bad]


def test_too_many_at_once_is_refused_whole(by):
    with pytest.raises(DomainError, match="rien n’est parti"):
        remind_all([Booklet()] * (MAX_REMINDERS + 1), by=by, at=LATER)


def test_a_reminder_that_has_not_left_is_cancelled_without_its_booklet(by):
    booklet = sent(by)
    reminder = remind(booklet, by=by, at=LATER)
    assert cancel_reminder(reminder, by=by, at=LATER).state == LetterState.CANCELLED
    booklet.refresh_from_db()
    assert booklet.cancelled_at is None
    assert set(Pass.objects.values_list("state", flat=True)) == {PassState.ISSUED}
    cancel_reminder(reminder, by=by, at=LATER)
    assert JournalEntry.objects.filter(verb="reminder.cancelled", by=by).count() == 1


def test_a_letter_on_its_way_again_takes_the_reminder_along_when_it_is_cancelled(by):
    booklet, reminder = sent_again_with_a_reminder(by)
    cancel_booklet(booklet, by=by, at=LATER)
    reminder.refresh_from_db()
    assert reminder.state == LetterState.CANCELLED


def test_who_is_forgotten_has_neither_letter_any_more(by):
    booklet, _ = sent_again_with_a_reminder(by)
    erase(booklet.beneficiary, by=by, at=LATER + timedelta(minutes=1))
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.CANCELLED}


def sent_again_with_a_reminder(by) -> tuple[Booklet, Letter]:
    """A booklet whose letter came back after its reminder was asked for, and waits to leave again."""
    letter = posted(make_letter(by=by), by=by)
    reminder = remind(letter.booklet, by=by, at=LATER)
    back = returned(letter, by=by, at=LATER)
    readdress(back, same_address=True, by=by, at=LATER)
    return Booklet.objects.get(pk=letter.booklet_id), reminder


def test_a_reminder_that_a_worker_has_is_left_alone(by):
    reminder = remind(sent(by), by=by, at=LATER)
    Letter.objects.filter(pk=reminder.pk).update(state=LetterState.WRITING)
    with pytest.raises(DomainError, match="en cours de préparation"):
        cancel_reminder(reminder, by=by, at=LATER)


def test_a_reminder_by_e_mail_speaks_of_what_is_left(by):
    reminder = remind(sent(by, channel="email", email="j@exemple.example"), by=by, at=LATER)
    reminder.document = store(
        b"%PDF-", kind="pass_letter", filename="a.pdf", media_type="application/pdf", by=None, at=AT
    )
    message = compose_message(reminder)
    assert message.subject == "Vos pass numériques vous attendent"
    assert "Il vous en reste à utiliser" in message.body
    assert "24 novembre 2027" in message.body
    assert message.to == ["j@exemple.example"]
