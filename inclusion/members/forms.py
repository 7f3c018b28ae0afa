"""Forms of accounts, in place of the log-in library's; of members, invitations and requests to join."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators, validate_password

from inclusion.core.access import ROLES
from inclusion.core.enums import Reminder
from inclusion.core.models.networks import JoinRequest, Membership, User
from inclusion.core.roles import usual_role
from inclusion.core.web.forms import TRAP, field_of, model_field
from inclusion.partners.forms import PartnerField
from inclusion.partners.models import Partner, validate_siret
from inclusion.territories.forms import CommuneField

EMAIL = "Votre adresse électronique"
PASSWORD = "Votre mot de passe"
NEW_PASSWORD = "Nouveau mot de passe"
AGAIN = "Le même, encore une fois"


def password_help() -> str:
    """What a password must be, in one breath (the validators of the settings say the same, one sentence each)."""
    lengths = [
        validator.min_length for validator in get_default_password_validators() if hasattr(validator, "min_length")
    ]
    return (
        f"{max(lengths, default=1)} caractères au moins\u00a0: quatre mots sans rapport font l’affaire. "
        "Ni votre nom, ni un mot de passe courant."
    )


class _Worded(forms.Form):
    """Gives the fields the labels and helps that the class names; takes placeholders away."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if name == "password1":
                field.help_text = password_help()


class _Code(_Worded):
    """A code of six digits, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(_Worded, account.LoginForm):
    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    words = {"oldpassword": ("Mot de passe actuel", ""), "password1": (NEW_PASSWORD, ""), "password2": (AGAIN, "")}


class SetPasswordForm(_Worded, account.SetPasswordForm):
    words = {"password1": (NEW_PASSWORD, ""), "password2": (AGAIN, "")}


class ResetPasswordForm(_Worded, account.ResetPasswordForm):
    words = {"email": (EMAIL, "Celle avec laquelle vous vous connectez.")}


class ResetPasswordKeyForm(_Worded, account.ResetPasswordKeyForm):
    words = {"password1": (NEW_PASSWORD, ""), "password2": (AGAIN, "")}


class ChangeEmailForm(_Worded, account.AddEmailForm):
    words = {"email": ("Nouvelle adresse", "Un message y sera envoyé\u00a0: le lien qu’il contient la confirme.")}


class ReauthenticateForm(_Worded, account.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class SecondFactorForm(_Code, mfa.AuthenticateForm):
    words = {"code": ("Code", "Les six chiffres de votre application, ou un de vos codes de secours.")}


class ConfirmSecondFactorForm(_Code, mfa.ReauthenticateForm):
    words = {"code": ("Code", "Les six chiffres de votre application, ou un de vos codes de secours.")}


class ActivateAppForm(_Code, totp.ActivateTOTPForm):
    words = {"code": ("Code affiché par l’application", "Six chiffres, qui changent toutes les 30 secondes.")}


class AddKeyForm(_Worded, webauthn.AddWebAuthnForm):
    words = {
        "name": (
            "Nom de cette clé",
            "Pour la reconnaître\u00a0: «\u00a0Ordinateur du bureau\u00a0», «\u00a0Mon téléphone\u00a0»…",
        ),
        "passwordless": (
            "Me connecter avec cette clé seule, sans mot de passe",
            "L’appareil demande alors votre empreinte, votre visage ou un code.",
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenameKeyForm(_Worded, webauthn.EditWebAuthnForm):
    words = {"name": ("Nom de cette clé", "")}


# -- Forms of members and invitations


def roles_field(**kwargs: Any) -> forms.MultipleChoiceField:
    """Boxes to tick, one per role, each with what it is for."""
    return forms.MultipleChoiceField(
        label="Rôles",
        choices=[(role.name, f"{role.label}. {role.description}") for role in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un rôle."},
        **kwargs,
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
        field_of(self, "partner").queryset = Partner.objects.active().exclude(pk=membership.partner_id)


class NameForm(forms.Form):
    """The name of whoever has an account."""

    first_name = forms.CharField(
        label="Votre prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Votre nom", max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )


class RemindersForm(forms.Form):
    """The reminders that come by e-mail: what is not ticked does not."""

    wanted = forms.MultipleChoiceField(
        label="Me rappeler par courriel", choices=Reminder, required=False, widget=forms.CheckboxSelectMultiple
    )

    def stopped(self) -> list[str]:
        """What `inclusion.members.actions.stop_reminders` takes."""
        return [one.value for one in Reminder if one not in self.cleaned_data["wanted"]]


class NewcomerForm(NameForm):
    """A first visit: the name and the password of somebody who was invited."""

    password = forms.CharField(
        label="Choisissez un mot de passe", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
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


# -- Public form to join a network, and the coordinator's two answers


class JoinForm(forms.Form):
    """An organisation, where it is, who speaks for it; and a field that only a robot fills."""

    organisation = model_field(JoinRequest, "organisation", widget=forms.TextInput({"autocomplete": "organization"}))
    kind = model_field(JoinRequest, "kind", empty_label="Choisissez")
    siret = forms.CharField(
        label="Numéro SIRET",
        required=False,
        max_length=20,
        help_text="14 chiffres, si vous l’avez sous la main.",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    commune = CommuneField(label="Commune")
    first_name = model_field(JoinRequest, "first_name", widget=forms.TextInput({"autocomplete": "given-name"}))
    last_name = model_field(JoinRequest, "last_name", widget=forms.TextInput({"autocomplete": "family-name"}))
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="La réponse y sera envoyée.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = model_field(JoinRequest, "phone", widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}))
    message = model_field(JoinRequest, "message", rows=5)
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def clean_siret(self) -> str:
        siret = self.cleaned_data["siret"].strip()
        if siret:
            validate_siret(siret)
        return siret

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))

    def answers(self) -> dict[str, Any]:
        """What `inclusion.members.actions.ask` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}


class AcceptForm(forms.Form):
    """Which partner the organisation is or becomes, and what the person who asked will do."""

    partner = PartnerField(
        label="Partenaire",
        required=False,
        empty_label="En faire un nouveau partenaire",
        help_text="Choisissez-en un s’il figure déjà dans le réseau.",
    )
    roles = roles_field()

    def __init__(self, *args: Any, asked: JoinRequest, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"roles": [usual_role(asked.kind)]})
        super().__init__(*args, **kwargs)


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text="Ces phrases sont envoyées à la personne qui a fait la demande.",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Indiquez pourquoi la demande est refusée."},
    )
