"""What the demonstration's mailbox caught, read in the browser; elsewhere there is no such page."""

from email.message import EmailMessage

import pytest
from django.urls import reverse

from tests.inclusion.pages import page


@pytest.fixture
def mailbox(settings, tmp_path, db):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def catch(folder, name, subject="Votre invitation", text="Ouvrez https://exemple.example/a", files=()):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "liant@exemple.example",
        "lea@exemple.example",
        subject,
    )
    message["Date"] = "Tue, 24 Nov 2026 09:05:00 +0100"
    message.set_content(text)
    for filename, data in files:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=filename)
    (folder / f"{name}.eml").write_bytes(bytes(message))


def test_caught_messages_are_listed_the_newest_first(mailbox, client):
    catch(mailbox, "20261124T0900-a", "Le premier")
    catch(mailbox, "20261124T0901-b", "Le second")
    shown = page(client.get(reverse("caught_list")))
    assert shown.index("Le second") < shown.index("Le premier")
    assert "24/11/2026 09:05" in shown
    assert "lea@exemple.example" in shown


def test_an_empty_mailbox_says_how_to_fill_it(mailbox, client):
    assert "Aucun courriel pour l’instant" in page(client.get(reverse("caught_list")))
    mailbox.rmdir()
    assert "Aucun courriel pour l’instant" in page(client.get(reverse("caught_list")))


def test_a_message_is_read_with_its_links_and_files(mailbox, client):
    catch(
        mailbox,
        "m1",
        text="Ouvrez https://exemple.example/a\n<script>x</script>",
        files=[("été.pdf", b"%PDF")],
    )
    answer = client.get(reverse("caught_detail", args=["m1"]))
    shown = page(answer)
    assert "Votre invitation" in shown
    assert 'href="https://exemple.example/a"' in shown
    assert "<script>x" not in answer.content.decode()
    address = reverse("caught_attachment", args=["m1", 0])
    assert f'href="{address}"' in shown
    attached = client.get(address)
    assert (attached.content, attached.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert "%C3%A9t%C3%A9.pdf" in attached.headers["Content-Disposition"]


def test_what_was_not_caught_is_not_found(mailbox, client):
    catch(mailbox, "m1")
    (mailbox.parent / "secret.eml").write_text("Subject: x\n\nx")
    for name, args in (
        ("caught_detail", ["m2"]),
        ("caught_detail", ["..secret"]),
        ("caught_attachment", ["m1", 0]),
        ("caught_attachment", ["m2", 0]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, args
    assert client.get("/demonstration/courriels/..%2Fsecret/").status_code == 404


def test_outside_the_demonstration_nothing_is_shown(mailbox, client, settings):
    catch(mailbox, "m1", files=[("a.pdf", b"%PDF")])
    settings.DEMO = False
    for name, args in (("caught_list", []), ("caught_detail", ["m1"]), ("caught_attachment", ["m1", 0])):
        assert client.get(reverse(name, args=args)).status_code == 404, name
