"""The log-in library's forms in the words of the house: no placeholder stands for a label."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators

EMAIL = "Votre adresse électronique"
PASSWORD = "Votre mot de passe"
NEW_PASSWORD = "Nouveau mot de passe"
AGAIN = "Le même, encore une fois"


def password_help() -> str:
    """What a password must be, in one breath (the validators of the settings say the same, one sentence each)."""
    lengths = [
        validator.min_length
        for validator in get_default_password_validators()
        if hasattr(validator, "min_length")
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
    words = {
        "oldpassword": ("Mot de passe actuel", ""),
        "password1": (NEW_PASSWORD, ""),
        "password2": (AGAIN, ""),
    }


class SetPasswordForm(_Worded, account.SetPasswordForm):
    words = {"password1": (NEW_PASSWORD, ""), "password2": (AGAIN, "")}


class ResetPasswordForm(_Worded, account.ResetPasswordForm):
    words = {"email": (EMAIL, "Celle avec laquelle vous vous connectez.")}


class ResetPasswordKeyForm(_Worded, account.ResetPasswordKeyForm):
    words = {"password1": (NEW_PASSWORD, ""), "password2": (AGAIN, "")}


class ChangeEmailForm(_Worded, account.AddEmailForm):
    words = {
        "email": ("Nouvelle adresse", "Un message y sera envoyé\u00a0: le lien qu’il contient la confirme.")
    }


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
