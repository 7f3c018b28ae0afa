"""E-mails of the outbox leave over SMTP: each once, whatever was lost, and what the server says is kept."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.mail import EmailMessage
from django.db import connections
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.mail import outbox
from inclusion.core.mail import rows as mail_rows
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.mail.rows import NO_ANSWER, NOT_REACHED
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Invitation
from inclusion.members import actions as member_actions
from inclusion.members.adapters import sealed
from inclusion.newsletter.actions import issues as issue_actions
from inclusion.newsletter.actions import subscribers as newsletter_actions
from tests.builders import AT, make_commune, make_membership, make_partner, make_user
from tests.inclusion.builders import make_invitation, make_join_request
from tests.inclusion.newsletter_builders import make_issue
from tests.mails import send_row, send_rows
from tests.pages import plain

#: The clock of the portal stands: an invitation has not expired, a day is a day.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = "https://liant.example/compte/password/reset/key/secret/"


def send_all() -> None:
    send_rows(OutgoingMail)


def send(invitation: Invitation) -> OutgoingMail:
    return send_row(OutgoingMail.objects.get(pk=invitation.mail_id))


def account_mail(at=AT) -> OutgoingMail:
    message = EmailMessage("Choisir un mot de passe", f"Ouvrez {SECRET}", to=["lea@exemple.example"])
    return outbox.enqueue("account", sealed=sealed(message), at=at)


# -- What each kind says ----------------------------------------------------------------------------------------------


def test_an_invitation_leaves_with_its_link_once(scope, mailbox):
    by = make_user(first_name="Claire")
    invitation = make_invitation(make_partner("CPAM 47"), invited_by=by, roles=["operator"])
    assert send(invitation).mailed_at
    send(invitation)
    (letter,) = mailbox.taken
    text = plain(letter.get_content())
    assert (letter["Subject"], letter["To"]) == (
        "Votre invitation dans le réseau Déclic 47",
        "nouvelle@exemple.example",
    )
    for words in (
        "Claire Exemple vous invite",
        "pour la CPAM 47",
        f"http://localhost:8000/invitation/{invitation.token}/",
        "jusqu’au mardi 8 décembre 2026",
    ):
        assert words in text


@pytest.mark.parametrize("closed", ["accepted_at", "withdrawn_at"])
def test_an_invitation_that_was_answered_meanwhile_does_not_leave(scope, mailbox, closed):
    assert "Cette invitation a" in send(make_invitation(**{closed: AT})).problem
    assert not mailbox.taken


def test_of_an_invitation_sent_twice_the_last_e_mail_leaves(scope, mailbox):
    first = make_invitation()
    again = member_actions.resend_invitation(first, by=make_user(), at=AT)
    send_all()
    assert len(mailbox.taken) == 1
    assert OutgoingMail.objects.get(pk=again.mail_id).mailed_at
    assert OutgoingMail.objects.get(pk=first.mail_id).problem


def test_a_refused_address_is_noted_on_the_row_and_can_be_tried_again(scope, mailbox):
    mailbox.to_recipient = "550 not here"
    invitation = make_invitation()
    assert send(invitation).problem == "Le serveur de messagerie refuse cette adresse."
    mailbox.to_recipient = "250 OK"
    again = send(member_actions.resend_invitation(invitation, by=make_user(), at=AT))
    assert (again.problem, len(mailbox.taken)) == ("", 1)


def test_an_expired_invitation_can_leave_again(scope, mailbox):
    old = make_invitation(sent_at=AT - timedelta(days=30), mailed_at=AT)
    send(member_actions.resend_invitation(old, by=make_user(), at=AT))
    assert len(mailbox.taken) == 1


def ask(organisation="CCAS de Marmande"):
    return member_actions.ask_to_join(
        organisation=organisation,
        kind="ccas",
        commune=make_commune(),
        first_name="Alix",
        last_name="Exemple",
        email="alix@exemple.example",
        at=AT,
    )


def test_each_coordinator_is_notified_of_a_request_in_an_e_mail_of_their_own(scope, mailbox):
    for name in ("claire", "dominique", "partie"):
        make_membership(roles=("coordinator",), user=make_user(f"{name}@exemple.example"))
    make_membership(roles=("reader",), user=make_user("lecture@exemple.example"))
    asked = ask()
    member_actions.Membership.objects.filter(user__email__startswith="partie").update(ended_at=AT)
    send_all()
    assert sorted(letter["To"] for letter in mailbox.taken) == ["claire@exemple.example", "dominique@exemple.example"]
    assert f"/lot-et-garonne/demandes/{asked.pk}/" in mailbox.taken[0].get_content()


def test_of_a_request_that_was_decided_nobody_is_notified_any_more(scope, mailbox):
    coordinator = make_membership(roles=("coordinator",))
    member_actions.decline_join(ask(), reason="Hors du département.", by=coordinator.user, at=AT)
    send_all()
    assert [letter["To"] for letter in mailbox.taken] == ["alix@exemple.example"]


@pytest.mark.parametrize("breaks", ["\r", "\n", "\r\n", "\u2028", "\x0b"])
def test_a_line_break_in_a_name_makes_no_header_and_no_failure(scope, mailbox, breaks):
    make_membership(roles=("coordinator",), user=make_user("claire@exemple.example"))
    ask(f"Evil{breaks}Bcc: autre@exemple.example")
    send_all()
    (letter,) = mailbox.taken
    assert (letter["To"], letter["Bcc"]) == ("claire@exemple.example", None)
    assert "Evil" in letter["Subject"]


def test_who_is_accepted_reads_so_with_the_right_article(scope, mailbox):
    asked = make_join_request(organisation="Médiathèque de Libourne", kind="association")
    member_actions.accept_join(asked, partner=None, roles=["reader"], by=make_user(), at=AT)
    send_all()
    (letter,) = mailbox.taken
    assert plain(letter["Subject"]) == "Votre demande est acceptée : Déclic 47"
    text = plain(letter.get_content())
    assert "Bonjour Alix Exemple," in text
    assert "vous pouvez entrer dans Déclic 47" in text
    assert "pour la Médiathèque de Libourne." in text


def test_who_is_declined_reads_why(scope, mailbox):
    by = make_user("claire@exemple.example")
    member_actions.decline_join(make_join_request(), reason="Hors du département & de ses environs.", by=by, at=AT)
    send_all()
    (letter,) = mailbox.taken
    assert (letter["To"], letter["Reply-To"]) == ("alix@exemple.example", "claire@exemple.example")
    assert "Hors du département & de ses environs." in letter.get_content()


def test_an_issue_on_trial_goes_to_whoever_writes_and_offers_no_way_out(scope, mailbox):
    issue_actions.send_test(make_issue(), by=make_user("redaction@exemple.example"), at=AT)
    send_all()
    (letter,) = mailbox.taken
    assert (letter["To"], letter["List-Unsubscribe"]) == ("redaction@exemple.example", None)
    assert plain(letter["Subject"]).startswith("[Essai]")
    assert "Ne plus le recevoir" not in letter.get_body(("html",)).get_content()


def test_an_address_is_asked_and_one_that_receives_already_is_informed(scope, mailbox):
    def said() -> str:
        before = len(mailbox.taken)
        send_all()
        return plain("".join(one.get_content() for one in mailbox.taken[before:]))

    row = newsletter_actions.ask_for_newsletter(email="alix@exemple.example", at=AT)
    assert f"/confirmer/{row.token}/" in said()
    newsletter_actions.confirm(row, at=AT)
    newsletter_actions.ask_for_newsletter(email=row.email, at=AT)
    assert "déjà abonnée" in said()
    newsletter_actions.ask_for_newsletter(email=row.email, at=AT)
    newsletter_actions.leave(row, at=AT)
    assert said() == ""
    newsletter_actions.ask_for_newsletter(email=row.email, at=AT + timedelta(days=1))
    assert f"/confirmer/{row.token}/" in (text := said())
    assert "oubliée" not in text


def test_an_unknown_kind_is_refused_when_it_is_asked_for(db):
    with pytest.raises(LookupError, match="no kind of e-mail"):
        outbox.enqueue("telegram", at=AT)


# -- How they leave ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("away", [False, True])
def test_what_the_server_puts_off_is_tried_again_for_a_day(scope, mailbox, settings, clock, away):
    mailbox.to_recipient = "450 later"
    settings.SMTP = settings.SMTP | ({"port": 1} if away else {})
    waiting = make_invitation()
    first = send(waiting)
    assert (first.mailed_at, first.problem, first.due_at) == (None, "", AT + mail_rows.SOON)
    clock(AT + timedelta(minutes=10))
    assert send(waiting).due_at == AT + timedelta(minutes=20)
    clock(AT + timedelta(hours=10))
    assert send(waiting).due_at == AT + timedelta(hours=11)
    clock(AT + mail_rows.GIVE_UP)
    assert send(waiting).problem == NOT_REACHED


def test_nobody_is_given_up_whom_nothing_tried_to_reach(scope, mailbox, clock):
    """Workers that stood still for a week send what waited."""
    invitation = member_actions.invite_member(
        email="x@exemple.example", partner=make_partner(), roles=["reader"], by=None, at=AT
    )
    clock(AT + timedelta(days=7))
    assert send(invitation).mailed_at == AT + timedelta(days=7)


def test_the_sweep_finds_each_row_that_is_due_once_for_the_length_of_a_lease(
    scope, mailbox, clock, committed, settings, monkeypatch
):
    settings.CLAIM_LEASE_SECONDS = 120
    lost, later = make_invitation(), make_invitation(email="plus-tard@exemple.example")
    OutgoingMail.objects.filter(pk=later.mail_id).update(due_at=AT + timedelta(minutes=1))
    asked = []
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "enqueue_best_effort", lambda task, **which: asked.append(which["mail_id"]))
        sweep_mails()
        sweep_mails()
    assert asked == [lost.mail_id]
    clock(AT + timedelta(minutes=2))
    with committed():
        sweep_mails()
    assert sorted(letter["To"] for letter in mailbox.taken) == ["nouvelle@exemple.example", "plus-tard@exemple.example"]
    with committed():
        sweep_mails()
    assert len(mailbox.taken) == 2


def test_a_server_that_never_answers_leaves_a_doubt_and_no_second_copy(scope, mailbox):
    mailbox.hangs_up = True
    invitation = make_invitation()
    assert (send(invitation).problem, send(invitation).problem) == (NO_ANSWER, NO_ANSWER)
    assert len(mailbox.taken) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("guarded", "leave"), [(True, 1), (False, 2)])
def test_of_two_workers_with_the_same_row_one_sends_it(mailbox, monkeypatch, guarded, leave):
    """Both have found it waiting; without the mark that one of them alone can set, both hand it over."""
    row, together = account_mail(), Barrier(2)
    compose, hand_over = outbox._kinds["account"].compose, mail_rows._hand_over

    def composed(one: OutgoingMail) -> EmailMessage:
        together.wait(60)
        return compose(one)

    monkeypatch.setitem(outbox._kinds, "account", replace(outbox._kinds["account"], compose=composed))
    monkeypatch.setattr(mail_rows, "_hand_over", hand_over if guarded else lambda *_: None)

    def work(_: int) -> None:
        try:
            send_row(row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert len(mailbox.taken) == leave


# -- What a row keeps -------------------------------------------------------------------------------------------------


def test_a_row_holds_no_address_and_no_readable_text(scope):
    make_membership(roles=("coordinator",), user=make_user("claire@exemple.example"))
    member_actions.decline_join(ask(), reason="Motif confidentiel.", by=make_user(), at=AT)
    newsletter_actions.ask_for_newsletter(email="alix@exemple.example", at=AT)
    account_mail()
    kept = str(list(OutgoingMail.objects.values()))
    assert OutgoingMail.objects.count() == 4
    for secret in ("@", "confidentiel", "Alix", SECRET, "mot de passe"):
        assert secret not in kept


def test_the_text_of_an_account_s_mail_is_erased_when_it_has_left(db, mailbox):
    row = account_mail()
    send_all()
    (letter,) = mailbox.taken
    assert SECRET in letter.get_content()
    row.refresh_from_db()
    assert (row.sealed, row.mailed_at) == ("", timezone.now())


def test_the_text_is_erased_after_a_day_or_when_the_server_never_said_whether_it_took_it(db, mailbox, clock):
    waits, unsure, left = account_mail(), account_mail(), account_mail(at=AT + timedelta(hours=1))
    mailbox.hangs_up = True
    send_row(unsure)
    kept = OutgoingMail.objects.exclude(sealed="").order_by("pk")
    for later, rows in (
        (timedelta(minutes=1), [waits, unsure, left]),
        (timedelta(minutes=11), [waits, left]),
        (timedelta(days=1, seconds=1), [left]),
    ):
        outbox.erase_old_texts(at=AT + later)
        assert list(kept.all()) == rows
    waits.refresh_from_db()
    assert waits.problem == outbox.TOO_LATE
    send_row(waits)
    assert len(mailbox.taken) == 1
