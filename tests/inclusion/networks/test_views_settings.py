"""The settings of a network, and its logo."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from funding.passes.programmes.models import PassSettings
from inclusion.core.activities import activity_keys
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.inclusion.builders import make_invitation
from tests.inclusion.meeting_builders import make_meeting
from tests.inclusion.newsletter_builders import make_subscriber

ANSWERS = {
    "name": "Déclic 47",
    "brand": "#a3262a",
    "host_name": "Conseil départemental",
    "second_factor_for_readers": "on",
    "contribution_sight": "everything",
    "posting_rhythm": "by_hand",
    "posting_weekday": "4",
    "posting_closes_day_before": "on",
    "posting_closes_hour": "18",
    "lost_letter_days": "7",
}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#1f5fa8").save(out, "PNG")
    return out.getvalue()


def page(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_the_settings_are_changed_and_the_journal_says_which(network, cast, client_of):
    address = reverse("network_settings", args=[network.slug])
    client = client_of("coordinator")
    answer = client.post(address, ANSWERS | {"tagline": "Pour chacun", "phone": "05 53 00 00 00"}, follow=True)
    assert "Les réglages du réseau sont enregistrés." in page(answer)
    changed = Network.objects.get(pk=network.pk)
    assert (changed.brand, changed.tagline, changed.phone) == ("#a3262a", "Pour chacun", "05 53 00 00 00")
    with scoped_to(network):
        assert JournalEntry.objects.get().details == {"changed": ["tagline", "brand", "phone"]}
    assert "--brand:#a3262a" in client.get(reverse("theme", args=[network.slug])).content.decode()


def test_a_second_factor_is_no_longer_asked_of_those_who_read_about_people(network, client_of, settings):
    address, client = reverse("network_settings", args=[network.slug]), client_of("coordinator")
    assert "ce portail n’en demande à personne" in page(client.get(address))
    settings.REQUIRE_SECOND_FACTOR = True
    member = client_of("prescriber")
    home = reverse("network_home", args=[network.slug])
    assert member.get(home).status_code == 302
    settings.REQUIRE_SECOND_FACTOR = False  # the coordinator of this test has none
    client.post(address, {name: value for name, value in ANSWERS.items() if name != "second_factor_for_readers"})
    settings.REQUIRE_SECOND_FACTOR = True
    assert member.get(home).status_code == 200
    with scoped_to(network):
        assert JournalEntry.objects.filter(verb="network.second_factor_waived").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"brand": "rouge"}, "Une couleur s’écrit"),
        ({"email": "nulle part"}, "adresse"),
        ({"new_logo": SimpleUploadedFile("logo.png", b"<svg/>", "image/png")}, "PNG ou JPEG"),
        ({"new_logo": SimpleUploadedFile("logo.png", b"x" * 310_000, "image/png")}, "300 ko"),
    ],
)
def test_a_wrong_answer_says_why_and_changes_nothing(network, cast, client_of, changes, sentence):
    shown = page(client_of("coordinator").post(reverse("network_settings", args=[network.slug]), ANSWERS | changes))
    assert sentence in shown
    assert "<b>Déclic 47</b>" in shown  # the page around the form keeps the name that is stored
    assert Network.objects.get(pk=network.pk).brand == "#1f5fa8"


def test_a_logo_is_shown_to_everybody_and_taken_away(network, cast, client_of):
    address, logo = (reverse(name, args=[network.slug]) for name in ("network_settings", "network_logo"))
    client, visitor = client_of("coordinator"), client_of("visitor")
    assert visitor.get(logo).status_code == 404
    client.post(address, ANSWERS | {"new_logo": SimpleUploadedFile("x.txt", picture(), "text/plain")})
    answer = visitor.get(logo)
    assert (answer.content, answer["Content-Type"]) == (picture(), "image/png")
    assert visitor.get(logo, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert "Logo actuel" in page(client.get(address))
    client.post(address, ANSWERS | {"remove_logo": "on"})
    assert visitor.get(logo).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("operator", 403), ("stranger", 404)])
def test_only_a_coordinator_sets_the_network(network, cast, client_of, role, status):
    address = reverse("network_settings", args=[network.slug])
    assert client_of(role).get(address).status_code == status
    assert client_of(role).post(address, ANSWERS).status_code == status
    assert Network.objects.get(pk=network.pk).brand == "#1f5fa8"


def test_what_each_sees_of_the_others_contributions_is_chosen(network, client_of):
    client, address = client_of("coordinator"), reverse("network_settings", args=[network.slug])
    shown = page(client.get(address))
    assert "Chacun voit le sien et les totaux" in shown and "au moins trois autres contributeurs" in shown
    client.post(address, ANSWERS | {"contribution_sight": "own"})
    assert Network.objects.get(pk=network.pk).contribution_sight == "own"


def test_how_many_sms_leave_is_asked_where_there_is_a_gateway(network, client_of, settings):
    client, address = client_of("coordinator"), reverse("network_settings", args=[network.slug])
    assert "SMS" not in page(client.get(address))
    settings.SMS_GATEWAY = {**settings.SMS_GATEWAY, "url": "https://sms.example/"}
    assert "Cent mille SMS" in page(client.post(address, ANSWERS | {"sms_ceiling": "100001"}))
    client.post(address, ANSWERS | {"sms_ceiling": "200"})
    with scoped_to(network):
        assert PassSettings.objects.get().sms_ceiling == 200


def test_the_coordination_switches_off_what_does_not_run(clock, network, cast, client_of):
    address = reverse("network_activities", args=[network.slug])
    client = client_of("coordinator")
    with scoped_to(network):
        make_meeting()
    text = page(client.get(address))
    total = len(activity_keys())
    assert f"Votre réseau fait {total} choses sur {total}" in text
    assert "1 réunion est prévue" in text
    kept = ["meetings", "site", "guide"]
    text = page(client.post(address, {"on": kept}, follow=True))
    assert "Le menu et le site ne montrent plus que ce que fait votre réseau." in text
    assert Network.objects.get(pk=network.pk).activities == ["meetings", "guide", "site"]
    assert "Votre réseau fait 3 choses" in text
    refused = page(client.post(address, {"on": ["site"]}))
    assert "« Réunions » ne peut pas s’arrêter" in refused


def test_a_network_is_closed_read_and_opened_again(clock, network, cast, client_of, client):
    names = ("network_close", "network_reopen", "network_settings", "network_home", "site_home", "subscriber_ask")
    close, reopen, settings, home, site, ask = (reverse(one, args=[network.slug]) for one in names)
    coordinator, reader = client_of("coordinator"), client_of("reader")
    with scoped_to(network):
        meeting, subscriber = make_meeting(), make_subscriber("claire@exemple.example")
    assert "1 chose à terminer avant de fermer" in page(coordinator.get(close))
    assert "Terminez d’abord ce qui est en cours" in page(coordinator.post(close, follow=True))
    assert Network.objects.get(pk=network.pk).closed_at is None
    with scoped_to(network):
        meeting.delete()
    assert "Inviter quelqu’un" in page(coordinator.get(home))
    assert "personne n’y écrit plus" in page(coordinator.post(close, follow=True))
    assert "Ce réseau est fermé depuis le" in page(reader.get(home))
    seen = page(coordinator.get(home))
    assert "Inviter quelqu’un" not in seen and "Ce que vous pouvez faire ici" not in seen
    assert reader.post(reopen).status_code == 403
    refused = coordinator.post(settings, ANSWERS | {"name": "Autre"})
    assert refused.status_code == 403
    assert "Rien n’a été enregistré" in refused.content.decode()
    for shown in (client.get(site), client.get(ask), client.post(ask, {"email": "x@exemple.example"})):
        assert (shown.status_code, "est fermé depuis le" in shown.content.decode()) == (410, True)
    assert network.name not in page(client.get(reverse("home")))
    assert f"/{network.slug}/" not in client.get(reverse("sitemap_index")).content.decode()
    leave = reverse("subscriber_leave", args=[network.slug, subscriber.token])
    assert "ne recevra plus le journal" in page(client.post(leave))
    assert "Le réseau est rouvert." in page(coordinator.post(reopen, follow=True))
    assert page(client.get(site))
    with scoped_to(network):
        lines = JournalEntry.objects.filter(verb__startswith="network.").order_by("pk")
        assert list(lines.values_list("verb", flat=True)) == ["network.closed", "network.reopened"]


def test_nobody_joins_a_closed_network(network, cast):
    with scoped_to(network):
        asked = make_invitation(cast["coordinator"].partner)
        network.closed_at = AT
        asked.network = network
        assert asked.closed_because(at=asked.sent_at) == "Ce réseau est fermé\u00a0: personne n’y entre plus."
