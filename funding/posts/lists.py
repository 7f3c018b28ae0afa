"""Filters and tables of posts and of local roadmaps."""

from functools import partial
from operator import attrgetter
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.enums import PostKind
from funding.ledger.models.funds import Fund
from funding.posts.enums import PostState
from funding.posts.models import Post
from inclusion.core.french.periods import plain_date
from inclusion.core.web.columns import (
    CARDS,
    NUM,
    EurosColumn,
    FormattedColumn,
    LastDayColumn,
    LinkColumn,
    StateColumn,
    chip_html,
    total_of,
)
from inclusion.templatetags.liant import chip, chip_of, number, short_date
from inclusion.territories.models import Epci

# -- Filters of posts


def _territories(request: Any) -> Any:
    """The intercommunalités that have posts which this member sees."""
    seen = Post.objects.visible_to(request.member)
    return Epci.objects.filter(pk__in=seen.values("territory"))


def _funds(request: Any) -> Any:
    """The funds of posts which this member sees."""
    return Fund.objects.filter(pk__in=Post.objects.visible_to(request.member).values("fund"))


class PostFilter(django_filters.FilterSet):
    """Which posts of the network."""

    state = django_filters.ChoiceFilter(label="État", choices=PostState, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Métier", choices=PostKind, empty_label="Tous")
    territory = django_filters.ModelChoiceFilter(label="Territoire", queryset=_territories, empty_label="Tous")
    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=_funds, empty_label="Tous")

    class Meta:
        model = Post
        fields = ("state", "kind", "territory", "fund")


# -- Filters of the overview of posts


def _overview_funds(request: HttpRequest) -> QuerySet[Fund]:
    return Fund.objects.filter(pk__in=Post.objects.accepted().values("fund"))


def _overview_territories(request: HttpRequest) -> QuerySet[Epci]:
    return Epci.objects.filter(pk__in=Post.objects.accepted().values("territory"))


class PostOverviewFilter(django_filters.FilterSet):
    """Of which fund, in which territory."""

    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=_overview_funds, empty_label="Tous")
    territory = django_filters.ModelChoiceFilter(label="Territoire", queryset=_overview_territories, empty_label="Tous")

    class Meta:
        model = Post
        fields = ("fund", "territory")


# -- Tables of posts and of local roadmaps


_total = partial(total_of, counts=lambda row: row.state == PostState.ACCEPTED)


class PostTable(tables.Table):
    """Posts with what the fund pays, what is to be found and their states."""

    title = LinkColumn("Poste", below=attrgetter("employer"), footer="Postes retenus, ensemble")
    employer = tables.Column("Employeur", visible=False)
    territory = tables.Column("Territoire", order_by=("territory__name", "pk"), default="Tout le département")
    fte = FormattedColumn("ETP", show=lambda post: number(post.fte.normalize()), attrs=NUM)
    start = tables.Column("Financé du", visible=False)
    end = LastDayColumn("Financé jusqu’au", accessor="financed_until", order_by="end")
    fund_share = EurosColumn(verbose_name="Part du fonds", footer=_total("fund_share"))
    to_find = EurosColumn(verbose_name="Reste à trouver", footer=_total("to_find"))
    state = tables.Column("État")
    vacant_since = tables.Column("Vacant depuis", visible=False)

    class Meta:
        model = Post
        fields = (
            "title",
            "employer",
            "territory",
            "fte",
            "start",
            "end",
            "fund_share",
            "to_find",
            "state",
            "vacant_since",
        )
        order_by = ("-start", "title")
        caption = "Tous les postes"
        empty_text = "Aucun poste ici."

    def render_state(self, record: Post) -> SafeString:
        """Its chip; below, since when it is vacant."""
        shown = chip_html(chip_of(record))
        if record.vacant_since is None:
            return shown
        return format_html(
            '{}<br><span class="nowrap">{}</span><br><span class="muted">depuis le {}</span>',
            shown,
            chip_html(chip("Vacant", tone="warn")),
            plain_date(record.vacant_since),
        )

    def value_state(self, record: Post) -> str:
        return record.get_state_display()


def _stage(record: dict[str, Any]) -> dict[str, str]:
    tone = {"Adoptée": "good", "Rédigée": "info"}.get(record["stage"], "warn")
    return chip(record["stage"], tone=tone)


def _roadmap(record: dict[str, Any]) -> SafeString | str:
    """The way to the roadmap; below, what its state alone does not say."""
    if not record["title"]:
        return "aucune"
    return format_html(
        '<div class="wide">{}{}</div>',
        format_html('<a href="{}">{}</a>', record["url"], record["title"]) if record["url"] else record["title"],
        format_html('<br><span class="muted">{}</span>', record["note"]) if record["note"] else "",
    )


class RoadmapTable(tables.Table):
    """Every intercommunalité with its local roadmaps."""

    name = tables.Column("Intercommunalité")
    title = FormattedColumn("Feuille de route locale", show=_roadmap, empty_values=())
    note = tables.Column("Remarque", visible=False)
    stage = StateColumn("État", look=_stage)
    drafted_on = tables.Column("Rédigée le")
    adopted_on = tables.Column("Adoptée le")
    posts = tables.Column("Postes retenus", attrs=NUM)

    class Meta:
        attrs = CARDS
        caption = "Feuilles de route locales"

    def render_drafted_on(self, value: Any) -> str:
        return short_date(value)

    render_adopted_on = render_drafted_on
