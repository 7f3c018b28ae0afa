"""Issues really leave, over SMTP: each address once, refusals noted, put-off mail tried later, slices one by one."""

import email
import email.policy
import tracemalloc
from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.core.mail.rows import GIVE_UP, SOON
from inclusion.core.models.networks import Network
from inclusion.newsletter import tasks
from inclusion.newsletter.actions import issues as actions
from inclusion.newsletter.actions import subscribers as newsletter_actions
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail, Subscriber
from inclusion.newsletter.tasks import forget_subscribers, send_issue_slice, sweep_newsletters
from tests.builders import AT, make_user
from tests.funding.mail_server import MailServer
from tests.inclusion.newsletter_builders import make_issue, make_item, make_subscriber
from tests.pages import plain


@pytest.fixture
def issue(scope, mailbox, clock):
    Network.objects.update(email="reseau@exemple.example")
    issue = make_issue(introduction="Bonjour à toutes et à tous.")
    make_item(issue, "Le forum <des> actrices & acteurs", heading="Rendez-vous", url="/lot-et-garonne/agenda/")
    return issue


def sent(issue):
    return actions.send_issue(issue, by=make_user(), at=timezone.now())


def slices(issue, most=10):
    """Send slice after slice, as the worker would, until the issue is over or rests."""
    for _ in range(most):
        before = NewsletterMail.objects.waiting().count()
        send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
        if NewsletterMail.objects.waiting().count() in (0, before):
            break
    return NewsletterIssue.objects.get(pk=issue.pk)


@pytest.mark.parametrize("length", [40, 120, 250, 400])
def test_the_way_out_is_one_plain_line_whatever_the_length_of_the_address(issue, mailbox, settings, length):
    """The bytes that leave: Gmail and the others read neither an encoded word nor a folded address here."""
    host = "https://inclusion-numerique.conseil-departemental-de-lot-et-garonne.exemple.example"
    end = f"/lot-et-garonne/journal-du-reseau/arreter/{'x' * 43}/?numero=1"
    settings.PUBLIC_URL = f"{host}/{'portail-' * 50}"[: max(length - len(end), len(host))].rstrip("-")
    reader = make_subscriber("alix@exemple.example")
    slices(sent(issue))
    (raw,) = mailbox.raw
    out = f"{settings.PUBLIC_URL}/lot-et-garonne/journal-du-reseau/arreter/{reader.token}/?numero=1"
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert f"List-Unsubscribe: <{out}>" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert max(map(len, head)) < 998  # RFC 5322
    assert len(out) >= min(length, 140) - 2
    for policy in (email.policy.SMTP.clone(raise_on_defect=True), email.policy.compat32):
        read = email.message_from_bytes(raw, policy=policy)
        assert read.get_all("List-Unsubscribe") == [f"<{out}>"]
        assert read.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    assert sum(" <liant-" in line and line.endswith(".exemple.example>") for line in head) == 1
    assert all(len(line) <= 78 for line in head if "<liant-" not in line and "List-Unsubscribe:" not in line)


def test_the_e_mail_has_words_dress_and_a_way_out_for_mail_programs(issue, mailbox):
    reader = make_subscriber("alix@exemple.example")
    issue = slices(sent(issue))
    (message,) = mailbox.taken
    out = f"http://localhost:8000/lot-et-garonne/journal-du-reseau/arreter/{reader.token}/?numero=1"
    assert message["List-Unsubscribe"] == f"<{out}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain(message["Subject"]) == "Déclic 47 : L’automne du réseau"
    assert message["Reply-To"] == "reseau@exemple.example"
    assert message["From"].startswith("Déclic 47 <")
    text = plain(message.get_body(("plain",)).get_content())
    html = message.get_body(("html",)).get_content()
    for body in (text, html):
        assert out in body
        assert "way-out.invalid" not in body
        assert "http://localhost:8000/lot-et-garonne/agenda/" in body
        assert "/journal-du-reseau/1/" in body
    assert "Le forum <des> actrices & acteurs" in text
    assert "Le forum &lt;des&gt; actrices &amp; acteurs" in html
    assert issue.state == IssueState.SENT


def test_each_address_gets_it_once_whatever_is_asked_again(issue, mailbox):
    for number in range(3):
        make_subscriber(f"a{number}@exemple.example")
    issue = sent(issue)
    for _ in range(3):
        slices(issue)
        sweep_newsletters()
    assert sorted(one["To"] for one in mailbox.taken) == [f"a{n}@exemple.example" for n in range(3)]


def test_who_left_meanwhile_gets_nothing(issue, mailbox):
    reader = make_subscriber()
    issue = sent(issue)
    newsletter_actions.leave(reader, at=AT)
    assert slices(issue).state == IssueState.SENT
    assert mailbox.taken == []
    assert "désabonnée" in NewsletterMail.objects.get().problem


def test_a_refused_address_is_noted_and_left_alone(issue, mailbox):
    reader = make_subscriber()
    mailbox.to_recipient = "550 no such user"
    assert slices(sent(issue)).state == IssueState.SENT
    assert Subscriber.objects.get(pk=reader.pk).standing == "bounced"
    assert not Subscriber.objects.receiving().exists()


def test_a_refused_message_says_nothing_of_the_address(issue, mailbox):
    make_subscriber()
    mailbox.to_message = "554 looks like spam"
    slices(sent(issue))
    assert "refuse ce message" in NewsletterMail.objects.get().problem
    assert Subscriber.objects.receiving().exists()


def test_what_is_put_off_comes_back_later_and_for_a_day(issue, mailbox, clock):
    make_subscriber()
    mailbox.to_recipient = "450 come back later"
    issue = slices(sent(issue))
    slices(issue)
    assert issue.state == IssueState.SENDING
    mailbox.to_recipient = "250 OK"
    assert slices(issue).state == IssueState.SENDING  # not yet
    clock(AT + SOON)
    assert slices(issue).state == IssueState.SENT
    assert len(mailbox.taken) == 1


def test_a_server_that_is_away_for_a_day_ends_it(issue, mailbox, clock):
    make_subscriber()
    mailbox.to_recipient = "450 come back later"
    issue = slices(sent(issue))
    clock(AT + GIVE_UP)
    assert slices(issue).state == IssueState.SENT
    assert "injoignable" in NewsletterMail.objects.get().problem
    assert Subscriber.objects.receiving().exists()


def test_a_server_that_puts_everything_off_is_left_alone(issue, mailbox):
    for _ in range(tasks.TIRED + 5):
        make_subscriber()
    mailbox.to_recipient = "450 come back later"
    issue = sent(issue)
    send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
    assert NewsletterMail.objects.due(at=AT).count() == 5  # those that were not tried yet come first the next time


def test_two_slices_never_run_beside_one_another(issue, mailbox, monkeypatch):
    make_subscriber()
    issue = sent(issue)
    inner = []

    def again(*args):
        send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
        inner.append(len(mailbox.taken))
        return False

    monkeypatch.setattr(tasks, "_slice", again)
    send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
    assert inner == [0]  # the second stopped


def test_a_slice_that_died_does_not_send_twice(issue, mailbox, monkeypatch):
    for _ in range(2):
        make_subscriber()
    issue = sent(issue)
    mailbox.hangs_up = True
    send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
    mailbox.hangs_up = False
    slices(issue)
    assert len({one["To"] for one in mailbox.taken}) == len(mailbox.taken) == 2
    assert NewsletterMail.objects.exclude(mailed_at=None).exclude(problem="").count() == 2


def test_the_night_forgets_who_never_confirmed(issue):
    make_subscriber(confirmed_at=None, asked_at=AT - timedelta(days=60))
    forget_subscribers()
    assert not Subscriber.objects.exists()


@pytest.mark.slow
def test_six_hundred_of_five_thousand_addresses(issue, mailbox, clock, monkeypatch):
    """All but the refused get it once; a slice before which five thousand wait costs no more memory than another.

    The others are taken out after it: each e-mail takes the mail server and the portal twenty milliseconds.
    """
    answer = MailServer.handle_RCPT

    async def choosy(self, server, session, envelope, address, options):
        number = int("".join(filter(str.isdigit, address)))
        self.to_recipient = "550 no" if number % 50 == 7 else "450 later" if number % 100 == 3 else "250 OK"
        return await answer(self, server, session, envelope, address, options)

    monkeypatch.setattr(MailServer, "handle_RCPT", choosy)
    Subscriber.objects.bulk_create(
        Subscriber(
            network_id=issue.network_id,
            email=f"p{number}@exemple.example",
            token=f"{number:043d}",
            origin="import",
            asked_at=AT,
            confirmed_at=AT,
        )
        for number in range(5000)
    )
    issue = sent(issue)
    peaks = []
    for number in range(14):
        measured = number in (1, 10)
        mailbox.taken, taken = [], mailbox.taken  # what the server keeps is not the portal's memory
        if measured:
            tracemalloc.start()
        send_issue_slice(network_id=issue.network_id, issue_id=issue.pk)
        if measured:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        mailbox.taken = taken + [one["To"] for one in mailbox.taken]
        if number == 1:
            assert NewsletterMail.objects.waiting().count() == 5000 - 100 + 1
            NewsletterMail.objects.filter(subscriber__token__gte=f"{600:043d}").delete()
    taken = mailbox.taken
    assert NewsletterIssue.objects.get().state == IssueState.SENDING
    assert len(taken) == len(set(taken)) == 600 - 12 - 6
    assert Subscriber.objects.exclude(bounced_at=None).count() == 12
    assert NewsletterMail.objects.waiting().count() == 6
    assert max(peaks) < 2 * min(peaks)
