"""Two hundred letters, and a worker killed with SIGKILL at each step of their lives: all go out, none twice."""

import sys

import pytest
from django.utils import timezone

from funding.actions.batches import close_batch, hand_over
from funding.actions.letter_decisions import confirm_sent, send_again
from funding.enums import LetterState
from funding.models import Letter, PostalBatch
from inclusion.enums import DocumentKind
from inclusion.models import Document
from inclusion.scope import scoped_to
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
    passages,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LETTERS = 200
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
WHILE_FILES_ARE_MADE = (("gathering a batch", True), ("files stored, not committed", False))


def told(line: str) -> None:
    """Show what was measured (pytest -s)."""
    sys.stderr.write(f"\n{line}\n")


def decide_what_is_in_doubt(mailbox) -> list[str]:
    """Somebody asks the people: what the server took is confirmed, what it did not take is sent again."""
    by, taken, said = make_user(), copies(mailbox), []
    for letter in Letter.objects.filter(state=LetterState.UNCERTAIN):
        arrived = any(name.startswith(f"<lettre-{letter.pk}.") for name in taken)
        (confirm_sent if arrived else send_again)(letter, by=by, at=timezone.now())
        said.append("it left" if arrived else "again")
    return sorted(said)


def test_a_worker_killed_at_each_step_of_a_dispatch_of_200(network, mailbox, tmp_path):
    with scoped_to(network):
        letters = ask_for(LETTERS)
        with dispatching(tmp_path) as dispatch:
            dispatch.run(
                WHILE_LETTERS_GO, until=lambda: all_in(*OUT, LetterState.UNCERTAIN), what="letters wait"
            )
            doubts = decide_what_is_in_doubt(mailbox)
            assert doubts == ["again", "it left"]
            dispatch.run((), until=lambda: all_in(*OUT), what="what was in doubt waits")
            close_batch(PostalBatch.objects.get(), by=make_user(), at=timezone.now())
            dispatch.run(
                WHILE_FILES_ARE_MADE,
                until=lambda: PostalBatch.objects.get().document_id is not None,
                what="the files of the batch are not made",
            )
        check_all_out_once(letters, mailbox)
        batch = PostalBatch.objects.get()
        count, pages = check_files(batch)
        assert count == LETTERS // 2
        assert Document.objects.filter(kind=DocumentKind.POSTAL_BATCH).count() == 1
        assert Document.objects.filter(kind=DocumentKind.POSTAL_MANIFEST).count() == 1
        hand_over(batch, by=make_user(), at=timezone.now())
        assert all_in(LetterState.SENT, LetterState.POSTED)
        assert set(passages(LetterState.POSTED).values()) == {1}
        told(
            f"{LETTERS} letters, killed: {', '.join(dispatch.happened)}; in doubt: {doubts}; {census()}; "
            f"{len(mailbox.taken)} messages, {count} letters of {pages} pages in the batch"
        )
