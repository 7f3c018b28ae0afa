"""What the tests share that load a demonstration network: its documents, the buttons of the demonstration's home page
and of its tours, pressed once it is loaded, and ways by clicks.
"""

import html
import re

import pytest
from django.test import Client
from django.urls import resolve, reverse

from inclusion.core.figures import compare
from inclusion.core.models.networks import Network
from inclusion.core.papers import pdf
from inclusion.core.scope import scoped_to
from inclusion.core.web.walk import walk_network
from inclusion.demo import loading, visits
from tests.pages import plain
from tests.papers import blank, papers


@pytest.fixture
def documents_set_once(monkeypatch) -> None:
    """Lay out the first document of each template; the others are blank, which takes half of the loading away."""
    whole, first = pdf.render_to_string, {}

    def rendered(template, context):
        page = whole(template, context)
        first.setdefault(template, page)
        return page

    def laid_out(page, identifier):
        return (papers.laid_out if page in first.values() else blank)(page, identifier)

    monkeypatch.setattr(pdf, "render_to_string", rendered)
    monkeypatch.setattr(pdf, "pdf_of", laid_out)


def wrong_pages(*slugs: str) -> dict[str, tuple[int, str | None]]:
    """Press every button that opens a page of these networks; return what each that fails gave in its stead."""
    found = {}
    for value, entry in visits.entries().items():
        if (sight := entry.sight) and entry.network in slugs:
            answer = Client().post("/demonstration/entrer/", {"visit": value}, follow=True)
            name = resolve(answer.request["PATH_INFO"]).url_name
            if (answer.status_code, name) != (200, sight.page):
                found[f"{value} {sight.label}"] = answer.status_code, name
    return found


def contradictions(slug: str) -> tuple[str, ...]:
    """What pages and papers of a network say differently, read as each of its roles; one page of each kind."""
    network = Network.objects.get(slug=slug)
    with scoped_to(network):
        return compare(walk_network(network, each=1)).faults


def heading_after(network: str, role: str, *labels: str) -> str:
    """Log in with an address and the password, follow the first link that bears each label; the title at the end."""
    (person,) = (one for one in loading.accounts() if (one["network"], one["role"]) == (network, role))
    client = Client()
    sent = {"login": person["email"], "password": person["password"]}
    page = client.post(reverse("account_login"), sent, follow=True).content.decode()
    for label in labels:
        links = re.findall(r'<a [^>]*href="(/[^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
        address = next(to for to, text in links if label in plain(html.unescape(re.sub("<[^>]+>", " ", text))))
        page = client.get(html.unescape(address), follow=True).content.decode()
    (heading,) = re.findall("<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return plain(html.unescape(re.sub("<[^>]+>", " ", heading)))
