"""Messages are read back as the mailbox wrote them, whatever came in."""

from datetime import UTC, datetime

import pytest

from inclusion.demo import letters_caught

PLAIN = b"""X-Envelope-To: lea@exemple.example\r\nFrom: liant@exemple.example\r
Subject: =?utf-8?q?Votre_invitation_=C3=A0_rejoindre?=\r\nDate: Tue, 24 Nov 2026 09:05:00 +0000\r
Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour L\xc3\xa9a\r\n"""


def keep(folder, name, data=PLAIN):
    (folder / f"{name}.eml").write_bytes(data)


def test_a_message_is_read_back(tmp_path):
    keep(tmp_path, "a")
    (caught,) = letters_caught.messages(tmp_path)
    assert caught == letters_caught.message(tmp_path, "a")
    assert (caught.name, caught.sender) == ("a", "liant@exemple.example")
    assert (caught.to, caught.subject) == ("lea@exemple.example", "Votre invitation à rejoindre")
    assert caught.date == datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
    assert caught.text.strip() == "Bonjour Léa"
    assert caught.attachments == []


@pytest.mark.parametrize("data", [b"", b"\r\n", b"Subject\r\n", b"Date: hier\r\n\r\nx", b"\xff\xfe\x00"])
def test_whatever_came_in_can_be_listed(tmp_path, data):
    keep(tmp_path, "a", data)
    (caught,) = letters_caught.messages(tmp_path)
    assert (caught.date, caught.subject) == (None, "")


def test_the_newest_hundred_come_first_and_parts_of_files_do_not(tmp_path):
    for number in range(102):
        keep(tmp_path, f"{number:03}")
    (tmp_path / ".999.partial").write_bytes(PLAIN)
    names = [one.name for one in letters_caught.messages(tmp_path)]
    assert (len(names), names[0], names[-1]) == (100, "101", "002")
    assert letters_caught.message(tmp_path, "000").name == "000"


def test_an_attachment_is_found_by_its_rank(tmp_path):
    from email.message import EmailMessage

    message = EmailMessage()
    message.set_content("Bonjour")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="lettre.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png")
    keep(tmp_path, "a", bytes(message))
    assert letters_caught.message(tmp_path, "a").attachments == ["lettre.pdf", "piece-jointe"]
    assert letters_caught.attachment(tmp_path, "a", 0) == (b"%PDF", "application/pdf", "lettre.pdf")
    assert letters_caught.attachment(tmp_path, "a", 1) == (b"x", "image/png", "piece-jointe")
    assert letters_caught.attachment(tmp_path, "a", 2) is None
    assert letters_caught.attachment(tmp_path, "b", 0) is None


def test_no_folder_is_an_empty_mailbox(tmp_path):
    assert letters_caught.messages(tmp_path / "absent") == []
    assert letters_caught.message(tmp_path / "absent", "a") is None
