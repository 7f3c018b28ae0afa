"""The table of coverage: what reaches each intercommunalité, in the words of the map."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from inclusion.core.french.periods import plain_date
from inclusion.core.scope import active_network
from inclusion.core.web.columns import NUM, StateColumn
from inclusion.templatetags.liant import chip
from roadmaps.coverage.queries import Coverage


def _standing(one: Coverage) -> dict[str, str]:
    return chip(one.standing.label, tone=one.standing.tone, sign=one.standing.sign)


class CoverageTable(tables.Table):
    """One line for each intercommunalité; `roadmaps` and `agreements`: the keys of those that the reader may open."""

    epci = tables.Column("Intercommunalité", accessor="epci", order_by="number", footer="Ensemble")
    number = tables.Column("N°", accessor="number", visible=False)
    standing = StateColumn("Relais", look=_standing, order_by="rank")
    roadmap = tables.Column("Feuille de route", accessor="epci", orderable=False)
    body = tables.Column("Instance", accessor="epci", orderable=False)
    agreement = tables.Column("Convention (CTG)", accessor="epci", orderable=False)
    places = tables.Column(
        "Places de formation",
        accessor="places",
        attrs=NUM,
        footer=lambda table: sum(row.places for row in table.data),
    )

    class Meta:
        caption = "Ce qui relie chaque intercommunalité"
        empty_text = "Aucune intercommunalité ne correspond à votre choix."

    def __init__(self, *args: Any, roadmaps: set[int], agreements: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roadmaps, self.agreements = roadmaps, agreements

    def render_epci(self, record: Coverage) -> SafeString:
        """The way to its page; below, what it has in a sentence."""
        return format_html(
            '<span class="muted">{}.</span> <a href="{}">{}</a><br><span class="muted">{}</span>',
            record.number,
            address_of(record),
            record.epci,
            record.facts.sentence,
        )

    def value_epci(self, record: Coverage) -> str:
        return str(record.epci)

    def render_roadmap(self, record: Coverage) -> Any:
        """Each roadmap with its state; those that are over say so."""
        told = [(self._link(one, one.pk in self.roadmaps), words) for one, words in _roadmaps(record)]
        return format_html_join(SafeString("<br>"), '{}<br><span class="muted">{}</span>', told) or "–"

    def value_roadmap(self, record: Coverage) -> str:
        """The same in words."""
        return "; ".join(f"{one} ({words})" for one, words in _roadmaps(record))

    def render_body(self, record: Coverage) -> Any:
        """Each body, and since when it deals with the subject."""
        told = [(one.name, f"depuis le {plain_date(one.deals_since)}") for one in record.bodies]
        return format_html_join(SafeString("<br>"), '{}<br><span class="muted">{}</span>', told) or "–"

    def value_body(self, record: Coverage) -> str:
        return "; ".join(one.name for one in record.bodies)

    def render_agreement(self, record: Coverage) -> Any:
        """Each agreement by its reference."""
        told = [(self._link(one, one.pk in self.agreements, one.reference),) for one in record.agreements]
        return format_html_join(SafeString("<br>"), "{}", told) or "–"

    def value_agreement(self, record: Coverage) -> str:
        return "; ".join(one.reference for one in record.agreements)

    @staticmethod
    def _link(row: Any, is_seen: bool, words: str = "") -> Any:
        return (
            format_html('<a href="{}">{}</a>', row.get_absolute_url(), words or row)
            if is_seen
            else words or str(row)
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
