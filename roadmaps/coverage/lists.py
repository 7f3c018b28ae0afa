"""The table of coverage: what reaches each intercommunalité, in the words of the map."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from inclusion.core.french.names import typographic
from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, OFF_CARDS, StateColumn
from inclusion.templatetags.liant import chip
from roadmaps.coverage.queries import Coverage
from roadmaps.coverage.rules.standing import MarkState, Relay, place_name


def _standing(one: Coverage) -> dict[str, str]:
    return chip(one.standing.label, tone=one.standing.tone, sign=one.standing.sign)


class CoverageTable(tables.Table):
    """One line for each intercommunalité; `roadmaps` and `agreements`: the keys of those that the reader may open."""

    epci = tables.Column("Intercommunalité", accessor="epci", order_by="number", footer="Ensemble")
    number = tables.Column("N°", accessor="number", visible=False)
    standing = StateColumn("Relais", look=_standing, order_by="rank")
    roadmap = tables.Column("Feuille de route", accessor="epci", orderable=False, attrs=OFF_CARDS)
    body = tables.Column("Instance", accessor="epci", orderable=False, attrs=OFF_CARDS)
    agreement = tables.Column("CTG", accessor="epci", orderable=False, attrs=OFF_CARDS)
    places = tables.Column(
        "Formation", accessor="places", attrs=OFF_CARDS, footer=lambda table: sum(row.places for row in table.data)
    )

    class Meta:
        attrs = CARDS
        caption = "Ce qui relie chaque intercommunalité"
        empty_text = "Aucune intercommunalité ne correspond à votre choix."

    def __init__(self, *args: Any, roadmaps: set[int], agreements: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roadmaps, self.agreements = roadmaps, agreements

    def render_epci(self, record: Coverage) -> SafeString:
        """The way to its page, by its short name on one line; on a phone its four marks below."""
        marks = format_html_join(SafeString(" "), "{}", ((_mark(*one),) for one in record.facts.marks))
        return format_html(
            '<span class="muted">{}.</span> <a href="{}" title="{}">{}</a><span class="on-cards relay-marks">{}</span>',
            record.number,
            address_of(record),
            record.epci,
            place_name(typographic(record.epci.name)),
            marks,
        )

    def value_epci(self, record: Coverage) -> str:
        return str(record.epci)

    def render_roadmap(self, record: Coverage) -> Any:
        """The state of the first that counts most, leading to it, and how many more there are; its title on demand."""
        found = [
            (self._link(one, one.pk in self.roadmaps, _short(words)), f"{one.title}, {words}")
            for one, words in _roadmaps(record)
        ]
        return _cell(Relay.ROADMAP, record, found)

    def value_roadmap(self, record: Coverage) -> str:
        """All of them with their states, in words."""
        return "; ".join(f"{one.title} ({words})" for one, words in _roadmaps(record))

    def render_body(self, record: Coverage) -> Any:
        """Since when a body deals with the subject; its name on demand."""
        return _cell(Relay.BODY, record, [(f"depuis\u00a0{one.dealt_since:%Y}", one.name) for one in record.bodies])

    def value_body(self, record: Coverage) -> str:
        return "; ".join(one.name for one in record.bodies)

    def render_agreement(self, record: Coverage) -> Any:
        """The way to an agreement that is signed; one that says nothing of the subject says so."""
        found = [(self._link(one, one.pk in self.agreements, "signée"), one.reference) for one in record.agreements]
        found += [("sans en parler", one.reference) for one in record.without_theme]
        return _cell(Relay.AGREEMENT, record, found)

    def value_agreement(self, record: Coverage) -> str:
        return "; ".join(one.reference for one in record.agreements)

    def render_places(self, record: Coverage) -> Any:
        """How many places, with the mark of the map."""
        found = [(record.places, "places attribuées")] if record.places else []
        return _cell(Relay.TRAINING, record, found)

    def value_places(self, record: Coverage) -> int:
        return record.places

    @staticmethod
    def _link(row: Any, is_seen: bool, words: str = "") -> Any:
        return (
            format_html('<a href="{}">{}</a>', row.get_absolute_url(), words or row) if is_seen else words or str(row)
        )


def _short(words: str) -> str:
    """« rédigée, à confirmer »: without who confirms and where the content is; « en préparation » in one piece."""
    said = words.replace(" par la coordination", "").partition(", sans")[0]
    return said.replace("en préparation", "en\u00a0préparation")


def _cell(relay: Relay, record: Coverage, found: Sequence[tuple[Any, str]]) -> SafeString:
    """The mark of the map, then the first of what was found and how many more."""
    words: Any = "manque"
    if found:
        more = f" + {len(found) - 1}" if len(found) > 1 else ""
        titles = ", ".join(title for _, title in found)
        words = format_html('<span title="{}">{}{}</span>', titles, found[0][0], more)
    mark = format_html(
        '<span class="relay-mark {}" aria-hidden="true">{}</span>', dict(record.facts.marks)[relay], relay.letter
    )
    if relay == Relay.ROADMAP:
        return format_html("{}\u00a0{}", mark, words)
    return format_html('<span class="nowrap">{} {}</span>', mark, words)


def _mark(relay: Relay, state: MarkState) -> SafeString:
    """A mark that stands alone, with its words for who does not see it."""
    return format_html(
        '<span class="relay-mark {}"><span aria-hidden="true">{}</span><span class="said">{}\u00a0: {}</span></span>',
        state,
        relay.letter,
        relay.label,
        state.label,
    )


def _roadmaps(one: Coverage) -> list[tuple[Any, str]]:
    return [
        *((roadmap, roadmap.adopted_word) for roadmap in one.adopted),
        *((roadmap, roadmap.preparing_word) for roadmap in one.preparing),
        *((roadmap, f"en partie\u00a0: commune {commune}") for commune, roadmap in one.of_communes),
        *((roadmap, "terminée") for roadmap in one.over),
    ]


def address_of(one: Coverage) -> str:
    """The page of an intercommunalité."""
    return reverse("coverage_epci", args=[active_network().slug, one.epci.pk])
