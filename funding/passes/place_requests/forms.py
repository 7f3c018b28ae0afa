"""The public form of an organisation that wants to accept passes, and the coordinator's two answers."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from funding.passes.enums import PLACE_LABELS
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.place_requests.queries import programmes_to_join
from funding.passes.programmes.forms import PositionField
from funding.passes.programmes.models import PassProgramme
from funding.passes.programmes.rules import LEARNT
from inclusion.core.french.identifiers import iban_problem
from inclusion.core.french.names import has_web_address
from inclusion.core.french.phones import phone_in
from inclusion.core.web.forms import TRAP, field_of, model_field
from inclusion.guide.forms.places import many_choices
from inclusion.guide.queries import point_of
from inclusion.partners.models import Partner, validate_siret
from inclusion.people.forms import TownMixin, is_french_code, plain_code
from inclusion.territories.queries import Towns

#: Chosen among partners: none of them.
NEW = "nouveau"


class PlaceRequestForm(TownMixin, forms.Form):
    """An organisation, its place, its account and who speaks for it; and a field that only a robot fills."""

    organisation = model_field(PlaceRequest, "organisation", widget=forms.TextInput({"autocomplete": "organization"}))
    kind = model_field(PlaceRequest, "kind", empty_label="Choisissez")
    siret = forms.CharField(
        label="Numéro SIRET",
        max_length=20,
        help_text="14 chiffres\u00a0: celui du lieu où vous recevez.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = model_field(PlaceRequest, "name", help_text="Comme il est connu, par exemple Cyber-base.")
    address = model_field(
        PlaceRequest, "address", help_text="Numéro et rue.", widget=forms.TextInput({"autocomplete": "street-address"})
    )
    postal_code = forms.CharField(
        label="Code postal",
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    town = forms.CharField(label="Commune", max_length=80, widget=forms.TextInput({"autocomplete": "address-level2"}))
    services = many_choices("Ce qui s’y apprend", LEARNT)
    labels = many_choices("Vos labels", PLACE_LABELS)
    is_accessible = forms.BooleanField(label="Le lieu est accessible en fauteuil roulant", required=False)
    iban = forms.CharField(
        label="IBAN du compte à payer",
        required=False,
        max_length=42,
        help_text="Sans lui, les pass utilisés chez vous ne peuvent pas vous être remboursés. Vous pourrez le donner "
        "plus tard.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    account_holder = model_field(PlaceRequest, "account_holder", help_text="Comme il est écrit sur le RIB.")
    first_name = model_field(
        PlaceRequest, "first_name", required=True, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = model_field(
        PlaceRequest, "last_name", required=True, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="La réponse y sera envoyée.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = model_field(
        PlaceRequest, "phone", required=True, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    consent = forms.BooleanField(
        label="J’accepte que ces informations servent à étudier ma demande",
        error_messages={"required": "Sans votre accord, la demande ne peut pas être gardée."},
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def clean_siret(self) -> str:
        """A number that can be one."""
        siret = self.cleaned_data["siret"].strip()
        validate_siret(siret)
        return siret

    def clean_iban(self) -> str:
        """An account number that can be one."""
        iban = self.cleaned_data["iban"].strip()
        if iban and (problem := iban_problem(iban)):
            raise forms.ValidationError(problem)
        return iban

    def clean_phone(self) -> str:
        """A number that can be called."""
        if not (phone := phone_in(self.cleaned_data["phone"])):
            raise forms.ValidationError("Écrivez un numéro à dix chiffres, par exemple 05 53 00 00 00.")
        return phone

    def clean_services(self) -> list[str]:
        """What the letters could say of the place."""
        if not self.cleaned_data["services"]:
            raise forms.ValidationError("Cochez au moins une chose qui s’apprend chez vous.")
        return self.cleaned_data["services"]

    def clean(self) -> dict[str, Any]:
        """The address as a commune: one that no list of communes has cannot be on a letter's map."""
        data = super().clean() or self.cleaned_data
        # An e-mail shows them to an address that nobody has proven.
        for name in ("organisation", "name", "first_name", "last_name"):
            if has_web_address(data.get(name) or ""):
                self.add_error(name, "Écrivez le nom seul, sans adresse de site.")
        data["postal_code"] = code = plain_code(data.get("postal_code") or "")
        if code and not is_french_code(code):
            self.add_error("postal_code", "Un code postal compte cinq chiffres.")
        elif not {"postal_code", "town"} & set(self.errors):
            data["commune"] = Towns([(code, data["town"])]).check(code, data["town"]).commune
            self.check_town(data)
            if data["commune"] is None and not {"postal_code", "town"} & set(self.errors):
                self.add_error("town", "Écrivez le nom entier de la commune.")
        return data

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))

    def answers(self) -> dict[str, Any]:
        """What `ask_for_place` takes."""
        apart = {TRAP, "consent", "town", "address_confirmed"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class AcceptForm(forms.Form):
    """Whose passes the place accepts, and where it lies."""

    partner = forms.ChoiceField(
        label="Est-ce un partenaire du réseau\u00a0?",
        widget=forms.RadioSelect,
        help_text="S’il n’a pas de SIRET, il reçoit celui de la demande. Un lieu du même nom n’est "
        "pas ajouté une seconde fois.",
        error_messages={"required": "Dites si c’est l’un de ces partenaires\u00a0: il ne doit pas y être deux fois."},
    )
    programmes = forms.ModelMultipleChoiceField(
        label="Les pass qu’il acceptera",
        queryset=PassProgramme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les programmes qui prennent tous les lieux n’ont pas besoin d’être cochés.",
    )
    position = PositionField(
        label="Point sur la carte",
        help_text="Celui de la commune, s’il est connu\u00a0: il dit quels lieux sont proches.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, asked: PlaceRequest, like: Collection[Partner], **kwargs: Any) -> None:
        programmes = programmes_to_join(timezone.localdate())
        kwargs.setdefault("initial", {"position": point_of(asked.commune), "programmes": programmes})
        super().__init__(*args, **kwargs)
        field_of(self, "programmes").queryset = programmes
        if not programmes:
            del self.fields["programmes"]
        self.like = {str(one.pk): one for one in like}
        field_of(self, "partner").choices = [
            *((key, _with_places(one)) for key, one in self.like.items()),
            (NEW, f"Non\u00a0: {asked.organisation} est un nouveau partenaire"),
        ]
        if not like:
            del self.fields["partner"]

    def clean(self) -> dict[str, Any]:
        """What `accept_place_request` takes."""
        data = super().clean() or self.cleaned_data
        if position := data.pop("position", None):
            data["latitude"], data["longitude"] = position
        data["partner"] = self.like.get(data.get("partner", NEW))
        return data


def _with_places(partner: Partner) -> str:
    """A partner by its whole name, its SIRET and its training places."""
    known = [f"SIRET {partner.siret}" if partner.siret else "sans SIRET"]
    known += [f"tient {place}" for place in partner.training_places.all()]
    return f"{partner.name} ({', '.join(known)})"
