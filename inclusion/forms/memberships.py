"""Forms for the members of a network and its invitations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from inclusion.access import ROLES
from inclusion.forms.accounts import password_help
from inclusion.models import Membership, Partner, User


def roles_field(**kwargs: Any) -> forms.MultipleChoiceField:
    """Boxes to tick, one per role, each with what it is for."""
    return forms.MultipleChoiceField(
        label="Rôles",
        choices=[(role.name, f"{role.label}. {role.description}") for role in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un rôle."},
        **kwargs,
    )


class PartnerField(forms.ModelChoiceField):
    """A partner of the active network that was not merged into another one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Partenaire")
        kwargs.setdefault("empty_label", "Choisissez")
        super().__init__(
            Partner.objects.active(), error_messages={"required": "Choisissez un partenaire."}, **kwargs
        )


class InviteForm(forms.Form):
    """Whom to invite, where, to do what."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="L’invitation y est envoyée. La personne choisit elle-même son mot de passe.",
    )
    partner = PartnerField()
    roles = roles_field()


class RolesForm(forms.Form):
    """What a member does in the network."""

    job_title = forms.CharField(label="Fonction", max_length=120, required=False)
    roles = roles_field()


class ReattachForm(forms.Form):
    """The partner that a member goes to."""

    partner = PartnerField(label="Nouveau partenaire")

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.active().exclude(pk=membership.partner_id)


class NewcomerForm(forms.Form):
    """A first visit: the name and the password of somebody who was invited."""

    first_name = forms.CharField(
        label="Votre prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Votre nom", max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Choisissez un mot de passe",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = password_help()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if password := data.get("password"):
            names = {name: data.get(name, "") for name in ("first_name", "last_name")}
            try:
                validate_password(password, User(email=self.email, **names))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
