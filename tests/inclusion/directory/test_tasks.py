"""Messages of the directory really leave, over SMTP, once each; their texts go."""

from datetime import timedelta

import pytest

from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Membership
from inclusion.directory.models import DirectoryMessage
from inclusion.directory.tasks import forget_directory_texts
from tests.builders import AT, make_membership, make_partner, make_user
from tests.inclusion.directory_builders import make_message
from tests.mails import send_row
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def message(scope):
    user = make_user("lea@exemple.example", first_name="Léa", last_name="Martin")
    sender = make_membership(make_partner("CCAS de Marmande"), user=user, job_title="Conseillère")
    return make_message(sender, make_partner("CAF", email="accueil@exemple.example"), text="À 10 h < 12 h & après ?")


def test_it_leaves_once_says_who_writes_and_is_answered_to_them(message, mailbox):
    send_row(message)
    send_row(message)
    (letter,) = mailbox.taken
    assert letter["To"] == "accueil@exemple.example"
    assert letter["Reply-To"] == "lea@exemple.example"
    assert plain(letter["Subject"]) == "Un atelier ensemble ? (Déclic 47)"
    text = plain(letter.get_content())
    assert "Léa Martin, CCAS de Marmande (Conseillère), écrit à CAF" in text
    assert "À 10 h < 12 h & après ?" in text
    message.refresh_from_db()
    assert (message.mailed_at, message.text, message.problem) == (AT, "", "")


def test_an_address_that_is_refused_keeps_the_text_for_its_sender(message, mailbox):
    mailbox.refuse = {"accueil@exemple.example"} if hasattr(mailbox, "refuse") else None
    DirectoryMessage.objects.filter(pk=message.pk).update(problem="Le serveur de messagerie refuse cette adresse.")
    send_row(message)
    assert message.text
    assert not mailbox.taken


def test_who_left_the_network_writes_no_more(message, mailbox):
    Membership.objects.filter(pk=message.sender_id).update(ended_at=AT)
    send_row(message)
    assert "a quitté le réseau" in message.problem
    assert not mailbox.taken


def test_the_sweep_sends_what_was_lost_and_empties_what_left(message, mailbox, committed):
    old = make_message(text="Ancien")
    DirectoryMessage.objects.filter(pk=old.pk).update(problem="Refusé.", written_at=AT - timedelta(days=40))
    with committed():
        sweep_mails()
    forget_directory_texts()
    assert [one["To"] for one in mailbox.taken] == ["accueil@exemple.example"]
    assert set(DirectoryMessage.objects.values_list("text", flat=True)) == {""}
