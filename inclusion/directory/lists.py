"""The list of the directory, its filters, and the messages that a member sent."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django_tables2.utils import A

from inclusion.core.activities import page_is_on
from inclusion.core.enums import PartnerKind
from inclusion.core.models.columns import WithoutAccents
from inclusion.core.relations import PartnerLine, partner_lines, partners_found
from inclusion.core.web.columns import ListColumn, MomentColumn, chip_html
from inclusion.directory.models import DirectoryMessage, PartnerProfile, acting_in, having_places
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.mediators.enums import HelperStatus
from inclusion.mediators.models import Helper
from inclusion.mediators.queries import helping_words
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import chip
from inclusion.territories.models import Epci


class DirectoryFilter(django_filters.FilterSet):
    """Organisations by words, what they do, for whom, where, and what they are."""

    q = django_filters.CharFilter(label="Nom, lieu, service, action…", method="by_words")
    service = django_filters.ChoiceFilter(
        label="Service", choices=[(word, word) for word in SERVICES], method="by_service", empty_label="Tous"
    )
    public = django_filters.ChoiceFilter(
        label="Public", choices=[(word, word) for word in PUBLICS], method="by_public", empty_label="Tous"
    )
    epci = django_filters.ModelChoiceFilter(
        label="Intercommunalité", queryset=Epci.objects.none(), method="by_epci", empty_label="Toutes"
    )
    kind = django_filters.ChoiceFilter(label="Type", choices=PartnerKind, empty_label="Tous")
    helper = django_filters.ChoiceFilter(
        label="Personnes qui aident", choices=HelperStatus, method="by_helper", empty_label="Toutes"
    )

    class Meta:
        model = Partner
        fields = ["q", "service", "public", "epci", "kind", "helper"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["epci"].queryset = Epci.objects.touching(self.request.network.department_id)
        if not page_is_on(self.request.network, "helper_list"):
            del self.filters["helper"]

    def by_words(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Every word is in the name, in the sentence of the entry, or in what the portal knows; accents aside."""
        for word in value.split():
            plain = Lower(WithoutAccents(Value(word)))
            said = Q(sort_name__contains=plain) | Q(profile__summary__unaccent__icontains=word)
            for known in partners_found(self.request.member, word, timezone.localdate()):
                said |= Q(pk__in=known)
            queryset = queryset.filter(said)
        return queryset

    def by_service(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Those whose entry names this service, or that give it at a place."""
        return queryset.filter(Q(profile__services__contains=[value]) | having_places(services__contains=[value]))

    def by_public(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Those whose entry names this public, or that receive it at a place."""
        return queryset.filter(Q(profile__publics__contains=[value]) | having_places(publics__contains=[value]))

    def by_helper(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Those for whom somebody of this status helps whom the member may find."""
        today = timezone.localdate()
        found = Helper.objects.visible_to(self.request.member, on=today).in_post(on=today)
        return queryset.filter(pk__in=found.filter(status=value).order_by().values("partner"))

    def by_epci(self, queryset: QuerySet[Partner], name: str, value: Epci) -> QuerySet[Partner]:
        """Those that act there."""
        return acting_in(queryset, value)


# -- Tables of the directory: organisations (also as CSV and XLSX), messages sent by a member


def where_words(partner: Partner, profile: PartnerProfile | None) -> str:
    """Where an organisation acts, as its entry says; its town where it has none."""
    if profile is None:
        return str(partner.commune or "")
    return ", ".join(str(one.epci) for one in profile.territories.all()) or "Tout le département"


def _named(name: Any, job_title: str) -> str:
    return f"{name} ({job_title})" if job_title else str(name)


class DirectoryTable(tables.Table):
    """Who does what where. The page shows the rows as cards."""

    name = tables.Column("Organisme", order_by="sort_name")
    kind = tables.Column("Type", accessor=A("get_kind_display"), order_by="kind")
    summary = tables.Column("En une phrase", accessor=A("entry__summary"), default="", orderable=False)
    services = ListColumn("Services", accessor=A("entry__services"), default="", orderable=False)
    publics = ListColumn("Publics", accessor=A("entry__publics"), default="", orderable=False)
    where = tables.Column("Où", empty_values=(), orderable=False)
    people = tables.Column("Qui", empty_values=(), orderable=False)
    known = tables.Column("Ce que le réseau sait", empty_values=(), orderable=False)
    helpers = tables.Column("Personnes qui aident", empty_values=(), orderable=False)

    class Meta:
        model = Partner
        fields = ("name", "kind", "summary", "services", "publics", "where", "people", "known", "helpers")
        order_by = "name"
        caption = "Annuaire"
        empty_text = "Aucun organisme ne correspond à votre recherche."

    def value_where(self, record: Partner) -> str:
        """Intercommunalités, or the whole département."""
        return where_words(record, record.entry)

    def value_people(self, record: Partner) -> str:
        """Names and functions, no address."""
        members = [_named(one.user, one.job_title) for one in record.people]
        return ", ".join(members + [_named(one.name, one.job_title) for one in record.contacts.all()])

    @cached_property
    def _lines(self) -> dict[int, list[PartnerLine]]:
        """What is known of the organisations that are shown, or of all in a file."""
        rows = self.page.object_list if hasattr(self, "page") else self.rows
        keys = [row.record.pk for row in rows]
        return partner_lines(self.request.member, keys, timezone.localdate(), in_directory=True)

    def render_known(self, record: Partner) -> list[PartnerLine]:
        """A line for each thing, for the card."""
        return self._lines[record.pk]

    def value_known(self, record: Partner) -> str:
        """All in one cell."""
        return "\n".join(f"{one.label}\u00a0: {one.text}" for one in self._lines[record.pk])

    def render_helpers(self, record: Partner) -> str:
        """How many of each status, as far as the reader may know."""
        return helping_words(record)


class MessageTable(tables.Table):
    """What a member wrote by the directory; the texts are not kept."""

    subject = tables.Column("Objet")
    partner = tables.Column("À", linkify=True, order_by="partner__sort_name")
    written_at = MomentColumn(verbose_name="Écrit le")
    state = tables.Column("État", accessor=A("state_words"), orderable=False)

    class Meta:
        model = DirectoryMessage
        fields = ("subject", "partner", "written_at", "state")
        order_by = "-written_at"
        caption = "Messages envoyés"
        empty_text = "Vous n’avez encore écrit à personne par l’annuaire."

    def render_state(self, value: tuple[str, str], record: DirectoryMessage) -> str:
        """The chip, and why where it did not leave."""
        shown = chip_html(chip(value[1], tone=value[0]))
        return render_to_string("inclusion/directory/directory_state.html", {"chip": shown, "message": record})

    def value_state(self, value: tuple[str, str], record: DirectoryMessage) -> str:
        return value[1]
