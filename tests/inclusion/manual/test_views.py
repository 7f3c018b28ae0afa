"""The manual's pages, and the way there from every other page."""

from django.urls import reverse

from tests.inclusion.pages import page


def test_each_page_leads_to_the_section_that_explains_it(network, client_of):
    client = client_of("school")
    helped = reverse("manual_chapter", args=[network.slug, "emprunter"])
    shown = page(client.get(reverse("loan_request_list", args=[network.slug])))
    assert f'class="page-help" href="{helped}#lire-la-reponse"' in shown
    shown = page(client.get(helped))
    assert 'id="lire-la-reponse"' in shown
    assert 'class="page-help"' not in shown  # this is the help
    assert client.get(reverse("manual_chapter", args=[network.slug, "tests"])).status_code == 404


def test_the_guides_are_listed_and_searched(network, client_of):
    client, address = client_of("coordinator"), reverse("manual_list", args=[network.slug])
    shown = page(client.get(address))
    assert "Comment faire ?" in shown
    mine = [one.name for one in client_of("school").get(address).context["groups"][0][1]]
    assert mine == ["aide-aux-familles", "emprunter"]
    assert f'href="{reverse("manual_chapter", args=[network.slug, "fonds"])}">Tenir un fonds</a>' in shown
    invited = f"{reverse('manual_chapter', args=[network.slug, 'coordination'])}#inviter-un-membre"
    for asked in ("invitations", "comment INVITER un membre", "membrés invités"):
        assert invited in page(client.get(address, {"q": asked})), asked
    for asked in ("zèbre", "le", "' & !"):
        assert f"Rien dans les guides sur « {asked} »" in page(client.get(address, {"q": asked})), asked


def test_only_pictures_of_the_guides_are_served(network, client_of):
    client = client_of("reader")
    answer = client.get(reverse("manual_picture", args=[network.slug, "fonds.png"]))
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["Content-Type"] == "image/png"
    assert client.get(reverse("manual_picture", args=[network.slug, "rien.png"])).status_code == 404
