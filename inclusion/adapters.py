"""How the log-in library speaks and acts here: no free sign-up, letters by the worker, secrets encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are born by an invitation and nowhere else; their letters leave through the worker."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé. Écrivez à la coordination de votre réseau.",
        "email_password_mismatch": "L’adresse et le mot de passe ne vont pas ensemble\u00a0: vérifiez-les.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "email_taken": "Un autre compte utilise déjà cette adresse.",
        "invalid_password_reset": "Ce lien a expiré ou a déjà servi. Demandez-en un autre.",
        "too_many_login_attempts": "Trop d’essais de suite. Attendez cinq minutes, puis réessayez.",
        "rate_limited": "Trop de demandes de suite. Attendez une minute, puis réessayez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the page of an invitation opens the account itself (inclusion.actions.memberships)."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Compose the letter here, where the request's address is known, and let the worker send it."""
        from inclusion.tasks import send_account_mail

        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, known | context)
        send_account_mail.delay_on_commit(subject=message.subject, body=message.body, to=email)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm who one is, in the words of the house."""
        words = {
            "reauthenticate": "Donner mon mot de passe",
            "mfa_reauthenticate": "Donner un code de mon application",
            "mfa_reauthenticate:webauthn": "Utiliser ma clé d’accès",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account's page after a change."""
        return reverse("account")


def _vault() -> MultiFernet:
    """Keys drawn from SECRET_KEY and its fallbacks, so that a database alone opens no account."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest, names in French."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon, ou il a expiré. Donnez celui qui s’affiche maintenant.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
        "cannot_generate_recovery_codes": "Choisissez d’abord une application ou une clé d’accès.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give a stored secret back."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A first name for a new key, which its owner may change."""
        return "Ma clé d’accès"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal as the browser names it when it asks for a key."""
        return super().get_public_key_credential_rp_entity() | {"name": "Liant"}
