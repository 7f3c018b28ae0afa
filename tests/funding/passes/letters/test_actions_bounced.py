"""A letter that came back by e-mail is not delivered: it leaves by post, with the same passes and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from funding.enums import Verb
from funding.models import Letter
from funding.passes.enums import LetterKind, LetterState
from funding.passes.follow_up.actions import problem_of
from funding.passes.letters.models import NOT_ARRIVED
from funding.passes.returns.actions import earlier_documents, readdress
from funding.passes.sending.actions.booklets import reach_problem_of
from funding.passes.uses.actions import withdraw
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.mail.bounces import confirm_address, receive
from inclusion.core.mail.tracking import suspended_by
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.bounces import FULL, report
from tests.builders import AT, make_user
from tests.funding.pass_builders import make_letter, make_programme, send
from tests.funding.return_builders import posted, written
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@setup_data
def letter(by):
    """A letter for e-mail, to somebody whose postal address is known as well."""
    programme = make_programme(by=by)
    return make_letter(by=by, programme=programme, channel=Channel.EMAIL, email="zoe@exemple.example")


@pytest.fixture
def bounced(letter, mailbox):
    """The same, which left and came back."""
    written(letter)
    receive(report(mailbox.taken[0]), at=LATER)
    return Letter.objects.get(pk=letter.pk)


def test_it_says_so_and_its_passes_stay(bounced):
    assert (bounced.state, bounced.failure) == (LetterState.BOUNCED, "Cette adresse n’existe pas.")
    assert bounced.sent_at
    assert bounced.state in NOT_ARRIVED
    assert bounced.booklet.passes.filter(state="issued").count() == 10
    assert JournalEntry.objects.filter(verb=Verb.LETTER_BOUNCED).count() == 1


def test_a_full_mailbox_brings_it_back_and_suspends_nothing(letter, mailbox):
    written(letter)
    receive(report(mailbox.taken[0], FULL), at=LATER)
    letter.refresh_from_db()
    assert (letter.state, letter.failure) == (LetterState.BOUNCED, "Boîte pleine.")
    assert suspended_by("zoe@exemple.example") is None


def test_a_letter_in_doubt_that_came_back_is_in_doubt_no_more(letter, mailbox):
    mailbox.hangs_up = True
    assert written(letter).state == LetterState.UNCERTAIN
    receive(report(mailbox.taken[0]), at=LATER)
    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


def test_it_leaves_by_post_with_the_same_passes(bounced, by):
    codes = sorted(one.code for one in bounced.booklet.passes.all())
    first = bounced.document_id
    letter = posted(readdress(bounced, channel=Channel.POST, by=by, at=LATER), by=by, at=LATER)
    assert (letter.state, letter.channel, letter.email) == (LetterState.POSTED, Channel.POST, "")
    assert sorted(one.code for one in letter.booklet.passes.all()) == codes
    assert [one.pk for one in earlier_documents(letter)] == [first]
    assert Letter.objects.filter(booklet=letter.booklet).count() == 1


def test_a_second_report_changes_nothing_of_what_left_since(bounced, by, mailbox):
    letter = posted(readdress(bounced, channel=Channel.POST, by=by, at=LATER), by=by, at=LATER)
    assert not receive(report(mailbox.taken[0]), at=LATER)
    letter.refresh_from_db()
    assert letter.state == LetterState.POSTED


def test_by_mail_only_to_another_address_or_one_that_somebody_confirmed(bounced, by, mailbox):
    with pytest.raises(DomainError, match="ne marche pas\u00a0: cette adresse n’existe pas"):
        readdress(bounced, channel=Channel.EMAIL, by=by, at=LATER)
    person = bounced.booklet.beneficiary
    person.email = "zoe.bis@exemple.example"
    assert reach_problem_of(person, channel=Channel.EMAIL) == ""
    confirm_address("zoe@exemple.example", by=by, at=LATER)
    letter = written(readdress(bounced, channel=Channel.EMAIL, by=by, at=LATER), at=LATER)
    assert letter.state == LetterState.SENT
    first, second = (message["Message-ID"] for message in mailbox.taken)
    assert first != second
    receive(report(mailbox.taken[1]), at=LATER)
    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


def test_without_an_address_it_asks_for_one(bounced, by):
    person = bounced.booklet.beneficiary
    person.address = person.postal_code = person.town = ""
    person.save()
    with pytest.raises(DomainError, match="adresse"):
        readdress(bounced, channel=Channel.POST, by=by, at=LATER)


def test_a_letter_to_an_address_that_was_suspended_meanwhile_does_not_leave(letter, mailbox, by):
    person = letter.booklet.beneficiary
    other = send(person, make_programme(by=by, name="Autre programme"), by=by)
    written(letter)
    receive(report(mailbox.taken[0]), at=LATER)
    other = written(other, at=LATER)
    assert (other.state, len(mailbox.taken)) == (LetterState.FAILED, 1)
    assert "adresse" in other.failure


def test_a_booklet_whose_letter_came_back_is_cancelled_or_reminds_of_nothing(bounced, by):
    assert "est revenue" in problem_of(bounced.booklet, on=LATER.date())
    withdraw(bounced.booklet, reason="Adresse fausse", by=by, at=LATER)
    with pytest.raises(DomainError, match="aucun pass valable"):
        readdress(bounced, channel=Channel.POST, by=by, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_of_four_clicks_at_once_one_sends_it(network, mailbox):
    """Threads with connections of their own need rows that are committed."""
    with scoped_to(network):
        by = make_user()
        letter = make_letter(by=by, programme=make_programme(by=by), channel="email", email="zoe@exemple.example")
        written(letter)
        receive(report(mailbox.taken[0]), at=LATER)

    def click(number):
        try:
            with scoped_to(network):
                return readdress(letter, channel=Channel.POST, by=by, at=LATER) is not None
        except DomainError:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == [False, False, False, True]
    with scoped_to(network):
        assert Letter.objects.filter(kind=LetterKind.PASSES).get().state == LetterState.QUEUED
        assert JournalEntry.objects.filter(verb=Verb.LETTER_READDRESSED).count() == 1
