"""Forms about the people helped: only what a letter or a loan needs."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from inclusion.core.enums import Channel, Language
from inclusion.core.french.likeness import Identity
from inclusion.core.french.names import search_form
from inclusion.core.french.phones import mobile_of
from inclusion.core.scope import active_network
from inclusion.core.web.forms import AboutPeopleMixin, field_of
from inclusion.partners.queries import operators
from inclusion.people.actions.files import PLACE_FIELDS
from inclusion.people.models import Beneficiary
from inclusion.people.rules import (
    UNREADABLE_ADDRESS,
    address_problem,
    birth_year_problem,
    is_readable_address,
    name_problem,
)
from inclusion.territories.queries import Towns, bare_town, no_town_of

#: Towns of one postal code that are keys; the others are written.
MAX_KEYS = 12


def plain_code(text: str) -> str:
    """A postal code without its spaces."""
    return "".join(text.split())


def is_french_code(code: str) -> bool:
    """Whether this has the form of a French postal code."""
    return len(code) == 5 and code.isascii() and code.isdecimal()


class TownInput(forms.TextInput):
    """A town as a key that is touched or as words: the first of the two that says something."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The key comes before the words on the page."""
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return next(filter(None, values), None if not values else values[-1])


class TownMixin(forms.Form):
    """A form with a postal code and a town: the towns of the code are keys, the town stays a field to write in."""

    #: What the address is not, where the form was checked and somebody may say that it is right all the same.
    doubt = ""

    @cached_property
    def code(self) -> str:
        """The postal code so far; empty where it is none of France."""
        if "country" in self.fields and self["country"].value():
            return ""
        code = plain_code(str(self["postal_code"].value() or ""))
        return code if is_french_code(code) else ""

    @cached_property
    def towns(self) -> list[str]:
        """The towns of the postal code so far: the one that seems to be meant, then the largest first."""
        if not self.code:
            return []
        known = Towns([(self.code, "")])
        near = known.near(self.code, str(self["town"].value() or ""))
        return sorted(known.of(self.code), key=lambda name: name != near)

    @property
    def town_keys(self) -> list[tuple[str, bool]]:
        """The towns that are keys, each with whether it is written so (CEDEX is not); the only one of a code is."""
        town = search_form(str(self["town"].value() or ""))
        only = not town and len(self.towns) == 1
        return [(name, only or search_form(name) == town) for name in self.towns[:MAX_KEYS]]

    @property
    def is_other_town(self) -> bool:
        """Whether what is written is none of the keys."""
        return bool(self["town"].value()) and not any(chosen for _, chosen in self.town_keys)

    @property
    def is_of_other_code(self) -> bool:
        """Whether the town that is written is none of the postal code, with or without CEDEX."""
        town = bare_town(str(self["town"].value() or ""))
        return bool(self.towns and town) and town not in map(bare_town, self.towns)

    @property
    def unknown_code(self) -> str:
        """That no town has this postal code, as soon as it is written; empty where that is not known."""
        return no_town_of(self.code) if self.code and not self.towns and Towns.are_known() else ""

    @property
    def towns_url(self) -> str:
        """Where the towns of another code are asked for."""
        return reverse("person_towns", args=[active_network().slug])

    @property
    def address_key(self) -> str:
        """The address that somebody confirms: another one has to be confirmed again."""
        return f"{plain_code(str(self['postal_code'].value() or ''))} {bare_town(str(self['town'].value() or ''))}"

    def check_town(self, data: dict[str, Any]) -> None:
        """Say what is wrong with the town, unless it may be right and somebody confirmed this very address; fill in the
        only town.
        """
        code, town = data.get("postal_code") or "", data.get("town") or ""
        found = Towns([(code, town)]).check(code, town)
        if found.commune and not town:
            data["town"] = str(found.commune)
        confirmed = found.may_be_right and self.data.get("address_confirmed") == self.address_key
        data["address_confirmed"] = confirmed
        self.doubt = found.problem if found.may_be_right else ""
        if found.problem and not confirmed:
            self.add_error(found.field, found.problem)


class TownForm(TownMixin, forms.Form):
    """A postal code that is being written, to show its towns; nothing is wrong yet."""

    postal_code = forms.CharField(required=False, max_length=12)
    town = forms.CharField(label="Ville", required=False, max_length=80, widget=TownInput)


class PersonForm(TownMixin, AboutPeopleMixin, forms.ModelForm):
    """Open or change a person's file."""

    class Meta:
        model = Beneficiary
        fields = [
            "first_name",
            "last_name",
            "birth_year",
            "operator",
            "postal_code",
            "town",
            "address",
            "country",
            "email",
            "phone",
            "channel",
            "language",
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "channel": forms.RadioSelect,
            "birth_year": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "postal_code": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "town": TownInput(attrs={"autocomplete": "off", "list": "towns"}),
        }

    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Qui", ("first_name", "last_name", "birth_year", "operator")),
        (
            "Où lui écrire",
            ("postal_code", "town", "address", "country", "email", "phone", "sms", "channel", "language"),
        ),
    )

    sms = forms.BooleanField(
        label="La personne accepte les SMS de rappel sur ce téléphone",
        required=False,
        help_text="Un portable français. Décochez dès qu’elle n’en veut plus.",
    )
    consent = forms.BooleanField(
        label="La personne sait que cette fiche existe et a donné son accord",
        error_messages={"required": "Sans l’accord de la personne, sa fiche ne peut pas être ouverte."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "operator").queryset = operators()
        field_of(self, "operator").empty_label = "Aucun, ou inconnu"
        field_of(self, "town").template_name = "inclusion/people/town_field.html"
        if "language" in self.fields:
            field_of(self, "language").choices = [("", "Français seul"), *Language.choices[1:]]
        if any("sms" in names for _, names in self.groups):
            self.fields["sms"].initial = self.instance.sms_consent_on is not None
        else:
            del self.fields["sms"]
        if self.instance.pk:
            del self.fields["consent"]
        never = birth_year_problem(-1, today=timezone.localdate())
        self.fields["birth_year"].error_messages |= {"min_value": never, "max_value": never}

    def clean_birth_year(self) -> Any:
        year = self.cleaned_data["birth_year"]
        if problem := birth_year_problem(year, today=timezone.localdate()):
            raise forms.ValidationError(problem)
        return year

    def clean_address(self) -> Any:
        lines = [line.strip() for line in self.cleaned_data["address"].splitlines() if line.strip()]
        problem = address_problem(lines)
        if problem and "address" in self.changed_data:
            raise forms.ValidationError(f"Cette adresse est trop longue\u00a0: {problem}.")
        if "address" in self.changed_data and not is_readable_address(lines):
            raise forms.ValidationError(UNREADABLE_ADDRESS)
        return "\n".join(lines)

    def clean_town(self) -> Any:
        town = self.cleaned_data["town"]
        if town and "town" in self.changed_data and not is_readable_address([town]):
            raise forms.ValidationError(UNREADABLE_ADDRESS)
        return town

    def clean_first_name(self) -> Any:
        return self._checked_name("first_name")

    def clean_last_name(self) -> Any:
        return self._checked_name("last_name")

    def _checked_name(self, name: str) -> str:
        problem = name_problem(self.cleaned_data[name]) if name in self.changed_data else ""
        if problem:
            raise forms.ValidationError(problem)
        return self.cleaned_data[name]

    def clean(self) -> Any:
        data = super().clean() or self.cleaned_data
        by_post = data.get("channel") == Channel.POST
        if not data.get("country"):
            self._check_place(data)
        right = not {"postal_code", "town"} & set(self.errors)
        if by_post and right and not (data.get("town") and (data.get("address") or data.get("postal_code"))):
            self.add_error("town", "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville.")
        if data.get("channel") == Channel.EMAIL and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Pour un envoi par courriel, donnez l’adresse électronique.")
        if "sms" in self.fields:
            agrees = data.pop("sms", False)
            if agrees and not mobile_of(data.get("phone", "")):
                self.add_error("phone", "Pour des SMS, donnez un portable français (06 ou 07).")
            since = self.instance.sms_consent_on or timezone.localdate()
            data["sms_consent_on"] = since if agrees else None
        return data

    def _check_place(self, data: dict[str, Any]) -> None:
        """Check a French address; one that stands in a file already only where it is changed."""
        if "postal_code" in data:
            data["postal_code"] = plain_code(data["postal_code"])
        code = data.get("postal_code", "")
        if self.instance.pk and not set(PLACE_FIELDS) & set(self.changed_data):
            return
        if code and not is_french_code(code):
            self.add_error("postal_code", "En France, un code postal compte cinq chiffres.")
        elif not {"postal_code", "town"} & set(self.errors):
            self.check_town(data)


class AlikeForm(forms.Form):
    """What is typed so far of a person, to look for the same one; what cannot be read counts as not typed."""

    first_name = forms.CharField(required=False, max_length=80)
    last_name = forms.CharField(required=False, max_length=80)
    birth_year = forms.IntegerField(required=False, min_value=1900, max_value=2100)
    postal_code = forms.CharField(required=False, max_length=12)
    town = forms.CharField(required=False, max_length=80, widget=TownInput)
    #: The files that were shown and are somebody else's.
    different_from = forms.RegexField(r"\A[0-9]{1,15}(,[0-9]{1,15})*\Z", required=False, max_length=200)

    def _typed(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def identity(self) -> Identity:
        """Who is being typed."""
        typed = self._typed()
        return Identity(
            typed.get("first_name", ""),
            typed.get("last_name", ""),
            typed.get("birth_year"),
            typed.get("postal_code", ""),
            typed.get("town", ""),
        )

    def apart(self) -> list[int]:
        """The keys of the files that were judged to be of others."""
        return [int(key) for key in self._typed().get("different_from", "").split(",") if key]

    def is_different_from(self, people: Iterable[Beneficiary]) -> bool:
        """Whether all of these were judged to be of others."""
        return {person.pk for person in people} <= set(self.apart())
