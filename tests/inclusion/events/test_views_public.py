"""The agenda for everybody: its pages, and what calendars and readers make of it."""

from datetime import date, datetime, timedelta
from functools import partial

import feedparser
import icalendar
import pytest
import recurring_ical_events
from django.utils import timezone

from inclusion.core.registry.measures import measures
from inclusion.core.registry.public import public_pages
from inclusion.core.scope import scoped_to
from inclusion.events.home import figures_of_the_year, news_of_events
from inclusion.events.models import Event
from tests.builders import AT, make_commune, make_network
from tests.inclusion.event_builders import (
    FAR,
    make_event,
    make_event_draft,
    make_event_figure,
    make_event_series,
    make_event_with_places,
    make_exhibitor,
    make_talk,
)
from tests.inclusion.pages import NONSENSE_QUERIES, page, url
from tests.inclusion.registration_builders import make_registration

PARIS = timezone.get_default_timezone()
THEME = "Utilisation sécurisée du numérique"


@pytest.fixture(autouse=True)
def _now(clock):
    clock(AT)


def shown(client, name, network, *args, query=""):
    return page(client.get(url(name, network, *args) + query)).replace("\u00a0", " ")


def calendar(client, network, query=""):
    answer = client.get(url("event_feed_ics", network) + query)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def test_the_agenda_shows_what_is_to_come_and_what_was(network, other_network, client_of):
    with scoped_to(network):
        make_event("Atelier à venir", summary="Venez comme vous êtes.")
        make_event_draft("Brouillon")
        make_event("Annulé d’avance", state="cancelled", published_at=AT)
        make_event("Jamais montré", state="cancelled")
        past = make_event("Festival NuméricA", starts_at=AT - timedelta(days=40))
        make_event_figure(past, 1420)
    with scoped_to(other_network):
        make_event("Étranger")
    visitor = client_of("visitor")
    agenda = shown(visitor, "event_public_list", network)
    for words in ("Janvier 2099", "Atelier à venir", "Venez comme", "Annulé d’avance", "2 événements"):
        assert words in agenda
    for words in ("Brouillon", "Festival NuméricA", "Étranger", "Jamais montré"):
        assert words not in agenda
    before = shown(visitor, "event_public_list", network, query="?quand=passes")
    assert "1\u202f420 visiteurs" in before


@pytest.mark.parametrize("query", NONSENSE_QUERIES[2::3])
@pytest.mark.parametrize("name", ["event_public_list", "event_feed_ics", "event_feed_atom"])
def test_no_address_breaks_it(network, client_of, name, query):
    assert client_of("visitor").get(f"{url(name, network)}?{query}").status_code == 200


def test_a_page_says_all_there_is_to_know(network, client_of):
    with scoped_to(network):
        event = make_event_with_places(
            title="Forum", cost="Gratuit", accessibility="Plain-pied", video_url="https://visio.exemple.example/x"
        )
        make_talk(event, "L’IA, et moi ?", speakers="Zoé", room="Grande salle")
        make_exhibitor(event, "Emmaüs", stand="A1")
    text = shown(client_of("visitor"), "event_public", network, event.pk)
    for words in (
        "Jeudi 15 janvier 2099, de 14 h à 16 h",
        "Salle des fêtes",
        "L’IA, et moi ?",
        "Grande salle",
        "1 exposant",
        "Plain-pied",
        "envoyé aux personnes inscrites",
        "S’inscrire",
    ):
        assert words in text
    assert "visio.exemple.example" not in text


def test_a_page_says_when_whoever_comes_would_wait(network, client_of):
    with scoped_to(network):
        event = make_event_with_places(capacity=1)
        page_of = partial(shown, client_of("visitor"), "event_public", network, event.pk)
        assert "Toutes les places sont prises" not in page_of()
        make_registration(event)
        assert "S’inscrire sur la liste d’attente" in page_of()


def test_a_page_says_what_was_called_off_and_what_is_over(network, client_of):
    with scoped_to(network):
        off = make_event(state="cancelled", published_at=AT, cancel_reason="Salle fermée")
        past = make_event(starts_at=AT - timedelta(days=2), report="Une belle journée.")
        make_event_figure(past, 1420)
        draft, unseen = make_event_draft(), make_event(state="cancelled")
    visitor = client_of("visitor")
    assert "Cet événement est annulé." in shown(visitor, "event_public", network, off.pk)
    over = shown(visitor, "event_public", network, past.pk)
    for words in ("Cet événement est passé.", "1\u202f420", "Une belle journée."):
        assert words in over
    for hidden in (draft, unseen):
        for name in ("event_public", "event_ics", "event_programme_pdf"):
            assert visitor.get(url(name, network, hidden.pk)).status_code == 404


def test_the_programme_is_printed(network, client_of):
    with scoped_to(network):
        event = make_event()
        make_talk(event)
        make_exhibitor(event)
    answer = client_of("visitor").get(url("event_programme_pdf", network, event.pk))
    assert answer.content.startswith(b"%PDF")


# -- Calendars and readers --------------------------------------------------------------------------------------------


def test_a_calendar_stays_at_its_hour_when_clocks_change(network, client_of, clock):
    """14:00 in Paris on both sides of 29 March and of 25 October 2026, as another program shows it."""
    days = [date(2026, 3, 26), date(2026, 4, 2), date(2026, 10, 22), date(2026, 10, 29)]
    clock(datetime(2026, 3, 1, 9, tzinfo=PARIS))
    with scoped_to(network):
        for day in days:
            start = datetime(day.year, day.month, day.day, 14, tzinfo=PARIS)
            make_event(f"Jeudi {day:%m}", starts_at=start, ends_at=start + timedelta(hours=1))
    read = calendar(client_of("visitor"), network)
    assert [str(one["TZID"]) for one in read.walk("VTIMEZONE")] == ["Europe/Paris"]
    found = recurring_ical_events.of(read).between(date(2026, 1, 1), date(2027, 1, 1))
    starts = sorted(one["DTSTART"].dt for one in found)
    assert [(one.date(), one.hour) for one in starts] == [(day, 14) for day in days]
    assert [one.utcoffset() for one in starts] == [timedelta(hours=hours) for hours in (1, 2, 2, 1)]


def test_a_calendar_keeps_accents_long_lines_days_and_what_is_called_off(network, client_of):
    title = "L’été de l’inclusion numérique à Châteauneuf-de-Gadagne, œuvres et ateliers ; réflexions, « débats »"
    with scoped_to(network):
        festival = make_event(title, ends_at=FAR + timedelta(days=1, hours=9), summary="É" * 280, themes=[THEME])
        make_event("Atelier", state="cancelled", published_at=AT, sequence=3, cancel_reason="Grève")
    visitor = client_of("visitor")
    raw = visitor.get(url("event_feed_ics", network)).content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    events = {str(one["UID"]): one for one in icalendar.Calendar.from_ical(raw).walk("VEVENT")}
    one = events.pop(f"{festival.uid}@liant")
    assert str(one["SUMMARY"]) == title
    assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(days=1, hours=9)
    assert one["CATEGORIES"].cats == [THEME]
    (off,) = events.values()
    assert (str(off["STATUS"]), int(off["SEQUENCE"])) == ("CANCELLED", 3)
    assert "Grève" in str(off["DESCRIPTION"])


def test_one_event_for_one_calendar(network, client_of):
    with scoped_to(network):
        event = make_event_with_places(video_url="https://visio.exemple.example/x")
    answer = client_of("visitor").get(url("event_ics", network, event.pk))
    (one,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(one["URL"]).endswith(url("event_public", network, event.pk))
    assert b"visio.exemple" not in answer.content


def test_feeds_are_narrowed_by_town_theme_and_kind(network, client_of):
    with scoped_to(network):
        make_event("Ici", commune=make_commune(), themes=[THEME], kind="forum")
        make_event("Ailleurs", commune=make_commune("47001", "Agen", ("47000",)))
    visitor = client_of("visitor")
    for query in ("?commune=47157", f"?theme={THEME}", "?kind=forum"):
        read = calendar(visitor, network, query)
        assert [str(one["SUMMARY"]) for one in read.walk("VEVENT")] == ["Ici"]
        feed = feedparser.parse(visitor.get(url("event_feed_atom", network) + query).content)
        assert [one.title for one in feed.entries] == ["Ici"]
    assert "Marmande" in str(calendar(visitor, network, "?commune=47157")["X-WR-CALNAME"])


def test_a_reader_reads_the_feed(network, client_of):
    with scoped_to(network):
        event = make_event("L’été & l’hiver <en fête>", themes=[THEME])
        make_event("Perdu", state="cancelled", published_at=AT)
    feed = feedparser.parse(client_of("visitor").get(url("event_feed_atom", network)).content)
    assert not feed.bozo
    assert (feed.version, feed.feed.title) == ("atom10", f"Agenda de {network}")
    first = next(one for one in feed.entries if one.id == event.uid.urn)
    assert first.title == "L’été & l’hiver <en fête>"
    assert first.link.startswith("http")
    assert first.link.endswith(url("event_public", network, event.pk))
    assert {one.term for one in first.tags} == {"Atelier", THEME}
    assert [one.title for one in feed.entries if one is not first] == ["Annulé\u00a0: Perdu"]


@pytest.mark.parametrize("name", ["event_feed_ics", "event_feed_atom", "event_public_list"])
def test_what_was_pasted_out_of_slides_breaks_no_feed(network, client_of, name):
    with scoped_to(network):
        event = make_event("Un atelier\x0bpour\x01 tous\ndeux", summary="Page 1\x0cPage 2\x1f", venue="Ici\x02")
        make_exhibitor(event)
    visitor = client_of("visitor")
    answer = visitor.get(url(name, network))
    assert answer.status_code == 200
    if name == "event_feed_atom":
        assert not feedparser.parse(answer.content).bozo
    for one in ("event_public", "event_ics", "event_programme_pdf"):
        assert visitor.get(url(one, network, event.pk)).status_code == 200


def test_the_next_dates_of_a_rendez_vous_are_those_that_take_place(network, client_of):
    with scoped_to(network):
        series = make_event_series()
        event = make_event("Premier jeudi", series=series)
        make_event("Deuxième jeudi", series=series, starts_at=FAR + timedelta(days=7))
        make_event("Jeudi annulé", series=series, state="cancelled", published_at=AT)
        make_event_draft("Jeudi pas dit", series=series)
    text = shown(client_of("visitor"), "event_public", network, event.pk)
    assert "Deuxième jeudi" in text
    assert "Jeudi annulé" not in text
    assert "Jeudi pas dit" not in text


@pytest.mark.parametrize("name", ["event_feed_ics", "event_feed_atom"])
def test_who_has_it_already_is_sent_nothing(network, client_of, name):
    visitor = client_of("visitor")
    empty = visitor.get(url(name, network))
    assert visitor.get(url(name, network), headers={"if-none-match": empty["ETag"]}).status_code == 304
    with scoped_to(network):
        event = make_event()
    first = visitor.get(url(name, network))
    assert first["ETag"] != empty["ETag"]
    again = visitor.get(url(name, network), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with scoped_to(network):
        Event.objects.filter(pk=event.pk).update(title="Autre", changed_at=AT + timedelta(hours=1))
    assert visitor.get(url(name, network), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_who_asks_without_end_is_asked_to_wait(network, client_of, monkeypatch):
    monkeypatch.setattr("inclusion.events.views.public.MAX_READS", 2)
    visitor = client_of("visitor")
    found = [visitor.get(url("event_feed_ics", network)).status_code for _ in range(3)]
    assert found == [200, 200, 429]


# -- Elsewhere --------------------------------------------------------------------------------------------------------


def test_the_newsletter_the_figures_and_the_public_pages_know_of_events(network):
    other = make_network("vide", "Réseau vide")
    with scoped_to(network):
        past = make_event("Festival", starts_at=AT - timedelta(days=10), summary="Deux jours.")
        make_event_figure(past, 1420)
        make_event("À venir", published_at=AT - timedelta(days=1))
        make_event_draft()
    start, end = date(2026, 11, 1), date(2026, 12, 1)
    news = news_of_events(network, start, end)
    assert [(one.heading, one.title) for one in news] == [
        ("Ce qui a eu lieu", "Festival"),
        ("Les prochains rendez-vous", "À venir"),
    ]
    assert "1\u202f420 visiteurs" in news[0].text.replace("\u00a0", " ")
    assert [one.value for one in figures_of_the_year(network, date(2026, 11, 24))] == [1, 1420]
    assert figures_of_the_year(other, date(2026, 11, 24)) == []
    assert measures()["events_held"].count(network, start, end) == 1
    assert measures()["event_visitors"].count(network, start, end) == 1420
    pages = public_pages(date(2026, 11, 24))
    assert ("Agenda", "event_public_list") in pages[network.pk]
    assert ("Agenda", "event_public_list") not in pages.get(other.pk, [])


def test_the_newsletter_tells_of_no_event_before_it_is_over(network, clock):
    clock(AT)
    with scoped_to(network):
        make_event("Demain", starts_at=AT + timedelta(days=1), published_at=AT - timedelta(days=1))
        make_event("Annoncé avant", starts_at=AT + timedelta(days=1), published_at=AT - timedelta(days=60))
    period = network, date(2026, 11, 1), date(2026, 12, 1)
    assert [(one.heading, one.title) for one in news_of_events(*period)] == [("Les prochains rendez-vous", "Demain")]
    clock(AT + timedelta(days=2))
    assert [one.heading for one in news_of_events(*period)] == ["Ce qui a eu lieu"] * 2


def test_the_newsletter_says_for_whom_and_the_figures_hide_few(network):
    with scoped_to(network):
        make_event("Entre nous", entrance="members", published_at=AT - timedelta(days=1))
        make_event_figure(make_event(starts_at=AT - timedelta(days=10)), 4)
    texts = {one.title: one.text for one in news_of_events(network, date(2026, 11, 20), date(2026, 12, 1))}
    assert "Réservé aux membres" in texts["Entre nous"]
    found = figures_of_the_year(network, date(2026, 11, 24))
    assert [one.label for one in found] == ["Événements sur 12 mois"]
