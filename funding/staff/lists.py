"""The filter and the table of the register of posts."""

from datetime import date
from operator import attrgetter
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.enums import PostKind
from funding.staff.enums import Outcome, Payer
from funding.staff.models import StaffPost
from inclusion.core.activities import page_is_on
from inclusion.core.french.periods import plain_date
from inclusion.core.web.columns import NUM, FormattedColumn, LastDayColumn, LinkColumn, chip_html
from inclusion.templatetags.liant import chip, number
from inclusion.territories.models import Epci

#: Without one of these, the posts that run are shown, as the title counts them.
SITUATIONS = [
    ("vacant", "Vacant"),
    ("to_come", "À venir"),
    ("over", "Financement terminé"),
    ("unanswered", "Terminé, sans réponse"),
    ("all", "Tous, terminés compris"),
]


def _territories(request: Any) -> QuerySet:
    """The intercommunalités that have posts which this member sees."""
    return Epci.objects.filter(pk__in=StaffPost.objects.visible_to(request.member).values("territory"))


class StaffFilter(django_filters.FilterSet):
    """Which posts of the register."""

    situation = django_filters.ChoiceFilter(
        label="Situation", choices=SITUATIONS, method="standing", empty_label="En cours"
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=PostKind, empty_label="Toutes")
    paid_by = django_filters.ChoiceFilter(label="Qui paie", choices=Payer, empty_label="Peu importe")
    territory = django_filters.ModelChoiceFilter(label="Territoire", queryset=_territories, empty_label="Tous")

    class Meta:
        model = StaffPost
        fields = ("situation", "kind", "paid_by", "territory")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not page_is_on(self.request.network, "post_list"):
            shown = [one for one in Payer.choices if one[0] != Payer.CO_FINANCED]
            self.filters["paid_by"].extra["choices"] = shown

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data.get("situation")
        return found if chosen else found.running_on(timezone.localdate())

    def standing(self, queryset: Any, name: str, value: str) -> Any:
        """Posts that are vacant, to come, or have ended on this day; or all."""
        today = timezone.localdate()
        match value:
            case "vacant":
                return queryset.filter(vacant_since__isnull=False)
            case "to_come":
                return queryset.filter(start__gt=today)
            case "over":
                return queryset.over(today)
            case "unanswered":
                return queryset.unanswered(today)
        return queryset


#: What became of a post, in one word.
ENDED = {
    Outcome.KEPT: "Pérennisé",
    Outcome.KEPT_OTHERWISE: "Pérennisé",
    Outcome.STOPPED: "Arrêté",
    Outcome.TURNED: "Transformé",
}


def look_of(post: Any, today: date) -> dict[str, Any]:
    """The chip of a post: vacant, filled, to come, or what became of it."""
    if post.start > today:
        return chip("À venir", tone="info")
    if post.end is not None and post.end <= today:
        return chip(ENDED.get(post.outcome, "Sans réponse"), tone="calm" if post.outcome else "warn")
    if post.vacant_since is not None:
        return chip("Vacant", tone="warn")
    return chip("Pourvu", tone="good")


class StaffTable(tables.Table):
    """Posts with where they are, how much they count, who pays them; no name of who holds them."""

    title = LinkColumn("Poste", below=attrgetter("employer"), footer="Ensemble")
    employer = tables.Column("Employeur", visible=False)
    kind = tables.Column("Nature", visible=False)
    territory = tables.Column("Territoire", order_by=("territory__name", "pk"), default="Tout le département")
    fte = FormattedColumn("ETP", show=lambda post: number(post.fte, 2), attrs=NUM, footer=lambda table: _sum(table))
    paid_by = tables.Column("Qui paie")
    agreements_fte = FormattedColumn(
        "dont conventions",
        show=lambda post: number(post.agreements_fte, 2) if post.agreements_fte else "–",
        attrs=NUM,
        footer=lambda table: _sum(table, "agreements_fte"),
    )
    start = tables.Column("Depuis", visible=False)
    end = LastDayColumn("Financé jusqu’au", default="sans fin notée")
    situation = tables.Column("Situation", empty_values=(), orderable=False)

    class Meta:
        model = StaffPost
        fields = (
            "title",
            "employer",
            "kind",
            "territory",
            "fte",
            "paid_by",
            "agreements_fte",
            "start",
            "end",
            "situation",
        )
        order_by = ("title",)
        attrs = {"class": "first-wide"}
        caption = "Les postes"
        empty_text = "Aucun poste ici."

    def render_situation(self, record: Any) -> SafeString:
        """Its chip; below, since when it is vacant."""
        shown = chip_html(look_of(record, timezone.localdate()))
        if record.vacant_since is None:
            return shown
        return format_html('{}<br><span class="muted">depuis le {}</span>', shown, plain_date(record.vacant_since))

    def value_situation(self, record: Any) -> str:
        return str(look_of(record, timezone.localdate())["label"])


def _sum(table: Any, name: str = "fte") -> str:
    return number(sum(getattr(row, name) for row in table.data), 2)
