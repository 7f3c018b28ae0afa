"""Filters and tables of posts and of local roadmaps."""

from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.enums import PostKind, PostState
from funding.ledger.models.funds import Fund
from funding.posts.models import Post
from inclusion.core.access import Permission
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.web.columns import NUM, EurosColumn
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
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=_territories, empty_label="Tous"
    )
    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=_funds, empty_label="Tous")

    class Meta:
        model = Post
        fields = ("state", "kind", "territory", "fund")


# -- Filters of the overview of posts


def _overview_funds(request: HttpRequest):
    return Fund.objects.filter(pk__in=Post.objects.accepted().values("fund"))


def _overview_territories(request: HttpRequest):
    return Epci.objects.filter(pk__in=Post.objects.accepted().values("territory"))


class PostOverviewFilter(django_filters.FilterSet):
    """Of which fund, in which territory."""

    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=_overview_funds, empty_label="Tous")
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=_overview_territories, empty_label="Tous"
    )

    class Meta:
        model = Post
        fields = ("fund", "territory")


# -- Tables of posts and of local roadmaps


def _total(name: str) -> Any:
    """A footer: the sum over the accepted posts among the rows, whichever are shown."""
    return lambda table: euros(
        sum((Decimal(getattr(row, name)) for row in table.data if row.state == PostState.ACCEPTED), ZERO)
    )


class PostTable(tables.Table):
    """Posts with what the fund pays, what is to be found and their states."""

    title = tables.Column("Poste", footer="Postes retenus, ensemble")
    employer = tables.Column("Employeur", visible=False)
    territory = tables.Column("Territoire", order_by=("territory__name", "pk"), default="Tout le département")
    fte = tables.Column("ETP", attrs=NUM)
    start = tables.Column("Financé du", visible=False)
    end = tables.Column("Financé jusqu’au")
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

    def render_title(self, record: Post) -> SafeString:
        """The way to it; below, who employs."""
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            record.get_absolute_url(),
            record.title,
            record.employer,
        )

    def value_title(self, record: Post) -> str:
        return record.title

    def render_fte(self, value: Decimal) -> str:
        """« 1 », « 0,5 »."""
        return number(value.normalize())

    def value_fte(self, value: Decimal) -> Decimal:
        return value

    def render_end(self, value: Any) -> str:
        return short_date(shown_end(value))

    def value_end(self, value: Any) -> Any:
        """The last day as a day."""
        return shown_end(value)

    def render_state(self, record: Post) -> SafeString:
        """Its chip; below, since when it is vacant."""
        shown = render_to_string("components/chip.html", chip_of(record))
        if record.vacant_since is None:
            return SafeString(shown)
        vacant = render_to_string("components/chip.html", chip("Vacant", tone="warn"))
        return format_html(
            '{}<br><span class="nowrap">{}</span><br><span class="muted">depuis le {}</span>',
            SafeString(shown),
            SafeString(vacant),
            plain_date(record.vacant_since),
        )

    def value_state(self, record: Post) -> str:
        return record.get_state_display()


class RoadmapTable(tables.Table):
    """Every intercommunalité with its local roadmap, if one is noted."""

    name = tables.Column("Intercommunalité")
    title = tables.Column("Feuille de route locale", default="aucune notée")
    stage = tables.Column("Où elle en est")
    drafted_on = tables.Column("Rédigée le")
    adopted_on = tables.Column("Adoptée le")
    posts = tables.Column("Postes retenus", attrs=NUM)
    act = tables.Column("", accessor="siren", orderable=False, exclude_from_export=True)

    class Meta:
        caption = "Feuilles de route locales"

    def before_render(self, request: HttpRequest) -> None:
        """Who does not note them is offered no way to."""
        if not request.member.may(Permission.POSTS_DECIDE):
            self.columns.hide("act")

    def render_stage(self, value: str) -> str:
        tone = {"Adoptée": "good", "Rédigée": "info"}.get(value, "warn")
        return render_to_string("components/chip.html", chip(value, tone=tone))

    def value_stage(self, value: str) -> str:
        return value

    def render_drafted_on(self, value: Any) -> str:
        return short_date(value)

    def render_adopted_on(self, value: Any) -> str:
        return short_date(value)

    def render_act(self, record: dict[str, Any]) -> SafeString:
        url = reverse("roadmap_standing_note", args=[record["network"], record["siren"]])
        return format_html('<a href="{}">Noter<span class="said"> {}</span></a>', url, record["name"])
