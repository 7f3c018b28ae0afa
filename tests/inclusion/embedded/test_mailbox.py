"""The demonstration's mailbox: each message one whole file."""

import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from inclusion.embedded.mailbox import Mailbox


def test_messages_are_kept_whole_with_their_envelope(folder):
    mailbox = Mailbox(folder / "mail", log=folder / "mailbox.log")
    mailbox.start()
    try:
        with smtplib.SMTP(mailbox.host, mailbox.port) as client:
            for number in (1, 2):
                message = EmailMessage()
                message["From"], message["To"] = "a@liant.example", "b@liant.example"
                message["Subject"] = f"Vos pass numériques, envoi {number}"
                message.set_content("Bonjour,\n.\nà bientôt")
                message.add_attachment(b"%PDF" + bytes(range(256)) * 999, maintype="application", subtype="pdf")
                client.send_message(message, to_addrs=["b@liant.example", "copie@liant.example"])
    finally:
        mailbox.stop()
    files = sorted((folder / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    kept = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert [message["Subject"] for message in kept] == [f"Vos pass numériques, envoi {n}" for n in (1, 2)]
    assert kept[0]["X-Envelope-From"] == "a@liant.example"
    assert kept[0]["X-Envelope-To"] == "b@liant.example, copie@liant.example"
    body, attachment = kept[0].iter_parts()
    assert body.get_content().split() == ["Bonjour,", ".", "à", "bientôt"]
    assert attachment.get_content() == b"%PDF" + bytes(range(256)) * 999
