"""Pages of the newsletter: writing it, who receives it, what everybody sees, the ways in and out."""

from datetime import timedelta

import pytest
from django.test import Client

from inclusion.core.scope import scoped_to
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail, Subscriber
from tests.builders import AT
from tests.inclusion.newsletter_builders import make_issue, make_issue_sent, make_item, make_mail, make_subscriber
from tests.inclusion.pages import csv_rows, page, url
from tests.setup_data import setup_data

PERIOD = {"title": "L’automne", "start": "2026-11-01", "end": "2026-11-30", "introduction": "", "audience": "all"}


@pytest.fixture
def writer(client_of, clock):
    return client_of("coordinator")


@pytest.fixture
def visitor(client_of, clock):
    return client_of("visitor")


@setup_data
def issue(network):
    with scoped_to(network):
        issue = make_issue()
        make_item(issue, "Le forum")
        return issue


@setup_data
def reader(network):
    with scoped_to(network):
        return make_subscriber("alix@exemple.example")


def again(network, row):
    with scoped_to(network):
        return type(row).objects.get(pk=row.pk)


def test_an_issue_is_begun_with_the_partners_of_the_days_and_edited(network, writer):
    shown = page(writer.post(url("issue_add", network), PERIOD, follow=True))
    assert "nouvelles reprises" in shown
    assert "Nouveaux partenaires" in shown
    with scoped_to(network):
        issue = NewsletterIssue.objects.get()
        item = issue.items.order_by("rank").first()
    writer.post(url("issue_item_remove", network, item.pk))
    shown = page(writer.get(url("issue_detail", network, issue.pk)))
    assert "Aussi dans cette période" in shown
    writer.post(url("issue_take", network, issue.pk), {"key": item.source_key})
    writer.post(url("issue_item_add", network, issue.pk), {"title": "À la main", "heading": "Divers"})
    with scoped_to(network):
        mine = issue.items.get(title="À la main")
    writer.post(url("issue_item_move", network, mine.pk), {"to": "up"})
    writer.post(url("issue_item_edit", network, mine.pk), {"title": "Autrement", "heading": "Divers"})
    assert "Autrement" in page(writer.get(url("issue_preview", network, issue.pk)))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"title": ""}, "obligatoire"), ({"end": "2026-10-01"}, "avant d’avoir commencé"), ({"start": "hier"}, "date")],
)
def test_what_is_wrong_with_an_issue_is_said(network, writer, wrong, sentence):
    assert sentence in page(writer.post(url("issue_add", network), PERIOD | wrong))


def test_a_link_that_runs_is_refused(network, writer, issue):
    answer = writer.post(url("issue_item_add", network, issue.pk), {"title": "Lien", "url": "javascript:alert(1)"})
    assert "commence par https" in page(answer)


def test_the_e_mail_is_shown_as_it_leaves_and_runs_nothing(network, writer, issue):
    answer = writer.get(url("issue_preview_mail", network, issue.pk))
    assert "Le forum" in page(answer)
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_issue_is_sent_once_and_can_be_read_by_all(network, writer, visitor, issue, reader):
    send = url("issue_send", network, issue.pk)
    assert "à 1 adresse" in page(writer.get(send))
    assert visitor.get(url("issue_public", network, 1)).status_code == 404
    assert "Le numéro 1 part" in page(writer.post(send, follow=True))
    assert "ne se modifie plus" in page(writer.post(send, follow=True))
    assert again(network, issue).state == IssueState.SENDING
    assert "Le forum" in page(visitor.get(url("issue_public", network, 1)))
    assert "L’automne du réseau" in page(visitor.get(url("issue_public_list", network)))
    assert "Envoi en cours" in page(writer.get(url("issue_detail", network, issue.pk)))


def test_no_form_is_shown_of_an_issue_that_has_left(network, writer):
    with scoped_to(network):
        item = make_item(make_issue_sent())
    section, issue = item.section, item.section.issue
    for name, key in (
        ("issue_edit", issue.pk),
        ("issue_send", issue.pk),
        ("issue_drop", issue.pk),
        ("issue_item_add", issue.pk),
        ("issue_item_edit", item.pk),
        ("issue_section_edit", section.pk),
    ):
        shown = page(writer.get(url(name, network, key), follow=True))
        assert "Ce numéro est parti : il ne se modifie plus." in shown, name
    web = page(writer.get(url("issue_public", network, issue.number)))
    assert 'href="http' not in web[web.index('class="sheet newsletter"') :]


def test_an_issue_without_readers_says_so(network, writer, issue):
    assert "Personne n’est encore abonné" in page(writer.get(url("issue_detail", network, issue.pk)))
    assert "Personne n’est encore abonné" in page(writer.post(url("issue_send", network, issue.pk), follow=True))


def test_what_did_not_leave_is_shown_with_its_reasons(network, writer, reader):
    with scoped_to(network):
        sent = make_issue_sent()
        make_mail(sent, reader, problem="Le serveur de messagerie refuse cette adresse.")
    shown = page(writer.get(url("issue_detail", network, sent.pk)))
    assert "0 courriel parti sur 1" in shown
    assert "refuse cette adresse" in shown


def test_a_draft_is_dropped_after_a_question(network, writer, issue):
    drop = url("issue_drop", network, issue.pk)
    assert "Supprimer le brouillon" in page(writer.get(drop))
    writer.post(drop)
    with scoped_to(network):
        assert not NewsletterIssue.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("prescriber", 403), ("stranger", 404)])
def test_others_write_nothing(network, client_of, issue, role, status):
    assert client_of(role).get(url("issue_detail", network, issue.pk)).status_code == status


# -- Who receives it ---------------------------------------------------------------------------------------------------


def test_an_address_asks_confirms_and_leaves(network, visitor):
    shown = page(
        visitor.post(
            url("subscriber_ask", network), {"email": "Alix@exemple.example", "readership": "public"}, follow=True
        )
    )
    assert "Encore un pas" in shown
    with scoped_to(network):
        row = Subscriber.objects.get()
    confirm, leave = (url(name, network, row.token) for name in ("subscriber_confirm", "subscriber_leave"))
    assert "Confirmer mon abonnement" in page(visitor.get(confirm))
    assert again(network, row).standing == "asked"
    assert "Vous le recevrez comme : grand public, tout le département" in page(visitor.get(confirm))
    assert "C’est confirmé" in page(visitor.post(confirm))
    changed = page(visitor.post(confirm, {"readership": "professionals"}))
    assert "Vous le recevez comme : professionnel de l’inclusion numérique, tout le dép" in changed
    assert again(network, row).readership == "professionals"
    assert "choix valide" in page(visitor.post(confirm, {"readership": "x"}))
    assert "Ne plus le recevoir" in page(visitor.get(leave))
    assert again(network, row).standing == "receiving"
    assert "C’est fait" in page(visitor.post(leave))
    assert again(network, row).standing == "ended"
    assert "désabonnée" in page(visitor.post(confirm))


def test_who_left_and_asks_again_finds_the_button(network, visitor, clock):
    with scoped_to(network):
        row = make_subscriber(ended_at=AT, asked_at=AT + timedelta(hours=1))
    confirm = url("subscriber_confirm", network, row.token)
    assert "Confirmer mon abonnement" in page(visitor.get(confirm))
    assert "C’est confirmé" in page(visitor.post(confirm))


def test_mail_programs_end_it_in_one_post_without_a_session(network, clock, reader):
    program = Client(enforce_csrf_checks=True)
    answer = program.post(url("subscriber_leave", network, reader.token), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert again(network, reader).standing == "ended"


def test_links_that_nobody_was_sent(network, visitor):
    for name in ("subscriber_confirm", "subscriber_leave"):
        answer = visitor.get(url(name, network, "x" * 43))
        assert answer.status_code == 404
        assert "plus valable" in answer.content.decode()


def test_the_form_reveals_to_nobody_who_is_subscribed_and_stops_floods(network, visitor, reader):
    ask = url("subscriber_ask", network)
    for _ in range(3):
        assert visitor.post(ask, {"email": reader.email, "readership": "public"})["Location"].endswith("/merci/")
    assert "déjà partis" in page(visitor.post(ask, {"email": reader.email, "readership": "public"}))
    visitor.post(ask, {"email": "robot@exemple.example", "site": "x"})
    assert "adresse" in page(visitor.post(ask, {"email": "pas une adresse"}))
    with scoped_to(network):
        assert Subscriber.objects.count() == 1


def test_a_member_receives_it_in_one_click(network, client_of, cast, clock):
    member = client_of("reader")
    assert "sans autre confirmation" in page(member.get(url("subscriber_ask", network)))
    shown = page(member.post(url("subscriber_me", network), follow=True))
    assert f"Le journal arrive à {cast['reader'].user.email}" in shown


def test_a_list_needs_the_word_that_people_agreed(network, writer):
    bring = url("subscriber_import", network)
    data = {"text": "a@exemple.example\npas une adresse", "consent": "Forum du 12 mars", "readership": "public"}
    assert "Sans l’accord" in page(writer.post(bring, data))
    shown = page(writer.post(bring, data | {"sure": "on"}))
    assert "1 adresse abonnée" in shown
    assert "pas une adresse" in shown
    assert "Aucune adresse" in page(writer.post(bring, data | {"sure": "on", "text": "rien"}))


def test_the_list_is_filtered_exported_and_changed(network, writer, reader):
    with scoped_to(network):
        bounced = make_subscriber("refusee@exemple.example", bounced_at=reader.asked_at, bounce="refusée")
    address = url("subscriber_list", network)
    assert "1 adresse reçoit" in page(writer.get(address))
    rows = csv_rows(writer.get(f"{address}?export=csv&standing=bounced"))
    assert [row[:2] for row in rows[1:]] == [["refusee@exemple.example", "Adresse refusée"]]
    writer.post(url("subscriber_retry", network, bounced.pk))
    writer.post(url("subscriber_end", network, reader.pk))
    assert again(network, bounced).standing == "receiving"
    assert again(network, reader).standing == "ended"


def test_a_test_leaves_for_whoever_writes(network, writer, issue, committed, mailbox, cast):
    with committed():
        shown = page(writer.post(url("issue_test", network, issue.pk), follow=True))
    assert f"L’essai part à {cast['coordinator'].user.email}" in shown
    (message,) = mailbox.taken
    assert message["To"] == cast["coordinator"].user.email
    with scoped_to(network):
        assert not NewsletterMail.objects.exists()
