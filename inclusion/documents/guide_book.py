"""The whole guide on paper: contents by intercommunalité and town, each place in short, indexes by town and need."""

import io
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from inclusion.documents.guide_leaflet import (
    TEMPLATE,
    by_town,
    code_of,
    heading_of,
    needs_of,
    printed,
)
from inclusion.documents.place_files import WRITERS, PlaceFile
from inclusion.documents.place_sheets import Card, cards_of
from inclusion.enums.places import GuideFileKind
from inclusion.mail import absolute
from inclusion.models import Network, Place
from inclusion.rules.territories import search_form, typographic
from inclusion.typesetting import typeset

ELSEWHERE = "Autres communes"


def guide_book(network: Network, *, at: datetime) -> tuple[bytes, int]:
    """Return the PDF and how many places it holds; `at` is on the clock of Paris, without a zone.

    Runs in the scope of the network. A guide without a place is one page that says so.
    """
    places = Place.objects.open().select_related("partner", "commune__epci").order_by("sort_name", "pk")
    cards = cards_of(list(places), at=at)
    codes = io.BytesIO()
    document = {
        **heading_of(network, at),
        "kind": "book",
        "title": f"Guide du numérique {network.department.of_name}",
        "code": code_of(absolute("guide", network.slug), codes),
        "count": len(cards),
        "areas": _areas(cards, at.date()),
        "by_town": _by_town(cards),
        "by_need": [
            {"need": need, "places": [_line(card) for card in some]} for need, some in needs_of(cards).items()
        ],
    }
    return typeset(TEMPLATE, [document], files={"codes.bin": codes.getvalue()}), len(cards)


def _written(network: Network) -> PlaceFile:
    """The whole guide as it is now, prepared ahead like the other files of the guide."""
    data, count = guide_book(network, at=timezone.localtime().replace(tzinfo=None))
    return PlaceFile(data, count)


WRITERS[GuideFileKind.GUIDE] = _written


def _areas(cards: list[Card], on: date) -> list[dict[str, Any]]:
    """Intercommunalités by name, their towns by name, their places by name; what lies in none comes last."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(_area_of(card), []).append(card)
    names = sorted(found, key=lambda name: (name == ELSEWHERE, search_form(name)))
    return [{"name": name, "towns": _towns(found[name], on)} for name in names]


def _area_of(card: Card) -> str:
    commune = card.place.commune
    return typographic(commune.epci.full_name) if commune and commune.epci else ELSEWHERE


def _towns(cards: list[Card], on: date) -> list[dict[str, Any]]:
    towns = sorted(by_town(cards), key=lambda one: search_form(one[0]))
    return [{"name": name, "places": [printed(card, on=on) for card in some]} for name, some in towns]


def _by_town(cards: list[Card]) -> list[dict[str, Any]]:
    towns = sorted(by_town(cards), key=lambda one: search_form(one[0]))
    return [{"town": name, "places": [_line(card) for card in some]} for name, some in towns]


def _line(card: Card) -> dict[str, Any]:
    town = str(card.place.commune) if card.place.commune else typographic(card.place.town)
    return {"key": card.place.pk, "name": typographic(card.place.name), "town": town}
