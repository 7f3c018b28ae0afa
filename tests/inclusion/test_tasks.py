"""Letters really leave: over SMTP, once, and what the server says is kept."""

import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from inclusion import mail, tasks
from inclusion.actions import joining, memberships
from inclusion.models import Invitation
from inclusion.scope import scoped_to
from tests.builders import AT, make_commune, make_membership, make_partner, make_user
from tests.inclusion.builders import make_invitation, make_join_request


def smtp(port: int) -> dict:
    """Django's own SMTP back end, on loopback."""
    options = {"host": "127.0.0.1", "port": port, "timeout": 60}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


class Postman:
    """Takes what arrives; refuses the addresses it was told to, with the code it was told."""

    def __init__(self) -> None:
        self.letters, self.refused = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return f"{self.refused[address]} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        from email import message_from_bytes
        from email.policy import default

        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


class PostOffice(Controller):
    """A server on a port that is bound already: one that was looked for and let go may be another's by then."""

    def __init__(self, bound: socket.socket, handler: Postman) -> None:
        host, port = bound.getsockname()
        super().__init__(handler, hostname=host, port=port, ready_timeout=60)
        self.bound = bound

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.bound)


@pytest.fixture
def postman(settings):
    """A mail server on loopback, to which letters go."""
    handler, bound = Postman(), socket.create_server(("127.0.0.1", 0))
    controller = PostOffice(bound, handler)
    controller.start()
    settings.MAILERS = smtp(controller.port)
    yield handler
    controller.stop()


def send(invitation: Invitation) -> Invitation:
    tasks.send_invitation(network_id=invitation.network_id, invitation_id=invitation.pk)
    invitation.refresh_from_db()
    return invitation


def test_an_invitation_leaves_with_its_link_once(scope, postman):
    by = make_user(first_name="Claire")
    sent = send(make_invitation(make_partner("CPAM 47"), invited_by=by, roles=["operator"]))
    assert sent.mailed_at
    send(sent)
    (letter,) = postman.letters
    text = letter.get_content().replace("\u00a0", " ")
    assert (letter["Subject"], letter["To"]) == (
        "Votre invitation dans le réseau Déclic 47",
        "nouvelle@exemple.example",
    )
    for words in (
        "Claire Exemple vous invite",
        "pour CPAM 47",
        f"http://localhost:8000/invitation/{sent.token}/",
        "jusqu’au mardi 8 décembre 2026",
    ):
        assert words in text


@pytest.mark.parametrize("closed", ["accepted_at", "withdrawn_at"])
def test_an_invitation_that_was_answered_meanwhile_stays_home(scope, postman, closed):
    send(make_invitation(**{closed: AT}))
    assert not postman.letters


def test_a_refused_address_is_told_on_the_row_and_can_be_tried_again(scope, postman):
    postman.refused["nouvelle@exemple.example"] = 550
    sent = send(make_invitation())
    assert sent.mail_problem == "Le serveur de messagerie refuse cette adresse."
    postman.refused.clear()
    send(memberships.resend(sent, by=make_user(), at=timezone.now()))
    assert len(postman.letters) == 1
    sent.refresh_from_db()
    assert sent.mail_problem == ""


def test_a_server_that_puts_off_or_is_away_is_tried_again(scope, postman, settings):
    postman.refused["nouvelle@exemple.example"] = 450
    waiting = make_invitation()
    with pytest.raises(mail.MailDelayed):
        send(waiting)
    settings.MAILERS = smtp(1)
    with pytest.raises(mail.MailDelayed):
        send(waiting)
    waiting.refresh_from_db()
    assert (waiting.mailed_at, waiting.mail_problem) == (None, "")
    assert tasks.send_invitation.max_retries >= 10


def test_each_coordinator_is_told_of_a_request_in_a_letter_of_their_own(network, postman, committed):
    with scoped_to(network):
        for name in ("claire", "dominique"):
            make_membership(roles=("coordinator",), user=make_user(f"{name}@exemple.example"))
        make_membership(roles=("reader",), user=make_user("lecture@exemple.example"))
        with committed():
            asked = joining.ask(
                organisation="CCAS de Marmande",
                kind="ccas",
                commune=make_commune(),
                first_name="Alix",
                last_name="Exemple",
                email="alix@exemple.example",
                at=AT,
            )
    assert sorted(letter["To"] for letter in postman.letters) == [
        "claire@exemple.example",
        "dominique@exemple.example",
    ]
    assert f"/lot-et-garonne/demandes/{asked.pk}/" in postman.letters[0].get_content()


def test_who_is_declined_reads_why(network, postman, committed):
    network.email = "contact@declic47.example"
    network.save()
    with scoped_to(network):
        asked = make_join_request()
        with committed():
            joining.decline(asked, reason="Hors du département & de ses environs.", by=make_user(), at=AT)
    (letter,) = postman.letters
    assert (letter["To"], letter["Reply-To"]) == ("alix@exemple.example", "contact@declic47.example")
    assert "Hors du département & de ses environs." in letter.get_content()


def test_an_expired_invitation_can_leave_again(scope, postman):
    old = make_invitation(sent_at=AT - timedelta(days=30), mailed_at=AT)
    send(memberships.resend(old, by=make_user(), at=timezone.now()))
    assert len(postman.letters) == 1
