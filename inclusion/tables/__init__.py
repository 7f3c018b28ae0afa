"""Tables of the network's lists; the same columns go out as CSV and XLSX."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from inclusion.access import ROLES, Permission
from inclusion.models import Beneficiary, Body, JournalEntry, Membership, Partner
from inclusion.models.meeting_queries import dues
from inclusion.rules.periods import plain_date
from inclusion.rules.rhythm import NextMeeting, Pace, rhythm_words
from inclusion.scope import active_network
from inclusion.templatetags.liant import chip, short_date


class MomentColumn(tables.DateTimeColumn):
    """A moment, to the minute on the page; the moment itself in exports."""

    shown = "d/m/Y H:i"

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(format=self.shown, verbose_name=verbose_name, **kwargs)

    def value(self, value: Any) -> Any:
        """The moment itself."""
        return value


class DayColumn(MomentColumn):
    """The day of a moment on the page."""

    shown = "d/m/Y"


class PartnerTable(tables.Table):
    """The partners of a network."""

    name = tables.Column("Nom", linkify=True, order_by="sort_name", attrs={"th": {"scope": "col"}})
    kind = tables.Column("Type", accessor=A("get_kind_display"), order_by="kind")
    commune = tables.Column("Commune", order_by="commune__name", default="")
    siret = tables.Column("SIRET", default="")
    members = tables.Column("Membres", attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    class Meta:
        model = Partner
        fields = ("name", "kind", "commune", "siret", "members")
        caption = "Partenaires"
        empty_text = "Aucun partenaire ne correspond à votre recherche."


class BodyTable(tables.Table):
    """The bodies of a network's governance, of the département and of its intercommunalités."""

    name = tables.Column("Nom", order_by="sort_name")
    kind = tables.Column("Type", accessor=A("get_kind_display"), order_by="kind")
    epci = tables.Column("Territoire", order_by=("epci__name", "pk"), default="Tout le département")
    partner = tables.Column("Réunie par", order_by="partner__sort_name", default="")
    rhythm = tables.Column("Rythme", accessor="pk", orderable=False)
    due = tables.Column("Prochaine réunion", accessor="pk", orderable=False)
    deals_since = tables.Column("S’occupe d’inclusion numérique", empty_values=())
    closed_on = tables.Column("Ne se réunit plus depuis le", visible=False, default="")
    act = tables.Column("", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Body
        fields = ("name", "kind", "epci", "partner", "rhythm", "due", "deals_since", "closed_on", "act")
        order_by = "name"
        caption = "Instances"
        empty_text = "Aucune instance ne correspond à votre recherche."

    def before_render(self, request: HttpRequest) -> None:
        """Who does not keep the list is offered no way to change it."""
        if not request.member.may(Permission.BODIES_MANAGE):
            self.columns.hide("act")

    def render_name(self, record: Body) -> Any:
        """Its name and the way to it; below, since when it meets no more."""
        url = reverse("body_detail", args=[active_network().slug, record.pk])
        if record.closed_on is None:
            return format_html('<a href="{}">{}</a>', url, record.name)
        words = f"Ne se réunit plus depuis le {plain_date(record.closed_on)}"
        return format_html('<a href="{}">{}</a><br><span class="muted">{}</span>', url, record.name, words)

    def value_name(self, record: Body) -> str:
        """Its name alone."""
        return record.name

    def render_rhythm(self, record: Body) -> str:
        """How often it is expected to meet."""
        return rhythm_words(record.meets_least, record.meets_most)

    def _due(self, record: Body) -> NextMeeting:
        """When it should meet; asked once for the whole list."""
        if not hasattr(self, "_dues"):
            self._dues = dues([row.record for row in self.rows], today=timezone.localdate())
        return self._dues[record.pk]

    def render_due(self, record: Body) -> Any:
        """The day that is planned, or by when it should meet."""
        if record.is_closed:
            return ""
        due = self._due(record)
        if due.pace in (Pace.LATE, Pace.TO_PLAN):
            look = chip("En retard", tone="bad") if due.pace == Pace.LATE else chip("À prévoir", tone="warn")
            day = f"avant le {short_date(due.due_on)}"
            return format_html("{} {}", SafeString(render_to_string("components/chip.html", look)), day)
        if due.planned_on:
            return f"le {short_date(due.planned_on)}"
        return f"avant le {short_date(due.due_on)}" if due.due_on else ""

    def value_due(self, record: Body) -> Any:
        """The day that is planned, else the day by which it should meet."""
        due = self._due(record)
        return "" if record.is_closed else due.planned_on or due.due_on or ""

    def render_deals_since(self, record: Body) -> str:
        """Since when, or that it does not yet."""
        if record.deals_since is None:
            return render_to_string("components/chip.html", chip("Pas encore", tone="calm"))
        return f"depuis le {short_date(record.deals_since)}"

    def value_deals_since(self, record: Body) -> Any:
        """The day."""
        return record.deals_since or ""

    def render_act(self, record: Body) -> SafeString:
        """The way to change it."""
        url = reverse("body_edit", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">Modifier<span class="said"> {}</span></a>', url, record.name)


class PersonTable(tables.Table):
    """The people that a member may see."""

    last_name = tables.Column("Nom", linkify=True, order_by="sort_name")
    first_name = tables.Column("Prénom")
    birth_year = tables.Column("Naissance", default="")
    town = tables.Column("Ville", order_by=("postal_code", "town"), default="")
    operator = tables.Column("Usager de", order_by="operator__sort_name", default="")
    followed_by = tables.Column("Suivi par", order_by="followed_by__sort_name")

    class Meta:
        model = Beneficiary
        fields = ("last_name", "first_name", "birth_year", "town", "operator", "followed_by")
        caption = "Personnes"
        empty_text = "Personne ne correspond à votre recherche."

    def render_town(self, record):
        return f"{record.postal_code} {record.town}".strip()

    value_town = render_town


class MemberTable(tables.Table):
    """The members of a network whose access is in force."""

    user = tables.Column(
        "Nom",
        order_by=("user__last_name", "user__first_name"),
        linkify=lambda record: reverse("member_edit", args=[active_network().slug, record.pk]),
    )
    email = tables.Column("Adresse électronique", accessor="user__email")
    partner = tables.Column("Partenaire", order_by="partner__sort_name")
    roles = tables.Column("Rôles", orderable=False)
    job_title = tables.Column("Fonction", default="")
    joined_at = DayColumn(verbose_name="Depuis")

    class Meta:
        model = Membership
        fields = ("user", "email", "partner", "roles", "job_title", "joined_at")
        order_by = "user"
        caption = "Membres"
        empty_text = "Aucun membre ne correspond à votre recherche."

    def render_roles(self, value):
        return ", ".join(ROLES[name].label for name in value if name in ROLES)


class JournalTable(tables.Table):
    """Who did what."""

    at = MomentColumn(verbose_name="Quand")
    by = tables.Column("Qui", order_by="by__last_name", empty_values=())
    label = tables.Column("Action")
    target_label = tables.Column("Sur quoi")

    class Meta:
        model = JournalEntry
        fields = ("at", "by", "label", "target_label")
        caption = "Historique"
        empty_text = "Aucune ligne ne correspond à votre recherche."

    def render_by(self, value):
        return value or "Le portail"

    value_by = render_by
