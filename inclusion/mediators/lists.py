"""Table and filters of the register of people who help, and of trainings by employer."""

from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from inclusion.core.access import MemberRequest
from inclusion.core.french.phones import shown_phone
from inclusion.core.models.columns import WithoutAccents
from inclusion.core.roles import Permission
from inclusion.core.web.columns import CARDS, NUM, DayColumn, ListColumn, StateColumn
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.mediators.enums import Audience, HelperStatus
from inclusion.mediators.models import Helper, keeps_own
from inclusion.mediators.rules import NAMELESS, hours_words, stale_before, sum_hours
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import chip
from inclusion.territories.models import Epci

_KEPT = (("trained", "Formés"), ("untrained", "Sans formation notée"))
_STATES = (("stale", "À confirmer"), ("gone", "Partis"), ("hidden", "Sans accord"))


class HelperFilter(django_filters.FilterSet):
    """People who help by words, status, skill, public, territory and employer; for who keeps entries, by what waits."""

    q = django_filters.CharFilter(label="Nom, fonction ou structure", method="by_words")
    status = django_filters.ChoiceFilter(label="Statut", choices=HelperStatus, empty_label="Tous")
    service = django_filters.ChoiceFilter(
        label="Compétence",
        choices=[(word, word.replace("'", "’")) for word in SERVICES],
        method="by_service",
        empty_label="Toutes",
    )
    public = django_filters.ChoiceFilter(
        label="Public", choices=[(word, word) for word in PUBLICS], method="by_public", empty_label="Tous"
    )
    epci = django_filters.ModelChoiceFilter(
        label="Intercommunalité", queryset=Epci.objects.none(), method="by_epci", empty_label="Toutes"
    )
    partner = django_filters.ModelChoiceFilter(label="Structure", queryset=Partner.objects.none(), empty_label="Toutes")
    formation = django_filters.ChoiceFilter(
        label="Formation", choices=_KEPT, method="by_training", empty_label="Toutes"
    )
    state = django_filters.ChoiceFilter(label="Fiche", choices=_STATES, method="by_state", empty_label="En poste")

    class Meta:
        model = Helper
        fields = ("q", "status", "service", "public", "epci", "partner", "formation", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["epci"].queryset = Epci.objects.touching(self.request.network.department_id)
        self.filters["partner"].queryset = Partner.objects.active().filter(
            pk__in=self.queryset.order_by().values("partner")
        )
        if not keeps_own(self.request.member):
            del self.filters["formation"], self.filters["state"]

    def _mine(self, queryset: QuerySet[Helper]) -> QuerySet[Helper]:
        """Those of whom this member may know whether they were trained or agreed to something."""
        member = self.request.member
        return queryset if member.may(Permission.HELPERS_MANAGE) else queryset.filter(partner=member.partner)

    def by_words(self, queryset: QuerySet[Helper], name: str, value: str) -> QuerySet[Helper]:
        """Every word is in the name that is shown, the function or the employer, accents aside."""
        for word in value.split():
            plain = Lower(WithoutAccents(Value(word)))
            by_employer = Q(partner__sort_name__contains=plain)
            by_name = Q(shown_name__contains=plain)
            queryset = queryset.filter(by_name | by_employer | Q(job_title__unaccent__icontains=word))
        return queryset

    def by_service(self, queryset: QuerySet[Helper], name: str, value: str) -> QuerySet[Helper]:
        return queryset.filter(services__contains=[value])

    def by_public(self, queryset: QuerySet[Helper], name: str, value: str) -> QuerySet[Helper]:
        return queryset.filter(publics__contains=[value])

    def by_epci(self, queryset: QuerySet[Helper], name: str, value: Epci) -> QuerySet[Helper]:
        return queryset.in_epci(value)  # type: ignore[attr-defined]

    def by_training(self, queryset: QuerySet[Helper], name: str, value: str) -> QuerySet[Helper]:
        """Those who followed a training, or none that is noted."""
        mine = self._mine(queryset)
        trained = Helper.objects.all().trained().values("pk")
        return mine.filter(pk__in=trained) if value == "trained" else mine.exclude(pk__in=trained)

    def by_state(self, queryset: QuerySet[Helper], name: str, value: str) -> QuerySet[Helper]:
        """What waits for somebody: entries to confirm, those of who left, those that show nothing."""
        mine, today = self._mine(queryset), timezone.localdate()
        if value == "gone":
            return mine.filter(left_on__lte=today)
        if value == "stale":
            return mine.filter(confirmed_on__lte=stale_before(today))
        return mine.filter(found_by=Audience.NOBODY)


def state_look(record: Helper) -> dict[str, Any]:
    """The chip of an entry: gone, to confirm, or confirmed."""
    today = timezone.localdate()
    if not record.has_not_left(on=today):
        return chip("Départ", tone="calm", sign="lock")
    if record.is_stale(on=today):
        return chip("À confirmer", tone="warn", sign="clock")
    return chip("Confirmée", tone="good", sign="check")


class HelperTable(tables.Table):
    """Who helps, for whom, where and with what; each reader sees what was agreed to."""

    name = tables.Column("Nom", accessor="pk", order_by=("shown_name", "pk"))
    function = tables.Column("Fonction", order_by=("status", "job_title", "pk"))
    status = tables.Column("Statut", accessor=A("get_status_display"), orderable=False, visible=False)
    partner = tables.Column("Structure", linkify=True, order_by=("partner__sort_name", "pk"))
    places = tables.Column("Lieux", empty_values=(), orderable=False)
    epcis = tables.Column("Intercommunalités", empty_values=(), orderable=False)
    services = ListColumn("Compétences", default="", orderable=False, visible=False)
    training = tables.Column("Formation", empty_values=(), orderable=False)
    email = tables.Column("Courriel", empty_values=(), orderable=False, visible=False)
    phone = tables.Column("Téléphone", empty_values=(), orderable=False, visible=False)
    confirmed_on = DayColumn(verbose_name="Confirmée le", order_by=("confirmed_on", "pk"), visible=False)
    state = StateColumn("Fiche", look=state_look, order_by=("confirmed_on", "pk"))

    class Meta:
        model = Helper
        fields = (
            "name",
            "function",
            "status",
            "partner",
            "places",
            "epcis",
            "services",
            "training",
            "email",
            "phone",
            "confirmed_on",
            "state",
        )
        order_by = "name"
        caption = "Les personnes qui aident"
        empty_text = "Personne ne correspond à votre recherche."
        attrs = CARDS

    def before_render(self, request: MemberRequest) -> None:
        """Whoever keeps no entry reads nothing of trainings."""
        if not keeps_own(request.member):
            self.columns.hide("training")

    def render_name(self, record: Helper) -> SafeString:
        """A link to the entry; the name where it is shown."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), self.value_name(record))

    def value_name(self, record: Any) -> str:
        return str(record) if record.sees_name else NAMELESS

    def render_places(self, record: Any) -> str:
        """Names and towns."""
        return ", ".join(dict.fromkeys(str(one) for one in record.places.all()))

    def render_epcis(self, record: Any) -> str:
        return ", ".join(one.epci.name for one in record.territories.all())

    def render_training(self, record: Any) -> str:
        """How many hours of training; for who keeps the entry."""
        if not record.sees_all:
            return ""
        hours = sum_hours(one.hours for one in record.trainings.all())
        return hours_words(hours) if hours else "aucune"

    def render_email(self, record: Any) -> str:
        return record.email if record.sees_contact else ""

    def render_phone(self, record: Any) -> str:
        return shown_phone(record.phone) if record.sees_contact else ""


class EmployerTable(tables.Table):
    """How many people of each employer were trained, and for how many hours."""

    name = tables.Column("Employeur", linkify=True, order_by=("sort_name", "pk"))
    people = tables.Column("Personnes qui aident", attrs=NUM)
    trained = tables.Column("Formées", attrs=NUM)
    training_hours = tables.Column("Heures de formation", attrs=NUM)

    class Meta:
        model = Partner
        fields = ("name", "people", "trained", "training_hours")
        order_by = "name"
        caption = "Formations suivies, par employeur"
        empty_text = "Aucun employeur ici."
        attrs = CARDS

    def render_training_hours(self, value: Decimal) -> str:
        return hours_words(value)

    def value_training_hours(self, value: Decimal) -> Decimal:
        return value
