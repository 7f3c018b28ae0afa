"""Two hundred letters, and a worker killed with SIGKILL at each step of their lives: all go out, none twice."""

import sys
import time

import pytest
from django.db import transaction
from django.utils import timezone

from funding.funds.invariants import prove
from funding.models import Letter, PostalBatch
from funding.passes.enums import BatchState, LetterState, PassState
from funding.passes.letters.actions.batches import close_batch, hand_over
from funding.passes.letters.actions.letters import confirm_sent, note_bounced, send_again
from funding.passes.returns.actions import earlier_documents, readdress, replace_booklet
from inclusion.core.enums import BounceReason, Channel, DocumentKind
from inclusion.core.models.documents import Document
from inclusion.core.models.mails import MailBounce
from inclusion.core.scope import scoped_to
from inclusion.people.actions.files import change_person
from tests.broker import own_broker
from tests.builders import make_user
from tests.funding.dispatch import (
    OUT,
    all_in,
    ask_for,
    census,
    check_all_out_once,
    check_files,
    copies,
    dispatching,
    letter_of,
    passages,
)
from tests.funding.mail_server import mail_server
from tests.namespaces import two_namespaces
from tests.relay import database_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow(100)]
#: Of one machine, and of two whose broker dies: the deaths take fifteen of them; some must wait while each happens.
LETTERS, OF_TWO_WORKERS = 200, 60
#: Each step, and whether the whole worker ends there or only the process that does the work, which its worker replaces.
WHILE_LETTERS_GO = (
    ("claimed for writing", True),
    ("rendering", True),
    ("rendered, not stored", False),
    ("stored, not committed", True),
    ("in the batch, not committed", False),
    ("stored, not taken further", False),
    ("claimed for sending", False),
    ("at DATA, not noted", True),
    ("noted, not handed over", False),
    ("taken by the server, not noted", True),
)
#: The same steps, the other way to die.
BEFORE_THE_BROKER_DIES = tuple((point, not whole) for point, whole in WHILE_LETTERS_GO[:5])
AFTER_IT_DIED = tuple((point, not whole) for point, whole in WHILE_LETTERS_GO[5:])
WHILE_PEOPLE_MOVE = (("rendering", False), ("in the batch, not committed", True))
WHILE_FILES_ARE_MADE = (("gathering a batch", True), ("files stored, not committed", False))


def report(line: str) -> None:
    """Show what was measured (pytest -s)."""
    sys.stderr.write(f"\n{line}\n")


def decide_what_is_in_doubt(mailbox) -> list[str]:
    """Somebody asks the people: what the server took is confirmed, what it did not take is sent again."""
    by, taken, said = make_user(), copies(mailbox), []
    for letter in Letter.objects.filter(state=LetterState.UNCERTAIN):
        arrived = any(letter_of(name) == letter.pk for name in taken)
        (confirm_sent if arrived else send_again)(letter, by=by, at=timezone.now())
        said.append("it left" if arrived else "again")
    return sorted(said)


def move_some(*, address="3 rue Neuve", count=20):
    """So many people whose letters are in the batch move; returns their letters."""
    waiting = Letter.objects.filter(state=LetterState.BATCHED).order_by("pk")[:count]
    for letter in waiting:
        change_person(letter.booklet.beneficiary, address=address, by=make_user(), at=timezone.now())
    return [letter.pk for letter in waiting]


def bounce_some(*, count=6):
    """So many e-mails come back, and leave once more by post; returns their letters."""
    sent = list(Letter.objects.filter(state=LetterState.SENT).order_by("-pk")[:count])
    for letter in sent:
        note_bounced(letter, bounce=MailBounce(reason=BounceReason.UNKNOWN), at=timezone.now())
        readdress(letter, channel=Channel.POST, by=make_user(), at=timezone.now())
    return [letter.pk for letter in sent]


def replace_some(*, count=12):
    """So many people who were sent an e-mail did not receive it; returns their first letters."""
    lost = list(Letter.objects.filter(state=LetterState.SENT).order_by("pk")[:count])
    for letter in lost:
        replace_booklet(letter, channel=letter.channel, decides=False, by=make_user(), at=timezone.now())
    return [letter.pk for letter in lost]


def check_who_moved(moved, late):
    """Each letter of who moved is in the batch once, to the new address, with the document from before kept."""
    for letter in Letter.objects.filter(pk__in=moved):
        street = "9 rue du Dernier Jour" if letter.pk in late else "3 rue Neuve"
        assert (letter.address[1], letter.new_address) == (street, [])
        assert len(earlier_documents(letter)) == (2 if letter.pk in late else 1)
    batched = passages(LetterState.BATCHED)
    assert {pk: batched[pk] for pk in moved} == dict.fromkeys(moved, 2)


def check_bounced(bounced, mailbox):
    """Each of them left by e-mail once, and is in the batch once."""
    left, batched = passages(LetterState.SENT), passages(LetterState.BATCHED)
    assert {pk: (left[pk], batched[pk]) for pk in bounced} == dict.fromkeys(bounced, (1, 1))
    taken = copies(mailbox)
    assert {sum(n for name, n in taken.items() if letter_of(name) == pk) for pk in bounced} == {1}


def check_replaced(replaced, mailbox):
    """Each of them got one more letter, and the first one carries nothing any more."""
    taken = copies(mailbox)
    for letter in Letter.objects.filter(pk__in=replaced):
        second = Letter.objects.get(booklet__replaces=letter.booklet_id)
        assert sum(n for name, n in taken.items() if letter_of(name) == second.pk) == 1
        assert not letter.booklet.passes.filter(state=PassState.ISSUED).exists()


def test_a_worker_killed_at_each_step_of_a_dispatch_of_200(network, mailbox, tmp_path):
    with scoped_to(network):
        letters = ask_for(LETTERS)
        with dispatching(tmp_path) as dispatch:
            dispatch.run(WHILE_LETTERS_GO, until=lambda: all_in(*OUT, LetterState.UNCERTAIN), what="letters wait")
            doubts = decide_what_is_in_doubt(mailbox)
            assert doubts == ["again", "it left"]
            dispatch.run((), until=lambda: all_in(*OUT), what="what was in doubt waits")
            check_all_out_once(letters, mailbox)
            moved, bounced = move_some(), bounce_some()
            dispatch.run(
                WHILE_PEOPLE_MOVE,
                until=lambda: all_in(*OUT),
                what="letters of who moved, or whose e-mail came back, are not written anew",
            )
            with transaction.atomic():  # before a worker makes the files
                close_batch(PostalBatch.objects.get(), by=make_user(), at=timezone.now())
                late = move_some(address="9 rue du Dernier Jour", count=1)
            dispatch.run(
                WHILE_FILES_ARE_MADE,
                until=lambda: PostalBatch.objects.get().document_id is not None,
                what="the files of the batch are not made",
            )
            replaced = replace_some()
            dispatch.run((), until=lambda: all_in(*OUT), what="replacements wait")
        check_who_moved(moved, late)
        check_bounced(bounced, mailbox)
        check_replaced(replaced, mailbox)
        batch = PostalBatch.objects.get(state=BatchState.CLOSED)
        count, pages = check_files(batch)
        assert count == LETTERS // 2 + len(bounced)
        assert Document.objects.filter(kind=DocumentKind.POSTAL_BATCH).count() == 1
        assert Document.objects.filter(kind=DocumentKind.POSTAL_MANIFEST).count() == 1
        hand_over(batch, by=make_user(), at=timezone.now())
        assert all_in(LetterState.SENT, LetterState.POSTED)
        assert set(passages(LetterState.POSTED).values()) == {1}
        assert {one.name: one.violations for one in prove(network) if one.violations} == {}
        report(
            f"{LETTERS} letters, killed: {', '.join(dispatch.happened)}; in doubt: {doubts}; {census()}; "
            f"{len(mailbox.taken)} messages, {count} letters of {pages} pages in the batch"
        )


def test_two_workers_in_two_network_namespaces_and_a_broker_that_loses_everything(network, settings, tmp_path):
    with (
        two_namespaces() as net,
        mail_server(net.host) as mailbox,
        database_at(net.host) as (database, relay),
        own_broker(tmp_path / "broker", net.host) as broker,
        scoped_to(network),
    ):
        settings.SMTP = {**settings.SMTP, "host": net.host, "port": mailbox.port, "timeout": 5}
        letters, by = ask_for(OF_TWO_WORKERS), make_user()
        places = tuple(net.namespaces)
        with dispatching(tmp_path, namespaces=places, DATABASE_URL=database, REDIS_URL=broker.url) as dispatch:
            dispatch.run(BEFORE_THE_BROKER_DIES, until=lambda: census().get("batched", 0) >= 10, what="it is slow")
            broker.kill()
            time.sleep(1)
            close_batch(PostalBatch.objects.get(), by=by, at=timezone.now())  # its task goes nowhere
            lost = census()
            broker.start()
            dispatch.run(AFTER_IT_DIED, until=lambda: all_in(*OUT, LetterState.UNCERTAIN), what="letters wait")
            doubts = decide_what_is_in_doubt(mailbox)
            dispatch.run((), until=lambda: all_in(*OUT), what="what was in doubt waits")
            _, second = PostalBatch.objects.order_by("number")
            close_batch(second, by=by, at=timezone.now())
            files = PostalBatch.objects.filter(document=None)
            dispatch.run(WHILE_FILES_ARE_MADE[1:], until=lambda: not files.exists(), what="files are not made")
        check_all_out_once(letters, mailbox)
        sizes = [check_files(batch) for batch in PostalBatch.objects.order_by("number")]
        assert sum(count for count, _ in sizes) == OF_TWO_WORKERS // 2
        assert lost["queued"] > 20
        assert mailbox.senders == set(net.namespaces.values())
        assert relay.callers >= set(net.namespaces.values())
        report(
            f"{OF_TWO_WORKERS} letters from {sorted(mailbox.senders)}; when the broker died: {lost}; killed: "
            f"{', '.join(dispatch.happened)}, {dispatch.restarts} workers started anew; in doubt: {doubts}; "
            f"{census()}; {len(mailbox.taken)} messages, (letters, pages) of the batches: {sizes}"
        )
