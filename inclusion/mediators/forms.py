"""Forms of the register of people who help."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.scope import active_network
from inclusion.core.web.forms import AboutPeopleMixin, DayField, DecimalField, field_of, model_field
from inclusion.guide.forms.places import PhoneField
from inclusion.guide.models import Place, Session
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.mediators.actions.imports import BOUNDS
from inclusion.mediators.enums import Audience
from inclusion.mediators.models import Helper, HelperPlace, HelperTraining
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci


def _choices(label: str, words: tuple[str, ...], **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(word, word.replace("'", "’")) for word in words],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


class OwnEntryForm(AboutPeopleMixin, forms.Form):
    """What somebody changes of their own entry, on a phone."""

    job_title = model_field(Helper, "job_title")
    phone = PhoneField(label="Téléphone professionnel")
    services = _choices("Ce que je sais faire", SERVICES)
    publics = _choices("Les personnes que j’aide en particulier", PUBLICS)
    epcis = forms.ModelMultipleChoiceField(
        label="Où j’aide", queryset=Epci.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Ma fonction", ("job_title", "phone")),
        ("Mes compétences", ("services", "publics")),
        ("Mes territoires", ("epcis",)),
    )

    def __init__(self, *args: Any, helper: Helper | None = None, **kwargs: Any) -> None:
        known = _initial(helper, self.base_fields) if helper else {}
        super().__init__(*args, **kwargs | {"initial": known | kwargs.pop("initial", {})})
        here = Epci.objects.touching(active_network().department_id)
        field_of(self, "epcis").queryset = here
        if not here.exists():
            del self.fields["epcis"]


def _initial(helper: Helper, names: Any) -> dict[str, Any]:
    known = {name: getattr(helper, name) for name in names if name not in ("epcis", "partner")}
    return known | {"epcis": [one.epci_id for one in helper.territories.all()], "partner": helper.partner_id}


class HelperForm(OwnEntryForm):
    """Open or change an entry; an employer's member opens those of the own organisation alone."""

    first_name = model_field(Helper, "first_name", required=True)
    last_name = model_field(Helper, "last_name", required=True)
    partner = model_field(Helper, "partner", empty_label="Choisissez")
    status = model_field(Helper, "status", empty_label="Choisissez")
    email = model_field(Helper, "email", help_text="Pour lui envoyer son lien personnel. Elle n’est jamais publique.")
    services = _choices("Ce que la personne sait faire", SERVICES)
    publics = _choices("Les publics qu’elle aide en particulier", PUBLICS)
    epcis = forms.ModelMultipleChoiceField(
        label="Où elle aide", queryset=Epci.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    arrived_on = model_field(Helper, "arrived_on")
    groups = (
        ("Qui", ("first_name", "last_name", "partner", "status", "job_title", "arrived_on")),
        ("La joindre", ("email", "phone")),
        ("Ce qu’elle sait faire", ("services", "publics")),
        ("Où elle aide", ("epcis",)),
    )

    def __init__(self, *args: Any, partners: Any, helper: Helper | None = None, **kwargs: Any) -> None:
        super().__init__(*args, helper=helper, **kwargs)
        if helper is not None or partners.count() == 1:
            del self.fields["partner"]
        else:
            field_of(self, "partner").queryset = partners


class ConsentForm(forms.Form):
    """What somebody agrees to; `agreed` is asked of whoever writes it for them."""

    found_by = forms.ChoiceField(
        label="Qui peut trouver la fiche\u00a0: fonction, structure, lieux et compétences\u00a0?",
        choices=Audience,
        widget=forms.RadioSelect,
    )
    named_for = forms.ChoiceField(label="Qui voit aussi le nom\u00a0?", choices=Audience, widget=forms.RadioSelect)
    shares_contact = forms.BooleanField(
        label="Les partenaires du réseau voient aussi l’adresse et le téléphone professionnels",
        required=False,
        help_text="Ils ne sont jamais montrés au public.",
    )
    agreed = forms.BooleanField(
        label="La personne m’a donné cet accord",
        error_messages={"required": "Sans l’accord de la personne, rien n’est montré d’elle."},
    )

    def __init__(self, *args: Any, helper: Helper, is_own: bool = False, **kwargs: Any) -> None:
        names = ("found_by", "named_for", "shares_contact")
        super().__init__(*args, **kwargs | {"initial": {name: getattr(helper, name) for name in names}})
        if is_own:
            del self.fields["agreed"]


class DepartureForm(forms.Form):
    """The last day on which somebody helps."""

    last_day = DayField(label="Dernier jour")


class HelperPlaceForm(AboutPeopleMixin, forms.Form):
    """A place of the guide where somebody helps."""

    place = model_field(HelperPlace, "place", empty_label="Choisissez")
    session = model_field(
        HelperPlace,
        "session",
        empty_label="Aucune en particulier",
        help_text="Une permanence ou un atelier de ce lieu, s’il y en a.",
    )
    hours = model_field(HelperPlace, "hours", help_text="Par exemple\u00a0: mardi et jeudi matin.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "place").queryset = Place.objects.open()
        running = Session.objects.running(on=timezone.localdate()).filter(place__closed_on=None)
        sessions = running.select_related("place").order_by("place__sort_name", "title", "pk")
        field_of(self, "session").queryset = sessions
        field_of(self, "session").label_from_instance = lambda one: f"{one.place.name}\u00a0: {one.title}"


class TrainingForm(AboutPeopleMixin, forms.Form):
    """A training that somebody followed."""

    title = model_field(HelperTraining, "title", help_text="Par exemple\u00a0: Aidants Connect.")
    hours = DecimalField(
        label="Durée, en heures",
        min_value=Decimal("0.5"),
        max_value=2000,
        decimal_places=1,
        max_digits=5,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"min_value": "Donnez une durée d’une demi-heure au moins."},
    )
    on = model_field(HelperTraining, "on")
    is_seen = forms.BooleanField(label="J’ai vu l’attestation", required=False)
    file = forms.FileField(
        label="Attestation",
        required=False,
        widget=forms.FileInput({"accept": ".pdf,image/*"}),
        help_text="PDF ou photo. Seuls l’employeur et la coordination la voient.",
    )

    def clean(self) -> dict[str, Any]:
        """The file as its bytes and its name."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(), "filename": upload.name}
        return cleaned


class HelpersFileForm(BroughtFileForm):
    """A file of people who help."""

    bounds = BOUNDS
    file = file_field(
        f"Un fichier CSV ou un classeur Excel (.xlsx), {BOUNDS.megabytes}\u00a0Mo et {BOUNDS.rows} lignes au plus.",
        accept=".csv,.xlsx,.txt",
    )


class AlikeForm(forms.Form):
    """What is typed so far of somebody, to look for the same one; what cannot be read counts as not typed."""

    first_name = forms.CharField(required=False, max_length=80)
    last_name = forms.CharField(required=False, max_length=80)
    partner = forms.ModelChoiceField(Partner.objects.none(), required=False)

    def __init__(self, *args: Any, partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        field_of(self, "partner").queryset = partners

    def twins(self, among: Any) -> list[Helper]:
        """Those of the same name with the same employer."""
        self.is_valid()
        typed = self.cleaned_data
        partner = typed.get("partner") or (self.partners.first() if self.partners.count() == 1 else None)
        if partner is None or not (typed.get("first_name") and typed.get("last_name")):
            return []
        found = among.resembling(first_name=typed["first_name"], last_name=typed["last_name"], partner=partner)
        return list(found.select_related("partner", "network")[:3])
