"""What came back counts once, for the e-mail that it was, and only where nobody made it up."""

import io
import re
import socketserver
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from inclusion.core.enums import BounceReason, Verb
from inclusion.core.mail import bounces, tracking
from inclusion.core.mail.bounces import confirm_address, forget_bounces, read_bounces, receive
from inclusion.core.mail.reading import TOKEN
from inclusion.core.mail.tracking import SUSPENDED, mark_of, suspended_by
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.mails import MailBounce, OutgoingMail
from inclusion.members import actions as member_actions
from inclusion.newsletter.actions import issues as issue_actions
from inclusion.newsletter.actions import subscribers as newsletter_actions
from inclusion.newsletter.models import Subscriber
from inclusion.newsletter.tasks import send_issue_slice
from tests.bounces import FULL, UNKNOWN, report
from tests.builders import AT, make_network, make_user
from tests.inclusion.builders import make_invitation
from tests.inclusion.newsletter_builders import make_issue, make_item, make_subscriber
from tests.mails import send_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def sent(email="nouvelle@exemple.example"):
    """The row of an invitation that left."""
    invitation = make_invitation(email=email)
    return send_row(OutgoingMail.objects.get(pk=invitation.mail_id))


def back(mailbox, said=UNKNOWN, *, at=AT, **fields):
    """The last message came back."""
    return receive(report(mailbox.taken[-1], said, **fields), at=at)


def test_an_e_mail_that_came_back_did_not_arrive(scope, mailbox):
    row = sent()
    assert back(mailbox)
    row.refresh_from_db()
    assert (row.mailed_at, row.problem, row.bounced_at) == (None, "Cette adresse n’existe pas.", AT)
    bounce = suspended_by("Nouvelle@exemple.example")
    assert (bounce.reason, bounce.is_hard) == (BounceReason.UNKNOWN, True)
    assert JournalEntry.objects.filter(verb=Verb.MAIL_BOUNCED).count() == 1


def test_the_same_report_twice_counts_once(scope, mailbox):
    sent()
    assert back(mailbox, FULL)
    assert back(mailbox, FULL, at=AT + timedelta(hours=1))
    assert MailBounce.objects.count() == 1
    assert JournalEntry.objects.filter(verb=Verb.MAIL_BOUNCED).count() == 1


def test_what_is_late_arrived_or_answered_says_nothing(scope, mailbox):
    row = sent()
    assert back(mailbox, ("4.4.1", "connection timed out"), action="delayed")
    answer = f"From: a@b.example\nIn-Reply-To: {mailbox.taken[0]['Message-ID']}\n\nn’existe pas".encode()
    assert not receive(answer, at=AT)  # it stays in the mailbox, for somebody to read
    row.refresh_from_db()
    assert row.mailed_at
    assert not MailBounce.objects.exists()


def test_its_return_address_says_it_without_the_message(scope, mailbox, settings):
    settings.BOUNCE_ADDRESS = "rebonds@liant.example"
    row = sent()
    [path] = mailbox.return_paths
    assert re.fullmatch(r"rebonds\+liant-[a-z0-9-]+@liant\.example", path)
    assert len(path.partition("@")[0]) <= 64
    assert mailbox.taken[0]["From"] == "Déclic 47 <ne-pas-repondre@liant.example>"
    notice = f"From: MAILER-DAEMON@x.example\nTo: {path.upper()}\nSubject: failure notice\n\n<{row.kind}@x.example>: "
    assert receive(f"{notice}550 5.1.1 user unknown".encode(), at=AT)
    row.refresh_from_db()
    assert row.bounced_at


# -- Nobody makes it up


def test_a_forged_report_is_passed_over(scope, mailbox):
    row = sent()
    true = TOKEN.search(mailbox.taken[0]["Message-ID"])
    other = "b" if true[4][0] == "a" else "a"
    for mark in (
        true[0].replace(true[4], "a" * 16),
        true[0].replace(true[4], other + true[4][1:]),
        f"liant-{true[1]}-{true[2]}-zzzz-{true[4]}",
        f"liant-{true[1]}-zzzz-{true[3]}-{true[4]}",
        f"liant-zzzz-{true[2]}-{true[3]}-{true[4]}",
        f"lettre-{row.pk}",
    ):
        forged = report(mailbox.taken[0]).replace(true[0].encode(), mark.encode())
        assert not receive(forged, at=AT), mark
    row.refresh_from_db()
    assert row.mailed_at
    assert not MailBounce.objects.exists()


def test_a_mark_of_another_network_says_nothing_of_this_one(scope, mailbox):
    row = sent()
    other = make_network("vendee", "Vendée")
    mark = mark_of(row, recipient="nouvelle@exemple.example")
    row.network_id = other.pk
    assert mark != mark_of(row, recipient="nouvelle@exemple.example")
    named = mark.split("-")
    forged = report(mailbox.taken[0]).replace(mark.encode(), "-".join(["liant", f"{other.pk}", *named[2:]]).encode())
    assert not receive(forged, at=AT)


def test_a_mark_of_an_address_that_was_corrected_says_nothing(scope, mailbox):
    row = sent()
    first = report(mailbox.taken[0])
    invitation = member_actions.Invitation.objects.get(mail=row)
    invitation.email = "autre@exemple.example"
    invitation.save()
    assert not receive(first, at=AT)
    assert suspended_by("autre@exemple.example") is None


def test_the_mark_of_an_earlier_sending_says_nothing_of_the_next(scope, mailbox):
    subscriber = make_subscriber("a@exemple.example")
    row = OutgoingMail.objects.create(
        network=subscriber.network, kind="subscription", target_id=subscriber.pk, written_at=AT
    )
    send_row(row)
    OutgoingMail.objects.filter(pk=row.pk).update(written_at=AT + timedelta(days=1))
    assert not back(mailbox)


def test_a_former_key_of_the_portal_still_counts(scope, mailbox, settings):
    sent()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-tests-only-that-protects-nothing-at-all"
    assert back(mailbox)


def test_what_has_not_left_cannot_come_back(scope):
    invitation = make_invitation()
    row = OutgoingMail.objects.get(pk=invitation.mail_id)
    mark = mark_of(row, recipient=invitation.email)
    text = f"From: MAILER-DAEMON@x.example\nTo: rebonds+{mark}@l.example\nSubject: failure notice\n\nuser unknown"
    assert receive(text.encode(), at=AT)
    assert not MailBounce.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"\xff\x00\r", b"To: rebonds+liant-1-zz-zzzzzzzzzzzzz-aaaaaaaaaaaaaaaa@x.example"]
)
def test_what_is_about_nothing_is_passed_over(db, data):
    assert receive(data, at=AT) is False


def test_no_two_tables_have_one_code():
    models = [one.model for one in tracking._tables.values()]
    assert len({model._meta.label for model in models}) == len(models) >= 15
    with pytest.raises(ValueError, match="has the code of"):
        tracking.track(type("Twin", (), {"_meta": OutgoingMail._meta}), recipient=str, bounced=print)


# -- Addresses


def test_an_address_that_does_not_work_is_not_written_to_until_somebody_says_so(scope, mailbox):
    sent("a@exemple.example")
    back(mailbox)
    invitation = member_actions.Invitation.objects.get()
    member_actions.withdraw_invitation(invitation, by=make_user(), at=AT)
    again = sent("a@exemple.example")
    assert (again.mailed_at, again.problem, len(mailbox.taken)) == (None, SUSPENDED, 1)
    assert sent("b@exemple.example").mailed_at
    assert confirm_address("A@exemple.example", by=make_user("claire@exemple.example"), at=AT)
    assert not confirm_address("a@exemple.example", by=None, at=AT)
    third = member_actions.Invitation.objects.get(mail=again)
    assert send_row(member_actions.resend_invitation(third, by=make_user("x@exemple.example"), at=AT).mail).mailed_at


@pytest.mark.parametrize(("days", "stops"), [((0, 5, 13), True), ((0, 5, 14), False)])
def test_three_failures_that_pass_within_a_fortnight_are_one_that_does_not(scope, mailbox, days, stops):
    for number, day in enumerate(days):
        invitation = make_invitation(email="plein@exemple.example")
        send_row(OutgoingMail.objects.get(pk=invitation.mail_id))
        assert len(mailbox.taken) == number + 1
        back(mailbox, FULL, at=AT + timedelta(days=day))
    assert (suspended_by("plein@exemple.example") is not None) == stops
    assert MailBounce.objects.count() == 3


def test_one_row_suspends_an_address(scope):
    fields = {"email": "a@exemple.example", "reason": "unknown", "is_hard": True, "received_at": AT}
    MailBounce.objects.create(mark="liant-1", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        MailBounce.objects.create(mark="liant-2", **fields)


def test_the_question_to_a_subscriber_leaves_all_the_same_and_the_answer_lifts(scope, mailbox):
    MailBounce.objects.create(email="a@exemple.example", reason="unknown", is_hard=True, received_at=AT, mark="liant-1")
    row = newsletter_actions.ask_for_newsletter(email="a@exemple.example", at=AT)
    assert send_row(OutgoingMail.objects.get()).mailed_at
    newsletter_actions.confirm(row, at=AT)
    assert suspended_by("a@exemple.example") is None


def test_an_issue_that_came_back_suspends_its_subscriber(scope, mailbox):
    subscriber = make_subscriber("a@exemple.example", confirmed_at=AT)
    issue = make_issue()
    make_item(issue)
    issue = issue_actions.send_issue(issue, by=make_user(), at=AT)
    send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
    back(mailbox)
    subscriber.refresh_from_db()
    assert (subscriber.standing, subscriber.bounce) == ("bounced", "Cette adresse n’existe pas.")
    assert not Subscriber.objects.receiving().exists()
    confirm_address("a@exemple.example", by=make_user("b@exemple.example"), at=AT)
    assert Subscriber.objects.receiving().get() == subscriber


def test_what_came_back_is_forgotten(scope):
    def came(mark, days, **fields):
        values = {"email": f"{mark}@exemple.example", "reason": "full", "is_hard": False, **fields}
        MailBounce.objects.create(mark=mark, received_at=timezone.now() - timedelta(days=days), **values)

    came("soft-new", 29)
    came("soft-old", 31)
    came("lifted", 31, is_hard=True, lifted_at=AT)
    came("hard", 700, is_hard=True)
    came("hard-old", 731, is_hard=True)
    forget_bounces()
    assert set(MailBounce.objects.values_list("mark", flat=True)) == {"soft-new", "hard"}


# -- The pipe and the mailbox


class _Stdin:
    def __init__(self, data):
        self.buffer = io.BytesIO(data)


def test_the_pipe_reads_one_message(scope, mailbox, monkeypatch):
    row = sent()
    monkeypatch.setattr("sys.stdin", _Stdin(report(mailbox.taken[0])))
    call_command("read_bounce")
    row.refresh_from_db()
    assert row.bounced_at
    monkeypatch.setattr("sys.stdin", _Stdin(b"\xff\x00" * 300_000))
    call_command("read_bounce")


class _Box(socketserver.StreamRequestHandler):
    """As much of an IMAP server as a mailbox of one folder needs."""

    def handle(self):
        messages, seen = self.server.messages, self.server.seen
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *words = line.split(" ")
            command = words.pop(0) if command == "UID" else command
            if command == "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            elif command == "LOGIN" and words != ["rebonds", '"secret"']:
                self._say(f"{tag} NO wrong password")
                continue
            elif command == "SEARCH":
                found = " ".join(str(uid) for uid in messages if uid not in seen)
                self._say(f"* SEARCH {found}")
            elif command == "FETCH":
                data = messages[int(words[0])]
                self._say(f"* 1 FETCH (UID {words[0]} BODY[]<0> {{{len(data)}}}")
                self.wfile.write(data)
                self._say(")")
            elif command == "STORE":
                seen.add(int(words[0]))
                if r"\Deleted" in line:
                    self.server.deleted.add(int(words[0]))
            elif command == "EXPUNGE":
                for uid in self.server.deleted:
                    messages.pop(uid, None)
            self._say(f"{tag} OK {command} done")
            if command == "LOGOUT":
                return

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def imap(settings, messages, *, password="secret"):
    """A mailbox with these messages, from which the portal reads for the length of the block."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Box) as server:
        server.messages, server.seen, server.deleted = dict(enumerate(messages, 1)), set(), set()
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        settings.BOUNCE_IMAP = {
            "host": "127.0.0.1",
            "port": server.server_address[1],
            "user": "rebonds",
            "password": password,
            "folder": "INBOX",
            "ssl": False,
        }
        try:
            yield server
        finally:
            server.shutdown()


def test_the_mailbox_is_read_and_keeps_what_is_not_the_portals(scope, mailbox, settings):
    row = sent()
    with imap(settings, [b"Subject: bonjour\n\nx", report(mailbox.taken[0])]) as server:
        read_bounces()
        assert list(server.messages) == [1]
        assert server.seen == {1, 2}
        server.seen.clear()
        server.messages[2] = report(mailbox.taken[0])
        read_bounces()  # its worker died before it was deleted: it counts once
    row.refresh_from_db()
    assert row.bounced_at
    assert MailBounce.objects.count() == 1


def test_a_mailbox_that_cannot_be_read_waits_and_none_is_asked_where_there_is_none(scope, settings, caplog):
    read_bounces()
    assert not caplog.records
    with imap(settings, [], password="wrong"):
        read_bounces()
    read_bounces()
    assert [one.getMessage().rpartition(" ")[2] for one in caplog.records] == ["error", "ConnectionRefusedError"]


# -- At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", [True, False])
def test_two_that_read_the_last_failures_at_once_suspend_the_address(scope, mailbox, monkeypatch, guard):
    """Three failures, the last two read beside one another: without the lock both count two."""
    for _ in range(3):
        invitation = make_invitation(email="plein@exemple.example")
        send_row(OutgoingMail.objects.get(pk=invitation.mail_id))
    first, *others = [report(message, FULL) for message in mailbox.taken]
    receive(first, at=AT)
    barrier = threading.Barrier(2)
    counted = bounces.tracking.suspended_by

    def meet(email):
        if not guard:
            barrier.wait(30)
        return counted(email)

    monkeypatch.setattr(bounces.tracking, "suspended_by", meet)
    if not guard:
        monkeypatch.setattr(bounces, "_locked_network", lambda: None)
    failed = []

    def reads(data):
        try:
            receive(data, at=AT)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reads, args=(data,)) for data in others]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not failed
    assert MailBounce.objects.suspending().exists() == guard
