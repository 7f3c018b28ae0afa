"""What search engines read of the public pages: no more than the pages show, and nothing of members or secrets."""

import json
import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.urls import get_resolver, resolve
from django.utils import timezone

from inclusion.core.french.names import in_department
from inclusion.core.scope import scoped_to
from inclusion.core.web import discovery
from inclusion.site.papers import PublicPages
from inclusion.site.queries import Listed
from tests.access_table import PUBLIC
from tests.builders import make_partner
from tests.inclusion.event_builders import make_event
from tests.inclusion.place_builders import make_place
from tests.pages import address
from tests.test_access import IN_NETWORK

pytestmark = pytest.mark.thorough

BREAKS_OUT = "Chez </script><script>alert(1)</script> « l’Atelier »"


def structured(html: str) -> list[dict]:
    return [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]


def texts_of(value: dict) -> list[str]:
    """What is said in words: codes, addresses of pages, hours and numbers are not."""
    found = []
    for key, one in value.items():
        if isinstance(one, dict):
            found += texts_of(one)
        elif key in ("name", "description", "streetAddress", "postalCode", "addressLocality"):
            found.append(one)
    return found


def word_list(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def shown_by(html: str) -> set[str]:
    body = re.sub(r"<(script|style).*?</\1>", " ", html.partition("<body")[2], flags=re.S)
    titles = " ".join(re.findall(r"<title>(.*?)</title>", html, re.S))
    return {one.lower() for one in word_list(unescape(re.sub("<[^>]*>", " ", f"{body} {titles}")))}


def test_a_public_page_says_to_search_engines_only_what_it_shows(world, network, cast, client_of):
    """Every public page, 0.1 s each: a new one is looked at without being named here."""
    visitor, faults, looked = client_of("visitor"), [], []
    people = [one.user.email for one in cast.values()]
    for name, line in IN_NETWORK.items():
        if line.opens_for != PUBLIC or line.method != "get":
            continue
        with scoped_to(network):
            where = address(name, *line.args(world))
        answer = visitor.get(where)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        head = html.partition("<body")[0]
        said = re.findall(r'<meta (?:name="description"|property="og:\w+") content="([^"]*)"', head)
        secret = "<secret:" in resolve(where).route
        if secret or "X-Robots-Tag" in answer.headers:
            faults += [(name, "says what is for nobody else")] if said or structured(html) else []
            continue
        if "og:title" not in head:
            continue  # the theme, a frame in another site
        looked.append(name)
        texts = [unescape(one) for one in said if "://" not in one and one not in ("website", "fr_FR")]
        texts += [text for data in structured(html) for text in texts_of(data)]
        unknown = {one for text in texts for one in word_list(text) if one.lower() not in shown_by(html)}
        if unknown:
            faults.append((name, "says what it does not show", sorted(unknown)))
        if any(one in "".join(said) + str(structured(html)) for one in people):
            faults.append((name, "names a person’s address"))
        canonical = re.search(r'rel="canonical" href="[^"]*?//[^/]+([^"]*)"', head)
        if not canonical or canonical[1] != where:
            faults.append((name, "has another address", canonical and canonical[1]))
    assert not faults
    assert {"site_home", "guide", "guide_place", "event_public", "site_figures", "join"} <= set(looked)


def test_a_place_and_an_event_are_read_as_things_and_no_name_breaks_out(network, client_of):
    with scoped_to(network):
        place = make_place(
            name=BREAKS_OUT,
            phone="+33553000000",
            opening_hours="Mo 09:00-12:00,14:00-17:00",
            latitude=None,
            longitude=None,
        )
        odd = make_place(opening_hours="We[1] 14:00-17:00", latitude=44.5, longitude=0.2)
        at_place = make_event(BREAKS_OUT, place=place, venue="")
        off = make_event(partner=make_partner(BREAKS_OUT), state="cancelled", published_at=timezone.now())
        paid = make_event(cost="5 €")
        online = make_event(venue="", video_url="https://visio.example/secret", entrance="registration")
    visitor = client_of("visitor")

    def read(name, row):
        (found,) = structured(visitor.get(address(name, row.pk)).content.decode())
        return found

    said = read("guide_place", place)
    assert (said["@type"], said["name"], said["telephone"]) == ("CivicStructure", BREAKS_OUT, "+33553000000")
    assert "geo" not in said and len(said["openingHoursSpecification"]) == 2
    said = read("guide_place", odd)
    assert said["geo"]["latitude"] == 44.5 and "openingHoursSpecification" not in said
    said = read("event_public", at_place)
    assert (said["name"], said["startDate"]) == (BREAKS_OUT, "2099-01-15T14:00:00+01:00")
    assert said["location"]["name"] == BREAKS_OUT and said["offers"]["price"] == "0"
    assert read("event_public", off)["eventStatus"].endswith("EventCancelled")
    assert "offers" not in read("event_public", paid)
    said = read("event_public", online)
    assert said["location"]["@type"] == "VirtualLocation" and "visio.example" not in str(said)


def located(answer) -> list[str]:
    return [one.text for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("}loc")]


def test_the_map_of_the_site_names_pages_that_a_visitor_opens_and_robots_closes_the_others(
    network, other_network, client_of
):
    visitor = client_of("visitor")
    with scoped_to(network):
        place, closed = make_place(), make_place(closed_on=timezone.localdate())
        coming = make_event()
        past = make_event(starts_at=timezone.now() - timedelta(days=9))
        draft = make_event(state="draft")
    files = located(visitor.get("/sitemap.xml"))
    assert [one.split("/", 3)[3] for one in files] == [
        f"{slug}/sitemap.xml?p=1" for slug in sorted((network.slug, other_network.slug))
    ]
    pages = [f"/{one.split('/', 3)[3]}" for one in located(visitor.get(f"/{network.slug}/sitemap.xml"))]
    assert {address("site_home"), address("guide_place", place.pk), address("event_public", coming.pk)} <= set(pages)
    hidden = {address("guide_place", closed.pk), *(address("event_public", one.pk) for one in (past, draft))}
    assert not hidden & set(pages)
    assert [one for one in pages if visitor.get(one).status_code != 200] == []
    rules = [one.split(": ") for one in visitor.get("/robots.txt").content.decode().splitlines() if ": " in one]

    def allowed(path: str) -> bool:
        fitting = [
            (len(rule), word == "Allow")
            for word, rule in rules
            if word in ("Allow", "Disallow") and re.match(re.escape(rule).replace(r"\*", ".*"), path)
        ]
        return max(fitting, default=(0, True))[1]

    assert [one for one in pages if not allowed(one)] == []
    assert allowed("/") and not allowed("/compte/login/")
    opened = [
        pattern.name
        for route, pattern in discovery.routes(get_resolver())
        if ("<secret:" in route or getattr(pattern.callback, "access", "") != "public")
        and allowed("/" + re.sub("<[^>]+>", "1", route))
    ]
    assert not opened


def test_many_pages_are_split(monkeypatch):
    monkeypatch.setattr(PublicPages, "limit", 2)
    assert PublicPages([Listed("/a/"), Listed("/b/"), Listed("/c/")]).paginator.num_pages == 2


@pytest.mark.parametrize(
    ("of_name", "there"),
    [
        ("de Lot-et-Garonne", "en Lot-et-Garonne"),
        ("du Vaucluse", "dans le Vaucluse"),
        ("des Landes", "dans les Landes"),
        ("de l’Ain", "dans l’Ain"),
        ("de la Vendée", "en Vendée"),
        ("d’Ille-et-Vilaine", "en Ille-et-Vilaine"),
        ("de Mayotte", "à Mayotte"),
    ],
)
def test_a_department_is_said_with_its_preposition(of_name, there):
    assert in_department(of_name) == there
