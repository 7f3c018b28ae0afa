"""Each subscriber gets what is theirs of an issue; the web shows everybody what is for everybody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inclusion.core.errors import DomainError
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.newsletter.actions import issues as actions
from inclusion.newsletter.actions import subscribers
from inclusion.newsletter.mails import Issue
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail, Subscriber
from inclusion.newsletter.queries import figures_of, movements, recipients
from inclusion.newsletter.tasks import send_issue_slice
from inclusion.territories.models import Commune
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_user
from tests.inclusion.newsletter_builders import (
    jpeg,
    make_issue,
    make_issue_sent,
    make_item,
    make_mail,
    make_picture,
    make_section,
    make_subscriber,
)
from tests.inclusion.pages import page, url
from tests.pages import plain
from tests.setup_data import setup_data


@setup_data
def issue(scope):
    """For everybody, for the public, for professionals, and for one intercommunalité of two."""
    Network.objects.update(email="reseau@exemple.example")
    issue = make_issue(introduction="Bonjour à *toutes et tous*.")
    for heading, title, target in (
        ("Rendez-vous", "Le forum", {}),
        ("Près de chez vous", "Un atelier", {"audience": "public"}),
        ("Décisions", "Le COPIL a voté", {"audience": "professionals"}),
        ("À Marmande", "Un nouveau lieu", {"epcis": ["200030674"]}),
        ("Entre membres", "Le texte du vote", {"audience": "members"}),
    ):
        make_section(issue, heading, **target)
        make_item(issue, title, heading=heading, text="Lire **tout** [ici](/lot-et-garonne/).")
    return issue


@setup_data
def readers(scope, issue):
    """Who receives it, and whose sections are in their e-mails."""
    here, there = make_epci("200030674"), make_epci("200000001")
    member = make_user("membre@exemple.example")
    make_membership(user=member)
    make_subscriber("grand.public@exemple.example")
    for name, code, epci in (("marmande", "47157", here), ("agen", "47001", there)):
        commune = make_commune(code)
        Commune.objects.filter(pk=code).update(epci=epci)
        make_subscriber(f"{name}@exemple.example", commune=commune)
    make_subscriber("pro@exemple.example", readership="professionals")
    make_subscriber("membre@exemple.example")
    return {
        "grand.public@exemple.example": {"Le forum", "Un atelier", "Un nouveau lieu"},
        "marmande@exemple.example": {"Le forum", "Un atelier", "Un nouveau lieu"},
        "agen@exemple.example": {"Le forum", "Un atelier"},
        "pro@exemple.example": {"Le forum", "Le COPIL a voté", "Un nouveau lieu"},
        "membre@exemple.example": {"Le forum", "Le COPIL a voté", "Un nouveau lieu", "Le texte du vote"},
    }


TITLES = ("Le forum", "Un atelier", "Le COPIL a voté", "Un nouveau lieu", "Le texte du vote")


def send(issue):
    sent = actions.send_issue(issue, by=make_user(), at=AT)
    send_issue_slice(network_id=sent.network_id, issue_id=sent.pk)
    return NewsletterIssue.objects.get(pk=sent.pk)


def test_each_receives_the_sections_that_are_theirs(issue, readers, mailbox, clock):
    assert plain(recipients(issue).said) == (
        "5 destinataires : 3 grand public, 2 professionnels ; 1 de ces territoires, 3 sans commune connue"
    )
    send(issue)
    got = {}
    for message in mailbox.taken:
        text = plain(message.get_body(("plain",)).get_content())
        html = plain(message.get_body(("html",)).get_content())
        got[message["To"]] = {title for title in TITLES if title in text}
        assert got[message["To"]] == {title for title in TITLES if title in html}
        assert "<strong>tout</strong>" in html
        assert "Lire tout ici (http://localhost:8000/lot-et-garonne/)." in text
    assert got == readers


def test_who_would_get_an_empty_issue_gets_none_and_is_counted(issue, readers, mailbox, clock):
    issue.audience = "professionals"
    issue.sections.exclude(heading="Décisions").delete()
    issue.save()
    sent = send(issue)
    assert {one["To"] for one in mailbox.taken} == {"pro@exemple.example", "membre@exemple.example"}
    assert sent.not_concerned == 3
    empty = make_issue("Vide pour tous")
    make_section(empty, "Loin", epcis=["200000009"], audience="public")
    make_item(empty, heading="Loin")
    Subscriber.objects.exclude(email="agen@exemple.example").delete()
    with pytest.raises(DomainError, match="Aucun abonné n’est concerné"):
        actions.send_issue(empty, by=make_user(), at=AT)


def test_the_web_shows_professionals_their_sections_alone(network, issue, client_of, clock):
    with scoped_to(network):
        make_subscriber()
        number = actions.send_issue(issue, by=make_user(), at=AT).number
        for_members = make_issue_sent("Entre nous", number=7, audience="professionals")
        make_item(for_members)
        issue.refresh_from_db()
    address, visitor, member = url("issue_public", network, number), client_of("visitor"), client_of("reader")
    shown = page(visitor.get(address))
    assert "Le forum" in shown
    assert "Le COPIL a voté" not in shown
    assert "Le texte du vote" not in shown
    assert "2 rubriques de ce numéro sont réservées aux membres du réseau" in shown
    assert "Le COPIL a voté" in page(member.get(address))
    asked = visitor.get(url("issue_public", network, 7))
    assert (asked.status_code, "Entre nous" in asked.content.decode()) == (403, False)
    assert f'?next={url("issue_public", network, 7)}"' in asked.content.decode()
    with scoped_to(network):
        texts = [plain(Issue(one).version([]).text) for one in (for_members, issue)]
    assert ["avec leur compte" in text for text in texts] == [True, False]
    assert "Entre nous" not in page(visitor.get(url("issue_public_list", network)))
    assert "Entre nous" in page(member.get(url("issue_public_list", network)))


def test_a_section_is_named_moved_and_for_some(network, issue, client_of, clock):
    writer = client_of("coordinator")
    with scoped_to(network):
        section = issue.sections.get(heading="Rendez-vous")
    shown = page(
        writer.post(
            url("issue_section_edit", network, section.pk),
            {"heading": "Agenda", "audience": "professionals"},
            follow=True,
        )
    )
    said = "(Professionnels de l’inclusion numérique, aucun abonné ne la recevrait)"
    assert said in shown[shown.index("<h3>Agenda") :][:150]
    taken = {"heading": "Décisions", "audience": "all"}
    refused = page(writer.post(url("issue_section_edit", network, section.pk), taken))
    assert "déjà une rubrique de ce nom" in refused
    writer.post(url("issue_section_move", network, section.pk), {"to": "down"})
    with scoped_to(network):
        found = list(issue.sections.order_by("rank").values_list("heading", flat=True))
    assert found == ["Près de chez vous", "Agenda", "Décisions", "À Marmande", "Entre membres"]


# -- Pictures ----------------------------------------------------------------------------------------------------------


def test_a_picture_is_made_small_loses_where_it_was_taken_and_needs_words(issue):
    said = {"picture": ("forum.jpg", jpeg((3000, 2000), exif=True)), "by": make_user(), "at": AT}
    with pytest.raises(DomainError, match="Décrivez l’image"):
        actions.add_item(issue, title="Le forum", **said)
    item = actions.add_item(issue, title="Le forum", picture_text="Une salle pleine", **said)
    kept = item.picture.data
    assert b"Appareil" not in kept
    assert len(kept) < 40_000
    actions.change_item(item, title="Le forum", heading="", remove_picture=True, by=said["by"], at=AT)
    item.refresh_from_db()
    assert (item.picture_id, item.picture_text) == (None, "")


def test_what_is_no_picture_is_refused(network, issue, client_of, clock):
    writer, file = client_of("coordinator"), SimpleUploadedFile("photo.jpg", b"not one", "image/jpeg")
    data = {"title": "Le forum", "picture_text": "Une salle", "file": file}
    assert "pas une photo lisible" in page(writer.post(url("issue_item_add", network, issue.pk), data))


def test_pictures_are_not_heavier_than_an_e_mail_may_be(issue, monkeypatch):
    monkeypatch.setattr(actions, "MAX_PICTURES_BYTES", 1000)
    with pytest.raises(DomainError, match="trop lourdes"):
        actions.add_item(
            issue, title="Le forum", picture=("a.jpg", jpeg((900, 900))), picture_text="x", by=make_user(), at=AT
        )


def test_an_e_mail_brings_the_pictures_of_its_sections_and_fetches_nothing(issue, readers, mailbox, clock):
    make_item(issue, "Photo", heading="Décisions", picture=make_picture(), picture_text="Une salle <pleine>")
    Network.objects.update(logo=jpeg(), logo_type="image/jpeg")
    issue.network.refresh_from_db()
    send(issue)
    for message in mailbox.taken:
        pictures = [one for one in message.walk() if one.get_content_maintype() == "image"]
        html = message.get_body(("html",)).get_content()
        assert len(pictures) == 1 + ("Le COPIL a voté" in readers[message["To"]])  # and the logo
        assert 'src="http' not in html
        for one in pictures:
            assert f'src="cid:{one["Content-ID"].strip("<>")}"' in html
            assert one["Content-Disposition"] == "inline"
        assert ('alt="Une salle &lt;pleine&gt;"' in html) == (len(pictures) == 2)


def test_a_picture_is_for_those_who_may_read_its_news(network, issue, client_of, clock):
    with scoped_to(network):
        draft = make_item(issue, picture=make_picture(), picture_text="Une salle")
        sent = make_issue_sent()
        make_section(sent, "Décisions", audience="professionals")
        inside = make_item(sent, heading="Décisions", picture=make_picture(), picture_text="Une salle")
        outside = make_item(sent, picture=make_picture(), picture_text="Une salle")
    clients = [client_of(role) for role in ("visitor", "reader", "coordinator")]
    got = [
        [client.get(url("issue_picture", network, one.pk)).status_code for client in clients]
        for one in (draft, inside, outside)
    ]
    assert got == [[404, 404, 200], [404, 200, 200], [200, 200, 200]]


# -- Figures without spying --------------------------------------------------------------------------------------------


def test_figures_say_what_left_came_back_and_who_left_by_it(network, client_of, clock):
    with scoped_to(network):
        issue = make_issue_sent(not_concerned=2)
        left = make_subscriber()
        mails = [
            make_mail(issue, left, mailed_at=AT),
            make_mail(issue, make_subscriber(), problem="Le serveur de messagerie refuse cette adresse."),
            make_mail(
                issue,
                make_subscriber(),
                problem="Cette adresse n’existe pas.",
                bounced_at=AT,
                readership="professionals",
            ),
        ]
    visitor = client_of("visitor")
    for query in ("?numero=9", "?numero=x", f"?numero={issue.number}"):
        visitor.post(url("subscriber_leave", network, left.token) + query)
        if query != f"?numero={issue.number}":
            with scoped_to(network):
                Subscriber.objects.update(ended_at=None)
    with scoped_to(network):
        found = [(one.label, one.written, one.sent, one.returned, one.unsubscribed) for one in figures_of(issue)]
        assert NewsletterMail.objects.get(pk=mails[0].pk).left_at
    assert found == [
        ("Grand public", 2, 1, 1, 1),
        ("Professionnel de l’inclusion numérique", 1, 0, 1, 0),
        ("Ensemble", 3, 1, 2, 1),
    ]
    shown = page(client_of("coordinator").get(url("issue_detail", network, issue.pk)))
    assert "ne sait pas qui a ouvert" in shown
    assert "2 abonnés n’ont rien reçu" in shown


def test_members_read_no_small_number(network, client_of, clock):
    with scoped_to(network):
        issue = make_issue_sent()
        make_item(issue)
        for number in range(12):
            readership = "professionals" if number < 3 else "public"
            make_mail(issue, make_subscriber(), mailed_at=AT, readership=readership)
    shown = page(client_of("reader").get(url("issue_public", network, issue.number)))
    assert "trop petit" in shown
    assert "9" not in shown[shown.index("Courriels partis") :][:150]
    assert "Courriels partis" not in page(client_of("visitor").get(url("issue_public", network, issue.number)))


def test_each_month_says_who_came_and_who_left(scope):
    by = make_user()
    asked = subscribers.ask_for_newsletter(email="a@exemple.example", at=AT)
    subscribers.confirm(asked, at=AT)
    subscribers.bring_list(text="b@exemple.example\nc@exemple.example", consent="Forum", by=by, at=AT)
    subscribers.leave(asked, at=AT)
    # Who never confirmed leaves nothing, and what comes back after a refusal came again.
    subscribers.leave(subscribers.ask_for_newsletter(email="d@exemple.example", at=AT), at=AT)
    bounced = make_subscriber(bounced_at=AT, bounce="refusée")
    subscribers.lift_bounce(bounced.email, at=AT)
    subscribers.lift_bounce(bounced.email, at=AT)
    (month,) = movements()
    assert (month.month.isoformat(), month.joined, month.returned, month.ended, month.balance) == (
        "2026-11-01",
        4,
        0,
        1,
        3,
    )


def test_a_member_stops_it_from_the_account(network, client_of, cast, clock):
    member = client_of("reader")
    assert url("subscriber_ask", network) in member.get("/compte/").content.decode()
    member.post(url("subscriber_me", network))
    assert "n’arrivera plus" in page(member.post(url("subscriber_me", network), {"to": "stop"}, follow=True))
    with scoped_to(network):
        assert Subscriber.objects.get(email=cast["reader"].user.email).standing == "ended"


def test_what_is_for_a_territory_says_who_lives_there(scope):
    here, there = make_epci("200030674"), make_epci("200036523", name="Fumel Vallée du Lot")
    town = make_commune("47157", epci=here)
    for kind, email in (("ccas", "ccas@exemple.example"), ("operator", "caf@exemple.example")):
        partner = make_partner(kind=kind, commune=town)
        make_membership(user=make_user(email), partner=partner)
        make_subscriber(email)
    make_subscriber("ailleurs@exemple.example", commune=make_commune("47106", epci=there))
    issue = make_issue(epcis=[here.pk])
    make_item(issue)
    assert plain(recipients(issue).said) == (
        "2 destinataires : 0 grand public, 2 professionnels ; 1 de ces territoires, 1 sans commune connue"
    )
