"""Letters that came back: noted once, sent again to another address with the same passes."""

from datetime import timedelta

import pytest

from funding.enums import Verb
from funding.models import Letter, LetterReturn, PostalBatch
from funding.passes.enums import LetterState
from funding.passes.letters.actions.letters import hand_over_letter
from funding.passes.people.actions import forget
from funding.passes.returns.actions import AlreadyReturned, earlier_documents, letter_scanned, readdress, record_return
from funding.passes.uses.actions import withdraw
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import DocumentErasure
from inclusion.core.models.history import JournalEntry
from tests.builders import AT
from tests.funding.pass_builders import make_letter, make_programme
from tests.funding.return_builders import posted, returned, written
from tests.setup_data import setup_data

LATER = AT + timedelta(days=9)


@setup_data
def letter(by):
    return make_letter(by=by, programme=make_programme(by=by))


def move_to(person, address="3 rue Neuve"):
    person.address = address
    person.save()


# -- Noted ------------------------------------------------------------------------------------------------------------


def test_a_scan_finds_the_letter_by_its_number_or_any_of_its_codes(letter):
    one = letter.booklet.passes.first()
    for text in (str(letter.pk), f"Lettre n° {letter.pk}", one.code, one.serial):
        assert letter_scanned(text) == letter
    address = f"https://liant.example/lot-et-garonne/pass/{one.code}/"
    assert letter_scanned(address) == letter


def test_what_names_no_letter_says_so(letter):
    with pytest.raises(DomainError, match="n’est ni un numéro de lettre"):
        letter_scanned("bonjour")
    with pytest.raises(DomainError, match="Aucune lettre du réseau"):
        letter_scanned("999999999")


def test_a_return_is_noted_with_its_batch_and_reason(by, letter):
    letter = posted(letter, by=by)
    back = record_return(letter, reason="Refusée", by=by, at=LATER)
    letter.refresh_from_db()
    assert letter.state == LetterState.RETURNED
    assert (back.batch, back.reason, str(back.returned_on)) == (letter.batch, "Refusée", "2026-12-03")
    assert JournalEntry.objects.filter(verb=Verb.LETTER_RETURNED).count() == 1


def test_a_second_scan_notes_nothing(by, letter):
    letter = returned(letter, by=by)
    with pytest.raises(AlreadyReturned, match="déjà notée comme revenue, le 2 décembre 2026") as refused:
        record_return(letter, by=by, at=LATER)
    assert refused.value.letter == letter
    assert LetterReturn.objects.count() == 1


def test_a_letter_that_did_not_leave_by_post_cannot_come_back(by, letter):
    with pytest.raises(DomainError, match="n’est pas partie par La Poste"):
        record_return(written(letter), by=by, at=LATER)


# -- Sent again -------------------------------------------------------------------------------------------------------


def test_it_leaves_again_to_the_corrected_address_with_the_same_passes(by, letter):
    letter = returned(letter, by=by)
    first, codes = letter.document_id, [one.code for one in letter.booklet.passes.all()]
    move_to(letter.booklet.beneficiary)
    letter = readdress(letter, by=by, at=LATER)
    assert (letter.state, letter.document, letter.batch, letter.sent_at) == (LetterState.QUEUED, None, None, None)
    assert "3 rue Neuve" in letter.address
    letter = written(letter, at=LATER)
    assert letter.state == LetterState.BATCHED
    assert letter.document_id != first
    assert [one.pk for one in earlier_documents(letter)] == [first]
    assert [one.code for one in letter.booklet.passes.all()] == codes
    letter = posted(letter, by=by, at=LATER)
    again = record_return(letter, by=by, at=LATER + timedelta(days=9))
    assert again.batch != LetterReturn.objects.earliest("recorded_at").batch


def test_the_same_address_needs_a_word(by, letter):
    letter = returned(letter, by=by)
    with pytest.raises(DomainError, match="n’a pas changé") as refused:
        readdress(letter, by=by, at=LATER)
    assert refused.value.field == "same_address"
    assert readdress(letter, same_address=True, by=by, at=LATER).state == LetterState.QUEUED


def test_it_may_go_by_hand_instead_and_is_handed_over(by, letter):
    letter = readdress(returned(letter, by=by), channel=Channel.HAND, by=by, at=LATER)
    with pytest.raises(DomainError, match="pas encore écrite"):
        hand_over_letter(letter, by=by, at=LATER)
    letter = written(letter, at=LATER)
    assert letter.state == LetterState.WRITTEN
    assert letter.is_settled
    letter = hand_over_letter(letter, by=by, at=LATER)
    assert (letter.state, letter.sent_at) == (LetterState.HANDED, LATER)
    with pytest.raises(DomainError, match="déjà notée"):
        hand_over_letter(letter, by=by, at=LATER)


def test_by_mail_only_to_an_address_that_is_known(by, letter):
    letter = returned(letter, by=by)
    with pytest.raises(DomainError, match="adresse électronique"):
        readdress(letter, channel=Channel.EMAIL, by=by, at=LATER)


def test_a_booklet_that_was_withdrawn_does_not_leave_again(by, letter):
    letter = returned(letter, by=by)
    withdraw(letter.booklet, reason="revenue", by=by, at=LATER)
    with pytest.raises(DomainError, match="aucun pass valable"):
        readdress(letter, same_address=True, by=by, at=LATER)


def test_after_the_printed_day_it_does_not_leave_again(by, letter):
    letter = returned(letter, by=by)
    with pytest.raises(DomainError, match="un nouveau carnet est nécessaire"):
        readdress(letter, same_address=True, by=by, at=AT + timedelta(days=366))


def test_what_was_not_returned_does_not_leave_again(by, letter):
    with pytest.raises(DomainError, match="pas notée comme revenue"):
        readdress(posted(letter, by=by), by=by, at=LATER)


def test_a_letter_for_the_post_is_not_handed_over(by, letter):
    with pytest.raises(DomainError, match="par courrier"):
        hand_over_letter(written(letter), by=by, at=LATER)


def test_with_the_persons_file_go_all_that_was_written_and_both_print_files(by, letter):
    letter = returned(letter, by=by)
    first, first_batch = letter.document, letter.batch.document
    letter = posted(readdress(letter, same_address=True, by=by, at=LATER), by=by, at=LATER)
    forget(letter.booklet.beneficiary, reason="Demande de la personne.", by=by, at=LATER)
    erased = set(DocumentErasure.objects.values_list("document", flat=True))
    assert erased == {one.pk for one in (first, first_batch, letter.document, letter.batch.document)}


# -- The batch keeps its count ----------------------------------------------------------------------------------------


def test_the_batch_it_left_in_keeps_its_count(by, letter):
    letter = returned(letter, by=by)
    batch = PostalBatch.objects.with_counts().get(pk=letter.batch_id)
    assert (batch.letter_count, batch.returned_count) == (1, 1)
    readdress(letter, same_address=True, by=by, at=LATER)
    batch = PostalBatch.objects.with_counts().get(pk=batch.pk)
    assert (batch.letter_count, batch.returned_count) == (1, 1)
    assert list(Letter.objects.of_batch(batch)) == [letter]
    posted(Letter.objects.get(pk=letter.pk), by=by, at=LATER)
    counts = PostalBatch.objects.with_counts().order_by("number").values_list("letter_count", "returned_count")
    assert list(counts) == [(1, 1), (1, 0)]
